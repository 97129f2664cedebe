"""Vetting as an organiser meets it, and what it opens and closes for the provider."""

from __future__ import annotations

import html

import pytest

from tests.conftest import Client
from tests.world import World

pytestmark = pytest.mark.anyio


async def decide(
    client: Client, world: World, decision: str, *, seen: int = 0, evidence: str = "执照已核对"
) -> int:
    answer = await client.post(
        f"/organiser/providers/{world.org['wu']}/decide",
        data={"decision": decision, "evidence": evidence, "seen": str(seen)},
    )
    return int(answer.status_code)


async def latest(client: Client, world: World) -> int:
    page = await client.get(f"/organiser/providers/{world.org['wu']}")
    return int(page.text.split('name="seen" value="')[1].split('"')[0])


async def test_list_says_how_many_wait_and_puts_them_first(client: Client, world: World) -> None:
    client.sign_in("zhao")

    page = await client.get("/organiser/providers", params={"lang": "en"})

    assert "2 providers wait to be vetted." in page.text
    assert page.text.index("Wu Angels") < page.text.index("王天使")
    only = await client.get("/organiser/providers", params={"state": "granted"})
    assert "Wu Angels" not in only.text


async def test_vetting_opens_pitches_and_withdrawing_it_closes_them_at_once(
    client: Client, world: World
) -> None:
    pitch = f"/provider/pitches/{world.pitch['lin']}"
    assert (await client.sign_in("wu").get(pitch)).headers["location"] == "/provider/waiting"

    client.sign_in("zhao")
    assert await decide(client, world, "granted") == 303
    assert (await client.sign_in("wu").get(pitch)).status_code == 200

    client.sign_in("zhou")
    assert (
        await decide(client, world, "revoked", seen=await latest(client, world), evidence="冒用名义") == 303
    )
    assert (await client.sign_in("wu").get(pitch)).headers["location"] == "/provider/waiting"
    assert "Vetting withdrawn" in (await client.get("/provider/waiting", params={"lang": "en"})).text
    mails = html.unescape((await client.get("/inbox")).text)
    assert "冒用名义" in mails


async def test_second_organiser_on_an_old_page_is_told(client: Client, world: World) -> None:
    client.sign_in("zhao")
    await decide(client, world, "granted")

    client.sign_in("zhou")

    assert await decide(client, world, "refused") == 409


async def test_decision_without_evidence_keeps_the_page(client: Client, world: World) -> None:
    client.sign_in("zhao")

    assert await decide(client, world, "granted", evidence=" ") == 422


async def test_qualification_needs_a_day_that_has_come(client: Client, world: World) -> None:
    client.sign_in("zhao")

    answer = await client.post(
        f"/organiser/providers/{world.org['chen']}/qualify",
        params={"lang": "en"},
        data={"qualified_on": "2026-06-01", "qualification_evidence": "净资产证明"},
    )

    assert answer.status_code == 422
    assert "cannot lie in the future" in answer.text
    assert "净资产证明" in answer.text


async def test_unvetted_provider_cannot_be_qualified(client: Client, world: World) -> None:
    client.sign_in("zhao")

    answer = await client.post(
        f"/organiser/providers/{world.org['wu']}/qualify",
        data={"qualified_on": "2026-05-01", "qualification_evidence": "净资产证明"},
    )

    assert answer.status_code == 409
