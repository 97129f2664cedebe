"""Pages of the record as people use them: exactly the fields that belong, drafts, disputes, one press."""

from __future__ import annotations

import dataclasses
import html
import json
import re

import pytest

from models.entities.funding_details import DETAILS_OF
from models.entities.vocabulary import FundingInstrument

pytestmark = pytest.mark.anyio

LOAN = {
    "instrument": "loan",
    "amount": "30万",
    "value_on": "2026-05-02",
    "contract_no": "2026-17",
    "first_drawdown": "20万",
    "rate_kind": "lpr_1y",
    "rate_bp": "-15",
    "term_months": "12",
    "security": ["ip", "guarantee"],
    "production": "yes",
    "product": "蟹农贷",
    "key": "k1",
}
SLIP = {"paper_drawdown_slip": ("提款.pdf", b"%PDF-1.7 drawn 200 000", "application/pdf")}


def parties(world, provider="chen"):
    return {"company_id": str(world.org["lin"]), "provider_id": str(world.org[provider])}


def names_on(text: str) -> set[str]:
    """The fields of the form in the page's main part."""
    main = text[text.index("<main") :]
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z_0-9]+)"', main))


def number_of(answer) -> int:
    return int(answer.headers["location"].rsplit("/", 1)[1])


@pytest.mark.parametrize("instrument", list(FundingInstrument))
async def test_form_asks_for_exactly_what_belongs_to_the_instrument(client, world, instrument) -> None:
    client.sign_in("lin")

    page = await client.get(f"/funding/new?as=founder&instrument={instrument}")

    own = {f.name for f in dataclasses.fields(DETAILS_OF[instrument])}
    every = {f.name for kind in DETAILS_OF.values() for f in dataclasses.fields(kind)}
    # Where a guarantee's loan is stands in the choice of the loan itself.
    wanted = (own - {"loan"}) | ({"loan_record_id", "creditor_id"} if instrument == "guarantee" else set())
    assert names_on(page.text) & (every | {"loan_record_id", "creditor_id"}) == wanted


async def test_choice_of_instruments_is_the_provider_s_own(client, world) -> None:
    client.sign_in("chen")

    page = await client.get("/funding/new?as=provider&lang=en")

    assert re.findall(r"instrument=([a-z_]+)", page.text) == ["loan"]


async def test_loan_is_proposed_typed_and_confirmed_on_its_page(client, world, world_conn) -> None:
    client.sign_in("chen")
    saved = await client.post("/funding/new?as=provider", data=LOAN | parties(world), files=SLIP)
    record = number_of(saved)
    row = await world_conn.fetchrow("select details, amount from funding_record where id = $1", record)
    assert row["amount"] == 30_000_000
    assert row["details"] == {
        "contract_no": "2026-17",
        "rate_kind": "lpr_1y",
        "rate_bp": -15,
        "term_months": 12,
        "security": ["ip", "guarantee"],
        "first_drawdown": 20_000_000,
        "production": "yes",
    }
    mail = await world_conn.fetchval(
        "select body from outbox_mail where dedupe_key like $1 limit 1", f"record-{record}-asked-%"
    )
    assert f"/funding/{record}" in mail

    client.sign_in("lin")
    page = await client.get(f"/funding/{record}?lang=en")
    for words in ("LPR 1Y − 15 bp", "12 months", "2026-17", "Drawdown slip", "shows the money"):
        assert words in page.text
    key = re.findall(r'name="key" value="([0-9a-f]+company)"', page.text)[0]
    answers = [
        await client.post(f"/funding/{record}/confirm", data={"side": "company", "key": key})
        for _ in range(2)
    ]

    assert [a.status_code for a in answers] == [303, 303]
    page = await client.get(f"/funding/{record}?lang=en")
    assert "Outstanding" in page.text
    assert "Confirmed by both sides" in page.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first_drawdown": "31万"}, "first_drawdown"),
        ({"rate_kind": "fixed", "rate_bp": "-15"}, "rate_bp"),
        ({"rate_bp": "1.5"}, "rate_bp"),
        ({"security": []}, "security"),
        ({"term_months": "0"}, "term_months"),
        ({"currency": "USD", "cny_rate": "7.1"}, "cny_rate_on"),
        ({"value_on": "2026-05-16"}, "value_on"),
        ({"amount": "三十万"}, "amount"),
    ],
)
async def test_what_is_wrong_is_named_and_all_that_was_typed_is_kept(client, world, wrong, field) -> None:
    client.sign_in("chen")

    answer = await client.post("/funding/new?as=provider", data=LOAN | parties(world) | wrong)

    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert 'value="2026-17"' in answer.text
    assert 'value="蟹农贷"' in answer.text


