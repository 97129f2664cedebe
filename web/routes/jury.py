"""The organiser's pages of a jury: who judges what, conflicts of interest, scoring, reasons and results."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid, NotFound
from web.forms.base import FormReader, Parsed, blank
from web.forms.juries import ConflictForm, DecisionForm, HandForm, RulesForm, whole_in
from web.pages.events import EventLine
from web.pages.juries import conflicts_page, jury_page, rules_page
from web.pages.jury_outcome import reasons_page, results_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import juries, jury_conflicts, jury_results
from web.viewer import viewer_for


def _asked(request: Request) -> tuple[Viewer, int]:
    return viewer_for(request, Role.ORGANISER), int(request.path_params["event_id"])


def _with(form: Parsed[Any], error: Invalid) -> Parsed[Any]:
    if error.field is None:
        raise error
    return form.with_error(error.field, sentence(error.code, **error.params))


async def board(request: Request) -> Response:
    """Who judges what, and the next step."""
    viewer, event_id = _asked(request)
    return await _board(request, viewer, event_id, blank())


async def _board(request: Request, viewer: Viewer, event_id: int, form: Parsed[Any]) -> Response:
    found = await juries.open_board(resources(request).db, viewer=viewer, event_id=event_id)
    return render(request, "jury/board.html", jury_page(found, form), status=422 if form.errors else 200)


async def rules(request: Request) -> Response:
    """The rules and criteria of the jury."""
    viewer, event_id = _asked(request)
    r = resources(request)
    found = await juries.open_board(r.db, viewer=viewer, event_id=event_id)
    line = EventLine(found.event)
    if request.method == "GET":
        known = found.jury or juries.default_rules(found.event.kind)
        n_rows = min(len(known.criteria) + 2, juries.MOST_CRITERIA)
        page = rules_page(line, found.jury, blank(RulesForm.values(known)), n_rows)
        return render(request, "jury/rules.html", page)
    form: Parsed[Any] = RulesForm.parse(await request.form(max_files=0))
    if form.clean is not None:
        try:
            await juries.save_rules(
                r.db,
                r.clock,
                viewer=viewer,
                event_id=event_id,
                revision=form.clean.revision,
                rules=form.clean.rules,
            )
        except Invalid as error:
            form = _with(form, error)
        else:
            return see(request, "organiser.jury", flash="jury_saved", event_id=event_id)
    page = rules_page(line, found.jury, form, juries.MOST_CRITERIA)
    return render(request, "jury/rules.html", page, status=422)


async def assign(request: Request) -> Response:
    """Ask for an assignment."""
    viewer, event_id = _asked(request)
    r = resources(request)
    await juries.want_assignment(r.db, r.clock, viewer=viewer, event_id=event_id)
    return see(request, "organiser.jury", flash="jury_assignment_wanted", event_id=event_id)


async def hand(request: Request) -> Response:
    """Fix a juror to a pitch or keep them from it."""
    viewer, event_id = _asked(request)
    r, form = resources(request), HandForm.parse(await request.form(max_files=0))
    if form.clean is None:
        return await _board(request, viewer, event_id, form)
    await juries.decide_by_hand(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        participant_id=form.clean.participant_id,
        person_id=form.clean.person_id,
        rule=form.clean.rule,
    )
    return see(request, "organiser.jury", flash="jury_rule_set", event_id=event_id)


async def away(request: Request) -> Response:
    """A juror falls out or is back."""
    viewer, event_id = _asked(request)
    r, data = resources(request), await request.form(max_files=0)
    person_id, falls_out = whole_in(data, "person"), data.get("back") is None
    if person_id is None:
        raise NotFound
    await juries.set_away(
        r.db, r.clock, viewer=viewer, event_id=event_id, person_id=person_id, away=falls_out
    )
    flash = "jury_juror_away" if falls_out else "jury_juror_back"
    return see(request, "organiser.jury", flash=flash, event_id=event_id)


async def open_scoring(request: Request) -> Response:
    """Let jurors score."""
    viewer, event_id = _asked(request)
    r = resources(request)
    await juries.open_scoring(r.db, r.clock, viewer=viewer, event_id=event_id)
    return see(request, "organiser.jury", flash="jury_opened", event_id=event_id)


async def close(request: Request) -> Response:
    """End scoring."""
    viewer, event_id = _asked(request)
    r, reader = resources(request), FormReader(await request.form(max_files=0))
    form: Parsed[Any] = reader.finish(reader.text("without", most=500, required=False))
    if form.clean is not None:
        try:
            await jury_results.close_scoring(
                r.db, r.clock, viewer=viewer, event_id=event_id, without=form.clean
            )
        except Invalid as error:
            form = _with(form, error)
        else:
            return see(request, "organiser.jury", flash="jury_closed", event_id=event_id)
    return await _board(request, viewer, event_id, form)


async def reopen(request: Request) -> Response:
    """Let jurors score again."""
    viewer, event_id = _asked(request)
    r = resources(request)
    await juries.reopen_scoring(r.db, r.clock, viewer=viewer, event_id=event_id)
    return see(request, "organiser.jury", flash="jury_reopened", event_id=event_id)


async def release(request: Request) -> Response:
    """Tell the founders."""
    viewer, event_id = _asked(request)
    r, reader = resources(request), FormReader(await request.form(max_files=0))
    n = await jury_results.release_results(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        shows_places=reader.flag("shows_places"),
        is_public=reader.flag("is_public"),
        site=r.settings.public_url,
    )
    return see(request, "organiser.jury", flash="jury_released", flash_params={"n": n}, event_id=event_id)


async def conflicts(request: Request) -> Response:
    """What is declared or found, and one more."""
    viewer, event_id = _asked(request)
    r = resources(request)
    form: Parsed[Any] = blank()
    if request.method == "POST":
        form = ConflictForm.parse(await request.form(max_files=0))
        if form.clean is not None:
            await jury_conflicts.declare_as_organiser(
                r.db,
                r.clock,
                viewer=viewer,
                event_id=event_id,
                person_id=form.clean.person_id,
                company_id=form.clean.company_id,
                said=form.clean.said,
            )
            return see(request, "organiser.jury_conflicts", flash="jury_conflict_declared", event_id=event_id)
    return await _conflicts(request, viewer, event_id, form)


async def _conflicts(request: Request, viewer: Viewer, event_id: int, form: Parsed[Any]) -> Response:
    found = await juries.open_board(resources(request).db, viewer=viewer, event_id=event_id)
    if found.jury is None:
        raise NotFound
    page = conflicts_page(found, found.jury, (viewer.person_id, viewer.name), form)
    return render(request, "jury/conflicts.html", page, status=422 if form.errors else 200)


async def lift(request: Request) -> Response:
    """Set a conflict aside, with the reason."""
    viewer, event_id = _asked(request)
    r = resources(request)
    form = DecisionForm.parse(await request.form(max_files=0), with_reason=True)
    if form.clean is None:
        return await _conflicts(request, viewer, event_id, form)
    await jury_conflicts.lift(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        person_id=form.clean.person_id,
        company_id=form.clean.company_id,
        kind=form.clean.kind,
        reason=form.clean.reason,
    )
    return see(request, "organiser.jury_conflicts", flash="jury_conflict_lifted", event_id=event_id)


async def restore(request: Request) -> Response:
    """Let a conflict count again."""
    viewer, event_id = _asked(request)
    r = resources(request)
    form = DecisionForm.parse(await request.form(max_files=0), with_reason=False)
    if form.clean is None:
        raise NotFound
    await jury_conflicts.restore(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        person_id=form.clean.person_id,
        company_id=form.clean.company_id,
        kind=form.clean.kind,
    )
    return see(request, "organiser.jury_conflicts", flash="jury_conflict_restored", event_id=event_id)


async def reasons(request: Request) -> Response:
    """How far scoring is, and what founders would go home with."""
    viewer, event_id = _asked(request)
    return await _reasons(request, viewer, event_id, blank())


async def _reasons(request: Request, viewer: Viewer, event_id: int, form: Parsed[Any]) -> Response:
    found = await jury_results.open_reasons(resources(request).db, viewer=viewer, event_id=event_id)
    page = reasons_page(found, form)
    return render(request, "jury/reasons.html", page, status=422 if form.errors else 200)


async def translate(request: Request) -> Response:
    """Write a reason in its other language."""
    viewer, event_id = _asked(request)
    r, data = resources(request), await request.form(max_files=0)
    sheet_id, reader = whole_in(data, "sheet"), FormReader(data)
    form: Parsed[Any] = reader.finish(reader.long_text("body", most=2000))
    if sheet_id is None:
        raise NotFound
    if form.clean is None:
        return await _reasons(request, viewer, event_id, form)
    await jury_results.translate_reason(
        r.db, r.clock, viewer=viewer, event_id=event_id, sheet_id=sheet_id, body=form.clean
    )
    return see(request, "organiser.jury_reasons", flash="jury_translated", event_id=event_id)


async def results(request: Request) -> Response:
    """The order with how sure it is."""
    viewer, event_id = _asked(request)
    found = await jury_results.open_results(resources(request).db, viewer=viewer, event_id=event_id)
    return render(request, "jury/results.html", results_page(found))


_ONE = "/organiser/events/{event_id:int}/jury"
routes = [
    Route(_ONE, board, name="organiser.jury"),
    Route(f"{_ONE}/rules", rules, name="organiser.jury_rules", methods=["GET", "POST"]),
    Route(f"{_ONE}/assign", assign, name="organiser.jury_assign", methods=["POST"]),
    Route(f"{_ONE}/hand", hand, name="organiser.jury_hand", methods=["POST"]),
    Route(f"{_ONE}/away", away, name="organiser.jury_away", methods=["POST"]),
    Route(f"{_ONE}/open", open_scoring, name="organiser.jury_open", methods=["POST"]),
    Route(f"{_ONE}/close", close, name="organiser.jury_close", methods=["POST"]),
    Route(f"{_ONE}/reopen", reopen, name="organiser.jury_reopen", methods=["POST"]),
    Route(f"{_ONE}/release", release, name="organiser.jury_release", methods=["POST"]),
    Route(f"{_ONE}/conflicts", conflicts, name="organiser.jury_conflicts", methods=["GET", "POST"]),
    Route(f"{_ONE}/conflicts/lift", lift, name="organiser.jury_lift", methods=["POST"]),
    Route(f"{_ONE}/conflicts/restore", restore, name="organiser.jury_restore", methods=["POST"]),
    Route(f"{_ONE}/reasons", reasons, name="organiser.jury_reasons"),
    Route(f"{_ONE}/reasons/translate", translate, name="organiser.jury_translate", methods=["POST"]),
    Route(f"{_ONE}/results", results, name="organiser.jury_results"),
]
