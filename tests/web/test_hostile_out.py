"""Hostile texts on their way out: the same text again, and nothing else, from every kind of answer.

Only what forms let in can get this far (`test_hostile_forms.py`), so the texts here are as they are kept.
"""

from __future__ import annotations

import csv
import dataclasses
import email
import email.policy
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from icalendar import Calendar
from openpyxl.utils.escape import unescape
from pypdf import PdfReader

from models.repositories.events import EventRepository
from tests.hostile import HOSTILE
from tests.web.test_hostile_forms import Parsed
from tests.world import NOW, World
from web.forms.base import blank
from web.i18n import use_locale
from web.mailer import Mail, SmtpMailer
from web.paper.sheet import Row, Sheet, Words
from web.paper.typeset import typeset
from web.render import environment
from web.services.calendars import site_calendar
from web.tables.cells import guarded
from web.tables.files import MARK, csv_chunks, xlsx_file
from web.tables.table import Both, Column, Drawn, Report, Table, Unit

pytestmark = pytest.mark.anyio

KEPT = [h for h in HOSTILE if not h.refused(lines=True) and h.kept]
ONE_LINE = [h for h in HOSTILE if not h.refused(lines=False) and h.kept]
TABLE = Table("texts", Both("文字", "Texts"), (Column("text", "Text"),), [(h.kept,) for h in KEPT])
PIECES = """
{% import "components/ui.html" as ui %}
{% call ui.card(text, href="/x?" ~ {"q": text}|urlencode, lang="zh") %}{{ text }}{% endcall %}
{{ ui.field(form, "name", "Name") }}
{{ ui.textarea(form, "problem", "Problem") }}
{{ ui.tag(text) }}{{ ui.prose(text, "zh") }}
{{ ui.party_line(text, "person", text) }}
{{ ui.reason_line(text, pair={'left': text, 'left_lang': 'zh', 'right': text, 'right_lang': 'en'}) }}
{% trans text=text %}about {{ text }}{% endtrans %}
"""


def test_there_are_at_least_three_hundred_different_texts() -> None:
    assert len({h.text for h in HOSTILE}) >= 300
    assert len(KEPT) >= 300


@pytest.mark.parametrize("family", sorted({h.family for h in KEPT}))
def test_html_says_the_text_and_holds_nothing_of_it(family: str) -> None:
    template = environment().from_string(PIECES)
    for hostile in (h for h in KEPT if h.family == family):
        with use_locale("en"):
            page = Parsed(
                template.render(
                    text=hostile.kept,
                    form=blank({"name": hostile.kept, "problem": hostile.kept}),
                    locale="en",
                )
            )

        assert page.intruders == [], str(hostile)
        # A browser drops the one line break that may follow the beginning of a text area.
        values = [a["value"] for tag, a in page.elements if tag == "input"]
        assert values == [hostile.kept], str(hostile)
        assert page.shows(hostile.kept), str(hostile)
        assert {tag for tag, _ in page.elements} <= {
            "section", "div", "h2", "a", "label", "input", "textarea", "span", "p", "svg", "use", "q", "b",
        }, str(hostile)  # fmt: skip


async def test_csv_holds_each_text_in_one_cell_and_none_as_a_formula() -> None:
    content = b"".join([part async for part in csv_chunks(TABLE, Unit.YUAN)])

    rows = list(csv.reader(io.StringIO(content.removeprefix(MARK).decode(), newline="")))[1:]
    assert [row[0] for row in rows] == [guarded(h.kept) for h in KEPT]
    assert [row[0].removeprefix("'") for row in rows] == [h.kept.removeprefix("'") for h in KEPT]
    assert not any(row[0].startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) for row in rows)


async def test_xlsx_holds_each_text_as_text() -> None:
    drawn = Drawn(NOW, NOW, "=孙 Sun")

    file = await xlsx_file(Report("texts", Both("文字", "Texts"), (TABLE,), drawn), Unit.YUAN)

    with file:
        sheet = openpyxl.load_workbook(file).worksheets[0]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [unescape(cell.value) for cell in cells] == [h.kept for h in KEPT]


async def test_calendar_holds_each_text_in_one_entry(world_conn: Any, world: World) -> None:
    (event,) = await EventRepository(world_conn).by_ids([world.event["zhao"]])
    events = [
        dataclasses.replace(event, id=n, title_zh=h.kept, title_en=h.kept)  # type: ignore[arg-type] # a plain number
        for n, h in enumerate(KEPT)
    ]

    with use_locale("zh"):
        content = site_calendar(events, "https://shoutou.test").content

    entries = Calendar.from_ical(content).walk("VEVENT")
    assert len(entries) == len(KEPT)
    # A calendar keeps no mark of byte order at the beginning.
    said = [_squeezed(h.kept.removeprefix("\ufeff")) for h in KEPT]
    assert [_squeezed(str(entry["SUMMARY"])) for entry in entries] == said
    assert not any("ATTENDEE" in entry for entry in entries)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize("family", sorted({h.family for h in KEPT}))
def test_mail_says_the_text_and_has_no_other_header(family: str) -> None:
    mailer = SmtpMailer("smtp://localhost", "Shoutou <site@shoutou.test>")
    plain = set(mailer.compose(_mail("x")).keys())
    for hostile in (h for h in KEPT if h.family == family):
        written = mailer.compose(_mail(hostile.kept)).as_bytes()

        read = email.message_from_bytes(written, policy=email.policy.default)
        assert set(read.keys()) == plain, str(hostile)
        assert _squeezed(str(read["Subject"])) == _squeezed(hostile.kept), str(hostile)
        assert read["To"] == "lin@example.test", str(hostile)
        body = read.get_body(("plain",))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n").rstrip("\n") == hostile.kept, str(hostile)


def _mail(text: str) -> Mail:
    return Mail("key", "lin@example.test", text, text, "zh")


def test_pdf_says_every_text_that_its_font_can_draw() -> None:
    short = [h for h in ONE_LINE if len(h.kept) < 200]
    rows = tuple(Row(f"{n}", (Words(h.kept), Words("x"))) for n, h in enumerate(short))
    sheet = Sheet(
        "en", Words("<x-hostile>"), (), (), "Day", ("Time", "What", "Where"), rows, "", "", (), (), ""
    )

    content = typeset(
        [sheet], title="=1+1", locale="en", made_at=datetime(2026, 7, 1, tzinfo=UTC), fonts=Path("/none")
    )

    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    drawable = [h for h in short if h.kept.isascii()]
    missing = [str(h) for h in drawable if re.sub(r"\s+", "", h.kept) not in text]
    assert len(drawable) >= 150
    assert missing == []
