"""Reports per space, event and provider: `/reports`; each page is a file as well."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed
from web import formats
from web.forms.base import Parsed, blank
from web.forms.reports import HostForm, ReportFilters, ReportFiltersForm
from web.i18n import gettext
from web.navigation import role_in_use
from web.pages.event_report import event_built, hosts_box
from web.pages.provider_report import provider_built
from web.pages.report_frame import (
    Built,
    ReportPage,
    shown_figures,
    shown_meanings,
    shown_part,
    spoken,
)
from web.pages.reports import index_page
from web.pages.space_report import space_built, star_options
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import reports
from web.services.reports import day_of
from web.tables.answer import file_answer, file_links, file_wish
from web.tables.table import Drawn
from web.viewer import viewer_for, viewer_of

READERS = (Role.OFFICER, Role.SPACE, Role.PROVIDER, Role.FOUNDER, Role.ORGANISER)


def reader(request: Request, role: Role) -> Viewer:
    """Who reads: as an officer with a second factor, else in the role whose report it is."""
    viewer = viewer_of(request)
    return viewer_for(request, Role.OFFICER if Role.OFFICER in viewer.roles else role)


async def index(request: Request) -> Response:
    """What one can open a report of."""
    viewer = viewer_of(request)
    role = next((r for r in READERS if r in viewer.roles), None)
    if role is None:
        raise NotAllowed("not_allowed")
    viewer_for(request, role)
    searched = request.query_params.get("q", "").strip()[:80]
    found = await reports.list_subjects(resources(request).db, viewer=viewer, part_of_name=searched)

    def address(kind: str, id_: int) -> str:
        path = request.url_for(f"reports.{kind}", **{_PARAMETER[kind]: id_}).path
        return f"{path}?as={role_in_use(request, viewer)}"

    return render(request, "reports/index.html", index_page(found, searched, address))


_PARAMETER = {"space": "space_id", "event": "event_id", "provider": "provider_id", "company": "company_id"}


def _filters(request: Request) -> tuple[Parsed[ReportFilters], ReportFilters]:
    parsed = ReportFiltersForm.parse(request.query_params, resources(request).clock.now())
    return parsed, parsed.clean or ReportFilters()


async def _answer(
    request: Request,
    built: Built,
    filters: tuple[Parsed[ReportFilters], ReportFilters],
    drawn: Drawn,
    name: str,
    page: ReportPage,
) -> Response:
    """The page, or the file that the address asks for; a file of a refused form is the page that says why."""
    parsed, clean = filters
    wish = file_wish(request)
    if wish is not None and not parsed.errors:
        return await file_answer(wish, built.report(name, drawn))
    shown = replace(
        page,
        figures=shown_figures(built.figures, clean.unit),
        parts=[shown_part(part, clean.unit) for part in built.parts],
        meanings=shown_meanings(built.meanings),
    )
    return render(request, "reports/report.html", shown, status=422 if parsed.errors else 200)


def _page(request: Request, built: Built, parsed: Parsed[ReportFilters], drawn: Drawn) -> ReportPage:
    return ReportPage(
        spoken(built.title),
        gettext("As of %(when)s.", when=formats.datetime(drawn.as_of)),
        drawn.as_of,
        request.url.path,
        parsed,
        [],
        [],
        [],
        [],
        [],
        file_links(request, built.names()),
    )


def _years(request: Request) -> list[tuple[str, str]]:
    now = day_of(resources(request).clock.now()).year
    return [(str(year), str(year)) for year in range(now, now - 6, -1)]


def to_record(request: Request, record_id: int) -> str:
    """The record's page, in the role that is being used."""
    path = request.url_for("funding.record", record_id=record_id).path
    return f"{path}?as={role_in_use(request, viewer_of(request))}"


async def space(request: Request) -> Response:
    """A space's yearly assessment."""
    viewer, parts = reader(request, Role.SPACE), resources(request)
    parsed, clean = filters = _filters(request)
    try:
        found = await reports.open_space_report(
            parts.db,
            parts.clock,
            viewer=viewer,
            space_id=request.path_params["space_id"],
            year=clean.year,
            as_of=clean.as_of,
        )
    except Invalid as error:
        parsed, clean = filters = parsed.with_error("year", sentence(error.code)), ReportFilters()
        found = await reports.open_space_report(
            parts.db,
            parts.clock,
            viewer=viewer,
            space_id=request.path_params["space_id"],
            year=None,
            as_of=None,
        )

    def to_event(event_id: int) -> str | None:
        may = Role.OFFICER in viewer.roles
        return request.url_for("reports.event", event_id=event_id).path if may else None

    def to_own_record(record_id: int) -> str | None:
        return to_record(request, record_id) if Role.OFFICER in viewer.roles else None

    built = space_built(found, clean.stars, to_own_record, to_event)
    drawn = Drawn(found.as_of, parts.clock.now(), viewer.name)
    page = replace(_page(request, built, parsed, drawn), years=_years(request), stars=star_options())
    name = f"space-{found.space.id}-{found.year}"
    return await _answer(request, built, filters, drawn, name, page)


