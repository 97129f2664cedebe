"""Facts, a made-up rule with a low limit, and claims: paid, granted and under review; a limit has shut out others."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from models.entities.claims import ClaimStep
from models.entities.vocabulary import Role
from seeds.rules import publish_rule
from seeds.stage import ZONE, Calendar, Script, Stage
from web.services.claims import submit_claim, take_claim_step
from web.services.declared_facts import declare_facts
from web.services.subsidies import open_subsidies

_FILE = Path(__file__).parent / "world" / "claims.json"
_OFFICER = "officer-sun"


def write_claims(script: Script, stage: Stage, days: Calendar) -> None:
    """The rule is published with the other, companies state facts a fortnight ago, then angels claim."""
    told: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    publish = partial(publish_rule, stage, told["code"], told["title"], told["content"], told["note"])
    script.add(days.local(-220, "15:40"), publish)
    for said in told["facts"]:
        script.add(days.local(said["days"], "16:00"), partial(_declare, stage, said))
    for claim in told["claims"]:
        made: list[int] = []
        script.add(days.local(claim["days"], "20:00"), partial(_claim, stage, claim, made))
        for step in claim["steps"]:
            script.add(days.local(step["days"], "15:00"), partial(_step, stage, step, made))


async def _declare(stage: Stage, said: dict[str, Any]) -> None:
    today = stage.clock.now().astimezone(ZONE).date()
    await declare_facts(
        stage.db,
        stage.clock,
        stage.files,
        viewer=await stage.viewer(said["company"]),
        role=Role.FOUNDER,
        organisation_id=None,
        record_id=None,
        values=said["values"],
        as_of=today - timedelta(days=30),
        source=said["source"],
    )


async def _claim(stage: Stage, claim: dict[str, Any], made: list[int]) -> None:
    viewer = await stage.viewer(claim["provider"])
    found = await open_subsidies(stage.db, stage.clock, viewer=viewer, role=Role.PROVIDER)
    record_id = next(
        c.deal.record_id
        for c in found.cases
        if (c.rule.code, c.deal.company_id) == (claim["code"], stage.body[claim["company"]])
    )
    made.append(
        await submit_claim(
            stage.db,
            stage.clock,
            viewer=viewer,
            role=Role.PROVIDER,
            record_id=record_id,
            code=claim["code"],
            key=f"demo-claim-{claim['company']}-{claim['code']}",
            note=claim["note"],
        )
    )


async def _step(stage: Stage, step: dict[str, Any], made: list[int]) -> None:
    await take_claim_step(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(_OFFICER),
        claim_id=made[0],
        step=ClaimStep(step["step"]),
        key=f"demo-claim-{made[0]}-{step['step']}",
        note=step["note"],
    )
