"""Check-in at the door: codes that people carry, links for volunteers, and what doors saw, also later.

A door may be without connection: it keeps what it saw under ids of its own and sends it when it can.
The same id counts once; of several doors that saw one person the earliest stands.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.db import Connection, Database
from models.entities.doors import EventLink, Expected, LinkId, Sighting
from models.entities.events import Event
from models.entities.ids import PersonId
from models.entities.viewer import Viewer
from models.errors import NotFound
from models.repositories.audit import AuditRepository
from models.repositories.doors import DoorRepository
from models.repositories.events import EventRepository
from web.clock import Clock
from web.services.events import found_event
from web.services.tokens import DOOR, SCREEN, Purpose, make_token, read_token
from web.settings import Settings

# How long after the event's end a link opens its page, and a door keeps its list.
OPEN_AFTER = timedelta(hours=6)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 10
# What people read and type for what: I and L as 1, O as 0.
_ALIKE = str.maketrans("ILO", "110")
_PURPOSES = {"door": DOOR, "screen": SCREEN}


def door_code(settings: Settings, *, event_id: int, person_id: int) -> str:
    """What a person shows at an event's door: ten letters, signed, worth nothing at another event."""
    text = f"door\x1f{event_id}\x1f{person_id}".encode()
    number = int.from_bytes(hmac.digest(settings.signing_key.encode(), text, hashlib.sha256)[:8])
    letters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def written_code(code: str) -> str:
    """The code as it is printed: two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def read_code(text: str) -> str:
    """The code as typed or scanned, without marks and with look-alikes put right."""
    folded = unicodedata.normalize("NFKC", text).upper().translate(_ALIKE)
    return "".join(c for c in folded if c in _LETTERS)[:_LENGTH]


def folded_name(text: str) -> str:
    """A name as it is searched: without case, width, accents and spaces. `door.js` does the same."""
    parted = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in parted if not unicodedata.combining(c) and not c.isspace())


@dataclass(frozen=True, slots=True)
class Door:
    """Somebody who may open the door page of an event: its organiser, or the holder of a link."""

    event: Event
    viewer: Viewer | None
    link: EventLink | None

    @property
    def until(self) -> datetime:
        """Until when a device may keep the list."""
        return self.event.ends_at + OPEN_AFTER if self.link is None else self.link.expires_at


@dataclass(frozen=True, slots=True)
class Guest:
    """A person who is expected, with the code that they carry."""

    code: str
    who: Expected

    @property
    def seen_at(self) -> datetime | None:
        """When they came; the earliest of several doors."""
        return self.who.seen_at[0] if self.who.seen_at else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a door reports of a code: seen then, or which sightings were a mistake."""

    id: UUID
    code: str
    at: datetime
    undoes: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class DoorList:
    """Everybody who is expected at a door."""

    door: Door
    guests: list[Guest]

    @property
    def n_in(self) -> int:
        """How many are there."""
        return sum(g.seen_at is not None for g in self.guests)


async def staff_door(db: Database, *, viewer: Viewer, event_id: int) -> Door:
    """The door of an event of the viewer's bodies."""
    async with db.read() as conn:
        return Door(await found_event(EventRepository(conn), viewer, event_id), viewer, None)


async def link_door(db: Database, settings: Settings, clock: Clock, *, token: str) -> Door:
    """The door that a volunteer's link opens."""
    async with db.read() as conn:
        link, event = await opened(conn, settings, clock, kind="door", token=token)
    return Door(event, None, link)


async def opened(
    conn: Connection, settings: Settings, clock: Clock, *, kind: str, token: str
) -> tuple[EventLink, Event]:
    """The link behind a token and its event; `NotFound` when it is forged, over or ended."""
    content = read_token(settings, clock, _PURPOSES[kind], token)
    link = await DoorRepository(conn).link(int(content["link"]), kind, clock.now())
    if link is None:
        raise NotFound("link_not_valid")
    return link, (await EventRepository(conn).by_ids([link.event_id]))[0]


async def open_list(db: Database, settings: Settings, *, door: Door) -> DoorList:
    """Everybody who is expected."""
    async with db.read() as conn:
        return DoorList(door, await _guests(conn, settings, door.event.id))


async def record_seen(
    db: Database,
    settings: Settings,
    clock: Clock,
    *,
    door: Door,
    seen: Sequence[Seen],
    sent_at: datetime | None = None,
) -> DoorList:
    """Put on record what a door saw, in its order, and answer how things stand at all doors.

    `sent_at` is what the door's own clock showed when it sent this: a clock that is wrong is put right
    by the difference, and nobody has come in the future. A code that is nobody's is left out.
    """
    now = clock.now()
    wrong = timedelta(0) if sent_at is None else now - sent_at
    async with db.transaction() as conn:
        # A link may have ended since the page was opened.
        if door.link is not None:
            still = await DoorRepository(conn).link(door.link.id, "door", now)
            if still is None:
                raise NotFound("link_not_valid")
        doors = DoorRepository(conn)
        by_code = {g.code: g.who.person_id for g in await _guests(conn, settings, door.event.id)}
        for one in seen:
            person_id = by_code.get(read_code(one.code))
            if person_id is None:
                continue
            at = min(one.at + wrong, now)
            await doors.record(
                door.event.id,
                Sighting(one.id, person_id, at, one.undoes),
                now,
                link_id=None if door.link is None else door.link.id,
                staff_id=None if door.viewer is None else door.viewer.person_id,
            )
        return DoorList(door, await _guests(conn, settings, door.event.id))


def guest_of(found: DoorList, text: str) -> Guest | None:
    """Whose code this is, if anybody's who is expected."""
    code = read_code(text)
    return next((g for g in found.guests if g.code == code), None)


async def _guests(conn: Connection, settings: Settings, event_id: int) -> list[Guest]:
    expected = await DoorRepository(conn).expected(event_id)
    return [Guest(door_code(settings, event_id=event_id, person_id=w.person_id), w) for w in expected]


# ---------------------------------------------------------------- links


async def make_link(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, kind: str, name: str
) -> LinkId:
    """An address for a volunteer at the door, or for a projector, until some hours after the event."""
    async with db.transaction() as conn:
        made = await DoorRepository(conn).add_link(viewer, event_id, kind, name, clock.now(), OPEN_AFTER)
        if made is None:
            raise NotFound
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, f"make_{kind}_link", "event", event_id, {"link": made}
        )
    return made


async def end_link(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, link_id: int) -> None:
    """The address opens nothing from now on."""
    async with db.transaction() as conn:
        if not await DoorRepository(conn).revoke(viewer, event_id, link_id, clock.now()):
            raise NotFound
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "end_event_link", "event", event_id, {"link": link_id}
        )


def token_of(settings: Settings, clock: Clock, link: EventLink) -> str:
    """What stands in the link's address; it can be shown again, since the row decides what it opens."""
    purpose: Purpose = _PURPOSES[link.kind]
    return make_token(settings, clock, purpose, {"link": link.id})


def person_code(settings: Settings, event_id: int, person_id: PersonId) -> str:
    """The code as a person carries it, on a page or on paper."""
    return written_code(door_code(settings, event_id=event_id, person_id=person_id))
