"""Steps that several tests of the day share: who is seen at the door, which meetings are held."""

from __future__ import annotations

from uuid import uuid4

from models.repositories.day import DayRepository
from tests.web.services.event_stories import viewer
from web.services.door import Seen, door_code, record_seen, staff_door
from web.services.participation import open_own_plan

SIDE = {"lin": "founder", "qian": "founder", "wang": "provider", "chen": "provider"}


async def room_of(db, event_id):
    async with db.read() as conn:
        return await conn.fetchval("select id from event_room where event_id = $1", event_id)


async def held_meetings(db, event_id):
    async with db.read() as conn:
        return await DayRepository(conn).meetings(event_id)


async def seen_at_door(db, settings, clock, event_id, world, *people):
    zhao = await viewer(db, clock, "zhao")
    door = await staff_door(db, viewer=zhao, event_id=event_id)
    codes = [door_code(settings, event_id=event_id, person_id=world.person[p]) for p in people]
    await record_seen(
        db, settings, clock, door=door, seen=[Seen(uuid4(), code, clock.now()) for code in codes]
    )


async def own_entries(db, clock, persona, event_id):
    plan = await open_own_plan(db, viewer=await viewer(db, clock, persona), event_id=event_id)
    return {(e.kind, e.partner_name): e for e in plan.entries}
