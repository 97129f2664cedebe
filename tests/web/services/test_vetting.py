"""Letting providers in: by an organiser, on evidence, one decision after the other; the provider is told."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from models.db import Database
from models.entities.ids import PersonId
from models.entities.vetting import VettingDecision
from models.entities.viewer import Viewer
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.personas import email
from tests.world import World
from web.services.accounts import load_viewer
from web.services.organisations import add_member
from web.services.vetting import (
    end_qualification,
    list_providers,
    open_provider,
    qualify_provider,
    vet_provider,
)

pytestmark = pytest.mark.anyio

TODAY = date(2026, 5, 15)


class Desk:
    """The services with everything but the words filled in."""

    def __init__(self, db: Database, clock: Any, world: World) -> None:
        self.db, self.clock, self.world = db, clock, world

    async def viewer(self, persona: str) -> Viewer:
        return await load_viewer(self.db, PersonId(self.world.person[persona]), self.clock)

    async def vet(
        self,
        org: str,
        decision: VettingDecision,
        evidence: str = "营业执照已核对",
        by: str = "zhao",
        **more: Any,
    ) -> None:
        await vet_provider(
            self.db, self.clock, viewer=await self.viewer(by), organisation_id=self.world.org[org],
            decision=decision, evidence=evidence, **more,
        )  # fmt: skip

    async def qualify(self, org: str, **more: Any) -> None:
        facts = {"qualified_on": TODAY, "evidence": "金融资产证明", **more}
        await qualify_provider(
            self.db,
            self.clock,
            viewer=await self.viewer("zhao"),
            organisation_id=self.world.org[org],
            **facts,
        )


@pytest.fixture
def desk(world_db: Database, clock: Any, world: World) -> Desk:
    return Desk(world_db, clock, world)


async def mails_to(conn: Any, persona: str) -> int:
    found: int = await conn.fetchval(
        "select count(*) from outbox_mail where purpose = 'vetting' and to_address = $1", email(persona)
    )
    return found


async def test_provider_is_let_in_refused_and_put_out_with_effect_at_once(
    desk: Desk, world_conn: Any
) -> None:
    await desk.vet("wu", VettingDecision.REFUSED)
    assert (await desk.viewer("wu")).vetted_ids() == []
    await desk.vet("wu", VettingDecision.GRANTED)
    assert (await desk.viewer("wu")).vetted_ids() == [desk.world.org["wu"]]
    await desk.vet("wu", VettingDecision.REVOKED)
    assert (await desk.viewer("wu")).vetted_ids() == []

    assert await mails_to(world_conn, "wu") == 3


@pytest.mark.parametrize(
    ("org", "decision"),
    [
        ("wang", VettingDecision.GRANTED),
        ("wang", VettingDecision.REFUSED),
        ("wu", VettingDecision.REVOKED),
    ],
)
async def test_decision_that_does_not_follow_on_the_present_one_is_a_conflict(
    desk: Desk, org: str, decision: VettingDecision
) -> None:
    with pytest.raises(Conflict, match="state_moved_on"):
        await desk.vet(org, decision)


async def test_decision_needs_evidence(desk: Desk) -> None:
    with pytest.raises(Invalid, match="evidence_needed"):
        await desk.vet("wu", VettingDecision.GRANTED, evidence="  ")


@pytest.mark.parametrize("persona", ["lin", "wu", "sun", "gao"])
async def test_only_organisers_see_and_decide(desk: Desk, persona: str) -> None:
    viewer = await desk.viewer(persona)

    with pytest.raises(NotAllowed):
        await list_providers(desk.db, desk.clock, viewer=viewer)
    with pytest.raises(NotAllowed):
        await open_provider(desk.db, desk.clock, viewer=viewer, organisation_id=desk.world.org["wu"])
    with pytest.raises(NotAllowed):
        await desk.vet("wu", VettingDecision.GRANTED, by=persona)


async def test_organiser_does_not_let_in_the_provider_he_acts_for(desk: Desk) -> None:
    await add_member(
        desk.db, desk.clock, viewer=await desk.viewer("wu"), organisation_id=desk.world.org["wu"],
        person_id=desk.world.person["zhao"],
    )  # fmt: skip

    with pytest.raises(NotAllowed, match="vetting_own"):
        await desk.vet("wu", VettingDecision.GRANTED)


async def test_company_is_no_provider_to_be_vetted(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.vet("lin", VettingDecision.GRANTED)


async def test_list_puts_those_who_wait_first(desk: Desk) -> None:
    rows, counts = await list_providers(desk.db, desk.clock, viewer=await desk.viewer("zhao"))

    assert rows[0].name == "Wu Angels"
    assert {r.name for r in rows} == {"Wu Angels", "王天使", "江南银行", "京口担保", "方宁资本"}
    assert (counts.n_waiting, counts.n_granted, counts.n_closed) == (2, 3, 0)


async def test_qualified_provider_may_read_terms_until_the_day_runs_out(desk: Desk) -> None:
    await desk.qualify("chen", valid_until=TODAY + timedelta(days=30))

    def qualified(viewer: Viewer) -> list[bool]:
        return [a.qualified for a in viewer.acting]

    assert qualified(await desk.viewer("chen")) == [True]
    desk.clock.instant += timedelta(days=31)
    assert qualified(await desk.viewer("chen")) == [False]


async def test_qualification_ends_when_an_organiser_says_so(desk: Desk) -> None:
    await end_qualification(
        desk.db, desk.clock, viewer=await desk.viewer("zhao"), organisation_id=desk.world.org["wang"]
    )

    assert [a.qualified for a in (await desk.viewer("wang")).acting] == [False]


async def test_provider_that_is_not_let_in_is_not_qualified(desk: Desk) -> None:
    with pytest.raises(Conflict, match="vet_first"):
        await desk.qualify("wu")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"qualified_on": TODAY + timedelta(days=1)}, "qualified_in_future"),
        ({"valid_until": TODAY - timedelta(days=1)}, "valid_until_past"),
        ({"evidence": " "}, "evidence_needed"),
    ],
)
async def test_qualification_needs_a_day_and_evidence_that_hold(desk: Desk, facts: Any, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        await desk.qualify("chen", **facts)


async def test_two_organisers_who_decide_at_once_on_what_they_saw_one_wins(
    cloned_world_db: Database, clock: Any, world: World
) -> None:
    desk = Desk(cloned_world_db, clock, world)

    found = await asyncio.gather(
        desk.vet("wu", VettingDecision.GRANTED, by="zhao", seen=0),
        desk.vet("wu", VettingDecision.REFUSED, by="zhou", seen=0),
        return_exceptions=True,
    )

    assert sorted(str(one) for one in found) == ["None", "state_moved_on"]
