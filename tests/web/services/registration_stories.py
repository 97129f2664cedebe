"""Parts of stories about registration: an open lecture, and what stands in its book."""

from __future__ import annotations

from datetime import timedelta

from models.entities.vocabulary import EventKind, RegistrationStatus
from models.repositories.registrations import RegistrationRepository
from tests.web.services.event_stories import SITE, facts, viewer
from web.services.events import create_event, publish_event
from web.services.registrations import register, unregister


async def lecture(db, clock, *, seats=2, persona="zhao", **change):
    """A published lecture that is open to register."""
    who = await viewer(db, clock, persona)
    wanted = facts(kind=EventKind.LECTURE, title_zh="专利讲座", open_registration=True, seats=seats, **change)
    event_id = await create_event(db, clock, viewer=who, facts=wanted)
    await publish_event(db, clock, viewer=who, event_id=event_id)
    return who, event_id


async def comes(db, clock, event_id, persona):
    return await register(db, clock, viewer=await viewer(db, clock, persona), event_id=event_id, site=SITE)


async def leaves(db, clock, event_id, persona):
    await unregister(db, clock, viewer=await viewer(db, clock, persona), event_id=event_id, site=SITE)


async def standing(db, world, event_id):
    """Who has a seat, and who waits in their turn, by persona."""
    names = {i: name for name, i in world.person.items()}
    async with db.read() as conn:
        lines = await RegistrationRepository(conn).of_event(event_id)
    seated = {names[one.person_id] for one in lines if one.status is RegistrationStatus.REGISTERED}
    waiting = [names[one.person_id] for one in lines if one.status is RegistrationStatus.WAITING]
    return seated, waiting


HOUR = timedelta(hours=1)
