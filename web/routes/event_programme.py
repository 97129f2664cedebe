"""The plan of an event: asked for, looked at, corrected by hand, released."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus, Role
from models.errors import Invalid, NotFound
from web.forms.events import ChangeForm
from web.pages.plans import Panel, meeting_panel, pitch_panel, plan_page
from web.render import render, see
from web.resources import resources
from web.services.bookings import Effect, preview_release, release_plan
from web.services.plan_board import (
    Board,
    meeting_options,
    open_plan,
    pitch_options,
)
from web.services.plan_corrections import change_plan
from web.services.planning import request_plan
from web.viewer import viewer_for


def _asked(request: Request) -> tuple[Viewer, int, int]:
    params = request.path_params
    return viewer_for(request, Role.ORGANISER), params["event_id"], params.get("plan_id", 0)


async def ask(request: Request) -> Response:
    """One button: make a plan."""
    viewer, event_id, _ = _asked(request)
    r = resources(request)
    plan_id = await request_plan(r.db, r.clock, viewer=viewer, event_id=event_id)
    return see(request, "organiser.plan", flash="plan_requested", event_id=event_id, plan_id=plan_id)


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _panel(request: Request, board: Board) -> Panel | None:
    """What the address asks to correct, if it is something of this plan."""
    participant, provider = _number(request, "participant"), _number(request, "provider")
    if participant is None:
        return None
    if provider is None:
        return pitch_panel(board, participant, pitch_options(board, participant))
    _, options = meeting_options(board, participant, provider)
    return meeting_panel(board, participant, provider, options)


async def show(request: Request) -> Response:
    """The board of a plan."""
    viewer, event_id, plan_id = _asked(request)
    db = resources(request).db
    board = await open_plan(db, viewer=viewer, event_id=event_id, plan_id=plan_id)
    effect: Effect | None = None
    draft = board.plan.status == "draft"
    if draft and not board.obstacles and board.facts.event.status is EventStatus.PUBLISHED:
        effect = preview_release(board)
    page = plan_page(board, _panel(request, board) if draft else None, effect, request.url.path)
    return render(request, "events/plan.html", page)


async def change(request: Request) -> Response:
    """One correction by hand."""
    viewer, event_id, plan_id = _asked(request)
    r = resources(request)
    await open_plan(r.db, viewer=viewer, event_id=event_id, plan_id=plan_id)
    form = ChangeForm.parse(await request.form())
    if form.clean is None:
        raise Invalid("not_a_choice")
    await change_plan(r.db, r.clock, viewer=viewer, event_id=event_id, plan_id=plan_id, change=form.clean)
    return see(request, "organiser.plan", flash="plan_corrected", event_id=event_id, plan_id=plan_id)


async def release(request: Request) -> Response:
    """Let everybody see it."""
    viewer, event_id, plan_id = _asked(request)
    r, sent = resources(request), str((await request.form()).get("revision", ""))
    if not (sent.isascii() and sent.isdigit() and len(sent) < 10):
        raise NotFound
    effect = await release_plan(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        plan_id=plan_id,
        revision=int(sent),
        site=r.settings.public_url,
    )
    return see(
        request,
        "organiser.plan",
        flash="plan_released",
        flash_params={"n": len(effect.person_ids)},
        event_id=event_id,
        plan_id=plan_id,
    )


_PLANS = "/organiser/events/{event_id:int}/plans"
routes = [
    Route(_PLANS, ask, name="organiser.plan_request", methods=["POST"]),
    Route(f"{_PLANS}/{{plan_id:int}}", show, name="organiser.plan"),
    Route(f"{_PLANS}/{{plan_id:int}}/change", change, name="organiser.plan_change", methods=["POST"]),
    Route(f"{_PLANS}/{{plan_id:int}}/release", release, name="organiser.plan_release", methods=["POST"]),
]
