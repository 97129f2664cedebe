"""A host space's manager: who is a tenant, since when, at which stage."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid
from web.forms.base import Parsed, blank
from web.forms.tenancies import MoveInForm, TenancyForm
from web.pages.tenancies import space_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import tenancies
from web.viewer import viewer_for


async def home(request: Request) -> Response:
    """Tenants, and companies that say they are."""
    return await _page(request, viewer_for(request, Role.SPACE), blank())


async def _page(
    request: Request, viewer: Viewer, form: Parsed[Any], *, form_of: str | None = None, status: int = 200
) -> Response:
    parts = resources(request)
    desk = await tenancies.open_space(parts.db, parts.clock, viewer=viewer)
    today = parts.clock.now().astimezone(tenancies.ZONE).date().isoformat()
    return render(request, "space/home.html", space_page(desk, today, form, form_of), status=status)


async def confirm(request: Request) -> Response:
    """A company that names the space is its tenant."""
    viewer, parts = viewer_for(request, Role.SPACE), resources(request)
    parsed = MoveInForm.parse(await request.form(max_files=0))
    form_of = f"claim-{parsed.values.get('company_id')}-{parsed.values.get('space_id')}"
    if parsed.clean is None:
        return await _page(request, viewer, parsed, form_of=form_of, status=422)
    new = parsed.clean
    try:
        await tenancies.confirm_tenancy(
            parts.db,
            parts.clock,
            viewer=viewer,
            company_id=new.company_id,
            space_id=new.space_id,
            stage=new.stage,
            since=new.since,
        )
    except Conflict as error:
        refused = parsed.with_error("since", sentence(error.code, **error.params))
        return await _page(request, viewer, refused, form_of=form_of, status=409)
    return see(request, "space.home", flash="tenancy_confirmed")


async def end(request: Request) -> Response:
    """A tenant has left."""
    return await _change(request, with_stage=False)


async def change_stage(request: Request) -> Response:
    """A tenant goes on at another stage."""
    return await _change(request, with_stage=True)


async def _change(request: Request, *, with_stage: bool) -> Response:
    viewer, parts = viewer_for(request, Role.SPACE), resources(request)
    tenancy_id: int = request.path_params["tenancy_id"]
    parsed = TenancyForm.parse(await request.form(max_files=0), with_stage=with_stage)
    form_of = f"{'stage' if with_stage else 'end'}-{tenancy_id}"
    if parsed.clean is None:
        return await _page(request, viewer, parsed, form_of=form_of, status=422)
    common: dict[str, Any] = {"viewer": viewer, "tenancy_id": tenancy_id, "on": parsed.clean.on}
    try:
        if parsed.clean.stage is None:
            await tenancies.end_tenancy(parts.db, parts.clock, **common)
        else:
            await tenancies.change_stage(parts.db, parts.clock, stage=parsed.clean.stage, **common)
    except Invalid as error:
        refused = parsed.with_error(error.field or "on", sentence(error.code, **error.params))
        return await _page(request, viewer, refused, form_of=form_of, status=422)
    return see(request, "space.home", flash="tenancy_stage_changed" if with_stage else "tenancy_ended")


_TENANCY = "/space/tenancies/{tenancy_id:int}"
routes = [
    Route("/space", home, name="space.home"),
    Route("/space/tenancies", confirm, methods=["POST"], name="space.confirm"),
    Route(f"{_TENANCY}/end", end, methods=["POST"], name="space.end"),
    Route(f"{_TENANCY}/stage", change_stage, methods=["POST"], name="space.change_stage"),
]
