"""The organiser reads what was submitted, returns it with a comment or approves it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid
from web.forms.base import FormReader, Parsed, blank
from web.forms.pitches import ReviewForm, ReviewInput
from web.i18n import current_locale
from web.pages.pitch_review import queue_page, review_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import review
from web.viewer import viewer_for


async def queue(request: Request) -> Response:
    """What waits, the oldest first."""
    viewer = viewer_for(request, Role.ORGANISER)
    found = await review.open_queue(resources(request).db, viewer=viewer)
    return render(request, "review/queue.html", queue_page(found))


async def review_pitch(request: Request) -> Response:
    """One submitted version, and the decision on it."""
    viewer = viewer_for(request, Role.ORGANISER)
    if request.method == "GET":
        return await _page(request, viewer, blank())
    parsed = ReviewForm.parse(await request.form(max_files=0))
    if parsed.clean is not None:
        try:
            return await _decide(request, viewer, parsed.clean)
        except Invalid as error:
            parsed = parsed.with_error(error.field or "comment", sentence(error.code, **error.params))
    return await _page(request, viewer, parsed, status=422)


async def _decide(request: Request, viewer: Viewer, decision: ReviewInput) -> Response:
    parts = resources(request)
    common: dict[str, Any] = {
        "viewer": viewer,
        "pitch_id": request.path_params["pitch_id"],
        "version": decision.version,
        "comment": decision.comment,
        "lang": current_locale(),
        "site": parts.settings.public_url,
    }
    if decision.approve:
        await review.approve_pitch(parts.db, parts.clock, showcase=decision.showcase, **common)
        return see(request, "organiser.review", flash="pitch_approved_done")
    await review.return_pitch(parts.db, parts.clock, **common)
    return see(request, "organiser.review", flash="pitch_returned_done")


async def _page(request: Request, viewer: Viewer, form: Parsed[Any], *, status: int = 200) -> Response:
    parts = resources(request)
    found = await review.open_review(
        parts.db, parts.nearest, viewer=viewer, pitch_id=request.path_params["pitch_id"]
    )
    return render(request, "review/pitch.html", review_page(found, form), status=status)


async def showcase(request: Request) -> Response:
    """Put an approved pitch on the public pages, or take it off them."""
    viewer, parts = viewer_for(request, Role.ORGANISER), resources(request)
    pitch_id: int = request.path_params["pitch_id"]
    on = FormReader(await request.form(max_files=0)).flag("on")
    await review.set_showcase(parts.db, parts.clock, viewer=viewer, pitch_id=pitch_id, on=on)
    flash = "showcase_on" if on else "showcase_off"
    return see(request, "organiser.review_pitch", flash=flash, pitch_id=pitch_id)


_REVIEW = "/organiser/review/{pitch_id:int}"
routes = [
    Route("/organiser/review", queue, name="organiser.review"),
    Route(_REVIEW, review_pitch, methods=["GET", "POST"], name="organiser.review_pitch"),
    Route(f"{_REVIEW}/showcase", showcase, methods=["POST"], name="organiser.review_showcase"),
]
