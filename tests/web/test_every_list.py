"""Every list of the product leaves as CSV and XLSX, for the same reader, or stands below with the reason why not."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import urlencode

import openpyxl
import pytest

from tests.web.test_every_page import PAGES, reader
from tests.web.test_every_route import path_of
from web.pages.lists import all_listings
from web.tables.cells import guarded

pytestmark = pytest.mark.anyio

# What makes a page a list: a table, or cards in a row.
LIST = re.compile(r'<table class="table|<(?:ul|ol) class="plain stack">')
FILE = re.compile(r'href="([^"]*[?&;]format=(csv|xlsx)[^"]*)"')
ONE = "one thing and its own history, no list"
PART = "shows a part of lists that have files of their own"
WITHOUT = {
    "account.consents": "leaves with everything about a person",
    "admin.person": ONE,
    "admin.rule": ONE,
    "claims.show": ONE,
    "deals.show": ONE,
    "organiser.provider": ONE,
    "subsidies.case": ONE,
    "passports.shared": "a document, which leaves as PDF and JSON",
    "organiser.sheets": "sheets of paper, which leave as PDF",
    "imports.show": "what is wrong with a file leaves as CSV; where nothing is, there is nothing to take",
    "founder.openings": "what would change if a field did: proposals to press, not rows",
    "organisations.join": "answers to one name; a list to take away would tell who is here",
    "organiser.late": "a desk for the day",
    "organiser.standby": "a desk for the day",
    "provider.waiting": "what to do meanwhile, no rows",
    "public.components": "samples",
    "public.event": PART,
    "public.home": PART,
    "public.space": PART,
}


async def test_every_list_leaves_as_a_file_for_its_reader(client, world) -> None:
    missing, wrong = [], []
    for expect in PAGES:
        client.sign_in(reader(expect))
        query = urlencode(dict(expect.query(world))) if expect.query else ""
        path = path_of(expect.route, expect.params(world)) + (f"?{query}" if query else "")
        html = (await client.get(path)).text
        main = html.partition("<main")[2].partition("</main>")[0]
        links = {form: unescape(href) for href, form in reversed(FILE.findall(main))}
        if {"csv", "xlsx"} <= set(links):
            wrong += [f"{expect.route}: {why}" for why in await problems(client, path, links)]
        elif LIST.search(main) and expect.route not in WITHOUT:
            missing.append(expect.route)

    assert (sorted(set(missing)), wrong) == ([], [])
    assert WITHOUT.keys() <= {e.route for e in PAGES}


async def problems(client, path, links):
    """What is wrong with the files of a page."""
    sent = {form: await client.get(href) for form, href in links.items()}
    if [s.status_code for s in sent.values()] != [200, 200]:
        return [f"{form} answers {s.status_code}" for form, s in sent.items()]
    found = []
    head, *rows = csv.reader(io.StringIO(sent["csv"].content.decode("utf-8-sig")))
    if not all(" / " in h for h in head):
        found.append(f"headers in one language: {head}")
    if len(set(head)) != len(head):
        found.append(f"a header twice: {head}")
    found += [f"a formula: {cell!r}" for row in rows for cell in row if guarded(cell) != cell]
    book = openpyxl.load_workbook(io.BytesIO(sent["xlsx"].content))
    if [s for s in book.worksheets[0].iter_rows() if any(c.data_type == "f" for c in s)]:
        found.append("a formula in the workbook")
    if book.worksheets[0].max_row != len(rows) + 1:
        found.append(f"{book.worksheets[0].max_row - 1} rows in the workbook, {len(rows)} in CSV")
    return found


@pytest.mark.parametrize("path", ["/organiser/providers", "/admin/people", "/provider/matches"])
async def test_file_is_refused_to_whom_its_page_is(client, path) -> None:
    nobody = await client.get(f"{path}?format=csv")
    qian = await client.sign_in("qian").get(f"{path}?format=csv")

    assert (nobody.status_code, qian.status_code) == (303, 403)


async def test_file_has_the_filters_of_its_page_and_all_its_pages(client, world_conn) -> None:
    await world_conn.execute(
        "insert into person (email, name, locale, created_at) "
        "select 'many' || n || '@example.test', '=many ' || n, 'zh', now() from generate_series(1, 120) n"
    )
    client.sign_in("gao")

    whole = await client.get("/admin/people?q=many&page=2&format=csv&lang=en")
    few = await client.get("/admin/people?q=many7&format=csv")
    wrong = await client.get("/admin/people?format=pdf")

    rows = list(csv.reader(io.StringIO(whole.content.decode("utf-8-sig"))))
    assert len(rows) == 121
    assert {row[1][:6] for row in rows[1:]} == {"'=many"}
    assert len(few.content.splitlines()) == 12
    assert wrong.status_code == 404


def test_lists_name_their_files_and_columns_once() -> None:
    for page, listing in all_listings().items():
        assert re.fullmatch(r"[a-z-]+", listing.name), page
        for table in listing.tables:
            keys = [c.key for c in table.columns]
            assert len(keys) == len(set(keys)), (page, keys)
