"""Mentors and jurors: the pitches of their events, and what they write for the founder."""

from __future__ import annotations

from dataclasses import dataclass

from models.db import Database
from models.entities.pitches import JurorEvent, JurorPitch, PitchComment
from models.entities.viewer import Viewer
from models.errors import Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.mail import MailRepository
from models.repositories.shown import ShownRepository
from web.clock import Clock
from web.i18n import gettext
from web.services.mail import tell_members


@dataclass(frozen=True, slots=True)
class JurorDesk:
    """A juror's events, each with the pitches to read."""

    events: list[tuple[JurorEvent, list[JurorPitch]]]

    @property
    def n_without_comment(self) -> int:
        """Pitches on which the juror has not written yet."""
        return sum(1 for _, pitches in self.events for p in pitches if p.n_comments == 0)


async def open_desk(db: Database, *, viewer: Viewer) -> JurorDesk:
    """The events of which the viewer is a juror, with their pitches on show."""
    async with db.read() as conn:
        shown = ShownRepository(conn)
        events = await shown.juror_events(viewer.person_id)
        pitches = await shown.juror_pitches(viewer.person_id)
    return JurorDesk([(e, [p for p in pitches if p.event_id == e.id]) for e in events])


async def open_pitch(
    db: Database, *, viewer: Viewer, event_id: int, pitch_id: int
) -> tuple[JurorPitch, list[PitchComment]]:
    """A pitch that takes part in an event of the juror's, with what the juror wrote."""
    async with db.read() as conn:
        shown = ShownRepository(conn)
        found = await shown.juror_pitches(viewer.person_id, event_id=event_id, pitch_id=pitch_id)
        if not found:
            raise NotFound
        return found[0], await shown.own_comments(pitch_id, event_id, viewer.person_id)


async def comment_on_pitch(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, pitch_id: int, body: str, lang: str
) -> int:
    """Write to the founder, under one's own name; only about a pitch of one's own event."""
    if not body.strip():
        raise Invalid("required", field="body")
    async with db.transaction() as conn:
        shown, now = ShownRepository(conn), clock.now()
        found = await shown.juror_pitches(viewer.person_id, event_id=event_id, pitch_id=pitch_id)
        if not found:
            raise NotFound
        comment_id = await shown.add_comment(pitch_id, event_id, viewer.person_id, body, lang, now)
        await AuditRepository(conn).note(
            now, viewer.person_id, "comment_on_pitch", "pitch", pitch_id, {"event_id": event_id}
        )

        def words() -> tuple[str, str]:
            names = {"pitch": found[0].text.name, "who": viewer.name}
            return gettext("%(pitch)s: %(who)s has commented", **names), body

        company_id = await MailRepository(conn).company_of_pitch(pitch_id)
        key, path = f"comment-{comment_id}", f"/founder/pitches/{pitch_id}"
        await tell_members(conn, clock, "comment", company_id, words, key, link=path)
        return comment_id
