"""Organisations as a browser meets them: set up, invited through a mail, handed over, left."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from tests.conftest import Client
from tests.world import World
from web.middleware import SESSION_COOKIE

pytestmark = pytest.mark.anyio

PHRASE = "eine lange Wortfolge"


async def link(conn: Any, page: str) -> str:
    body = await conn.fetchval("select body from outbox_mail order by id desc limit 1")
    found = re.search(rf"http://shoutou\.test(/{page}/\S+)", body)
    assert found is not None, body
    return found[1]


async def test_fund_is_set_up_and_told_that_it_waits_for_vetting(client: Client, world: World) -> None:
    client.sign_in("he")

    made = await client.post(
        "/organisations/new",
        data={
            "kinds": ["fund", "angel"],
            "name": "江河创投",
            "uscc": "91110108551385082q",
            "district": "jingkou",
        },
    )
    page = await client.get(made.headers["location"], params={"lang": "zh"})

    assert made.status_code == 303
    assert "91110108551385082Q" in page.text
    assert "等待核验" in page.text
    assert "/provider/profile" in page.text
    matches = await client.get("/provider/matches")
    assert "Field-side cooling" not in matches.text, "nobody reads a pitch by merely setting up a fund"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kinds": "company", "name": "某公司", "uscc": "9111010855138508O"}, "18"),
        ({"kinds": "company", "name": "某公司", "uscc": "9111O108551385082Q"}, "never holds the letter O"),
        ({"kinds": "company", "name": "某公司", "uscc": "91350100M000100Y43"}, "Ask to join it instead"),
        ({"kinds": ["company", "bank"], "name": "某公司"}, "choose one or the other"),
        ({"kinds": "organiser", "name": "某中心"}, "choose one of the values"),
        ({"kinds": "fund"}, "fill this in"),
    ],
)
async def test_form_that_is_refused_keeps_the_input_and_says_why(
    client: Client, world: World, data: dict[str, Any], said: str
) -> None:
    client.sign_in("he")

    answer = await client.post("/organisations/new", params={"lang": "en"}, data=data)

    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert data.get("name", "") in answer.text


async def test_stranger_comes_through_an_invitation_from_mail_to_membership(
    client: Client, world: World, world_conn: Any
) -> None:
    org = world.org["wang"]
    client.sign_in("wang")
    await client.post(f"/organisations/{org}/invite", data={"email": "su@example.test", "is_manager": "1"})
    invitation = await link(world_conn, "invitations")

    client.sign_in("nobody")
    seen = await client.get(invitation, params={"lang": "en"})
    assert "Wang invites you to act for 王天使" in seen.text
    sign_up = re.search(r'href="(/sign-up\?next=[^"]+)"', seen.text)
    assert sign_up is not None
    await client.post(
        html.unescape(sign_up[1]),
        data={
            "name": "苏木", "email": "su@example.test", "password": PHRASE, "came_as": "provider",
            "language": "zh", "next": invitation,
        },
    )  # fmt: skip
    verified = await client.post(await link(world_conn, "verify"))
    entered = await client.post(
        verified.headers["location"],
        data={"email": "su@example.test", "password": PHRASE, "next": invitation},
    )
    assert entered.headers["location"].endswith(invitation)
    client.cookies.set(SESSION_COOKIE, entered.cookies[SESSION_COOKIE], domain="shoutou.test")
    joined = await client.post(invitation)

    assert joined.headers["location"] == f"/organisations/{org}"
    page = await client.get(f"/organisations/{org}")
    assert "苏木" in page.text
    assert (await client.get("/provider/matches")).status_code == 200
    assert (await client.post(invitation)).status_code == 404, "the link is good once"
    told = await world_conn.fetchrow("select * from outbox_mail where purpose = 'joined'")
    assert (told["person_id"], "su@example.test" in told["body"]) == (world.person["wang"], True)


async def test_rights_end_with_the_next_request_after_leaving(
    client: Client, world: World, world_conn: Any
) -> None:
    org = world.org["wang"]
    client.sign_in("lin")
    await client.post(f"/organisations/invitations/{world.invitation['lin']}", data={"answer": "yes"})
    assert (await client.get(f"/provider/pitches/{world.pitch['qian']}")).status_code == 200

    left = await client.post(f"/organisations/{org}/leave")

    assert left.status_code == 303
    assert (await client.get(f"/organisations/{org}")).status_code == 404
    assert (await client.get(f"/provider/pitches/{world.pitch['qian']}")).status_code == 403


async def test_manager_hands_over_and_then_may_leave(client: Client, world: World) -> None:
    org, mei = world.org["lin"], world.membership["mei"]
    client.sign_in("lin")
    assert (await client.post(f"/organisations/{org}/leave")).status_code == 409

    await client.post(f"/organisations/{org}/members/{mei}/answer", data={"answer": "yes"})
    await client.post(f"/organisations/{org}/members/{mei}/manager", data={"answer": "yes"})

    assert (await client.post(f"/organisations/{org}/leave")).status_code == 303


async def test_declined_invitation_is_gone(client: Client, world: World) -> None:
    client.sign_in("lin")
    assert "Wang" in (await client.get("/organisations")).text

    await client.post(f"/organisations/invitations/{world.invitation['lin']}", data={"answer": "no"})

    assert "Wang" not in (await client.get("/organisations")).text


async def test_organising_body_asks_its_members_for_the_second_factor(
    client: Client, world: World, world_conn: Any
) -> None:
    await world_conn.execute(
        "update session set second_factor_at = null where person_id = $1", world.person["zhao"]
    )
    client.sign_in("zhao")

    answer = await client.get(f"/organisations/{world.org['zhao']}")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/account/second-factor")


async def test_rival_is_found_by_its_whole_name_alone(client: Client, world: World) -> None:
    client.sign_in("qian")

    part = await client.get("/organisations/join", params={"q": "晨稷"})
    whole = await client.get("/organisations/join", params={"q": "晨稷冷链"})
    public = await client.get("/organisations/join", params={"q": "创客"})

    assert f"/organisations/{world.org['lin']}/join" not in part.text
    assert f"/organisations/{world.org['lin']}/join" in whole.text
    assert f"/organisations/{world.org['xu']}/join" in public.text
