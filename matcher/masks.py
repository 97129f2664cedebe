"""The gates of one party against a whole table at once; a test holds them equal to `gates`."""

from collections.abc import Mapping

import numpy as np

from matcher.gates import GateCode, accepted_instruments, limits
from matcher.postings import Mask, Ranges, bounds
from matcher.problem import Company, Provider
from matcher.tables import CompanyTable, ProviderTable, sector_paths


def open_for_company(company: Company, table: ProviderTable, *, strike_backers: bool = False) -> Mask:
    """For each row of the table whether no gate is closed between it and the company."""
    return _none(closed_for_company(company, table, strike_backers=strike_backers), table.n)


def open_for_provider(provider: Provider, table: CompanyTable, *, strike_backers: bool = False) -> Mask:
    """The same from the other side: companies that no gate shuts out for a provider."""
    return _none(closed_for_provider(provider, table, strike_backers=strike_backers), table.n)


def closed_for_company(
    company: Company, table: ProviderTable, *, strike_backers: bool = False
) -> dict[GateCode, Mask]:
    """For each gate the rows of the table for whom it is closed; gates that shut nobody are left out.

    Parameters
    ----------
    company : Company
        Who asks.
    table : ProviderTable
        All of it is judged, free rows too.
    strike_backers : bool, default=False
        As in `gates`.
    """
    closed: dict[GateCode, Mask] = {}
    if company.stage:
        closed[GateCode.STAGE] = table.stages.stated & ~table.stages.has((company.stage,))
    if company.asks:
        closed |= _asks_of_company(company, table)
    closed[GateCode.SECTOR] = table.never.has(sector_paths(company.sectors))
    if company.place.district is not None:
        district = company.place.district
        closed[GateCode.DISTRICT] = table.districts.stated & ~table.districts.has((district,))
    # Either side's wish shuts the pair; which of the two it was, the gates of a pair tell.
    theirs = _said_by(table, company.id)
    closed[GateCode.CONFLICT] = table.slots.among(company.conflicts) | theirs[GateCode.CONFLICT]
    closed[GateCode.DECLINED] = table.slots.among(company.declined) | theirs[GateCode.DECLINED]
    if strike_backers:
        closed[GateCode.BACKED] = table.slots.among(company.backers)
    closed[GateCode.FULL] = table.full
    return _some(closed)


def closed_for_provider(
    provider: Provider, table: CompanyTable, *, strike_backers: bool = False
) -> dict[GateCode, Mask]:
    """The same from the other side: for each gate the companies for which it is closed."""
    closed: dict[GateCode, Mask] = {}
    if provider.stages:
        closed[GateCode.STAGE] = table.stages.stated & ~table.stages.has(provider.stages)
    closed |= _asks_for_provider(provider, table)
    closed[GateCode.SECTOR] = table.sectors.has(provider.never_sectors)
    if provider.districts:
        near = table.places.has(f"district:{district}" for district in provider.districts)
        closed[GateCode.DISTRICT] = table.located & ~near
    theirs = _said_by(table, provider.id)
    closed[GateCode.CONFLICT] = table.slots.among(provider.conflicts) | theirs[GateCode.CONFLICT]
    closed[GateCode.DECLINED] = table.slots.among(provider.declined) | theirs[GateCode.DECLINED]
    if strike_backers:
        closed[GateCode.BACKED] = table.backers.has((provider.id,))
    if provider.full:
        closed[GateCode.FULL] = np.ones(table.n, dtype=bool)
    return _some(closed)


def _said_by(table: CompanyTable | ProviderTable, other: str) -> Mapping[GateCode, Mask]:
    """Which rows of the table themselves declined the other, or have a conflict with it."""
    return {
        GateCode.CONFLICT: table.conflicts.has((other,)),
        GateCode.DECLINED: table.declined.has((other,)),
    }


def _asks_of_company(company: Company, table: ProviderTable) -> dict[GateCode, Mask]:
    """Instrument and amount: open where one of the asks passes both."""
    taken = np.zeros(table.n, dtype=bool)
    met, met_and_taken = taken.copy(), taken.copy()
    for ask in company.asks:
        takes = np.ones(table.n, dtype=bool)
        if ask.instrument is not None:
            takes = ~table.instruments.stated | table.instruments.has((ask.instrument,))
        ranges = table.ranges(ask.instrument)
        meets = np.zeros(table.n, dtype=bool)
        meets[ranges.rows[_overlap(ranges, ask.amount_min, ask.amount_max)]] = True
        taken |= takes
        met |= meets
        met_and_taken |= takes & meets
    # Where no ask is taken, all of them are judged by their amounts.
    return {GateCode.INSTRUMENT: ~taken, GateCode.AMOUNT: ~np.where(taken, met_and_taken, met)}


def _asks_for_provider(provider: Provider, table: CompanyTable) -> dict[GateCode, Mask]:
    given = accepted_instruments(provider)
    taken = np.zeros(table.n, dtype=bool)
    met, met_and_taken = taken.copy(), taken.copy()
    for instrument, asked in table.asks.items():
        meets = np.zeros(len(asked.rows), dtype=bool)
        for low, high in limits(provider, instrument):
            meets |= _overlap(asked, low, high)
        met[asked.rows[meets]] = True
        if not given or instrument is None or instrument in given:
            taken[asked.rows] = True
            met_and_taken[asked.rows[meets]] = True
    return {
        GateCode.INSTRUMENT: table.has_asks & ~taken,
        GateCode.AMOUNT: table.has_asks & ~np.where(taken, met_and_taken, met),
    }


def _overlap(ranges: Ranges, low: int | None, high: int | None) -> Mask:
    """Which of the ranges share an amount with one; a bound that is not stated is no bound."""
    least, most = bounds(low, high)
    return (ranges.low <= most) & (ranges.high >= least)


def _some(closed: dict[GateCode, Mask]) -> dict[GateCode, Mask]:
    return {code: closed[code] for code in GateCode if code in closed and closed[code].any()}


def _none(closed: Mapping[GateCode, Mask], n: int) -> Mask:
    shut = np.zeros(n, dtype=bool)
    for mask in closed.values():
        shut |= mask
    return ~shut
