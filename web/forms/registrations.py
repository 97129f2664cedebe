"""Forms of registration: filters, attendance, promotion; and the order to postpone or cancel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from models.entities.events import Event
from models.entities.vocabulary import Came, EventKind, RegistrationStatus
from web.forms.base import Data, FormReader, Parsed
from web.forms.events import clock_time
from web.services.calling_off import Act, CallOff
from web.services.events import PublicFilters


@dataclass(frozen=True, slots=True)
class BookFilters:
    """Which registrations the organiser looks at."""

    status: RegistrationStatus | None = None
    words: str = ""


class PublicFiltersForm:
    """`?kind=salon&open=1`."""

    @staticmethod
    def parse(data: Data) -> Parsed[PublicFilters]:
        """A kind that does not exist is said, not quietly ignored."""
        r = FormReader(data)
        return r.finish(PublicFilters(r.choice("kind", EventKind, required=False), r.flag("open")))


class BookFiltersForm:
    """Status and words in the address."""

    @staticmethod
    def parse(data: Data) -> Parsed[BookFilters]:
        """Clean filters; what does not exist is said."""
        r = FormReader(data)
        status = r.choice("status", RegistrationStatus, required=False)
        words = r.text("q", most=80, required=False)
        return r.finish(BookFilters(status, words))


class AttendanceForm:
    """Who came, a field for each row: `came-12=present`."""

    @staticmethod
    def parse(data: Data) -> Parsed[dict[int, Came]]:
        """By registration; a value that is none is refused."""
        r, came = FormReader(data), {}
        for name in data:
            found = re.fullmatch(r"came-([0-9]{1,15})", name)
            if found is not None:
                said = r.choice(name, Came, required=False)
                if said is not None:
                    came[int(found[1])] = said
        return r.finish(came)


@dataclass(frozen=True, slots=True)
class Promotion:
    """Who gets a seat out of turn, and why."""

    registration_id: int
    because: str


class PromotionForm:
    """A seat out of turn."""

    @staticmethod
    def parse(data: Data) -> Parsed[Promotion]:
        """A row and a reason."""
        r = FormReader(data)
        one = r.whole("registration", least=1, most=2**53)
        because = r.text("because", most=200)
        return r.finish(None if one is None else Promotion(one, because))


class CallOffForm:
    """The order to postpone or cancel."""

    @staticmethod
    def parse(data: Data, event: Event) -> Parsed[CallOff]:
        """A clean order, or what is wrong with it."""
        r = FormReader(data)
        act = r.choice("act", Act)
        starts_at = None
        if act is Act.POSTPONE:
            day = r.day("day")
            starts_at = clock_time(r, "starts", day, event.timezone)
        else:
            # Kept for the page, should the organiser think again.
            r.raw("day")
            r.raw("starts")
        reason_zh, reason_en = r.text("reason_zh", most=300), r.text("reason_en", most=500)
        seen = _instant(r.raw("seen_starts_at"))
        seen_open = r.flag("seen_date_open")
        if act is None:
            return r.finish(None)
        return r.finish(CallOff(act, reason_zh, reason_en, starts_at, seen or event.starts_at, seen_open))

    @staticmethod
    def values(event: Event) -> dict[str, str | list[str]]:
        """The state that the order is written for."""
        zone = ZoneInfo(event.timezone)
        return {
            "act": str(Act.POSTPONE),
            "starts": event.starts_at.astimezone(zone).strftime("%H:%M"),
            "seen_starts_at": event.starts_at.isoformat(),
            "seen_date_open": "1" if event.date_open else "",
        }


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
