"""What either side could state otherwise: its levers, a change of one of them, the side with it changed.

Which changes are worth offering is found next door, in `counterfactual`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol, Self

from matcher.features import RankingProblem, problem_for_company, problem_for_provider
from matcher.gates import GateCode, accepted_instruments, gates, limits
from matcher.masks import open_for_company, open_for_provider
from matcher.postings import Mask, Rows
from matcher.problem import Ask, Company, Provider
from matcher.tables import CompanyTable, ProviderTable

# Beyond three doublings and a bit (ten times) it is another ask, not a change of this one.
FARTHEST = math.log2(10)

# Ranges of amounts of the other side, each bound possibly unstated.
Pairs = Sequence[tuple[int | None, int | None]]


class Lever(StrEnum):
    """The field that a change turns; `web` has a sentence for each on either side."""

    AMOUNT = "amount"
    INSTRUMENT = "instrument"
    STAGE = "stage"
    DISTRICT = "district"
    SECTOR = "sector"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Change:
    """One field with another value.

    Attributes
    ----------
    lever : Lever
        Which field.
    price : float
        How large the change is: doublings of a bound for an amount, 1 for anything else.
    value, was : str, optional
        The stage, instrument, district or sector it turns to (for a provider: that it adds, or of
        `SECTOR` no longer rules out), and what stood there.
    low, high, was_low, was_high : int, optional
        The range afterwards and before, for `AMOUNT` and for an added `INSTRUMENT`.
    instrument : str, optional
        Whose range it is: the ask of this instrument, or the products of it.
    product : int, optional
        The provider's product whose limits turn; None is the general range.
    """

    lever: Lever
    price: float = 1.0
    value: str | None = None
    was: str | None = None
    low: int | None = None
    high: int | None = None
    was_low: int | None = None
    was_high: int | None = None
    instrument: str | None = None
    product: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """What may be turned, and how far.

    Attributes
    ----------
    stages : tuple of str
        In the field's order. A company's stage is arguable by one step; a provider may add any.
    instruments, districts : tuple of str
        What may be sought, given or named.
    rounding : int, default=1
        Amounts are offered in multiples of this, rounded away from the present range.
    farthest : float, default=log2(10)
        The most doublings of a bound.
    """

    stages: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    rounding: int = 1
    farthest: float = FARTHEST


@dataclass(frozen=True, slots=True)
class Range:
    """A range of amounts that one side states; of a provider, its general one or a product's."""

    low: int | None
    high: int | None
    instrument: str | None = None
    product: int | None = None

    def moved_to(self, low: int | None, high: int | None) -> Change:
        """The change to these bounds; its price counts how often each bound doubles."""
        return Change(
            Lever.AMOUNT,
            price=_doublings(self.low, low) + _doublings(high, self.high),
            low=low,
            high=high,
            was_low=self.low,
            was_high=self.high,
            instrument=self.instrument,
            product=self.product,
        )


class Side(Protocol):
    """One party before a table of the other side: what `offers` turns and looks at."""

    @property
    def levers(self) -> Levers:
        """What may be turned."""
        ...

    @property
    def ids(self) -> Sequence[str]:
        """The other side's ids, one a row."""
        ...

    def after(self, change: Change) -> Self:
        """The same party with one change made."""
        ...

    def alone(self, row: int) -> Self:
        """The same party before one of the other side, which is row 0 then."""
        ...

    def open(self) -> Mask:
        """Who is in."""
        ...

    def problem(self) -> RankingProblem:
        """The ranking problem."""
        ...

    def closed(self, row: int) -> list[GateCode]:
        """The gates between the party and one of the other side."""
        ...

    def steps(self) -> list[Change]:
        """Every change that is not of an amount."""
        ...

    def bounds(self) -> list[Range]:
        """The ranges whose bounds may be moved."""
        ...

    def met(self, one: Range, row: int) -> Pairs:
        """The other side's ranges that this range is held against."""
        ...


