"""The days that were held: links for the doors, who came when, a room that ran late, meetings that took place."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from models.entities.day import Said
from models.repositories.doors import DoorRepository
from seeds.stage import Calendar, Script, Stage, number
from seeds.texts import Record, Texts
from web.services.day import open_own_day, open_staff_day
from web.services.delays import apply_delay
from web.services.door import Door, Seen, door_code, make_link, record_seen, staff_door
from web.services.meetings_held import say_of_meeting

_WORLD = Path(__file__).parent / "world"
# Within so many minutes everybody has come who is not late.
_ARRIVING = 35


def write_days(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """Links on the evening before, people from the first minute on, a delay, and in the evening what was kept."""
    for told in json.loads((_WORLD / "day.json").read_text(encoding="utf-8")):
        key, event = told["event"], texts.events[told["event"]]
        held, organiser = event["days_from_today"], f"{event['organiser']}-1"
        evening_before = min(days.local(held - 1, "19:00"), days.now)
        for link in told["doors"]:
            script.add(evening_before, partial(_link, stage, key, organiser, link))
        all_in = days.local(held, told["first_at"]) + timedelta(minutes=_ARRIVING)
        script.add(min(all_in, days.now), partial(_arrive, stage, told, organiser))
        if told["delay"] is not None:
            at = min(days.local(held, told["delay"]["at"]), days.now)
            script.add(at, partial(_run_late, stage, told, organiser))
        if told["told_at"] is not None:
            at = days.local(held, told["told_at"])
            script.add(at, partial(_tell_meetings, stage, key, event))


async def _link(stage: Stage, key: str, organiser: str, link: Record) -> None:
    await make_link(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(organiser),
        event_id=stage.event[key],
        kind=link["kind"],
        name=link["name"],
    )


async def _arrive(stage: Stage, told: Record, organiser: str) -> None:
    """Everybody but the late, each at a minute of their own, through the doors in turn; one at two doors."""
    event_id, viewer = stage.event[told["event"]], await stage.viewer(organiser)
    desk = await staff_door(stage.db, viewer=viewer, event_id=event_id)
    async with stage.db.read() as conn:
        doors = DoorRepository(conn)
        expected = await doors.expected(event_id)
        links = [one for one in await doors.links(viewer, event_id) if one.kind == "door"]
    late = {stage.person[who] for who in told["late"]}
    by_door: dict[int, list[Seen]] = {n: [] for n in range(len(links))}
    now = stage.clock.now()
    for n, one in enumerate(expected):
        if one.person_id in late:
            continue
        code = door_code(stage.settings, event_id=event_id, person_id=one.person_id)
        lot = number(f"{one.name} arrives at {told['event']}", _ARRIVING)
        at = now - timedelta(minutes=lot)
        by_door[n % len(links)].append(Seen(uuid5(NAMESPACE_URL, f"{event_id} {code}"), code, at))
        if n == 0 and len(links) > 1:
            again = uuid5(NAMESPACE_URL, f"{event_id} {code} again")
            by_door[1].append(Seen(again, code, min(at + timedelta(minutes=1), now)))
    for n, seen in by_door.items():
        await record_seen(
            stage.db, stage.settings, stage.clock, door=Door(desk.event, None, links[n]), seen=seen
        )


async def _run_late(stage: Stage, told: Record, organiser: str) -> None:
    event_id, viewer = stage.event[told["event"]], await stage.viewer(organiser)
    day = await open_staff_day(stage.db, stage.clock, viewer=viewer, event_id=event_id)
    room_id = next(s.room_id for s in day.programme if s.room_name == told["delay"]["room"])
    await apply_delay(
        stage.db, stage.clock, viewer=viewer, event_id=event_id, room_id=room_id,
        minutes=told["delay"]["minutes"], site=stage.site,
    )  # fmt: skip


async def _tell_meetings(stage: Stage, key: str, event: Record) -> None:
    """All founders say that their meetings took place, and some of the providers."""
    for side, invited in (("founder", event["pitches"]), ("provider", event["providers"])):
        for who in invited:
            if side == "provider" and number(f"{who} tells of {key}", 3):
                continue
            viewer = await stage.viewer(who)
            day = await open_own_day(stage.db, stage.clock, viewer=viewer, event_id=stage.event[key])
            for entry in day.entries:
                if entry.kind == "meeting" and entry.stands and entry.side == side:
                    await say_of_meeting(
                        stage.db, stage.clock, viewer=viewer, meeting_id=entry.item_id, side=side,
                        said=Said.TOOK_PLACE,
                    )  # fmt: skip
