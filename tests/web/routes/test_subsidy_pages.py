"""Subsidies over HTTP: from a stated fact to a claim and its decision, and what a page says when it cannot be."""

from __future__ import annotations

import html
import re

import pytest

from tests.web.services.claim_stories import ANGEL, ANGEL_RULE, LENDER, LENDER_RULE, confirm, publish

pytestmark = pytest.mark.anyio


@pytest.fixture
async def told(world_conn, world):
    """Rules for angels and lenders, and confirmed deals of both."""
    await confirm(world_conn, world, "wang_lin", "lin")
    await confirm(world_conn, world, "chen_qian", "qian")
    await publish(world_conn, world, ANGEL, ANGEL_RULE)
    await publish(world_conn, world, LENDER, LENDER_RULE)


def text(answer):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


async def test_a_fact_a_claim_and_a_decision(client, world, told):
    record = world.record["wang_lin"]
    case = f"/subsidies/{record}/{ANGEL}"
    client.sign_in("lin")
    sheet = text(await client.get("/subsidies/facts?lang=en"))
    assert "2 facts would help to decide" in sheet
    for name, number, value in (("staff", 0, "12"), ("first_round", record, "yes")):
        said = {
            f"fact-{name}-{number}": value,
            "record_id": str(number or ""),
            "as_of": "2026-05-01",
            "source": "年报",
        }
        assert (await client.post("/subsidies/facts", data=said)).status_code == 303

    client.sign_in("wang")
    page = text(await client.get(f"{case}?lang=en"))
    assert "Every condition is met: CNY 50,000 can be claimed." in page
    assert "staff: known, not shown" in page
    sent = await client.post(case, data={"expected": "5000000", "key": "once"})
    assert sent.status_code == 303

    client.sign_in("sun")
    claim = sent.headers["location"].split("?")[0]
    granted = await client.post(claim, data={"step": "granted", "amount": "3万", "note": "", "key": "g"})
    assert granted.status_code == 303
    assert "Granted: CNY 30,000" in text(await client.get(f"{claim}?lang=en"))


async def test_claim_of_an_amount_that_has_moved_shows_the_new_one(client, world, told):
    client.sign_in("chen")
    first = f"/subsidies/{world.record['chen_lin']}/{LENDER}"
    second = f"/subsidies/{world.record['chen_qian']}/{LENDER}"
    assert (await client.post(first, data={"expected": "5000000", "key": "a"})).status_code == 303

    moved = await client.post(second, data={"expected": "5000000", "key": "b"}, params={"lang": "en"})

    assert moved.status_code == 409
    assert "The amount has changed since you opened the page" in text(moved)
    assert "CNY 30,000 can be claimed" in text(moved)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"as_of": "2026-05-01", "source": "年报"}, "Please fill in at least one fact."),
        ({"fact-staff-0": "many", "as_of": "2026-05-01", "source": "年报"}, "number"),
        ({"fact-staff-0": "12", "as_of": "2027-05-01", "source": "年报"}, "a day that is not still to come"),
        ({"fact-staff-0": "12", "as_of": "2026-05-01", "source": ""}, "Source"),
    ],
)
async def test_facts_that_cannot_be_kept_are_refused_with_the_input_kept(client, told, sent, said):
    client.sign_in("lin")

    answer = await client.post("/subsidies/facts", data=sent, params={"lang": "en"})

    assert answer.status_code == 422
    assert said in text(answer)
    assert f'value="{sent.get("fact-staff-0", "")}"' in answer.text


async def test_refusal_without_a_reason_is_refused(client, world, told):
    client.sign_in("sun")

    answer = await client.post(f"/claims/{world.claim['lin']}", data={"step": "refused", "key": "r"})

    assert answer.status_code == 422


async def test_cases_that_are_many_and_seldom_read_are_behind_a_link_that_opens_them(
    client, told, monkeypatch
):
    monkeypatch.setattr("web.pages.subsidy_list.MOST_UNFOLDED", 0)
    client.sign_in("sun")

    closed = (await client.get("/officer/subsidies", params={"lang": "en"})).text
    opened = (await client.get("/officer/subsidies", params={"lang": "en", "show": "example"})).text
    wrong = await client.get("/officer/subsidies", params={"show": "emperor"})

    link = re.search(r'href="\?show=example#example">Show (\d+) cases?', closed)
    assert link is not None
    part = opened.partition('id="example"')[2].partition("</section>")[0]
    assert part.count('<th scope="row"') == int(link[1])
    assert part.count('<th scope="row"') + closed.count('<th scope="row"') == opened.count('<th scope="row"')
    assert wrong.status_code == 404
