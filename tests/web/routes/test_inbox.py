"""The inbox, choices about mail, and the link in each mail, as browsers and mail programs ask for them."""

from __future__ import annotations

import html
from typing import Any

import pytest

from tests.conftest import Client
from tests.world import World
from web.services.mail import queue_mail
from web.services.tokens import UNSUBSCRIBE, make_token

pytestmark = pytest.mark.anyio


async def write(client: Client, world: World, persona: str, subject: str, **more: Any) -> None:
    parts = client.parts
    async with parts.db.transaction() as conn:
        await queue_mail(
            conn,
            parts.clock,
            person_id=world.person[persona],
            address=f"{persona}@example.test",
            locale="en",
            purpose=more.pop("purpose", "deal"),
            subject=subject,
            body="What happened.",
            **more,
        )


async def test_inbox_counts_unread_in_the_header_and_opening_one_leads_to_its_page(
    client: Client, world: World
) -> None:
    await write(client, world, "lin", "A deal moved", link="/account")
    page = (await client.sign_in("lin").get("/inbox?lang=en")).text
    assert "2 messages are unread." in page
    assert 'aria-label="Inbox, 2 unread"' in page
    mail = page.split('name="mail" value="')[1].split('"')[0]

    answer = await client.post("/inbox/read", data={"mail": mail})

    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    after = (await client.get("/inbox?lang=en")).text
    assert "1 message is unread." in after
    assert "A deal moved" in after
    assert "A deal moved" not in (await client.get("/inbox?unread=1&lang=en")).text


async def test_inbox_is_filtered_by_group_and_read_up_to_what_was_shown(client: Client, world: World) -> None:
    await write(client, world, "lin", "A deal moved")
    await write(client, world, "lin", "A joiner", purpose="joined")
    page = (await client.sign_in("lin").get("/inbox?topic=deal&lang=en")).text
    assert ("A deal moved" in page, "A joiner" in page) == (True, False)
    newest = page.split('name="newest" value="')[1].split('"')[0]

    await client.post("/inbox/read", data={"newest": newest, "topic": "deal"})

    page = (await client.get("/inbox?unread=1&lang=en")).text
    assert ("A deal moved" in page, "A joiner" in page) == (False, True)


async def test_message_that_came_after_the_page_stays_unread(
    client: Client, world: World, clock: Any
) -> None:
    page = (await client.sign_in("lin").get("/inbox")).text
    newest = page.split('name="newest" value="')[1].split('"')[0]
    clock.instant = clock.instant.replace(minute=(clock.instant.minute + 1) % 60)
    await write(client, world, "lin", "Came meanwhile")

    await client.post("/inbox/read", data={"newest": newest})

    assert "Came meanwhile" in (await client.get("/inbox?unread=1")).text


async def test_inbox_goes_by_person_and_shows_no_secret_and_nothing_held(
    client: Client, world: World, world_conn: Any
) -> None:
    await write(client, world, "lin", "Private to lin")
    await write(client, world, "lin", "A way in", purpose="reset")
    # The same address, but nobody's in particular.
    await world_conn.execute(
        "insert into outbox_mail (to_address, locale, purpose, subject, body, next_attempt_at, created_at)"
        " values ('qian@example.test', 'en', 'deal', 'To the address alone', 'x', now(), now())"
    )

    own = (await client.sign_in("lin").get("/inbox")).text
    others = (await client.sign_in("qian").get("/inbox")).text

    assert "Private to lin" in own
    assert "A way in" not in own
    assert "您的安排" not in own, "still held by the organiser"
    assert "Private to lin" not in others
    assert "To the address alone" not in others


async def test_choices_are_saved_and_a_wrong_hour_is_named(client: Client, world: World) -> None:
    from tests.web.expectations.messages import CHOICES

    client.sign_in("lin")
    wrong = await client.post(
        "/account/notifications",
        data={**CHOICES, "quiet": "1", "quiet_from": "25:00", "quiet_to": "07:00", "language": "en"},
    )
    assert wrong.status_code == 422
    assert 'value="25:00"' in wrong.text

    saved = await client.post(
        "/account/notifications",
        data={**CHOICES, "quiet": "1", "quiet_from": "22:00", "quiet_to": "07:00", "language": "en"},
    )

    assert saved.status_code == 303
    page = (await client.get("/account/notifications")).text
    assert '<html lang="en"' in page
    assert 'value="22:00"' in page
    assert page.count('<option value="daily" selected>') == 6


async def test_mail_program_ends_a_group_with_one_post_and_a_look_at_the_link_changes_nothing(
    client: Client, world: World, world_conn: Any, settings: Any, clock: Any
) -> None:
    content = {"person": world.person["lin"], "topic": "deal"}
    path = f"/unsubscribe/{make_token(settings, clock, UNSUBSCRIBE, content)}"
    client.sign_in("nobody")
    client.headers.pop("Origin")
    chosen = "select delivery from mail_delivery where person_id = $1 and topic = 'deal'"

    looked = await client.get(f"{path}?lang=en")
    assert looked.status_code == 200
    assert "Introductions and deals" in html.unescape(looked.text)
    assert await world_conn.fetchval(chosen, world.person["lin"]) is None

    # As RFC 8058 says it: no cookie, no origin, one POST, no redirect.
    done = await client.post(path, data={"List-Unsubscribe": "One-Click"})

    assert done.status_code == 200
    assert await world_conn.fetchval(chosen, world.person["lin"]) == "inbox"
    assert (await client.post("/inbox/read", data={"mail": "1"})).status_code == 403, "no other path is open"
