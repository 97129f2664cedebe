"""Pages of deals and of the pool: what stays private, what is refused and kept, what leaves as a file."""

from __future__ import annotations

import csv
import io

import pytest

pytestmark = pytest.mark.anyio
MEMO = "wang_lin 的内部备忘"


def deal(world):
    return f"/deals/{world.talk['wang_lin']}"


async def test_memo_and_hours_stand_on_the_provider_s_page_alone(client, world):
    his = await client.sign_in("wang").get(deal(world))
    hers = await client.sign_in("lin").get(deal(world))

    assert MEMO in his.text
    assert "1.5 小时" in his.text
    assert MEMO not in hers.text
    assert "/private" not in hers.text
    assert "先看看果园" in hers.text


@pytest.mark.parametrize(("introduced", "status"), [(False, 409), (True, 422)])
async def test_commitment_that_cannot_be_is_refused_with_what_was_typed(
    client, world, world_conn, introduced, status
):
    if introduced:
        await world_conn.execute(
            "update introduction set status = 'accepted' where id = $1", world.introduction["wang_lin"]
        )

    answer = await client.sign_in("wang").post(
        f"{deal(world)}/step",
        data={"step": "committed", "amount": "80万", "note": "说到做到", "key": "k"},
    )

    assert answer.status_code == status
    assert 'value="80万"' in answer.text
    assert await world_conn.fetchval("select count(*) from deal_step where step = 'committed'") == 0


async def test_memo_that_somebody_saved_meanwhile_is_not_lost(client, world):
    client.sign_in("wang")
    await client.post(f"{deal(world)}/private", data={"memo": "新的", "revision": "1"})

    answer = await client.post(f"{deal(world)}/private", data={"memo": "我的长文", "revision": "1"})

    assert answer.status_code == 409
    assert "我的长文" in answer.text


async def test_deal_is_reached_from_the_pitch_and_opened_once(client, world):
    page = await client.sign_in("chen").get(f"/provider/pitches/{world.pitch['lin']}")
    answer = await client.post("/provider/deals", data={"pitch_id": str(world.pitch["lin"])})

    assert 'action="/provider/deals' in page.text
    assert answer.headers["location"] == f"/deals/{world.talk['chen_lin']}?as=provider"


async def test_pool_leaves_as_a_file_with_the_figures_of_the_page(client, world):
    client.sign_in("sun")
    page = await client.get("/officer/pool")
    sheet = await client.get("/officer/pool?format=csv&table=records&unit=ten_thousand")
    book = await client.get("/officer/pool?format=xlsx")

    rows = list(csv.reader(io.StringIO(sheet.text.lstrip("\ufeff"))))
    assert "40 万元" in page.text
    assert [row[0] for row in rows[1:]] == ["晨稷冷链"]
    assert rows[1][7] == "40.00"
    assert book.content[:2] == b"PK"


@pytest.mark.parametrize("query", ["recovery=130", "correlation=95", "horizon=0", "as_of=2099-01-01"])
async def test_impossible_assumption_is_refused_and_the_page_still_shows(client, world, query):
    answer = await client.sign_in("sun").get(f"/officer/pool?{query}")

    assert answer.status_code == 422
    assert "40 万元" in answer.text


async def test_same_address_gives_the_same_outlook(client, world):
    client.sign_in("sun")
    address = f"/officer/pool?format=csv&table=outlook&seed=5&d{world.pool['product']}_0=3"

    assert (await client.get(address)).text == (await client.get(address)).text


async def test_record_form_opens_with_what_the_deal_knows(client, world, world_conn):
    await world_conn.execute(
        "update introduction set status = 'accepted' where id = $1", world.introduction["wang_lin"]
    )
    client.sign_in("wang")
    await client.post(
        f"{deal(world)}/step",
        data={"step": "committed", "amount": "80万", "understood": "1", "key": "k"},
    )

    page = await client.get(deal(world))

    parties = f"company_id={world.org['lin']}&amp;provider_id={world.org['wang']}"
    assert f"{parties}&amp;kind=investment&amp;amount=800000" in page.text
    form = await client.get(
        f"/funding/new?as=provider&instrument=safe&amount=800000&company_id={world.org['lin']}"
    )
    assert 'value="800000"' in form.text
