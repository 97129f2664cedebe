"""What is stated about firsts: who is related to whom, what the credit bureau says, and a first elsewhere."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from models.entities.firsts import Fact, NewElsewhere, NewFact
from models.entities.vocabulary import FundingKind
from seeds.papers import pdf
from seeds.stage import ZONE, Calendar, Script, Stage
from seeds.texts import Record, Texts
from web.services.first_statements import declare_elsewhere, state_fact
from web.services.funding import open_ledger
from web.services.funding_evidence import Upload


def write_firsts(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """Stated two days ago, after the records that it is about."""
    for i, statement in enumerate(texts.firsts):
        at = days.local(-2, "09:00") + timedelta(minutes=9 * i)
        script.add(at, partial(_state, stage, i, statement, at, days))


async def _state(stage: Stage, i: int, said: Record, at: datetime, days: Calendar) -> None:
    company_id = stage.body[said["company"]]
    viewer = await stage.viewer(said[said["by"]])
    if said["statement"] == "elsewhere":
        on = date.fromisoformat(said["on"])
        new = NewElsewhere(FundingKind(said["kind"]), on, said["provider_name"], said["note"], said["lang"])
        await declare_elsewhere(
            stage.db, stage.clock, stage.files,
            viewer=viewer, company_id=company_id, new=new, uploads=[_paper(i, said, on)],
        )  # fmt: skip
        return
    if said["statement"] == "bureau":
        on = days.date(said["days_from_today"])
        fact = NewFact(Fact.BUREAU_RECORD, said["value"], on, None, said["note"], said["lang"])
        uploads = [_paper(i, said, on)]
    else:
        record = next(
            r
            for r in await open_ledger(stage.db, viewer=viewer)
            if (r.company_id, r.provider_id, r.kind)
            == (company_id, stage.body[said["provider"]], FundingKind.INVESTMENT)
        )
        on = at.astimezone(ZONE).date()
        fact = NewFact(Fact.RELATION, said["value"], on, record.id, said["note"], said["lang"])
        uploads = []
    await state_fact(
        stage.db, stage.clock, stage.files, viewer=viewer, company_id=company_id, new=fact, uploads=uploads
    )


def _paper(i: int, said: Record, on: date) -> Upload:
    """A paper that says what it proves, and that it belongs to a demonstration."""
    heading, line = {
        "zh": ("声明所附材料", f"编号 {i + 1:03d}。演示数据，不是真实凭证。"),
        "en": ("Paper of a statement", f"No. {i + 1:03d}. Demonstration data, not a real document."),
    }[said["lang"]]
    return Upload(
        f"{heading} {i + 1:03d}.pdf", pdf([(heading, [line, f"{on:%Y-%m-%d}", said["note"]])]), "other"
    )
