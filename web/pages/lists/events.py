"""Lists about events: events, who takes part, registrations, wishes, the programme, mails, juries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.entities.events import Event, Participant
from web.i18n import N_, gettext
from web.pages import events, jury_desk, jury_outcome, jury_told
from web.pages.juries import ConflictsPage, JuryPage
from web.pages.outbox import EventOutboxPage
from web.pages.own_plan import OwnPlanPage
from web.pages.participation import InvitationsPage
from web.pages.plan_changes import ChangesPage
from web.pages.plans import PlanPage
from web.pages.public_events import PublicEventsPage
from web.pages.registrations import BookPage, OwnRegistrationsPage, ReservesPage
from web.pages.unmet import OwnUnmetPage, PlanWishesPage
from web.pages.wishes import EventWishesPage, WishesPage
from web.tables.lists import Listing, ListTable, col, joined, one
from web.tables.table import Kind
from web.vocabulary import label


def _yes(said: object) -> str:
    return gettext("yes") if said else ""


def _known(kind: str, code: object) -> str | None:
    return None if code in (None, "") else label(kind, code)


def _event(line: Any) -> Event:
    found: Event = line.event
    return found


def _starts(line: Any) -> Any:
    event = _event(line)
    return None if event.date_open else event.starts_at


_EVENT = (
    col(N_("Number"), lambda r: _event(r).id, Kind.INTEGER),
    col(N_("Event"), lambda r: r.title),
    col(N_("Kind"), lambda r: label("event_kind", _event(r).kind)),
    col(N_("State"), lambda r: label("event_status", _event(r).status)),
    col(N_("Begins"), _starts, Kind.INSTANT),
    col(N_("Ends"), lambda r: None if _event(r).date_open else _event(r).ends_at, Kind.INSTANT),
    col(N_("Place"), lambda r: _event(r).place or None),
    col(N_("District"), lambda r: _known("district", _event(r).district)),
    col(N_("Organising body"), lambda r: _event(r).organiser_name),
)
_PARTICIPANT = (
    col(N_("Side"), lambda r: label("role", r.side)),
    col(N_("Organisation"), lambda r: r.organisation_name),
    col(N_("Project"), lambda r: r.pitch_name),
    col(N_("Comes"), lambda r: r.person_name),
    col(N_("Answer"), lambda r: label("answer", r.answer)),
    col(N_("Most meetings"), lambda r: r.max_meetings, Kind.INTEGER),
    col(N_("Least meetings"), lambda r: r.min_meetings, Kind.INTEGER),
    col(N_("Said when they are free"), lambda r: r.availability_at, Kind.INSTANT),
)
_JUROR = (
    col(N_("Name"), lambda r: r.name),
    col(N_("Mail address"), lambda r: r.email),
    col(N_("Invited"), lambda r: r.invited_at, Kind.INSTANT),
)


def _people(page: events.BoardPage) -> Iterator[Participant]:
    yield from page.founders
    yield from page.providers


def _programme(page: PlanPage) -> list[tuple[Any, ...]]:
    """Every placed pitch and meeting: (what, begins, ends, room or table, founder, provider, locked)."""
    board = page.board
    slots = {s.id: s for s in board.facts.slots}
    names = {p.id: p.name for p in board.facts.everybody}
    rows: list[tuple[Any, ...]] = []
    for placed in board.contents.pitches:
        slot = slots[placed.slot_id]
        rows.append(
            (
                gettext("Pitch"),
                slot.starts_at,
                slot.ends_at,
                slot.room_name,
                names.get(placed.participant_id),
                None,
                placed.locked,
            )
        )
    for meeting in board.contents.meetings:
        slot = slots[meeting.slot_id]
        rows.append(
            (
                gettext("Meeting"),
                slot.starts_at,
                slot.ends_at,
                gettext("Table %(n)s", n=meeting.table_no),
                names.get(meeting.founder_id),
                names.get(meeting.provider_id),
                meeting.locked,
            )
        )
    return sorted(rows, key=lambda r: (r[1], r[0], str(r[3])))


_WISHED = (
    col(N_("Founder"), lambda r: r.founder.name),
    col(N_("Provider"), lambda r: r.provider.name),
    col(N_("Founder's wish"), lambda r: r.founder_wish),
    col(N_("Provider's wish"), lambda r: r.provider_wish),
)
_MAIL = (
    col(N_("Name"), lambda r: r.mail.name),
    col(N_("Language"), lambda r: r.language),
    col(N_("Subject"), lambda r: r.mail.subject),
    col(N_("State"), lambda r: r.status),
    col(N_("Sent"), lambda r: r.mail.sent_at, Kind.INSTANT),
)

LISTS = {
    events.EventsPage: one("events", N_("Events"), lambda page: page.events, *_EVENT),
    events.TodayPage: one("events", N_("Events"), lambda page: page.events, *_EVENT),
    PublicEventsPage: Listing(
        "events",
        (
            ListTable("coming", N_("Events"), lambda page: [p.line for p in page.coming], _EVENT),
            ListTable("past", N_("Past events"), lambda page: page.past, _EVENT),
        ),
    ),
    events.BoardPage: Listing(
        "event",
        (
            ListTable("participants", N_("Participants"), _people, _PARTICIPANT),
            ListTable("jurors", N_("Jurors"), lambda page: page.jurors, _JUROR),
        ),
    ),
    events.PitchesPage: one(
        "event-pitches",
        N_("Pitches"),
        lambda page: page.choices,
        col(N_("Number"), lambda r: r.pitch_id, Kind.INTEGER),
        col(N_("Project"), lambda r: r.name),
        col(N_("In one sentence"), lambda r: r.one_line),
        col(N_("Company"), lambda r: r.company_name),
        col(N_("Sector"), lambda r: _known("sector", r.sector)),
        col(N_("Stage"), lambda r: _known("stage", r.stage)),
        col(N_("District"), lambda r: _known("district", r.district)),
        col(N_("Founder category"), lambda r: _known("category", r.main_category)),
        col(N_("Interested providers"), lambda r: r.n_interested, Kind.INTEGER),
        col(N_("Put forward"), lambda r: _yes(r.applied)),
        col(N_("Selected"), lambda r: _yes(r.selected)),
        col(N_("Place in reserve"), lambda r: r.reserve_rank, Kind.INTEGER),
    ),
    events.ProvidersPage: one(
        "event-providers",
        N_("Providers"),
        lambda page: page.choices,
        col(N_("Number"), lambda r: r.organisation_id, Kind.INTEGER),
        col(N_("Provider"), lambda r: r.name),
        col(N_("Kind"), lambda r: joined(label("organisation", k) for k in r.kinds)),
        col(N_("District"), lambda r: _known("district", r.district)),
        col(N_("Interests"), lambda r: r.n_interested, Kind.INTEGER),
        col(N_("Invited"), lambda r: _yes(r.invited)),
    ),
    events.JurorsPage: one("event-jurors", N_("Jurors"), lambda page: page.jurors, *_JUROR),
    BookPage: one(
        "registrations",
        N_("Registrations"),
        lambda page: page.lines,
        col(N_("Name"), lambda r: r.name),
        col(N_("Mail address"), lambda r: r.email),
        col(N_("Organisation"), lambda r: r.organisations or None),
        col(N_("State"), lambda r: label("registration_status", r.status)),
        col(N_("Turn"), lambda r: r.turn, Kind.INTEGER),
        col(N_("Registered"), lambda r: r.asked_at, Kind.INSTANT),
        col(N_("Came"), lambda r: label("came", r.came)),
        col(N_("Reason"), lambda r: r.promoted_because or None),
    ),
    OwnRegistrationsPage: one(
        "my-registrations",
        N_("My registrations"),
        lambda page: page.lines,
        col(N_("Event"), lambda r: r.line.title),
        col(N_("Kind"), lambda r: label("event_kind", r.own.event.kind)),
        col(N_("Begins"), lambda r: _starts(r.line), Kind.INSTANT),
        col(N_("Place"), lambda r: r.own.event.place or None),
        col(N_("State"), lambda r: label("registration_status", r.own.registration.status)),
        col(N_("Registered"), lambda r: r.own.registration.asked_at, Kind.INSTANT),
    ),
    ReservesPage: one(
        "reserves",
        N_("Pitches in reserve"),
        lambda page: page.reserves,
        col(N_("Place in reserve"), lambda r: r.rank, Kind.INTEGER),
        col(N_("Project"), lambda r: r.pitch_name),
        col(N_("Company"), lambda r: r.company_name),
        col(N_("State"), lambda r: label("reserve_status", r.status)),
        col(N_("Offered"), lambda r: r.offered_at, Kind.INSTANT),
        col(N_("In place of"), lambda r: r.freed_name),
    ),
    EventWishesPage: Listing(
        "wishes",
        (
            ListTable("strong", N_("Wishes"), lambda page: [*page.strong, *page.likes], _WISHED),
            ListTable(
                "promises",
                N_("Promised meetings"),
                lambda page: page.promises,
                (
                    col(N_("Founder"), lambda r: r.promised.founder.name),
                    col(N_("Provider"), lambda r: r.promised.provider.name),
                    col(N_("State"), lambda r: r.word),
                    col(N_("When"), lambda r: r.made_at),
                ),
            ),
        ),
    ),
    WishesPage: one(
        "my-wishes",
        N_("Wishes"),
        lambda page: page.lines,
        col(N_("Name"), lambda r: r.name),
        col(N_("In one sentence"), lambda r: r.one_line),
        col(N_("Fit"), lambda r: None if r.fit is None else round(r.fit), Kind.INTEGER),
        col(N_("Wish"), lambda r: r.wish),
    ),
    PlanPage: one(
        "programme",
        N_("Programme"),
        _programme,
        col(N_("What"), lambda r: r[0]),
        col(N_("Begins"), lambda r: r[1], Kind.INSTANT),
        col(N_("Ends"), lambda r: r[2], Kind.INSTANT),
        col(N_("Place"), lambda r: r[3]),
        col(N_("Founder"), lambda r: r[4]),
        col(N_("Provider"), lambda r: r[5]),
        col(N_("Locked"), lambda r: _yes(r[6])),
    ),
    ChangesPage: one(
        "plan-changes",
        N_("Changes"),
        lambda page: page.lines,
        col(N_("Who"), lambda r: r.who),
        col(N_("Before"), lambda r: r.before),
        col(N_("After"), lambda r: r.after),
        col(N_("Change"), lambda r: r.label),
    ),
    PlanWishesPage: one(
        "unmet-wishes",
        N_("Wishes that are not met"),
        lambda page: page.lines,
        *_WISHED,
        col(N_("Why"), lambda r: joined([r.brief, *r.why])),
    ),
    OwnUnmetPage: one(
        "my-unmet-wishes",
        N_("Wishes that are not met"),
        lambda page: [(group, line) for group in page.groups for line in group.lines],
        col(N_("For"), lambda r: r[0].participant.name),
        col(N_("Name"), lambda r: r[1].name),
        col(N_("Wish"), lambda r: r[1].wanted),
        col(N_("Why"), lambda r: joined(r[1].why)),
    ),
    OwnPlanPage: one(
        "my-plan",
        N_("My plan"),
        lambda page: [line for day in page.days for line in day.lines],
        col(N_("Begins"), lambda r: r.entry.starts_at, Kind.INSTANT),
        col(N_("Ends"), lambda r: r.entry.ends_at, Kind.INSTANT),
        col(N_("What"), lambda r: r.summary),
        col(N_("Place"), lambda r: r.place),
        col(N_("State"), lambda r: r.state),
    ),
    InvitationsPage: one(
        "my-events",
        N_("Events"),
        lambda page: page.cards,
        col(N_("Event"), lambda r: r.line.title),
        col(N_("Begins"), lambda r: _starts(r.line), Kind.INSTANT),
        col(N_("Place"), lambda r: _event(r.line).place or None),
        col(N_("For"), lambda r: r.participation.participant.name),
        col(N_("Answer"), lambda r: label("answer", r.participation.participant.answer)),
        col(N_("Entries of the plan"), lambda r: r.n_entries, Kind.INTEGER),
    ),
    EventOutboxPage: Listing(
        "event-outbox",
        (
            ListTable("held", N_("Mails that wait"), lambda page: page.held, _MAIL),
            ListTable("others", N_("Mails"), lambda page: page.others, _MAIL),
        ),
    ),
    JuryPage: Listing(
        "jury",
        (
            ListTable(
                "pitches",
                N_("Pitches"),
                lambda page: page.pitches,
                (
                    col(N_("Project"), lambda r: r.title),
                    col(N_("Jurors"), lambda r: len(r.seats), Kind.INTEGER),
                    col(N_("Conflicts of interest"), lambda r: r.n_conflicts, Kind.INTEGER),
                ),
            ),
            ListTable(
                "jurors",
                N_("Jurors"),
                lambda page: page.jurors,
                (
                    col(N_("Name"), lambda r: r.member.name),
                    col(N_("Mail address"), lambda r: r.member.email),
                    col(N_("Sectors"), lambda r: joined(r.topics)),
                    col(N_("Pitches"), lambda r: r.n_pitches, Kind.INTEGER),
                    col(N_("Done"), lambda r: r.n_done, Kind.INTEGER),
                ),
            ),
        ),
    ),
    ConflictsPage: one(
        "jury-conflicts",
        N_("Conflicts of interest"),
        lambda page: page.lines,
        col(N_("Name"), lambda r: r.conflict.person_name),
        col(N_("Company"), lambda r: r.conflict.company_name),
        col(N_("Kind"), lambda r: r.kind),
        col(N_("Evidence"), lambda r: r.evidence),
        col(N_("State"), lambda r: r.state),
    ),
    jury_outcome.ResultsPage: Listing(
        "jury-results",
        (
            ListTable(
                "results",
                N_("Results"),
                lambda page: page.lines,
                (
                    col(N_("Place"), lambda r: r.place),
                    col(N_("Project"), lambda r: r.title),
                    col(N_("Company"), lambda r: r.company),
                    col(N_("Score"), lambda r: r.score),
                    col(N_("Between"), lambda r: r.span),
                    col(N_("Sheets"), lambda r: r.n_sheets, Kind.INTEGER),
                ),
            ),
            ListTable(
                "jurors",
                N_("Jurors"),
                lambda page: page.jurors,
                (
                    col(N_("Name"), lambda r: r.name),
                    col(N_("Severity"), lambda r: r.severity),
                    col(N_("Consistency"), lambda r: r.consistency),
                ),
            ),
        ),
    ),
    jury_outcome.ReasonsPage: one(
        "jury-reasons",
        N_("Reasons"),
        lambda page: page.lines,
        col(N_("Project"), lambda r: r.title),
        col(N_("Done"), lambda r: r.n_done, Kind.INTEGER),
        col(N_("Wanted"), lambda r: r.n_wanted, Kind.INTEGER),
    ),
    jury_told.PublicJuryPage: one(
        "jury",
        N_("Results"),
        lambda page: page.lines,
        col(N_("Place"), lambda r: r.place),
        col(N_("Project"), lambda r: r.result.name),
        col(N_("Company"), lambda r: r.result.company_name),
    ),
    jury_told.FounderJuryPage: one(
        "my-jury",
        N_("Results"),
        lambda page: page.results,
        col(N_("Project"), lambda r: r.name),
        col(N_("Place"), lambda r: r.place),
        col(N_("Score"), lambda r: r.score),
    ),
    jury_desk.KnownPage: one(
        "jury-known",
        N_("Pitches"),
        lambda page: page.lines,
        col(N_("Project"), lambda r: r.title),
        col(N_("Company"), lambda r: r.task.company_name),
        col(N_("Conflicts of interest"), lambda r: joined(c.kind for c in r.found) or None),
    ),
}
