"""Who is told of what, and where the message leads: every purpose has its line in docs/messages.md."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.routing import Route

from models.entities.vocabulary import Role
from tests.web.services.event_stories import viewer
from web.routes import all_routes
from web.services.administration import grant_role, revoke_role
from web.services.comments import comment_on_pitch
from web.services.mail_purposes import PURPOSES
from web.services.organisations import set_manager
from web.services.signing import let_sign
from web.services.tenancies import end_tenancy

pytestmark = pytest.mark.anyio
DOC = Path(__file__).parents[3] / "docs/messages.md"


@pytest.fixture
async def told(world_conn, world):
    """What was written since the test began: (address, subject, link) of a purpose."""
    before = await world_conn.fetchval("select coalesce(max(id), 0) from outbox_mail")

    async def of(purpose):
        rows = await world_conn.fetch(
            "select to_address, subject, link from outbox_mail where id > $1 and purpose = $2 order by id",
            before,
            purpose,
        )
        return [(r["to_address"].split("@")[0], r["subject"], r["link"]) for r in rows]

    return of


async def test_founder_reads_of_a_comment_and_nobody_else_does(world_db, clock, world, told):
    await comment_on_pitch(
        world_db,
        clock,
        viewer=await viewer(world_db, clock, "he"),
        event_id=world.event["zhao"],
        pitch_id=world.pitch["lin"],
        body="先试三家",
        lang="zh",
    )

    found = await told("comment")

    assert [(to, link) for to, _, link in found if to in ("lin", "qian")] == [
        ("lin", f"/founder/pitches/{world.pitch['lin']}")
    ]
    assert {link for _, _, link in found} == {f"/founder/pitches/{world.pitch['lin']}"}


async def test_company_reads_that_its_space_has_it_as_gone(world_db, world_conn, clock, world, told):
    xu = await viewer(world_db, clock, "xu")
    tenancy = await world_conn.fetchrow(
        "select id, company_id, lower(during) as since from tenancy where space_id = $1 and upper_inf(during)"
        " order by id limit 1",
        world.org["xu"],
    )
    left = tenancy["since"] + timedelta(days=30)

    await end_tenancy(world_db, clock, viewer=xu, tenancy_id=tenancy["id"], on=left)

    found = await told("tenancy")
    assert found
    assert {link for _, _, link in found} == {f"/organisations/{tenancy['company_id']}"}


async def test_person_reads_of_a_role_that_came_and_went(world_db, clock, world, told):
    gao = await viewer(world_db, clock, "gao")
    for act in (grant_role, revoke_role):
        await act(world_db, clock, viewer=gao, person_id=world.person["lin"], role=Role.OFFICER)

    assert [(to, link) for to, _, link in await told("role_changed")] == [("lin", "/account")] * 2


async def test_member_reads_of_rights_that_somebody_else_gave(world_db, world_conn, clock, world, told):
    chen = await viewer(world_db, clock, "chen")
    bank = world.org["chen"]
    other = await world_conn.fetchval(
        "insert into membership (person_id, organisation_id, status, is_manager, created_at)"
        " values ($1, $2, 'active', false, $3) returning id",
        world.person["wu"],
        bank,
        clock.now(),
    )
    own = await world_conn.fetchval(
        "select id from membership where person_id = $1 and organisation_id = $2", chen.person_id, bank
    )

    for membership, yes in ((other, True), (other, False), (own, False)):
        await let_sign(
            world_db, clock, viewer=chen, organisation_id=bank, membership_id=membership, may_sign=yes
        )
    for yes in (True, False):
        await set_manager(
            world_db, clock, viewer=chen, organisation_id=bank, membership_id=other, is_manager=yes
        )

    assert [to for to, _, _ in await told("member_rights")] == ["wu"] * 4


def test_every_purpose_is_told_of_in_the_docs():
    listed = set(re.findall(r"^\| `([a-z_]+)` \|", DOC.read_text(encoding="utf-8"), re.MULTILINE))

    assert listed == set(PURPOSES)


async def test_every_link_of_the_world_s_messages_leads_to_a_page(world_conn, world):
    links = await world_conn.fetch("select distinct link from outbox_mail where link <> ''")
    patterns = [r.path_regex for r in all_routes() if isinstance(r, Route)]

    assert [r["link"] for r in links if not any(p.fullmatch(r["link"]) for p in patterns)] == []
