"""Tenants of a host space: who moved in when, at which stage, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from models.db import Connection, Database
from models.entities.tenancies import TenancyClaim, TenancyStage, Tenant
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.service_requests import ServiceRequestRepository
from models.repositories.tenancies import TenancyRepository
from web.clock import Clock
from web.i18n import gettext
from web.services.mail import tell_members
from web.vocabulary import label

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class SpaceDesk:
    """The tenants of the manager's spaces, companies that say they are, and how many requests wait."""

    tenants: list[Tenant]
    claims: list[TenancyClaim]
    n_requests: int = 0

    @property
    def present(self) -> list[Tenant]:
        """Those who are there now or move in later."""
        return [t for t in self.tenants if not t.is_past]

    @property
    def past(self) -> list[Tenant]:
        """Those who have left, and earlier stages."""
        return [t for t in self.tenants if t.is_past]

    @property
    def n_firsts(self) -> int:
        """Firsts of present tenants, each company counted once."""
        return sum(len(firsts) for firsts in {t.company_id: t.firsts for t in self.present}.values())


def _today(clock: Clock) -> date:
    return clock.now().astimezone(ZONE).date()


async def open_space(db: Database, clock: Clock, *, viewer: Viewer) -> SpaceDesk:
    """The manager's own spaces and nobody else's."""
    spaces = viewer.organisation_ids(Role.SPACE)
    async with db.read() as conn:
        tenancies = TenancyRepository(conn)
        today = _today(clock)
        return SpaceDesk(
            await tenancies.tenants(spaces, today),
            await tenancies.claims(spaces, today),
            await ServiceRequestRepository(conn).n_waiting(viewer),
        )


async def confirm_tenancy(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    company_id: int,
    space_id: int,
    stage: TenancyStage,
    since: date,
) -> int:
    """A company that names the space becomes its tenant; nobody can be made one who does not."""
    if space_id not in viewer.organisation_ids(Role.SPACE):
        raise NotFound
    async with db.transaction() as conn:
        now = clock.now()
        found = await TenancyRepository(conn).confirm(
            company_id, space_id, stage, since, viewer.person_id, now
        )
        if found is None:
            raise NotFound
        await _tell(conn, clock, viewer, company_id, space_id, f"tenancy-{found}", stage)
        await AuditRepository(conn).note(
            now, viewer.person_id, "confirm_tenancy", "organisation", company_id, {"space_id": space_id}
        )
        return found


async def end_tenancy(db: Database, clock: Clock, *, viewer: Viewer, tenancy_id: int, on: date) -> None:
    """The company left before this day."""
    async with db.transaction() as conn:
        tenancies = TenancyRepository(conn)
        tenancy = await _lock(tenancies, viewer, tenancy_id)
        _after_beginning(tenancy, on)
        if not await tenancies.end(tenancy_id, on, clock.now()):
            raise Conflict("tenancy_ended_already")
        company_id, space_id = tenancy["company_id"], tenancy["space_id"]
        await _tell(conn, clock, viewer, company_id, space_id, f"tenancy-{tenancy_id}-ended", None)
        await AuditRepository(conn).note(
            clock.now(),
            viewer.person_id,
            "end_tenancy",
            "organisation",
            tenancy["company_id"],
            {"on": str(on)},
        )


async def change_stage(
    db: Database, clock: Clock, *, viewer: Viewer, tenancy_id: int, stage: TenancyStage, on: date
) -> int:
    """From nursery to incubator to accelerator: the old stage ends on the day on which the new one begins."""
    async with db.transaction() as conn:
        tenancies, now = TenancyRepository(conn), clock.now()
        tenancy = await _lock(tenancies, viewer, tenancy_id)
        if tenancy["stage"] == stage:
            raise Invalid("tenancy_same_stage", field="stage")
        _after_beginning(tenancy, on)
        if not await tenancies.end(tenancy_id, on, now):
            raise Conflict("tenancy_ended_already")
        company_id, space_id = tenancy["company_id"], tenancy["space_id"]
        following = await tenancies.begin(company_id, space_id, stage, on, viewer.person_id, now)
        await _tell(conn, clock, viewer, company_id, space_id, f"tenancy-{following}", stage)
        await AuditRepository(conn).note(
            now, viewer.person_id, "change_stage", "organisation", company_id, {"stage": stage, "on": str(on)}
        )
        return following


async def _tell(
    conn: Connection,
    clock: Clock,
    viewer: Viewer,
    company_id: int,
    space_id: int,
    key: str,
    stage: TenancyStage | None,
) -> None:
    """Tell a company at which stage its space has it from now on; without a stage that it has left."""
    space = next(a.name for a in viewer.organisations(Role.SPACE) if a.organisation_id == space_id)

    def words() -> tuple[str, str]:
        if stage is None:
            return (
                gettext("%(space)s: your company is no longer a tenant", space=space),
                gettext("%(space)s has put on record that your company has left.", space=space),
            )
        name = label("tenancy_stage", stage)
        return (
            gettext("%(space)s: your company is a tenant, %(stage)s", space=space, stage=name),
            gettext(
                "%(space)s has put on record that your company is its tenant at the stage: %(stage)s. If "
                "that is wrong, please tell the space.",
                space=space,
                stage=name,
            ),
        )

    await tell_members(conn, clock, "tenancy", company_id, words, key, link=f"/organisations/{company_id}")


async def _lock(tenancies: TenancyRepository, viewer: Viewer, tenancy_id: int) -> Mapping[str, Any]:
    tenancy = await tenancies.lock(tenancy_id, viewer.organisation_ids(Role.SPACE))
    if tenancy is None:
        raise NotFound
    return tenancy


def _after_beginning(tenancy: Mapping[str, Any], on: date) -> None:
    if on <= tenancy["since_on"]:
        raise Invalid("tenancy_ends_before_it_begins", field="on")
