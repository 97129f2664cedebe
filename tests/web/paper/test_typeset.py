"""Sheets in print: the right words on the right pages, tagged, and never a blank box."""

from __future__ import annotations

import dataclasses
import re
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import segno
from pypdf import PdfReader

from web.paper import typeset as printing
from web.paper.codes import qr_svg
from web.paper.sheet import Code, Fact, Row, Sheet, Words
from web.paper.typeset import GETA, NoChineseFont, chinese_family, typeset

NOW = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
URL = "https://shoutou.test/events/3/my-plan"
NOWHERE = Path("/no/such/folder")


def sheet(name: str = "林晨", *, locale: str = "zh", rows: int = 6, **change: object) -> Sheet:
    one = Sheet(
        locale,
        Words(name),
        (Words("晨稷冷链", "zh"), Words("Chenji Cold Chain", "en")),
        (Fact("时间", Words("2026年7月1日 09:00–17:00（北京时间）")), Fact("最新日程", Words(URL), URL)),
        "您的日程",
        ("时间", "内容", "地点"),
        tuple(
            Row(
                f"{9 + n}:00–{9 + n}:20",
                (Words("与 Yangtze Angels 洽谈"), Words(f"{n + 1} 号桌")),
                Words("关于：果园冷库"),
            )
            for n in range(rows)
        ),
        "目前没有安排。",
        "接下来",
        ("入场时出示“入场码”，或报姓名。",),
        (Code("3K7QHM2WXA", "入场码", "3K7QH-M2WXA"), Code(URL, "最新", "点按或扫描", URL)),
        "七月路演 · 第 1 版",
    )
    return dataclasses.replace(one, **change)  # type: ignore[arg-type] # fields by name


def printed(*sheets: Sheet, locale: str = "zh") -> PdfReader:
    return PdfReader(BytesIO(typeset(sheets, title="七月路演", locale=locale, made_at=NOW, fonts=NOWHERE)))


def test_sheet_tells_its_words_in_their_order():
    (page,) = printed(sheet()).pages

    lines = page.extract_text().splitlines()

    assert lines[:3] == ["林晨", "晨稷冷链", "Chenji Cold Chain"]
    assert "时间 2026年7月1日 09:00–17:00（北京时间）" in lines
    assert "与 Yangtze Angels 洽谈" in page.extract_text()
    assert "入场时出示“入场码”，或报姓名。" in page.extract_text()


def test_each_sheet_begins_a_page_of_its_own():
    reader = printed(sheet("林晨"), sheet("王天使"), sheet("Anna Wu", locale="en"))

    assert [p.extract_text().splitlines()[0] for p in reader.pages] == ["林晨", "王天使", "Anna Wu"]


def test_long_day_goes_on_under_its_headings():
    reader = printed(sheet(rows=40))

    assert len(reader.pages) > 1
    assert all("时间 内容 地点" in p.extract_text() for p in reader.pages)


def test_pdf_is_tagged_titled_and_says_its_language():
    reader = printed(sheet(locale="en"), locale="en")
    root: Any = reader.trailer["/Root"]

    assert reader.metadata is not None
    assert reader.metadata.title == "七月路演"
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"].value
    assert "/StructTreeRoot" in root
    (page,) = reader.pages
    assert [float(side) for side in page.mediabox[2:]] == pytest.approx([595.28, 841.89], abs=0.1)


def test_code_and_address_lead_to_the_live_plan():
    (page,) = printed(sheet()).pages

    links = [a.get_object()["/A"]["/URI"] for a in page.annotations or ()]

    assert links == [URL, URL]


def dots(svg: str, border: int) -> list[list[int]]:
    """The dark places that a drawing's path goes over, row by row."""
    [path] = re.findall(r'<path[^>]* d="([^"]+)"', svg.replace('class="qrline"', ""))[-1:]
    rows: dict[int, set[int]] = {}
    x, y = 0.0, 0.0
    for act, numbers in re.findall(r"([Mmh])([^Mmh]+)", path):
        values = [float(n) for n in re.findall(r"-?[\d.]+", numbers)]
        if act == "h":
            rows.setdefault(int(y), set()).update(range(int(x), int(x + values[0])))
            x += values[0]
        else:
            x, y = (values[0], values[1]) if act == "M" else (x + values[0], y + values[1])
    size = max(rows) + 1 - border
    return [[int(c + border in rows.get(r + border, set())) for c in range(size)] for r in range(size)]


@pytest.mark.parametrize("content", [URL, "3K7QHM2WXA"])
def test_code_draws_what_it_says(content):
    drawn = qr_svg(content)

    expected = segno.make(content, error="q", micro=False)
    assert dots(drawn, 2) == [list(row) for row in expected.matrix]
    assert expected.error in {"Q", "H"}


def test_character_that_no_font_draws_is_marked_and_never_a_box():
    (page,) = printed(sheet("林晨\U0001f680\ue123")).pages

    assert page.extract_text().splitlines()[0] in {f"林晨{GETA}{GETA}", f"林晨{GETA}\ue123"}


def test_without_a_chinese_font_there_is_no_pdf(monkeypatch, tmp_path):
    import typst

    monkeypatch.setattr(printing, "_fonts", lambda folder: typst.Fonts(include_system_fonts=False))

    with pytest.raises(NoChineseFont):
        typeset([sheet()], title="x", locale="zh", made_at=NOW, fonts=tmp_path)


def test_bundled_font_serves_where_the_system_has_none(monkeypatch, tmp_path):
    import typst

    monkeypatch.setattr(
        printing,
        "_fonts",
        lambda folder: typst.Fonts(
            include_system_fonts=False,
            font_paths=[str(Path(printing.__file__).parent), *printing.font_folders(folder)],
        ),
    )

    assert chinese_family(tmp_path) == "Noto Sans SC"


def test_same_sheets_give_the_same_bytes():
    first = typeset([sheet()], title="x", locale="zh", made_at=NOW, fonts=NOWHERE)

    assert typeset([sheet()], title="x", locale="zh", made_at=NOW, fonts=NOWHERE) == first


def test_hundred_people_take_a_few_seconds():
    sheets = [sheet(f"与会者{n}", rows=10) for n in range(100)]

    # The processor's time: how long it takes on a machine that does nothing else.
    began = time.process_time()
    content = typeset(sheets, title="七月路演", locale="zh", made_at=NOW, fonts=NOWHERE)
    took = time.process_time() - began

    assert len(PdfReader(BytesIO(content)).pages) == 100
    assert took < 10
