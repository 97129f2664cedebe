"""Events that anybody may come to: seats, a waiting list, one without a date; and the reserves of the cup."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from models.entities.events import EventFacts
from models.entities.vocabulary import Attendance, Came, EventKind
from seeds.gatherings import ZONE_NAME, facts_of
from seeds.stage import Calendar, Script, Stage
from seeds.texts import Record, Texts
from seeds.ventures import SELECTED_BEFORE
from web.services.calling_off import Act, CallOff, call_off
from web.services.day_shape import Block, BlockKind, to_series
from web.services.events import create_event, edit_event, open_event, publish_event
from web.services.registrations import note_attendance, open_book, put_forward, register, unregister
from web.services.reserves import add_reserve

# Late enough that everybody who comes has an account.
_ANNOUNCED_BEFORE = 10
_CUP = "maoshan-cup"
# Who stands in reserve at the cup, best first.
_RESERVES = ("lingxian", "tinglun", "buswatch")


def write_open_events(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """From the announcement to the day, or to its postponement."""
    for key, event in texts.open_events.items():
        held, organiser = event["days_from_today"], f"{event['organiser']}-1"
        announced = min(held - _ANNOUNCED_BEFORE, -9)
        script.add(days.at(announced, key), partial(_announce, stage, key, event, organiser, days))
        for n, who in enumerate(event["come"]):
            day = min(announced + 1 + n // 3, held - 2, -2)
            script.add(days.local(day, f"{10 + n % 3 * 2}:{10 + n}"), partial(_register, stage, key, who))
        for who in event["forward"]:
            script.add(days.at(-2, f"{who} forward"), partial(_forward, stage, key, who))
        for who in event["give_back"]:
            script.add(days.at(min(held - 1, -1), f"{who} gives back"), partial(_give_back, stage, key, who))
        if event["postponed"] is not None:
            script.add(days.at(-1, f"{key} postponed"), partial(_postpone, stage, key, event, organiser))
        if held < 0:
            script.add(days.local(held, event["ends"]), partial(_note, stage, key, event, organiser))
    cup = texts.events[_CUP]
    selected = cup["days_from_today"] - SELECTED_BEFORE[_CUP]
    script.add(days.at(selected - 1, "open cup"), partial(_open_cup, stage, cup, days))
    script.add(days.at(selected, "reserves").replace(hour=9, minute=59), partial(_reserve, stage, cup))


async def _announce(stage: Stage, key: str, event: Record, organiser: str, days: Calendar) -> None:
    viewer, day = await stage.viewer(organiser), event["days_from_today"]
    kind = EventKind(event["kind"])
    facts = EventFacts(
        kind=kind,
        title_zh=event["title"]["zh"],
        title_en=event["title"]["en"],
        about_zh=event["about"]["zh"],
        about_en=event["about"]["en"],
        starts_at=days.local(day, event["starts"]),
        ends_at=days.local(day, event["ends"]),
        timezone=ZONE_NAME,
        attendance=Attendance.ON_SITE,
        place=event["place"],
        link="",
        district=event["district"],
        languages=tuple(event["languages"]),
        n_tables=8 if kind is EventKind.SALON else 0,
        rooms=(),
        open_registration=True,
        seats=event["seats"],
    )
    tables = [Block(BlockKind.MEETING, None, 6, 20, 5)] if kind is EventKind.SALON else []
    stage.event[key] = await create_event(
        stage.db,
        stage.clock,
        viewer=viewer,
        facts=facts,
        organiser_id=stage.body[event["organiser"]],
        series=to_series(tables, facts.starts_at),
    )
    await publish_event(stage.db, stage.clock, viewer=viewer, event_id=stage.event[key])


async def _register(stage: Stage, key: str, who: str) -> None:
    await register(
        stage.db, stage.clock, viewer=await stage.viewer(who), event_id=stage.event[key], site=stage.site
    )


async def _give_back(stage: Stage, key: str, who: str) -> None:
    await unregister(
        stage.db, stage.clock, viewer=await stage.viewer(who), event_id=stage.event[key], site=stage.site
    )


async def _forward(stage: Stage, key: str, who: str) -> None:
    await put_forward(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(who),
        event_id=stage.event[key],
        pitch_id=stage.pitch[who],
    )


async def _postpone(stage: Stage, key: str, event: Record, organiser: str) -> None:
    viewer, event_id = await stage.viewer(organiser), stage.event[key]
    now = await open_event(stage.db, viewer=viewer, event_id=event_id)
    reason = event["postponed"]
    order = CallOff(
        Act.DATE_OPEN, reason["zh"], reason["en"], None, now.starts_at, seen_date_open=now.date_open
    )
    await call_off(stage.db, stage.clock, viewer=viewer, event_id=event_id, order=order, site=stage.site)


async def _note(stage: Stage, key: str, event: Record, organiser: str) -> None:
    viewer, event_id = await stage.viewer(organiser), stage.event[key]
    absent = {stage.person[who] for who in event["absent"]}
    book = await open_book(stage.db, viewer=viewer, event_id=event_id)
    came = {one.id: Came.ABSENT if one.person_id in absent else Came.PRESENT for one in book.lines}
    await note_attendance(stage.db, stage.clock, viewer=viewer, event_id=event_id, came=came)


async def _open_cup(stage: Stage, cup: Record, days: Calendar) -> None:
    """Whoever likes may watch the final."""
    viewer, event_id = await stage.viewer(f"{cup['organiser']}-1"), stage.event[_CUP]
    before = await open_event(stage.db, viewer=viewer, event_id=event_id)
    facts = replace(facts_of(cup, days), open_registration=True, seats=150)
    await edit_event(
        stage.db, stage.clock, viewer=viewer, event_id=event_id, sequence=before.sequence, facts=facts,
        site=stage.site,
    )  # fmt: skip


async def _reserve(stage: Stage, cup: Record) -> None:
    viewer = await stage.viewer(f"{cup['organiser']}-1")
    for who in _RESERVES:
        await add_reserve(
            stage.db, stage.clock, viewer=viewer, event_id=stage.event[_CUP], pitch_id=stage.pitch[who]
        )
