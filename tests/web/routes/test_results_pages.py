"""Results over HTTP: each number leads to its rows at the same instant, and the page leaves as files."""

from __future__ import annotations

import csv
import html
import io
import re

import openpyxl
import pytest

pytestmark = pytest.mark.anyio


def links(text: str) -> list[str]:
    return [html.unescape(href) for href in re.findall(r'href="(/officer/results/rows\?[^"]+)"', text)]


async def test_every_number_leads_to_rows_at_the_same_instant(client):
    client.sign_in("sun")

    page = await client.get("/officer/results", params={"as_of": "2026-05-14", "year": "2026", "lang": "en"})

    found = links(page.text)
    assert len(found) > 15
    assert all("as_of=2026-05-14" in href for href in found)
    for href in sorted(set(found)):
        rows = await client.get(href)
        assert rows.status_code == 200, href
        assert "As of 14 May 2026, 23:59 (Beijing time)." in rows.text


async def test_sums_and_shares_lead_to_rows_as_counts_do(client):
    client.sign_in("sun")

    page = (await client.get("/officer/results", params={"lang": "en"})).text

    def linked(id_: str) -> list[str]:
        part = re.search(rf'id="{id_}".*?</section>', page, re.DOTALL)
        assert part is not None
        return [
            words for _, words in re.findall(r'<a href="(/officer/results/rows[^"]+)">(.*?)</a>', part[0])
        ]

    assert any("%" in words for words in linked("loan-rate"))
    assert linked("time-to-first")
    assert any("amount" in words for words in linked("years"))


async def test_a_past_day_is_printed_and_a_later_one_refused(client):
    client.sign_in("sun")

    past = await client.get("/officer/results", params={"as_of": "2026-05-14", "lang": "zh"})
    later = await client.get("/officer/results", params={"as_of": "2031-01-01", "lang": "en"})

    assert "这是平台截至 2026年5月14日 23:59（北京时间） 的情况" in past.text
    assert later.status_code == 422


async def test_unknown_filters_are_errors_of_their_field(client):
    client.sign_in("sun")

    page = await client.get("/officer/results", params={"district": "atlantis", "definition": "mine-9"})
    rows = await client.get("/officer/results/rows", params={"measure": "everything"})

    assert page.status_code == 422
    assert page.text.count('aria-invalid="true"') == 2
    assert rows.status_code == 404


async def test_files_hold_the_figures_of_the_page_and_what_they_mean(client):
    client.sign_in("sun")

    answer = await client.get("/officer/results", params={"format": "xlsx", "lang": "en"})
    funnel = await client.get("/officer/results", params={"format": "csv", "table": "funnel"})
    page = await client.get("/officer/results", params={"lang": "en"})

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[-1] == "Definitions"
    said = {row[1]: row[3] for row in book["Definitions"].iter_rows(min_row=2, values_only=True)}
    assert said["First-loan rate"].startswith("First-time borrowers of a year")
    assert "more than 30 new incubators" in said["Target: Host spaces"]
    rows = list(csv.reader(io.StringIO(funnel.content.decode("utf-8-sig"), newline="")))
    submitted = next(row[2] for row in rows if row[1] == "Pitches submitted")
    assert re.search(rf"Pitches submitted</a>.*?chart-number\">{submitted}<", page.text, re.DOTALL)


async def test_an_event_leads_its_organiser_to_what_followed(client, world):
    client.sign_in("zhao")
    event = world.event["zhao"]

    report = await client.get(f"/reports/event/{event}")
    outcome = await client.get(f"/results/events/{event}", params={"lang": "zh"})
    file = await client.get(f"/results/events/{event}", params={"format": "csv", "table": "within"})

    assert f'href="/results/events/{event}"' in report.text
    assert "并不证明因活动而来" in outcome.text
    assert len(file.content.decode("utf-8-sig").strip().splitlines()) == 5


async def test_rows_behind_a_number_leave_as_the_page_tells_them_whichever_page_is_open(client, monkeypatch):
    client.sign_in("sun")
    page = (await client.get("/officer/results", params={"lang": "en"})).text

    for href in sorted({re.sub(r"&definition=[^&]*", "", h) for h in links(page)}):
        shown = (await client.get(href)).text
        names = re.findall(r'<th scope="row"[^>]*>(?:<a [^>]*>)?([^<]*)', shown)
        with monkeypatch.context() as small:
            small.setattr("web.services.results.ROWS_A_PAGE", 1)
            file = await client.get(f"{href}&after=1&format=csv")
        _head, *rows = csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline=""))
        assert [html.unescape(n).strip() for n in names] == [row[0] or "—" for row in rows], href
        assert html.escape(f"{href}&format=csv") in shown
    assert (await client.get(f"{href}&format=xlsx")).headers["content-type"].endswith("sheet")


async def test_rows_of_a_group_that_is_too_small_stay_closed_as_a_file_and_to_other_roles(client):
    group = {"measure": "founder", "category": "youth"}
    client.sign_in("sun")

    answers = [
        (await client.get("/officer/results/rows", params={**group, **more})).status_code
        for more in ({}, {"format": "csv"}, {"format": "xlsx"})
    ]
    everyone = await client.get("/officer/results/rows", params={"measure": "founder", "format": "csv"})
    client.sign_in("zhao")
    other = await client.get("/officer/results/rows", params={"measure": "founder", "format": "csv"})

    assert answers == [404, 404, 404]
    assert (everyone.status_code, other.status_code) == (200, 403)
