"""Deals for both sides and for the organiser of an event: `/deals`."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.deals import DealSide
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed
from web.forms.base import Data, FormReader, Parsed, blank
from web.forms.deals import ItemForm, LeadForm, PrivateForm, StepForm
from web.i18n import gettext
from web.navigation import role_in_use
from web.pages.deals import deal_page, deals_page, event_deals_page
from web.pages.deals_file import deal_tables, deals_report
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import deal_work
from web.services.deals import (
    open_deal,
    open_deals,
    open_event_deals,
    open_pitch_deals,
    set_lead,
    start_deal,
    take_step,
    today_of,
)
from web.tables.answer import file_answer, file_links, file_wish
from web.viewer import organisation_asked, viewer_for, viewer_of

_SIDES = {Role.FOUNDER: DealSide.FOUNDER, Role.PROVIDER: DealSide.PROVIDER}


def _party(request: Request) -> tuple[Viewer, DealSide]:
    """The viewer and the side of the role in use, for pages that both sides share."""
    viewer = viewer_of(request)
    role = role_in_use(request, viewer)
    if role not in _SIDES:
        role = next((r for r in _SIDES if r in viewer.roles), None)
    if role is None:
        raise NotAllowed("not_allowed")
    return viewer, _SIDES[role]


async def provider_deals(request: Request) -> Response:
    """A provider's deals by level; a POST begins one with a pitch."""
    viewer, parts = viewer_for(request, Role.PROVIDER), resources(request)
    if request.method == "POST":
        form = FormReader(await request.form(max_files=0))
        deal_id = await start_deal(
            parts.db,
            parts.clock,
            viewer=viewer,
            organisation_id=organisation_asked(request),
            pitch_id=form.whole("pitch_id", most=10**11) or 0,
        )
        return see(request, "deals.show", deal_id=deal_id, query={"as": "provider"}, flash="deal_started")
    found = await open_deals(parts.db, parts.clock, viewer=viewer)
    wish = file_wish(request)
    if wish is not None:
        return await file_answer(wish, deals_report(found, parts.clock.now(), viewer.name))
    page = deals_page(gettext("Deals"), found, DealSide.PROVIDER)
    return render(request, "deals/list.html", replace(page, files=file_links(request, deal_tables())))


