"""Forms of events: facts, slots, jurors, answers, availability and corrections by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.entities.events import Event, EventFacts, Room
from models.entities.vocabulary import Answer, Attendance, EventKind
from web.formats import ZONES
from web.forms.base import Data, FormReader, Parsed
from web.i18n import LOCALES
from web.services.events import SlotSeries
from web.vocabulary import district_codes

_TIME = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)$")


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return "" if at is None else at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def clock_time(reader: FormReader, name: str, day: date | None, zone: str) -> datetime | None:
    """A time of day such as 09:30 on a day, in a zone."""
    text = reader.raw(name)
    if not text:
        reader.fail(name, "required")
        return None
    found = _TIME.match(text)
    if found is None:
        reader.fail(name, "not_a_time")
        return None
    if day is None:
        return None
    return datetime(day.year, day.month, day.day, int(found[1]), int(found[2]), tzinfo=ZoneInfo(zone))


class EventForm:
    """What an organiser writes about an event."""

    @staticmethod
    def parse(data: Data) -> Parsed[EventFacts]:
        """Clean facts, or what is wrong with them."""
        r = FormReader(data)
        kind = r.choice("kind", EventKind)
        title_zh = r.text("title_zh", most=80, required=False)
        title_en = r.text("title_en", most=120, required=False)
        about_zh = r.long_text("about_zh", most=2000, required=False)
        about_en = r.long_text("about_en", most=4000, required=False)
        zone = r.code("timezone", ZONES) or ZONES[0]
        day = r.day("day")
        starts, ends = clock_time(r, "starts", day, zone), clock_time(r, "ends", day, zone)
        attendance = r.choice("attendance", Attendance)
        place = r.text("place", most=200, required=attendance is not Attendance.ONLINE)
        link = r.link("link", required=attendance is Attendance.ONLINE)
        district = r.code("district", district_codes(), required=False)
        languages = r.codes("languages", LOCALES, required=True)
        n_tables = r.whole("n_tables", most=500)
        rooms = tuple(
            dict.fromkeys(
                filter(None, map(str.strip, r.long_text("rooms", most=1000, required=False).split("\n")))
            )
        )
        open_registration = r.flag("open_registration")
        seats = r.whole("seats", least=1, most=20_000, required=False)
        registration_until = r.instant("registration_until", zone, required=False)
        pitch_minutes = r.whole("pitch_minutes", least=1, most=120, required=False) or 8
        question_minutes = r.whole("question_minutes", most=120, required=False)
        offer_hours = r.whole("offer_hours", least=1, most=240, required=False) or 24
        if not title_zh and not title_en:
            r.fail("title_zh", "event_title_missing")
        if registration_until is not None and ends is not None and registration_until > ends:
            r.fail("registration_until", "deadline_after_event")
        if starts and ends and ends <= starts:
            r.fail("ends", "event_ends_before_start")
        if kind is None or attendance is None or starts is None or ends is None or n_tables is None:
            return r.finish(None)
        return r.finish(
            EventFacts(
                kind,
                title_zh,
                title_en,
                about_zh,
                about_en,
                starts,
                ends,
                zone,
                attendance,
                place,
                link,
                district,
                languages,
                n_tables,
                rooms,
                open_registration,
                seats,
                registration_until,
                pitch_minutes,
                7 if question_minutes is None else question_minutes,
                offer_hours,
            )
        )

    @staticmethod
    def values(event: Event, rooms: Sequence[Room]) -> dict[str, str | list[str]]:
        """What is on record, as a person would type it."""
        zone = ZoneInfo(event.timezone)
        return {
            "kind": event.kind,
            "title_zh": event.title_zh,
            "title_en": event.title_en,
            "about_zh": event.about_zh,
            "about_en": event.about_en,
            "timezone": event.timezone,
            "day": event.starts_at.astimezone(zone).date().isoformat(),
            "starts": event.starts_at.astimezone(zone).strftime("%H:%M"),
            "ends": event.ends_at.astimezone(zone).strftime("%H:%M"),
            "attendance": event.attendance,
            "place": event.place,
            "link": event.link,
            "district": event.district or "",
            "languages": list(event.languages),
            "n_tables": str(event.n_tables),
            "rooms": "\n".join(r.name for r in rooms),
            "open_registration": "1" if event.open_registration else "",
            "seats": "" if event.seats is None else str(event.seats),
            "registration_until": _local(event.registration_until, zone),
            "pitch_minutes": str(event.pitch_minutes),
            "question_minutes": str(event.question_minutes),
            "offer_hours": str(event.offer_hours),
        }


def days_of(event: Event) -> list[date]:
    """The days of an event where it is held."""
    zone = ZoneInfo(event.timezone)
    first, last = event.starts_at.astimezone(zone).date(), event.ends_at.astimezone(zone).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class SlotsForm:
    """A series of slots."""

    @staticmethod
    def parse(data: Data, event: Event, rooms: Sequence[Room]) -> Parsed[SlotSeries]:
        """A clean series, or what is wrong with it."""
        r = FormReader(data)
        kind = r.code("kind", ("pitch", "meeting"))
        day = r.code("day", [d.isoformat() for d in days_of(event)])
        start = clock_time(r, "start", date.fromisoformat(day) if day else None, event.timezone)
        minutes = r.whole("minutes", least=5, most=240)
        count = r.whole("count", least=1, most=100)
        pause = r.whole("break", most=120, required=False) or 0
        named = r.codes("rooms", [room.name for room in rooms])
        if kind is None or start is None or minutes is None or count is None:
            return r.finish(None)
        return r.finish(SlotSeries(kind, start, minutes, count, pause, named if kind == "pitch" else ()))


@dataclass(frozen=True, slots=True)
class NewJuror:
    """A person to be asked."""

    email: str
    name: str
    locale: str


class JurorForm:
    """A juror by address."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewJuror]:
        """A clean juror, or what is wrong."""
        r = FormReader(data)
        email, name = r.email(), r.text("name", most=80)
        locale = r.code("locale", LOCALES)
        return r.finish(None if locale is None else NewJuror(email, name, locale))


