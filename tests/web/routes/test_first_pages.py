"""Pages of firsts: what is stated through the forms, what a certificate says, and what a number tells."""

from __future__ import annotations

import pytest

from tests.web.test_every_route import path_of

pytestmark = pytest.mark.anyio
FILE = {"evidence": ("proof.pdf", b"%PDF-1.7 a proof", "application/pdf")}


def page(world, company="lin"):
    return path_of("firsts.company", {"company_id": world.org[company]})


async def text(client, address, lang="zh"):
    answer = await client.get(address, params={"lang": lang})
    assert answer.status_code == 200
    return answer.text


async def test_first_elsewhere_is_said_on_the_company_s_page_in_both_languages(client, world) -> None:
    client.sign_in("lin")

    assert "首笔发生在平台之外：首保" in await text(client, page(world))
    assert "First happened elsewhere: First guarantee" in await text(client, page(world), "en")


async def test_bureau_s_report_sent_by_the_form_certifies_and_the_page_leads_to_the_certificate(
    client, world
) -> None:
    client.sign_in("lin")
    sent = {"form": "bureau", "value": "none", "seen_on": "2026-05-01", "note": "中心支行出具"}

    answer = await client.post(page(world), data=sent, files=FILE)

    assert answer.status_code == 303
    shown = await text(client, page(world))
    assert "中心支行出具" in shown
    assert shown.count("打开证书") == 2
    assert "首笔未知" not in shown


@pytest.mark.parametrize(
    ("sent", "file", "error"),
    [
        ({"form": "bureau", "value": "none", "seen_on": "2026-05-01"}, None, "还没有凭证"),
        ({"form": "bureau", "value": "perhaps", "seen_on": "2026-05-01"}, FILE, "请从所列选项中选择"),
        ({"form": "bureau", "value": "none", "seen_on": "2027-05-01"}, FILE, "这一天还没有到"),
        ({"form": "elsewhere", "kind": "loan", "happened_on": "2024-01-01"}, FILE, "请填写此项"),
        ({"form": "nonsense"}, None, ""),
    ],
)
async def test_form_that_cannot_be_taken_keeps_its_input_and_says_why(
    client, world, world_conn, sent, file, error
) -> None:
    client.sign_in("lin")
    before = await world_conn.fetchval("select count(*) from first_fact")

    answer = await client.post(page(world), data={**sent, "note": "留着的话"}, files=file)

    assert answer.status_code == 422
    assert error in answer.text
    if sent["form"] != "nonsense":
        assert "留着的话" in answer.text
    assert await world_conn.fetchval("select count(*) from first_fact") == before


async def test_statement_taken_back_stays_on_the_page_as_such(client, world) -> None:
    client.sign_in("lin")
    sent = {
        "form": "withdraw",
        "statement": "elsewhere",
        "id": world.elsewhere["lin"],
        "because": "查无此事",
    }

    assert (await client.post(page(world), data={**sent, "because": ""})).status_code == 422
    assert (await client.post(page(world), data=sent)).status_code == 303

    shown = await text(client, page(world))
    assert "查无此事" in shown
    assert "首笔发生在平台之外：首保。" not in shown


async def test_organiser_is_named_no_record_that_they_may_not_see(client, world) -> None:
    client.sign_in("zhao")

    shown = await text(client, page(world))

    assert "出资方是否有关联" not in shown


async def test_certificate_says_who_what_when_and_by_which_definition(client, world) -> None:
    client.sign_in("chen")
    address = path_of("firsts.certificate", {"certificate_id": world.certificate["chen_lin"]})

    for lang, words in (("zh", "台账内首笔"), ("en", "First within this ledger")):
        shown = await text(client, address, lang)
        assert {words, "晨稷冷链", "江南银行", "91350100M000100Y43", "ledger-1"} <= {
            w for w in (words, "晨稷冷链", "江南银行", "91350100M000100Y43", "ledger-1") if w in shown
        }
        # Whether it is in force can be scanned.
        assert "<svg" in shown
        # Nobody asks a lender whether it is related to the founders.
        assert 'name="value"' not in shown


async def test_number_tells_in_force_revoked_or_unknown_and_no_name(client, world, world_conn) -> None:
    number = await world_conn.fetchval(
        "select number from first_certificate where id = $1", world.certificate["chen_lin"]
    )
    shown_as = "-".join(number[i : i + 4] for i in (0, 4, 8)).lower()

    async def told(typed):
        answer = await client.get("/certificates", params={"number": typed, "lang": "zh"})
        assert "晨稷冷链" not in answer.text
        assert "江南银行" not in answer.text
        return answer.status_code, answer.text

    client.sign_in("nobody")
    assert "这份证书有效" in (await told(shown_as))[1]
    other = "0" * 12
    assert "没有这个编号的证书" in (await told(other))[1]
    status, words = await told(number[:-1] + ("0" if number[-1] != "0" else "1"))
    assert (status, "这个编号有误" in words) == (422, True)
    await world_conn.execute(
        "update first_certificate set revoked_at = now(), revoked_because = 'facts' where number = $1", number
    )
    assert "这份证书已被撤销" in (await told(number))[1]


async def test_provider_says_on_the_certificate_whether_they_are_related(client, world, world_conn) -> None:
    client.sign_in("lin")
    confirm = path_of("funding.confirm", {"record_id": world.record["wang_lin"]})
    assert (await client.post(confirm, data={"side": "company"})).status_code == 303
    held = await world_conn.fetchval(
        "select id from first_certificate where record_id = $1", world.record["wang_lin"]
    )
    client.sign_in("wang")
    address = path_of("firsts.certificate", {"certificate_id": held})
    assert "出资方与创始人是否有关联" in await text(client, address)

    answer = await client.post(address, data={"value": "unrelated", "seen_on": "2026-05-15"})

    assert answer.status_code == 303
    assert (
        await world_conn.fetchval(
            "select count(*) from first_certificate where definition = 'unrelated-1' and revoked_at is null"
        )
        == 1
    )
