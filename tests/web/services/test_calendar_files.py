"""Every kind of calendar file by the letter of RFC 5545, and the same entries when another program reads it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from tests.web.services.event_stories import SITE, cancel, mails, released, viewer
from web.services.calendars import Method
from web.services.feeds import (
    open_event_calendar,
    open_feed,
    open_own_calendar,
    open_site_calendar,
    renew_feed,
)

pytestmark = pytest.mark.anyio
NEEDED = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "ORGANIZER"}


def unfolded(content: bytes) -> list[str]:
    """The lines of a file after every physical line was found to be sound."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")[:-1]
    assert not any(b"\n" in line or b"\r" in line for line in lines), "every line ends in CRLF"
    assert max(len(line) for line in lines) <= 75, "folded at 75 octets"
    for line in lines:
        # A fold within a character would be legal, and would break many programs.
        line.decode()
    return re.sub(r"\r\n[ \t]", "", content.decode()).split("\r\n")[:-1]


def check(content: bytes, *, method: Method) -> Calendar:
    """The file as our library reads it, when it keeps the rules and another library reads the same in it."""
    lines = unfolded(content)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("VERSION:2.0") == lines.count(f"METHOD:{method}") == 1
    names = [re.split(r"[;:]", line)[0] for line in lines]
    assert all(re.fullmatch(r"[A-Z0-9-]+", name) for name in names)
    entries = "\n".join(lines).split("BEGIN:VEVENT\n")[1:]
    for entry in entries:
        found = [re.split(r"[;:]", line)[0] for line in entry.split("END:VEVENT")[0].split("\n") if line]
        assert set(found) >= NEEDED
        assert len(found) == len(set(found)), "nothing is said twice"
        for stamp in ("DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED"):
            assert re.search(rf"^{stamp}:\d{{8}}T\d{{6}}Z$", entry, re.MULTILINE), "UTC needs no zone table"
        assert re.search(r"^STATUS:(CONFIRMED|CANCELLED)$", entry, re.MULTILINE)
        assert re.search(r"^SEQUENCE:\d+$", entry, re.MULTILINE)
    own = Calendar.from_ical(content)
    other = IcsCalendarStream.calendar_from_ics(content.decode())
    assert facts_of_ours(own) == facts_of_theirs(other)
    # What the other program writes is read by ours as the same again.
    again = Calendar.from_ical(IcsCalendarStream.calendar_to_ics(other).encode())
    assert facts_of_ours(again) == facts_of_ours(own)
    uids = [e["UID"] for e in own.walk("VEVENT")]
    assert len(uids) == len(set(uids))
    return own


def facts_of_ours(calendar: Calendar) -> list[tuple[object, ...]]:
    return sorted(
        (
            str(e["UID"]),
            int(str(e["SEQUENCE"])),
            str(e["STATUS"]),
            e.decoded("DTSTART"),
            e.decoded("DTEND"),
            str(e["SUMMARY"]),
            str(e.get("LOCATION", "")),
            str(e.get("DESCRIPTION", "")),
        )
        for e in calendar.walk("VEVENT")
    )


def facts_of_theirs(calendar) -> list[tuple[object, ...]]:
    return sorted(
        (
            e.uid,
            e.sequence,
            e.status.value,
            e.dtstart,
            e.dtend,
            e.summary,
            e.location or "",
            e.description or "",
        )
        for e in calendar.events
    )


async def test_every_feed_and_file_keeps_the_rules_in_both_languages(world_db, clock, world) -> None:
    lin = await viewer(world_db, clock, "lin")
    _, event_id, _ = await released(world_db, clock, world)
    token = await renew_feed(world_db, clock, viewer=lin)

    n = 0
    for locale in ("zh", "en"):
        feed = await open_feed(world_db, token=token, site=SITE, locale=locale)
        n += len(check(feed.content, method=Method.PUBLISH).walk("VEVENT"))
    for file in (
        await open_own_calendar(world_db, viewer=lin, event_id=event_id, site=SITE),
        await open_event_calendar(world_db, event_id=event_id, site=SITE),
        await open_site_calendar(world_db, site=SITE),
    ):
        n += len(check(file.content, method=Method.PUBLISH).walk("VEVENT"))
    assert n >= 10


async def test_calendars_of_mails_keep_the_rules_and_a_cancellation_takes_the_same_entries_out(
    world_db, clock, world
) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    told = {m["person_id"]: m for m in await mails(world_db, "plan_released") if m["plan_id"] is not None}
    clock.instant += timedelta(minutes=5)

    await cancel(world_db, clock, zhao, event_id)

    n = 0
    for mail in await mails(world_db, "event_cancelled"):
        assert mail["attachment_type"].endswith("method=CANCEL")
        after = check(bytes(mail["attachment"]), method=Method.CANCEL)
        assert {str(e["STATUS"]) for e in after.walk("VEVENT")} == {"CANCELLED"}
        first = told.get(mail["person_id"])
        if first is not None and first["attachment_type"].endswith("method=PUBLISH"):
            before = check(bytes(first["attachment"]), method=Method.PUBLISH)
            known = {str(e["UID"]): int(str(e["SEQUENCE"])) for e in before.walk("VEVENT")}
            risen = {str(e["UID"]): int(str(e["SEQUENCE"])) for e in after.walk("VEVENT")}
            assert set(known) <= set(risen)
            assert all(risen[uid] > known[uid] for uid in known)
            n += len(known)
    assert n


async def test_hostile_and_long_texts_come_through_a_calendar_unchanged(world_db, world_conn, clock, world):
    title = "首投" * 60 + '；,;:\\n" BEGIN:VEVENT 😀𠮷\u202e\u200b'
    place = "第一行\n第二行；ATTENDEE:mailto:x@y.z"
    await world_conn.execute(
        "update event set title_zh = $2, title_en = $2, place = $3 where id = $1",
        world.event["zhao"],
        title,
        place,
    )

    file = await open_event_calendar(world_db, event_id=world.event["zhao"], site=SITE)

    own = check(file.content, method=Method.PUBLISH)
    frame = next(e for e in own.walk("VEVENT") if e["UID"] == f"event-{world.event['zhao']}@shoutou")
    assert str(frame["SUMMARY"]) == title
    assert str(frame["LOCATION"]) == place
    assert "ATTENDEE" not in frame
    assert frame.decoded("DTSTART") > datetime(2000, 1, 1, tzinfo=UTC)
