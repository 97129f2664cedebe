"""Registration as people do it: register, give a seat back, put a pitch forward, answer an offered place."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.vocabulary import RegistrationStatus, Role
from models.errors import NotFound
from web.forms.events import chosen_ids
from web.pages.registrations import own_registrations_page
from web.render import render, see
from web.resources import resources
from web.services import registrations, reserves
from web.viewer import viewer_for, viewer_of


async def own(request: Request) -> Response:
    """What the viewer registered for, and places offered to their pitches."""
    viewer, r = viewer_of(request), resources(request)
    found = await registrations.list_own(r.db, r.clock, viewer=viewer)
    return render(request, "registrations/own.html", own_registrations_page(found))


async def register(request: Request) -> Response:
    """A seat, or a turn on the waiting list."""
    viewer, r, event_id = viewer_of(request), resources(request), request.path_params["event_id"]
    status = await registrations.register(
        r.db, r.clock, viewer=viewer, event_id=event_id, site=r.settings.public_url
    )
    flash = "registered" if status is RegistrationStatus.REGISTERED else "put_on_waiting_list"
    return see(request, "public.event", flash=flash, event_id=event_id)


async def unregister(request: Request) -> Response:
    """Give the seat or the turn back."""
    viewer, r, event_id = viewer_of(request), resources(request), request.path_params["event_id"]
    await registrations.unregister(
        r.db, r.clock, viewer=viewer, event_id=event_id, site=r.settings.public_url
    )
    return see(request, "public.event", flash="unregistered", event_id=event_id)


async def _pitch(request: Request) -> int:
    chosen = chosen_ids(await request.form(), "pitch")
    if not chosen.clean:
        raise NotFound
    return chosen.clean[0]


async def put_forward(request: Request) -> Response:
    """Put a pitch of one's own forward."""
    viewer, r, event_id = (
        viewer_for(request, Role.FOUNDER),
        resources(request),
        request.path_params["event_id"],
    )
    await registrations.put_forward(
        r.db, r.clock, viewer=viewer, event_id=event_id, pitch_id=await _pitch(request)
    )
    return see(request, "public.event", flash="pitch_put_forward", event_id=event_id)


async def take_back(request: Request) -> Response:
    """Put it forward no longer."""
    viewer, r, event_id = (
        viewer_for(request, Role.FOUNDER),
        resources(request),
        request.path_params["event_id"],
    )
    await registrations.take_back(
        r.db, r.clock, viewer=viewer, event_id=event_id, pitch_id=await _pitch(request)
    )
    return see(request, "public.event", flash="pitch_taken_back", event_id=event_id)


async def answer_offer(request: Request) -> Response:
    """Take an offered place, or leave it to the next."""
    viewer, r = viewer_for(request, Role.FOUNDER), resources(request)
    accept = (await request.form()).get("answer") == "accepted"
    await reserves.answer_offer(
        r.db,
        r.clock,
        viewer=viewer,
        reserve_id=request.path_params["reserve_id"],
        accept=accept,
        site=r.settings.public_url,
    )
    if accept:
        return see(request, "founder.events", flash="offer_accepted")
    return see(request, "registration.own", flash="offer_declined")


_EVENT = "/events/{event_id:int}"
routes = [
    Route("/registrations", own, name="registration.own"),
    Route(f"{_EVENT}/register", register, name="registration.register", methods=["POST"]),
    Route(f"{_EVENT}/unregister", unregister, name="registration.unregister", methods=["POST"]),
    Route(f"{_EVENT}/pitch", put_forward, name="registration.put_forward", methods=["POST"]),
    Route(f"{_EVENT}/pitch/back", take_back, name="registration.take_back", methods=["POST"]),
    Route(
        "/registrations/offers/{reserve_id:int}", answer_offer, name="registration.offer", methods=["POST"]
    ),
]
