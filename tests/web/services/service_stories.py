"""Short forms for the stories of host spaces and of what founders ask them for."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

from models.entities.ids import OrganisationId
from models.entities.service_requests import Ask, DeclineReason, NewRequest, NewServiceStep, ServiceStep
from models.entities.spaces import OfferKind
from models.entities.vocabulary import Role
from tests.web.signed_in import viewer_of
from tests.world import NOW, World, insert
from web.services.service_requests import ask_service, list_own, take_service_step

SOON = date(2026, 5, 22)


async def asks(db: Any, clock: Any, world: World, who: str = "lin", **more: Any) -> int:
    """A founder asks; of any space that offers law, unless told otherwise."""
    viewer = await viewer_of(db, clock, who)
    new = NewRequest(
        company_id=OrganisationId(world.org[who]),
        pitch_id=more.get("pitch_id"),
        kind=more.get("kind", OfferKind.LAW),
        need=more.get("need", "想看一份股东协议"),
        needed_by=more.get("needed_by"),
        space_id=more.get("space_id"),
        district=more.get("district"),
    )
    return await ask_service(db, clock, viewer=viewer, new=new, key=more.get("key", f"asks-{clock.now()}"))


async def does(
    db: Any, clock: Any, world: World, who: str, request_id: int, step: ServiceStep, **more: Any
) -> None:
    """Somebody takes a step at a space (xu's, unless told otherwise)."""
    if step is ServiceStep.ACCEPTED:
        more.setdefault("promised_on", SOON)
    if step is ServiceStep.DECLINED:
        more.setdefault("reason", DeclineReason.FULL)
    if step is ServiceStep.RATED:
        more.setdefault("rating", 4)
    if step in {ServiceStep.NEEDS_MORE, ServiceStep.REPLY, ServiceStep.WORD}:
        more.setdefault("note", "请说明")
    space = more.pop("space", "xu")
    key = more.pop("key", f"{who}-{step}-{request_id}-{clock.now()}")
    role = Role.FOUNDER if who in {"lin", "qian"} else Role.SPACE
    await take_service_step(
        db,
        clock,
        viewer=await viewer_of(db, clock, who),
        request_id=request_id,
        space_id=world.org[space],
        new=NewServiceStep(step, **more),
        key=key,
        role=role,
    )


async def standing(db: Any, clock: Any, who: str, request_id: int) -> dict[int, str]:
    """Where a request stands at each space that this person may see it at."""
    role = Role.FOUNDER if who in {"lin", "qian"} else Role.SPACE
    found: list[Ask] = await list_own(db, viewer=await viewer_of(db, clock, who), role=role)
    return {a.space_id: str(a.state) for a in found if a.request_id == request_id}


async def runs(conn: Any, world: World, space: str, who: str) -> None:
    """Somebody acts for a space, so that it can answer."""
    await insert(
        conn,
        "membership",
        person_id=world.person[who],
        organisation_id=world.org[space],
        status="active",
        is_manager=True,
        created_at=NOW,
        answered_at=NOW,
    )


def later(clock: Any, **span: float) -> None:
    """Move the clock on."""
    clock.instant += timedelta(**span)


async def mails(conn: Any, purpose: str = "service") -> list[Any]:
    """Mails of a purpose, in their order."""
    rows: list[Any] = await conn.fetch(
        "select to_address, subject, body, link from outbox_mail where purpose = $1 order by id", purpose
    )
    return rows


async def at_once(*acts: Any) -> list[Any]:
    """Several acts in the same second; what each answered or raised."""
    return await asyncio.gather(*acts, return_exceptions=True)
