"""Wishes as the organiser sees them: how they work, who wishes whom, which pairs were promised."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.wishes import Wanted, Wish
from models.db import Database
from models.entities.events import Event, Participant
from models.entities.ids import ParticipantId
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer, EventStatus
from models.entities.wishes import Promise, PromiseKind, WishTerms
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from models.repositories.wishes import WishRepository
from web.clock import Clock
from web.services.events import found_event
from web.services.pair_wishes import wishes_of_pairs


@dataclass(frozen=True, slots=True)
class WishedPair:
    """Two who come, and what each side wishes."""

    founder: Participant
    provider: Participant
    wish: Wish


@dataclass(frozen=True, slots=True)
class Promised:
    """The organiser's word on two who were asked; it cannot hold once one of them said no."""

    founder: Participant
    provider: Participant
    promise: Promise
    refused: bool


@dataclass(frozen=True, slots=True)
class EventWishes:
    """All wishes of an event. `n_said` holds by side how many come and how many of them said a wish."""

    event: Event
    founders: list[Participant]
    providers: list[Participant]
    pairs: list[WishedPair]
    promises: list[Promised]
    n_said: dict[str, tuple[int, int]]


async def open_event_wishes(db: Database, *, viewer: Viewer, event_id: int) -> EventWishes:
    """Who wishes whom at an event of the viewer's body; the strongest wishes first."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        everybody = {p.id: p for p in await ParticipantRepository(conn).of_event(event_id)}
        known = wishes_of_pairs(event, await PlanRepository(conn).wishes(event_id))
        repository = WishRepository(conn)
        promises = await repository.promises(event_id)
        n_said = await repository.n_wishing(event_id)
    pairs = [
        WishedPair(everybody[ParticipantId(f)], everybody[ParticipantId(r)], wish)
        for (f, r), wish in known.items()
        if {wish.founder, wish.provider} != {Wanted.NONE}
    ]
    pairs.sort(key=_strength)
    coming = [p for p in everybody.values() if p.answer is Answer.ACCEPTED]
    return EventWishes(
        event,
        [p for p in coming if p.side == "founder"],
        [p for p in coming if p.side == "provider"],
        pairs,
        [
            Promised(
                everybody[m.founder_id],
                everybody[m.provider_id],
                m,
                m.kind is PromiseKind.PROMISED and _said_no(known.get((m.founder_id, m.provider_id))),
            )
            for m in promises
        ],
        n_said,
    )


def _strength(pair: WishedPair) -> tuple[int, int, str, int, int]:
    order = [Wanted.MUST, Wanted.LIKE, Wanted.NONE, Wanted.NO]
    both = sorted((order.index(pair.wish.founder), order.index(pair.wish.provider)))
    return both[0], both[1], pair.founder.name, pair.founder.id, pair.provider.id


def _said_no(wish: Wish | None) -> bool:
    return wish is not None and Wanted.NO in (wish.founder, wish.provider)


async def set_wish_terms(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, terms: WishTerms
) -> None:
    """How many wishes a side has, until when, and how many interpreters there are."""
    async with db.transaction() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        if event.status is EventStatus.CANCELLED:
            raise Conflict("event_is_cancelled")
        if terms.closes_at is not None and terms.closes_at > event.ends_at:
            raise Invalid("wishes_close_after_event", field="closes_on")
        await WishRepository(conn).set_terms(event_id, terms, viewer.person_id, clock.now())
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "set_wish_terms", "event", event_id)


async def give_word(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    founder_id: int,
    provider_id: int,
    kind: PromiseKind,
    reason: str,
) -> None:
    """Promise a pair its meeting or shut it out; a pair of which one said no is not promised."""
    async with db.transaction() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        if event.status is EventStatus.CANCELLED:
            raise Conflict("event_is_cancelled")
        known = wishes_of_pairs(event, await PlanRepository(conn).wishes(event_id))
        if kind is PromiseKind.PROMISED and _said_no(known.get((founder_id, provider_id))):
            raise Invalid("promise_against_no", field="provider")
        done = await WishRepository(conn).promise(
            event_id,
            founder_id,
            provider_id,
            kind,
            reason=reason,
            lang=viewer.locale,
            person_id=viewer.person_id,
            now=clock.now(),
        )
        if not done:
            raise Invalid("promise_of_no_pair", field="provider")
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, f"pair_{kind}", "participant", founder_id
        )


async def take_back_word(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, founder_id: int, provider_id: int
) -> None:
    """The word on a pair no longer holds; the next plan knows nothing of it."""
    async with db.transaction() as conn:
        await found_event(EventRepository(conn), viewer, event_id)
        if not await WishRepository(conn).take_back(event_id, founder_id, provider_id):
            raise NotFound
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "pair_word_taken_back", "participant", founder_id
        )
