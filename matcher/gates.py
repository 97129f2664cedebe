"""Gates: what shuts a pair out, as typed reasons. Taste is next door, in `features`.

A gate closes only where both sides state the matter. Who is gated is left out of the list.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from matcher.problem import Ask, Company, Provider, sector_path


class GateCode(StrEnum):
    """Each kind of gate; `web` has a sentence for each in both languages."""

    STAGE = "stage"
    INSTRUMENT = "instrument"
    AMOUNT = "amount"
    SECTOR = "sector"
    DISTRICT = "district"
    CONFLICT = "conflict"
    DECLINED = "declined"
    BACKED = "backed"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Gate:
    """One closed gate, with what each side stated."""

    code: GateCode
    params: dict[str, Any] = field(default_factory=dict)


def gates(company: Company, provider: Provider, *, strike_backers: bool = False) -> list[Gate]:
    """Every gate that is closed between a company and a provider.

    Parameters
    ----------
    company, provider : Company, Provider
        Stated facts; what is not stated closes nothing.
    strike_backers : bool, default=False
        Whether having funded the company already closes the pair. On a page an existing backer
        is allowed and labelled; in a list of *new* investors it is struck.

    Returns
    -------
    list of Gate
        In the order of `GateCode`; empty when the pair is open.
    """
    closed: list[Gate] = []
    if provider.stages and company.stage is not None and company.stage not in provider.stages:
        closed.append(Gate(GateCode.STAGE, {"stage": company.stage, "stages": sorted(provider.stages)}))
    closed += _ask_gates(company.asks, provider)
    never = _never(company, provider)
    if never:
        closed.append(Gate(GateCode.SECTOR, {"sectors": never}))
    district = company.place.district
    if provider.districts and district is not None and district not in provider.districts:
        closed.append(
            Gate(GateCode.DISTRICT, {"district": district, "districts": sorted(provider.districts)})
        )
    if provider.id in company.conflicts or company.id in provider.conflicts:
        closed.append(Gate(GateCode.CONFLICT))
    if provider.id in company.declined or company.id in provider.declined:
        by = "company" if provider.id in company.declined else "provider"
        closed.append(Gate(GateCode.DECLINED, {"by": by}))
    if strike_backers and provider.id in company.backers:
        closed.append(Gate(GateCode.BACKED))
    if provider.full:
        closed.append(Gate(GateCode.FULL))
    return closed


def accepted_instruments(provider: Provider) -> frozenset[str]:
    """What a provider gives: what it states, and what its products are; empty when unstated."""
    return provider.instruments | {product.instrument for product in provider.products}


def limits(provider: Provider, instrument: str | None) -> list[tuple[int | None, int | None]]:
    """The ranges of amounts that a provider gives of an instrument; of several, any may do."""
    ranges = [
        (product.amount_min, product.amount_max)
        for product in provider.products
        if instrument is None or product.instrument == instrument
    ]
    return ranges or [(provider.amount_min, provider.amount_max)]


def overlaps(ask: Ask, low: int | None, high: int | None) -> bool:
    """Whether an ask and a range share an amount; a bound that is not stated is no bound."""
    return not (
        (low is not None and ask.amount_max is not None and ask.amount_max < low)
        or (high is not None and ask.amount_min is not None and ask.amount_min > high)
    )


def _ask_gates(asks: tuple[Ask, ...], provider: Provider) -> list[Gate]:
    """Instrument and amount: open when one of the asks passes both."""
    if not asks:
        return []
    closed: list[Gate] = []
    given = accepted_instruments(provider)
    taken = [ask for ask in asks if not given or ask.instrument in given or ask.instrument is None]
    if not taken:
        sought = sorted({ask.instrument for ask in asks if ask.instrument is not None})
        closed.append(Gate(GateCode.INSTRUMENT, {"sought": sought, "given": sorted(given)}))
    judged = taken or list(asks)
    ranges = [(ask, limits(provider, ask.instrument)) for ask in judged]
    if not any(overlaps(ask, low, high) for ask, pairs in ranges for low, high in pairs):
        ask, pairs = ranges[0]
        lows = [low for low, _ in pairs]
        highs = [high for _, high in pairs]
        closed.append(
            Gate(
                GateCode.AMOUNT,
                {
                    "ask_min": ask.amount_min,
                    "ask_max": ask.amount_max,
                    "instrument": ask.instrument,
                    "amount_min": None if None in lows else min(low for low in lows if low is not None),
                    "amount_max": None if None in highs else max(high for high in highs if high is not None),
                },
            )
        )
    return closed


def _never(company: Company, provider: Provider) -> list[str]:
    """The company's sectors that the provider never funds, or that lie in one of those."""
    return sorted(
        sector
        for sector in company.sectors
        if any(above in provider.never_sectors for above in sector_path(sector))
    )
