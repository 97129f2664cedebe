"""The organiser's end of registration: list, attendance, promotion, reserves; and calling an event off."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid, NotFound
from web.forms.base import Data, Parsed, blank
from web.forms.events import chosen_ids
from web.forms.registrations import AttendanceForm, BookFilters, BookFiltersForm, CallOffForm, PromotionForm
from web.pages.registrations import book_page, call_off_page, outcome_flash, reserves_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import calling_off, events, registrations, reserves
from web.viewer import viewer_for


def _organiser(request: Request) -> tuple[Viewer, int]:
    return viewer_for(request, Role.ORGANISER), int(request.path_params["event_id"])


async def _book(request: Request, form: Parsed[Any] | None = None) -> Response:
    viewer, event_id = _organiser(request)
    r = resources(request)
    filters = BookFiltersForm.parse(Data(request.query_params.multi_items()))
    asked = filters.clean or BookFilters()
    book = await registrations.open_book(
        r.db, viewer=viewer, event_id=event_id, status=asked.status, words=asked.words
    )
    begun = book.event.starts_at <= r.clock.now() and not book.event.date_open
    page = book_page(book, filters, form or blank(), begun=begun)
    status = 422 if form is not None or filters.clean is None else 200
    return render(request, "registrations/book.html", page, status=status)


async def book(request: Request) -> Response:
    """Who registered."""
    return await _book(request)


async def attendance(request: Request) -> Response:
    """Record who came."""
    viewer, event_id = _organiser(request)
    r = resources(request)
    await events.open_event(r.db, viewer=viewer, event_id=event_id)
    form = AttendanceForm.parse(await request.form())
    if form.clean is None:
        return await _book(request, form)
    n = await registrations.note_attendance(r.db, r.clock, viewer=viewer, event_id=event_id, came=form.clean)
    return see(
        request,
        "organiser.event_registrations",
        flash="attendance_noted",
        flash_params={"n": n},
        event_id=event_id,
    )


async def promote(request: Request) -> Response:
    """Give somebody who waits a seat out of turn."""
    viewer, event_id = _organiser(request)
    r = resources(request)
    await events.open_event(r.db, viewer=viewer, event_id=event_id)
    form = PromotionForm.parse(await request.form())
    if form.clean is None:
        return await _book(request, form)
    await registrations.promote(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        registration_id=form.clean.registration_id,
        because=form.clean.because,
        site=r.settings.public_url,
    )
    return see(request, "organiser.event_registrations", flash="registration_promoted", event_id=event_id)


async def _reserves(request: Request, form: Parsed[Any] | None = None) -> Response:
    viewer, event_id = _organiser(request)
    found = await reserves.open_reserves(resources(request).db, viewer=viewer, event_id=event_id)
    page = reserves_page(found, form or blank())
    return render(request, "registrations/reserves.html", page, status=422 if form else 200)


async def reserve_list(request: Request) -> Response:
    """The pitches in reserve."""
    return await _reserves(request)


async def add_reserve(request: Request) -> Response:
    """One more."""
    viewer, event_id = _organiser(request)
    r, chosen = resources(request), chosen_ids(await request.form(), "pitch")
    await events.open_event(r.db, viewer=viewer, event_id=event_id)
    if not chosen.clean:
        return await _reserves(request, chosen)
    await reserves.add_reserve(r.db, r.clock, viewer=viewer, event_id=event_id, pitch_id=chosen.clean[0])
    return see(request, "organiser.event_reserves", flash="reserve_added", event_id=event_id)


async def change_reserve(request: Request) -> Response:
    """One step up or down, or out."""
    viewer, event_id = _organiser(request)
    r, data = resources(request), await request.form()
    chosen, act = chosen_ids(data, "reserve"), data.get("act")
    await events.open_event(r.db, viewer=viewer, event_id=event_id)
    if not chosen.clean or act not in ("up", "down", "remove"):
        raise NotFound
    if act == "remove":
        await reserves.remove_reserve(
            r.db, r.clock, viewer=viewer, event_id=event_id, reserve_id=chosen.clean[0]
        )
        return see(request, "organiser.event_reserves", flash="reserve_removed", event_id=event_id)
    await reserves.move_reserve(
        r.db, viewer=viewer, event_id=event_id, reserve_id=chosen.clean[0], earlier=act == "up"
    )
    return see(request, "organiser.event_reserves", event_id=event_id)


async def call_off_form(request: Request) -> Response:
    """The order to postpone or cancel, empty."""
    viewer, event_id = _organiser(request)
    event = await events.open_event(resources(request).db, viewer=viewer, event_id=event_id)
    page = call_off_page(event, blank(CallOffForm.values(event)), None)
    return render(request, "events/call_off.html", page)


async def call_off(request: Request) -> Response:
    """First what would happen; with `confirmed` it is done."""
    viewer, event_id = _organiser(request)
    r, data = resources(request), await request.form()
    event = await events.open_event(r.db, viewer=viewer, event_id=event_id)
    form = CallOffForm.parse(data, event)
    order = form.clean
    if order is None:
        return render(request, "events/call_off.html", call_off_page(event, form, None), status=422)
    try:
        if not data.get("confirmed"):
            found = await calling_off.preview(r.db, r.clock, viewer=viewer, event_id=event_id, order=order)
            return render(request, "events/call_off.html", call_off_page(event, form, found))
        outcome = await calling_off.call_off(
            r.db,
            r.clock,
            viewer=viewer,
            event_id=event_id,
            order=order,
            site=r.settings.public_url,
        )
    except Invalid as error:
        form = form.with_error(error.field or "act", sentence(error.code, **error.params))
        return render(request, "events/call_off.html", call_off_page(event, form, None), status=422)
    return see(
        request,
        "organiser.event",
        flash=outcome_flash(outcome, order.act),
        flash_params={"n": outcome.n_mails, "clashes": len({c.participant_id for c in outcome.clashes})},
        event_id=event_id,
    )


_ONE = "/organiser/events/{event_id:int}"
routes = [
    Route(f"{_ONE}/registrations", book, name="organiser.event_registrations"),
    Route(f"{_ONE}/registrations", attendance, name="organiser.event_registrations", methods=["POST"]),
    Route(f"{_ONE}/registrations/promote", promote, name="organiser.event_promote", methods=["POST"]),
    Route(f"{_ONE}/reserves", reserve_list, name="organiser.event_reserves"),
    Route(f"{_ONE}/reserves", add_reserve, name="organiser.event_reserves", methods=["POST"]),
    Route(f"{_ONE}/reserves/change", change_reserve, name="organiser.event_reserve_change", methods=["POST"]),
    Route(f"{_ONE}/call-off", call_off_form, name="organiser.event_call_off"),
    Route(f"{_ONE}/call-off", call_off, name="organiser.event_call_off", methods=["POST"]),
]
