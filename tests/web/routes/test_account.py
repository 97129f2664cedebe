"""The door and one's own account as a browser meets them: cookies, languages, one sentence for everybody."""

from __future__ import annotations

import re
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pyotp
import pytest

from tests.conftest import Client
from tests.personas import email
from tests.world import World
from web.middleware import SESSION_COOKIE
from web.services.accounts import create_person
from web.services.passwords import Passwords

pytestmark = pytest.mark.anyio

ADDRESS = "su@example.test"
PHRASE = "eine lange Wortfolge"
NEWCOMER = {
    "name": "苏木", "email": ADDRESS, "password": PHRASE, "came_as": "founder", "language": "zh", "next": "",
}  # fmt: skip


def main_of(text: str) -> str:
    """What the page says, without the frame that differs by language and viewer."""
    return text[text.index("<main") : text.index("</main>")]


def cookie(answer: Any, name: str) -> Any:
    """One cookie that the answer sets, with its flags."""
    for line in answer.headers.get_list("set-cookie"):
        jar = SimpleCookie(line)
        if name in jar:
            return jar[name]
    return None


async def link(conn: Any, page: str) -> str:
    body = await conn.fetchval("select body from outbox_mail order by id desc limit 1")
    found = re.search(rf"http://shoutou\.test(/{page}/\S+)", body)
    assert found is not None
    return found[1]


async def person(client: Client, world_db: Any, clock: Any) -> None:
    await create_person(world_db, clock, Passwords.cheapest(), email=ADDRESS, name="苏木", password=PHRASE)
    client.sign_in("nobody")


async def enter(client: Client, password: str = PHRASE, **more: str) -> Any:
    return await client.post("/sign-in", data={"email": ADDRESS, "password": password, **more})


async def test_newcomer_goes_from_sign_up_to_the_first_pitch(
    client: Client, world_conn: Any, world: World
) -> None:
    client.sign_in("nobody")
    signed_up = await client.post("/sign-up", data=NEWCOMER)
    assert (signed_up.status_code, signed_up.headers["location"]) == (303, "/mail-sent")
    path = await link(world_conn, "verify")

    assert (await client.get(path)).status_code == 200
    confirmed = await client.post(path)
    assert confirmed.headers["location"] == "/sign-in?next=%2Ffounder%2Fpitches"
    arrived = await enter(client, next="/founder/pitches")

    assert arrived.headers["location"] == "/founder/pitches"
    assert (await client.get("/founder/pitches")).status_code == 200
    assert (await client.post(path)).status_code == 404


async def test_opening_the_verification_link_alone_confirms_nothing(client: Client, world_conn: Any) -> None:
    client.sign_in("nobody")
    await client.post("/sign-up", data=NEWCOMER)

    await client.get(await link(world_conn, "verify"))

    assert await world_conn.fetchval("select verified_at from person where email = $1", ADDRESS) is None


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_sign_up_and_forgotten_password_answer_known_and_unknown_addresses_alike(
    client: Client, language: str
) -> None:
    client.sign_in("nobody")
    pages = []
    for address in (email("lin"), "new@example.test"):
        signed_up = await client.post("/sign-up", data={**NEWCOMER, "email": address})
        forgot = await client.post("/forgot", data={"email": address})
        assert signed_up.headers["location"] == forgot.headers["location"] == "/mail-sent"
        assert signed_up.headers.get_list("set-cookie") == forgot.headers.get_list("set-cookie") == []
        pages.append(main_of((await client.get("/mail-sent", params={"lang": language})).text))

    assert pages[0] == pages[1]


async def test_wrong_password_and_unknown_address_see_the_same_page(
    client: Client, world_db: Any, clock: Any
) -> None:
    await person(client, world_db, clock)
    wrong = await client.post("/sign-in", data={"email": ADDRESS, "password": "not this phrase"})
    unknown = await client.post("/sign-in", data={"email": "xx@example.test", "password": "not this phrase"})

    assert wrong.status_code == unknown.status_code == 422
    assert main_of(wrong.text).replace(ADDRESS, "") == main_of(unknown.text).replace("xx@example.test", "")


async def test_too_many_tries_say_how_long_to_wait(client: Client) -> None:
    client.sign_in("nobody")
    for _ in range(8):
        await enter(client, "not this phrase")

    refused = await enter(client, "not this phrase")

    assert refused.status_code == 429
    assert "请等 15 分钟再试" in refused.text


async def test_session_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(
    client: Client, world_db: Any, clock: Any
) -> None:
    await person(client, world_db, clock)

    session = cookie(await enter(client), SESSION_COOKIE)

    assert (session["httponly"], session["samesite"], session["path"]) == (True, "lax", "/")
    assert session["secure"] == ""
    assert len(session.value) >= 43


async def test_session_cookie_is_secure_where_the_platform_is_reached_by_https(
    client: Client, world_db: Any, clock: Any, settings: Any
) -> None:
    await person(client, world_db, clock)
    parts = client._transport.app.state.resources  # type: ignore[attr-defined]
    https = settings.model_copy(update={"base_url": "https://shoutou.test"})
    object.__setattr__(parts, "settings", https)

    assert cookie(await enter(client), SESSION_COOKIE)["secure"] is True


async def test_sign_in_speaks_the_language_of_the_person(client: Client, world_db: Any, clock: Any) -> None:
    await create_person(
        world_db, clock, Passwords.cheapest(), email=ADDRESS, name="Su", password=PHRASE, locale="en"
    )
    client.sign_in("nobody")

    answer = await enter(client)

    assert cookie(answer, "lang").value == "en"
    assert answer.headers["location"] == "/organisations"


