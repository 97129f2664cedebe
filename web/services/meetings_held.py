"""What came of meetings: each side says it, the staff may decide, and lists learn from it."""

from __future__ import annotations

from models.db import Database
from models.entities.day import Said, StaffSaid
from models.entities.viewer import Viewer
from models.errors import Conflict, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.day import DayRepository
from models.repositories.events import EventRepository
from web.clock import Clock
from web.services.events import found_event


async def say_of_meeting(
    db: Database, clock: Clock, *, viewer: Viewer, meeting_id: int, side: str, said: Said
) -> int:
    """Say that a meeting of the viewer's took place, that they waited, or could not come; the event's id.

    The last word of each side counts. Nothing can be said before the meeting has begun.
    """
    async with db.transaction() as conn:
        day = DayRepository(conn)
        meeting = await day.own_meeting(viewer, meeting_id, side)
        if meeting is None:
            raise NotFound
        if meeting.starts_at > clock.now():
            raise Conflict("meeting_not_begun")
        await day.say(meeting.founder_id, meeting.provider_id, side, said, viewer.person_id, clock.now())
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, f"said_{said}", "plan_meeting", meeting_id
        )
    return meeting.event_id


async def decide_meeting(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, meeting_id: int, said: StaffSaid | None
) -> None:
    """The staff's word on a meeting of their event, which decides; none takes it back."""
    async with db.transaction() as conn:
        await found_event(EventRepository(conn), viewer, event_id)
        day = DayRepository(conn)
        found = await day.meetings(event_id, meeting_id)
        if not found:
            raise NotFound
        meeting = found[0]
        if meeting.starts_at > clock.now():
            raise Conflict("meeting_not_begun")
        if said is None:
            await day.unsay(meeting.founder_id, meeting.provider_id, clock.now())
        else:
            await day.say(
                meeting.founder_id, meeting.provider_id, "staff", said, viewer.person_id, clock.now()
            )
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, f"staff_said_{said or 'nothing'}", "plan_meeting", meeting_id
        )
