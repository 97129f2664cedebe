"""How money moved after some of the records: stated with a paper in the last days, and mostly confirmed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from models.entities.funding_movements import Movement, NewMovement
from models.entities.vocabulary import FundingStatus
from seeds.papers import pdf
from seeds.people import FEN
from seeds.stage import Calendar, Script, Stage
from seeds.texts import Record, Texts
from web.services.funding import open_ledger
from web.services.funding_evidence import OF_MOVEMENT, Upload
from web.services.funding_movements import answer_movement, state_movement

_OTHER = {"company": "provider", "provider": "company"}


def write_movements(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """The books were brought up to date three days ago; what nobody has answered since waits."""
    for i, movement in enumerate(texts.movements):
        made: list[int] = []
        at = days.local(-3, "10:00") + timedelta(minutes=7 * i)
        moved = days.date(movement["days_from_today"])
        script.add(at, partial(_state, stage, i, movement, moved, made))
        if movement["answer"] is not None:
            script.add(at + timedelta(hours=6), partial(_answer, stage, movement, made))


async def _state(stage: Stage, i: int, movement: Record, moved: date, made: list[int]) -> None:
    side = movement["stated_by"]
    viewer = await stage.viewer(movement[side])
    record = next(
        r
        for r in await open_ledger(stage.db, viewer=viewer)
        if r.status is FundingStatus.CONFIRMED
        and (r.company_id, r.provider_id, r.kind)
        == (stage.body[movement["company"]], stage.body[movement["provider"]], movement["kind"])
    )
    kind = Movement(movement["movement"])
    made.append(
        await state_movement(
            stage.db,
            stage.clock,
            stage.files,
            viewer=viewer,
            record_id=record.id,
            side=side,
            new=NewMovement(kind, movement["amount"] * FEN, moved, None, movement["note"], movement["lang"]),
            upload=_paper(i, movement, moved, OF_MOVEMENT[kind]),
            key=f"demo-movement-{i:03d}",
            site=stage.site,
        )
    )


def _paper(i: int, movement: Record, moved: date, evidence_type: str) -> Upload:
    """A paper that says what it proves, and that it belongs to a demonstration."""
    heading, line = {
        "zh": ("资金变动凭证", f"编号 {i + 1:03d}。演示数据，不是真实凭证。"),
        "en": ("Slip of a movement", f"No. {i + 1:03d}. Demonstration data, not a real document."),
    }[movement["lang"]]
    content = pdf([(heading, [line, f"{movement['amount']:,}", f"{moved:%Y-%m-%d}", movement["note"]])])
    return Upload(f"{heading} {i + 1:03d}.pdf", content, evidence_type)


async def _answer(stage: Stage, movement: Record, made: list[int]) -> None:
    viewer = await stage.viewer(movement[_OTHER[movement["stated_by"]]])
    await answer_movement(
        stage.db, stage.clock, viewer=viewer, movement_id=made[0], answer=movement["answer"]
    )
