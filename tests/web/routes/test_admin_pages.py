"""The administrator's pages: finding people, spaces and mails, and what is done to them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Client
from tests.world import World

pytestmark = pytest.mark.anyio


async def test_people_are_found_by_a_part_of_the_address_and_by_role(client: Client, world: World) -> None:
    client.sign_in("gao")

    by_name = await client.get("/admin/people", params={"q": "LIN@"})
    by_role = await client.get("/admin/people", params={"role": "officer"})

    assert "lin@example.test" in by_name.text
    assert "sun@example.test" not in by_name.text
    assert "sun@example.test" in by_role.text
    assert "lin@example.test" not in by_role.text


async def test_unknown_role_in_the_address_is_shown_as_an_error(client: Client, world: World) -> None:
    client.sign_in("gao")

    assert (await client.get("/admin/people", params={"role": "emperor"})).status_code == 422


async def test_granted_role_opens_its_pages_and_revoked_closes_them(client: Client, world: World) -> None:
    person = f"/admin/people/{world.person['he']}"
    await client.sign_in("gao").post(f"{person}/grant", data={"role": "officer"})
    assert (await client.sign_in("he").get("/officer/results")).status_code == 200

    await client.sign_in("gao").post(f"{person}/revoke", data={"role": "officer"})

    assert (await client.sign_in("he").get("/officer/results")).status_code == 403


async def test_only_administrator_can_neither_step_down_nor_close_the_own_account(
    client: Client, world: World
) -> None:
    client.sign_in("gao")
    person = f"/admin/people/{world.person['gao']}"

    assert (await client.post(f"{person}/revoke", data={"role": "admin"})).status_code == 409
    assert (await client.post(f"{person}/close")).status_code == 409
    assert (await client.get("/admin/people")).status_code == 200


async def test_closed_account_is_signed_out_with_its_next_request(client: Client, world: World) -> None:
    await client.sign_in("gao").post(f"/admin/people/{world.person['wu']}/close")

    answer = await client.sign_in("wu").get("/account")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


async def test_space_is_set_up_and_its_first_manager_invited(
    client: Client, world: World, world_conn: Any
) -> None:
    client.sign_in("gao")

    await client.post(
        "/admin/organisations",
        data={"kind": "space", "name": "西津渡众创", "manager_email": "xijin@example.test"},
    )

    page = await client.get("/admin/organisations", params={"q": "西津"})
    assert "xijin@example.test" in page.text
    mail = await world_conn.fetchrow("select * from outbox_mail order by id desc limit 1")
    assert (mail["to_address"], mail["purpose"]) == ("xijin@example.test", "invitation")


async def test_failed_mail_is_read_and_sent_again(client: Client, world: World, world_conn: Any) -> None:
    client.sign_in("gao")
    mail = world.mail["failed"]

    failed = await client.get("/admin/outbox", params={"status": "failed"})
    page = await client.get(f"/admin/outbox/{mail}")
    again = await client.post(f"/admin/outbox/{mail}/retry")

    assert f"/admin/outbox/{mail}" in failed.text
    assert f"/admin/outbox/{world.mail['lin']}" not in failed.text
    assert "550 no such mailbox" in page.text
    assert again.status_code == 303
    row = await world_conn.fetchrow("select status, attempts from outbox_mail where id = $1", mail)
    assert (row["status"], row["attempts"]) == ("queued", 0)
    assert (await client.post(f"/admin/outbox/{mail}/retry")).status_code == 409
