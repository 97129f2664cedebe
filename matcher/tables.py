"""Many companies or many providers as columns, so that one of the other side meets all at once.

A table takes rows one by one and may be changed at any time: `put` adds or replaces, `drop` takes out.
Meeting it costs a few array operations, whatever its size, and does not depend on how it came about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from matcher.encoding import EncodedText
from matcher.gates import accepted_instruments, limits
from matcher.postings import Column, Mask, RangeIndex, Ranges, TagIndex, grown
from matcher.problem import Ask, Company, PastDeals, Provider, sector_path
from matcher.slots import Slots
from matcher.text_index import WORDING, TextIndex
from matcher.text_scale import Asking

__all__ = [
    "WORDING",
    "Column",
    "CompanyTable",
    "Mask",
    "ProviderTable",
    "Ranges",
    "Slots",
    "TagIndex",
    "TextIndex",
]

_TAGS_OF_COMPANIES = (
    "sectors",
    "exact_sectors",
    "stages",
    "dealt_stages",
    "places",
    "backers",
    "declined",
    "conflicts",
)
_TAGS_OF_PROVIDERS = (
    "sectors",
    "broad_sectors",
    "never",
    "stages",
    "instruments",
    "districts",
    "declined",
    "conflicts",
)


class CompanyTable:
    """Companies as columns, to be met by one provider.

    Parameters
    ----------
    companies : iterable of Company
        In any order; ranking does not depend on it.
    asking : Asking, optional
        What is known of the theses that ask.
    """

    def __init__(self, companies: Iterable[Company] = (), *, asking: Asking | None = None) -> None:
        self.slots = Slots()
        # The facts as they were put, but for their texts, which `text` holds.
        self.facts: list[Company] = []
        self.text = TextIndex(asking=asking)
        self.sectors, self.exact_sectors = TagIndex(), TagIndex()
        self.stages, self.dealt_stages = TagIndex(), TagIndex()
        self.places, self.backers = TagIndex(), TagIndex()
        self.declined, self.conflicts = TagIndex(), TagIndex()
        self._located: Mask = np.zeros(0, dtype=bool)
        self._has_asks: Mask = np.zeros(0, dtype=bool)
        self._asked: Column = np.zeros(0)
        self._asks: dict[str | None, RangeIndex] = {}
        for company in companies:
            self.put(company)

    @property
    def n(self) -> int:
        """The number of rows, those that are free among them."""
        return len(self.facts)

    @property
    def ids(self) -> tuple[str, ...]:
        """Each row's id."""
        return self.slots.ids

    @property
    def companies(self) -> list[Company]:
        """Each row's facts, without its text."""
        return self.facts

    @property
    def located(self) -> Mask:
        """Whose district is stated."""
        return self._located[: self.n]

    @property
    def has_asks(self) -> Mask:
        """Who says what it seeks."""
        return self._has_asks[: self.n]

    @property
    def asked(self) -> Column:
        """The logarithm of the middle of what is sought; nan when no amount is stated."""
        return self._asked[: self.n]

    @property
    def asks(self) -> dict[str | None, Ranges]:
        """The ranges sought, by instrument."""
        return {instrument: index.ranges for instrument, index in self._asks.items()}

    def put(self, company: Company) -> None:
        """Add a company, or put these facts in place of those under its id."""
        self._write(self.slots.take(company.id), company)

    def drop(self, id: str) -> None:  # noqa: A002 - it is the field's name
        """Take a company out; nothing happens when it is not there."""
        row = self.slots.give_back(id)
        if row is not None:
            self._write(row, Company(id=""))

    def copy_for(self, text: EncodedText | None) -> "CompanyTable":
        """A copy to be met by parties of this one text, as long as one likes, whatever becomes of the table.

        It holds what the text has in common with each row in place of the rows' own texts.
        """
        out = CompanyTable()
        out.slots, out.facts, out.text = self.slots.copy(), list(self.facts), self.text.copy_for(text)
        for name in _TAGS_OF_COMPANIES:
            setattr(out, name, getattr(self, name).copy())
        out._located, out._has_asks = self.located.copy(), self.has_asks.copy()
        out._asked = self.asked.copy()
        out._asks = {instrument: index.copy() for instrument, index in self._asks.items()}
        return out

    def company(self, row: int) -> Company:
        """A row's facts with its text."""
        return replace(self.facts[row], text=self.text.text(row))

    def _write(self, row: int, company: Company) -> None:
        self.text.put(row, company.text)
        new = row == len(self.facts)
        if new:
            self.facts.append(company)
            self._located, self._has_asks = grown(self._located, row + 1), grown(self._has_asks, row + 1)
            self._asked = grown(self._asked, row + 1)
        former = () if new else self.facts[row].asks
        self.facts[row] = replace(company, text=None)
        self.sectors.put(row, sector_paths(company.sectors))
        self.exact_sectors.put(row, company.sectors)
        self.stages.put(row, (company.stage,) if company.stage else ())
        self.dealt_stages.put(row, dealt_stages(company))
        self.places.put(row, company.place.keys())
        self.backers.put(row, company.backers)
        self.declined.put(row, company.declined)
        self.conflicts.put(row, company.conflicts)
        self._located[row] = company.place.district is not None
        self._has_asks[row] = bool(company.asks)
        self._asked[row] = asked_amount(company.asks)
        for instrument in {ask.instrument for ask in former}:
            self._asks[instrument].remove(row)
        for ask in company.asks:
            index = self._asks.setdefault(ask.instrument, RangeIndex())
            index.add(row, ask.amount_min, ask.amount_max)