async def founder_deals(request: Request) -> Response:
    """Who is how far with one pitch of the founder's."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    pitch_id: int = request.path_params["pitch_id"]
    name, found = await open_pitch_deals(parts.db, parts.clock, viewer=viewer, pitch_id=pitch_id)
    wish = file_wish(request)
    if wish is not None:
        return await file_answer(wish, deals_report(found, parts.clock.now(), viewer.name))
    back = request.url_for("founder.pitch", pitch_id=pitch_id).path
    page = deals_page(gettext("Deals of %(pitch)s", pitch=name), found, DealSide.FOUNDER, back)
    return render(request, "deals/list.html", replace(page, files=file_links(request, deal_tables())))


async def show(request: Request) -> Response:
    """One deal: where it stands, what is next, and what was done."""
    viewer, side = _party(request)
    return await _show(request, viewer, side, blank(), status=200)


async def _show(
    request: Request,
    viewer: Viewer,
    side: DealSide,
    form: Parsed[Any],
    *,
    form_of: str | None = None,
    status: int = 422,
) -> Response:
    parts = resources(request)
    view = await open_deal(
        parts.db, parts.clock, viewer=viewer, deal_id=request.path_params["deal_id"], as_side=side
    )
    if view.side is DealSide.PROVIDER:
        back = request.url_for("provider.deals").path
    else:
        back = request.url_for("founder.deals", pitch_id=view.deal.pitch_id).path
    key = str(form.values.get("key") or uuid.uuid4().hex)
    page = deal_page(view, today_of(parts.clock), key, form, back, form_of)
    return render(request, "deals/show.html", page, status=status)


def _done(request: Request, side: DealSide, code: str) -> Response:
    deal_id: int = request.path_params["deal_id"]
    return see(request, "deals.show", deal_id=deal_id, query={"as": str(side)}, flash=code)


async def _refused(
    request: Request,
    viewer: Viewer,
    side: DealSide,
    form: Parsed[Any],
    form_of: str,
    error: Invalid | Conflict | None = None,
) -> Response:
    """The same page with the input kept and the error beside its field."""
    if error is None:
        return await _show(request, viewer, side, form, form_of=form_of)
    name = error.field if isinstance(error, Invalid) else None
    refused = form.with_error(name or "note", sentence(error.code, **error.params))
    status = 409 if isinstance(error, Conflict) else 422
    return await _show(request, viewer, side, refused, form_of=form_of, status=status)


async def step(request: Request) -> Response:
    """A level, a no, a word, or a day until which somebody is still looking."""
    viewer, side = _party(request)
    parts, deal_id = resources(request), request.path_params["deal_id"]
    form = StepForm.parse(await request.form(max_files=0))
    form_of = f"step-{form.values.get('step', '')}"
    if form.clean is None:
        return await _refused(request, viewer, side, form, form_of)
    sent = form.clean
    try:
        await take_step(
            parts.db,
            parts.clock,
            viewer=viewer,
            deal_id=deal_id,
            new=sent.new,
            key=sent.key,
            understood=sent.understood,
            as_side=side,
        )
    except (Invalid, Conflict) as error:
        return await _refused(request, viewer, side, form, form_of, error)
    return _done(request, side, f"deal_{sent.new.step}")


async def lead(request: Request) -> Response:
    """Ask, agree, or say that this provider does not lead."""
    viewer, side = _party(request)
    parts, deal_id = resources(request), request.path_params["deal_id"]
    form = LeadForm.parse(await request.form(max_files=0))
    if form.clean is None:
        return await _refused(request, viewer, side, form, "lead")
    try:
        await set_lead(parts.db, parts.clock, viewer=viewer, deal_id=deal_id, word=form.clean, as_side=side)
    except Conflict as error:
        return await _refused(request, viewer, side, form, "lead", error)
    return _done(request, side, f"lead_{form.clean}")


async def items(request: Request) -> Response:
    """Change an item of the checklist, or put one more on it."""
    viewer, side = _party(request)
    form = ItemForm.parse(await request.form(max_files=0))
    form_of = f"item-{form.values.get('item_id') or 'new'}"
    if form.clean is None:
        return await _refused(request, viewer, side, form, form_of)
    sent, parts = form.clean, resources(request)
    common: dict[str, Any] = {
        "viewer": viewer,
        "deal_id": request.path_params["deal_id"],
        "as_side": side,
    }
    try:
        if sent.item_id is not None:
            await deal_work.change_item(
                parts.db, parts.clock, item_id=sent.item_id, change=sent.change, **common
            )
            return _done(request, side, "item_saved")
        await deal_work.add_item(
            parts.db,
            parts.clock,
            title=sent.title,
            for_side=sent.side,
            owner_id=sent.change.owner_id,
            due_on=sent.change.due_on,
            **common,
        )
    except (Invalid, Conflict) as error:
        return await _refused(request, viewer, side, form, form_of, error)
    return _done(request, side, "item_added")


async def private(request: Request) -> Response:
    """The provider's memo, or its hours."""
    viewer, parts = viewer_for(request, Role.PROVIDER), resources(request)
    data: Data = await request.form(max_files=0)
    form, deal_id = PrivateForm.parse(data), request.path_params["deal_id"]
    side, form_of = DealSide.PROVIDER, "memo" if "memo" in data else "hours"
    if form.clean is None:
        return await _refused(request, viewer, side, form, form_of)
    sent = form.clean
    try:
        if sent.body is not None:
            await deal_work.keep_memo(
                parts.db,
                parts.clock,
                viewer=viewer,
                deal_id=deal_id,
                body=sent.body,
                revision=sent.revision,
            )
            return _done(request, side, "memo_saved")
        if sent.minutes is not None and sent.spent_on is not None:
            await deal_work.add_hours(
                parts.db,
                parts.clock,
                viewer=viewer,
                deal_id=deal_id,
                minutes=sent.minutes,
                spent_on=sent.spent_on,
            )
    except (Invalid, Conflict) as error:
        return await _refused(request, viewer, side, form, form_of, error)
    return _done(request, side, "hours_added")


async def event_deals(request: Request) -> Response:
    """For an organiser: how far the pairs of her event have come, and who is silent."""
    viewer = viewer_for(request, Role.ORGANISER)
    found = await open_event_deals(
        resources(request).db, viewer=viewer, event_id=request.path_params["event_id"]
    )
    return render(request, "deals/event.html", event_deals_page(found))


_DEAL = "/deals/{deal_id:int}"
routes = [
    Route("/provider/deals", provider_deals, name="provider.deals", methods=["GET", "POST"]),
    Route("/founder/pitches/{pitch_id:int}/deals", founder_deals, name="founder.deals"),
    Route(_DEAL, show, name="deals.show"),
    Route(f"{_DEAL}/step", step, name="deals.step", methods=["POST"]),
    Route(f"{_DEAL}/lead", lead, name="deals.lead", methods=["POST"]),
    Route(f"{_DEAL}/items", items, name="deals.items", methods=["POST"]),
    Route(f"{_DEAL}/private", private, name="deals.private", methods=["POST"]),
    Route("/organiser/events/{event_id:int}/deals", event_deals, name="organiser.event_deals"),
]
