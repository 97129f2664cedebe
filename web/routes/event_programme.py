"""The plan of an event: asked for, watched, corrected by hand, compared, released."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.entities.plans import PlanStatus
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus, Role
from models.errors import Invalid, NotFound
from web.forms.plans import ChangeForm, ReleaseForm, RequestForm
from web.pages.plan_changes import changes_page, movers
from web.pages.plan_grids import view_of
from web.pages.plan_targets import meeting_cells, pitch_cells
from web.pages.plans import Panel, Release, live_page, meeting_panel, pitch_panel, plan_page
from web.render import render, see, see_path
from web.resources import resources
from web.services.bookings import moved_too_late, preview_release, release_plan
from web.services.plan_board import Board, meeting_options, open_plan, pitch_options
from web.services.plan_corrections import PlanChange, change_plan
from web.services.plan_versions import compare_versions, copy_plan, moves_between
from web.services.planning import request_plan, stop_plan
from web.viewer import viewer_for


def _asked(request: Request) -> tuple[Viewer, int, int]:
    params = request.path_params
    return viewer_for(request, Role.ORGANISER), params["event_id"], params.get("plan_id", 0)


async def ask(request: Request) -> Response:
    """One button: make a plan, anew or around the released one."""
    viewer, event_id, _ = _asked(request)
    r = resources(request)
    form = RequestForm.parse(await request.form())
    if form.clean is None or form.errors:
        raise Invalid("not_a_choice")
    plan_id = await request_plan(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        seconds=form.clean.seconds,
        around_released=form.clean.around_released,
        price=form.clean.price,
    )
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


def _release(request: Request, board: Board) -> Release | None:
    """What a release would do now; nothing for a plan that cannot be released."""
    if board.obstacles or board.facts.event.status is not EventStatus.PUBLISHED:
        return None
    late = moved_too_late(board, resources(request).clock.now())
    moves = moves_between(board.released_contents, board.contents)
    return Release(
        preview_release(board),
        movers(board.facts, moves) if board.released is not None else [],
        [p.name for p in board.facts.everybody if p.id in late],
    )


async def show(request: Request) -> Response:
    """The board of a plan."""
    viewer, event_id, plan_id = _asked(request)
    board = await open_plan(resources(request).db, viewer=viewer, event_id=event_id, plan_id=plan_id)
    draft = board.plan.status is PlanStatus.DRAFT
    page = plan_page(
        board,
        _panel(request, board) if draft else None,
        _release(request, board) if draft else None,
        request.url.path,
        view=view_of(request.query_params.get("view", "")),
        unfolded=request.query_params.get("tables") == "all",
    )
    return render(request, "events/plan.html", page)


async def live(request: Request) -> Response:
    """How far a solve is: the part of the page that looks again by itself."""
    viewer, event_id, plan_id = _asked(request)
    board = await open_plan(resources(request).db, viewer=viewer, event_id=event_id, plan_id=plan_id)
    return render(request, "events/plan_live.html", live_page(board))


async def stop(request: Request) -> Response:
    """Good enough."""
    viewer, event_id, plan_id = _asked(request)
    r = resources(request)
    await stop_plan(r.db, r.clock, viewer=viewer, event_id=event_id, plan_id=plan_id)
    return see(request, "organiser.plan", flash="plan_stopped", event_id=event_id, plan_id=plan_id)


async def targets(request: Request) -> Response:
    """Where a picked-up card could go, and why not elsewhere."""
    viewer, event_id, plan_id = _asked(request)
    board = await open_plan(resources(request).db, viewer=viewer, event_id=event_id, plan_id=plan_id)
    participant, provider = _number(request, "participant"), _number(request, "provider")
    view = view_of(request.query_params.get("view", ""))
    if participant is None or board.plan.status is not PlanStatus.DRAFT:
        raise NotFound
    cells = (
        pitch_cells(board, participant, view)
        if provider is None
        else meeting_cells(board, participant, provider, view)
    )
    return JSONResponse({"revision": board.plan.revision, "cells": cells})


async def change(request: Request) -> Response:
    """One correction by hand."""
    viewer, event_id, plan_id = _asked(request)
    r = resources(request)
    await open_plan(r.db, viewer=viewer, event_id=event_id, plan_id=plan_id)
    data = await request.form()
    form = ChangeForm.parse(data)
    if form.clean is None or form.errors:
        raise Invalid("not_a_choice")
    await change_plan(r.db, r.clock, viewer=viewer, event_id=event_id, plan_id=plan_id, change=form.clean)
    view = view_of(str(data.get("view", "")))
    path = request.url_for("organiser.plan", event_id=event_id, plan_id=plan_id).path
    return see_path(request, f"{path}?view={view}#{_card_of(form.clean)}", flash="plan_corrected")


def _card_of(change: PlanChange) -> str:
    """Where the reader goes on: the card that was touched, or the board."""
    if change.act in ("undo", "redo", "remove"):
        return "board"
    pair = [change.participant_id] + ([change.provider_id] if change.provider_id else [])
    return "-".join(["card", *map(str, pair)])


async def release(request: Request) -> Response:
    """Let everybody see it; its mails wait in the outbox, or go at once."""
    viewer, event_id, plan_id = _asked(request)
    r = resources(request)
    form = ReleaseForm.parse(await request.form())
    if form.clean is None:
        raise NotFound
    effect = await release_plan(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        plan_id=plan_id,
        revision=form.clean.revision,
        site=r.settings.public_url,
        hold=form.clean.hold,
    )
    count = {"n": len(effect.person_ids)}
    if form.clean.hold and effect.person_ids:
        return see(
            request, "organiser.outbox", flash="plan_released_held", flash_params=count, event_id=event_id
        )
    return see(
        request,
        "organiser.plan",
        flash="plan_released",
        flash_params=count,
        event_id=event_id,
        plan_id=plan_id,
    )


async def changes(request: Request) -> Response:
    """What a version changes, since another one."""
    viewer, event_id, plan_id = _asked(request)
    found = await compare_versions(
        resources(request).db,
        viewer=viewer,
        event_id=event_id,
        plan_id=plan_id,
        since_id=_number(request, "since"),
    )
    return render(request, "events/plan_changes.html", changes_page(found))


async def copy(request: Request) -> Response:
    """Go back to an older version, as a new draft."""
    viewer, event_id, plan_id = _asked(request)
    r = resources(request)
    copy_id = await copy_plan(r.db, r.clock, viewer=viewer, event_id=event_id, plan_id=plan_id)
    return see(request, "organiser.plan", flash="plan_copied", event_id=event_id, plan_id=copy_id)


_PLANS = "/organiser/events/{event_id:int}/plans"
_PLAN = f"{_PLANS}/{{plan_id:int}}"
routes = [
    Route(_PLANS, ask, name="organiser.plan_request", methods=["POST"]),
    Route(_PLAN, show, name="organiser.plan"),
    Route(f"{_PLAN}/live", live, name="organiser.plan_live"),
    Route(f"{_PLAN}/stop", stop, name="organiser.plan_stop", methods=["POST"]),
    Route(f"{_PLAN}/targets", targets, name="organiser.plan_targets"),
    Route(f"{_PLAN}/change", change, name="organiser.plan_change", methods=["POST"]),
    Route(f"{_PLAN}/release", release, name="organiser.plan_release", methods=["POST"]),
    Route(f"{_PLAN}/changes", changes, name="organiser.plan_changes"),
    Route(f"{_PLAN}/copy", copy, name="organiser.plan_copy", methods=["POST"]),
]
