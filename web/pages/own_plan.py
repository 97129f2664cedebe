"""One's own day at an event: what stands, what comes next, what is left to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from models.entities.events import Event
from models.entities.plans import PlanEntry
from models.entities.vocabulary import Answer, EventStatus
from web import formats
from web.i18n import gettext, ngettext
from web.pages.events import EventLine
from web.pages.sheets import plan_steps
from web.services.calendars import spot_of, summary_of
from web.services.participation import OwnPlan
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of one's own plan."""

    entry: PlanEntry
    summary: str
    lang: str
    place: str
    pill: str
    state: str
    may_answer: bool


@dataclass(frozen=True, slots=True)
class PlanDay:
    """The lines of one day, under its date and the name of its zone."""

    heading: str
    lines: list[EntryLine]


@dataclass(frozen=True, slots=True)
class OwnPlanPage:
    """`participation/plan.html`."""

    title: str
    answer: str
    found: OwnPlan
    line: EventLine
    days: list[PlanDay]
    # The first entry that waits for an answer; its id leads there.
    waiting: PlanEntry | None
    # What comes next on the day itself, in a sentence.
    upcoming: str | None
    steps: tuple[str, ...]
    # What the door reads, written in two groups; None when there is no door to pass any more.
    code: str | None
    where: str


def own_plan_page(found: OwnPlan, now: datetime, code: str) -> OwnPlanPage:
    """The day in its order, what comes next and what is left to do."""
    event = found.event
    live = event.status is EventStatus.PUBLISHED and event.ends_at > now
    lines = [
        EntryLine(
            e,
            summary_of(e),
            e.partner_lang or e.pitch_lang or "zh",
            spot_of(e) or (gettext("online") if event.link else ""),
            *_state(e),
            live,
        )
        for e in sorted(found.entries, key=lambda e: e.starts_at)
    ]
    standing = [line.entry for line in lines if line.entry.stands]
    waiting = [e for e in standing if e.own_answer is Answer.PENDING] if live else []
    shown_code = code if live and not event.date_open else None
    district = label("district", event.district) if event.district else ""
    return OwnPlanPage(
        gettext("My plan: %(event)s", event=EventLine(event).title),
        _answer(found, standing, len(waiting)),
        found,
        EventLine(event),
        _days(lines, event.timezone),
        waiting[0] if waiting else None,
        _upcoming(lines, event, now) if live and not event.date_open else None,
        plan_steps(standing, _version(found), has_code=shown_code is not None) if live else (),
        shown_code,
        " · ".join(filter(None, (event.place, district))),
    )


def _answer(found: OwnPlan, standing: list[PlanEntry], n_open: int) -> str:
    if found.event.status is EventStatus.CANCELLED:
        return gettext("This event is cancelled.")
    if found.event.date_open:
        return gettext("Postponed: the date will be announced.")
    if not found.entries:
        return gettext("No plan is released yet; you will get a mail.")
    n = len(standing)
    answer = ngettext("%(num)s entry is planned for you.", "%(num)s entries are planned for you.", n)
    if not n_open:
        return answer
    return formats.sentences(
        answer, ngettext("%(num)s waits for your answer.", "%(num)s wait for your answer.", n_open)
    )


def _version(found: OwnPlan) -> int | None:
    return max((e.plan_version for e in found.entries), default=None)


def _days(lines: list[EntryLine], zone: str) -> list[PlanDay]:
    days: dict[str, list[EntryLine]] = {}
    for line in lines:
        days.setdefault(formats.date(line.entry.starts_at, zone) + formats.in_zone(zone), []).append(line)
    return [PlanDay(heading, found) for heading, found in days.items()]


def _upcoming(lines: list[EntryLine], event: Event, now: datetime) -> str | None:
    """On the day itself: what runs now or comes next."""
    zone = ZoneInfo(event.timezone)
    coming = [line for line in lines if line.entry.stands and line.entry.ends_at > now]
    if not coming or coming[0].entry.starts_at.astimezone(zone).date() != now.astimezone(zone).date():
        return None
    first = coming[0]
    said = {
        "time": formats.time(first.entry.starts_at, event.timezone) + formats.in_zone(event.timezone),
        "what": first.summary,
        "place": first.place,
    }
    if first.entry.starts_at <= now:
        return gettext("Now: %(what)s, %(place)s", **said)
    return gettext("Next, at %(time)s: %(what)s, %(place)s", **said)


def _state(entry: PlanEntry) -> tuple[str, str]:
    if entry.own_answer is Answer.DECLINED:
        return "neutral", gettext("You declined")
    if entry.partner_answer is Answer.DECLINED:
        return "bad", gettext("The other side declined")
    if not entry.stands:
        return "bad", gettext("Cancelled")
    if entry.own_answer is Answer.PENDING:
        return "attention", gettext("Waits for you")
    if entry.partner_answer is Answer.PENDING:
        return "good", gettext("You confirmed")
    return "good", gettext("Confirmed")
