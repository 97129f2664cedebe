"""The door of an event: for its organiser, and for a volunteer by a link; also without connection."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from models.entities.vocabulary import Role
from web.forms.door import all_seen, one_seen
from web.pages.door import door_page, door_state, said_of
from web.render import render, see_path
from web.resources import resources
from web.services.door import Door, guest_of, link_door, open_list, record_seen, staff_door
from web.viewer import viewer_for

_WORKER = Path(__file__).parents[1] / "static" / "js" / "door-worker.js"


async def _door(request: Request) -> tuple[Door, str]:
    """Whose door this is, and its address."""
    r, params = resources(request), request.path_params
    if "token" in params:
        door = await link_door(r.db, r.settings, r.clock, token=params["token"])
        return door, request.url_for("door.volunteer", token=params["token"]).path
    viewer = viewer_for(request, Role.ORGANISER)
    door = await staff_door(r.db, viewer=viewer, event_id=params["event_id"])
    return door, request.url_for("door.staff", event_id=params["event_id"]).path


async def show(request: Request) -> Response:
    """The list, with a button a person; a device may keep it until the day is over."""
    r = resources(request)
    door, here = await _door(request)
    found = await open_list(r.db, r.settings, door=door)
    page = door_page(
        found, here, request.url_for("door.worker").path, request.query_params.get("q", "")[:100]
    )
    response = render(request, "door/list.html", page)
    # Here, and nowhere else, the camera may be asked for: it reads people's codes.
    response.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    response.headers["X-Door-Until"] = door.until.astimezone(UTC).isoformat()
    return response


async def state(request: Request) -> Response:
    """How things stand at all doors."""
    r = resources(request)
    door, _ = await _door(request)
    return JSONResponse(door_state(await open_list(r.db, r.settings, door=door)))


async def seen(request: Request) -> Response:
    """A button pressed, or what a device kept while it had no connection."""
    r = resources(request)
    door, here = await _door(request)
    if request.headers.get("content-type", "").startswith("application/json"):
        sent = all_seen(await request.body())
        found = await record_seen(r.db, r.settings, r.clock, door=door, seen=sent.seen, sent_at=sent.sent_at)
        return JSONResponse(door_state(found))
    one = one_seen(await request.form(max_files=0), r.clock.now())
    found = await record_seen(r.db, r.settings, r.clock, door=door, seen=[one])
    flash, params = said_of(found, guest_of(found, one.code), undo=bool(one.undoes))
    return see_path(request, here, flash=flash, flash_params=params)


async def worker(_: Request) -> Response:
    """The script that keeps the door's page for when there is no connection; its place is its scope."""
    return FileResponse(_WORKER, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


_STAFF, _LINK = "/door/events/{event_id:int}", "/door/links/{token}"
routes = [
    Route("/door/worker.js", worker, name="door.worker"),
    Route(_STAFF, show, name="door.staff"),
    Route(f"{_STAFF}/list", state, name="door.staff_list"),
    Route(f"{_STAFF}/seen", seen, name="door.staff_seen", methods=["POST"]),
    Route(_LINK, show, name="door.volunteer"),
    Route(f"{_LINK}/list", state, name="door.volunteer_list"),
    Route(f"{_LINK}/seen", seen, name="door.volunteer_seen", methods=["POST"]),
]
