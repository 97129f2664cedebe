"""What became of an event, in words and tables, and who hosted it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.entities.reports import HostRole, MeetingRow
from web import formats
from web.forms.base import Parsed
from web.i18n import N_, gettext
from web.pages.report_frame import Built, Figure, Line, Part, first_meaning, meaning
from web.pages.report_money import MONEY, Address, event_title, money_cells
from web.report_words import word
from web.services.reports import (
    EventReport,
    cny,
)
from web.tables.table import Column, Kind, Share, both, in_both


@dataclass(frozen=True, slots=True)
class HostLine:
    """A body named as host, with the address that takes it back."""

    name: str
    lang: str
    role: str
    withdraw: str


@dataclass(frozen=True, slots=True)
class HostsBox:
    """Who hosted an event, and the form that names one more."""

    hosts: list[HostLine]
    bodies: list[tuple[str, str]]
    roles: list[tuple[str, str]]
    action: str
    form: Parsed[object]


def _outcome(row: MeetingRow) -> str:
    if row.called_off:
        return gettext("called off")
    words = {
        "kept": gettext("took place"),
        "missed_by_founder": gettext("the founder was missing"),
        "missed_by_provider": gettext("the provider was missing"),
        "missed_by_both": gettext("nobody came"),
        "disputed": gettext("both sides say otherwise"),
    }
    return words.get(row.outcome or "", gettext("nobody has said"))


def event_built(report: EventReport, record: Address) -> Built:
    """An event: attendance, programme, meetings, interest, introductions, and the money that names it."""
    event = report.event
    planned = [m for m in report.meetings if not m.called_off]
    kept = sum(m.outcome == "kept" for m in planned)
    figures = [
        Figure(N_("People registered"), n=event.n_registered),
        Figure(N_("People who came"), n=event.n_came),
        Figure(N_("Pitches on stage"), n=sum(s.starts_at is not None for s in report.stage), rows="stage"),
        Figure(N_("Meetings planned"), n=len(planned), rows="meetings"),
        Figure(N_("Meetings kept"), n=kept, rows="meetings"),
        Figure(N_("Share of meetings kept"), share=Share(kept, len(planned)), rows="meetings"),
        Figure(
            N_("Pairs with interest since"),
            n=sum(p.interested_at is not None for p in report.pairs),
            rows="pairs",
        ),
        Figure(
            N_("Introductions since"),
            n=sum(p.introduced_at is not None for p in report.pairs),
            rows="pairs",
        ),
        Figure(N_("Records that name it"), n=len(report.money), rows="money"),
        Figure(N_("Money that names it"), money=cny(report.money), rows="money"),
        Figure(N_("Firsts that name it"), n=sum(r.is_first for r in report.money), rows="money"),
    ]
    money = [Line(money_cells(row, ()), record(row.record_id), row.company_lang) for row in report.money]
    return Built(
        in_both(lambda: event_title(event.title_zh, event.title_en)),
        figures,
        [
            _stage(report),
            _meetings(report),
            _pairs(report),
            Part(
                "money",
                both(N_("Money that names the event")),
                MONEY,
                money,
                empty=gettext("No confirmed record names this event."),
            ),
            _hosts(report),
        ],
        (
            first_meaning(report.definition),
            meaning(
                N_("Meetings kept"),
                N_(
                    "Meetings of the plan released last, of which the staff, or both sides without "
                    "contradiction, say that they took place."
                ),
            ),
            meaning(
                N_("Interest and introductions since"),
                N_(
                    "Between founders and providers of the event, from its beginning up to the instant of "
                    "the report."
                ),
            ),
            meaning(
                N_("Money that names it"),
                N_(
                    "Confirmed records whose parties stated that they came of this event. Money that "
                    "merely followed it is told by the results of the city."
                ),
            ),
        ),
    )


def _stage(report: EventReport) -> Part:
    columns = (
        Column("company", N_("Company")),
        Column("pitch", N_("Pitch")),
        Column("at", N_("On stage at"), Kind.INSTANT),
        Column("planned", N_("Meetings planned"), Kind.INTEGER),
        Column("kept", N_("Meetings kept"), Kind.INTEGER),
    )
    lines = [
        Line(
            (row.company_name, row.pitch_name or None, row.starts_at, row.n_meetings, row.n_kept),
            lang=row.company_lang,
        )
        for row in report.stage
    ]
    return Part(
        "stage",
        both(N_("Founders in the programme")),
        columns,
        lines,
        empty=gettext("No plan was released by then."),
    )


def _meetings(report: EventReport) -> Part:
    columns = (
        Column("company", N_("Company")),
        Column("provider", N_("Provider")),
        Column("at", N_("Time"), Kind.INSTANT),
        Column("outcome", N_("What became of it")),
    )
    lines = [
        Line(
            (row.company_name, formats.person(row.provider_name), row.starts_at, _outcome(row)),
            lang=row.company_lang,
        )
        for row in report.meetings
    ]
    return Part(
        "meetings", both(N_("Meetings")), columns, lines, empty=gettext("No meeting was planned by then.")
    )


def _pairs(report: EventReport) -> Part:
    columns = (
        Column("company", N_("Company")),
        Column("provider", N_("Provider")),
        Column("interested", N_("Interested since"), Kind.INSTANT),
        Column("introduced", N_("Introduced"), Kind.INSTANT),
    )
    lines = [
        Line(
            (row.company_name, formats.person(row.provider_name), row.interested_at, row.introduced_at),
            lang=row.company_lang,
        )
        for row in report.pairs
    ]
    return Part(
        "pairs",
        both(N_("Interest and introductions since")),
        columns,
        lines,
        empty=gettext("Nothing of the kind is on record yet."),
    )


def _hosts(report: EventReport) -> Part:
    columns = (
        Column("body", N_("Body")),
        Column("role", N_("Role as host")),
        Column("stated", N_("Named on"), Kind.INSTANT),
    )
    lines = [
        Line((h.name, word("host_role", h.role), h.stated_at), lang=h.lang or None) for h in report.hosts
    ]
    return Part(
        "hosts",
        both(N_("Hosts")),
        columns,
        lines,
        empty=gettext("Nobody has been named as host, so the event weighs nothing in any assessment."),
    )


def hosts_box(
    report: EventReport, action: str, withdraw: Callable[[int], str], form: Parsed[object]
) -> HostsBox | None:
    """The form that names hosts, for the event's own organiser."""
    if not report.may_state_hosts:
        return None
    return HostsBox(
        [HostLine(h.name, h.lang, word("host_role", h.role), withdraw(h.id)) for h in report.hosts],
        [(str(known), name) for known, name in report.possible_hosts],
        [(str(role), word("host_role", role)) for role in HostRole],
        action,
        form,
    )
