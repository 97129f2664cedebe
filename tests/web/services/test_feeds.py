"""Calendar feeds against a program that subscribes: whatever happens, it ends with exactly the plan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import EventStatus as SeenStatus

from models.entities.vocabulary import Answer
from models.errors import NotFound
from tests.conftest import client_for
from tests.web.services.event_stories import (
    SITE,
    START,
    cancel,
    correct,
    entries_of,
    facts,
    mails,
    order_of,
    prepared,
    released,
    viewer,
)
from web.services.bookings import release_plan
from web.services.calendars import CalendarFile
from web.services.calling_off import Act, call_off
from web.services.delays import apply_delay
from web.services.events import edit_event, open_event
from web.services.feeds import (
    feed_addresses,
    open_event_calendar,
    open_feed,
    open_own_calendar,
    open_site_calendar,
    renew_feed,
    revoke_feed,
)
from web.services.participation import answer_meeting, answer_pitch_slot, open_own_plan
from web.services.plan_board import open_plan
from web.services.planning import request_plan, solve_pending

pytestmark = pytest.mark.anyio


class Subscriber:
    """A calendar program of another make: it merges by UID, takes what is newer, and never forgets an entry."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] = {}

    def take(self, content: bytes) -> None:
        found = IcsCalendarStream.calendar_from_ics(content.decode()).events
        assert len({e.uid for e in found}) == len(found), "an entry came twice in one file"
        for entry in found:
            known = self.seen.get(entry.uid)
            if known is not None:
                assert (entry.sequence, entry.dtstamp) >= (known.sequence, known.dtstamp), entry.uid
                if entry.sequence == known.sequence:
                    assert (entry.dtstart, entry.status) == (known.dtstart, known.status), entry.uid
            self.seen[entry.uid] = entry

    def shown(self, *, of: str = "") -> list[tuple[datetime, str, str]]:
        """What its owner sees: time, summary and place of what was not cancelled."""
        return sorted(
            (e.dtstart, e.summary, e.location or "")
            for e in self.seen.values()
            if e.status == SeenStatus.CONFIRMED and of in e.uid
        )


async def planned(db, persona, event_id, clock):
    """The plan as the product's own page tells it, in the words of a calendar."""
    own = await open_own_plan(db, viewer=await viewer(db, clock, persona), event_id=event_id)
    return sorted(
        (
            e.starts_at,
            f"与 {e.partner_name} 洽谈" if e.partner_name else f"您的路演：{e.pitch_name}",
            f"{e.room_name or f'{e.table_no} 号桌'} · {own.event.place}",
        )
        for e in own.entries
        if e.stands
    )


async def _replan(db, clock, zhao, event_id, founder, provider):
    """Version n+1, in which these two do not meet."""
    plan_id = await request_plan(db, clock, viewer=zhao, event_id=event_id)
    await solve_pending(db, clock, work=20)
    board = await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    by_org = {p.organisation_id: p.id for p in board.facts.participants}
    await correct(
        db,
        clock,
        zhao,
        event_id,
        plan_id,
        "remove",
        revision=board.plan.revision,
        participant=by_org[founder],
        provider=by_org[provider],
    )
    board = await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    await release_plan(
        db, clock, viewer=zhao, event_id=event_id, plan_id=plan_id, revision=board.plan.revision, site=SITE
    )


def _later(clock, minutes=7):
    clock.instant += timedelta(minutes=minutes)