@dataclass(frozen=True, slots=True)
class CompanySide:
    """A company before a table of providers."""

    company: Company
    table: ProviderTable
    levers: Levers
    # The table's rows that are candidates, everyone when left out; a row here is a place among them.
    rows: Rows | None = None

    @property
    def among(self) -> Rows:
        """The table's rows that are candidates."""
        return self.table.slots.live if self.rows is None else self.rows

    @property
    def ids(self) -> Sequence[str]:
        """The providers' ids."""
        return self.table.slots.ids_of(self.among)

    def alone(self, row: int) -> Self:
        """The company before one provider."""
        return replace(self, rows=self.among[[row]])

    def after(self, change: Change) -> Self:
        """The company with one field changed."""
        return replace(self, company=change_company(self.company, change))

    def open(self) -> Mask:
        """Providers that no gate shuts out."""
        return open_for_company(self.company, self.table)[self.among]

    def problem(self) -> RankingProblem:
        """Providers as candidates."""
        return problem_for_company(self.company, self.table, rows=self.among)

    def closed(self, row: int) -> list[GateCode]:
        """The gates of one pair."""
        return [gate.code for gate in gates(self.company, self._provider(row))]

    def steps(self) -> list[Change]:
        """A neighbouring stage, an instrument more, another district."""
        company, found = self.company, []
        if company.stage in self.levers.stages:
            at = self.levers.stages.index(company.stage)
            near = self.levers.stages[max(0, at - 1) : at] + self.levers.stages[at + 1 : at + 2]
            found += [Change(Lever.STAGE, value=stage, was=company.stage) for stage in near]
        sought = {ask.instrument for ask in company.asks}
        if company.asks and None not in sought:
            for instrument in self.levers.instruments:
                if instrument not in sought:
                    found += _added_asks(company.asks, instrument)
        district = company.place.district
        if district is not None:
            found += [
                Change(Lever.DISTRICT, value=other, was=district)
                for other in self.levers.districts
                if other != district
            ]
        return found

    def bounds(self) -> list[Range]:
        """The range of each ask."""
        return [Range(ask.amount_min, ask.amount_max, ask.instrument) for ask in self.company.asks]

    def met(self, one: Range, row: int) -> Pairs:
        """What the provider gives of the ask's instrument."""
        provider = self._provider(row)
        given = accepted_instruments(provider)
        if given and one.instrument is not None and one.instrument not in given:
            return []
        return limits(provider, one.instrument)

    def _provider(self, row: int) -> Provider:
        found: Provider = self.table.facts[int(self.among[row])]
        return found


@dataclass(frozen=True, slots=True)
class ProviderSide:
    """A provider before a table of companies."""

    provider: Provider
    table: CompanyTable
    levers: Levers
    on: date | None = None
    # As of `CompanySide`.
    rows: Rows | None = None

    @property
    def among(self) -> Rows:
        """The table's rows that are candidates."""
        return self.table.slots.live if self.rows is None else self.rows

    @property
    def ids(self) -> Sequence[str]:
        """The companies' ids."""
        return self.table.slots.ids_of(self.among)

    def alone(self, row: int) -> Self:
        """The provider before one company."""
        return replace(self, rows=self.among[[row]])

    def after(self, change: Change) -> Self:
        """The provider with one field changed."""
        return replace(self, provider=change_provider(self.provider, change))

    def open(self) -> Mask:
        """Companies that no gate shuts out."""
        return open_for_provider(self.provider, self.table)[self.among]

    def problem(self) -> RankingProblem:
        """Companies as candidates."""
        return problem_for_provider(self.provider, self.table, rows=self.among, on=self.on)

    def closed(self, row: int) -> list[GateCode]:
        """The gates of one pair."""
        return [gate.code for gate in gates(self._company(row), self.provider)]

    def steps(self) -> list[Change]:
        """A stage, instrument or district more, a sector no longer ruled out, room for more."""
        provider, levers = self.provider, self.levers
        found: list[Change] = []
        if provider.stages:
            found += [Change(Lever.STAGE, value=s) for s in levers.stages if s not in provider.stages]
        given = accepted_instruments(provider)
        if given:
            found += [Change(Lever.INSTRUMENT, value=i) for i in levers.instruments if i not in given]
        if provider.districts:
            found += [
                Change(Lever.DISTRICT, value=d) for d in levers.districts if d not in provider.districts
            ]
        found += [Change(Lever.SECTOR, value=sector) for sector in sorted(provider.never_sectors)]
        if provider.full:
            found.append(Change(Lever.LIMIT))
        return found

    def bounds(self) -> list[Range]:
        """The general range, and the limits of each product."""
        found = [Range(self.provider.amount_min, self.provider.amount_max)]
        for place, product in enumerate(self.provider.products):
            found.append(Range(product.amount_min, product.amount_max, product.instrument, place))
        return found

    def met(self, one: Range, row: int) -> Pairs:
        """The company's asks that this range is held against."""
        provider = self.provider
        given = accepted_instruments(provider)
        own = {product.instrument for product in provider.products}
        found: list[tuple[int | None, int | None]] = []
        for ask in self._company(row).asks:
            if given and ask.instrument is not None and ask.instrument not in given:
                continue
            # An instrument with products is held to theirs; an ask of any instrument to all of them.
            if one.product is None:
                held = not own if ask.instrument is None else ask.instrument not in own
            else:
                held = ask.instrument is None or ask.instrument == one.instrument
            if held:
                found.append((ask.amount_min, ask.amount_max))
        return found

    def _company(self, row: int) -> Company:
        found: Company = self.table.facts[int(self.among[row])]
        return found


