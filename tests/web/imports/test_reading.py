"""Reading files: every encoding that spreadsheets write, nothing evaluated, nothing unpacked without end."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.errors import Invalid
from tests.web.imports.files import as_csv, as_xlsx
from web.i18n import use_locale
from web.imports import reading
from web.imports.reading import MOST_COLUMNS, MOST_ROWS, read_sheet
from web.tables.cells import guarded

ROWS = [["企业", "金额"], ["晨稷冷链", "50万"], ["", ""], ["a;b", 'say "hi",\nnow']]


def code_of(content: bytes) -> str:
    with pytest.raises(Invalid) as error:
        read_sheet(content)
    assert error.value.field == "file"
    return error.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_with_every_separator(encoding, delimiter) -> None:
    sheet = read_sheet(as_csv(ROWS, encoding, delimiter))

    assert sheet.headers == ("企业", "金额")
    assert [(r.number, r.cells) for r in sheet.rows] == [
        (2, ("晨稷冷链", "50万")),
        (4, ("a;b", 'say "hi",\nnow')),
    ]


def test_workbook_cells_read_as_a_person_would_type_them() -> None:
    content = as_xlsx(
        [
            ["text", "whole", "part", "day", "instant", "yes"],
            ["007", 500000, 1234.5, date(2015, 5, 15), datetime.fromisoformat("2015-05-15T09:30"), True],
            [None, 1e15, 0.1, None, None, False],
        ]
    )

    sheet = read_sheet(content)

    assert sheet.rows[0].cells == ("007", "500000", "1234.5", "2015-05-15", "2015-05-15T09:30", "yes")
    assert sheet.rows[1].cells == ("", "1000000000000000", "0.1", "", "", "no")


def test_formula_and_error_are_problems_of_their_cells_and_are_not_evaluated() -> None:
    book = openpyxl.Workbook()
    book.active.append(["name", "amount"])
    book.active.append(["桃", "=1+1"])
    book.active["B3"] = "#REF!"
    book.active["B3"].data_type = "e"
    out = io.BytesIO()
    book.save(out)

    sheet = read_sheet(out.getvalue())

    assert sheet.rows[0].problems == {1: ("import_formula", {})}
    assert sheet.rows[1].problems == {1: ("import_error_cell", {"text": "#REF!"})}


def test_row_wider_than_its_headers_is_a_problem_not_a_guess() -> None:
    sheet = read_sheet(b"name,email\nLin,lin@example.test,extra\n")

    assert sheet.rows[0].problems == {2: ("import_extra_cells", {})}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_empty"),
        (b"name,email\n", "import_empty"),
        (b"\n\n,,\n", "import_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "import_old_excel"),
        (b"PK\x03\x04 no archive", "import_not_a_table"),
        (b"\x81\x30\xff\xff\xff", "import_encoding"),
        (b'name\n"never ends\n', "import_bad_csv"),
        (b"name\n" + b"x\n" * (MOST_ROWS + 1), "import_too_many_rows"),
        (b"name\n" + b"\n" * (5 * MOST_ROWS), "import_too_many_rows"),
        (b"," * (MOST_COLUMNS + 5) + b"x\ny\n", "import_too_many_columns"),
    ],
)
def test_what_cannot_be_read_says_why(content, code) -> None:
    assert code_of(content) == code


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def test_swollen_archive_is_refused_before_it_is_unpacked(monkeypatch) -> None:
    monkeypatch.setattr(reading, "_Reader", lambda *_, **__: pytest.fail("was unpacked"))

    assert code_of(archive({"xl/worksheets/sheet1.xml": b" " * (8 * 1024 * 1024)})) == "import_swollen"
    assert code_of(archive({f"part{n}": b"" for n in range(600)})) == "import_swollen"


def test_entities_are_refused_before_any_parser_sees_them(monkeypatch) -> None:
    monkeypatch.setattr(reading, "_Reader", lambda *_, **__: pytest.fail("was parsed"))
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'

    assert code_of(archive({"xl/workbook.xml": bomb})) == "import_not_a_table"
    assert code_of(archive({"xl/workbook.xml": bomb.decode().encode("utf-16")})) == "import_not_a_table"


def test_archive_that_is_no_workbook_is_said_to_be_none() -> None:
    assert code_of(archive({"word/document.xml": b"<a/>"})) == "import_not_a_table"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(noise) -> None:
    whole = as_xlsx([["name"], ["x"]])
    for content in (noise, b"PK\x03\x04" + noise, whole[:200] + noise + whole[200:]):
        # Any other error than one with words would leave this test.
        with suppress(Invalid):
            read_sheet(content)


# Blanks alone say nothing: a reader of rows takes them for an empty cell.
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30).filter(
    lambda t: not t.startswith("'") and (not t or t.strip())
)


@settings(max_examples=60, deadline=None)
@example([("", "a ")])
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_what_our_own_files_guard_comes_back_as_it_was(rows) -> None:
    # A first cell that is never empty keeps each row a row.
    written = [["key", "a", "b"], *[["k", guarded(a), guarded(b)] for a, b in rows]]

    with use_locale("en"):
        sheet = read_sheet(as_csv(written))

    assert [r.cells for r in sheet.rows] == [("k", a, b) for a, b in rows]


def test_text_in_several_styles_reads_as_one() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    bold, sheet = book.add_format({"bold": True}), book.add_worksheet()
    sheet.write_string(0, 0, "项目")
    sheet.write_rich_string(1, 0, "田头", bold, "预冷", "箱 <&>")
    sheet.write_string(2, 0, "_x0041_")
    book.close()

    rows = read_sheet(file.getvalue()).rows

    assert [row.cells for row in rows] == [("田头预冷箱 <&>",), ("_x0041_",)]