async def test_sign_in_leads_nowhere_outside(client: Client, world_db: Any, clock: Any) -> None:
    await person(client, world_db, clock)

    for target in ("https://evil.test/", "//evil.test/", "/\\evil.test"):
        assert (await enter(client, next=target)).headers["location"] == "/"


async def test_password_is_never_shown_again(client: Client) -> None:
    client.sign_in("nobody")

    answers = [
        await client.post("/sign-up", data={**NEWCOMER, "name": ""}),
        await enter(client, "a secret that is wrong"),
    ]

    assert all(a.status_code == 422 and PHRASE not in a.text and "a secret" not in a.text for a in answers)


async def test_forgotten_password_is_set_by_the_link_once(
    client: Client, world_db: Any, world_conn: Any, clock: Any
) -> None:
    await person(client, world_db, clock)
    await client.post("/forgot", data={"email": ADDRESS})
    path = await link(world_conn, "reset")
    too_short = await client.post(path, data={"password": "short"})
    done = await client.post(path, data={"password": "noch eine lange Folge"})

    assert (too_short.status_code, done.status_code) == (422, 303)
    assert (await client.get(path)).status_code == 404
    assert (await enter(client)).status_code == 422
    assert (await enter(client, "noch eine lange Folge")).status_code == 303


async def test_password_change_keeps_this_session_and_ends_the_other(
    client: Client, world_db: Any, clock: Any
) -> None:
    await person(client, world_db, clock)
    there = cookie(await enter(client), SESSION_COOKIE).value
    client.cookies.clear()
    await enter(client)

    wrong = await client.post("/account/password", data={"current": "x", "password": "noch eine lange Folge"})
    done = await client.post(
        "/account/password", data={"current": PHRASE, "password": "noch eine lange Folge"}
    )

    assert (wrong.status_code, done.status_code) == (422, 303)
    assert (await client.get("/account")).status_code == 200
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, there, domain="shoutou.test")
    assert (await client.get("/account")).headers["location"].startswith("/sign-in")


async def test_sign_out_ends_the_session_in_the_database_too(
    client: Client, world_db: Any, clock: Any
) -> None:
    await person(client, world_db, clock)
    token = cookie(await enter(client), SESSION_COOKIE).value

    await client.post("/sign-out")
    client.cookies.set(SESSION_COOKIE, token, domain="shoutou.test")

    assert (await client.get("/account")).status_code == 303


async def test_second_factor_is_set_up_and_then_asked_for(
    client: Client, world_db: Any, world_conn: Any, clock: Any
) -> None:
    await person(client, world_db, clock)
    await enter(client)
    page = (await client.get("/account/second-factor")).text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    enrolment = re.search(r'name="enrolment" value="([^"]+)"', page)
    assert secret is not None
    assert enrolment is not None
    assert "<svg" in page
    assert "style=" not in main_of(page)
    totp = pyotp.TOTP(secret[1].replace(" ", ""))

    wrong = await client.post("/account/second-factor", data={"enrolment": enrolment[1], "code": "000000"})
    right = await client.post(
        "/account/second-factor", data={"enrolment": enrolment[1], "code": totp.at(clock.now())}
    )
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert secret[1] in wrong.text

    client.cookies.clear()
    clock.instant += timedelta(minutes=2)
    halfway = await enter(client, next="/account")
    assert halfway.headers["location"] == "/sign-in/second-factor?next=%2Faccount"
    assert cookie(halfway, SESSION_COOKIE) is None
    assert (await client.get("/account")).status_code == 303
    refused = await client.post("/sign-in/second-factor", data={"code": "000000"})
    arrived = await client.post(
        "/sign-in/second-factor", data={"code": totp.at(clock.now()), "next": "/account"}
    )

    assert (refused.status_code, arrived.headers["location"]) == (422, "/account")
    assert (await client.get("/account")).status_code == 200


async def test_code_after_ten_minutes_begins_again_at_the_password(
    client: Client, world_db: Any, clock: Any
) -> None:
    await person(client, world_db, clock)
    client.cookies.set("second_factor", "forged", domain="shoutou.test")

    answer = await client.post("/sign-in/second-factor", data={"code": "123456"})

    assert answer.headers["location"] == "/sign-in"


async def test_organiser_without_a_second_factor_is_sent_to_set_it_up(
    client: Client, world_conn: Any, world: World
) -> None:
    await world_conn.execute(
        "update session set second_factor_at = null where person_id = $1", world.person["zhao"]
    )
    client.sign_in("zhao")

    answer = await client.get("/organiser/providers")

    assert answer.headers["location"] == "/account/second-factor?next=%2Forganiser%2Fproviders"
    assert (await client.get("/account/second-factor")).status_code == 200


async def test_own_mails_are_listed_without_links_that_let_somebody_in(
    client: Client, world_conn: Any, world: World
) -> None:
    await client.sign_in("nobody").post("/forgot", data={"email": email("lin")})
    path = await link(world_conn, "reset")

    page = (await client.sign_in("lin").get("/inbox")).text

    assert "项目已通过" in page
    assert path not in page
    assert "项目已通过" not in (await client.sign_in("qian").get("/inbox")).text


async def test_language_of_the_account_is_changed_for_pages_and_mails(
    client: Client, world_conn: Any, world: World
) -> None:
    answer = await client.sign_in("lin").post("/account/profile", data={"name": "林", "language": "en"})

    assert cookie(answer, "lang").value == "en"
    stored = await world_conn.fetchrow("select name, locale from person where id = $1", world.person["lin"])
    assert tuple(stored) == ("林", "en")
    assert "My organisations" in (await client.get("/account")).text
