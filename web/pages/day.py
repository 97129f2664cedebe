"""Pages of the day: a screen for the hall, everybody's own day, and the staff's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from models.entities.day import HeldMeeting, HeldSlot, Outcome, StandbyOffer
from models.entities.doors import EventLink
from models.entities.plans import PlanEntry
from models.entities.vocabulary import EventStatus
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.pages.door import qr_of
from web.pages.events import EventLine
from web.services.calendars import spot_of, summary_of
from web.services.day import Kept, Now, OwnDay, Screen, StaffDay, Table
from web.services.door import written_code
from web.services.standby import StandbyDesk

OUTCOME_PILLS = {
    Outcome.KEPT: "good",
    Outcome.MISSED_BY_FOUNDER: "bad",
    Outcome.MISSED_BY_PROVIDER: "bad",
    Outcome.MISSED_BY_BOTH: "bad",
    Outcome.DISPUTED: "attention",
}


def outcome_label(outcome: Outcome) -> str:
    """The word for what came of a meeting."""
    return {
        Outcome.KEPT: gettext("Took place"),
        Outcome.MISSED_BY_FOUNDER: gettext("The founder did not come"),
        Outcome.MISSED_BY_PROVIDER: gettext("The provider did not come"),
        Outcome.MISSED_BY_BOTH: gettext("Neither came"),
        Outcome.DISPUTED: gettext("The two sides disagree"),
    }[outcome]


def closed_label(because: str | None) -> str:
    """How a stand-by offer stands."""
    return {
        None: gettext("Offered"),
        "booked": gettext("They meet"),
        "declined": gettext("Declined"),
        "taken": gettext("One of them meets somebody else"),
        "over": gettext("Too late"),
    }[because]


def now_words(now: Now, line: EventLine) -> str:
    """Whether the day has begun, and when it goes on."""
    if line.event.status is EventStatus.CANCELLED:
        return gettext("This event is cancelled.")
    if now.nothing_left:
        return gettext("There is nothing more on the programme.")
    coming = [r.next for r in now.rooms if r.next] + ([now.round_next] if now.round_next else [])
    busy = any(r.now for r in now.rooms) or now.round_now is not None
    if busy or not coming:
        return gettext("It is %(time)s.", time=formats.time(now.at, line.event.timezone))
    first = min(s.starts_at for s in coming)
    return gettext(
        "Next: %(day)s, %(time)s.",
        day=formats.date(first, line.event.timezone),
        time=formats.time(first, line.event.timezone),
    )


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """`day/screen.html`: big type for a projector."""

    title: str
    answer: str
    line: EventLine
    now: Now


def screen_page(found: Screen) -> ScreenPage:
    """The stage, and when tables change."""
    line = EventLine(found.event)
    return ScreenPage(line.title, now_words(found.now, line), line, found.now)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """An entry of one's own day."""

    entry: PlanEntry
    words: str
    lang: str
    place: str
    pill: str | None = None
    state: str | None = None
    own_said: str | None = None


@dataclass(frozen=True, slots=True)
class OwnDayPage:
    """`day/own.html`."""

    title: str
    answer: str
    line: EventLine
    now: Now
    present: list[OwnLine]
    coming: list[OwnLine]
    begun: list[OwnLine]
    offers: list[StandbyOffer]
    code: str
    qr: Markup
    seen_at: datetime | None
    has_plan: bool


def own_day_page(found: OwnDay, code: str) -> OwnDayPage:
    """Now, next, what is asked of them, and the code for the door."""
    line = EventLine(found.event)
    present, coming = [_own(e) for e in found.present], [_own(e) for e in found.coming]
    zone = found.event.timezone
    if found.event.status is EventStatus.CANCELLED:
        answer = gettext("This event is cancelled.")
    elif present:
        one = present[0]
        answer = gettext(
            "Now: %(what)s (%(place)s) until %(time)s.",
            what=one.words, place=one.place, time=formats.time(one.entry.ends_at, zone),
        )  # fmt: skip
    elif coming:
        one = coming[0]
        answer = gettext(
            "Next: %(what)s (%(place)s) at %(time)s.",
            what=one.words, place=one.place, time=formats.time(one.entry.starts_at, zone),
        )  # fmt: skip
    else:
        answer = gettext("Nothing more is planned for you.")
    return OwnDayPage(
        gettext("My day: %(event)s", event=line.title),
        answer,
        line,
        found.now,
        present,
        coming,
        [_own(e, found) for e in found.begun_meetings],
        found.offers,
        written_code(code),
        qr_of(written_code(code)),
        found.arrival.seen_at,
        bool(found.participants),
    )


