"""Tenants of a host space: who is there, since when, at which stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.entities.tenancies import TenancyClaim, TenancyStage, Tenant
from models.entities.vocabulary import Role
from web.api.bodies import Body, Id
from web.api.operation import Area, Ask, Done
from web.i18n import N_
from web.services import tenancies

AREA = Area(N_("Tenants of host spaces"), "spaces")


@dataclass(frozen=True, slots=True)
class Tenants:
    """The tenants of your spaces, past ones too, and companies that say they are."""

    tenants: list[Tenant]
    claims: list[TenancyClaim]


@AREA.add(
    "GET",
    "/tenancies",
    "tenancies.list",
    N_("The tenants of your host spaces"),
    Tenants,
    pages=("space.home",),
)
async def list_tenants(ask: Ask) -> Tenants:
    """For managers of host spaces."""
    desk = await tenancies.open_space(ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.SPACE))
    return Tenants(desk.tenants, desk.claims)


class MoveInBody(Body):
    """A company that names the space is its tenant, at which stage and since when."""

    company_id: Id
    space_id: Id
    stage: TenancyStage
    since: date


@AREA.add(
    "POST", "/tenancies", "tenancies.confirm", N_("Confirm that a company is a tenant"), Done,
    body=MoveInBody, status=201, pages=("space.confirm",),
    example={"company_id": 2, "space_id": 9, "stage": "nursery", "since": "2026-05-01"},
)  # fmt: skip
async def confirm(ask: Ask) -> None:
    """By the space's manager."""
    await tenancies.confirm_tenancy(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.SPACE),
        company_id=ask.body.company_id,
        space_id=ask.body.space_id,
        stage=ask.body.stage,
        since=ask.body.since,
    )


class DayBody(Body):
    """From which day."""

    on: date


@AREA.add(
    "POST", "/tenancies/{tenancy_id}/end", "tenancies.end", N_("Say that a tenant has left"), Done,
    body=DayBody, pages=("space.end",), example={"on": "2026-05-01"},
)  # fmt: skip
async def end(ask: Ask) -> None:
    """By the space's manager."""
    await tenancies.end_tenancy(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.SPACE),
        tenancy_id=ask.path["tenancy_id"],
        on=ask.body.on,
    )


class StageBody(DayBody):
    """At which stage a tenant goes on, and from which day."""

    stage: TenancyStage


@AREA.add(
    "POST", "/tenancies/{tenancy_id}/stage", "tenancies.change_stage",
    N_("Let a tenant go on at another stage"), Done, body=StageBody, pages=("space.change_stage",),
    example={"stage": "incubator", "on": "2026-05-01"},
)  # fmt: skip
async def change_stage(ask: Ask) -> None:
    """By the space's manager."""
    await tenancies.change_stage(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.SPACE),
        tenancy_id=ask.path["tenancy_id"],
        stage=ask.body.stage,
        on=ask.body.on,
    )
