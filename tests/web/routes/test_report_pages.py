"""Reports over HTTP: pages and files of the same rows, filters refused in words, a passport on paper."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal

import openpyxl
import pytest
from pypdf import PdfReader

from tests.web.expectations.reports import link
from web.services.passports import check
from web.site_key import published

pytestmark = pytest.mark.anyio


async def rows_of(http, path, **query):
    answer = await http.get(path, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_file_of_a_report_holds_the_figures_of_its_page(client, world):
    client.sign_in("chen")
    path = f"/reports/provider/{world.org['chen']}"

    page = await client.get(path, params={"unit": "ten_thousand", "lang": "zh"})
    figures = await rows_of(client, path, format="csv", unit="ten_thousand")
    records = await rows_of(client, path, format="csv", unit="ten_thousand", table="records")

    lent = next(row for row in figures if row[0] == "贷款金额")
    assert lent[3] == "50.00"
    assert "50 万元" in page.text
    confirmed = [row for row in records[1:] if row[8].startswith("双方已确认")]
    assert sum(Decimal(row[4]) for row in confirmed) == Decimal(lent[3])


async def test_workbook_of_a_report_has_a_sheet_a_table_and_its_definitions(client, world):
    client.sign_in("xu")

    answer = await client.get(
        f"/reports/space/{world.org['xu']}", params={"format": "xlsx", "lang": "en", "as_of": "2026-05-15"}
    )

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[0] == "Key figures"
    assert book.sheetnames[-1] == "Definitions"
    said = {row[1]: row[3] for row in book["Definitions"].iter_rows(min_row=2, values_only=True)}
    assert said["As of"] == "15 May 2026, 10:00 (Beijing time)"
    assert "First, by definition ledger-1" in said


async def test_report_stars_what_its_reader_hides(client, world):
    client.sign_in("xu")
    path = f"/reports/space/{world.org['xu']}"

    plain = await rows_of(client, path, format="csv", table="tenants")
    starred = await rows_of(client, path, format="csv", table="tenants", star="founder")

    assert (plain[1][1], starred[1][1]) == ("Lin", "＊＊＊")


@pytest.mark.parametrize(
    "query",
    [{"as_of": "2027-01-01"}, {"as_of": "gestern"}, {"year": "2027"}, {"unit": "pounds"}, {"star": "x"}],
)
async def test_report_says_what_is_wrong_with_a_filter(client, world, query):
    client.sign_in("xu")

    answer = await client.get(f"/reports/space/{world.org['xu']}", params=query)

    assert answer.status_code == 422
    assert "error" in answer.text


async def test_unknown_file_is_not_there(client, world):
    client.sign_in("xu")
    path = f"/reports/space/{world.org['xu']}"

    for query in ({"format": "doc"}, {"format": "csv", "table": "secrets"}):
        assert (await client.get(path, params=query)).status_code == 404


async def test_space_leads_no_manager_into_records_that_are_not_hers(client, world):
    client.sign_in("xu")

    page = await client.get(f"/reports/space/{world.org['xu']}")

    assert "/funding/" not in page.text.split("<main", 1)[1]


async def test_passport_on_paper_carries_the_signed_document(client, world):
    client.sign_in("lin")

    answer = await client.get(f"/reports/company/{world.org['lin']}", params={"format": "pdf", "lang": "zh"})

    assert answer.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    [attached] = reader.attachments["passport.json"]
    keys = [key.jwk() for key in published(client.parts.settings.data_dir)]
    assert check(attached, keys).holds
    text = reader.pages[0].extract_text()
    assert text.splitlines()[:2] == ["晨稷冷链", "企业护照"]
    assert "江南银行" in text
    alone = await client.get(f"/reports/company/{world.org['lin']}", params={"format": "json"})
    assert alone.content == attached


async def test_link_shows_a_stranger_its_parts_and_nothing_else(client, world):
    client.sign_in("nobody")
    token = link(world)["token"]

    page = await client.get(f"/passport/{token}")
    said = json.loads((await client.get(f"/passport/{token}", params={"format": "json"})).content)

    assert "江南银行" in page.text
    assert "/funding/" not in page.text
    assert set(said["passport"]["parts"]) == {"firsts", "tenancies", "pitches", "meetings", "records"}
    assert (await client.get(f"/passport/{token}", params={"format": "csv"})).status_code == 404


async def test_founder_makes_a_link_sees_it_opened_and_revokes_it(client, world):
    client.sign_in("lin")
    path = f"/reports/company/{world.org['lin']}"
    made = await client.post(f"{path}/links", data={"parts": ["firsts"], "days": "7", "audience": "老王"})
    page = await client.get(path, params={"lang": "zh"})
    [address, *_] = re.findall(r'href="http://shoutou.test(/passport/[^"]+)"', page.text)
    client.sign_in("nobody")
    opened = await client.get(address)
    client.sign_in("lin")

    after = await client.get(path, params={"lang": "zh"})
    [revoke, *_] = re.findall(r'action="([^"]+/revoke)"', after.text)
    await client.post(revoke)

    assert (made.status_code, opened.status_code) == (303, 200)
    assert "老王" in page.text
    assert "老王" not in opened.text
    assert "已被打开 1 次" in after.text
    assert (await client.get(address)).status_code == 404


async def test_anybody_checks_a_passport_and_reads_that_a_changed_one_fails(client, world):
    client.sign_in("nobody")
    document = (await client.get(f"/passport/{link(world)['token']}", params={"format": "json"})).content

    good = await client.post("/verify?lang=zh", files={"passport": ("passport.json", document)})
    bad = await client.post(
        "/verify?lang=zh",
        files={"passport": ("passport.json", document.replace("江南".encode(), "江北".encode()))},
    )

    told = await client.post("/api/v1/public/passports/check", files={"file": ("passport.json", document)})

    assert told.json()["holds"]
    assert "该护照核验通过" in good.text
    assert "晨稷冷链" in good.text
    assert "该护照核验不通过" in bad.text


async def test_host_form_refused_keeps_what_was_typed(client, world):
    client.sign_in("zhao")

    answer = await client.post(
        f"/reports/event/{world.event['zhao']}/hosts", data={"name": "镇江市青年联合会", "role": "host"}
    )

    assert answer.status_code == 409
    assert 'value="镇江市青年联合会"' in answer.text


async def test_deals_leave_as_a_file_for_their_own_side(client, world):
    client.sign_in("wang")

    rows = await rows_of(client, "/provider/deals", format="csv", lang="en")

    assert rows[0][:3] == ["项目 / Pitch", "企业 / Company", "资金方 / Provider"]
    assert {row[2] for row in rows[1:]} <= {"王天使"}


@pytest.mark.parametrize(
    ("persona", "role", "n"), [("sun", "officer", 3), ("chen", "provider", 2), ("lin", "founder", 2)]
)
async def test_records_leave_as_a_file_with_all_that_one_may_see(client, world, persona, role, n):
    client.sign_in(persona)

    rows = await rows_of(client, "/funding", format="csv", lang="zh", **{"as": role})
    page = await client.get("/funding", params={"as": role})

    assert len(rows) == len({row[0] for row in rows}) >= n + 1
    assert "format=xlsx" in page.text


async def test_list_of_records_of_a_day_to_come_is_refused(client, world):
    client.sign_in("sun")

    answer = await client.get("/funding", params={"as": "officer", "format": "csv", "as_of": "2027-01-01"})

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("persona", "path", "table"),
    [
        ("sun", "/officer/claims", "claims"),
        ("sun", "/officer/claims", "costs"),
        ("chen", "/provider/subsidies", ""),
        ("lin", "/founder/subsidies", ""),
    ],
)
async def test_subsidies_and_claims_leave_as_files(client, world, persona, path, table):
    client.sign_in(persona)

    rows = await rows_of(client, path, format="csv", lang="en", table=table)

    assert all(len(row) == len(rows[0]) for row in rows)
    assert all(" / " in name for name in rows[0])
