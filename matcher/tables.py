"""Many companies or many providers as columns, so that one of the other side meets all at once.

A table is built once and kept; meeting it costs a few array operations, whatever its size.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import EncodedText, HashingEncoder
from matcher.gates import accepted_instruments, limits
from matcher.problem import Company, PastDeals, Provider, sector_path

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]

WORDING = HashingEncoder(512)


class TagIndex:
    """Which rows carry which tags, and how strongly: an inverted index over opaque strings.

    Parameters
    ----------
    rows : sequence of mapping of str to float
        The tags of each row with their weights.
    """

    def __init__(self, rows: Sequence[Mapping[str, float]]) -> None:
        self.n = len(rows)
        self.stated: Mask = np.fromiter((bool(row) for row in rows), bool, self.n)
        self.size: Column = np.fromiter((len(row) for row in rows), float, self.n)
        gathered: dict[str, tuple[list[int], list[float]]] = {}
        for position, row in enumerate(rows):
            for tag, weight in row.items():
                where, weights = gathered.setdefault(tag, ([], []))
                where.append(position)
                weights.append(weight)
        self._at = {
            tag: (np.array(where, dtype=np.int64), np.array(weights))
            for tag, (where, weights) in gathered.items()
        }

    @classmethod
    def of_sets(cls, rows: Iterable[Iterable[str]]) -> "TagIndex":
        """An index in which every tag weighs 1."""
        return cls([dict.fromkeys(row, 1.0) for row in rows])

    def sum(self, tags: Mapping[str, float] | Iterable[str]) -> Column:
        """For each row the sum over its tags of its weight times the weight asked with."""
        out = np.zeros(self.n)
        asked = tags if isinstance(tags, Mapping) else dict.fromkeys(tags, 1.0)
        # In the order of the tags' names: the sums' last bits must not depend on a set's order.
        for tag in sorted(asked):
            found = self._at.get(tag)
            if found is not None:
                # A tag stands at most once in a row, so plain fancy indexing adds rightly.
                out[found[0]] += found[1] * asked[tag]
        return out

    def has(self, tags: Iterable[str]) -> Mask:
        """For each row whether it carries one of the tags."""
        out = np.zeros(self.n, dtype=bool)
        for tag in tags:
            found = self._at.get(tag)
            if found is not None:
                out[found[0]] = True
        return out


class TextIndex:
    """The texts of a table: one row for each whole text, a stack of rows for all sentences."""

    def __init__(self, texts: Sequence[EncodedText | None]) -> None:
        self.n = len(texts)
        self.texts = tuple(texts)
        self.stated: Mask = np.fromiter(
            (text is not None and bool(text.whole.any()) for text in texts), bool, self.n
        )
        dimension = next((len(text.whole) for text in texts if text is not None), 0)
        self.whole = np.zeros((self.n, dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            if text is not None:
                self.whole[row] = text.whole
        self.language = np.array([(text.language or "") if text is not None else "" for text in texts])
        stacked = [
            np.zeros((0, dimension), np.float32) if text is None or text.vectors is None else text.vectors
            for text in texts
        ]
        self.counts = np.array([len(rows) for rows in stacked], dtype=np.int64)
        self.sentences = np.concatenate(stacked) if stacked else np.zeros((0, dimension), np.float32)

    @cached_property
    def wording(self) -> NDArray[np.float32]:
        """Hashed counts of characters and words of each whole text; zeros where text is absent."""
        return WORDING.encode_documents([text.text if text is not None else "" for text in self.texts])

    def like(self, query: EncodedText) -> Column:
        """Cosine of the whole texts; nan where a text is missing."""
        return self._nan_unstated(self.whole @ query.whole)

    def like_sentences(self, query: EncodedText) -> Column:
        """How well each of the query's sentences is met by some sentence of a row, on average.

        The mean over both directions of the best cosine of each sentence; nan where one side has
        no sentence.
        """
        out = np.full(self.n, np.nan)
        has = self.counts > 0
        if query.vectors is None or not len(query.vectors) or not has.any():
            return out
        cosines = self.sentences @ query.vectors.T
        starts = (np.cumsum(self.counts) - self.counts)[has]
        best_for_query = np.maximum.reduceat(cosines, starts, axis=0).mean(axis=1)
        best_for_row = np.add.reduceat(cosines.max(axis=1), starts) / self.counts[has]
        out[has] = (best_for_query + best_for_row) / 2
        return out

    def like_wording(self, query: EncodedText) -> Column:
        """Cosine of hashed counts for rows in the query's own language; nan for all others."""
        if not query.text:
            return np.full(self.n, np.nan)
        cosines: Column = (self.wording @ WORDING.encode_documents([query.text])[0]).astype(float)
        said = self.wording.any(axis=1) & (self.language == (query.language or ""))
        return np.where(said, cosines, np.nan)

    def _nan_unstated(self, values: NDArray[np.float32]) -> Column:
        return np.where(self.stated, values.astype(float), np.nan)


@dataclass(frozen=True, slots=True)
class Ranges:
    """Amount ranges, several a row possible; an open bound is infinite."""

    rows: NDArray[np.int64]
    low: Column
    high: Column

    @classmethod
    def of(cls, entries: Sequence[tuple[int, int | None, int | None]]) -> "Ranges":
        """From (row, low, high), where None is no bound."""
        return cls(
            np.array([row for row, _, _ in entries], dtype=np.int64),
            np.array([-np.inf if low is None else float(low) for _, low, _ in entries]),
            np.array([np.inf if high is None else float(high) for _, _, high in entries]),
        )


