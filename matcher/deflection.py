"""When a provider is full: who stands nearest to it for this company, and in what they differ."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from matcher.gates import accepted_instruments, limits
from matcher.problem import Company, Provider
from matcher.tables import sector_paths

# Amounts within a factor of 1.5 of each other are said to be alike.
_ALIKE = math.log(1.5)


class Trait(StrEnum):
    """What a substitute shares with the full provider, or does otherwise; `web` has the words."""

    STAGE_TOO = "stage_too"
    ANY_STAGE = "any_stage"
    SECTOR_TOO = "sector_too"
    DISTRICT_TOO = "district_too"
    ANY_DISTRICT = "any_district"
    OTHER_INSTRUMENT = "other_instrument"
    SMALLER = "smaller"
    LARGER = "larger"
    LIKE_AMOUNTS = "like_amounts"


@dataclass(frozen=True, slots=True)
class Substitute:
    """A free provider in the place of a full one.

    `likeness` to the full one lies in 0 to 1; `instruments` are those it gives of what is sought,
    told where they are not those of the full one.
    """

    id: str
    fit: float
    likeness: float
    traits: tuple[Trait, ...]
    instruments: tuple[str, ...] = ()


def substitutes(
    company: Company, full: Provider, others: Sequence[tuple[Provider, float]], *, most: int = 2
) -> list[Substitute]:
    """The nearest free ones to a full provider, for one company.

    Parameters
    ----------
    company : Company
        In whose list the full one would have stood.
    full : Provider
        Who takes no more for now.
    others : sequence of (Provider, float)
        Those in the company's list, with their fit from 0 to 100; full ones are left out.
    most : int, default=2
        How many at most.

    Returns
    -------
    list of Substitute
        By the mean of fit / 100 and likeness, the highest first, then by id.
    """
    found = [
        Substitute(
            other.id,
            fit,
            round(likeness(full, other), 9),
            _traits(company, full, other),
            _new(company, full, other),
        )
        for other, fit in others
        if not other.full and other.id != full.id
    ]
    found.sort(key=lambda one: (-round(one.fit / 100.0 + one.likeness, 9), one.id))
    return found[:most]


def likeness(one: Provider, other: Provider) -> float:
    """How alike two providers are, in 0 to 1, from what both state; 0 where they share no statement.

    The mean over stages, sectors, instruments, districts (shares in common), amounts (1 for equal
    middles, halved with each factor of 2) and texts (cosine, not below 0).
    """
    known = [
        len(a & b) / len(a | b)
        for a, b in (
            (one.stages, other.stages),
            (sector_paths(one.sectors), sector_paths(other.sectors)),
            (accepted_instruments(one), accepted_instruments(other)),
            (one.districts, other.districts),
        )
        if a and b
    ]
    middles = _middle(one, None), _middle(other, None)
    if middles[0] is not None and middles[1] is not None:
        known.append(2.0 ** -(abs(middles[0] - middles[1]) / math.log(2.0)))
    if one.text is not None and other.text is not None and len(one.text.whole) == len(other.text.whole):
        known.append(max(0.0, float(one.text.whole @ other.text.whole)))
    return sum(known) / len(known) if known else 0.0


def _traits(company: Company, full: Provider, other: Provider) -> tuple[Trait, ...]:
    """What to say of a substitute, in a fixed order."""
    found = []
    if company.stage is not None and company.stage in full.stages:
        found += [Trait.STAGE_TOO] if company.stage in other.stages else []
        found += [Trait.ANY_STAGE] if not other.stages else []
    paths = sector_paths(company.sectors)
    if paths & full.sectors and paths & other.sectors:
        found.append(Trait.SECTOR_TOO)
    if _new(company, full, other):
        found.append(Trait.OTHER_INSTRUMENT)
    else:
        found += _amounts(company, full, other)
    district = company.place.district
    if district is not None and district in full.districts:
        found += [Trait.DISTRICT_TOO] if district in other.districts else []
        found += [Trait.ANY_DISTRICT] if not other.districts else []
    return tuple(found)


def _amounts(company: Company, full: Provider, other: Provider) -> list[Trait]:
    shared = sorted(_given(company, full) & _given(company, other))
    middles = _middle(full, shared[0] if shared else None), _middle(other, shared[0] if shared else None)
    if middles[0] is None or middles[1] is None:
        return []
    apart = middles[1] - middles[0]
    if abs(apart) <= _ALIKE:
        return [Trait.LIKE_AMOUNTS]
    return [Trait.SMALLER if apart < 0 else Trait.LARGER]


def _given(company: Company, provider: Provider) -> frozenset[str]:
    """The instruments sought that a provider gives; who states none gives any."""
    sought = frozenset(ask.instrument for ask in company.asks if ask.instrument is not None)
    given = accepted_instruments(provider)
    return sought & given if given else sought


def _new(company: Company, full: Provider, other: Provider) -> tuple[str, ...]:
    """What a substitute gives of what is sought, where it is nothing that the full one gives."""
    theirs = _given(company, other)
    return () if theirs & _given(company, full) else tuple(sorted(theirs))


def _middle(provider: Provider, instrument: str | None) -> float | None:
    """The logarithm of the geometric middle of what a provider gives; of one bound, that bound."""
    bounds = [bound for pair in limits(provider, instrument) for bound in pair if bound]
    return sum(map(math.log, bounds)) / len(bounds) if bounds else None
