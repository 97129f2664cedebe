"""The pages around a pitch: what they answer, keep and never show."""

from __future__ import annotations

import re

import pytest

from tests.web.services.test_decks import pdf

pytestmark = pytest.mark.anyio

FORM = {
    "lang": "zh",
    "name": "新名字",
    "one_line": "一句话",
    "problem": "问题",
    "solution": "方案",
    "market": "市场",
    "team": "团队",
    "main_category": "scientist",
    "categories": ["farmer"],
    "sector": "agri.food",
    "stage": "seed",
    "district": "jurong",
    "seeks": ["loan"],
    "loan_min": "30万",
    "loan_max": "1.2万元",
    "terms": "年息四厘",
}


def token_in(html: str) -> str:
    found = re.search(r'name="expected" value="([^"]*)"', html)
    assert found is not None
    return found[1]


async def saved(conn, pitch_id):
    return await conn.fetchrow(
        "select * from pitch_version where pitch_id = $1 order by version desc limit 1", pitch_id
    )


async def test_edit_shows_each_error_keeps_the_input_and_saves_nothing(client, world_conn, world):
    client.sign_in("lin")

    answer = await client.post(f"/founder/pitches/{world.pitch['lin_draft']}/edit", data=FORM)

    assert answer.status_code == 422
    assert 'href="#f-loan_max"' in answer.text
    assert 'value="1.2万元"' in answer.text
    assert (await saved(world_conn, world.pitch["lin_draft"]))["name"] == "lin_draft 项目"


async def test_edit_saves_money_exactly_and_adds_the_main_category(client, world_conn, world):
    client.sign_in("lin")
    path = f"/founder/pitches/{world.pitch['lin_draft']}/edit"
    token = token_in((await client.get(path)).text)

    answer = await client.post(path, data={**FORM, "loan_max": "62.5万", "expected": token})

    row = await saved(world_conn, world.pitch["lin_draft"])
    assert (answer.status_code, answer.headers["location"]) == (303, path.removesuffix("/edit"))
    assert row["seeks"] == [{"instrument": "loan", "amount_min": 30_000_000, "amount_max": 62_500_000}]
    assert (row["categories"], row["main_category"]) == (["scientist", "farmer"], "scientist")


async def test_edit_shows_what_is_on_record_as_it_was_typed(client, world):
    client.sign_in("lin")

    html = (await client.get(f"/founder/pitches/{world.pitch['lin_draft']}/edit")).text

    assert 'value="500000"' in html
    assert "Solution of lin_draft." in html
    assert token_in(html) == "1.0"


async def test_autosave_answers_the_next_token_and_refuses_an_old_one(client, world_conn, world):
    client.sign_in("lin")
    path = f"/founder/pitches/{world.pitch['lin_draft']}/edit"
    fields = {**FORM, "loan_max": "", "expected": "1.0"}

    first = await client.post(path, data=fields, headers={"X-Autosave": "1"})
    second = await client.post(path, data={**fields, "name": "旧标签页"}, headers={"X-Autosave": "1"})
    third = await client.post(
        path,
        data={**fields, "expected": first.json()["fields"]["expected"], "name": "接着写"},
        headers={"X-Autosave": "1"},
    )

    assert (first.status_code, first.json()["fields"]) == (200, {"expected": "1.1"})
    assert first.json()["saved_at"] == "2026-05-15T02:00:00+00:00"
    assert (second.status_code, third.status_code) == (409, 200)
    assert (await saved(world_conn, world.pitch["lin_draft"]))["name"] == "接着写"


async def test_autosave_of_a_wrong_field_names_it(client, world):
    client.sign_in("lin")

    answer = await client.post(
        f"/founder/pitches/{world.pitch['lin_draft']}/edit", data=FORM, headers={"X-Autosave": "1"}
    )

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"loan_max"}


