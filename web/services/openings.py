"""What would open a list to more, for either side: the work on the tables, between entities and `matcher`.

Only rows that the asking person may see take part: hidden providers are no row of a founder's question,
so nothing that is offered, counted or lost can tell of them.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from matcher.counterfactual import Offer, better_offers, offers, pair_offers
from matcher.deflection import Substitute, substitutes
from matcher.features import RankingProblem, problem_for_company
from matcher.gates import GateCode
from matcher.levers import CompanySide, Levers, ProviderSide
from matcher.masks import closed_for_company, closed_for_provider
from matcher.postings import Mask, Rows
from matcher.problem import Company, Provider
from matcher.ranking import Ranked, Ranker, rank
from matcher.tables import CompanyTable, ProviderTable
from models.entities.vocabulary import Instrument, Stage
from web.services.matching_problem import ELSEWHERE
from web.vocabulary import district_codes

# Amounts are offered in whole 万元, which is how people state them.
WAN = 10_000 * 100
# How many of those whom an offer lets in are named; the others are counted.
NAMED = 5
# For how many of the first in a list it is told what would make them fit better.
FIRST = 3
# How many full providers are told of, each with the nearest free ones.
MOST_FULL = 5


@dataclass(frozen=True, slots=True)
class Deflected:
    """A full provider that would have stood high in a list, and the nearest free ones in it."""

    provider: Provider
    place: int
    fit: float
    instead: list[Substitute]


@dataclass(frozen=True, slots=True)
class CompanyList:
    """The providers of one company: the best, what shuts the others out, and who stands in for the full."""

    ranked: list[Ranked]
    gated: dict[str, int]
    deflected: list[Deflected] = field(default_factory=list)

    def ids(self) -> set[int]:
        """Every provider that is spoken of by name."""
        spoken = {one.id for one in self.ranked}
        spoken |= {one.provider.id for one in self.deflected}
        spoken |= {s.id for one in self.deflected for s in one.instead}
        return {int(one) for one in spoken}


def apart_key(what: str, ranker: Ranker, *rest: Hashable) -> Hashable:
    """Names a question whose answer may be kept while the tables stay as they are.

    `rest` is all that the answer depends on beside the tables and the ranker, above all who may be seen.
    """
    return what, ranker.name, id(ranker), *rest


def levers() -> Levers:
    """The lists of the field; elsewhere is no district that one could offer to move to."""
    return Levers(
        stages=tuple(map(str, Stage)),
        instruments=tuple(map(str, Instrument)),
        districts=tuple(code for code in district_codes() if code != ELSEWHERE),
        rounding=WAN,
    )


def list_for_company(
    ranker: Ranker,
    company: Company,
    table: ProviderTable,
    rows: Rows,
    *,
    introduced: Collection[str] = (),
    limit: int,
) -> CompanyList:
    """The providers of some rows for a company, and substitutes for those that are full.

    Who is introduced to this company already is not full for it.
    """
    shut = _shut(company, table, rows, introduced)
    problem = problem_for_company(company, table, rows=rows)
    open_now = np.ones(len(rows), dtype=bool)
    for mask in shut.values():
        open_now &= ~mask
    problem = replace(problem, open=open_now)
    ranked = rank(ranker, problem, top=limit)
    return CompanyList(
        ranked,
        _counted(shut),
        _deflected(ranker, company, table, rows, problem, shut, ranked, limit),
    )


def open_to_company(
    company: Company, table: ProviderTable, rows: Rows, introduced: Collection[str] = ()
) -> tuple[Mask, dict[str, int]]:
    """Which providers of some rows no gate shuts out, and how many each gate does; nothing is ranked."""
    shut = _shut(company, table, rows, introduced)
    open_now = np.ones(len(rows), dtype=bool)
    for mask in shut.values():
        open_now &= ~mask
    return open_now, _counted(shut)


def _shut(
    company: Company, table: ProviderTable, rows: Rows, introduced: Collection[str]
) -> dict[GateCode, Mask]:
    shut = {code: mask[rows] for code, mask in closed_for_company(company, table).items()}
    if GateCode.FULL in shut:
        shut[GateCode.FULL] &= ~np.array(
            [candidate in introduced for candidate in table.slots.ids_of(rows)], dtype=bool
        )
    return shut


def _counted(shut: Mapping[GateCode, Mask]) -> dict[str, int]:
    return {str(code): n for code, mask in sorted(shut.items()) if (n := int(mask.sum()))}


def _deflected(
    ranker: Ranker,
    company: Company,
    table: ProviderTable,
    rows: Rows,
    problem: RankingProblem,
    shut: dict[GateCode, Mask],
    ranked: list[Ranked],
    limit: int,
) -> list[Deflected]:
    """Those whom nothing but being full keeps out, if they would stand among the first."""
    full = shut.get(GateCode.FULL)
    if full is None or not ranked:
        return []
    only = full.copy()
    for code, mask in shut.items():
        if code is not GateCode.FULL:
            only &= ~mask
    would = replace(problem, open=problem.open | only)
    free = [(table.provider(int(rows[one.row])), one.fit) for one in ranked]
    found: list[Deflected] = []
    for place, one in enumerate(rank(ranker, would, top=limit, explain=False), 1):
        if only[one.row] and len(found) < MOST_FULL:
            provider = table.provider(int(rows[one.row]))
            found.append(Deflected(provider, place, one.fit, substitutes(company, provider, free)))
    return found


@dataclass(frozen=True, slots=True)
class CompanyOffers:
    """What shuts providers out of one company's list, and what would let them in.

    `better` would make one of the first in the list fit better; each moves that one.
    """

    gated: dict[str, int]
    offers: list[Offer]
    better: list[Offer] = field(default_factory=list)

    def ids(self) -> list[int]:
        """Every provider that is spoken of by name."""
        opened = {int(one.id) for offer in self.offers for one in offer.opens[:NAMED]}
        return sorted(opened | {int(one.id) for offer in self.better for one in offer.moved})


def offers_for_company(
    ranker: Ranker, company: Company, table: ProviderTable, rows: Rows, *, introduced: Collection[str] = ()
) -> CompanyOffers:
    """What would open some rows' providers to a company; `introduced` as in `list_for_company`."""
    side = CompanySide(company, table, levers(), rows)
    first = rank(ranker, side.problem(), top=FIRST, explain=False)
    return CompanyOffers(
        _counted(_shut(company, table, rows, introduced)),
        offers(ranker, side),
        [offer for one in first for offer in better_offers(ranker, side, one.row, most=1)],
    )


