"""The gates of one party against a whole table at once; a test holds them equal to `gates`."""

import numpy as np

from matcher.gates import accepted_instruments, limits
from matcher.problem import Company, Provider
from matcher.tables import CompanyTable, Mask, ProviderTable, sector_paths


def open_for_company(company: Company, table: ProviderTable, *, strike_backers: bool = False) -> Mask:
    """The mask that `gates` gives pair by pair, at once; a test holds them equal."""
    stages = (company.stage,) if company.stage else ()
    shut = table.stages.stated & ~table.stages.has(stages) & bool(stages)
    shut |= table.never.has(sector_paths(company.sectors))
    district = company.place.district
    if district is not None:
        shut |= table.districts.stated & ~table.districts.has((district,))
    shut |= table.itself.has(company.conflicts | company.declined) | table.shut.has((company.id,))
    if strike_backers:
        shut |= table.itself.has(company.backers)
    shut |= table.full
    if company.asks:
        passes = np.zeros(table.n, dtype=bool)
        for ask in company.asks:
            ranges = table.ranges(ask.instrument)
            low = -np.inf if ask.amount_min is None else ask.amount_min
            high = np.inf if ask.amount_max is None else ask.amount_max
            meets = np.zeros(table.n, dtype=bool)
            meets[ranges.rows[(ranges.low <= high) & (low <= ranges.high)]] = True
            if ask.instrument is not None:
                meets &= ~table.instruments.stated | table.instruments.has((ask.instrument,))
            passes |= meets
        shut |= ~passes
    return ~shut


def open_for_provider(provider: Provider, table: CompanyTable, *, strike_backers: bool = False) -> Mask:
    """The same from the other side: companies that no gate shuts out for a provider."""
    shut = np.full(table.n, provider.full)
    if provider.stages:
        shut |= table.stages.stated & ~table.stages.has(provider.stages)
    shut |= table.sectors.has(provider.never_sectors)
    if provider.districts:
        located = np.array([c.place.district is not None for c in table.companies], dtype=bool)
        shut |= located & ~table.places.has(f"district:{d}" for d in provider.districts)
    shut |= table.shut.has((provider.id,))
    closed_to = provider.declined | provider.conflicts
    if closed_to:
        shut |= np.array([company_id in closed_to for company_id in table.ids], dtype=bool)
    if strike_backers:
        shut |= table.backers.has((provider.id,))
    passes = ~table.has_asks
    given = accepted_instruments(provider)
    for instrument, asked in table.asks.items():
        if given and instrument is not None and instrument not in given:
            continue
        for low, high in limits(provider, instrument):
            reach = asked.high >= (-np.inf if low is None else low)
            reach &= asked.low <= (np.inf if high is None else high)
            passes[asked.rows[reach]] = True
    return np.asarray(~shut & passes)
