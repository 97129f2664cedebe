"""Who fits a founder's pitch, and what would open more to either side."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.matching import Introduction, ProviderFacts
from models.entities.vocabulary import ListOrder, Role
from models.errors import NotFound
from web.api.areas.matching import Fit, OfferText, fit_of, offer_texts
from web.api.areas.providers import OfProvider
from web.api.operation import Area, Ask
from web.i18n import N_
from web.opening_words import founder_offers, provider_offers
from web.pages.matches import full_lines
from web.services.founder_openings import open_founder_openings
from web.services.provider_openings import open_openings
from web.services.who_fits import open_providers

AREA = Area(N_("Who fits a pitch"), "matching")


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """A provider before a founder's pitch."""

    provider: ProviderFacts
    fit: Fit | None
    introduction: Introduction | None


@dataclass(frozen=True, slots=True)
class Full:
    """A provider that would stand high and is full now, and who is near it."""

    name: str
    text: str
    instead: list[str]


@dataclass(frozen=True, slots=True)
class WhoFits:
    """Who may fund a pitch; those shut out are counted by what shuts them out."""

    pitch_id: int
    order: ListOrder
    providers: list[ProviderLine]
    introductions: list[Introduction]
    shut_out: dict[str, int]
    full: list[Full]


@AREA.add(
    "GET",
    "/pitches/{pitch_id}/providers",
    "matches.who_fits",
    N_("Who may fund one of your pitches, and why"),
    WhoFits,
    pages=("founder.who_fits",),
)
async def who_fits(ask: Ask) -> WhoFits:
    """The best first."""
    parts, in_use = ask.parts, await ask.parts.rankers.current()
    found = await open_providers(
        parts.db,
        in_use.ranker,
        viewer=ask.acting(Role.FOUNDER),
        pitch_id=ask.path["pitch_id"],
        index=parts.index,
    )
    if found is None:
        raise NotFound
    by_date = found.order is ListOrder.DATE
    return WhoFits(
        found.pitch.pitch_id,
        found.order,
        [
            ProviderLine(m.provider, None if by_date else fit_of(m.ranked), m.introduction)
            for m in found.providers
        ],
        found.introductions,
        found.gated,
        [Full(line.name, line.text, list(line.instead)) for line in full_lines(found)],
    )


@dataclass(frozen=True, slots=True)
class Openings:
    """How many are shut out by what, and which small changes would open the most."""

    shut_out: dict[str, int]
    offers: list[OfferText]


@AREA.add(
    "GET",
    "/provider/openings",
    "matches.openings",
    N_("What would open more pitches to a provider"),
    Openings,
    query=OfProvider,
    pages=("provider.openings",),
)
async def openings(ask: Ask) -> Openings:
    """Each offer was ranked again before it is made."""
    parts, in_use = ask.parts, await ask.parts.rankers.current()
    found = await open_openings(
        parts.db,
        in_use.ranker,
        parts.clock,
        viewer=ask.acting(Role.PROVIDER),
        organisation_id=ask.query.organisation_id,
        index=parts.index,
    )
    offered = found.found
    if offered is None:
        return Openings({}, [])

    def named(key: str) -> tuple[str, str, str | None] | None:
        pitch = found.pitches.get(key)
        return None if pitch is None else (pitch.name, pitch.lang, None)

    every = [*([offered.room] if offered.room else []), *offered.offers]
    lines = provider_offers(every, edit="", profile=found.profile, products=found.product_names, named=named)
    return Openings(dict(offered.gated), offer_texts(lines))


@AREA.add(
    "GET",
    "/pitches/{pitch_id}/openings",
    "matches.founder_openings",
    N_("What would open more providers to one of your pitches"),
    Openings,
    pages=("founder.openings",),
)
async def founder_opening(ask: Ask) -> Openings:
    """Each offer was ranked again before it is made."""
    parts, in_use = ask.parts, await ask.parts.rankers.current()
    found = await open_founder_openings(
        parts.db,
        in_use.ranker,
        viewer=ask.acting(Role.FOUNDER),
        pitch_id=ask.path["pitch_id"],
        index=parts.index,
    )
    if found is None:
        raise NotFound
    known = found.known
    lines = founder_offers(
        found.found.offers,
        edit="",
        named=lambda key: (known[key].name, known[key].lang, None) if key in known else None,
    )
    return Openings(dict(found.found.gated), offer_texts(lines))
