"""The day as it is held: what is on now and next, for a screen, for each who comes, and for the staff.

Check-in is in `door.py`, delays in `delays.py`, stand-by meetings in `standby.py`, what came of meetings
in `meetings_held.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.db import Database
from models.entities.day import Arrival, Delay, HeldMeeting, HeldSlot, Outcome, PairOutcome, StandbyOffer
from models.entities.doors import EventLink, Expected
from models.entities.events import Event, Participant
from models.entities.ids import PersonId
from models.entities.plans import PlanEntry
from models.entities.viewer import Viewer
from models.errors import NotFound
from models.repositories.day import DayRepository
from models.repositories.doors import DoorRepository
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.services.door import opened
from web.services.events import found_event
from web.settings import Settings

# How long after its start somebody who is not there counts as missing.
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class RoomNow:
    """One room: what is on stage and what comes next."""

    name: str
    now: HeldSlot | None
    next: HeldSlot | None


@dataclass(frozen=True, slots=True)
class Now:
    """What is on at an instant."""

    at: datetime
    rooms: list[RoomNow]
    # The meetings that are going on, and the next ones.
    round_now: HeldSlot | None
    round_next: HeldSlot | None

    @property
    def nothing_left(self) -> bool:
        """Whether all is over."""
        rooms = any(r.now or r.next for r in self.rooms)
        return not (rooms or self.round_now or self.round_next)


@dataclass(frozen=True, slots=True)
class Screen:
    """What a projector shows: the stage, and when tables change; never who meets whom."""

    event: Event
    now: Now


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A person's own day: where they are now, where next, and what they are asked."""

    event: Event
    viewer: Viewer
    arrival: Arrival
    participants: list[Participant]
    entries: list[PlanEntry]
    now: Now
    offers: list[StandbyOffer]
    outcomes: list[PairOutcome]

    @property
    def present(self) -> list[PlanEntry]:
        """What they are at."""
        return [e for e in self._standing if e.starts_at <= self.now.at < e.ends_at]

    @property
    def coming(self) -> list[PlanEntry]:
        """What comes, in its order."""
        return [e for e in self._standing if e.starts_at > self.now.at]

    @property
    def begun_meetings(self) -> list[PlanEntry]:
        """Meetings of which something may be said, the latest first."""
        begun = [e for e in self.entries if e.kind == "meeting" and e.starts_at <= self.now.at]
        return sorted(
            (e for e in begun if self._may_be_spoken_of(e)), key=lambda e: e.starts_at, reverse=True
        )

    @property
    def _standing(self) -> list[PlanEntry]:
        return sorted((e for e in self.entries if e.stands), key=lambda e: (e.starts_at, e.item_id))

    def _may_be_spoken_of(self, entry: PlanEntry) -> bool:
        return entry.stands or self.outcome_of(entry) is not None

    def outcome_of(self, entry: PlanEntry) -> PairOutcome | None:
        """What was said of a meeting."""
        pair = {entry.participant_id, entry.partner_id}
        return next((o for o in self.outcomes if {o.founder_id, o.provider_id} == pair), None)


@dataclass(frozen=True, slots=True)
class Table:
    """A meeting that is going on, and who of its two is not there."""

    meeting: HeldMeeting
    founder_missing: bool
    provider_missing: bool

    @property
    def somebody_missing(self) -> bool:
        """Whether it cannot take place as things stand."""
        return self.founder_missing or self.provider_missing


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of the meetings that are over were kept, and how many are missed and by whom."""

    n_over: int
    by_outcome: dict[Outcome, int]

    @property
    def n_unknown(self) -> int:
        """Of how many nobody has said anything."""
        return self.n_over - sum(self.by_outcome.values())


@dataclass(frozen=True, slots=True)
class StaffDay:
    """The day from the organiser's side."""

    event: Event
    now: Now
    programme: list[HeldSlot]
    tables: list[Table]
    meetings: list[HeldMeeting]
    expected: list[Expected]
    delays: list[Delay]
    links: list[EventLink]
    offers: list[StandbyOffer]
    kept: Kept

    @property
    def n_in(self) -> int:
        """How many people are there."""
        return sum(bool(e.seen_at) for e in self.expected)

    @property
    def disputed(self) -> list[HeldMeeting]:
        """Meetings whose two sides contradict each other."""
        return [m for m in self.meetings if m.outcome is Outcome.DISPUTED]


