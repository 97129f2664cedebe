"""Host spaces for the public: the directory, a space's page, and its manager's hand on both."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from models.db import Database
from models.entities.spaces import (
    NewOffer,
    Offer,
    OfferKind,
    OwnSpace,
    SpaceCard,
    SpaceContact,
    SpaceEvent,
    SpaceText,
)
from models.entities.tenancies import TenancyStage
from models.entities.viewer import Viewer
from models.entities.vocabulary import FounderCategory, Role
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.spaces import SpaceRepository
from web.clock import Clock
from web.services.small_groups import LEAST

ZONE = ZoneInfo("Asia/Shanghai")
# The wording to which somebody agrees who is named on a page; a new wording is a new version.
CONTACT_TEXT_VERSION = "1"
# A page of a space says how quickly it answers from this many answers of a year on.
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class SpaceFilters:
    """Which spaces to show; None is all."""

    district: str | None = None
    category: FounderCategory | None = None
    kind: OfferKind | None = None
    stage: TenancyStage | None = None

    def take(self, space: SpaceCard) -> bool:
        """Whether a space is among them. One that names no category in particular welcomes all."""
        return (
            self.district in (None, space.district)
            and (self.category is None or not space.categories or self.category in space.categories)
            and (self.kind is None or self.kind in space.kinds)
            and (self.stage is None or self.stage in space.stages)
        )


@dataclass(frozen=True, slots=True)
class PublicSpace:
    """A space's page; how quickly it answers is known from `LEAST` answers of the last year on."""

    space: SpaceCard
    offers: list[Offer]
    contact: SpaceContact | None
    events: list[SpaceEvent]
    n_answers: int
    usual_answer: timedelta | None


class Naming(enum.StrEnum):
    """Whom the page names from now on; only oneself can be put there."""

    KEEP = "keep"
    ME = "me"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class PageSent:
    """What a manager sends of the page."""

    text: SpaceText
    revision: int
    naming: Naming
    phone: str


@dataclass(frozen=True, slots=True)
class SpacePageDesk:
    """A manager's own space with everything that stands on its page, past offers too."""

    space: OwnSpace
    # All the manager's spaces, to choose from.
    spaces: list[OwnSpace]
    offers: list[Offer]
    contact: SpaceContact | None


def today_of(clock: Clock) -> date:
    """The day it is where the platform is used."""
    return clock.now().astimezone(ZONE).date()


def told(n: int) -> int | None:
    """A number of companies as the public reads it; None hides a group too small to be told of."""
    return n if n == 0 or n >= LEAST else None


async def list_spaces(db: Database, clock: Clock) -> list[SpaceCard]:
    """Every published space."""
    async with db.read() as conn:
        return await SpaceRepository(conn).published(today_of(clock))


async def open_public_space(
    db: Database, clock: Clock, *, space_id: int, viewer: Viewer | None = None
) -> PublicSpace:
    """One space; what is not published yet is there for its own people alone."""
    today, now = today_of(clock), clock.now()
    async with db.read() as conn:
        spaces = SpaceRepository(conn)
        found = await spaces.card(viewer, space_id, today)
        if found is None:
            raise NotFound
        n, median = await spaces.answers(space_id, now - _YEAR)
        return PublicSpace(
            found,
            await spaces.offers(space_id, today, active=True),
            await spaces.contact(space_id),
            await spaces.events_there(space_id, now),
            n,
            median if n >= LEAST else None,
        )


async def open_page_desk(
    db: Database, clock: Clock, *, viewer: Viewer, space_id: int | None
) -> SpacePageDesk:
    """One of the viewer's spaces, the first where none is asked for."""
    async with db.read() as conn:
        spaces = SpaceRepository(conn)
        own = await spaces.own(viewer)
        chosen = next((s for s in own if space_id in (None, s.id)), None)
        if chosen is None:
            raise NotFound
        return SpacePageDesk(
            chosen,
            own,
            await spaces.offers(chosen.id, today_of(clock), active=False),
            await spaces.contact(chosen.id),
        )


async def save_page(db: Database, clock: Clock, *, viewer: Viewer, space_id: int, sent: PageSent) -> None:
    """What the space says of itself and whom it names; published, it needs a description and an address."""
    _own(viewer, space_id)
    text, now = sent.text, clock.now()
    if text.published:
        for name, zh, en in (
            ("about_zh", text.about_zh, text.about_en),
            ("address_zh", text.address_zh, text.address_en),
        ):
            if not zh and not en:
                raise Invalid("one_language_at_least", field=name)
    async with db.transaction() as conn:
        spaces = SpaceRepository(conn)
        if not await spaces.save(space_id, sent.revision, text, viewer.person_id, now):
            raise Conflict("space_page_changed")
        if sent.naming is not Naming.KEEP:
            who = viewer.person_id if sent.naming is Naming.ME else None
            await spaces.name_contact(space_id, who, sent.phone, CONTACT_TEXT_VERSION, now)
        await AuditRepository(conn).note(
            now,
            viewer.person_id,
            "save_space_page",
            "organisation",
            space_id,
            {"published": text.published, "naming": str(sent.naming)},
        )


async def save_offer(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    space_id: int,
    offer_id: int | None,
    revision: int,
    new: NewOffer,
) -> int:
    """A new offer, or new words of one; requests that were made of it stay as they are."""
    _own(viewer, space_id)
    if not new.title_zh and not new.title_en:
        raise Invalid("one_language_at_least", field="title_zh")
    if not new.is_free and not new.price_zh and not new.price_en:
        raise Invalid("price_or_free", field="price_zh")
    if new.active_until is not None and new.active_until < new.active_from:
        raise Invalid("offer_ends_before_it_begins", field="active_until")
    async with db.transaction() as conn:
        spaces, now = SpaceRepository(conn), clock.now()
        if offer_id is None:
            offer_id = await spaces.add_offer(space_id, new, viewer.person_id, now)
        elif await spaces.own_offer(space_id, offer_id) is None:
            raise NotFound
        elif not await spaces.change_offer(space_id, offer_id, revision, new, viewer.person_id, now):
            raise Conflict("space_page_changed")
        await AuditRepository(conn).note(
            now, viewer.person_id, "save_space_offer", "organisation", space_id, {"offer": offer_id}
        )
    return offer_id


def _own(viewer: Viewer, space_id: int) -> None:
    if space_id not in viewer.organisation_ids(Role.SPACE):
        raise NotFound
