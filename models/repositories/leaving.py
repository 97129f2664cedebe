"""Who has asked to leave, what hinders it, and what is erased when it happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.people import LEFT
from models.entities.rights import Hindrance, Leaving
from models.entities.viewer import Viewer
from models.rows import as_entities, as_entity, queries


@dataclass(frozen=True, slots=True)
class Alone:
    """An organisation for which nobody but one person acts."""

    id: int
    has_code: bool
    has_money: bool
    pitches: tuple[int, ...]
    open_pitches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What ends when somebody leaves: events, participations and introductions by their ids."""

    registrations: tuple[int, ...]
    participants: tuple[int, ...]
    asked: tuple[int, ...]
    asking: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AskedNoMore:
    """A request to meet that ended because the provider left, and whom it was put to."""

    id: int
    company_id: int
    pitch_name: str


class LeavingRepository:
    """Leaving over one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("leaving")

    async def pending(self, viewer: Viewer) -> Leaving | None:
        """The viewer's own wish that waits, if any."""
        row = await self._conn.fetchrow(self._sql["pending"], viewer.person_id)
        return None if row is None else as_entity(Leaving, row)

    async def ask(self, person_id: PersonId, now: datetime, due_at: datetime) -> bool:
        """Leave on a day to come; False when that was asked before."""
        return await self._conn.fetchval(self._sql["ask"], person_id, now, due_at) is not None

    async def cancel(self, person_id: PersonId, now: datetime) -> bool:
        """The person has thought better of it; False when nothing waited."""
        return await self._conn.fetchval(self._sql["cancel"], person_id, now) is not None

    async def due(self, now: datetime) -> list[Leaving]:
        """Whose day has come, the first asked before."""
        return as_entities(Leaving, await self._conn.fetch(self._sql["due"], now))

    async def done(self, person_id: int, now: datetime) -> None:
        """The person has left."""
        await self._conn.execute(self._sql["done"], person_id, now)

    async def hindrances(self, person_id: int, now: datetime) -> list[Hindrance]:
        """What must be handed over or answered first."""
        return as_entities(Hindrance, await self._conn.fetch(self._sql["hindrances"], person_id, now))

    async def alone(self, person_id: int) -> list[Alone]:
        """Organisations for which nobody but this person acts."""
        return as_entities(Alone, await self._conn.fetch(self._sql["alone"], person_id))

    async def open_matters(self, person_id: int, organisations: Sequence[int], now: datetime) -> OpenMatters:
        """What ends with the person, for themselves and for these organisations."""
        row = await self._conn.fetchrow(self._sql["open_matters"], person_id, organisations, now)
        return as_entity(OpenMatters, row)

    async def withdraw_asking(self, introductions: Sequence[int], now: datetime) -> list[AskedNoMore]:
        """These providers ask no longer; whom they had asked."""
        rows = await self._conn.fetch(self._sql["withdraw_asking"], introductions, now)
        return as_entities(AskedNoMore, rows)

    async def erase_words(self, person_id: int, email: str, now: datetime) -> None:
        """What the person set and wrote for themselves."""
        await self._conn.execute(self._sql["erase_settings"], person_id, now, LEFT)
        await self._conn.execute(self._sql["erase_words"], person_id, email, now)

    async def erase_mails(self, person_id: int, name: str, email: str, words: tuple[str, str]) -> None:
        """Mails to the person, and their name in mails to others, by a word in Chinese and in English."""
        await self._conn.execute(self._sql["erase_mails"], person_id, email)
        # One letter names nobody, and stands everywhere.
        if len(name) > 1:
            await self._conn.execute(self._sql["erase_mentions"], name, email, *words)

    async def erase_alone(self, alone: Sequence[Alone], person_id: int, now: datetime) -> list[str]:
        """Texts and decks of what was this person's alone; answers which files nothing refers to any more."""
        pitches = [pitch for one in alone for pitch in one.pitches]
        ids = [one.id for one in alone]
        await self._conn.execute(self._sql["erase_pitches"], pitches, now)
        rows = await self._conn.fetch(self._sql["erase_decks"], pitches, person_id)
        dropped = await self._conn.fetch(self._sql["drop_files"], [row["sha256"] for row in rows])
        await self._conn.execute(self._sql["erase_profiles"], [one.id for one in alone if not one.has_code])
        await self._conn.execute(self._sql["close_alone"], ids, now, LEFT)
        return [row["sha256"] for row in dropped]
