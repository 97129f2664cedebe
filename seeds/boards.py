"""The board of today's event: a second version, made around the released one, corrected, still a draft."""

from __future__ import annotations

from functools import partial

from seeds.stage import Calendar, Script, Stage
from seeds.texts import Texts
from web.services.plan_board import meeting_options, open_plan
from web.services.plan_corrections import PlanChange, change_plan
from web.services.planning import request_plan, solve_pending

# Work, not seconds: the same plan on every machine.
_WORK = 4


def write_boards(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """The evening before, the organiser looks once more."""
    for key, event in texts.events.items():
        if event["status"] == "today":
            script.add(days.local(-1, "18:40"), partial(_look_again, stage, key, f"{event['organiser']}-1"))


async def _look_again(stage: Stage, key: str, organiser: str) -> None:
    """Plan again around what is released, move one meeting by hand, fix another."""
    viewer, event_id = await stage.viewer(organiser), stage.event[key]
    plan_id = await request_plan(
        stage.db, stage.clock, viewer=viewer, event_id=event_id, around_released=True, price="keep"
    )
    await solve_pending(stage.db, stage.clock, work=_WORK)
    board = await open_plan(stage.db, viewer=viewer, event_id=event_id, plan_id=plan_id)
    revision = 0
    for meeting in board.contents.meetings:
        pair = (meeting.founder_id, meeting.provider_id)
        possible = [o for o in meeting_options(board, *pair)[1] if not o.obstacles]
        if possible:
            change = PlanChange("place", revision, *pair, possible[0].slot.id)
            await change_plan(
                stage.db, stage.clock, viewer=viewer, event_id=event_id, plan_id=plan_id, change=change
            )
            revision += 1
            break
    last = board.contents.meetings[-1]
    change = PlanChange("lock", revision, last.founder_id, last.provider_id, None)
    await change_plan(stage.db, stage.clock, viewer=viewer, event_id=event_id, plan_id=plan_id, change=change)
