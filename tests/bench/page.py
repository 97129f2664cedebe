"""A match page's ranking beyond its queries: 20,000 pitches for a provider, 20,000 providers for a pitch.

Everything is made up: unit vectors of 384 numbers, as many clauses a text as in the demo world, facts drawn
evenly. What is measured is what a request does between its two queries, on one thread.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.counterfactual import offers
from matcher.encoding import EncodedText
from matcher.features import FEATURES, RankingProblem, problem_for_company, problem_for_provider
from matcher.levers import CompanySide, Levers, ProviderSide
from matcher.problem import Ask, Company, PastDeals, Place, Provider
from matcher.ranking import WeightedRanker, rank
from matcher.tables import CompanyTable, ProviderTable
from tests.bench.measure import Row
from web.services.index import Shelf

MANY = 20_000
LOOKS = 15
BAR_MS = 20
ON = date(2026, 3, 1)
_SECTORS = [
    f"{branch}.{leaf}" for branch in ("agri", "energy", "health", "digital") for leaf in "abcdefghijkl"
]
_STAGES = ("idea", "seed", "angel", "a", "b")
_INSTRUMENTS = ("equity", "loan", "guarantee")
_DISTRICTS = [f"d{number}" for number in range(8)]
# Clauses of a pitch and of a thesis, the least and the most.
_PITCH, _THESIS = (13, 21), (6, 10)
_WORDS = [f"word{number}" for number in range(3000)]

Milliseconds = NDArray[np.float64]


def page(many: int = MANY) -> Iterator[Row]:
    """Both lists: a first look, every further one, and its stages; beside building the tables anew."""
    made = _Made(seed=0)
    pitches = [made.company(number) for number in range(many)]
    providers = [made.provider(number) for number in range(many)]
    ranker, ids = WeightedRanker(), np.arange(many, dtype=np.int64)
    companies, givers = _shelf(CompanyTable(), pitches), _shelf(ProviderTable(), providers)
    looking = [made.provider(many + number) for number in range(LOOKS)]
    asking = [made.company(many + number) for number in range(LOOKS)]

    def for_provider(look: int) -> RankingProblem:
        return problem_for_provider(looking[look], companies.table, rows=companies.rows(ids), on=ON)

    def for_company(look: int) -> RankingProblem:
        return problem_for_company(asking[look], givers.table, rows=givers.rows(ids))

    yield _row("a provider's list", for_provider, ranker, 30, lambda: CompanyTable(pitches[:1000]), many)
    yield _row("a founder's list", for_company, ranker, 20, lambda: ProviderTable(providers[:1000]), many)
    yield _tastes(for_company, made, many)
    yield _offers(companies.table, givers.table, looking, asking, many)


def _tastes(problem: Callable[[int], RankingProblem], made: _Made, many: int) -> Row:
    """A founder's list where every tenth provider's own answers have moved its weights."""
    begun = time.monotonic()
    plain = WeightedRanker()
    warm = replace(plain, deviations=made.tastes(many))
    without = _timed(lambda look: rank(plain, problem(look), top=20))
    with_them = _timed(lambda look: rank(warm, problem(look), top=20))
    return Row(
        f"a founder's list with tastes of {len(warm.deviations):,} providers, {many:,} candidates",
        f"{np.median(with_them):.1f} ms at the median; without tastes {np.median(without):.1f}",
        time.monotonic() - begun,
        f"bar {BAR_MS} ms",
    )


def _offers(
    companies: CompanyTable,
    givers: ProviderTable,
    looking: Sequence[Provider],
    asking: Sequence[Company],
    many: int,
) -> Row:
    """What would open more, for either side: the copy, for which lists wait, and the work beside them."""
    begun = time.monotonic()
    ranker = WeightedRanker()
    levers = Levers(stages=_STAGES, instruments=_INSTRUMENTS, districts=tuple(_DISTRICTS), rounding=1_000_000)
    copies = _timed(lambda look: givers.copy_for(asking[look].text))
    of_companies = _timed(lambda look: companies.copy_for(looking[look].text))
    copied = [givers.copy_for(one.text) for one in asking]
    for_company = _timed(lambda look: offers(ranker, CompanySide(asking[look], copied[look], levers)))
    copied_companies = [companies.copy_for(one.text) for one in looking]
    for_provider = _timed(
        lambda look: offers(ranker, ProviderSide(looking[look], copied_companies[look], levers, ON))
    )
    return Row(
        f"what would open more, {many:,} candidates",
        f"{np.median(for_company):.0f} ms at the median for a founder, {np.median(for_provider):.0f} for a "
        f"provider, beside the lists; they wait for the copy, {np.median(copies):.1f} and "
        f"{np.median(of_companies):.1f} ms",
        time.monotonic() - begun,
        "on its own page; aim 200 ms",
    )


def _row(
    what: str,
    problem: Callable[[int], RankingProblem],
    ranker: WeightedRanker,
    top: int,
    build: Callable[[], object],
    many: int,
) -> Row:
    begun = time.monotonic()
    first = _timed(lambda look: rank(ranker, problem(look), top=top))
    again = _timed(lambda look: rank(ranker, problem(look), top=top))
    features = _timed(problem)
    made = problem(0)
    order = _timed(lambda _: rank(ranker, made, top=top, explain=False))
    reasons = _timed(lambda _: rank(ranker, made, top=top)) - order
    anew = float(np.median(_timed(lambda _: build(), looks=3))) * many / 1000
    return Row(
        f"{what}, {many:,} candidates",
        f"{np.median(again):.1f} ms at the median (first look of a process {np.median(first):.1f}); "
        f"features and gates {np.median(features):.1f}, order {np.median(order):.1f}, "
        f"reasons of {top} {np.median(reasons):.1f}",
        time.monotonic() - begun,
        f"bar {BAR_MS} ms; tables built for each request, as before: {anew:,.0f} ms more (from 1,000 rows)",
    )


def _timed(work: Callable[[int], object], looks: int = LOOKS) -> Milliseconds:
    """Processor time of this thread, look by look: others on the machine do not count."""
    took = np.zeros(looks)
    for look in range(looks):
        begun = time.thread_time()
        work(look)
        took[look] = (time.thread_time() - begun) * 1000
    return took


def _shelf(table: CompanyTable | ProviderTable, rows: list[Company] | list[Provider]) -> Shelf:  # type: ignore[type-arg] # either kind
    shelf = Shelf(table)
    for row in rows:
        shelf.table.put(row)  # type: ignore[arg-type] # rows of the table's kind
        shelf.note(int(row.id))
    return shelf


class _Made:
    """Draws parties, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        self._vectors = np.random.default_rng(seed)

    def text(self, least: int, most: int) -> EncodedText:
        """A text of so many clauses."""
        n = self._draw.randint(least, most)
        vectors = self._vectors.standard_normal((1 + n, 384)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        words = " ".join(self._draw.choices(_WORDS, k=60))
        language = self._draw.choice(["zh", "en"])
        return EncodedText(
            language, vectors[0], tuple(f"sentence {k // 2}" for k in range(n)), vectors[1:], words
        )

    def tastes(self, many: int) -> dict[str, dict[str, float]]:
        """What the answers of every tenth provider moved."""
        return {
            str(number): {name: self._draw.uniform(-0.2, 0.2) for name in FEATURES}
            for number in range(0, many, 10)
        }

    def company(self, number: int) -> Company:
        """A pitch that asks for one thing."""
        low = self._draw.randint(1, 50) * 10_000_00
        return Company(
            id=str(number),
            text=self.text(*_PITCH),
            sectors=frozenset(self._draw.sample(_SECTORS, 2)),
            stage=self._draw.choice(_STAGES),
            asks=(Ask(instrument=self._draw.choice(_INSTRUMENTS), amount_min=low, amount_max=3 * low),),
            place=Place(country="CHN", city="Z", district=self._draw.choice(_DISTRICTS)),
            backers=frozenset({str(self._draw.randrange(MANY))}),
            on=ON,
        )

    def provider(self, number: int) -> Provider:
        """A provider with a taste and a few deals."""
        low = self._draw.randint(1, 50) * 10_000_00
        return Provider(
            id=str(number),
            text=self.text(*_THESIS),
            sectors=frozenset(self._draw.sample(_SECTORS, 4)),
            stages=frozenset(self._draw.sample(_STAGES, 3)),
            instruments=frozenset(self._draw.sample(_INSTRUMENTS, 2)),
            amount_min=low,
            amount_max=8 * low,
            districts=frozenset(self._draw.sample(_DISTRICTS, 5))
            if self._draw.random() < 0.3
            else frozenset(),
            deals=PastDeals(
                count=5,
                last_on=date(2025, 6, 1),
                sectors={self._draw.choice(_SECTORS): 2.0},
                places={f"district:{self._draw.choice(_DISTRICTS)}": 3.0},
                stages={self._draw.choice(_STAGES): 4.0},
                amounts=(2 * low, 3 * low),
            ),
        )
