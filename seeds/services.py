"""Pages and offers of host spaces, and what founders asked of them: every state a request can be in."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path

from models.entities.ids import OrganisationId
from models.entities.service_requests import DeclineReason, NewRequest, NewServiceStep, ServiceStep
from models.entities.spaces import NewOffer, OfferKind, SpaceText
from models.entities.tenancies import TenancyStage
from models.entities.vocabulary import FounderCategory, Role
from seeds.stage import Calendar, Script, Stage
from seeds.texts import Record, Texts
from web.services.service_requests import ask_service, take_service_step
from web.services.service_silence import remind_of_services
from web.services.spaces import Naming, PageSent, save_offer, save_page

_FILE = Path(__file__).parent / "world" / "services.json"
# Spaces published their pages on this day, counted from today.
_PUBLISHED = -120


def write_services(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """Pages first; requests as their two sides carried them on, silences as the worker would see them."""
    told = json.loads(_FILE.read_text(encoding="utf-8"))
    managers = {p["organisation"]: key for key, p in texts.people.items() if p["role"] == Role.SPACE}
    for n, record in enumerate(told["spaces"]):
        manager = managers[record["space"]]
        at = days.local(_PUBLISHED, "10:00") + timedelta(minutes=n)
        script.add(at, partial(_page, stage, record, manager))
        for i, offer in enumerate(record["offers"]):
            script.add(at + timedelta(seconds=i + 1), partial(_offer, stage, days, record, offer, manager))
    for n, record in enumerate(told["requests"]):
        made: list[int] = []
        key = f"demo service {n}"
        asked = days.local(record["days"], "10:30") + timedelta(minutes=n)
        script.add(min(asked, days.now), partial(_ask, stage, days, record, key, made))
        for i, step in enumerate(record["steps"]):
            at = days.local(step["days"], "15:00") + timedelta(minutes=n, seconds=i)
            act = partial(_step, stage, days, record, step, managers, f"{key} {i}", made)
            script.add(min(at, days.now), act)
    for day in (-20, -6, -1):
        script.add(days.local(day, "06:10"), partial(_remind, stage))


async def _page(stage: Stage, record: Record, manager: str) -> None:
    text = SpaceText(
        about_zh=record["about"]["zh"],
        about_en=record["about"]["en"],
        address_zh=record["address"]["zh"],
        address_en=record["address"]["en"],
        opening_zh=record["opening"]["zh"],
        opening_en=record["opening"]["en"],
        categories=tuple(FounderCategory(c) for c in record["categories"]),
        stages=tuple(TenancyStage(s) for s in record["stages"]),
        n_desks=record["desks"] or None,
        n_rooms=record["rooms"],
        area_m2=record["area"],
        published=True,
    )
    await save_page(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(manager),
        space_id=stage.body[record["space"]],
        sent=PageSent(text, 0, Naming.ME if record["contact"] else Naming.NOBODY, record["phone"]),
    )


async def _offer(stage: Stage, days: Calendar, record: Record, offer: Record, manager: str) -> None:
    price = offer["price"] or {"zh": "", "en": ""}
    await save_offer(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(manager),
        space_id=stage.body[record["space"]],
        offer_id=None,
        revision=0,
        new=NewOffer(
            OfferKind(offer["kind"]),
            offer["title"]["zh"],
            offer["title"]["en"],
            offer["text"]["zh"],
            offer["text"]["en"],
            offer["price"] is None,
            price["zh"],
            price["en"],
            offer["capacity"],
            offer["partner"],
            days.date(_PUBLISHED),
            None,
        ),
    )


async def _ask(stage: Stage, days: Calendar, record: Record, key: str, made: list[int]) -> None:
    needed = record["needed"]
    made.append(
        await ask_service(
            stage.db,
            stage.clock,
            viewer=await stage.viewer(record["by"]),
            new=NewRequest(
                OrganisationId(stage.body[record["by"]]),
                stage.pitch[record["by"]],
                OfferKind(record["kind"]),
                record["need"],
                None if needed is None else days.date(needed),
                None if record["space"] is None else stage.body[record["space"]],
                record["district"],
            ),
            key=key,
        )
    )


async def _step(
    stage: Stage,
    days: Calendar,
    record: Record,
    step: Record,
    managers: dict[str, str],
    key: str,
    made: list[int],
) -> None:
    promised, reason = step.get("promised"), step.get("reason")
    of_space = step["by"] == "space"
    await take_service_step(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(managers[step["at"]] if of_space else record["by"]),
        request_id=made[0],
        space_id=stage.body[step["at"]],
        new=NewServiceStep(
            ServiceStep(step["step"]),
            step["note"],
            None if reason is None else DeclineReason(reason),
            None if promised is None else days.date(promised),
            step.get("rating"),
        ),
        key=key,
        role=Role.SPACE if of_space else Role.FOUNDER,
    )


async def _remind(stage: Stage) -> None:
    await remind_of_services(
        stage.db,
        stage.clock,
        remind_days=stage.settings.service_remind_days,
        expire_days=stage.settings.service_expire_days,
    )
