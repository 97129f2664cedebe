"""Mentors and jurors read the pitches of their events and write to the founders."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from web.forms.base import Parsed, blank
from web.forms.pitches import CommentForm
from web.i18n import current_locale
from web.pages.jury_desk import desk_juries
from web.pages.pitch_review import juror_page, juror_pitch_page
from web.render import render, see
from web.resources import resources
from web.services import comments, jury_sheets
from web.viewer import viewer_for


async def events(request: Request) -> Response:
    """The juror's events with their pitches."""
    viewer = viewer_for(request, Role.JUROR)
    desk = await comments.open_desk(resources(request).db, viewer=viewer)
    tasks = await jury_sheets.open_juries(resources(request).db, viewer=viewer)
    return render(request, "juror/events.html", juror_page(desk, desk_juries(tasks)))


async def pitch(request: Request) -> Response:
    """One pitch of one event, and a comment on it."""
    viewer, parts = viewer_for(request, Role.JUROR), resources(request)
    if request.method == "GET":
        return await _page(request, viewer, blank({"lang": current_locale()}))
    event_id, pitch_id = request.path_params["event_id"], request.path_params["pitch_id"]
    parsed = CommentForm.parse(await request.form(max_files=0))
    if parsed.clean is None:
        return await _page(request, viewer, parsed, status=422)
    body, lang = parsed.clean
    await comments.comment_on_pitch(
        parts.db, parts.clock, viewer=viewer, event_id=event_id, pitch_id=pitch_id, body=body, lang=lang
    )
    return see(request, "juror.pitch", flash="comment_written", event_id=event_id, pitch_id=pitch_id)


async def _page(request: Request, viewer: Viewer, form: Parsed[Any], *, status: int = 200) -> Response:
    found, written = await comments.open_pitch(
        resources(request).db,
        viewer=viewer,
        event_id=request.path_params["event_id"],
        pitch_id=request.path_params["pitch_id"],
    )
    return render(request, "juror/pitch.html", juror_pitch_page(found, written, form), status=status)


routes = [
    Route("/juror", events, name="juror.events"),
    Route(
        "/juror/events/{event_id:int}/pitches/{pitch_id:int}",
        pitch,
        methods=["GET", "POST"],
        name="juror.pitch",
    ),
]