async def event(request: Request) -> Response:
    """What became of an event."""
    return await _event(request, blank())


async def _event(request: Request, form: Parsed[object], status: int = 200) -> Response:
    viewer, parts = reader(request, Role.ORGANISER), resources(request)
    event_id: int = request.path_params["event_id"]
    parsed, clean = filters = _filters(request)
    found = await reports.open_event_report(
        parts.db, parts.clock, viewer=viewer, event_id=event_id, as_of=clean.as_of
    )
    built = event_built(found, partial(to_record, request))
    drawn = Drawn(found.as_of, parts.clock.now(), viewer.name)
    box = hosts_box(
        found,
        request.url_for("reports.state_host", event_id=event_id).path,
        lambda host_id: request.url_for("reports.withdraw_host", event_id=event_id, host_id=host_id).path,
        form,
    )
    onward = (
        gettext("What it led to within three, six and twelve months"),
        request.url_for("results.event", event_id=event_id).path,
    )
    page = replace(_page(request, built, parsed, drawn), more=box, onward=onward)
    answer = await _answer(request, built, filters, drawn, f"event-{event_id}", page)
    answer.status_code = max(answer.status_code, status)
    return answer


async def state_host(request: Request) -> Response:
    """Name a host of an event."""
    viewer, parts = viewer_for(request, Role.ORGANISER), resources(request)
    event_id: int = request.path_params["event_id"]
    parsed = HostForm.parse(await request.form(max_files=0))
    if parsed.clean is None:
        return await _event(request, parsed, 422)
    new = parsed.clean
    try:
        await reports.state_host(
            parts.db,
            parts.clock,
            viewer=viewer,
            event_id=event_id,
            organisation_id=new.organisation_id,
            name=new.name,
            role=new.role,
        )
    except (Invalid, Conflict) as error:
        field = error.field if isinstance(error, Invalid) and error.field else "organisation_id"
        status = 422 if isinstance(error, Invalid) else 409
        return await _event(request, parsed.with_error(field, sentence(error.code)), status)
    return see(request, "reports.event", event_id=event_id, flash="host_stated")


async def withdraw_host(request: Request) -> Response:
    """Take back that somebody hosted an event."""
    viewer, parts = viewer_for(request, Role.ORGANISER), resources(request)
    event_id: int = request.path_params["event_id"]
    await reports.withdraw_host(
        parts.db, parts.clock, viewer=viewer, event_id=event_id, host_id=request.path_params["host_id"]
    )
    return see(request, "reports.event", event_id=event_id, flash="host_withdrawn")


async def provider(request: Request) -> Response:
    """A provider's own portfolio."""
    viewer, parts = reader(request, Role.PROVIDER), resources(request)
    provider_id: int = request.path_params["provider_id"]
    parsed, clean = filters = _filters(request)
    found = await reports.open_provider_report(
        parts.db, parts.clock, viewer=viewer, provider_id=provider_id, year=clean.year, as_of=clean.as_of
    )

    def to_claim(claim_id: int) -> str:
        path = request.url_for("claims.show", claim_id=claim_id).path
        return f"{path}?as={role_in_use(request, viewer)}"

    built = provider_built(found, partial(to_record, request), to_claim)
    drawn = Drawn(found.as_of, parts.clock.now(), viewer.name)
    page = replace(_page(request, built, parsed, drawn), years=_years(request))
    return await _answer(request, built, filters, drawn, f"provider-{provider_id}", page)


routes = [
    Route("/reports", index, name="reports.index"),
    Route("/reports/space/{space_id:int}", space, name="reports.space"),
    Route("/reports/event/{event_id:int}", event, name="reports.event"),
    Route("/reports/event/{event_id:int}/hosts", state_host, methods=["POST"], name="reports.state_host"),
    Route(
        "/reports/event/{event_id:int}/hosts/{host_id:int}/withdraw",
        withdraw_host,
        methods=["POST"],
        name="reports.withdraw_host",
    ),
    Route("/reports/provider/{provider_id:int}", provider, name="reports.provider"),
]