async def test_draft_saves_itself_and_comes_back_whole(client, world, world_conn) -> None:
    client.sign_in("chen")
    typed = LOAN | parties(world) | {"amount": "半个"}

    saved = await client.post("/funding/drafts?as=provider", data=typed, headers={"X-Autosave": "1"})

    assert json.loads(saved.text)["saved_at"].startswith("2026-05-15")
    page = await client.get("/funding?as=provider&lang=en")
    href = html.unescape(re.findall(r'href="(/funding/new\?[^"]*draft=\d+)"', page.text)[0])
    form = await client.get(href)
    assert 'value="半个"' in form.text
    assert re.search(r'value="guarantee" checked', form.text)
    client.sign_in("wang")
    assert (await client.get(href)).status_code == 404


async def test_draft_of_another_kind_of_record_is_never_checked_but_has_its_limits(client, world) -> None:
    client.sign_in("chen")

    refused = await client.post("/funding/drafts?as=provider", data={"instrument": "loan", "key": ""})
    too_long = await client.post(
        "/funding/drafts?as=provider", data={"instrument": "loan", "key": "k", "note": "x" * 20_001}
    )

    assert (refused.status_code, too_long.status_code) == (422, 422)


@pytest.mark.parametrize("name", ["note", "security", "key"])
async def test_draft_refuses_what_is_no_character_and_keeps_the_rest_in_the_form(client, world, name) -> None:
    client.sign_in("chen")
    typed = LOAN | parties(world) | {name: ["none", "a\0b"] if name == "security" else "a\0b"}

    by_hand = await client.post("/funding/drafts?as=provider", data=typed)
    by_itself = await client.post("/funding/drafts?as=provider", data=typed, headers={"X-Autosave": "1"})

    assert (by_hand.status_code, by_itself.status_code) == (422, 422)
    assert 'value="2026-17"' in by_hand.text
    assert 'action="/funding/new?as=provider"' in by_hand.text
    assert list(json.loads(by_itself.text)["errors"]) == [name]
    assert "draft=" not in (await client.get("/funding?as=provider")).text


async def proposed(client, world, **changes):
    client.sign_in("chen")
    return number_of(
        await client.post("/funding/new?as=provider", data=LOAN | parties(world) | changes, files=SLIP)
    )


async def test_both_versions_stand_side_by_side_and_one_press_takes_the_other(client, world) -> None:
    record = await proposed(client, world)
    client.sign_in("lin")
    form = await client.get(f"/funding/{record}/dispute?lang=en")
    assert 'value="300000"' in form.text
    other = LOAN | {
        "side": "company",
        "comment": "利率不对",
        "figures": "other",
        "rate_bp": "-25",
        "key": "d1",
    }

    answer = await client.post(f"/funding/{record}/dispute", data=other)

    assert answer.status_code == 303
    # Who disputes has said their version; the others may take it.
    assert "Take the other side" not in (await client.get(f"/funding/{record}?lang=en")).text
    client.sign_in("chen")
    page = await client.get(f"/funding/{record}?lang=en")
    assert "Take the other side" in page.text
    rows = re.findall(r"<tr[^>]*>.*?</tr>", page.text, re.DOTALL)
    differing = [re.sub(r"<[^>]+>|\s+", " ", row) for row in rows if "differs" in row]
    assert len(differing) == 1
    assert "LPR 1Y − 15 bp" in differing[0]
    assert "LPR 1Y − 25 bp" in differing[0]
    new = number_of(await client.post(f"/funding/{record}/correct", data={"take": "theirs", "key": "t1"}))
    assert "LPR 1Y − 25 bp" in (await client.get(f"/funding/{new}?lang=en")).text