def now_at(programme: Sequence[HeldSlot], at: datetime) -> Now:
    """What is on and what comes next, room by room and at the tables."""
    stage = [s for s in programme if s.kind == "pitch" and s.participant_id is not None]
    rooms = [
        RoomNow(name, *_now_and_next([s for s in stage if s.room_name == name], at))
        for name in sorted({s.room_name or "" for s in stage})
    ]
    rounds = [s for s in programme if s.kind == "meeting" and s.n_meetings]
    return Now(at, rooms, *_now_and_next(rounds, at))


def _now_and_next(slots: Iterable[HeldSlot], at: datetime) -> tuple[HeldSlot | None, HeldSlot | None]:
    ordered = sorted(slots, key=lambda s: (s.starts_at, s.id))
    return (
        next((s for s in ordered if s.starts_at <= at < s.ends_at), None),
        next((s for s in ordered if s.starts_at > at), None),
    )


def tables_at(meetings: Sequence[HeldMeeting], seen: frozenset[PersonId], at: datetime) -> list[Table]:
    """The meetings that are going on, with who is missing.

    Somebody is missing whom the staff or the partner say is, who says so themselves, or, five minutes
    after the start, whom no door has seen. Where no door has seen anybody, check-in is not in use and
    nobody is missing for that reason.
    """
    found = []
    for m in meetings:
        if not m.stands or not m.starts_at <= at < m.ends_at:
            continue
        late = at >= m.starts_at + GRACE and bool(seen)
        found.append(
            Table(
                m,
                _missing(m, "founder", late=late and m.founder_person_id not in seen),
                _missing(m, "provider", late=late and m.provider_person_id not in seen),
            )
        )
    return sorted(found, key=lambda t: t.meeting.table_no)


def _missing(meeting: HeldMeeting, side: str, *, late: bool) -> bool:
    if meeting.staff_said is not None:
        return meeting.staff_said in (f"{side}_missing", "nobody_came")
    own = meeting.founder_said if side == "founder" else meeting.provider_said
    other = meeting.provider_said if side == "founder" else meeting.founder_said
    if own is not None:
        return own == "could_not"
    if other is not None:
        return other == "waited"
    return late


def kept_of(meetings: Sequence[HeldMeeting], at: datetime) -> Kept:
    """What came of the meetings that are over, or that somebody has already spoken of."""
    over = [m for m in meetings if m.outcome is not None or (m.stands and m.ends_at <= at)]
    counts = {o: sum(m.outcome is o for m in over) for o in Outcome}
    return Kept(len(over), {o: n for o, n in counts.items() if n})


async def open_screen(db: Database, settings: Settings, clock: Clock, *, token: str) -> Screen:
    """The stage of the event that a projector's link opens."""
    async with db.read() as conn:
        _, event = await opened(conn, settings, clock, kind="screen", token=token)
        return Screen(event, now_at(await DayRepository(conn).programme(event.id), clock.now()))


async def open_own_day(db: Database, clock: Clock, *, viewer: Viewer, event_id: int) -> OwnDay:
    """The viewer's own day at an event at which they are expected, or their organisation is."""
    async with db.read() as conn:
        day = DayRepository(conn)
        arrival = await day.arrival(viewer, event_id)
        own = [] if arrival is None else await ParticipantRepository(conn).own(viewer, event_id=event_id)
        if arrival is None or not (arrival.expected or own):
            raise NotFound
        event = (await EventRepository(conn).by_ids([event_id]))[0]
        ids = [p.id for p in own]
        entries = [e for e in await PlanRepository(conn).entries(ids) if e.released]
        return OwnDay(
            event,
            viewer,
            arrival,
            own,
            entries,
            now_at(await day.programme(event_id), clock.now()),
            [
                o
                for o in await day.own_offers(viewer, event_id=event_id)
                if o.closed_at is None and o.ends_at > clock.now()
            ],
            await day.outcomes(ids),
        )


async def open_staff_day(db: Database, clock: Clock, *, viewer: Viewer, event_id: int) -> StaffDay:
    """The day of an event of the viewer's bodies."""
    at = clock.now()
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        day, doors = DayRepository(conn), DoorRepository(conn)
        programme, meetings = await day.programme(event_id), await day.meetings(event_id)
        expected = await doors.expected(event_id)
        seen = frozenset(e.person_id for e in expected if e.seen_at)
        return StaffDay(
            event,
            now_at(programme, at),
            programme,
            tables_at(meetings, seen, at),
            meetings,
            expected,
            await day.delays(event_id),
            await doors.links(viewer, event_id),
            await day.offers(event_id),
            kept_of(meetings, at),
        )
