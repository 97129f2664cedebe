"""Wishes and free times, for oneself or as the organiser for a participant, and the organiser's promises."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotFound
from web.forms.base import Parsed, blank
from web.forms.wishes import PromiseForm, TimesForm, WayForm, WishesForm, WishTermsForm
from web.pages.availability import availability_page
from web.pages.wishes import event_wishes_page, wishes_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import participation, promises, wishes
from web.viewer import viewer_for, viewer_of


def _asked(request: Request) -> tuple[Viewer, int, bool]:
    """Who asks, for which participant, and whether as the organiser of its event."""
    as_organiser = request.url.path.startswith("/organiser/")
    viewer = viewer_for(request, Role.ORGANISER) if as_organiser else viewer_of(request)
    return viewer, request.path_params["participant_id"], as_organiser


async def _wishes(
    request: Request, form: Parsed[Any] | None = None, error: str | None = None, *, saved: bool = False
) -> Response:
    viewer, participant_id, as_organiser = _asked(request)
    r = resources(request)
    in_use = await r.rankers.current()
    found = await wishes.open_wishes(
        r.db,
        in_use.ranker,
        r.clock,
        viewer=viewer,
        participant_id=participant_id,
        as_organiser=as_organiser,
        index=r.index,
    )
    back = (
        request.url_for("organiser.event_wishes", event_id=found.event.id)
        if as_organiser
        else request.url_for(f"{found.participant.side}.events")
    )
    page = wishes_page(
        found,
        action=request.url.path,
        back=back.path,
        form=form,
        error=error,
        saved_at=r.clock.now() if saved else None,
    )
    return render(request, "participation/wishes.html", page, status=422 if error else 200)


async def show(request: Request) -> Response:
    """Whom one would meet."""
    return await _wishes(request)


async def save(request: Request) -> Response:
    """Say it; the page itself sends one wish at a time and takes its state from the answer."""
    viewer, participant_id, as_organiser = _asked(request)
    r, by_itself = resources(request), request.headers.get("hx-request") == "true"
    form = WishesForm.parse(await request.form())
    if form.clean is None:
        return await _wishes(request, form, sentence("not_a_choice"))
    try:
        await wishes.set_wishes(
            r.db,
            r.clock,
            viewer=viewer,
            participant_id=participant_id,
            wishes=form.clean,
            as_organiser=as_organiser,
        )
    except (Invalid, Conflict) as refused:
        return await _wishes(request, form, sentence(refused.code, **refused.params))
    if by_itself:
        return await _wishes(request, saved=True)
    route = "organiser.participant_wishes" if as_organiser else "participation.wishes"
    return see(request, route, flash="wishes_saved", participant_id=participant_id)


def _times_page(
    request: Request, found: participation.Availability, form: Parsed[Any], *, status: int = 200
) -> Response:
    own = {"participant_id": found.participant.id}
    if found.for_organiser:
        back = request.url_for("organiser.event_wishes", event_id=found.event.id)
        way = request.url_for("organiser.participant_way", **own)
    else:
        back = request.url_for(f"{found.participant.side}.events")
        way = request.url_for("participation.way", **own)
    page = availability_page(found, form, back=back.path, action=request.url.path, way_action=way.path)
    return render(request, "participation/availability.html", page, status=status)


async def _times(request: Request) -> tuple[Viewer, participation.Availability]:
    viewer, participant_id, as_organiser = _asked(request)
    return viewer, await participation.open_availability(
        resources(request).db, viewer=viewer, participant_id=participant_id, as_organiser=as_organiser
    )


async def times(request: Request) -> Response:
    """The slots to mark."""
    _, found = await _times(request)
    return _times_page(request, found, blank())


async def save_times(request: Request) -> Response:
    """Keep what is marked; the page itself sends it after each stroke."""
    viewer, found = await _times(request)
    r, by_itself = resources(request), request.headers.get("x-autosave") == "1"
    form = TimesForm.parse(await request.form(), found)
    if form.clean is None:
        return _times_page(request, found, form, status=422)
    await participation.set_availability(
        r.db,
        r.clock,
        viewer=viewer,
        participant_id=found.participant.id,
        free_slot_ids=form.clean.free_slot_ids,
        as_organiser=found.for_organiser,
        note=form.clean.note,
    )
    if by_itself:
        return JSONResponse({"saved_at": r.clock.now().isoformat()})
    if found.for_organiser or form.values.get("quick"):
        route = "organiser.participant_availability" if found.for_organiser else "participation.availability"
        return see(request, route, flash="availability_kept", participant_id=found.participant.id)
    return see(request, f"{found.participant.side}.events", flash="availability_saved")


async def set_way(request: Request) -> Response:
    """Say how a participant takes part."""
    viewer, found = await _times(request)
    r, participant_id, as_organiser = resources(request), found.participant.id, found.for_organiser
    form = WayForm.parse(await request.form())
    if form.clean is None:
        raise Invalid("not_a_choice")
    await participation.set_way(
        r.db,
        r.clock,
        viewer=viewer,
        participant_id=participant_id,
        attendance=form.clean.attendance,
        languages=form.clean.languages,
        as_organiser=as_organiser,
    )
    route = "organiser.participant_availability" if as_organiser else "participation.availability"
    return see(request, route, flash="way_saved", participant_id=participant_id)


# ---------------------------------------------------------------- the organiser's page of an event


async def _event_wishes(
    request: Request, terms: Parsed[Any] | None = None, form: Parsed[Any] | None = None
) -> Response:
    viewer, event_id = viewer_for(request, Role.ORGANISER), request.path_params["event_id"]
    found = await promises.open_event_wishes(resources(request).db, viewer=viewer, event_id=event_id)
    on_record = blank(WishTermsForm.values(found.event))
    page = event_wishes_page(found, terms or on_record, form or blank())
    return render(request, "events/wishes.html", page, status=422 if terms or form else 200)


async def event_wishes(request: Request) -> Response:
    """Who wishes whom, and what was promised."""
    return await _event_wishes(request)


async def set_terms(request: Request) -> Response:
    """Set how wishes work."""
    viewer, event_id = viewer_for(request, Role.ORGANISER), request.path_params["event_id"]
    r = resources(request)
    found = await promises.open_event_wishes(r.db, viewer=viewer, event_id=event_id)
    form = WishTermsForm.parse(await request.form(), found.event.timezone)
    if form.clean is None:
        return await _event_wishes(request, terms=form)
    try:
        await promises.set_wish_terms(r.db, r.clock, viewer=viewer, event_id=event_id, terms=form.clean)
    except Invalid as error:
        refused = form.with_error(error.field or "closes_at", sentence(error.code, **error.params))
        return await _event_wishes(request, terms=refused)
    return see(request, "organiser.event_wishes", flash="wish_terms_saved", event_id=event_id)


async def promise(request: Request) -> Response:
    """Promise a pair, or shut it out."""
    viewer, event_id = viewer_for(request, Role.ORGANISER), request.path_params["event_id"]
    r = resources(request)
    found = await promises.open_event_wishes(r.db, viewer=viewer, event_id=event_id)
    form = PromiseForm.parse(
        await request.form(), [p.id for p in found.founders], [p.id for p in found.providers]
    )
    if form.clean is None:
        return await _event_wishes(request, form=form)
    new = form.clean
    try:
        await promises.give_word(
            r.db,
            r.clock,
            viewer=viewer,
            event_id=event_id,
            founder_id=new.founder_id,
            provider_id=new.provider_id,
            kind=new.kind,
            reason=new.reason,
        )
    except Invalid as error:
        refused = form.with_error(error.field or "provider", sentence(error.code, **error.params))
        return await _event_wishes(request, form=refused)
    return see(request, "organiser.event_wishes", flash="promise_saved", event_id=event_id)


async def take_back(request: Request) -> Response:
    """The word on a pair no longer holds."""
    viewer, event_id = viewer_for(request, Role.ORGANISER), request.path_params["event_id"]
    r, data = resources(request), await request.form()
    pair = [str(data.get(name, "")) for name in ("founder", "provider")]
    if not all(p.isascii() and p.isdigit() and len(p) < 16 for p in pair):
        raise NotFound
    await promises.take_back_word(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        founder_id=int(pair[0]),
        provider_id=int(pair[1]),
    )
    return see(request, "organiser.event_wishes", flash="promise_taken_back", event_id=event_id)


_OWN = "/participations/{participant_id:int}"
_HELD = "/organiser/participants/{participant_id:int}"
_EVENT = "/organiser/events/{event_id:int}"
routes = [
    Route(f"{_OWN}/wishes", show, name="participation.wishes"),
    Route(f"{_OWN}/wishes", save, name="participation.wishes", methods=["POST"]),
    Route(f"{_OWN}/availability", times, name="participation.availability"),
    Route(f"{_OWN}/availability", save_times, name="participation.availability", methods=["POST"]),
    Route(f"{_OWN}/way", set_way, name="participation.way", methods=["POST"]),
    Route(f"{_HELD}/wishes", show, name="organiser.participant_wishes"),
    Route(f"{_HELD}/wishes", save, name="organiser.participant_wishes", methods=["POST"]),
    Route(f"{_HELD}/availability", times, name="organiser.participant_availability"),
    Route(f"{_HELD}/availability", save_times, name="organiser.participant_availability", methods=["POST"]),
    Route(f"{_HELD}/way", set_way, name="organiser.participant_way", methods=["POST"]),
    Route(f"{_EVENT}/wishes", event_wishes, name="organiser.event_wishes"),
    Route(f"{_EVENT}/wishes", set_terms, name="organiser.event_wishes", methods=["POST"]),
    Route(f"{_EVENT}/promises", promise, name="organiser.event_promise", methods=["POST"]),
    Route(f"{_EVENT}/promises/remove", take_back, name="organiser.event_promise_remove", methods=["POST"]),
]
