"""Requests for services of host spaces: the founder's, the space's, and what is counted of them."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.service_requests import ServiceSide
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed
from web.forms.base import Parsed, blank
from web.forms.service_requests import FigureFiltersForm, RequestForm, ServiceStepForm
from web.navigation import role_in_use
from web.pages.service_figures import figures_page, services_built
from web.pages.service_requests import ask_page, own_requests_page, request_page, space_requests_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import service_requests
from web.services.service_figures import FigureFilters, open_service_figures
from web.services.spaces import today_of
from web.tables.answer import file_answer, file_links, file_wish
from web.tables.table import Drawn
from web.viewer import viewer_for, viewer_of

_SIDES = (Role.FOUNDER, Role.SPACE)


async def own(request: Request) -> Response:
    """A founder's requests with their next steps."""
    viewer = viewer_for(request, Role.FOUNDER)
    found = await service_requests.list_own(resources(request).db, viewer=viewer, role=Role.FOUNDER)
    return render(request, "services/own.html", own_requests_page(found))


async def ask(request: Request) -> Response:
    """The one form of a request; `?kind=&space=` fill it in, a POST sends it."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    if request.method == "GET":
        query = request.query_params
        filled = {
            "kind": query.get("kind", ""),
            "where": query.get("space", ""),
            "need": query.get("need", ""),
        }
        return await _ask_form(request, viewer, blank({k: v for k, v in filled.items() if v}))
    companies = viewer.organisation_ids(Role.FOUNDER)
    form = RequestForm.parse(await request.form(max_files=0), companies)
    if form.clean is None:
        return await _ask_form(request, viewer, form, 422)
    sent = form.clean
    try:
        request_id = await service_requests.ask_service(
            parts.db, parts.clock, viewer=viewer, new=sent.new, key=sent.key
        )
    except (Invalid, Conflict) as error:
        name = error.field if isinstance(error, Invalid) and error.field else "kind"
        refused = form.with_error(name, sentence(error.code, **error.params))
        return await _ask_form(request, viewer, refused, 422 if isinstance(error, Invalid) else 409)
    return see(
        request, "services.show", request_id=request_id, query={"as": "founder"}, flash="service_asked"
    )


async def _ask_form(request: Request, viewer: Viewer, form: Parsed[Any], status: int = 200) -> Response:
    parts = resources(request)
    found = await service_requests.open_ask_form(parts.db, parts.clock, viewer=viewer)
    return render(request, "services/ask.html", ask_page(found, viewer, form), status=status)


def _party(request: Request) -> tuple[Viewer, Role]:
    """The viewer and the side of the role in use, for pages that both sides share."""
    viewer = viewer_of(request)
    role = role_in_use(request, viewer)
    if role not in _SIDES:
        role = next((r for r in _SIDES if r in viewer.roles), None)
    if role is None:
        raise NotAllowed("not_allowed")
    return viewer, role


async def show(request: Request) -> Response:
    """One request: where it stands, what is next, and what was done."""
    viewer, role = _party(request)
    return await _show(request, viewer, role, blank(), status=200)


async def _show(
    request: Request,
    viewer: Viewer,
    role: Role,
    form: Parsed[Any],
    *,
    form_of: str | None = None,
    status: int = 422,
) -> Response:
    parts = resources(request)
    found = await service_requests.open_request(
        parts.db, viewer=viewer, request_id=request.path_params["request_id"], role=role
    )
    back = "space.requests" if found[0].side is ServiceSide.SPACE else "founder.services"
    page = request_page(
        found,
        today_of(parts.clock),
        request.url_for(back).path,
        request.url_for("founder.ask_service").path,
        form,
        form_of,
    )
    return render(request, "services/show.html", page, status=status)


async def step(request: Request) -> Response:
    """An answer, a question, a reply, a word, a withdrawal, an end, a rating."""
    viewer, role = _party(request)
    parts, request_id = resources(request), request.path_params["request_id"]
    form = ServiceStepForm.parse(await request.form(max_files=0))
    form_of = f"{form.values.get('step', '')}-{form.values.get('space_id', '')}"
    if form.clean is None:
        return await _show(request, viewer, role, form, form_of=form_of)
    sent = form.clean
    try:
        await service_requests.take_service_step(
            parts.db,
            parts.clock,
            viewer=viewer,
            request_id=request_id,
            space_id=sent.space_id,
            new=sent.new,
            key=sent.key,
            role=role,
        )
    except (Invalid, Conflict) as error:
        name = error.field if isinstance(error, Invalid) and error.field else "note"
        refused = form.with_error(name, sentence(error.code, **error.params))
        status = 409 if isinstance(error, Conflict) else 422
        return await _show(request, viewer, role, refused, form_of=form_of, status=status)
    if request.query_params.get("list"):
        return see(request, "space.requests", flash=f"service_{sent.new.step}")
    return see(
        request,
        "services.show",
        request_id=request_id,
        query={"as": str(role)},
        flash=f"service_{sent.new.step}",
    )


async def space_requests(request: Request) -> Response:
    """Requests to the manager's spaces, those that wait for an answer first."""
    viewer, parts = viewer_for(request, Role.SPACE), resources(request)
    found = await service_requests.list_own(parts.db, viewer=viewer, role=Role.SPACE)
    return render(request, "space/requests.html", space_requests_page(found, today_of(parts.clock)))


async def space_figures(request: Request) -> Response:
    """A year of the manager's spaces, counted."""
    return await _figures(request, Role.SPACE)


async def officer_figures(request: Request) -> Response:
    """A year of all spaces, counted."""
    return await _figures(request, Role.OFFICER)


async def _figures(request: Request, role: Role) -> Response:
    viewer, parts = viewer_for(request, role), resources(request)
    form = FigureFiltersForm.parse(request.query_params)
    filters = form.clean or FigureFilters()
    found = await open_service_figures(parts.db, parts.clock, viewer=viewer, role=role, filters=filters)
    built = services_built(found, of_all=role is Role.OFFICER)
    wish = file_wish(request)
    if wish is not None and not form.errors:
        drawn = Drawn(found.as_of, parts.clock.now(), viewer.name)
        return await file_answer(wish, built.report(f"services-{found.year}", drawn))
    reports = [(a.name, int(a.organisation_id)) for a in viewer.organisations(Role.SPACE)]
    files = file_links(request, built.names())
    page = figures_page(
        found, built, form, request.url.path, files, reports if role is Role.SPACE else [], role
    )
    return render(request, "services/figures.html", page, status=422 if form.errors else 200)


routes = [
    Route("/founder/services", own, name="founder.services"),
    Route("/founder/services/new", ask, methods=["GET", "POST"], name="founder.ask_service"),
    Route("/services/{request_id:int}", show, name="services.show"),
    Route("/services/{request_id:int}/step", step, methods=["POST"], name="services.step"),
    Route("/space/requests", space_requests, name="space.requests"),
    Route("/space/services", space_figures, name="space.services"),
    Route("/officer/services", officer_figures, name="officer.services"),
]