async def test_dispute_that_nothing_happened_asks_for_no_figures(client, world) -> None:
    record = await proposed(client, world)
    client.sign_in("lin")

    silent = await client.post(f"/funding/{record}/dispute", data={"side": "company", "figures": "none"})
    said = await client.post(
        f"/funding/{record}/dispute", data={"side": "company", "figures": "none", "comment": "没有这笔贷款"}
    )

    assert (silent.status_code, said.status_code) == (422, 303)
    assert "Take the other side" not in (await client.get(f"/funding/{record}?lang=en")).text


async def test_movement_is_stated_on_the_page_and_confirmed_there(client, world, world_conn) -> None:
    record = world.record["chen_lin"]
    client.sign_in("chen")
    data = {
        "side": "provider",
        "movement": "repayment",
        "moved": "10万",
        "moved_on": "2026-05-12",
        "key": "m1",
    }
    without = await client.post(f"/funding/{record}/movements?lang=en", data=data)
    assert without.status_code == 422
    assert "Please add the paper that shows it." in without.text
    paper = {"evidence": ("还款.pdf", b"%PDF-1.7 repaid", "application/pdf")}

    stated = await client.post(
        f"/funding/{record}/movements", data=data | {"evidence_type": "repayment_slip"}, files=paper
    )

    assert stated.status_code == 303
    movement = await world_conn.fetchval("select max(id) from funding_movement where record_id = $1", record)
    client.sign_in("lin")
    assert "Confirm this movement" in (await client.get(f"/funding/{record}?lang=en")).text
    await client.post(f"/funding/movements/{movement}", data={"answer": "confirmed"})
    page = await client.get(f"/funding/{record}?lang=en")
    assert "= 500,000 − 100,000" in page.text


async def test_too_much_repaid_is_refused_in_words_with_what_was_typed(client, world, world_conn) -> None:
    record = world.record["chen_lin"]
    client.sign_in("chen")
    data = {"side": "provider", "movement": "called", "moved": "10万", "moved_on": "2026-05-12", "key": "m1"}

    answer = await client.post(f"/funding/{record}/movements", data=data)

    assert answer.status_code == 422
    assert 'value="10万"' in answer.text


async def test_member_without_the_right_reads_why_nothing_can_be_pressed(client, world, world_conn) -> None:
    await world_conn.execute(
        "insert into signing_right (membership_id, may_sign, decided_by, decided_at) values ($1, false, $2, now())",
        world.membership["lin"],
        world.person["lin"],
    )
    client.sign_in("lin")

    page = await client.get(f"/funding/{world.record['wang_lin']}?lang=en")

    assert "Its managers decide who may" in page.text
    assert "/confirm" not in page.text
    refused = await client.post(f"/funding/{world.record['wang_lin']}/confirm", data={"side": "company"})
    assert refused.status_code == 403


async def test_link_of_the_mail_leads_through_sign_in_to_the_record(client, world) -> None:
    client.sign_in("nobody")

    answer = await client.get(f"/funding/{world.record['wang_lin']}")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next=%2Ffunding%2F{world.record['wang_lin']}"


async def test_list_says_what_waits_for_the_reader_movements_too(client, world) -> None:
    async def waits(persona, role):
        client.sign_in(persona)
        page = await client.get(f"/funding?as={role}&lang=en")
        rows = re.findall(r"<tr[^>]*>.*?</tr>", page.text, re.DOTALL)
        return [int(n) for row in rows if "Waits for you" in row for n in re.findall(r"/funding/(\d+)", row)]

    assert sorted(await waits("lin", "founder")) == sorted(
        [world.record["wang_lin"], world.record["chen_lin"]]
    )
    assert await waits("chen", "provider") == []
    assert await waits("sun", "officer") == []


async def test_record_that_one_side_has_signed_as_void_says_so_and_stands(client, world) -> None:
    record = world.record["chen_lin"]
    client.sign_in("chen")
    await client.post(f"/funding/{record}/void", data={"side": "provider", "reason": "重复登记了"})

    client.sign_in("lin")
    page = await client.get(f"/funding/{record}?lang=en")

    assert "has signed that this record is void." in page.text
    assert "重复登记了" in page.text
    assert "Confirmed by both sides" in page.text
