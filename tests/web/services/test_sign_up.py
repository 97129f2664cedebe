"""Signing up, confirming the address, a forgotten password: same answer for everybody, each link once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from models.entities.people import CameAs, NewPerson
from models.entities.vocabulary import Role
from models.errors import Invalid, NotFound
from tests.personas import email
from web.services.accounts import create_person, load_viewer
from web.services.passwords import Passwords
from web.services.sign_in import sign_in
from web.services.sign_up import forgot_password, reset_password, sign_up, verify_address
from web.services.throttle import MAIL_NETWORK, TooManyTries

pytestmark = pytest.mark.anyio

PHRASE = "eine lange Wortfolge"
OTHER = "noch eine lange Folge"


@pytest.fixture
def passwords() -> Passwords:
    return Passwords.cheapest()


def newcomer(came_as: CameAs = CameAs.FOUNDER, address: str = "su@example.test") -> NewPerson:
    return NewPerson(address, "苏木", "zh", came_as)


async def latest(conn: Any) -> Any:
    return await conn.fetchrow("select * from outbox_mail order by id desc limit 1")


async def link(conn: Any, page: str) -> str:
    mail = await latest(conn)
    found = re.search(rf"/{page}/(\S+)", mail["body"])
    assert found is not None
    return found[1]


async def enter(db: Any, clock: Any, settings: Any, passwords: Passwords, password: str) -> Any:
    return await sign_in(
        db, clock, passwords, settings, email="su@example.test", password=password, network="n", user_agent=""
    )


async def test_sign_up_of_a_founder_lets_in_only_after_the_address_is_confirmed(
    db: Any, conn: Any, clock: Any, settings: Any, passwords: Passwords
) -> None:
    await sign_up(db, clock, passwords, settings, new=newcomer(), password=PHRASE, network="n")
    token = await link(conn, "verify")

    with pytest.raises(Invalid, match="sign_in_failed"):
        await enter(db, clock, settings, passwords, PHRASE)
    await verify_address(db, clock, settings, token=token)
    arrival = await enter(db, clock, settings, passwords, PHRASE)

    viewer = await load_viewer(db, arrival.person_id, clock)
    assert viewer.roles == {Role.FOUNDER}


async def test_sign_up_of_a_provider_grants_no_role(
    db: Any, conn: Any, clock: Any, settings: Any, passwords: Passwords
) -> None:
    await sign_up(db, clock, passwords, settings, new=newcomer(CameAs.PROVIDER), password=PHRASE, network="n")

    assert await conn.fetchval("select count(*) from person_role") == 0


async def test_verify_link_works_once(
    db: Any, conn: Any, clock: Any, settings: Any, passwords: Passwords
) -> None:
    await sign_up(db, clock, passwords, settings, new=newcomer(), password=PHRASE, network="n")
    token = await link(conn, "verify")
    await verify_address(db, clock, settings, token=token)

    with pytest.raises(NotFound, match="link_not_valid"):
        await verify_address(db, clock, settings, token=token)


async def test_verify_link_of_an_earlier_sign_up_dies_with_the_later(
    db: Any, conn: Any, clock: Any, settings: Any, passwords: Passwords
) -> None:
    await sign_up(db, clock, passwords, settings, new=newcomer(), password=PHRASE, network="n")
    planted = await link(conn, "verify")
    await sign_up(db, clock, passwords, settings, new=newcomer(), password=OTHER, network="n")
    await verify_address(db, clock, settings, token=await link(conn, "verify"))

    with pytest.raises(NotFound):
        await verify_address(db, clock, settings, token=planted)
    with pytest.raises(Invalid, match="sign_in_failed"):
        await enter(db, clock, settings, passwords, PHRASE)
    assert (await enter(db, clock, settings, passwords, OTHER)).session


async def test_verify_link_ends_after_three_days(
    db: Any, conn: Any, clock: Any, settings: Any, passwords: Passwords
) -> None:
    await sign_up(db, clock, passwords, settings, new=newcomer(), password=PHRASE, network="n")
    token = await link(conn, "verify")
    clock.instant += timedelta(days=3, seconds=2)

    with pytest.raises(NotFound):
        await verify_address(db, clock, settings, token=token)


async def test_sign_up_with_a_taken_address_changes_nothing_and_says_so_only_in_the_mail(
    world_db: Any, world_conn: Any, clock: Any, settings: Any, passwords: Passwords
) -> None:
    before = await world_conn.fetchrow("select * from person where email = $1", email("lin"))

    await sign_up(
        world_db,
        clock,
        passwords,
        settings,
        new=newcomer(CameAs.PROVIDER, email("lin")),
        password=PHRASE,
        network="n",
    )

    assert await world_conn.fetchrow("select * from person where email = $1", email("lin")) == before
    mail = await latest(world_conn)
    assert (mail["purpose"], mail["to_address"]) == ("already_here", email("lin"))
    assert "/verify/" not in mail["body"]


async def test_forgotten_password_of_an_unknown_address_writes_to_nobody(
    world_db: Any, world_conn: Any, clock: Any, settings: Any
) -> None:
    before = await world_conn.fetchval("select count(*) from outbox_mail")

    await forgot_password(world_db, clock, settings, email="nobody@example.test", network="n")

    assert await world_conn.fetchval("select count(*) from outbox_mail") == before


async def test_reset_ends_all_sessions_and_its_link_works_once(
    db: Any, conn: Any, clock: Any, settings: Any, passwords: Passwords
) -> None:
    await create_person(db, clock, passwords, email="su@example.test", name="苏木", password=PHRASE)
    await enter(db, clock, settings, passwords, PHRASE)
    await forgot_password(db, clock, settings, email="su@example.test", network="n")
    token = await link(conn, "reset")

    await reset_password(db, clock, passwords, settings, token=token, password=OTHER)

    assert await conn.fetchval("select count(*) from session") == 0
    with pytest.raises(NotFound, match="link_not_valid"):
        await reset_password(db, clock, passwords, settings, token=token, password="yet another phrase")
    assert (await enter(db, clock, settings, passwords, OTHER)).session


async def test_link_of_one_purpose_is_worth_nothing_for_another(
    db: Any, conn: Any, clock: Any, settings: Any, passwords: Passwords
) -> None:
    await sign_up(db, clock, passwords, settings, new=newcomer(), password=PHRASE, network="n")
    token = await link(conn, "verify")

    with pytest.raises(NotFound, match="link_not_valid"):
        await reset_password(db, clock, passwords, settings, token=token, password=OTHER)


async def test_mails_to_one_address_stop_after_a_few_without_telling_anybody(
    db: Any, conn: Any, clock: Any, settings: Any, passwords: Passwords
) -> None:
    await create_person(db, clock, passwords, email="su@example.test", name="苏木", password=PHRASE)

    for i in range(7):
        await forgot_password(db, clock, settings, email="su@example.test", network=f"n{i}")

    assert await conn.fetchval("select count(*) from outbox_mail where purpose = 'reset'") == 5


async def test_mails_from_one_network_are_refused_with_the_minutes_to_wait(
    db: Any, clock: Any, settings: Any
) -> None:
    for i in range(MAIL_NETWORK.tries):
        await forgot_password(db, clock, settings, email=f"n{i}@example.test", network="one")

    with pytest.raises(TooManyTries) as refused:
        await forgot_password(db, clock, settings, email="last@example.test", network="one")

    assert refused.value.params == {"minutes": 60}


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("1234567890", "password_common"),
        ("Password123!", "password_common"),
        ("abcabcabcabc", "password_common"),
        ("qwertyuiop", "password_common"),
        ("sumusumu2024", "password_from_name"),
        ("a" * 201, "password_too_long"),
    ],
)
async def test_password_that_is_tried_first_is_refused(
    db: Any, clock: Any, settings: Any, passwords: Passwords, password: str, code: str
) -> None:
    new = NewPerson("sumu@example.test", "Su Mu", "en", CameAs.FOUNDER)

    with pytest.raises(Invalid, match=code):
        await sign_up(db, clock, passwords, settings, new=new, password=password, network="n")
