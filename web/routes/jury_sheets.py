"""The jury outside the organising body: jurors say whom they know and score, founders and anybody read."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid
from web.forms.base import Parsed, blank
from web.forms.juries import ConflictForm, KnownForm, PickForm, SheetForm
from web.pages.jury_desk import (
    known_page,
    known_values,
    pair_page,
    sheet_page,
    sheet_values,
)
from web.pages.jury_told import founder_jury_page, public_jury_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import jury_conflicts, jury_results, jury_sheets
from web.viewer import viewer_for
from web.vocabulary import options


def _asked(request: Request, role: Role = Role.JUROR) -> tuple[Viewer, int]:
    return viewer_for(request, role), int(request.path_params["event_id"])


async def known(request: Request) -> Response:
    """Whom the juror knows, before any text is read."""
    viewer, event_id = _asked(request)
    r = resources(request)
    found = await jury_conflicts.open_acquaintance(r.db, viewer=viewer, event_id=event_id)
    if request.method == "GET":
        return render(request, "juror/known.html", known_page(found, blank(known_values(found))))
    ids = [t.participant_id for t in found.tasks]
    sectors = [code for code, _ in options("sector_any")]
    form = KnownForm.parse(await request.form(max_files=0), ids, sectors)
    if form.clean is None:
        return render(request, "juror/known.html", known_page(found, form), status=422)
    await jury_conflicts.say_whom_i_know(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        answers=form.clean.answers,
        sectors=form.clean.sectors,
        most=form.clean.most,
    )
    return see(request, "juror.events", flash="jury_said")


async def sheet(request: Request) -> Response:
    """A score sheet; the same POST saves by hand, by itself, and submits."""
    viewer, event_id = _asked(request)
    r, participant_id = resources(request), int(request.path_params["participant_id"])
    found = await jury_sheets.open_sheet(
        r.db, viewer=viewer, event_id=event_id, participant_id=participant_id
    )
    if request.method == "GET":
        return render(request, "juror/sheet.html", sheet_page(found, blank(sheet_values(found))))
    form = SheetForm.parse(await request.form(max_files=0), found.jury)
    by_itself = request.headers.get("x-autosave") == "1"
    sent = form.clean
    if sent is not None:
        try:
            revision = await _save(request, viewer, event_id, participant_id, sent, by_itself=by_itself)
        except Invalid as error:
            form = form.with_error(error.field or "reason", sentence(error.code, **error.params))
        except Conflict as error:
            if not by_itself:
                raise
            return JSONResponse({"errors": {"": sentence(error.code, **error.params)}}, status_code=409)
        else:
            if by_itself:
                return JSONResponse({"fields": {"revision": str(revision)}})
            flash = "jury_sheet_submitted" if sent.submit else "jury_sheet_saved"
            return see(request, "juror.sheet", flash=flash, event_id=event_id, participant_id=participant_id)
    if by_itself:
        return JSONResponse({"errors": form.errors}, status_code=422)
    return render(request, "juror/sheet.html", sheet_page(found, form), status=422)


async def _save(
    request: Request, viewer: Viewer, event_id: int, participant_id: int, sent: SheetForm, *, by_itself: bool
) -> int:
    r = resources(request)
    return await jury_sheets.save_sheet(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        participant_id=participant_id,
        revision=sent.revision,
        given=sent.given,
        submit=sent.submit and not by_itself,
    )


async def recall(request: Request) -> Response:
    """Take a submitted sheet back."""
    viewer, event_id = _asked(request)
    r, participant_id = resources(request), int(request.path_params["participant_id"])
    await jury_sheets.recall_sheet(
        r.db, r.clock, viewer=viewer, event_id=event_id, participant_id=participant_id
    )
    return see(
        request, "juror.sheet", flash="jury_sheet_recalled", event_id=event_id, participant_id=participant_id
    )


async def pair(request: Request) -> Response:
    """Which of two the juror would rather fund."""
    viewer, event_id = _asked(request)
    r = resources(request)
    if request.method == "GET":
        found = await jury_sheets.open_pair(r.db, viewer=viewer, event_id=event_id)
        return render(request, "juror/pair.html", pair_page(found))
    form = PickForm.parse(await request.form(max_files=0))
    if form.clean is None:
        found = await jury_sheets.open_pair(r.db, viewer=viewer, event_id=event_id)
        return render(request, "juror/pair.html", pair_page(found), status=422)
    await jury_sheets.pick(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        winner=form.clean.winner,
        loser=form.clean.loser,
        tie=form.clean.tie,
    )
    return see(request, "juror.pair", event_id=event_id)


async def pair_undo(request: Request) -> Response:
    """Take the last pick back."""
    viewer, event_id = _asked(request)
    r = resources(request)
    await jury_sheets.undo_pick(r.db, r.clock, viewer=viewer, event_id=event_id)
    return see(request, "juror.pair", flash="jury_pick_undone", event_id=event_id)


async def founder_jury(request: Request) -> Response:
    """Who judges, and once released what they say."""
    viewer, event_id = _asked(request, Role.FOUNDER)
    return await _founder(request, viewer, event_id, blank())


async def _founder(request: Request, viewer: Viewer, event_id: int, form: Parsed[Any]) -> Response:
    found = await jury_results.open_founder_jury(resources(request).db, viewer=viewer, event_id=event_id)
    page = founder_jury_page(event_id, found, form)
    return render(request, "founder/jury.html", page, status=422 if form.errors else 200)


async def founder_conflict(request: Request) -> Response:
    """The founder says that a juror should not judge their pitch."""
    viewer, event_id = _asked(request, Role.FOUNDER)
    r, form = resources(request), ConflictForm.parse(await request.form(max_files=0))
    if form.clean is None:
        return await _founder(request, viewer, event_id, form)
    await jury_conflicts.declare_as_company(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        person_id=form.clean.person_id,
        company_id=form.clean.company_id,
        said=form.clean.said,
    )
    return see(request, "founder.jury", flash="jury_conflict_declared", event_id=event_id)


async def public_results(request: Request) -> Response:
    """The first places, where the organiser publishes them."""
    event, found = await jury_results.open_public_results(
        resources(request).db, event_id=int(request.path_params["event_id"])
    )
    return render(request, "jury/public.html", public_jury_page(event, found))


_ONE = "/juror/events/{event_id:int}"
routes = [
    Route(f"{_ONE}/known", known, name="juror.known", methods=["GET", "POST"]),
    Route(f"{_ONE}/sheets/{{participant_id:int}}", sheet, name="juror.sheet", methods=["GET", "POST"]),
    Route(f"{_ONE}/sheets/{{participant_id:int}}/recall", recall, name="juror.recall", methods=["POST"]),
    Route(f"{_ONE}/pairs", pair, name="juror.pair", methods=["GET", "POST"]),
    Route(f"{_ONE}/pairs/undo", pair_undo, name="juror.pair_undo", methods=["POST"]),
    Route("/founder/events/{event_id:int}/jury", founder_jury, name="founder.jury"),
    Route(
        "/founder/events/{event_id:int}/jury/conflict",
        founder_conflict,
        name="founder.jury_conflict",
        methods=["POST"],
    ),
    Route("/events/{event_id:int}/jury", public_results, name="public.jury_results"),
]