class CompanyTable:
    """Companies as columns, to be met by one provider.

    Parameters
    ----------
    companies : sequence of Company
        In any order; ranking does not depend on it.
    """

    def __init__(self, companies: Sequence[Company]) -> None:
        self.companies = tuple(companies)
        self.ids = tuple(company.id for company in companies)
        self.n = len(self.ids)
        self.text = TextIndex([company.text for company in companies])
        self.sectors = TagIndex.of_sets(map(sector_paths, (c.sectors for c in companies)))
        self.exact_sectors = TagIndex.of_sets(company.sectors for company in companies)
        self.stages = TagIndex.of_sets({c.stage} if c.stage else () for c in companies)
        self.dealt_stages = TagIndex.of_sets(map(dealt_stages, companies))
        self.places = TagIndex.of_sets(company.place.keys() for company in companies)
        self.backers = TagIndex.of_sets(company.backers for company in companies)
        self.shut = TagIndex.of_sets(c.declined | c.conflicts for c in companies)
        self.has_asks = np.fromiter((bool(c.asks) for c in companies), bool, self.n)
        self.asks: dict[str | None, Ranges] = {}
        gathered: dict[str | None, list[tuple[int, int | None, int | None]]] = {}
        for row, company in enumerate(companies):
            for ask in company.asks:
                gathered.setdefault(ask.instrument, []).append((row, ask.amount_min, ask.amount_max))
        self.asks = {instrument: Ranges.of(rows) for instrument, rows in gathered.items()}


class ProviderTable:
    """Providers as columns, to be met by one company.

    Parameters
    ----------
    providers : sequence of Provider
        In any order; ranking does not depend on it.
    """

    def __init__(self, providers: Sequence[Provider]) -> None:
        self.providers = tuple(providers)
        self.ids = tuple(provider.id for provider in providers)
        self.n = len(self.ids)
        self.text = TextIndex([provider.text for provider in providers])
        self.sectors = TagIndex.of_sets(provider.sectors for provider in providers)
        self.broad_sectors = TagIndex.of_sets(
            {sector_path(sector)[-1] for sector in p.sectors} for p in providers
        )
        self.never = TagIndex.of_sets(provider.never_sectors for provider in providers)
        self.stages = TagIndex.of_sets(provider.stages for provider in providers)
        self.instruments = TagIndex.of_sets(map(accepted_instruments, providers))
        self.districts = TagIndex.of_sets(provider.districts for provider in providers)
        self.itself = TagIndex.of_sets((provider.id,) for provider in providers)
        self.shut = TagIndex.of_sets(p.declined | p.conflicts for p in providers)
        self.full = np.fromiter((provider.full for provider in providers), bool, self.n)
        deals = [provider.deals or PastDeals() for provider in providers]
        self.deals = DealColumns(deals, np.array([p.deals is not None for p in providers], bool))
        self._ranges: dict[str | None, Ranges] = {}

    def ranges(self, instrument: str | None) -> Ranges:
        """What each provider gives of an instrument."""
        if instrument not in self._ranges:
            self._ranges[instrument] = Ranges.of(
                [
                    (row, low, high)
                    for row, provider in enumerate(self.providers)
                    for low, high in limits(provider, instrument)
                ]
            )
        return self._ranges[instrument]


class DealColumns:
    """Past deals of many providers as columns."""

    def __init__(self, deals: Sequence[PastDeals], known: Mask) -> None:
        self.known = known
        self.count = np.array([float(deal.count) for deal in deals])
        # Days since the first of January of year 1; nan when there is no dated deal.
        self.last = np.array([np.nan if d.last_on is None else float(d.last_on.toordinal()) for d in deals])
        self.sectors = TagIndex([broadened(deal.sectors) for deal in deals])
        self.places = TagIndex([deal.places for deal in deals])
        self.stages = TagIndex([deal.stages for deal in deals])
        self.partners = TagIndex([deal.partners for deal in deals])
        usual = [usual_amount(deal.amounts) for deal in deals]
        self.usual = np.array([middle for middle, _ in usual])
        self.spread = np.array([spread for _, spread in usual])


def usual_amount(amounts: Sequence[int]) -> tuple[float, float]:
    """Middle and spread of past amounts on the scale of natural logarithms; nan when unknown.

    The spread is at least 0.7, a factor of two: one deal says little on what else one would do.
    """
    logs = np.log([amount for amount in amounts if amount > 0])
    if not len(logs):
        return float("nan"), float("nan")
    return float(np.median(logs)), max(0.7, float(np.std(logs)))


def sector_paths(sectors: Iterable[str]) -> frozenset[str]:
    """The sectors and all that they lie in."""
    return frozenset(above for sector in sectors for above in sector_path(sector))


def dealt_stages(company: Company) -> tuple[str, ...]:
    """What a company's stage is called where deals are counted: the round's kind, else the stage.

    Gates look at the stage alone, for a provider states stages and not kinds of rounds.
    """
    stage = company.round or company.stage
    return (stage,) if stage else ()


def broadened(counts: Mapping[str, float]) -> dict[str, float]:
    """Counts by sector, with each broader sector counting all that lies in it."""
    out: dict[str, float] = {}
    for sector, count in counts.items():
        for above in sector_path(sector):
            out[above] = out.get(above, 0.0) + count
    return out
