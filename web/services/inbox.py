"""The inbox: what the platform has written to the viewer, whether or not a mail of it went out."""

from __future__ import annotations

from dataclasses import dataclass

from models.db import Database
from models.entities.inbox import InboxEntry, TopicCount
from models.entities.viewer import Viewer
from models.errors import NotFound
from models.repositories.inbox import InboxRepository
from web.clock import Clock
from web.services.mail_purposes import NOT_IN_INBOX, Topic

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """Which messages to look at."""

    topic: Topic | None = None
    unread: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of messages, and how many there are of each group."""

    entries: list[InboxEntry]
    counts: dict[Topic, TopicCount]

    def total(self, wanted: InboxFilter) -> int:
        """How many messages fit the filter."""
        chosen = [c for t, c in self.counts.items() if wanted.topic in (None, t)]
        return sum(c.n_unread if wanted.unread else c.n for c in chosen)

    @property
    def n_unread(self) -> int:
        """How many are unread in all."""
        return sum(c.n_unread for c in self.counts.values())


async def open_inbox(db: Database, *, viewer: Viewer, wanted: InboxFilter) -> Inbox:
    """The viewer's messages, the newest first."""
    async with db.read() as conn:
        inbox = InboxRepository(conn, NOT_IN_INBOX)
        entries = await inbox.entries(
            viewer,
            topic=wanted.topic,
            unread=wanted.unread,
            limit=A_PAGE,
            offset=(wanted.page - 1) * A_PAGE,
        )
        counted = {c.topic: c for c in await inbox.counts(viewer)}
    return Inbox(entries, {t: counted[t] for t in Topic if t in counted})


async def read_message(db: Database, clock: Clock, *, viewer: Viewer, mail_id: int) -> str:
    """Mark a message as read; answers the page that it is about, perhaps none."""
    async with db.transaction() as conn:
        inbox = InboxRepository(conn, NOT_IN_INBOX)
        link = await inbox.link(viewer, mail_id)
        if link is None:
            raise NotFound
        await inbox.mark_read(viewer, mail_id, clock.now())
    return link


async def read_all(
    db: Database, clock: Clock, *, viewer: Viewer, newest: int, topic: Topic | None = None
) -> int:
    """Mark everything as read that is not newer than the newest message shown; answers how many."""
    async with db.transaction() as conn:
        return await InboxRepository(conn, NOT_IN_INBOX).mark_all_read(viewer, newest, topic, clock.now())