async def test_save_in_an_old_tab_keeps_what_was_typed_and_the_next_save_wins(client, world_conn, world):
    client.sign_in("lin")
    path = f"/founder/pitches/{world.pitch['lin_draft']}/edit"
    old = {**FORM, "loan_max": "", "expected": "1.0"}
    await client.post(path, data={**old, "name": "先保存的"})

    conflict = await client.post(path, data={**old, "name": "后保存的", "team": "我写了很久的团队"})

    assert conflict.status_code == 409
    assert "在别处" in conflict.text
    assert "我写了很久的团队" in conflict.text
    assert (await saved(world_conn, world.pitch["lin_draft"]))["name"] == "先保存的"
    again = await client.post(path, data={**old, "name": "后保存的", "expected": token_in(conflict.text)})
    assert again.status_code == 303
    assert (await saved(world_conn, world.pitch["lin_draft"]))["name"] == "后保存的"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sector", "agri"),
        ("stage", "unicorn"),
        ("district", "atlantis"),
        ("space_id", "1"),
        ("equity_min", "50万"),
        ("sector2", "agri.food"),
        ("uscc", "91310115MA1H8R7C6D"),
        ("name", "x" * 41),
        ("problem", "nul \x00"),
    ],
)
async def test_new_pitch_with_a_wrong_field_is_refused_at_that_field(client, world_conn, world, field, value):
    client.sign_in("qian")
    before = await world_conn.fetchval("select count(*) from pitch")
    data = {**FORM, "loan_max": "", "company_id": str(world.org["qian"]), field: value}

    answer = await client.post("/founder/pitches/new", data=data)

    bad = "seeks" if field == "equity_min" else field
    assert answer.status_code == 422
    assert f'href="#f-{bad}"' in answer.text
    assert await world_conn.fetchval("select count(*) from pitch") == before


async def test_new_pitch_puts_the_company_s_code_on_record_once(client, world_conn, world):
    client.sign_in("qian")
    data = {**FORM, "loan_max": "", "company_id": str(world.org["qian"]), "uscc": "91110108 5513 85082q"}

    await client.post("/founder/pitches/new", data=data)
    taken = await client.post("/founder/pitches/new", data={**data, "uscc": "91350100M000100Y43"})

    code = await world_conn.fetchval("select uscc from organisation where id = $1", world.org["qian"])
    assert code == "91110108551385082Q"
    # The company has a code already, so another one is left aside: it is mended with the organisers.
    assert taken.status_code == 303


async def test_new_pitch_with_a_code_of_another_company_is_refused_at_the_field(client, world):
    client.sign_in("qian")
    data = {**FORM, "loan_max": "", "company_id": str(world.org["qian"]), "uscc": "91350100M000100Y43"}

    answer = await client.post("/founder/pitches/new", data=data)

    assert answer.status_code == 422
    assert 'href="#f-uscc"' in answer.text


async def test_submit_without_consent_is_refused_and_says_why(client, world_conn, world):
    client.sign_in("lin")
    pitch_id = world.pitch["lin_draft"]

    answer = await client.post(f"/founder/pitches/{pitch_id}/submit", data={"showcase": "1"})

    assert answer.status_code == 422
    assert "没有这项同意" in answer.text
    assert await world_conn.fetchval("select status from pitch where id = $1", pitch_id) == "draft"


async def test_deck_goes_up_and_comes_down_as_a_download(client, world_conn, world):
    client.sign_in("lin")
    pitch_id = world.pitch["lin_draft"]
    content = pdf()

    up = await client.post(
        f"/founder/pitches/{pitch_id}/deck", files={"deck": ("路演 稿.pdf", content, "text/html")}
    )

    deck_id = await world_conn.fetchval("select max(id) from deck")
    down = await client.get(f"/decks/{deck_id}")
    assert up.status_code == 303
    assert down.content == content
    assert down.headers["content-type"] == "application/pdf"
    assert down.headers["x-content-type-options"] == "nosniff"
    assert down.headers["content-disposition"] == (
        "attachment; filename=\" .pdf\"; filename*=UTF-8''%E8%B7%AF%E6%BC%94%20%E7%A8%BF.pdf"
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("deck.pdf", b"<html>", "不是 PDF"), ("deck.pdf", b"%PDF-" + bytes(20 * 1024 * 1024), "超过 20 MB")],
    ids=["type", "size"],
)
async def test_deck_that_cannot_be_taken_says_why_on_the_page(client, world, name, content, words):
    client.sign_in("lin")

    answer = await client.post(
        f"/founder/pitches/{world.pitch['lin_draft']}/deck",
        files={"deck": (name, content, "application/pdf")},
    )

    assert answer.status_code == 422
    assert words in answer.text