def _own(entry: PlanEntry, found: OwnDay | None = None) -> OwnLine:
    said = None if found is None else found.outcome_of(entry)
    line = OwnLine(entry, summary_of(entry), entry.partner_lang or entry.pitch_lang or "zh", spot_of(entry))
    if said is None:
        return line
    return OwnLine(
        line.entry,
        line.words,
        line.lang,
        line.place,
        OUTCOME_PILLS[said.outcome],
        outcome_label(said.outcome),
        said.founder_said if entry.side == "founder" else said.provider_said,
    )


@dataclass(frozen=True, slots=True)
class LinkLine:
    """An address handed out, shown again for whoever lost it."""

    link: EventLink
    address: str | None
    pill: str
    state: str


@dataclass(frozen=True, slots=True)
class StaffDayPage:
    """`day/staff.html`."""

    title: str
    answer: str
    line: EventLine
    found: StaffDay
    now: Now
    tables: list[Table]
    n_missing: int
    standing_delays: int
    kept: list[tuple[str, str, int]]
    kept_words: str
    disputed: list[HeldMeeting]
    over: list[HeldMeeting]
    links: list[LinkLine]
    form: Parsed[Any]

    @staticmethod
    def pill_of(outcome: Outcome) -> str:
        """The colour and sign of an outcome."""
        return OUTCOME_PILLS[outcome]

    @staticmethod
    def words_of(outcome: Outcome) -> str:
        """The word for an outcome."""
        return outcome_label(outcome)


def staff_day_page(found: StaffDay, links: list[LinkLine], form: Parsed[Any]) -> StaffDayPage:
    """How the day goes."""
    line = EventLine(found.event)
    n_missing = sum(t.somebody_missing for t in found.tables)
    n_in, n = found.n_in, len(found.expected)
    here = ngettext(
        "%(here)s of %(num)s person is here.", "%(here)s of %(num)s people are here.", n, here=n_in
    )
    missing = ngettext(
        "At %(num)s table somebody is missing.", "At %(num)s tables somebody is missing.", n_missing
    )
    at = found.now.at
    over = [m for m in found.meetings if m.outcome is not None or (m.stands and m.starts_at <= at)]
    return StaffDayPage(
        gettext("The day: %(event)s", event=line.title),
        formats.sentences(here, missing if n_missing else ""),
        line,
        found,
        found.now,
        found.tables,
        n_missing,
        sum(d.undone_at is None for d in found.delays),
        [(OUTCOME_PILLS[o], outcome_label(o), k) for o, k in found.kept.by_outcome.items()],
        kept_words(found.kept),
        found.disputed,
        sorted(over, key=lambda m: (m.starts_at, m.table_no), reverse=True),
        links,
        form,
    )


def kept_words(kept: Kept) -> str:
    """How many meetings are over, and of how many nothing is known."""
    over = ngettext("%(num)s meeting is over.", "%(num)s meetings are over.", kept.n_over)
    if not kept.n_unknown:
        return over
    return formats.sentences(
        over,
        ngettext(
            "Of %(num)s nobody has said anything yet.",
            "Of %(num)s nobody has said anything yet.",
            kept.n_unknown,
        ),
    )


def link_line(link: EventLink, address: str, now: datetime) -> LinkLine:
    """An address, if it still opens something."""
    if link.revoked_at is not None:
        return LinkLine(link, None, "neutral", gettext("Ended"))
    if link.expires_at <= now:
        return LinkLine(link, None, "neutral", gettext("Run out"))
    return LinkLine(link, address, "good", gettext("Works"))


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A stand-by offer and how it stands."""

    offer: StandbyOffer
    pill: str
    state: str


@dataclass(frozen=True, slots=True)
class StandbyPage:
    """`day/standby.html`."""

    title: str
    answer: str
    line: EventLine
    desk: StandbyDesk
    offers: list[OfferLine]


def standby_page(desk: StandbyDesk) -> StandbyPage:
    """Where somebody waits in vain, and who could step in."""
    line = EventLine(desk.event)
    if desk.missing:
        n = len(desk.missing)
        answer = ngettext(
            "At %(num)s table somebody is missing.", "At %(num)s tables somebody is missing.", n
        )
        if not desk.suggestions:
            answer = formats.sentences(answer, gettext("Nobody who fits is here and free."))
    else:
        answer = gettext("Nobody is missing at a table now.")
    offers = [OfferLine(o, _offer_pill(o), closed_label(o.closed_because)) for o in desk.offers]
    return StandbyPage(gettext("Stand-by meetings"), answer, line, desk, offers)


def _offer_pill(offer: StandbyOffer) -> str:
    if offer.closed_because is None:
        return "attention"
    return "good" if offer.closed_because == "booked" else "neutral"


def rooms_of(programme: Sequence[HeldSlot]) -> list[tuple[int, str]]:
    """The rooms that have slots."""
    return sorted(
        {(s.room_id, s.room_name or "") for s in programme if s.room_id is not None}, key=lambda r: r[1]
    )
