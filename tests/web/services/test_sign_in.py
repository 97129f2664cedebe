"""Sign-in: one sentence for every wrong pair, throttled, a new token each time, a code once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from models.db import Database
from models.entities.ids import PersonId
from models.errors import Conflict, Invalid, NotFound
from models.repositories.sessions import SessionRepository
from tests.personas import PERSONAS, token
from tests.world import World
from web.services.accounts import change_password, create_person, load_viewer
from web.services.passwords import Passwords
from web.services.second_factor import begin_enrolment, enrol
from web.services.sessions import token_hash
from web.services.sign_in import finish_sign_in, sign_in, sign_out, sign_out_everywhere
from web.services.throttle import SIGN_IN_ADDRESS, SIGN_IN_NETWORK, TooManyTries

pytestmark = pytest.mark.anyio

ADDRESS = "su@example.test"
PHRASE = "eine lange Wortfolge"


@pytest.fixture
def passwords() -> Passwords:
    return Passwords.cheapest()


class Door:
    """Sign-in with everything but the words filled in."""

    def __init__(self, db: Database, clock: Any, passwords: Passwords, settings: Any) -> None:
        self.db, self.clock, self.passwords, self.settings = db, clock, passwords, settings

    async def knock(
        self, password: str = PHRASE, email: str = ADDRESS, network: str = "n", **more: Any
    ) -> Any:
        return await sign_in(
            self.db, self.clock, self.passwords, self.settings,
            email=email, password=password, network=network, user_agent="test", **more,
        )  # fmt: skip


@pytest.fixture
async def door(db: Database, clock: Any, passwords: Passwords, settings: Any) -> Door:
    await create_person(db, clock, passwords, email=ADDRESS, name="苏木", password=PHRASE)
    return Door(db, clock, passwords, settings)


async def session_viewer(db: Database, session: str | None, clock: Any) -> Any:
    async with db.read() as conn:
        found = await SessionRepository(conn).viewer(token_hash(session or ""), clock.now())
    return None if found is None else found[0]


async def enrolled(door: Door) -> tuple[str, str]:
    """A secret set up for the person, and the session in which it was."""
    arrival = await door.knock()
    viewer = await session_viewer(door.db, arrival.session, door.clock)
    secret, enrolment = begin_enrolment(door.clock, door.settings, viewer=viewer)
    await enrol(
        door.db, door.clock, door.settings,
        viewer=viewer, session=arrival.session, enrolment=enrolment, code=code(secret, door.clock),
    )  # fmt: skip
    return secret, arrival.session


def code(secret: str, clock: Any) -> str:
    return pyotp.TOTP(secret).at(clock.now())


async def refusal(door: Door, **words: str) -> tuple[str, dict[str, object], str | None]:
    with pytest.raises(Invalid) as refused:
        await door.knock(**words)
    return refused.value.code, refused.value.params, refused.value.field


async def test_wrong_password_and_unknown_address_get_the_same_refusal(door: Door) -> None:
    wrong = await refusal(door, password="not this phrase")
    unknown = await refusal(door, email="nobody@example.test")

    assert wrong == unknown == ("sign_in_failed", {}, "password")


async def test_closed_and_unproven_accounts_get_the_same_refusal(
    door: Door, conn: Any, passwords: Passwords
) -> None:
    await create_person(
        door.db, door.clock, passwords, email="new@example.test", name="New", password=PHRASE, verified=False
    )
    unproven = await refusal(door, email="new@example.test")
    await conn.execute("update person set closed_at = created_at where email = $1", ADDRESS)

    closed = await refusal(door)

    assert closed == unproven == ("sign_in_failed", {}, "password")


@pytest.mark.parametrize("address", [ADDRESS, "nobody@example.test"])
async def test_tries_of_one_address_are_limited_whether_it_is_known_or_not(door: Door, address: str) -> None:
    for _ in range(SIGN_IN_ADDRESS.tries):
        await refusal(door, email=address, password="not this phrase")

    door.clock.instant += timedelta(minutes=4)
    with pytest.raises(TooManyTries) as refused:
        await door.knock(email=address)

    assert refused.value.params == {"minutes": 11}


async def test_throttled_address_opens_again_in_the_next_window(door: Door) -> None:
    for _ in range(SIGN_IN_ADDRESS.tries):
        await refusal(door, password="not this phrase")
    door.clock.instant += timedelta(minutes=15)

    assert (await door.knock()).session


async def test_tries_of_one_network_are_limited_over_all_addresses(door: Door) -> None:
    for i in range(SIGN_IN_NETWORK.tries):
        await refusal(door, email=f"n{i}@example.test", network="one")

    with pytest.raises(TooManyTries):
        await door.knock(network="one")
    assert (await door.knock(network="another")).session


async def test_success_forgets_the_tries_of_the_address(door: Door, conn: Any) -> None:
    await refusal(door, password="not this phrase")

    await door.knock()

    assert await conn.fetchval("select count(*) from throttle where key like 'sign-in-address:%'") == 0


async def test_sign_in_gives_a_new_token_and_ends_the_one_before_in_this_browser(door: Door) -> None:
    first = await door.knock()

    second = await door.knock(old_session=first.session)

    assert second.session != first.session
    assert await session_viewer(door.db, first.session, door.clock) is None
    assert await session_viewer(door.db, second.session, door.clock) is not None


async def test_database_holds_no_token(door: Door, conn: Any) -> None:
    arrival = await door.knock()

    assert await conn.fetchval("select token_hash from session") == token_hash(arrival.session)
    assert arrival.session.encode() not in await conn.fetchval("select token_hash from session")


async def test_sign_out_ends_this_session_and_everywhere_ends_all(door: Door, conn: Any) -> None:
    one, two, three = [(await door.knock()).session for _ in range(3)]

    await sign_out(door.db, session=one)
    assert await conn.fetchval("select count(*) from session") == 2
    viewer = await session_viewer(door.db, two, door.clock)
    await sign_out_everywhere(door.db, door.clock, person_id=viewer.person_id)

    assert await session_viewer(door.db, three, door.clock) is None


async def test_password_change_ends_the_other_sessions_only(door: Door) -> None:
    here, there = [(await door.knock()).session for _ in range(2)]
    viewer = await session_viewer(door.db, here, door.clock)

    await change_password(
        door.db, door.clock, door.passwords, door.settings,
        viewer=viewer, session=here, current=PHRASE, password="noch eine lange Folge",
    )  # fmt: skip

    assert await session_viewer(door.db, here, door.clock) is not None
    assert await session_viewer(door.db, there, door.clock) is None


async def test_password_change_needs_the_present_one(door: Door) -> None:
    here = (await door.knock()).session
    viewer = await session_viewer(door.db, here, door.clock)

    with pytest.raises(Invalid, match="password_wrong"):
        await change_password(
            door.db, door.clock, door.passwords, door.settings,
            viewer=viewer, session=here, current="not this phrase", password="noch eine lange Folge",
        )  # fmt: skip


async def test_second_factor_stands_between_password_and_session(door: Door) -> None:
    secret, _ = await enrolled(door)
    door.clock.instant += timedelta(minutes=2)

    halfway = await door.knock()
    assert (halfway.session, halfway.pending is None) == (None, False)
    arrival = await finish_sign_in(
        door.db,
        door.clock,
        door.settings,
        pending=halfway.pending,
        code=code(secret, door.clock),
        user_agent="",
    )

    assert (await session_viewer(door.db, arrival.session, door.clock)).passed_second_factor


async def test_code_works_once_even_within_its_half_minute(door: Door) -> None:
    secret, _ = await enrolled(door)
    door.clock.instant += timedelta(minutes=2)
    digits = code(secret, door.clock)
    first, second = [(await door.knock()).pending for _ in range(2)]
    await finish_sign_in(door.db, door.clock, door.settings, pending=first, code=digits, user_agent="")

    with pytest.raises(Invalid, match="code_wrong"):
        await finish_sign_in(door.db, door.clock, door.settings, pending=second, code=digits, user_agent="")


async def test_code_is_limited_in_tries(door: Door) -> None:
    await enrolled(door)
    door.clock.instant += timedelta(minutes=20)
    pending = (await door.knock()).pending
    for _ in range(6):
        with pytest.raises(Invalid, match="code_wrong"):
            await finish_sign_in(
                door.db, door.clock, door.settings, pending=pending, code="000000", user_agent=""
            )

    with pytest.raises(TooManyTries):
        await finish_sign_in(
            door.db, door.clock, door.settings, pending=pending, code="000000", user_agent=""
        )


async def test_half_signed_in_ends_after_ten_minutes(door: Door) -> None:
    secret, _ = await enrolled(door)
    pending = (await door.knock()).pending
    door.clock.instant += timedelta(minutes=10, seconds=2)

    with pytest.raises(NotFound, match="link_not_valid"):
        await finish_sign_in(
            door.db, door.clock, door.settings, pending=pending, code=code(secret, door.clock), user_agent=""
        )


async def test_secret_of_the_second_factor_is_encrypted_at_rest(door: Door, conn: Any) -> None:
    secret, _ = await enrolled(door)

    stored = await conn.fetchval("select totp_secret from person")

    assert stored != secret
    assert secret not in stored


async def test_viewer_without_a_session_is_the_viewer_with_one(
    world_db: Database, world: World, clock: Any
) -> None:
    for persona in PERSONAS[1:]:
        with_session = await session_viewer(world_db, token(persona), clock)

        assert await load_viewer(world_db, PersonId(world.person[persona]), clock) == with_session


async def test_one_code_pressed_twice_at_once_opens_one_session(
    cloned_db: Database, clock: Any, settings: Any, passwords: Passwords
) -> None:
    await create_person(cloned_db, clock, passwords, email=ADDRESS, name="苏木", password=PHRASE)
    door = Door(cloned_db, clock, passwords, settings)
    secret, _ = await enrolled(door)
    clock.instant += timedelta(minutes=2)
    pending = (await door.knock()).pending
    digits = code(secret, clock)

    found = await asyncio.gather(
        *(
            finish_sign_in(cloned_db, clock, settings, pending=pending, code=digits, user_agent="")
            for _ in range(5)
        ),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in found) == ["Arrival", *["Invalid"] * 4]


async def test_two_password_changes_at_once_one_wins(
    cloned_db: Database, clock: Any, settings: Any, passwords: Passwords
) -> None:
    await create_person(cloned_db, clock, passwords, email=ADDRESS, name="苏木", password=PHRASE)
    door = Door(cloned_db, clock, passwords, settings)
    here = (await door.knock()).session
    viewer = await session_viewer(cloned_db, here, clock)

    found = await asyncio.gather(
        *(
            change_password(
                cloned_db, clock, passwords, settings,
                viewer=viewer, session=here, current=PHRASE, password=f"noch eine lange Folge {i}",
            )
            for i in range(3)
        ),
        return_exceptions=True,
    )  # fmt: skip

    done = [i for i, one in enumerate(found) if one is None]
    assert len(done) == 1
    assert all(isinstance(one, Conflict | Invalid) for i, one in enumerate(found) if i != done[0])
    assert (await door.knock(f"noch eine lange Folge {done[0]}")).session