class ProviderTable:
    """Providers as columns, to be met by one company.

    Parameters
    ----------
    providers : iterable of Provider
        In any order; ranking does not depend on it.
    asking : Asking, optional
        What is known of the pitches that ask.
    """

    def __init__(self, providers: Iterable[Provider] = (), *, asking: Asking | None = None) -> None:
        self.slots = Slots()
        # The facts as they were put, but for their texts, which `text` holds.
        self.facts: list[Provider] = []
        self.text = TextIndex(asking=asking)
        self.sectors, self.broad_sectors, self.never = TagIndex(), TagIndex(), TagIndex()
        self.stages, self.instruments, self.districts = TagIndex(), TagIndex(), TagIndex()
        self.declined, self.conflicts = TagIndex(), TagIndex()
        self._full: Mask = np.zeros(0, dtype=bool)
        self.deals = DealColumns()
        self._ranges: dict[str | None, RangeIndex] = {}
        for provider in providers:
            self.put(provider)

    @property
    def n(self) -> int:
        """The number of rows, those that are free among them."""
        return len(self.facts)

    @property
    def ids(self) -> tuple[str, ...]:
        """Each row's id."""
        return self.slots.ids

    @property
    def providers(self) -> list[Provider]:
        """Each row's facts, without its text."""
        return self.facts

    @property
    def full(self) -> Mask:
        """Who takes no more introductions."""
        return self._full[: self.n]

    def put(self, provider: Provider) -> None:
        """Add a provider, or put these facts in place of those under its id."""
        self._write(self.slots.take(provider.id), provider)

    def drop(self, id: str) -> None:  # noqa: A002 - it is the field's name
        """Take a provider out; nothing happens when it is not there."""
        row = self.slots.give_back(id)
        if row is not None:
            self._write(row, Provider(id=""))

    def copy_for(self, text: EncodedText | None) -> "ProviderTable":
        """As of `CompanyTable`."""
        out = ProviderTable()
        out.slots, out.facts, out.text = self.slots.copy(), list(self.facts), self.text.copy_for(text)
        for name in _TAGS_OF_PROVIDERS:
            setattr(out, name, getattr(self, name).copy())
        out._full, out.deals = self.full.copy(), self.deals.copy()
        out._ranges = {instrument: index.copy() for instrument, index in self._ranges.items()}
        return out

    def provider(self, row: int) -> Provider:
        """A row's facts with its text."""
        return replace(self.facts[row], text=self.text.text(row))

    def ranges(self, instrument: str | None) -> Ranges:
        """What each provider gives of an instrument."""
        if instrument not in self._ranges:
            index = self._ranges[instrument] = RangeIndex()
            for row, provider in enumerate(self.facts):
                for low, high in limits(provider, instrument):
                    index.add(row, low, high)
        return self._ranges[instrument].ranges

    def _write(self, row: int, provider: Provider) -> None:
        self.text.put(row, provider.text)
        new = row == len(self.facts)
        if new:
            self.facts.append(provider)
            self._full = grown(self._full, row + 1)
        self.facts[row] = replace(provider, text=None)
        self.sectors.put(row, provider.sectors)
        self.broad_sectors.put(row, {sector_path(sector)[-1] for sector in provider.sectors})
        self.never.put(row, provider.never_sectors)
        self.stages.put(row, provider.stages)
        self.instruments.put(row, accepted_instruments(provider))
        self.districts.put(row, provider.districts)
        self.declined.put(row, provider.declined)
        self.conflicts.put(row, provider.conflicts)
        self._full[row] = provider.full
        self.deals.put(row, provider.deals)
        for instrument, index in self._ranges.items():
            if not new:
                index.remove(row)
            for low, high in limits(provider, instrument):
                index.add(row, low, high)


