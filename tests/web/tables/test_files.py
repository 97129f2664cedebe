"""Tables as files: exact to the last 分, no cell a formula, headers in both languages, read back as written."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from web.i18n import use_locale
from web.tables.cells import guarded, written
from web.tables.files import MARK, chunks, csv_chunks, xlsx_file
from web.tables.table import (
    Both,
    Column,
    Drawn,
    Kind,
    Meaning,
    Report,
    Share,
    Table,
    Unit,
    amount,
)

pytestmark = pytest.mark.anyio

DRAWN = Drawn(datetime(2026, 5, 14, 16, 0, tzinfo=UTC), datetime(2026, 5, 15, 2, 0, tzinfo=UTC), "=孙 Sun")
COLUMNS = (
    Column("company", "Company"),
    Column("amount", "Amount", Kind.MONEY),
    Column("n", "Pitches", Kind.INTEGER),
    Column("share", "Firsts", Kind.SHARE),
    Column("on", "Value date", Kind.DAY),
    Column("at", "Registered", Kind.INSTANT),
)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "\u3000－1", "\ufeff=1"]


def table(rows, key="rows"):
    return Table(key, Both("明细", "Rows"), COLUMNS, rows)


def row(company="晨稷冷链", minor=12_345, n=3, share=None, on=None, at=None):
    return (company, minor, n, share, on, at)


def report(*tables):
    first = Meaning(Both("首投", "First investment"), Both("台账内首笔", "First within this ledger"))
    return Report("money", Both("资金", "Money"), tables, DRAWN, meanings=(first,))


async def as_csv(one, unit=Unit.YUAN):
    content = b"".join([part async for part in csv_chunks(one, unit)])
    assert content.startswith(MARK)
    return list(csv.reader(io.StringIO(content.removeprefix(MARK).decode(), newline="")))


async def as_bytes(one, unit=Unit.YUAN):
    return b"".join([part async for part in chunks(await xlsx_file(one, unit))])


async def as_book(one, unit=Unit.YUAN):
    return openpyxl.load_workbook(io.BytesIO(await as_bytes(one, unit)))


async def test_csv_has_headers_in_both_languages_and_exact_amounts():
    rows = [row(on=date(2026, 5, 8), at=DRAWN.as_of, share=Share(1, 3))]

    found = await as_csv(table(rows), Unit.TEN_THOUSAND)

    assert found[0][0].endswith(" / Company")
    assert found[0][1] == "金额（万元） / Amount (ten thousand yuan)"
    assert found[1] == ["晨稷冷链", "0.012345", "3", "33.33%", "2026-05-08", "2026-05-15 00:00:00"]


async def test_csv_ends_lines_and_quotes_as_rfc_4180_says():
    content = b"".join([part async for part in csv_chunks(table([row('他说"好";a,b\n下一行')]), Unit.YUAN)])

    assert content.endswith('"他说""好"";a,b\n下一行","123.45","3","","",""\r\n'.encode())


@pytest.mark.parametrize("text", DANGEROUS)
async def test_csv_text_that_could_be_a_formula_is_disarmed(text):
    found = await as_csv(table([row(text)]))

    assert found[1][0] == f"'{text}"


@given(st.text())
def test_csv_text_never_begins_a_formula(text):
    said = guarded(text)

    assert said.removeprefix("'") == text or said == text
    assert not said.lstrip(" \t\r\n\ufeff\u3000").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("unit", list(Unit))
async def test_sums_of_a_file_equal_the_sums_on_record(unit):
    minor = [1, 99, 12_345, 50_000_000, 123_456_789_012_345, 9_999_999_999_999_99]
    rows = [row(minor=one) for one in minor]

    from_csv = [Decimal(one[1]) for one in (await as_csv(table(rows), unit))[1:]]
    sheet = (await as_book(report(table(rows)), unit)).worksheets[0]
    from_xlsx = [Decimal(str(one[1].value)) for one in sheet.iter_rows(min_row=2)]

    exact = Decimal(sum(minor)).scaleb(-unit.shift)
    assert sum(from_csv) == exact
    assert sum(from_xlsx) == exact


async def test_xlsx_keeps_texts_as_texts_and_holds_no_formula():
    content = await as_bytes(report(table([row(text) for text in DANGEROUS])))

    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [one[0] for one in sheet.iter_rows(min_row=2)]
    assert [unescape(c.value) for c in cells] == DANGEROUS
    assert {c.data_type for c in cells} <= {"s", "inlineStr"}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/" in name]
    assert not [text for text in sheets if re.search(r"<f[ >]|<hyperlink", text)]


async def test_xlsx_tells_in_its_last_sheet_what_the_others_mean():
    with use_locale("en"):
        book = await as_book(report(table([row()])), Unit.THOUSAND)

    assert book.sheetnames == ["Rows", "Definitions"]
    said = {one[1]: (one[2], one[3]) for one in book["Definitions"].iter_rows(min_row=2, values_only=True)}
    assert said["As of"] == ("2026年5月15日 00:00（北京时间）", "15 May 2026, 00:00 (Beijing time)")
    assert said["Drawn by"] == ("=孙 Sun", "=孙 Sun")
    assert said["First investment"] == ("台账内首笔", "First within this ledger")
    assert said["Unit of amounts"][1] == "thousand yuan"
    assert said["Filters"] == ("无", "none")
    head = [c.value for c in book["Rows"][1]]
    assert head[0].endswith("\nCompany")
    assert head[1].endswith("\nAmount (thousand yuan)")


async def test_xlsx_reads_back_days_instants_and_shares():
    rows = [row(on=date(2026, 5, 8), at=DRAWN.as_of, share=Share(1, 4)), row(share=Share(0, 0))]

    sheet = (await as_book(report(table(rows)))).worksheets[0]

    found = [one.value for one in sheet[2]]
    assert found[3] == 0.25
    assert [one.isoformat() for one in found[4:]] == ["2026-05-08T00:00:00", "2026-05-15T00:00:00"]
    assert [one.value for one in sheet[3]][3:] == [None, None, None]


async def test_xlsx_holds_texts_that_xml_and_excel_refuse():
    sheet = (await as_book(report(table([row("a\x00b\x1f"), row("\ufffe"), row("长" * 40_000)])))).worksheets[
        0
    ]

    found = [one[0].value for one in sheet.iter_rows(min_row=2)]
    assert found[1] == "\ufffd"
    assert len(found[2]) == 32_767


async def test_sheets_of_the_same_name_are_told_apart():
    book = await as_book(report(table([row()]), table([row()], "more")))

    assert book.sheetnames == ["明细", "明细 2", "定义"]


async def test_rows_from_an_open_cursor_are_read_once_and_in_order():
    async def cursor():
        for n in range(1_203):
            yield row(n=n)

    found = await as_csv(table(cursor()))
    sheet = (await as_book(report(table(cursor())))).worksheets[0]

    assert [one[2] for one in found[1:]] == [str(n) for n in range(1_203)]
    assert [one[2].value for one in sheet.iter_rows(min_row=2)] == list(range(1_203))


def test_an_amount_that_is_no_integer_is_refused():
    with pytest.raises(TypeError):
        written(Decimal("1.5"), Kind.MONEY, Unit.YUAN)
    with pytest.raises(TypeError):
        written(1.5, Kind.INTEGER, Unit.YUAN)  # type: ignore[arg-type] # what the test is about


@given(st.integers(min_value=-(10**15), max_value=10**15), st.sampled_from(list(Unit)))
def test_amounts_are_exact_in_every_unit(minor, unit):
    found = amount(minor, unit)

    assert found.scaleb(unit.shift) == minor
    assert int(Decimal(f"{found:f}").scaleb(unit.shift)) == minor
