"""A made-up rule that pays, so that the demo has one: published, with a draft of its next version.

The city's own products stay empty in the demo too: what they pay is not known.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

from matcher.eligibility import Beneficiary, Subject
from seeds.people import ADMIN
from seeds.stage import Calendar, Script, Stage
from web.services.rule_desk import NewProduct, begin_rule, publish_draft, save_draft

_FILE = Path(__file__).parent / "world" / "rules.json"


def write_rules(script: Script, stage: Stage, days: Calendar) -> None:
    """The administrator publishes it in the spring, and last week begins to write the next version."""
    told: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    first = told["published"]
    publish = partial(publish_rule, stage, told["code"], told["title"], first["content"], first["note"])
    script.add(days.local(-220, "15:10"), publish)
    script.add(days.local(-6, "16:20"), partial(_draft, stage, told))


async def publish_rule(
    stage: Stage, code: str, title: dict[str, str], content: dict[str, Any], note: str
) -> None:
    """The administrator writes a rule of a provider's investments and publishes it at once."""
    viewer = await stage.viewer(ADMIN)
    new = NewProduct(code, title["zh"], title["en"], Subject.INVESTMENT, Beneficiary.INVESTOR)
    await begin_rule(stage.db, stage.clock, viewer=viewer, new=new)
    await save_draft(
        stage.db,
        stage.clock,
        viewer=viewer,
        code=code,
        content=content,
        note=note,
        revision=1,
    )
    await publish_draft(stage.db, stage.clock, viewer=viewer, code=code, revision=2)


async def _draft(stage: Stage, told: dict[str, Any]) -> None:
    viewer, following = await stage.viewer(ADMIN), told["draft"]
    content = {**told["published"]["content"], **following["changes"]}
    await save_draft(
        stage.db,
        stage.clock,
        viewer=viewer,
        code=told["code"],
        content=content,
        note=following["note"],
        revision=0,
    )
