"""Columns: found by key or by name in either language, templates that can be brought back as they are."""

from __future__ import annotations

import pytest

from models.entities.ids import OrganisationId
from models.entities.imports import ImportKind
from models.entities.pitches import SpaceChoice
from models.entities.vocabulary import FounderCategory, Instrument, Stage
from tests.web.imports.files import as_csv, as_xlsx
from tests.web.imports.hostile import CONTROL, HARMLESS
from web.i18n import LOCALES, use_locale
from web.imports.columns import COLUMNS, mapping_of, recognised
from web.imports.parsing import mapping_problems, parse_file
from web.imports.reading import read_sheet
from web.tables.table import both

PITCHES, PEOPLE = ImportKind.PITCHES, ImportKind.PARTICIPANTS


def parsed(kind, rows, locale="zh", spaces=()):
    sheet = read_sheet(as_csv(rows))
    with use_locale(locale):
        return parse_file(kind, sheet, mapping_of(kind, sheet.headers), spaces)


@pytest.mark.parametrize("kind", list(ImportKind))
def test_every_column_is_found_by_key_and_by_its_name_in_both_languages(kind) -> None:
    for one in COLUMNS[kind]:
        name = both(one.header)
        for header in (
            one.key,
            name.zh,
            name.en,
            f"{name.zh} / {name.en}",
            f"{name.zh}\n{name.en}",
            *one.also,
        ):
            assert recognised(kind, header) == one.key, header


@pytest.mark.parametrize("kind", list(ImportKind))
@pytest.mark.parametrize("locale", LOCALES)
def test_example_row_of_every_template_can_be_taken(kind, locale) -> None:
    columns = COLUMNS[kind]
    example = [c.example_zh if locale == "zh" else c.example_en for c in columns]
    headers = [f"{both(c.header).zh}\n{both(c.header).en}" for c in columns]
    sheet = read_sheet(as_xlsx([headers, example]))

    with use_locale(locale):
        mapping = mapping_of(kind, sheet.headers)
        found = parse_file(kind, sheet, mapping, [])

        assert mapping_problems(kind, mapping) == []
    assert found.problems == []
    assert [r.number for r in found.rows] == [2]


def test_words_of_either_language_become_codes() -> None:
    found = parsed(
        PITCHES,
        [
            [
                "企业名称",
                "邮箱",
                "项目",
                "阶段",
                "founder category",
                "寻求",
                "股权融资下限",
                "众创空间",
                "language",
            ],
            [
                "晨稷",
                "LIN@example.test",
                "预冷箱",
                "种子期",
                "Youth and students",
                "贷款；equity",
                "50万",
                "五洲",
                "英文",
            ],
            ["晨稷", "lin@example.test", "预冷箱二", "Seed", "youth", "Equity", "500,000", "五洲", "en"],
        ],
        spaces=[SpaceChoice(OrganisationId(7), "五洲")],
    )
    wrong = {(p.row, p.column) for p in found.problems}
    first = next((r.value for r in found.rows if r.number == 3), None)

    assert wrong <= {(2, "stage"), (2, "seeks"), (2, "lang"), (2, "equity_min")}
    assert first is not None
    assert first.email == "lin@example.test"
    assert (first.draft.stage, first.draft.main_category) == (Stage.SEED, FounderCategory.YOUTH)
    assert first.draft.space_id == 7
    assert [(s.instrument, s.amount_min) for s in first.draft.seeks] == [(Instrument.EQUITY, 50_000_000)]


def test_problems_name_row_and_column_in_the_readers_language() -> None:
    rows = [["name", "email", "locale"], ["林", "nobody", "zh"], ["", "lin@example.test", "klingon"]]

    zh, en = (parsed(PEOPLE, rows, locale).problems for locale in LOCALES)

    assert {(p.row, p.column) for p in en} == {(2, "email"), (3, "name"), (3, "locale")}
    assert [p.text for p in en if p.row == 2] == ["This is not a mail address we can write to."]
    assert all(any("\u4e00" <= c <= "\u9fff" for c in p.text) for p in zh)


def test_control_characters_are_refused_in_their_cell() -> None:
    rows = [["name", "email"], *[[f"a{c}b", f"p{n}@example.test"] for n, c in enumerate(CONTROL)]]

    found = parsed(PEOPLE, rows)

    # A line break of some kind ends a cell's line but no row; all others are said of the name.
    assert {(p.row, p.column) for p in found.problems} == {(n, "name") for n in range(2, len(CONTROL) + 2)}
    assert found.rows == []


def test_three_hundred_odd_texts_come_in_unchanged() -> None:
    import unicodedata

    assert len(HARMLESS) >= 300
    rows = [["企业", "金额", "date"], *[[text, "50万", "2015年5月4日"] for text in HARMLESS]]

    for content in (
        as_csv(rows),
        as_csv(rows, "gb18030"),
        as_xlsx([[c if c[:1] != "=" else f" {c}" for c in r] for r in rows]),
    ):
        sheet = read_sheet(content)
        with use_locale("en"):
            found = parse_file(
                ImportKind.OWN_DEALS, sheet, mapping_of(ImportKind.OWN_DEALS, sheet.headers), []
            )
        came = [r.value.deal.company_name for r in found.rows]
        assert found.problems == []
        assert came == [unicodedata.normalize("NFC", text.replace("\r", "\n")).strip() for text in HARMLESS]


def test_text_of_ten_thousand_characters_is_an_error_of_its_cell() -> None:
    found = parsed(PEOPLE, [["name", "email"], ["长" * 10_000, "lin@example.test"]], "en")

    assert [(p.row, p.column) for p in found.problems] == [(2, "name")]
    assert "10000" in found.problems[0].text


def test_missing_and_doubled_columns_are_said_of_the_file() -> None:
    with use_locale("en"):
        assert mapping_problems(PEOPLE, ["name", ""]) == [
            "No column is read as “Mail address”, which every row needs."
        ]
        assert mapping_problems(PEOPLE, ["name", "email", "name"]) == ["Two columns are read as “Name”."]
