"""Sheets of paper over HTTP: the right people's days in the right language, and what happens without a font."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.conftest import client_for
from tests.web.services.event_stories import START, released
from web.paper import typeset as printing
from web.services.delays import apply_delay
from web.services.door import door_code, written_code

pytestmark = pytest.mark.anyio


def texts(answer) -> list[str]:
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "private, no-store"
    return [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]


@pytest.fixture
async def http(settings, world_db, clock, files):
    async with client_for(settings, world_db, clock, files) as found:
        yield found


async def test_own_sheet_holds_one_s_own_day_in_either_language(
    http, world_db, clock, world, settings
) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    http.sign_in("wang")

    (zh,) = texts(await http.get(f"/events/{event_id}/my-plan/zh.pdf"))
    (en,) = texts(await http.get(f"/events/{event_id}/my-plan/en.pdf"))

    assert zh.splitlines()[:2] == ["Wang", "王天使"]
    assert "与 晨稷冷链 洽谈" in zh
    assert "2026年7月1日 09:00–17:00（北京时间）" in zh
    assert "Meeting with 晨稷冷链" in en
    assert "1 Jul 2026 09:00–17:00 (Beijing time)" in en
    assert "江南银行" not in zh
    code = written_code(door_code(settings, event_id=event_id, person_id=world.person["wang"]))
    assert code in zh
    assert code in en


async def test_bundle_has_a_page_a_person_each_in_their_language(
    http, world_db, world_conn, clock, world
) -> None:
    await world_conn.execute("update person set locale = 'en' where id = $1", world.person["qian"])
    _, event_id, _ = await released(world_db, clock, world)
    http.sign_in("zhao")

    pages = texts(await http.get(f"/organiser/events/{event_id}/sheets/people/own.pdf"))

    days = {page.splitlines()[0]: page for page in pages}
    assert sorted(days) == ["Chen", "Lin", "Qian", "Wang"]
    assert ["您的日程" in days[name] for name in ("Chen", "Lin", "Wang")] == [True, True, True]
    assert "Your day" in days["Qian"]
    listed = await http.get(f"/organiser/events/{event_id}/sheets/people", params={"lang": "en"})
    assert "4 sheets are ready." in listed.text
    assert listed.text.count('<article class="handout"') == 4


async def test_table_sheets_tell_who_meets_where(http, world_db, clock, world) -> None:
    _, event_id, plan_id = await released(world_db, clock, world)
    http.sign_in("zhao")
    async with world_db.read() as conn:
        meetings = await conn.fetch("select table_no from plan_meeting where plan_id = $1", plan_id)

    pages = texts(await http.get(f"/organiser/events/{event_id}/sheets/tables/zh.pdf"))
    (one,) = texts(await http.get(f"/organiser/events/{event_id}/sheets/tables/zh.pdf", params={"only": "1"}))

    assert [p.splitlines()[0] for p in pages] == [
        f"{n} 号桌" for n in sorted({m["table_no"] for m in meetings})
    ]
    assert one == pages[0]
    assert sum(len(re.findall(r"^\d\d:\d\d–", page, re.MULTILINE)) for page in pages) == len(meetings)


async def test_sheet_tells_when_a_slot_is_held_after_a_delay(http, world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    path = f"/organiser/events/{event_id}/sheets/rooms/zh.pdf"
    http.sign_in("zhao")
    (before,) = texts(await http.get(path))
    async with world_db.read() as conn:
        room = await conn.fetchval("select id from event_room where event_id = $1", event_id)

    clock.instant = START - timedelta(minutes=1)
    await apply_delay(
        world_db, clock, viewer=zhao, event_id=event_id, room_id=room, minutes=10, site="http://shoutou.test"
    )
    (after,) = texts(await http.get(path))

    assert "\n09:00–09:15 " in before
    assert "\n09:10–09:25 " in after
    assert "09:00–09:15" not in after


async def test_sheet_that_is_not_there_is_not_found(http, world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    http.sign_in("zhao")

    asked = [
        f"/organiser/events/{event_id}/sheets/tables/zh.pdf?only=99",
        f"/organiser/events/{event_id}/sheets/tables/zh.pdf?only=x",
        f"/organiser/events/{event_id}/sheets/tables/own.pdf",
        f"/organiser/events/{event_id}/sheets/chairs/zh.pdf",
        f"/organiser/events/{event_id}/sheets/people/fr.pdf",
    ]

    assert [(await http.get(path)).status_code for path in asked] == [404] * 5


async def test_public_programme_on_paper_names_only_the_showcased(http, world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)

    (page,) = texts(await http.sign_in("nobody").get(f"/events/{event_id}/programme/zh.pdf"))

    assert "lin 项目" in page
    assert "入选项目" in page
    assert "qian" not in page
    assert "王天使" not in page


async def test_without_a_chinese_font_the_page_says_what_to_install(
    http, world_db, clock, world, monkeypatch
) -> None:
    import typst

    _, event_id, _ = await released(world_db, clock, world)
    monkeypatch.setattr(printing, "_fonts", lambda folder: typst.Fonts(include_system_fonts=False))
    http.sign_in("lin")

    answer = await http.get(f"/events/{event_id}/my-plan/zh.pdf")
    shown = await http.get(answer.headers["location"])

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/events/{event_id}/my-plan"
    assert "这台服务器没有中文字体（Debian：fonts-noto-cjk）。请改用浏览器打印本页。" in shown.text
