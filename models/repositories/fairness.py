"""Rules of the floor, plans that keep it, and what exposure is measured from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.db import Connection
from models.entities.fairness import (
    Answered,
    Grouped,
    LiftLine,
    ListLift,
    NewLift,
    NewPlan,
    NewRules,
    NewShort,
    PlanLine,
    Planning,
    Rules,
    ShortLine,
    Shown,
)
from models.entities.ids import OrganisationId, PersonId
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, as_entity, queries


class FairnessRepository:
    """What is promised and how it is kept, on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("fairness")

    async def rules(self) -> Rules | None:
        """The rules in force; None while nobody has set any."""
        row = await self._conn.fetchrow(self._sql["rules"])
        return None if row is None else as_entity(Rules, row)

    async def set_rules(self, new: NewRules, person_id: PersonId, now: datetime) -> int:
        """From now on this is promised; answers the rules' id."""
        rule_id: int = await self._conn.fetchval(
            self._sql["set_rules"], new.enabled, new.reach, new.line, new.most, person_id, now
        )
        return rule_id

    async def request_plan(self, person_id: PersonId, now: datetime) -> None:
        """Somebody wants a plan now."""
        await self._conn.execute(self._sql["request_plan"], person_id, now)

    async def planning(self) -> Planning:
        """Whether a plan is due, as far as marks tell."""
        return as_entity(Planning, await self._conn.fetchrow(self._sql["planning"]))

    async def fingerprint(self) -> str:
        """A mark of everything that a plan rests on."""
        found: str = await self._conn.fetchval(self._sql["fingerprint"])
        return found

    async def answered(self) -> list[Answered]:
        """Pairs on which somebody has said something."""
        return as_entities(Answered, await self._conn.fetch(self._sql["answered"]))

    async def save_plan(
        self, plan: NewPlan, lifts: Sequence[NewLift], shorts: Sequence[NewShort], *, keep: int
    ) -> None:
        """Put a plan on record and let lists follow it; older ones than the newest `keep` go."""
        p = plan
        plan_id = await self._conn.fetchval(
            self._sql["save_plan"],
            *(p.rule_id, p.reach, p.line, p.most, p.model_version, p.fingerprint, p.made_at),
            *(p.n_pitches, p.n_providers, p.reached_before, p.price),
        )
        await self._conn.executemany(
            self._sql["save_lift"],
            [(plan_id, x.organisation_id, x.pitch_id, x.instead_id, x.fit, x.fit_instead) for x in lifts],
        )
        await self._conn.executemany(
            self._sql["save_short"],
            [(plan_id, x.pitch_id, x.reached, x.missing, x.n_open, x.gates) for x in shorts],
        )
        await self._conn.execute(self._sql["forget_plans"], keep)

    async def latest_plan(self) -> PlanLine | None:
        """The plan that lists follow."""
        row = await self._conn.fetchrow(self._sql["latest_plan"])
        return None if row is None else as_entity(PlanLine, row)

    async def lifts(self, viewer: Viewer, plan: PlanLine) -> list[LiftLine]:
        """Whom a plan lifts into whose list, for organisers and administrators."""
        rows = await self._conn.fetch(self._sql["plan_lifts"], plan.id, _may_name(viewer))
        return as_entities(LiftLine, rows)

    async def shorts(self, viewer: Viewer, plan: PlanLine) -> list[ShortLine]:
        """Which pitches fall short under a plan, for organisers and administrators."""
        rows = await self._conn.fetch(self._sql["plan_shorts"], plan.id, _may_name(viewer))
        return as_entities(ShortLine, rows)

    async def lifts_for(self, viewer: Viewer, organisation_id: OrganisationId) -> list[ListLift]:
        """Whom the plan lifts into the list of one of the viewer's vetted providers."""
        rows = await self._conn.fetch(self._sql["lifts_for"], organisation_id, viewer.vetted_ids())
        return as_entities(ListLift, rows)

    async def shown(self, since: datetime, last_place: int) -> list[Shown]:
        """How often pitches were shown at which place, once a provider and day."""
        return as_entities(Shown, await self._conn.fetch(self._sql["shown"], since, last_place))

    async def groups(self) -> list[Grouped]:
        """Pitches on show with their groups."""
        return as_entities(Grouped, await self._conn.fetch(self._sql["groups"]))


def _may_name(viewer: Viewer) -> bool:
    """Whether the viewer reviews pitches and vets providers; an officer reads sums alone."""
    return bool({Role.ORGANISER, Role.ADMIN} & viewer.roles)