@dataclass(frozen=True, slots=True)
class InvitationAnswer:
    """Whether they come, who, and how many they can meet."""

    answer: Answer
    expected: Answer
    person_id: int | None
    max_meetings: int | None


class InvitationForm:
    """The answer to an invitation."""

    @staticmethod
    def parse(data: Data) -> Parsed[InvitationAnswer]:
        """A clean answer, or what is wrong."""
        r = FormReader(data)
        answer, expected = r.choice("answer", Answer), r.choice("expected", Answer)
        person = r.whole("person_id", least=1, most=2**53, required=False)
        most = r.whole("max_meetings", most=50, required=False)
        if answer is Answer.PENDING:
            r.fail("answer", "not_a_choice")
        if answer is None or expected is None:
            return r.finish(None)
        return r.finish(InvitationAnswer(answer, expected, person, most))


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """The answer to one meeting or pitch slot."""

    answer: Answer
    expected: Answer
    side: str


class EntryForm:
    """Confirm or decline one entry of one's own plan."""

    @staticmethod
    def parse(data: Data) -> Parsed[EntryAnswer]:
        """A clean answer, or what is wrong."""
        r = FormReader(data)
        answer, expected = r.choice("answer", Answer), r.choice("expected", Answer)
        side = r.code("side", ("founder", "provider"), required=False) or "founder"
        if answer is None or expected is None:
            return r.finish(None)
        return r.finish(EntryAnswer(answer, expected, side))


def chosen_ids(data: Data, name: str) -> Parsed[tuple[int, ...]]:
    """Ticked rows; at least one."""
    r = FormReader(data)
    given = [v for v in data.getlist(name) if isinstance(v, str)]
    r.values[name] = list(given)
    if not given:
        r.fail(name, "nothing_chosen")
    if any(not re.fullmatch(r"[0-9]{1,15}", v) for v in given):
        r.fail(name, "not_a_choice")
        return r.finish(None)
    return r.finish(tuple(int(v) for v in given))


def ticked_ids(data: Data, name: str) -> tuple[int, ...]:
    """Ticked slots; perhaps none. What is no number is no slot."""
    given = [v for v in data.getlist(name) if isinstance(v, str)]
    return tuple(int(v) for v in given if re.fullmatch(r"[0-9]{1,15}", v))
