"""What is put on paper of a released plan: a sheet a person, table and room; words are in `pages`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from models.db import Connection, Database
from models.entities.events import Event, Participant, ProgrammeEntry, Slot
from models.entities.ids import ParticipantId, PersonId, SlotId
from models.entities.plans import PlanContents, PlanEntry, PlanStatus
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer
from models.errors import NotFound
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.services.events import found_event


class SheetKind(StrEnum):
    """For whom or what a sheet is."""

    PEOPLE = "people"
    TABLES = "tables"
    ROOMS = "rooms"


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """One person's day: what stands of their pitches and meetings."""

    key: int
    person_id: PersonId | None
    # None where nobody is named yet; the sheet is for the organisation then.
    person_name: str | None
    # The language that the person chose for themselves.
    locale: str
    organisations: tuple[tuple[str, str], ...]
    entries: tuple[PlanEntry, ...]


@dataclass(frozen=True, slots=True)
class TableLine:
    """Who meets whom in a slot at one table."""

    slot: Slot
    founder: Participant
    provider: Participant


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One table's day."""

    key: int
    lines: tuple[TableLine, ...]


@dataclass(frozen=True, slots=True)
class RoomLine:
    """Who pitches in a slot of one room."""

    slot: Slot
    pitch: Participant
    confirmed: bool


@dataclass(frozen=True, slots=True)
class RoomSheet:
    """One room's running order, for those who run it."""

    key: int
    name: str
    lines: tuple[RoomLine, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of one kind of the released version, as of now."""

    event: Event
    kind: SheetKind
    # None while nothing is released.
    version: int | None
    as_of: datetime
    people: tuple[PersonSheet, ...] = ()
    tables: tuple[TableSheet, ...] = ()
    rooms: tuple[RoomSheet, ...] = ()

    @property
    def keys(self) -> list[int]:
        """What tells the sheets apart."""
        return [*(s.key for s in self.people), *(s.key for s in self.tables), *(s.key for s in self.rooms)]


@dataclass(frozen=True, slots=True)
class PublicSheet:
    """A published event's stage programme, for anybody."""

    event: Event
    as_of: datetime
    programme: tuple[ProgrammeEntry, ...]


T = TypeVar("T", PersonSheet, TableSheet, RoomSheet)


async def open_own_sheet(db: Database, clock: Clock, *, viewer: Viewer, event_id: int) -> Sheets:
    """The viewer's own day: what their organisations do at an event, and nobody else's part of it."""
    async with db.read() as conn:
        own = await ParticipantRepository(conn).own(viewer, event_id=event_id)
        if not own:
            raise NotFound
        event = (await EventRepository(conn).by_ids([event_id]))[0]
        entries = await PlanRepository(conn).entries([p.id for p in own])
    sheet = PersonSheet(
        own[0].id,
        viewer.person_id,
        viewer.name,
        viewer.locale,
        _organisations(own),
        tuple(e for e in entries if e.stands),
    )
    version = max((e.plan_version for e in entries if e.released), default=None)
    return Sheets(event, SheetKind.PEOPLE, version, clock.now(), people=(sheet,))


async def open_sheets(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, kind: SheetKind, only: int | None = None
) -> Sheets:
    """All sheets of a kind for an event of the viewer's body, or the one with this key."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        plans = await PlanRepository(conn).of_event(viewer, event_id)
        plan = next((p for p in plans if p.status is PlanStatus.RELEASED), None)
        if plan is None:
            if only is not None:
                raise NotFound
            return Sheets(event, kind, None, clock.now())
        everybody = {p.id: p for p in await ParticipantRepository(conn).of_event(event_id)}
        if kind is SheetKind.PEOPLE:
            people = await _people(conn, list(everybody.values()))
            made = Sheets(event, kind, plan.version, clock.now(), people=_only(people, only))
        else:
            slots = {s.id: s for s in await EventRepository(conn).slots_as_held(event_id)}
            contents = await PlanRepository(conn).contents(plan.id)
            if kind is SheetKind.TABLES:
                tables = _tables(event, contents, slots, everybody)
                made = Sheets(event, kind, plan.version, clock.now(), tables=_only(tables, only))
            else:
                rooms = _rooms(contents, slots, everybody)
                made = Sheets(event, kind, plan.version, clock.now(), rooms=_only(rooms, only))
    if only is not None and not made.keys:
        raise NotFound
    return made


async def open_public_sheet(db: Database, clock: Clock, *, event_id: int) -> PublicSheet:
    """The stage programme as the public page shows it."""
    async with db.read() as conn:
        events = EventRepository(conn)
        found = await events.public(event_id)
        if not found:
            raise NotFound
        return PublicSheet(found[0], clock.now(), tuple(await events.public_programme(event_id)))


def _only(sheets: list[T], key: int | None) -> tuple[T, ...]:
    return tuple(s for s in sheets if key is None or s.key == key)


def _organisations(participants: list[Participant]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((p.organisation_name, p.organisation_lang) for p in participants))


async def _people(conn: Connection, everybody: list[Participant]) -> list[PersonSheet]:
    coming = [p for p in everybody if p.answer is Answer.ACCEPTED]
    entries = await PlanRepository(conn).entries([p.id for p in coming])
    ids = sorted({p.person_id for p in coming if p.person_id is not None})
    locales = {a.person_id: a.locale for a in await ParticipantRepository(conn).persons(ids)}
    # Who comes for several pitches carries one sheet; where nobody is named each participant has one.
    groups: dict[tuple[bool, int], list[Participant]] = {}
    for p in coming:
        key = (False, int(p.id)) if p.person_id is None else (True, int(p.person_id))
        groups.setdefault(key, []).append(p)
    found = []
    for group in groups.values():
        mine = {p.id for p in group}
        person_id = group[0].person_id
        found.append(
            PersonSheet(
                min(mine),
                person_id,
                group[0].person_name,
                locales.get(person_id, group[0].lang) if person_id is not None else group[0].lang,
                _organisations(group),
                tuple(e for e in entries if e.participant_id in mine and e.stands),
            )
        )
    return found


def _tables(
    event: Event,
    contents: PlanContents,
    slots: Mapping[SlotId, Slot],
    everybody: Mapping[ParticipantId, Participant],
) -> list[TableSheet]:
    lines: dict[int, list[TableLine]] = {}
    for m in contents.meetings:
        if Answer.DECLINED not in {m.founder_answer, m.provider_answer} and not event.is_online(m.table_no):
            line = TableLine(slots[m.slot_id], everybody[m.founder_id], everybody[m.provider_id])
            lines.setdefault(m.table_no, []).append(line)
    return [
        TableSheet(table, tuple(sorted(found, key=lambda one: one.slot.starts_at)))
        for table, found in sorted(lines.items())
    ]


def _rooms(
    contents: PlanContents, slots: Mapping[SlotId, Slot], everybody: Mapping[ParticipantId, Participant]
) -> list[RoomSheet]:
    lines: dict[tuple[str, int], list[RoomLine]] = {}
    for p in contents.pitches:
        slot = slots[p.slot_id]
        if p.answer is not Answer.DECLINED and slot.room_id is not None:
            line = RoomLine(slot, everybody[p.participant_id], p.answer is Answer.ACCEPTED)
            lines.setdefault((slot.room_name or "", slot.room_id), []).append(line)
    return [
        RoomSheet(room_id, name, tuple(sorted(found, key=lambda one: one.slot.starts_at)))
        for (name, room_id), found in sorted(lines.items())
    ]