@dataclass(frozen=True, slots=True)
class ProviderOffers:
    """What shuts pitches out of one provider's list, and what would let them in.

    Of a full provider `room` is what making room alone would do; the others hold once there is room.
    """

    n_open: int
    n_shut: int
    gated: dict[str, int]
    room: Offer | None
    offers: list[Offer]

    def ids(self) -> list[int]:
        """Every pitch that is spoken of by name."""
        told = [*self.offers, self.room] if self.room else self.offers
        return sorted({int(one.id) for offer in told for one in offer.opens[:NAMED]})


def offers_for_provider(
    ranker: Ranker, provider: Provider, table: CompanyTable, rows: Rows, today: date
) -> ProviderOffers:
    """The pitches of some rows for a provider, as what would open its list to more of them."""
    free = replace(provider, full=False)
    closed = {code: mask[rows] for code, mask in closed_for_provider(free, table).items()}
    full = ProviderSide(provider, table, levers(), today, rows)
    room = next(iter(offers(ranker, full, most=1)), None) if provider.full else None
    side = ProviderSide(free, table, levers(), today, rows)
    n_open = int(side.open().sum())
    return ProviderOffers(
        n_open,
        len(rows) - n_open,
        _counted(closed),
        room,
        offers(ranker, side),
    )


def offers_for_pair(
    ranker: Ranker, provider: Provider, table: CompanyTable, rows: Rows, row: int, today: date
) -> list[Offer]:
    """What would let one pitch into a provider's list, or, where it is in, make it fit better.

    `row` counts among the rows.
    """
    side = ProviderSide(replace(provider, full=False), table, levers(), today, rows)
    return pair_offers(ranker, side, row) if side.closed(row) else better_offers(ranker, side, row)
