"""What administrators do: roles, accounts, bodies, the outbox; somebody always administers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from models.db import Database
from models.entities.ids import PersonId
from models.entities.mail import MailStatus
from models.entities.organisations import NewOrganisation
from models.entities.viewer import Viewer
from models.entities.vocabulary import OrganisationKind, Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.personas import PERSONAS, email
from tests.world import World
from web.services import administration
from web.services.accounts import load_viewer

pytestmark = pytest.mark.anyio


async def as_viewer(db: Database, clock: Any, world: World, persona: str) -> Viewer:
    return await load_viewer(db, PersonId(world.person[persona]), clock)


@pytest.fixture
async def gao(world_db: Database, clock: Any, world: World) -> Viewer:
    return await as_viewer(world_db, clock, world, "gao")


async def test_role_is_granted_and_revoked_with_effect_at_once(
    world_db: Database, clock: Any, world: World, gao: Viewer
) -> None:
    him = world.person["he"]
    await administration.grant_role(world_db, clock, viewer=gao, person_id=him, role=Role.OFFICER)
    assert Role.OFFICER in (await as_viewer(world_db, clock, world, "he")).roles

    await administration.revoke_role(world_db, clock, viewer=gao, person_id=him, role=Role.OFFICER)

    assert Role.OFFICER not in (await as_viewer(world_db, clock, world, "he")).roles


async def test_role_that_comes_from_an_organisation_is_not_granted(
    world_db: Database, clock: Any, world: World, gao: Viewer
) -> None:
    with pytest.raises(Invalid, match="role_needs_organisation"):
        await administration.grant_role(
            world_db, clock, viewer=gao, person_id=world.person["he"], role=Role.ORGANISER
        )


async def test_last_administrator_stays(world_db: Database, clock: Any, world: World, gao: Viewer) -> None:
    with pytest.raises(Conflict, match="last_admin"):
        await administration.revoke_role(
            world_db, clock, viewer=gao, person_id=gao.person_id, role=Role.ADMIN
        )
    with pytest.raises(Conflict, match="last_admin"):
        await administration.close_account(world_db, clock, viewer=gao, person_id=gao.person_id)


async def test_two_administrators_who_end_each_other_leave_one_behind(
    cloned_world_db: Database, clock: Any, world: World
) -> None:
    gao = await as_viewer(cloned_world_db, clock, world, "gao")
    await administration.grant_role(
        cloned_world_db, clock, viewer=gao, person_id=world.person["sun"], role=Role.ADMIN
    )
    sun = await as_viewer(cloned_world_db, clock, world, "sun")

    found = await asyncio.gather(
        administration.revoke_role(
            cloned_world_db, clock, viewer=gao, person_id=sun.person_id, role=Role.ADMIN
        ),
        administration.revoke_role(
            cloned_world_db, clock, viewer=sun, person_id=gao.person_id, role=Role.ADMIN
        ),
        return_exceptions=True,
    )

    assert sorted(str(one) for one in found) == ["None", "last_admin"]


@pytest.mark.parametrize("persona", [p for p in PERSONAS[1:] if p != "gao"])
async def test_nobody_else_administers(world_db: Database, clock: Any, world: World, persona: str) -> None:
    viewer = await as_viewer(world_db, clock, world, persona)

    with pytest.raises(NotAllowed):
        await administration.list_people(world_db, viewer=viewer)
    with pytest.raises(NotAllowed):
        await administration.grant_role(
            world_db, clock, viewer=viewer, person_id=viewer.person_id, role=Role.ADMIN
        )


async def test_people_are_found_by_name_address_and_role(world_db: Database, gao: Viewer) -> None:
    by_name, n_by_name = await administration.list_people(world_db, viewer=gao, text="ZHAO")
    by_address, _ = await administration.list_people(world_db, viewer=gao, text=email("wang"))
    by_role, _ = await administration.list_people(world_db, viewer=gao, role=Role.OFFICER)

    assert ([p.name for p in by_name], n_by_name) == (["Zhao"], 1)
    assert [p.organisations for p in by_address] == [("王天使",)]
    assert [p.name for p in by_role] == ["Sun"]


async def test_closed_account_ends_sessions_and_memberships(
    world_db: Database, world_conn: Any, clock: Any, world: World, gao: Viewer
) -> None:
    her = world.person["lin"]

    await administration.close_account(world_db, clock, viewer=gao, person_id=her)

    assert await world_conn.fetchval("select count(*) from session where person_id = $1", her) == 0
    assert await world_conn.fetchval("select status from membership where person_id = $1", her) == "left"
    with pytest.raises(NotFound):
        await as_viewer(world_db, clock, world, "lin")


async def test_body_begins_with_an_invited_manager_and_not_with_the_administrator(
    world_db: Database, world_conn: Any, clock: Any, settings: Any, world: World, gao: Viewer
) -> None:
    new = NewOrganisation("丹阳众创空间", "zh", frozenset({OrganisationKind.SPACE}))

    made = await administration.create_body(
        world_db, clock, settings, viewer=gao, new=new, manager_email="su@example.test"
    )

    assert (await as_viewer(world_db, clock, world, "gao")).acting == ()
    invited = await world_conn.fetchrow(
        "select email, is_manager from invitation where organisation_id = $1", made
    )
    assert tuple(invited) == ("su@example.test", True)


async def test_administrator_sets_up_no_provider(
    world_db: Database, clock: Any, settings: Any, gao: Viewer
) -> None:
    new = NewOrganisation("某基金", "zh", frozenset({OrganisationKind.FUND}))

    with pytest.raises(Invalid, match="not_a_choice"):
        await administration.create_body(world_db, clock, settings, viewer=gao, new=new)


async def test_failed_mail_is_tried_again_and_a_queued_one_is_not(
    world_db: Database, world_conn: Any, clock: Any, settings: Any, world: World, gao: Viewer
) -> None:
    mail = world.mail["lin"]
    with pytest.raises(Conflict, match="state_moved_on"):
        await administration.retry_mail(world_db, clock, viewer=gao, mail_id=mail)
    await world_conn.execute("update outbox_mail set status = 'failed' where id = $1", mail)

    await administration.retry_mail(world_db, clock, viewer=gao, mail_id=mail)

    mails, counts = await administration.list_outbox(world_db, settings, viewer=gao, status=MailStatus.QUEUED)
    assert mail in [m.id for m in mails]
    assert counts[MailStatus.FAILED] == 1, "the other one stays"


async def test_outbox_hides_links_once_mail_really_goes_out(
    world_db: Database, world_conn: Any, settings: Any, world: World, gao: Viewer
) -> None:
    mail = world.mail["lin"]
    await world_conn.execute(
        "update outbox_mail set purpose = 'reset', body = '/reset/x' where id = $1", mail
    )
    real = settings.model_copy(update={"smtp_url": "smtp://mail.example.test"})

    local = await administration.open_mail(world_db, settings, viewer=gao, mail_id=mail)
    sent = await administration.open_mail(world_db, real, viewer=gao, mail_id=mail)

    assert (local.body, sent.body) == ("/reset/x", "")
