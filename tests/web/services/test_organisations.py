"""Acting for an organisation: invited, asked, handed over, left; rights end at once, somebody always manages."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from models.db import Database
from models.entities.ids import PersonId
from models.entities.organisations import MembershipStatus, NewOrganisation
from models.entities.viewer import Viewer
from models.entities.vocabulary import OrganisationKind, Role
from models.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from tests.personas import email
from tests.world import World
from web.services.accounts import load_viewer
from web.services.organisations import (
    accept_by_link,
    add_member,
    answer_invitation,
    answer_request,
    ask_to_join,
    change_organisation,
    create_organisation,
    find_organisations,
    invite,
    leave,
    my_organisations,
    open_organisation,
    read_invitation,
    remove_member,
    set_manager,
    withdraw_invitation,
)

pytestmark = pytest.mark.anyio


class House:
    """The services with everything but the words filled in, over the world."""

    def __init__(self, db: Database, clock: Any, settings: Any, world: World) -> None:
        self.db, self.clock, self.settings, self.world = db, clock, settings, world

    async def viewer(self, persona: str) -> Viewer:
        return await load_viewer(self.db, PersonId(self.world.person[persona]), self.clock)

    async def invite(self, persona: str, org: str, address: str, *, is_manager: bool = False) -> None:
        await invite(
            self.db, self.clock, self.settings, viewer=await self.viewer(persona),
            organisation_id=self.world.org[org], email=address, is_manager=is_manager,
        )  # fmt: skip

    async def add(self, persona: str, org: str, newcomer: str, *, is_manager: bool = False) -> int:
        await add_member(
            self.db, self.clock, viewer=await self.viewer(persona), organisation_id=self.world.org[org],
            person_id=self.world.person[newcomer], is_manager=is_manager,
        )  # fmt: skip
        return await self.membership(org, newcomer)

    async def membership(self, org: str, persona: str) -> int:
        async with self.db.read() as conn:
            found: int = await conn.fetchval(
                "select id from membership where organisation_id = $1 and person_id = $2",
                self.world.org[org], self.world.person[persona],
            )  # fmt: skip
        return found

    async def view(self, persona: str, org: str) -> Any:
        return await open_organisation(
            self.db, self.clock, viewer=await self.viewer(persona), organisation_id=self.world.org[org]
        )

    async def leave(self, persona: str, org: str) -> None:
        await leave(
            self.db, self.clock, viewer=await self.viewer(persona), organisation_id=self.world.org[org]
        )


@pytest.fixture
def house(world_db: Database, clock: Any, settings: Any, world: World) -> House:
    return House(world_db, clock, settings, world)


async def last_mail(conn: Any) -> Any:
    return await conn.fetchrow("select * from outbox_mail order by id desc limit 1")


def new(*kinds: OrganisationKind, **more: Any) -> NewOrganisation:
    return NewOrganisation("新机构", "zh", frozenset(kinds), **more)


async def test_creator_manages_and_gets_the_role_at_once(house: House) -> None:
    made = await create_organisation(
        house.db,
        house.clock,
        viewer=await house.viewer("he"),
        new=new(OrganisationKind.BANK, OrganisationKind.FUND),
    )

    viewer = await house.viewer("he")
    assert [(a.organisation_id, a.is_manager, a.vetted) for a in viewer.organisations(Role.PROVIDER)] == [
        (made, True, False)
    ]


@pytest.mark.parametrize("kind", [OrganisationKind.SPACE, OrganisationKind.ORGANISER])
async def test_spaces_and_organising_bodies_are_not_set_up_by_anybody(
    house: House, kind: OrganisationKind
) -> None:
    with pytest.raises(NotAllowed):
        await create_organisation(house.db, house.clock, viewer=await house.viewer("lin"), new=new(kind))


async def test_company_cannot_be_a_provider_too(house: House) -> None:
    with pytest.raises(Invalid, match="company_or_provider"):
        await create_organisation(
            house.db, house.clock, viewer=await house.viewer("lin"),
            new=new(OrganisationKind.COMPANY, OrganisationKind.ANGEL),
        )  # fmt: skip


async def test_code_of_another_organisation_is_a_conflict(house: House) -> None:
    with pytest.raises(Conflict, match="uscc_taken"):
        await create_organisation(
            house.db, house.clock, viewer=await house.viewer("qian"),
            new=new(OrganisationKind.COMPANY, uscc="91350100M000100Y43"),
        )  # fmt: skip


async def test_organisation_of_others_is_not_there(house: House) -> None:
    with pytest.raises(NotFound):
        await house.view("qian", "lin")


async def test_plain_member_sees_people_but_neither_requests_nor_invitations(house: House) -> None:
    await house.add("lin", "lin", "he")
    await house.invite("lin", "lin", "su@example.test")
    await ask_to_join(
        house.db,
        house.clock,
        house.settings,
        viewer=await house.viewer("wu"),
        organisation_id=house.world.org["lin"],
    )

    plain, manager = await house.view("he", "lin"), await house.view("lin", "lin")

    assert [m.name for m in plain.members] == [m.name for m in manager.members] == ["Lin", "He"]
    assert (plain.requests, plain.invitations) == ([], [])
    assert [m.name for m in manager.requests] == ["Mei", "Wu"]
    assert [i.email for i in manager.invitations] == ["su@example.test"]


async def test_invitation_by_link_counts_once(house: House, world_conn: Any) -> None:
    await house.invite("lin", "lin", "su@example.test")
    mail = await last_mail(world_conn)
    found = re.search(r"/invitations?/(\S+)", mail["body"])
    assert (mail["to_address"], found is None) == ("su@example.test", False)
    token = found[1] if found else ""

    shown = await read_invitation(house.db, house.clock, house.settings, token=token)
    await accept_by_link(house.db, house.clock, house.settings, viewer=await house.viewer("he"), token=token)

    assert shown.organisation_name == "晨稷冷链"
    assert Role.FOUNDER in (await house.viewer("he")).roles
    with pytest.raises(NotFound, match="link_not_valid"):
        await accept_by_link(
            house.db, house.clock, house.settings, viewer=await house.viewer("wu"), token=token
        )


async def test_invitation_waits_on_the_page_of_its_address_alone(house: House) -> None:
    await house.invite("lin", "lin", email("he"))

    mine = await my_organisations(house.db, house.clock, viewer=await house.viewer("he"))
    others = await my_organisations(house.db, house.clock, viewer=await house.viewer("wu"))

    assert [i.organisation_name for i in mine.invitations] == ["晨稷冷链"]
    assert others.invitations == []
    with pytest.raises(NotFound):
        await answer_invitation(
            house.db, house.clock, viewer=await house.viewer("wu"),
            invitation_id=mine.invitations[0].id, accept=True,
        )  # fmt: skip
    await answer_invitation(
        house.db,
        house.clock,
        viewer=await house.viewer("he"),
        invitation_id=mine.invitations[0].id,
        accept=True,
    )
    assert Role.FOUNDER in (await house.viewer("he")).roles


async def test_withdrawn_and_expired_invitations_let_nobody_in(house: House, world_conn: Any) -> None:
    await house.invite("lin", "lin", email("he"))
    (invitation,) = (await house.view("lin", "lin")).invitations
    await withdraw_invitation(
        house.db, house.clock, viewer=await house.viewer("lin"),
        organisation_id=house.world.org["lin"], invitation_id=invitation.id,
    )  # fmt: skip
    with pytest.raises(NotFound):
        await answer_invitation(
            house.db, house.clock, viewer=await house.viewer("he"), invitation_id=invitation.id, accept=True
        )

    await house.invite("lin", "lin", email("he"))
    (later,) = (await house.view("lin", "lin")).invitations
    house.clock.instant += timedelta(days=15)
    with pytest.raises(NotFound):
        await answer_invitation(
            house.db, house.clock, viewer=await house.viewer("he"), invitation_id=later.id, accept=True
        )
    await house.invite("lin", "lin", email("he"))


async def test_second_open_invitation_to_an_address_is_a_conflict(house: House) -> None:
    await house.invite("lin", "lin", "su@example.test")

    with pytest.raises(Conflict, match="address_invited"):
        await house.invite("lin", "lin", "su@example.test")


async def test_only_managers_invite(house: House) -> None:
    await house.add("lin", "lin", "he")

    with pytest.raises(NotAllowed, match="managers_only"):
        await house.invite("he", "lin", "su@example.test")
    with pytest.raises(NotFound):
        await house.invite("qian", "lin", "su@example.test")


async def test_one_who_asks_is_let_in_by_the_manager_and_told(house: House, world_conn: Any) -> None:
    org = house.world.org["lin"]
    await ask_to_join(
        house.db, house.clock, house.settings, viewer=await house.viewer("he"), organisation_id=org
    )
    assert (await last_mail(world_conn))["to_address"] == email("lin")
    assert Role.FOUNDER not in (await house.viewer("he")).roles

    asked = await house.membership("lin", "he")
    await answer_request(
        house.db,
        house.clock,
        viewer=await house.viewer("lin"),
        organisation_id=org,
        membership_id=asked,
        accept=True,
    )

    assert Role.FOUNDER in (await house.viewer("he")).roles
    assert (await last_mail(world_conn))["to_address"] == email("he")
    with pytest.raises(Conflict, match="state_moved_on"):
        await answer_request(
            house.db, house.clock, viewer=await house.viewer("lin"), organisation_id=org,
            membership_id=asked, accept=False,
        )  # fmt: skip


async def test_search_lists_public_bodies_by_a_part_but_companies_by_the_whole_name(house: House) -> None:
    async def found(text: str) -> list[str]:
        return [
            o.name for o in await find_organisations(house.db, viewer=await house.viewer("qian"), text=text)
        ]

    assert await found("五洲") == ["五洲创客中心"]
    assert await found("晨稷") == []
    assert await found("晨稷冷链") == ["晨稷冷链"]
    assert await found("") == []


async def test_rights_end_at_once_when_one_leaves(house: House) -> None:
    await house.add("lin", "lin", "he")

    await house.leave("he", "lin")

    assert Role.FOUNDER not in (await house.viewer("he")).roles
    with pytest.raises(NotFound):
        await house.view("he", "lin")


async def test_last_manager_hands_over_before_leaving(house: House) -> None:
    member = await house.add("lin", "lin", "he")
    with pytest.raises(Conflict, match="last_manager"):
        await house.leave("lin", "lin")

    await set_manager(
        house.db, house.clock, viewer=await house.viewer("lin"), organisation_id=house.world.org["lin"],
        membership_id=member, is_manager=True,
    )  # fmt: skip
    await house.leave("lin", "lin")

    assert [(m.name, m.is_manager) for m in (await house.view("he", "lin")).members] == [("He", True)]


async def test_removed_member_loses_the_rights_and_can_be_let_in_again(house: House) -> None:
    member = await house.add("lin", "lin", "he")

    await remove_member(
        house.db, house.clock, viewer=await house.viewer("lin"), organisation_id=house.world.org["lin"],
        membership_id=member,
    )  # fmt: skip

    assert Role.FOUNDER not in (await house.viewer("he")).roles
    assert await house.add("lin", "lin", "he") == member


async def test_code_once_given_stays(house: House) -> None:
    with pytest.raises(Invalid, match="uscc_fixed"):
        await change_organisation(
            house.db, house.clock, viewer=await house.viewer("lin"), organisation_id=house.world.org["lin"],
            new=new(OrganisationKind.COMPANY, uscc=None),
        )  # fmt: skip


async def test_name_that_was_vetted_stays(house: House) -> None:
    with pytest.raises(Invalid, match="vetted_name_fixed"):
        await change_organisation(
            house.db, house.clock, viewer=await house.viewer("wang"), organisation_id=house.world.org["wang"],
            new=new(OrganisationKind.ANGEL),
        )  # fmt: skip


async def test_two_managers_who_leave_at_once_leave_one_behind(
    cloned_world_db: Database, clock: Any, settings: Any, world: World
) -> None:
    house = House(cloned_world_db, clock, settings, world)
    await house.add("lin", "lin", "he", is_manager=True)

    found = await asyncio.gather(house.leave("lin", "lin"), house.leave("he", "lin"), return_exceptions=True)

    refused = [one for one in found if one is not None]
    assert [(type(one), str(one)) for one in refused] == [(Conflict, "last_manager")]


async def test_two_managers_who_end_each_other_leave_one_behind(
    cloned_world_db: Database, clock: Any, settings: Any, world: World
) -> None:
    house = House(cloned_world_db, clock, settings, world)
    his = await house.add("lin", "lin", "he", is_manager=True)
    hers = await house.membership("lin", "lin")

    async def end(persona: str, membership: int) -> None:
        await set_manager(
            house.db, clock, viewer=await house.viewer(persona), organisation_id=world.org["lin"],
            membership_id=membership, is_manager=False,
        )  # fmt: skip

    found = await asyncio.gather(end("lin", his), end("he", hers), return_exceptions=True)

    assert sum(isinstance(one, DomainError) for one in found) == 1
    async with house.db.read() as conn:
        managers = await conn.fetchval(
            "select count(*) from membership where organisation_id = $1 and is_manager and status = $2",
            world.org["lin"], MembershipStatus.ACTIVE,
        )  # fmt: skip
    assert managers == 1


async def test_one_invitation_accepted_by_many_at_once_lets_one_in(
    cloned_world_db: Database, clock: Any, settings: Any, world: World
) -> None:
    house = House(cloned_world_db, clock, settings, world)
    await house.invite("lin", "lin", "su@example.test")
    async with house.db.read() as conn:
        body = (await last_mail(conn))["body"]
    found = re.search(r"/invitations?/(\S+)", body)
    assert found is not None

    viewers = [await house.viewer(who) for who in ("he", "wu", "chen", "guo")]

    answers = await asyncio.gather(
        *(accept_by_link(house.db, clock, settings, viewer=v, token=found[1]) for v in viewers),
        return_exceptions=True,
    )

    assert sum(not isinstance(one, BaseException) for one in answers) == 1
