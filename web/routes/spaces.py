"""Host spaces for anybody, `/spaces`, and their managers' hand on that page, `/space/page`."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid
from web.forms.base import Parsed, blank
from web.forms.spaces import OfferForm, SpaceFiltersForm, SpacePageForm
from web.pages.space_desk import desk_page
from web.pages.spaces import space_page, spaces_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import spaces
from web.services.spaces import PageSent
from web.viewer import viewer_for, viewer_or_none


async def directory(request: Request) -> Response:
    """Every published space, under filters that are links."""
    parts = resources(request)
    filters = SpaceFiltersForm.parse(request.query_params)
    found = await spaces.list_spaces(parts.db, parts.clock)
    page = spaces_page(found, filters, request.url.path)
    return render(request, "spaces/list.html", page, status=422 if filters.errors else 200)


async def show(request: Request) -> Response:
    """One space: what it offers, whom to ask, what is on there."""
    parts = resources(request)
    found = await spaces.open_public_space(
        parts.db, parts.clock, space_id=request.path_params["space_id"], viewer=viewer_or_none(request)
    )
    return render(request, "spaces/show.html", space_page(found))


def _asked(request: Request) -> int | None:
    text = request.query_params.get("space", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


async def _desk(
    request: Request,
    viewer: Viewer,
    form: Parsed[Any],
    *,
    form_of: str = "page",
    preview: PageSent | None = None,
    status: int = 200,
) -> Response:
    parts = resources(request)
    desk = await spaces.open_page_desk(parts.db, parts.clock, viewer=viewer, space_id=_asked(request))
    page = desk_page(
        desk,
        viewer.person_id,
        spaces.today_of(parts.clock),
        request.url.path,
        form,
        form_of=form_of,
        preview=preview,
    )
    return render(request, "space/page.html", page, status=status)


async def page(request: Request) -> Response:
    """The space's own page and offers; a POST saves the words, or shows how they would look."""
    viewer, parts = viewer_for(request, Role.SPACE), resources(request)
    if request.method == "GET":
        return await _desk(request, viewer, blank())
    form = SpacePageForm.parse(await request.form(max_files=0))
    if form.clean is None:
        return await _desk(request, viewer, form, status=422)
    if form.clean.preview:
        return await _desk(request, viewer, form, preview=form.clean.sent)
    space_id = await _space_id(request, viewer)
    try:
        await spaces.save_page(parts.db, parts.clock, viewer=viewer, space_id=space_id, sent=form.clean.sent)
    except (Invalid, Conflict) as error:
        return await _refused(request, viewer, form, "page", error, "about_zh")
    return see(request, "space.page", query={"space": str(space_id)}, flash="space_page_saved")


async def _space_id(request: Request, viewer: Viewer) -> int:
    """The space that the form is for: the one asked for, else the viewer's first."""
    parts = resources(request)
    desk = await spaces.open_page_desk(parts.db, parts.clock, viewer=viewer, space_id=_asked(request))
    return desk.space.id


async def _refused(
    request: Request,
    viewer: Viewer,
    form: Parsed[Any],
    form_of: str,
    error: Invalid | Conflict,
    field: str,
) -> Response:
    """The same page with the input kept and the error beside its field."""
    name = error.field if isinstance(error, Invalid) and error.field else field
    refused = form.with_error(name, sentence(error.code, **error.params))
    status = 422 if isinstance(error, Invalid) else 409
    return await _desk(request, viewer, refused, form_of=form_of, status=status)


async def offers(request: Request) -> Response:
    """A new offer, or new words of one."""
    viewer, parts = viewer_for(request, Role.SPACE), resources(request)
    form = OfferForm.parse(await request.form(max_files=0), spaces.today_of(parts.clock))
    form_of = f"offer-{form.values.get('offer_id') or 'new'}"
    if form.clean is None:
        return await _desk(request, viewer, form, form_of=form_of, status=422)
    space_id, sent = await _space_id(request, viewer), form.clean
    try:
        await spaces.save_offer(
            parts.db,
            parts.clock,
            viewer=viewer,
            space_id=space_id,
            offer_id=sent.offer_id,
            revision=sent.revision,
            new=sent.new,
        )
    except (Invalid, Conflict) as error:
        return await _refused(request, viewer, form, form_of, error, "title_zh")
    return see(request, "space.page", query={"space": str(space_id)}, flash="space_offer_saved")


routes = [
    Route("/spaces", directory, name="public.spaces"),
    Route("/spaces/{space_id:int}", show, name="public.space"),
    Route("/space/page", page, methods=["GET", "POST"], name="space.page"),
    Route("/space/page/offers", offers, methods=["POST"], name="space.offers"),
]
