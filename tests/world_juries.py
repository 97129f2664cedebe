"""The juries of the world: four events of zhao's, one in each state of scoring, with the jurors he and mei."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from asyncpg import Range

from tests.world_rows import NOW, World, insert

SECRET = "这句话只有晨稷冷链的创业者在发布之后才能读到。"


async def build_juries(conn: Any, w: World) -> None:
    """Lin and qian pitch at each; he judges both, mei judges lin and has a conflict with qian."""
    for n, state in enumerate(("setup", "open", "closed", "released")):
        await _jury(conn, w, state, datetime(2026, 9, 1 + n, 1, 0, tzinfo=UTC))


async def _jury(conn: Any, w: World, state: str, start: datetime) -> None:
    key = f"jury_{state}"
    event = w.event[key] = await insert(
        conn,
        "event",
        organiser_id=w.org["zhao"],
        kind="competition",
        status="published",
        title_zh=f"评审 {state}",
        title_en=f"Jury {state}",
        during=Range(start, start + timedelta(hours=8)),
        place="会议中心",
        district="jingkou",
        n_tables=0,
        created_by=w.person["zhao"],
        created_at=NOW,
        changed_at=NOW,
        published_at=NOW,
    )
    for who in ("lin", "qian"):
        w.participant[f"{key}_{who}"] = await insert(
            conn,
            "participant",
            event_id=event,
            side="founder",
            organisation_id=w.org[who],
            pitch_id=w.pitch[who],
            person_id=w.person[who],
            answer="accepted",
            invited_by=w.person["zhao"],
            invited_at=NOW,
            answered_at=NOW,
        )
    for who in ("he", "mei"):
        await insert(
            conn,
            "event_juror",
            event_id=event,
            person_id=w.person[who],
            invited_by=w.person["zhao"],
            invited_at=NOW,
        )
    await insert(
        conn,
        "jury",
        event_id=event,
        mode="both",
        jurors_per_pitch=2,
        most_pitches=10,
        state=state,
        set_up_by=w.person["zhao"],
        set_up_at=NOW,
        assigned_at=NOW,
        value=1.2,
        bound=1.2,
        optimal=True,
        shows_places=state == "released",
        is_public=state == "released",
    )
    w.criterion[key] = await insert(
        conn, "jury_criterion", event_id=event, position=1, name_zh="团队", name_en="Team", weight=50
    )
    await insert(
        conn,
        "jury_declared",
        event_id=event,
        person_id=w.person["mei"],
        company_id=w.org["qian"],
        kind="adviser",
        side="organiser",
        declared_by=w.person["zhao"],
        declared_at=NOW,
    )
    await insert(
        conn,
        "jury_declared",
        event_id=event,
        person_id=w.person["he"],
        company_id=w.org["lin"],
        kind="trade",
        side="company",
        declared_by=w.person["lin"],
        declared_at=NOW,
    )
    await insert(
        conn,
        "jury_lift",
        event_id=event,
        person_id=w.person["he"],
        company_id=w.org["lin"],
        kind="trade",
        reason="只买过一次螃蟹",
        lifted_by=w.person["zhao"],
        lifted_at=NOW,
    )
    for who, juror in (("lin", "he"), ("qian", "he"), ("lin", "mei")):
        common = {
            "event_id": event,
            "participant_id": w.participant[f"{key}_{who}"],
            "person_id": w.person[juror],
        }
        await insert(conn, "jury_said", **common, said_at=NOW)
        await insert(conn, "jury_assignment", **common, assigned_at=NOW)
        if state == "setup" or (state == "open" and who == "qian"):
            continue
        sheet = w.sheet[f"{key}_{juror}_{who}"] = await insert(
            conn,
            "jury_sheet",
            **common,
            state="submitted",
            phrases=["problem_real", "who_pays"] if who == "qian" else [],
            reason=SECRET if who == "lin" else "",
            lang="zh",
            saved_at=NOW,
            submitted_at=NOW,
        )
        await insert(conn, "jury_mark", sheet_id=sheet, criterion_id=w.criterion[key], points=7)
    if state != "released":
        return
    for place, who in enumerate(("lin", "qian"), start=1):
        await insert(
            conn,
            "jury_result",
            event_id=event,
            participant_id=w.participant[f"{key}_{who}"],
            n_sheets=1,
            n_picks=0,
            score=7.0,
            low=6.0,
            high=8.0,
            place=place,
            place_best=1,
            place_worst=2,
        )
