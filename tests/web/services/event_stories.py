"""Parts of stories about events: facts, viewers, an event ready to be planned, solved, released."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar

from models.db import Database
from models.entities.events import EventFacts
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer, Attendance, EventKind, Role
from models.errors import Conflict
from models.repositories.sessions import SessionRepository
from tests.personas import token
from web.services.bookings import release_plan
from web.services.calling_off import Act, CallOff, call_off
from web.services.events import (
    SlotSeries,
    add_slots,
    create_event,
    open_event,
    publish_event,
)
from web.services.invitations import invite_providers, select_pitches
from web.services.participation import (
    answer_invitation,
    list_participations,
)
from web.services.plan_board import open_plan
from web.services.plan_corrections import PlanChange, change_plan
from web.services.planning import request_plan, solve_pending

START = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
SITE = "http://shoutou.test"


def facts(**change):
    values: dict[str, Any] = {
        "kind": EventKind.ROADSHOW,
        "title_zh": "七月路演",
        "title_en": "July roadshow",
        "about_zh": "冷链专场",
        "about_en": "",
        "starts_at": START,
        "ends_at": START + timedelta(hours=8),
        "timezone": "Asia/Shanghai",
        "attendance": Attendance.ON_SITE,
        "place": "会议中心",
        "link": "",
        "district": "jingkou",
        "languages": ("zh", "en"),
        "n_tables": 2,
        "rooms": ("A",),
    }
    return EventFacts(**(values | change))


async def viewer(db: Database, clock, persona: str) -> Viewer:
    async with db.read() as conn:
        found = await SessionRepository(conn).viewer(
            hashlib.sha256(token(persona).encode()).digest(), clock.now()
        )
    assert found is not None
    return found[0]


async def mails(db: Database, purpose: str):
    async with db.read() as conn:
        return await conn.fetch("select * from outbox_mail where purpose = $1 order by id", purpose)


async def accept_all(db, clock, event_id, people=("lin", "qian", "wang", "chen")):
    for name in people:
        who = await viewer(db, clock, name)
        side = "founder" if Role.FOUNDER in who.roles else "provider"
        for one in await list_participations(db, viewer=who, side=side):
            if one.event.id == event_id:
                await answer_invitation(
                    db, clock, viewer=who, participant_id=one.participant.id, answer=Answer.ACCEPTED
                )


async def prepared(db, clock, world):
    """Zhao's July roadshow with two founders and two providers who come, published."""
    zhao = await viewer(db, clock, "zhao")
    event_id = await create_event(db, clock, viewer=zhao, facts=facts())
    await add_slots(
        db,
        clock,
        viewer=zhao,
        event_id=event_id,
        series=[
            SlotSeries("pitch", START, 15, 3, 5),
            SlotSeries("meeting", START + timedelta(hours=2), 20, 3, 10),
        ],
    )
    await select_pitches(
        db,
        clock,
        viewer=zhao,
        event_id=event_id,
        pitch_ids=[world.pitch["lin"], world.pitch["qian"]],
        site=SITE,
    )
    await invite_providers(
        db,
        clock,
        viewer=zhao,
        event_id=event_id,
        organisation_ids=[world.org["wang"], world.org["chen"], world.org["wu"]],
        site=SITE,
    )
    await publish_event(db, clock, viewer=zhao, event_id=event_id)
    await accept_all(db, clock, event_id)
    return zhao, event_id


async def solved(db, clock, world):
    zhao, event_id = await prepared(db, clock, world)
    plan_id = await request_plan(db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(db, clock, work=20)
    return zhao, event_id, plan_id


async def released(db, clock, world):
    zhao, event_id, plan_id = await solved(db, clock, world)
    board = await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    await release_plan(
        db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=board.plan.revision, site=SITE
    )
    return zhao, event_id, plan_id


async def order_of(db, event_id, who, act=Act.CANCEL, *, starts_at=None):
    """An order to postpone or cancel, written for the event as it is now."""
    event = await open_event(db, viewer=who, event_id=event_id)
    return CallOff(act, "台风", "A typhoon", starts_at, event.starts_at, seen_date_open=event.date_open)


async def cancel(db, clock, who, event_id):
    order = await order_of(db, event_id, who)
    return await call_off(db, clock, viewer=who, event_id=event_id, order=order, site=SITE)


async def outcomes(*acts):
    found = await asyncio.gather(*acts, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException) and not isinstance(one, Conflict):
            raise one
    return [isinstance(one, Conflict) for one in found]


def entries_of(content: bytes) -> list[dict[str, str]]:
    """The entries of a calendar as plain texts."""
    return [
        {
            name.lower(): value.to_ical().decode()
            for name, value in entry.property_items()
            if hasattr(value, "to_ical")
        }
        for entry in Calendar.from_ical(content).walk("VEVENT")
    ]


async def correct(
    db, clock, who, event_id, plan_id, act, *, revision=0, participant=0, provider=None, slot=None, table=None
):
    """One correction by hand."""
    change = PlanChange(act, revision, participant, provider, slot, table)
    await change_plan(db, clock, viewer=who, event_id=event_id, plan_id=plan_id, change=change)