async def test_subscriber_ends_with_exactly_the_plan_after_every_change(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    lin, wang = await viewer(world_db, clock, "lin"), await viewer(world_db, clock, "wang")
    tokens = {who: await renew_feed(world_db, clock, viewer=v) for who, v in (("lin", lin), ("wang", wang))}
    programs = {"lin": Subscriber(), "wang": Subscriber()}

    async def all_agree() -> None:
        for who, program in programs.items():
            program.take((await open_feed(world_db, token=tokens[who], site=SITE)).content)
            shown = program.shown(of=f"event-{event_id}-participant")
            assert shown == await planned(world_db, who, event_id, clock)

    await all_agree()
    assert programs["lin"].shown(of=f"event-{event_id}-participant")

    own = await open_own_plan(world_db, viewer=wang, event_id=event_id)
    meeting = next(e for e in own.entries if e.partner_name == "晨稷冷链")
    said = [(Answer.PENDING, Answer.DECLINED), (Answer.DECLINED, Answer.ACCEPTED)]
    for expected, answer in said:
        _later(clock)
        await answer_meeting(
            world_db,
            clock,
            viewer=wang,
            meeting_id=meeting.item_id,
            side="provider",
            expected=expected,
            answer=answer,
            site=SITE,
        )
        await all_agree()

    _later(clock)
    await _replan(world_db, clock, zhao, event_id, world.org["lin"], world.org["wang"])
    await all_agree()
    assert not [s for _, s, _ in programs["wang"].shown(of=f"event-{event_id}-") if "晨稷冷链" in s]

    _later(clock)
    event = await open_event(world_db, viewer=zhao, event_id=event_id)
    await edit_event(
        world_db,
        clock,
        viewer=zhao,
        event_id=event_id,
        sequence=event.sequence,
        facts=facts(place="文化宫"),
        site=SITE,
    )
    await all_agree()
    assert all(place.endswith("文化宫") for _, _, place in programs["lin"].shown(of=f"event-{event_id}-"))

    for act, starts_at in ((Act.DATE_OPEN, None), (Act.POSTPONE, START + timedelta(days=8, hours=1))):
        _later(clock)
        order = await order_of(world_db, event_id, zhao, act, starts_at=starts_at)
        await call_off(world_db, clock, viewer=zhao, event_id=event_id, order=order, site=SITE)
        await all_agree()
        days = {start.date() for start, _, _ in programs["lin"].shown(of=f"event-{event_id}")}
        assert days == (set() if starts_at is None else {starts_at.date()})

    clock.instant = START + timedelta(days=8, minutes=59)
    async with world_db.read() as conn:
        room = await conn.fetchval("select id from event_room where event_id = $1", event_id)
    await apply_delay(world_db, clock, viewer=zhao, event_id=event_id, room_id=room, minutes=10, site=SITE)
    await all_agree()

    _later(clock)
    await cancel(world_db, clock, zhao, event_id)
    await all_agree()
    assert programs["lin"].shown(of=f"event-{event_id}") == []


async def test_feed_frames_an_event_before_anything_is_planned(world_db, clock, world) -> None:
    _, event_id = await prepared(world_db, clock, world)
    secret = await renew_feed(world_db, clock, viewer=await viewer(world_db, clock, "chen"))

    program = Subscriber()
    program.take((await open_feed(world_db, token=secret, site=SITE)).content)

    assert program.shown(of=f"event-{event_id}@") == [(START, "七月路演", "会议中心")]


async def test_feed_names_the_zone_and_speaks_the_language_asked_for(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    secret = await renew_feed(world_db, clock, viewer=await viewer(world_db, clock, "lin"))

    zh = await open_feed(world_db, token=secret, site=SITE)
    en = await open_feed(world_db, token=secret, site=SITE, locale="en")

    def frame(file: CalendarFile) -> dict[str, str]:
        return next(e for e in entries_of(file.content) if e["uid"] == f"event-{event_id}@shoutou")

    assert frame(zh)["description"].split("\\n")[0] == "2026年7月1日 09:00–17:00（北京时间）"
    assert frame(en)["description"].split("\\n")[0] == "1 Jul 2026 09:00–17:00 (Beijing time)"
    assert frame(en)["summary"] == "July roadshow"
    assert {e["uid"] for e in entries_of(zh.content)} == {e["uid"] for e in entries_of(en.content)}
    head = zh.content.decode()
    assert "X-WR-TIMEZONE:Asia/Shanghai" in head
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT15M" in head
    assert "METHOD:PUBLISH" in head


async def test_address_for_one_event_tells_of_that_event_alone(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    everything = await renew_feed(world_db, clock, viewer=lin)
    only = await renew_feed(world_db, clock, viewer=lin, event_id=event_id)

    all_of_it = entries_of((await open_feed(world_db, token=everything, site=SITE)).content)
    part = entries_of((await open_feed(world_db, token=only, site=SITE)).content)

    assert {e["uid"] for e in part} == {e["uid"] for e in all_of_it if f"event-{event_id}" in e["uid"]}
    assert len(part) < len(all_of_it)
    assert [a.event_id for a in await feed_addresses(world_db, viewer=lin)] == [None, event_id]
    await revoke_feed(world_db, clock, viewer=lin, event_id=event_id)
    with pytest.raises(NotFound):
        await open_feed(world_db, token=only, site=SITE)
    await open_feed(world_db, token=everything, site=SITE)


async def test_address_for_an_event_of_others_is_not_made(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)

    with pytest.raises(NotFound):
        await renew_feed(world_db, clock, viewer=await viewer(world_db, clock, "guo"), event_id=event_id)
    with pytest.raises(NotFound):
        await open_own_calendar(
            world_db, viewer=await viewer(world_db, clock, "guo"), event_id=event_id, site=SITE
        )


async def test_event_calendar_follows_the_stage_and_names_only_the_showcased(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    program = Subscriber()
    program.take((await open_event_calendar(world_db, event_id=event_id, site=SITE)).content)
    before = program.shown()

    lin = await viewer(world_db, clock, "lin")
    own = await open_own_plan(world_db, viewer=lin, event_id=event_id)
    pitch = next(e for e in own.entries if e.kind == "pitch")
    _later(clock)
    await answer_pitch_slot(
        world_db, clock, viewer=lin, placed_id=pitch.item_id, expected=Answer.PENDING, answer=Answer.DECLINED
    )
    program.take((await open_event_calendar(world_db, event_id=event_id, site=SITE)).content)

    text = (await open_event_calendar(world_db, event_id=event_id, site=SITE)).content.decode()
    assert sorted(s for _, s, _ in before) == ["lin 项目", "七月路演", "入选项目"]
    assert "qian" not in text
    assert "Rival" not in text
    assert sorted(s for _, s, _ in program.shown()) == ["七月路演", "入选项目"]
    await cancel(world_db, clock, zhao, event_id)
    program.take((await open_event_calendar(world_db, event_id=event_id, site=SITE)).content)
    assert program.shown() == []


async def test_site_calendar_holds_published_events_alone(world_db, clock, world) -> None:
    program = Subscriber()

    program.take((await open_site_calendar(world_db, site=SITE)).content)

    async with world_db.read() as conn:
        published = await conn.fetch("select id from event where published_at is not null")
    assert set(program.seen) == {f"event-{e['id']}@shoutou" for e in published}
    assert f"event-{world.event['zhao']}@shoutou" in program.seen
    assert f"event-{world.event['zhou']}@shoutou" not in program.seen


async def test_mailed_calendar_cancels_what_the_next_version_drops(world_db, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    program = Subscriber()
    [first] = [m for m in await mails(world_db, "plan_released") if m["to_address"] == "wang@example.test"]
    program.take(first["attachment"])

    _later(clock)
    await _replan(world_db, clock, zhao, event_id, world.org["lin"], world.org["wang"])

    last = [m for m in await mails(world_db, "plan_released") if m["to_address"] == "wang@example.test"][-1]
    program.take(last["attachment"])
    assert program.shown() == await planned(world_db, "wang", event_id, clock)
    assert last["attachment_type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert last["attachment_name"] == f"event-{event_id}.ics"


async def test_mails_alone_keep_the_partner_s_calendar_right(world_db, clock, world) -> None:
    """Somebody who subscribes to nothing and only opens what comes with the mails."""
    _, event_id, _ = await released(world_db, clock, world)
    wang = await viewer(world_db, clock, "wang")
    meeting = next(
        e
        for e in (await open_own_plan(world_db, viewer=wang, event_id=event_id)).entries
        if e.partner_name == "晨稷冷链"
    )
    program = Subscriber()
    opened: list[int] = []

    async def open_mails() -> list[str]:
        async with world_db.read() as conn:
            rows = await conn.fetch(
                "select id, attachment_type, attachment from outbox_mail "
                "where to_address = 'lin@example.test' and attachment_name = $1 order by id",
                f"event-{event_id}.ics",
            )
        new = [m for m in rows if m["id"] not in opened]
        opened.extend(m["id"] for m in new)
        for mail in new:
            program.take(mail["attachment"])
        return [m["attachment_type"].rpartition("=")[2] for m in new]

    async def answer(expected: Answer, said: Answer) -> list[str]:
        _later(clock)
        await answer_meeting(
            world_db,
            clock,
            viewer=wang,
            meeting_id=meeting.item_id,
            side="provider",
            expected=expected,
            answer=said,
            site=SITE,
        )
        methods = await open_mails()
        of_plan = program.shown(of=f"event-{event_id}-participant")
        assert of_plan == await planned(world_db, "lin", event_id, clock)
        return methods

    assert await open_mails() == ["PUBLISH"]
    assert await answer(Answer.PENDING, Answer.DECLINED) == ["CANCEL"]
    assert await answer(Answer.DECLINED, Answer.ACCEPTED) == ["PUBLISH"]


async def test_feed_answers_304_until_something_changes(world_db, clock, world, settings, files) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    secret = await renew_feed(world_db, clock, viewer=lin)
    own = await open_own_plan(world_db, viewer=lin, event_id=event_id)
    pitch = next(e for e in own.entries if e.kind == "pitch")

    async with client_for(settings, world_db, clock, files) as http:
        first = await http.get(f"/calendar/{secret}.ics")
        # What is sent packed has a weak tag.
        assert first.headers["etag"].startswith("W/")
        again = await http.get(f"/calendar/{secret}.ics", headers={"If-None-Match": first.headers["etag"]})
        _later(clock)
        await answer_pitch_slot(
            world_db,
            clock,
            viewer=lin,
            placed_id=pitch.item_id,
            expected=Answer.PENDING,
            answer=Answer.DECLINED,
        )
        changed = await http.get(f"/calendar/{secret}.ics", headers={"If-None-Match": first.headers["etag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"].removeprefix("W/")
    assert first.headers["etag"] != changed.headers["etag"]
    assert first.headers["content-type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert changed.headers["last-modified"] == clock.now().astimezone(UTC).strftime(
        "%a, %d %b %Y %H:%M:%S GMT"
    )
