"""Why a wish was not met: for those who wished, and for the organiser."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.vocabulary import Role
from web.pages.unmet import own_unmet_page, plan_wishes_page
from web.render import render
from web.resources import resources
from web.services.unmet import open_own_unmet
from web.services.unmet_pairs import open_plan_wishes
from web.viewer import viewer_for, viewer_of


async def own(request: Request) -> Response:
    """The reader's own wishes that the released plan does not meet."""
    found = await open_own_unmet(
        resources(request).db, viewer=viewer_of(request), event_id=request.path_params["event_id"]
    )
    return render(request, "participation/unmet.html", own_unmet_page(found))


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


async def plan(request: Request) -> Response:
    """All wishes that a plan does not meet; the pair in the address in full."""
    founder, provider = _number(request, "founder"), _number(request, "provider")
    found = await open_plan_wishes(
        resources(request).db,
        viewer=viewer_for(request, Role.ORGANISER),
        event_id=request.path_params["event_id"],
        plan_id=request.path_params["plan_id"],
        asked=None if founder is None or provider is None else (founder, provider),
    )
    return render(request, "events/plan_wishes.html", plan_wishes_page(found))


routes = [
    Route("/events/{event_id:int}/my-plan/wishes", own, name="participation.unmet"),
    Route("/organiser/events/{event_id:int}/plans/{plan_id:int}/wishes", plan, name="organiser.plan_wishes"),
]
