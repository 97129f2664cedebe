"""The officer's results, the rows behind each figure, and what an event led to; each as of any day."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotFound
from web import formats
from web.forms.reports import ReportFilters, ReportFiltersForm
from web.forms.results import ResultFiltersForm, ResultsWish, RowsForm
from web.i18n import gettext, ngettext
from web.pages import results as pages
from web.pages.report_frame import shown_figures, shown_meanings, shown_part, spoken
from web.pages.report_money import event_title
from web.pages.result_files import results_report
from web.pages.result_rows import outcome_bars, outcome_built, rows_part, rows_report
from web.pages.results import OutcomePage, ResultsPage, RowsPage
from web.render import render
from web.resources import resources
from web.services import results as service
from web.services.event_outcomes import open_event_outcome
from web.services.first_definitions import definitions
from web.services.measures import measures
from web.services.report_facts import ZONE
from web.services.results import ResultFilters
from web.tables.answer import file_answer, file_links, file_wish
from web.tables.table import Both, Drawn, in_both
from web.viewer import viewer_for, viewer_of
from web.vocabulary import label, options


def _kept(request: Request) -> dict[str, str]:
    """The filters of the page as its address has them."""
    names = ("as_of", "district", "space", "year", "definition", "unit")
    return {n: v for n in names if (v := request.query_params.get(n))}


def _rows_link(request: Request) -> pages.RowsLink:
    here = request.url_for("officer.result_rows").path
    kept = _kept(request)

    def link(measure: str, *, whole_city: bool = False, any_year: bool = False, **only: object) -> str:
        base: Mapping[str, object] = kept
        if whole_city:
            base = {n: v for n, v in kept.items() if n not in ("district", "space", "year")}
        if any_year:
            base = {n: v for n, v in base.items() if n != "year"}
        return f"{here}?{urlencode({'measure': measure, **base, **only})}"

    return link


async def results(request: Request) -> Response:
    """What came of it, and how we know."""
    viewer, parts = viewer_for(request, Role.OFFICER), resources(request)
    form = ResultFiltersForm.parse(request.query_params, parts.clock.now())
    wish = form.clean or ResultsWish(ResultFilters())
    found = await service.open_results(
        parts.db,
        parts.clock,
        viewer=viewer,
        filters=wish.filters,
        districts=_districts(),
    )
    rows_link, unit = _rows_link(request), wish.unit

    def to_space(space_id: int) -> str:
        return request.url_for("reports.space", space_id=space_id).path

    tables = [
        pages.loans_part(found, rows_link),
        pages.times_part(found, rows_link),
        pages.spaces_part(found, unit, rows_link, to_space),
        pages.group_part(
            "people", gettext("Founders by category and district"), "founder", found.people, rows_link
        ),
        pages.group_part(
            "groups",
            gettext("Firsts by founder category and district"),
            "first",
            found.firsts_by_group,
            rows_link,
        ),
    ]
    asked = file_wish(request)
    if asked is not None and not form.errors:
        drawn = Drawn(found.as_of, parts.clock.now(), viewer.name)
        built = results_report(found, wish.filters)
        return await file_answer(asked, built.report("results", drawn))
    this_year = wish.filters.year or found.as_of.astimezone(ZONE).year
    loans, times, spaces, people, groups = tables
    page = ResultsPage(
        title=gettext("Results"),
        answer=pages.answer(found, this_year),
        as_of=found.as_of,
        is_past=wish.filters.as_of is not None,
        results=found,
        figures=pages.dashboard_figures(found, unit, rows_link),
        targets=pages.target_bars(found.targets, unit, rows_link),
        sources=pages.target_sources(found.targets),
        funnel=pages.funnel_bars(found, rows_link),
        by_district=pages.district_bars(found.cells, rows_link),
        by_year=pages.year_bars(found.cells, rows_link),
        rows=pages.firsts_rows(found.cells, rows_link),
        loans=loans,
        times=times,
        spaces=spaces,
        people=people,
        groups=groups,
        events=_events(request, found),
        meanings=[pages.meaning_of(m) for m in measures().values()],
        years=_years(found),
        space_options=[(str(s.id), s.name) for s in found.spaces],
        definition_options=[
            (d.code, f"{spoken(Both(d.name_zh, d.name_en))} ({d.code})") for d in definitions()
        ],
        form=form,
        files=file_links(request, results_report(found, wish.filters).names()),
    )
    return render(request, "officer/results.html", page, status=422 if form.errors else 200)


def _districts() -> list[str]:
    return [code for code, _ in options("district")]


def _events(request: Request, found: service.Results) -> list[tuple[str, str, str]]:
    kept = {n: v for n, v in _kept(request).items() if n in ("as_of", "unit")}
    query = f"?{urlencode(kept)}" if kept else ""
    return [
        (
            event_title(e.title_zh, e.title_en),
            f"{request.url_for('results.event', event_id=e.id).path}{query}",
            f"{label('event_kind', e.kind)} · {formats.date(e.starts_at)}",
        )
        for e in found.events
    ]


def _years(found: service.Results) -> list[tuple[str, str]]:
    known = {c.year for m in ("first", "record_confirmed", "event", "company") for c in found.figures.of(m)}
    return [(str(y), str(y)) for y in sorted((y for y in known if y), reverse=True)]


async def rows(request: Request) -> Response:
    """The rows behind one figure, a page at a time; with `?format=` all of them as a file."""
    viewer, parts = viewer_for(request, Role.OFFICER), resources(request)
    form = RowsForm.parse(request.query_params, parts.clock.now())
    if form.clean is None:
        raise NotFound
    wish, asked = form.clean, file_wish(request)
    found = await service.open_rows(
        parts.db,
        parts.clock,
        viewer=viewer,
        measure=wish.measure,
        filters=wish.filters,
        after=None if asked else wish.after,
        districts=_districts(),
        most=service.ROWS_A_FILE if asked else service.ROWS_A_PAGE,
    )
    space = next((r.space_name for r in found.rows if r.space_name), None) if wish.filters.space_id else None
    if asked is not None:
        drawn = Drawn(found.as_of, parts.clock.now(), viewer.name)
        cut = in_both(lambda: pages.cut_words(wish.filters, space))
        return await file_answer(asked, rows_report(found, cut, drawn))

    def address(subject: str, id_: int) -> str | None:
        if subject == "record":
            return f"{request.url_for('funding.record', record_id=id_).path}?as=officer"
        if subject == "event":
            return request.url_for("results.event", event_id=id_).path
        return request.url_for(f"reports.{subject}", **{f"{subject}_id": id_}).path

    here = request.url.path
    query = {n: v for n, v in request.query_params.items() if n != "after"}
    kept, measure = _kept(request), measures()[wish.measure]
    page = RowsPage(
        title=pages.name_of(wish.measure),
        answer=formats.sentences(
            ngettext("%(num)s in all.", "%(num)s in all.", found.n),
            gettext("As of %(when)s.", when=formats.datetime(found.as_of)),
        ),
        part=rows_part(found, wish.unit, address),
        meaning=pages.meaning_of(measure)[1],
        cut=pages.cut_words(wish.filters, space),
        back=f"{request.url_for('officer.results').path}{'?' + urlencode(kept) if kept else ''}",
        files=file_links(request, [("rows", Both(measure.zh, measure.en))]),
        first_page=f"{here}?{urlencode(query)}" if wish.after else None,
        following=f"{here}?{urlencode({**query, 'after': found.after})}" if found.after else None,
        form=form,
    )
    return render(request, "officer/rows.html", page)


def _reader(request: Request) -> Viewer:
    viewer = viewer_of(request)
    return viewer_for(request, Role.OFFICER if Role.OFFICER in viewer.roles else Role.ORGANISER)


async def event(request: Request) -> Response:
    """What one event led to."""
    viewer, parts = _reader(request), resources(request)
    event_id: int = request.path_params["event_id"]
    form = ReportFiltersForm.parse(request.query_params, parts.clock.now())
    clean = form.clean or ReportFilters()
    found = await open_event_outcome(
        parts.db, parts.clock, viewer=viewer, event_id=event_id, as_of=clean.as_of
    )
    built = outcome_built(found, lambda id_: request.url_for("funding.record", record_id=id_).path)
    asked = file_wish(request)
    if asked is not None and not form.errors:
        drawn = Drawn(found.as_of, parts.clock.now(), viewer.name)
        return await file_answer(asked, built.report(f"event-{event_id}-outcome", drawn))
    year = next(h for h in found.horizons if h.months == 12)
    page = OutcomePage(
        title=gettext("What %(event)s led to", event=spoken(built.title)),
        answer=formats.sentences(
            ngettext(
                "%(num)s record within twelve months, %(firsts)s of them firsts.",
                "%(num)s records within twelve months, %(firsts)s of them firsts.",
                year.n_records,
                firsts=year.n_firsts,
            ),
            gettext("The twelve months are not over yet.") if year.is_open else "",
            gettext("As of %(when)s.", when=formats.datetime(found.as_of)),
        ),
        here=request.url.path,
        back=request.url_for("reports.event", event_id=event_id).path,
        form=form,
        figures=shown_figures(built.figures, clean.unit),
        bars=outcome_bars(found),
        parts=[shown_part(part, clean.unit) for part in built.parts],
        meanings=shown_meanings(built.meanings),
        files=file_links(request, built.names()),
    )
    return render(request, "officer/outcome.html", page, status=422 if form.errors else 200)


routes = [
    Route("/officer/results", results, name="officer.results"),
    Route("/officer/results/rows", rows, name="officer.result_rows"),
    Route("/results/events/{event_id:int}", event, name="results.event"),
]
