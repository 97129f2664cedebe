"""Writing the mails of events in one's own words: for one event its organiser, for the site an administrator.

Nothing is overwritten: each wording is a version, and going back to the text before is one more.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.db import Connection, Database
from models.entities.events import Event
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.entities.wordings import WordingVersion
from models.errors import Conflict, Invalid, NotAllowed
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from models.repositories.wordings import WordingRepository
from web import formats
from web.clock import Clock
from web.i18n import gettext, use_locale
from web.services.calling_off_mail import what_changed
from web.services.event_mail import facts_of, plan_lines
from web.services.event_texts import (
    SHIPPED,
    EventTexts,
    Words,
    filled,
    shipped_words,
    unknown_placeholders,
)
from web.services.events import found_event


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mail, and in which language."""

    code: str
    locale: str


@dataclass(frozen=True, slots=True)
class Desk:
    """One mail of an event, or of the site, ready to be worded."""

    # None for the site's own wordings.
    event: Event | None
    wanted: Wanted
    words: Words
    # Every mail that somebody worded here, with its language.
    written: set[tuple[str, str]]
    versions: list[WordingVersion]
    # Subject and body with real facts; None where there is no event to take them from.
    preview: tuple[str, str] | None

    @property
    def version(self) -> int:
        """The newest version; 0 when nobody has written here yet."""
        return self.versions[0].version if self.versions else 0

    @property
    def is_written(self) -> bool:
        """Whether the wording in use was written here."""
        return (self.wanted.code, self.wanted.locale) in self.written


async def open_desk(
    db: Database,
    *,
    viewer: Viewer,
    event_id: int | None,
    wanted: Wanted,
    site: str,
    words: Words | None = None,
) -> Desk:
    """The wording in use, or `words` that are being tried, with a preview."""
    async with db.read() as conn:
        event = await _of_viewer(conn, viewer, event_id)
        wordings = WordingRepository(conn)
        texts = await EventTexts.of(conn, event_id)
        written = await wordings.written(event_id)
        versions = await wordings.versions(event_id, wanted.code, wanted.locale)
        sample = event or await _latest(conn)
        with use_locale(wanted.locale):
            shown = words or texts.words(wanted.code)
            facts = None if sample is None else await _facts(conn, sample, wanted.code, site)
    return Desk(event, wanted, shown, written, versions, None if facts is None else filled(shown, facts))


async def save_wording(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int | None,
    wanted: Wanted,
    words: Words | None,
    version: int,
) -> None:
    """The next version after `version`; without words back to the text before.

    A placeholder that this mail does not have is refused by its name: its readers would see the bare braces.
    """
    if words is not None:
        for field, text in (("subject", words.subject), ("body", words.body)):
            unknown = unknown_placeholders(wanted.code, text)
            if unknown:
                names = formats.in_a_row(f"{{{name}}}" for name in SHIPPED[wanted.code].names)
                raise Invalid("unknown_placeholder", field=field, name=unknown[0], names=names)
    async with db.transaction() as conn:
        await _of_viewer(conn, viewer, event_id)
        added = await WordingRepository(conn).add(
            event_id,
            wanted.code,
            wanted.locale,
            version + 1,
            None if words is None else (words.subject, words.body),
            viewer.person_id,
            clock.now(),
        )
        if not added:
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(
            clock.now(),
            viewer.person_id,
            "word_mail" if words is not None else "unword_mail",
            "event" if event_id is not None else "site",
            event_id,
            {"code": wanted.code, "locale": wanted.locale},
        )


def before_written(wanted: Wanted) -> Words:
    """The shipped text of a mail, in its language."""
    with use_locale(wanted.locale):
        return shipped_words(wanted.code)


async def _of_viewer(conn: Connection, viewer: Viewer, event_id: int | None) -> Event | None:
    """The event of the viewer's body; the site's wordings are an administrator's."""
    if event_id is None:
        if Role.ADMIN not in viewer.granted:
            raise NotAllowed("not_allowed")
        return None
    return await found_event(EventRepository(conn), viewer, event_id)


async def _latest(conn: Connection) -> Event | None:
    """A published event to show the site's wordings with."""
    events = await EventRepository(conn).public()
    return max(events, key=lambda e: e.starts_at, default=None)


async def _facts(conn: Connection, event: Event, code: str, site: str) -> dict[str, str]:
    """What would stand in the mail if it went now; real, of the first participant and their plan."""
    participants = await ParticipantRepository(conn).of_event(event.id)
    entries = await PlanRepository(conn).entries([p.id for p in participants])
    first = next((p for p in participants if any(e.participant_id == p.id for e in entries)), None)
    one = first or next(iter(participants), None)
    mine = [] if one is None else [e for e in entries if e.participant_id == one.id]
    known = {
        **what_changed(event, event),
        "name": gettext("not known") if one is None else one.name,
        "who": gettext("not known") if one is None else one.organisation_name,
        "what": formats.time(event.starts_at, event.timezone) + formats.in_zone(event.timezone),
        "until": formats.datetime(event.starts_at, event.timezone),
        "n": "2",
        "plan": plan_lines(mine, event),
        "link": f"{site}/events/{event.id}",
    }
    return facts_of(event) | {name: text for name, text in known.items() if name in SHIPPED[code].names}
