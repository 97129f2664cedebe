"""Services of host spaces counted, in tables: by space, kind and month, with the rows behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from models.entities.service_requests import ServiceFacts
from models.entities.vocabulary import Role
from web import formats
from web.forms.base import Parsed
from web.i18n import N_, gettext, ngettext
from web.pages.report_frame import (
    Built,
    Figure,
    Line,
    Part,
    ShownFigure,
    ShownPart,
    meaning,
    shown_figures,
    shown_meanings,
    shown_part,
)
from web.services.service_figures import (
    IN_TIME_DAYS,
    ZONE,
    ServiceCount,
    ServiceFigures,
    count,
    month_of,
)
from web.space_words import space_options, space_word
from web.tables.answer import FileLinks
from web.tables.table import Both, Cell, Column, Kind, Meaning, Share, Unit, both, in_both
from web.vocabulary import label

_COUNTED = (
    Column("asked", N_("Requests"), Kind.INTEGER),
    Column("in_time", N_("Answered within five days"), Kind.SHARE),
    Column("done", N_("Service done"), Kind.INTEGER),
    Column("declined", N_("Declined by the space"), Kind.INTEGER),
    Column("expired", N_("Ended without an answer"), Kind.INTEGER),
    Column("open", N_("Still open"), Kind.INTEGER),
    Column("rating", N_("Mean rating of 5"), Kind.DECIMAL),
)
_ROWS = (
    Column("number", N_("Request number")),
    Column("space", N_("Host space")),
    Column("kind", N_("Kind of service")),
    Column("asked", N_("Asked on"), Kind.DAY),
    Column("answered", N_("Answered on"), Kind.DAY),
    Column("state", N_("State")),
    Column("done", N_("Done on"), Kind.DAY),
    Column("rating", N_("Rating"), Kind.INTEGER),
)
# The page shows so many rows; the files hold all.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ServiceFiguresPage:
    """`services/figures.html`."""

    title: str
    answer: str
    form: Parsed[object]
    here: str
    years: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    figures: list[ShownFigure]
    parts: list[ShownPart]
    meanings: list[tuple[str, str]]
    files: FileLinks
    # For a manager: the yearly report of each own space.
    reports: list[tuple[str, int]]


def service_meanings() -> tuple[Meaning, ...]:
    """What the columns of services count."""
    return (
        meaning(
            N_("Requests"),
            N_("Each space that was asked counts once for each request, by the day on which it was asked."),
        ),
        meaning(
            N_("Answered within five days"),
            N_(
                "Of the requests of which it can be said: the space took it on, declined it or asked for "
                "more within five days. Not judged are those not five days old and still without an "
                "answer, and those that another space took or the founder withdrew before an answer."
            ),
        ),
        meaning(N_("Mean rating of 5"), N_("Over the requests that are done and that their founders rated.")),
    )


def service_cells(found: ServiceCount) -> tuple[Cell, ...]:
    """The counted columns of a group."""
    rating = None
    if found.n_rated:
        rating = (Decimal(found.rating_sum) / found.n_rated).quantize(Decimal("0.01"))
    return (
        found.n_asked,
        Share(found.n_in_time, found.n_judged),
        found.n_done,
        found.n_declined,
        found.n_expired,
        found.n_open,
        rating,
    )


def services_by_kind(rows: Sequence[ServiceFacts], as_of: datetime) -> Part:
    """Requests by the kind of service, as the yearly report of a space has it too."""
    kinds = dict.fromkeys(row.kind for row in sorted(rows, key=lambda r: r.kind))
    lines = [
        Line(
            (
                space_word("offer_kind", kind),
                *service_cells(count([row for row in rows if row.kind is kind], as_of)),
            )
        )
        for kind in kinds
    ]
    return Part(
        "services",
        both(N_("Services by kind")),
        (Column("kind", N_("Kind of service")), *_COUNTED),
        lines,
        empty=gettext("Nobody has asked for a service in this time."),
    )


def services_built(found: ServiceFigures, *, of_all: bool) -> Built:
    """All figures of a year with their rows."""
    whole = found.whole
    figures = [
        Figure(N_("Requests"), n=whole.n_asked, rows="requests"),
        Figure(
            N_("Answered within five days"), share=Share(whole.n_in_time, whole.n_judged), rows="services"
        ),
        Figure(N_("Service done"), n=whole.n_done, rows="requests"),
        Figure(N_("Ended without an answer"), n=whole.n_expired, rows="requests"),
        Figure(N_("Still open"), n=whole.n_open, rows="requests"),
    ]
    parts = [services_by_kind(found.rows, found.as_of), _by_month(found), _requests(found)]
    if of_all:
        parts.insert(0, _by_space(found))
    return Built(
        both(N_("Services of host spaces in %(year)s"), year=found.year),
        figures,
        parts,
        service_meanings(),
        _filters(found),
    )


def _filters(found: ServiceFigures) -> tuple[Meaning, ...]:
    filters = found.filters
    year = str(found.year)
    used = [Meaning(both(N_("Year")), Both(year, year))]
    if (kind := filters.kind) is not None:
        used.append(Meaning(both(N_("Kind of service")), in_both(lambda: space_word("offer_kind", kind))))
    if filters.space_id is not None:
        name = found.rows[0].space_name if found.rows else str(filters.space_id)
        used.append(Meaning(both(N_("Host space")), Both(name, name)))
    return tuple(used)


def _by_space(found: ServiceFigures) -> Part:
    lines = [
        Line(
            (
                row.space_name,
                label("district", row.district) if row.district else None,
                *service_cells(counted),
            ),
            href=f"?year={found.year}&space={row.space_id}",
            lang=row.space_lang,
        )
        for row, counted in found.grouped(lambda r: f"{r.space_name} {r.space_id}")
    ]
    return Part(
        "spaces",
        both(N_("Services by space")),
        (Column("space", N_("Host space")), Column("district", N_("District")), *_COUNTED),
        lines,
        empty=gettext("Nobody has asked for a service in this time."),
    )


def _by_month(found: ServiceFigures) -> Part:
    lines = [
        Line((f"{month_of(row):%Y-%m}", *service_cells(counted)))
        for row, counted in found.grouped(lambda r: month_of(r).isoformat())
    ]
    return Part(
        "months",
        both(N_("Services by month")),
        (Column("month", N_("Month")), *_COUNTED),
        lines,
        empty=gettext("Nobody has asked for a service in this time."),
    )


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else instant.astimezone(ZONE).date()


def _requests(found: ServiceFigures) -> Part:
    """The rows that the numbers count: neither who asked nor for what in words."""
    lines = [
        Line(
            (
                str(row.request_id),
                row.space_name,
                space_word("offer_kind", row.kind),
                _day(row.asked_at),
                _day(row.answered_at),
                space_word("state", row.state),
                _day(row.done_at),
                row.rating,
            )
        )
        for row in found.rows
    ]
    return Part(
        "requests",
        both(N_("Requests behind the numbers")),
        _ROWS,
        lines,
        gettext("Who asked, and for what in words, is known to the founder and the space alone."),
        gettext("Nobody has asked for a service in this time."),
    )


def figures_page(
    found: ServiceFigures,
    built: Built,
    form: Parsed[object],
    here: str,
    files: FileLinks,
    reports: list[tuple[str, int]],
    role: Role,
) -> ServiceFiguresPage:
    """The page; of the rows it shows the latest, its files hold all."""
    whole = found.whole
    answer = ngettext(
        "%(num)s request in %(year)s", "%(num)s requests in %(year)s", whole.n_asked, year=found.year
    )
    if whole.n_judged:
        in_time = ngettext(
            "%(num)s of %(judged)s was answered within %(days)s days",
            "%(num)s of %(judged)s were answered within %(days)s days",
            whole.n_in_time,
            judged=whole.n_judged,
            days=IN_TIME_DAYS,
        )
        answer = formats.in_a_row([answer, in_time], end=True)
    else:
        answer = formats.in_a_row([answer], end=True)
    parts = []
    for part in built.parts:
        shown = Part(
            part.key,
            part.title,
            part.columns,
            part.lines[:MOST_SHOWN],
            part.note,
            part.empty,
        )
        parts.append(shown_part(shown, Unit.YUAN))
    this_year = found.as_of.year
    return ServiceFiguresPage(
        gettext("Services of host spaces") if role is Role.OFFICER else gettext("Report"),
        answer,
        form,
        here,
        [(str(y), str(y)) for y in range(this_year, this_year - 5, -1)],
        space_options("offer_kind"),
        shown_figures(built.figures, Unit.YUAN),
        parts,
        shown_meanings(built.meanings),
        files,
        reports,
    )