class DealColumns:
    """Past deals of many providers as columns."""

    def __init__(self) -> None:
        self.n = 0
        self._known: Mask = np.zeros(0, dtype=bool)
        # Count, day of the last one, middle and spread of amounts.
        self._figures: Column = np.zeros((0, 4))
        self.sectors, self.places = TagIndex(), TagIndex()
        self.stages, self.partners = TagIndex(), TagIndex()

    @property
    def known(self) -> Mask:
        """Whose deals are known, be they none."""
        return self._known[: self.n]

    @property
    def count(self) -> Column:
        """How many deals each has made."""
        return self._figures[: self.n, 0]

    @property
    def last(self) -> Column:
        """Days since the first of January of year 1; nan when there is no dated deal."""
        return self._figures[: self.n, 1]

    @property
    def usual(self) -> Column:
        """The middle of the amounts, as `usual_amount` gives it."""
        return self._figures[: self.n, 2]

    @property
    def spread(self) -> Column:
        """How far the amounts spread, as `usual_amount` gives it."""
        return self._figures[: self.n, 3]

    def copy(self) -> "DealColumns":
        """The same columns, which go their own way from here."""
        out = DealColumns()
        out.n, out._known, out._figures = self.n, self.known.copy(), self._figures[: self.n].copy()
        for name in ("sectors", "places", "stages", "partners"):
            setattr(out, name, getattr(self, name).copy())
        return out

    def put(self, row: int, deals: PastDeals | None) -> None:
        """Give a row these deals in place of those it had."""
        self.n = max(self.n, row + 1)
        self._known, self._figures = grown(self._known, self.n), grown(self._figures, self.n)
        self._known[row] = deals is not None
        said = deals or PastDeals()
        last = np.nan if said.last_on is None else float(said.last_on.toordinal())
        self._figures[row] = (float(said.count), last, *usual_amount(said.amounts))
        self.sectors.put(row, broadened(said.sectors))
        self.places.put(row, said.places)
        self.stages.put(row, said.stages)
        self.partners.put(row, said.partners)


def asked_amount(asks: tuple[Ask, ...]) -> float:
    """The logarithm of the middle of the first stated range; nan when no amount is stated."""
    for ask in asks:
        bounds = [float(b) for b in (ask.amount_min, ask.amount_max) if b is not None and b > 0]
        if bounds:
            return float(np.mean(np.log(bounds)))
    return float("nan")


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