def change_company(company: Company, change: Change) -> Company:
    """The company with one field changed; the one given is left as it is.

    Raises
    ------
    ValueError
        If a company has no such lever.
    """
    match change.lever:
        case Lever.AMOUNT:
            asks = tuple(
                replace(ask, amount_min=change.low, amount_max=change.high)
                if (ask.instrument, ask.amount_min, ask.amount_max)
                == (change.instrument, change.was_low, change.was_high)
                else ask
                for ask in company.asks
            )
            return replace(company, asks=asks)
        case Lever.INSTRUMENT:
            ask = Ask(instrument=change.value, amount_min=change.low, amount_max=change.high)
            return replace(company, asks=(*company.asks, ask))
        case Lever.STAGE:
            return replace(company, stage=change.value)
        case Lever.DISTRICT:
            return replace(company, place=replace(company.place, district=change.value))
        case _:
            message = f"a company cannot change its {change.lever}"
            raise ValueError(message)


def change_provider(provider: Provider, change: Change) -> Provider:
    """The provider with one field changed; the one given is left as it is."""
    value = frozenset({change.value}) if change.value is not None else frozenset()
    match change.lever:
        case Lever.AMOUNT if change.product is None:
            return replace(provider, amount_min=change.low, amount_max=change.high)
        case Lever.AMOUNT:
            products = tuple(
                replace(product, amount_min=change.low, amount_max=change.high)
                if place == change.product
                else product
                for place, product in enumerate(provider.products)
            )
            return replace(provider, products=products)
        case Lever.INSTRUMENT:
            return replace(provider, instruments=provider.instruments | value)
        case Lever.STAGE:
            return replace(provider, stages=provider.stages | value)
        case Lever.DISTRICT:
            return replace(provider, districts=provider.districts | value)
        case Lever.SECTOR:
            return replace(provider, never_sectors=provider.never_sectors - value)
        case Lever.LIMIT:
            return replace(provider, full=False)


def _added_asks(asks: tuple[Ask, ...], instrument: str) -> list[Change]:
    """An instrument more: for the amounts already asked, and with the amount left open."""
    lows = [ask.amount_min for ask in asks if ask.amount_min is not None]
    highs = [ask.amount_max for ask in asks if ask.amount_max is not None]
    same = Change(
        Lever.INSTRUMENT,
        value=instrument,
        low=min(lows) if len(lows) == len(asks) else None,
        high=max(highs) if len(highs) == len(asks) else None,
    )
    # Leaving the amount open says less, so it counts as a little more of a change.
    free = Change(Lever.INSTRUMENT, price=1.25, value=instrument)
    return [same] if (same.low, same.high) == (None, None) else [same, free]


def _doublings(low: int | None, high: int | None) -> float:
    """How often the lower of two bounds doubles to reach the higher; 0 where one is not stated."""
    if low is None or high is None or low == high:
        return 0.0
    return abs(math.log2(max(1, low) / max(1, high)))