async def test_pitch_page_tells_who_has_read_what_and_the_consent_s_version(client, world_conn, world):
    for org, what in (("wang", "page"), ("wang", "terms"), ("chen", "page")):
        await world_conn.execute(
            "insert into pitch_view (pitch_id, person_id, organisation_id, what, seen_at) values ($1, $2, $3, $4, now())",
            world.pitch["lin"],
            world.person[org],
            world.org[org],
            what,
        )
    client.sign_in("lin")

    html = (await client.get(f"/founder/pitches/{world.pitch['lin']}")).text

    assert "王天使" in html
    assert "江南银行" in html
    assert "第 1 版文本" in html
    # The people who read it are not named, their organisations are.
    assert "Wang" not in html


@pytest.mark.parametrize("persona", ["qian", "zhou", "chen", "he", "xu", "sun"])
async def test_pages_of_others_say_nothing_of_lin_s_draft_and_terms(client, world, persona):
    client.sign_in(persona)

    for path in (
        "/founder/pitches",
        "/organiser/review",
        "/juror",
        "/space",
        f"/provider/pitches/{world.pitch['lin']}",
    ):
        html = (await client.get(path)).text
        assert "lin_draft" not in html, path
        assert "Terms of lin" not in html, path


@pytest.mark.parametrize(
    ("persona", "path"),
    [
        ("lin", "/founder/pitches"),
        ("lin", "/founder/pitches/new"),
        ("lin", "/founder/pitches/{lin}"),
        ("lin", "/founder/pitches/{lin_draft}/edit"),
        ("lin", "/founder/pitches/{lin}/versions/1"),
        ("zhao", "/organiser/review"),
        ("zhao", "/organiser/review/{lin_submitted}"),
        ("he", "/juror"),
        ("xu", "/space"),
    ],
)
async def test_page_asks_few_questions_of_the_database(client, world_conn, world, persona, path):
    asked = []

    def note(record):
        # Ours begin with the line that says what they answer; savepoints and the driver's own do not.
        if record.query.startswith("--"):
            asked.append(record.query)

    client.sign_in(persona)
    world_conn.add_query_logger(note)

    answer = await client.get(path.format(**world.pitch))

    world_conn.remove_query_logger(note)
    assert answer.status_code == 200
    assert 1 < len(asked) <= 8


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_review_page_says_when_a_pitch_was_returned_before(client, world, lang):
    client.sign_in("zhao")
    path = f"/organiser/review/{world.pitch['lin_submitted']}"
    without = await client.post(path, data={"decision": "return", "version": "1", "comment": ""})

    back = await client.post(path, data={"decision": "return", "version": "1", "comment": "请写明客户 <b>"})

    assert (without.status_code, back.status_code) == (422, 303)
    html = (await client.get(f"{path}?lang={lang}")).text
    assert "请写明客户 &lt;b&gt;" in html
    again = await client.post(path, data={"decision": "approve", "version": "1"})
    assert again.status_code == 409


async def test_showcase_goes_on_only_with_consent(client, world_conn, world):
    client.sign_in("zhao")

    refused = await client.post(f"/organiser/review/{world.pitch['qian']}/showcase", data={"on": "1"})
    off = await client.post(f"/organiser/review/{world.pitch['lin']}/showcase")

    assert (refused.status_code, off.status_code) == (409, 303)
    assert await world_conn.fetchval("select count(*) from pitch where showcased") == 0


async def test_space_page_shows_a_refused_form_beside_its_tenant(client, world):
    client.sign_in("xu")

    answer = await client.post(
        f"/space/tenancies/{world.tenancy['lin']}/stage", data={"stage": "incubator", "on": "2024-01-01"}
    )

    assert answer.status_code == 422
    assert "日期必须晚于开始日期" in answer.text
    assert 'value="2024-01-01"' in answer.text
