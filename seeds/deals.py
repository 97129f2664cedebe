"""Deals between introduction and money: levels, a checklist, hours and memos, and who has gone silent."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path

from models.entities.deals import DealSide, DealStep, ItemChange, ItemState, NewStep
from seeds.people import FEN
from seeds.stage import Calendar, Script, Stage
from seeds.texts import Record
from web.services.deal_silence import flag_silences
from web.services.deal_work import add_hours, change_item, keep_memo
from web.services.deals import open_deal, set_lead, start_deal, take_step

_WORLD = Path(__file__).parent / "world"


def write_deals(script: Script, stage: Stage, days: Calendar) -> None:
    """Each deal as its two sides carried it on; silences are flagged as the worker would."""
    for record in json.loads((_WORLD / "deals.json").read_text(encoding="utf-8")):
        key, made = f"{record['provider']} {record['pitch']}", list[int]()
        script.add(days.local(record["opened"], "19:00"), partial(_open, stage, record, made))
        for i, step in enumerate(record["steps"]):
            at = days.local(step["days"], "19:30") + timedelta(minutes=i)
            script.add(at, partial(_step, stage, days, record, step, f"demo {key} {i}", made))
        for item in record["items"]:
            script.add(days.local(item["days"], "20:00"), partial(_item, stage, days, record, item, made))
        for hours in record["hours"]:
            script.add(days.local(hours["days"], "20:30"), partial(_hours, stage, days, record, hours, made))
        script.add(days.local(record["opened"], "21:00"), partial(_memo, stage, record, made))
        for word, side in zip(("ask", "agree"), record["lead"], strict=False):
            script.add(days.local(-6, "21:10"), partial(_lead, stage, record, word, side, made))
    script.add(days.local(-1, "06:00"), partial(_flag, stage))


def _who(record: Record, side: str) -> str:
    who: str = record["pitch" if side == "founder" else "provider"]
    return who


async def _open(stage: Stage, record: Record, made: list[int]) -> None:
    viewer = await stage.viewer(record["provider"])
    pitch_id = stage.pitch[record["pitch"]]
    made.append(
        await start_deal(stage.db, stage.clock, viewer=viewer, organisation_id=None, pitch_id=pitch_id)
    )


async def _step(
    stage: Stage, days: Calendar, record: Record, step: Record, key: str, made: list[int]
) -> None:
    until = step.get("until")
    await take_step(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(_who(record, step["side"])),
        deal_id=made[0],
        new=NewStep(
            DealStep(step["step"]),
            step["min"] * FEN if step.get("min") else None,
            step["max"] * FEN if step.get("max") else None,
            until_on=None if until is None else days.date(until),
            note=step["note"],
        ),
        key=key,
        understood=True,
    )


async def _item(stage: Stage, days: Calendar, record: Record, item: Record, made: list[int]) -> None:
    viewer = await stage.viewer(_who(record, item["side"]))
    view = await open_deal(stage.db, stage.clock, viewer=viewer, deal_id=made[0])
    found = next(i for i in view.items if i.code == item["code"])
    due = item.get("due")
    await change_item(
        stage.db,
        stage.clock,
        viewer=viewer,
        deal_id=made[0],
        item_id=found.id,
        change=ItemChange(
            None, None if due is None else days.date(due), ItemState(item["state"]), found.revision
        ),
    )


async def _hours(stage: Stage, days: Calendar, record: Record, hours: Record, made: list[int]) -> None:
    await add_hours(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(record["provider"]),
        deal_id=made[0],
        minutes=hours["minutes"],
        spent_on=days.date(hours["days"]),
    )


async def _memo(stage: Stage, record: Record, made: list[int]) -> None:
    await keep_memo(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(record["provider"]),
        deal_id=made[0],
        body=record["memo"],
        revision=0,
    )


async def _lead(stage: Stage, record: Record, word: str, side: str, made: list[int]) -> None:
    await set_lead(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(_who(record, side)),
        deal_id=made[0],
        word=word,
        as_side=DealSide(side),
    )


async def _flag(stage: Stage) -> None:
    await flag_silences(stage.db, stage.clock, stage.settings.silent_days)
