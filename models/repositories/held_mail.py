"""The mails of releases: held for the organiser, rewritten, let go or taken out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.db import Connection
from models.entities.mail import HeldMail, MailText, ReleaseMail
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, queries


class HeldMailRepository:
    """Mails that tell of a plan; but for the list the caller has checked who asks."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("held_mail")

    async def of_event(self, viewer: Viewer, event_id: int) -> list[ReleaseMail]:
        """All mails of the releases of an event of the viewer's body."""
        bodies = viewer.organisation_ids(Role.ORGANISER)
        return as_entities(ReleaseMail, await self._conn.fetch(self._sql["release_mails"], event_id, bodies))

    async def held(self, event_id: int) -> list[HeldMail]:
        """The held mails of an event, kept from others until the transaction ends."""
        return as_entities(HeldMail, await self._conn.fetch(self._sql["held_of_event"], event_id))

    async def n_held(self, event_id: int) -> int:
        """How many are held."""
        return int(await self._conn.fetchval(self._sql["n_held"], event_id))

    async def told(self, event_id: int) -> frozenset[int]:
        """Who was told of any release already."""
        rows = await self._conn.fetch(self._sql["told_persons"], event_id)
        return frozenset(r["person_id"] for r in rows)

    async def let_go(self, mail_ids: Sequence[int], now: datetime) -> int:
        """Into the queue; how many were still held."""
        return len(await self._conn.fetch(self._sql["let_go"], list(mail_ids), now))

    async def remove(self, mail_ids: Sequence[int]) -> int:
        """Not to go; how many were still held."""
        return len(await self._conn.fetch(self._sql["remove_held"], list(mail_ids)))

    async def rewrite(
        self, mail_id: int, subject: str, body: str, media_type: str, attachment: bytes
    ) -> None:
        """Another text."""
        await self._conn.execute(self._sql["rewrite_held"], mail_id, subject, body, media_type, attachment)

    async def word(self, mail_id: int, words: tuple[str, str] | None) -> bool:
        """In the organiser's own words, or with the others again; false when it is not held any more."""
        if words is None:
            found = await self._conn.fetchval(self._sql["unword_held"], mail_id)
        else:
            found = await self._conn.fetchval(self._sql["word_held"], mail_id, *words)
        return found is not None

    async def texts(self, plan_id: int) -> dict[str, MailText]:
        """What the organiser wrote, by language."""
        rows = await self._conn.fetch(self._sql["mail_texts"], plan_id)
        return {t.locale: t for t in as_entities(MailText, rows)}

    async def set_text(self, plan_id: int, text: MailText) -> None:
        """Write it anew."""
        await self._conn.execute(
            self._sql["set_mail_text"], plan_id, text.locale, text.subject, text.opening, text.closing
        )

    async def carry_texts(self, former_id: int, plan_id: int) -> None:
        """A new release begins with the texts of the one that it replaces."""
        await self._conn.execute(self._sql["carry_mail_texts"], former_id, plan_id)
