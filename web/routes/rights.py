"""What one may ask and do about one's own data; recipients of a pitch are in `audience`."""

from __future__ import annotations

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid, NotFound
from web.forms.base import Parsed
from web.forms.rights import CorrectionAnswerForm, CorrectionForm, LeaveForm, ListOrderForm
from web.i18n import current_locale
from web.own_archive import ZIP_TYPE, archive_name, build_archive
from web.pages.rights import admin_corrections_page, consents_page, corrections_page, leave_page, rights_page
from web.render import render, see, see_path
from web.resources import resources
from web.routes.sign_in import gone, owes_code
from web.sentences import sentence
from web.services import corrections, leaving
from web.services.list_by_date import choose_order
from web.services.own_data import collect_own_data
from web.services.rights import open_rights
from web.tables.files import chunks
from web.viewer import SecondFactorNeeded, viewer_for, viewer_of


def _careful(request: Request) -> Viewer:
    """The viewer; who has a second factor must have shown it before touching the account."""
    viewer = viewer_of(request)
    if owes_code(viewer):
        raise SecondFactorNeeded
    return viewer


async def home(request: Request) -> Response:
    """What we know about you, and what you can do."""
    viewer = _careful(request)
    view = await open_rights(resources(request).db, viewer=viewer)
    return render(request, "rights/home.html", rights_page(viewer, view))


async def list_order(request: Request) -> Response:
    """Lists by fit, or by date without any score."""
    viewer, parts = viewer_of(request), resources(request)
    form = ListOrderForm.parse(await request.form(max_files=0))
    if form.clean is None:
        raise NotFound
    order, back = form.clean
    await choose_order(parts.db, viewer=viewer, order=order)
    return see_path(request, back, flash="list_order_saved")


async def download(request: Request) -> Response:
    """Everything about oneself as one ZIP, in the reader's language."""
    viewer, parts = _careful(request), resources(request)
    data = await collect_own_data(parts.db, parts.clock, viewer=viewer)
    archive = await anyio.to_thread.run_sync(build_archive, data, parts.files)
    name = archive_name(viewer.person_id, data.drawn_at)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(chunks(archive), headers=headers, media_type=ZIP_TYPE)


async def consents(request: Request) -> Response:
    """What one agreed to, with its text then and now."""
    view = await open_rights(resources(request).db, viewer=_careful(request))
    return render(request, "rights/consents.html", consents_page(view))


async def own_corrections(request: Request) -> Response:
    """What one asked to have corrected, and the form for another."""
    viewer, parts = _careful(request), resources(request)
    if request.method == "GET":
        return await _own_corrections(request, viewer, None)
    form = CorrectionForm.parse(await request.form(max_files=0))
    if form.clean is None:
        return await _own_corrections(request, viewer, form)
    kind, wanted = form.clean
    try:
        await corrections.ask_correction(
            parts.db, parts.clock, viewer=viewer, kind=kind, wanted=wanted, lang=current_locale()
        )
    except Invalid as error:
        refused = form.with_error("wanted", sentence(error.code, **error.params))
        return await _own_corrections(request, viewer, refused)
    return see(request, "account.corrections", flash="correction_asked")


async def _own_corrections(request: Request, viewer: Viewer, form: Parsed[object] | None) -> Response:
    view = await open_rights(resources(request).db, viewer=viewer)
    page = corrections_page(view, form)
    return render(request, "rights/corrections.html", page, status=422 if form is not None else 200)


async def withdraw_correction(request: Request) -> Response:
    """One no longer asks."""
    viewer, parts = _careful(request), resources(request)
    await corrections.withdraw_correction(
        parts.db, parts.clock, viewer=viewer, correction_id=request.path_params["correction_id"]
    )
    return see(request, "account.corrections", flash="correction_withdrawn")


async def all_corrections(request: Request) -> Response:
    """Everybody's requests, for an administrator."""
    return await _all_corrections(request, None)


async def _all_corrections(request: Request, form: Parsed[object] | None) -> Response:
    viewer = viewer_for(request, Role.ADMIN)
    found = await corrections.list_corrections(resources(request).db, viewer=viewer)
    page = admin_corrections_page(found, form, request.path_params.get("correction_id"))
    return render(request, "admin/corrections.html", page, status=422 if form is not None else 200)


async def answer_correction(request: Request) -> Response:
    """What became of one of them, and why."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    form = CorrectionAnswerForm.parse(await request.form(max_files=0))
    if form.clean is None:
        return await _all_corrections(request, form)
    outcome, answer = form.clean
    await corrections.answer_correction(
        parts.db, parts.clock, viewer=viewer, correction_id=request.path_params["correction_id"],
        outcome=outcome, answer=answer, lang=current_locale(),
    )  # fmt: skip
    return see(request, "admin.corrections", flash="correction_answered")


async def leave(request: Request) -> Response:
    """What leaving does; and, for who knows the password, leaving."""
    viewer, parts = _careful(request), resources(request)
    if request.method == "GET":
        return await _leave(request, viewer, None)
    form = LeaveForm.parse(await request.form(max_files=0))
    if form.clean is None:
        return await _leave(request, viewer, form)
    try:
        await leaving.ask_to_leave(
            parts.db, parts.clock, parts.passwords, parts.files, viewer=viewer, password=form.clean.password,
            at_once=form.clean.at_once, site=parts.settings.public_url,
        )  # fmt: skip
    except Invalid as error:
        refused = form.with_error(error.field or "password", sentence(error.code, **error.params))
        return await _leave(request, viewer, refused)
    if not form.clean.at_once:
        return see(request, "account.leave", flash="leaving_later")
    return gone(request, "left_for_good")


async def _leave(request: Request, viewer: Viewer, form: Parsed[object] | None) -> Response:
    parts = resources(request)
    view = await leaving.open_leaving(parts.db, parts.clock, viewer=viewer)
    return render(
        request, "rights/leave.html", leave_page(view, form), status=422 if form is not None else 200
    )


async def stay(request: Request) -> Response:
    """Not leave after all."""
    viewer, parts = _careful(request), resources(request)
    await leaving.stay(parts.db, parts.clock, viewer=viewer)
    return see(request, "account.rights", flash="stays")


_CORRECTIONS = "/account/rights/corrections"
routes = [
    Route("/account/rights", home, name="account.rights"),
    Route("/account/list-order", list_order, methods=["POST"], name="account.list_order"),
    Route("/account/rights/download", download, methods=["POST"], name="account.download"),
    Route("/account/rights/consents", consents, name="account.consents"),
    Route(_CORRECTIONS, own_corrections, methods=["GET", "POST"], name="account.corrections"),
    Route(
        f"{_CORRECTIONS}/{{correction_id:int}}/withdraw",
        withdraw_correction,
        methods=["POST"],
        name="account.correction_withdraw",
    ),
    Route("/account/rights/leave", leave, methods=["GET", "POST"], name="account.leave"),
    Route("/account/rights/stay", stay, methods=["POST"], name="account.stay"),
    Route("/admin/corrections", all_corrections, name="admin.corrections"),
    Route(
        "/admin/corrections/{correction_id:int}", answer_correction, methods=["POST"], name="admin.correction"
    ),
]
