"""Postponing or cancelling in one act: looked at first, then done as a whole, and everybody told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from models.db import Connection, Database
from models.entities.events import Event
from models.entities.registrations import Clash, Concerned
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus
from models.errors import Conflict, Invalid
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from models.repositories.postponing import PostponingRepository
from models.repositories.registrations import RegistrationRepository
from models.repositories.reserves import ReserveRepository
from web.clock import Clock
from web.services.calling_off_mail import tell_called_off, tell_date_open, tell_postponed
from web.services.events import found_event


class Act(StrEnum):
    """What becomes of the event."""

    POSTPONE = "postpone"
    DATE_OPEN = "date_open"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class CallOff:
    """What the organiser orders, and the state of the event that they saw when they did."""

    act: Act
    reason_zh: str
    reason_en: str
    # For postponing to a known time.
    starts_at: datetime | None
    seen_starts_at: datetime
    seen_date_open: bool

    @property
    def reason(self) -> tuple[str, str]:
        """Why, in both languages."""
        return self.reason_zh, self.reason_en


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an order would do now."""

    event: Event
    order: CallOff
    ends_at: datetime | None
    concerned: Concerned
    n_mails: int
    plan_version: int | None
    # Whose entries of the released plan cannot move along.
    clashes: list[Clash]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done; nothing when the same order had been carried out before."""

    done: bool
    n_mails: int
    clashes: list[Clash]


async def preview(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, order: CallOff
) -> Consequences:
    """Who would be told and what would become of the plan; nothing is changed."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        _check(event, order, clock.now())
        postponing = PostponingRepository(conn)
        plan = await postponing.released_plan(event_id)
        return Consequences(
            event,
            order,
            None if order.starts_at is None else order.starts_at + (event.ends_at - event.starts_at),
            await postponing.concerned(event_id),
            len(await ParticipantRepository(conn).addressees_of_event(event_id)),
            None if plan is None else plan[1],
            await _clashes(postponing, event, order),
        )


async def call_off(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, order: CallOff, site: str
) -> Outcome:
    """Carry an order out, all or nothing. Pressed twice, it is done once."""
    async with db.transaction() as conn:
        events = EventRepository(conn)
        await found_event(events, viewer, event_id)
        await RegistrationRepository(conn).lock_event(event_id)
        event = await found_event(events, viewer, event_id)
        if _done_already(event, order):
            return Outcome(done=False, n_mails=0, clashes=[])
        _check(event, order, clock.now())
        clashes: list[Clash] = []
        match order.act:
            case Act.POSTPONE:
                clashes = await _postpone(conn, clock, event, order)
            case Act.DATE_OPEN:
                if not await PostponingRepository(conn).open_date(event, order.reason, clock.now()):
                    raise Conflict("state_moved_on")
                await PlanRepository(conn).unbook_event(event_id)
            case Act.CANCEL:
                if not await PostponingRepository(conn).call_off(event_id, order.reason, clock.now()):
                    raise Conflict("state_moved_on")
                await PlanRepository(conn).unbook_event(event_id)
                await ReserveRepository(conn).lapse_event(event_id, clock.now())
            case _:
                assert_never(order.act)
        n_mails = await _tell(conn, clock, event, await found_event(events, viewer, event_id), order, site)
        await AuditRepository(conn).note(
            clock.now(),
            viewer.person_id,
            f"{order.act}_event",
            "event",
            event_id,
            {"reason_zh": order.reason_zh, "reason_en": order.reason_en, "mails": n_mails},
        )
    return Outcome(done=True, n_mails=n_mails, clashes=clashes)


async def _postpone(conn: Connection, clock: Clock, event: Event, order: CallOff) -> list[Clash]:
    """Event, deadlines, slots and the released plan move by one span; people's time is booked anew."""
    if order.starts_at is None:
        raise Invalid("required", field="day")
    postponing, plans = PostponingRepository(conn), PlanRepository(conn)
    clashes = await _clashes(postponing, event, order)
    ends_at = order.starts_at + (event.ends_at - event.starts_at)
    if not await postponing.set_date(event, order.starts_at, ends_at, order.reason, clock.now()):
        raise Conflict("state_moved_on")
    await postponing.shift_slots(event.id, order.starts_at - event.starts_at)
    await postponing.ask_anew(event.id)
    await plans.unbook_event(event.id)
    for clash in clashes:
        await postponing.give_up(event.id, clash, clock.now())
    plan = await postponing.released_plan(event.id)
    if plan is not None:
        # Should another event book somebody in this very moment, nothing is done and the sentence says so.
        await plans.book(plan[0])
    return clashes


async def _clashes(postponing: PostponingRepository, event: Event, order: CallOff) -> list[Clash]:
    if order.starts_at is None:
        return []
    return await postponing.clashes(event.id, order.starts_at - event.starts_at)


async def _tell(
    conn: Connection, clock: Clock, before: Event, event: Event, order: CallOff, site: str
) -> int:
    people = ParticipantRepository(conn)
    to = await people.addressees_of_event(event.id)
    entries = await PlanRepository(conn).entries([p.id for p in await people.of_event(event.id)])
    match order.act:
        case Act.POSTPONE:
            return await tell_postponed(conn, clock, before, event, to, entries, site)
        case Act.DATE_OPEN:
            return await tell_date_open(conn, clock, before, event, to, entries, site)
        case Act.CANCEL:
            return await tell_called_off(conn, clock, before, event, to, entries, site)
    assert_never(order.act)


def _done_already(event: Event, order: CallOff) -> bool:
    """Whether the event is as the order would leave it, and was not when the order was written."""
    match order.act:
        case Act.POSTPONE:
            return (
                event.starts_at == order.starts_at
                and not event.date_open
                and (event.starts_at, event.date_open) != (order.seen_starts_at, order.seen_date_open)
            )
        case Act.DATE_OPEN:
            return event.date_open and not order.seen_date_open
        case Act.CANCEL:
            return event.status is EventStatus.CANCELLED
    assert_never(order.act)


def _check(event: Event, order: CallOff, now: datetime) -> None:
    if event.status is EventStatus.CANCELLED:
        raise Conflict("event_is_cancelled")
    if event.ends_at <= now and not event.date_open:
        raise Conflict("event_is_over")
    if (event.starts_at, event.date_open) != (order.seen_starts_at, order.seen_date_open):
        raise Conflict("state_moved_on")
    if order.act is Act.DATE_OPEN and event.date_open:
        raise Invalid("date_is_open_already", field="act")
    if order.act is Act.POSTPONE:
        if order.starts_at is None:
            raise Invalid("required", field="day")
        if order.starts_at <= now:
            raise Invalid("new_date_is_past", field="day")
        if order.starts_at - now > timedelta(days=730):
            raise Invalid("new_date_is_far", field="day")
        if order.starts_at == event.starts_at and not event.date_open:
            raise Invalid("new_date_is_the_same", field="day")


def names_of(clashes: Sequence[Clash]) -> list[Clash]:
    """Each participant once, at their first clash."""
    seen: dict[int, Clash] = {}
    for clash in clashes:
        seen.setdefault(clash.participant_id, clash)
    return list(seen.values())
