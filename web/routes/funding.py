"""Money on record, for every role that has to do with it: `/funding`."""

from __future__ import annotations

import uuid

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.funding import FundingRecord
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingStatus, Role
from models.errors import Invalid, NotAllowed
from web import formats
from web.forms.base import Data, Parsed, blank
from web.forms.funding import AnswerForm, RecordForm
from web.i18n import current_locale, gettext, ngettext
from web.navigation import role_in_use
from web.pages.funding import (
    PILLS,
    RecordPage,
    RecordRow,
    RecordsPage,
    event_title,
    form_page,
    step_line,
)
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import funding
from web.services.firsts import definitions
from web.services.funding import MOST_EVIDENCE_BYTES, Choices, Upload
from web.viewer import viewer_for, viewer_of
from web.vocabulary import label

PROPOSERS = (Role.FOUNDER, Role.PROVIDER, Role.ORGANISER)


def _viewer(request: Request) -> tuple[Viewer, Role]:
    """The viewer and the role in use, which must have to do with money."""
    viewer = viewer_of(request)
    allowed = (*PROPOSERS, Role.OFFICER)
    role = role_in_use(request, viewer)
    if role not in allowed:
        role = next((r for r in allowed if r in viewer.roles), None)
    if role is None:
        raise NotAllowed("not_allowed")
    return viewer_for(request, role), role


def _proposer(request: Request) -> tuple[Viewer, Role]:
    viewer, role = _viewer(request)
    if role not in PROPOSERS:
        raise NotAllowed("not_allowed")
    return viewer, role


def _waits_for(viewer: Viewer, record: FundingRecord) -> bool:
    if record.status is not FundingStatus.PROPOSED:
        return False
    mine = viewer.organisation_ids(Role.FOUNDER) + viewer.organisation_ids(Role.PROVIDER)
    asked = {record.company_id, record.provider_id} - {record.proposed_body_id}
    return bool(asked & set(mine))


async def records(request: Request) -> Response:
    """The records that concern the viewer, those that wait for them first."""
    viewer, role = _viewer(request)
    found = await funding.open_ledger(resources(request).db, viewer=viewer)
    rows = [RecordRow(r, PILLS[r.status], _waits_for(viewer, r)) for r in found]
    rows.sort(key=lambda row: not row.waits_for_me)
    waiting = sum(row.waits_for_me for row in rows)
    firsts = sum(bool(row.record.first_under) for row in rows)
    confirmed = ngettext("%(num)s first is confirmed.", "%(num)s firsts are confirmed.", firsts)
    asked = ngettext(
        "%(num)s record waits for your answer.", "%(num)s records wait for your answer.", waiting
    )
    answer = (
        confirmed
        if not waiting
        else f"{asked} {confirmed}"
        if current_locale() == "en"
        else asked + confirmed
    )
    page = RecordsPage(gettext("Money on record"), answer, rows, role in PROPOSERS, role)
    return render(request, "funding/list.html", page)


async def propose(request: Request) -> Response:
    """A new record: the form, and what comes of it."""
    viewer, role = _proposer(request)
    parts = resources(request)
    offered = await funding.choices(parts.db, viewer=viewer, role=role)
    if request.method == "GET":
        form = blank({"key": uuid.uuid4().hex, **_prefilled(request)})
        return _form(request, form, offered, role)
    data, uploads = await _sent(request)
    parsed = RecordForm.parse(data, offered)
    try:
        if parsed.clean is None:
            return _form(request, parsed, offered, role)
        record_id = await funding.propose_record(
            parts.db,
            parts.clock,
            parts.files,
            viewer=viewer,
            role=role,
            new=parsed.clean,
            key=str(parsed.values["key"]),
            uploads=uploads,
        )
    except Invalid as error:
        refused = parsed.with_error(error.field or "kind", sentence(error.code, **error.params))
        return _form(request, refused, offered, role)
    return see(request, "funding.record", record_id=record_id, flash="record_proposed")


def _prefilled(request: Request) -> dict[str, str | list[str]]:
    names = ("company_id", "provider_id", "event_id", "kind")
    return {n: request.query_params[n] for n in names if n in request.query_params}


def _form(request: Request, form: Parsed[object], offered: Choices, role: Role) -> Response:
    action = f"{request.url.path}?as={role}"
    page = form_page(gettext("Put money on record"), form, offered, action)
    return render(request, "funding/form.html", page, status=422 if form.errors else 200)


async def _sent(request: Request) -> tuple[Data, list[Upload]]:
    """The fields, and the evidence if a file was chosen."""
    async with request.form(max_files=1, max_part_size=MOST_EVIDENCE_BYTES + 1024) as data:
        value = data.get("evidence")
        if not isinstance(value, UploadFile) or not value.filename:
            return data, []
        kind = data.get("evidence_type")
        content = await value.read(MOST_EVIDENCE_BYTES + 1)
        return data, [Upload(value.filename, content, str(kind) if kind else "other")]


async def record(request: Request) -> Response:
    """One record with its working."""
    viewer, _ = _viewer(request)
    return await _record(request, viewer, blank_answer())


def blank_answer() -> Parsed[tuple[str, str]]:
    """The answer form before it is sent."""
    return Parsed({}, {}, None)


async def _record(request: Request, viewer: Viewer, form: Parsed[tuple[str, str]]) -> Response:
    view = await funding.open_record(
        resources(request).db, viewer=viewer, record_id=request.path_params["record_id"]
    )
    r = view.record
    answer = gettext(
        "%(provider)s to %(company)s: %(amount)s on %(day)s.",
        provider=r.provider_name,
        company=r.company_name,
        amount=formats.money(r.amount, r.currency),
        day=formats.date(r.value_on),
    )
    page = RecordPage(
        title=label("first" if r.first_under else "funding_kind", r.kind),
        view=view,
        pill=PILLS[r.status],
        firsts=[d for d in definitions() if d.code in r.first_under],
        certificates=dict(zip(r.first_under, r.certificate_ids, strict=True)),
        sees_firsts=r.company_id in viewer.organisation_ids(Role.FOUNDER) or Role.OFFICER in viewer.roles,
        timeline=[step_line(s) for s in view.steps],
        event_title=event_title(r.event_title_zh, r.event_title_en),
        answer=answer,
        form=form,
    )
    return render(request, "funding/record.html", page, status=422 if form.errors else 200)


async def confirm(request: Request) -> Response:
    """One side says that it is so."""
    viewer, _ = _viewer(request)
    parts = resources(request)
    parsed = AnswerForm.parse(await request.form())
    if parsed.clean is None:
        return await _record(request, viewer, parsed)
    record_id, (side, comment) = request.path_params["record_id"], parsed.clean
    try:
        status = await funding.confirm_record(
            parts.db, parts.clock, viewer=viewer, record_id=record_id, side=side, comment=comment
        )
    except Invalid as error:
        return await _record(request, viewer, parsed.with_error("comment", sentence(error.code)))
    done = "record_confirmed" if status is FundingStatus.CONFIRMED else "side_confirmed"
    return see(request, "funding.record", record_id=record_id, flash=done)


async def dispute(request: Request) -> Response:
    """One side says that it is not so, and why."""
    viewer, _ = _viewer(request)
    parts = resources(request)
    parsed = AnswerForm.parse(await request.form())
    if parsed.clean is None:
        return await _record(request, viewer, parsed)
    record_id, (side, comment) = request.path_params["record_id"], parsed.clean
    try:
        await funding.dispute_record(
            parts.db, parts.clock, viewer=viewer, record_id=record_id, side=side, comment=comment
        )
    except Invalid as error:
        return await _record(request, viewer, parsed.with_error("comment", sentence(error.code)))
    return see(request, "funding.record", record_id=record_id, flash="record_disputed")


async def withdraw(request: Request) -> Response:
    """The proposer takes it back."""
    viewer, _ = _viewer(request)
    parts, record_id = resources(request), request.path_params["record_id"]
    await funding.withdraw_record(parts.db, parts.clock, viewer=viewer, record_id=record_id)
    return see(request, "funding.record", record_id=record_id, flash="record_withdrawn")


async def attach(request: Request) -> Response:
    """One more file as evidence."""
    viewer, _ = _viewer(request)
    parts, record_id = resources(request), request.path_params["record_id"]
    _, uploads = await _sent(request)
    if not uploads:
        form = blank_answer().with_error("evidence", sentence("required"))
        return await _record(request, viewer, form)
    try:
        await funding.attach_evidence(
            parts.db, parts.clock, parts.files, viewer=viewer, record_id=record_id, upload=uploads[0]
        )
    except Invalid as error:
        form = blank_answer().with_error("evidence", sentence(error.code))
        return await _record(request, viewer, form)
    return see(request, "funding.record", record_id=record_id, flash="evidence_attached")


async def evidence(request: Request) -> Response:
    """A file, always as a download, never shown inline."""
    viewer, _ = _viewer(request)
    parts = resources(request)
    found, content = await funding.open_evidence(
        parts.db, parts.files, viewer=viewer, evidence_id=request.path_params["evidence_id"]
    )
    suffix = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}[found.media_type]
    name = f"evidence-{found.record_id}-{found.id}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=found.media_type, headers=headers)


async def correct(request: Request) -> Response:
    """A new record that points to the one it corrects; the other side confirms it again."""
    viewer, role = _proposer(request)
    parts, record_id = resources(request), request.path_params["record_id"]
    view = await funding.open_record(parts.db, viewer=viewer, record_id=record_id)
    if not view.may_correct:
        raise NotAllowed("cannot_correct")
    offered = funding.choices_of(view.record, await funding.choices(parts.db, viewer=viewer, role=role))
    title, action = gettext("Correct a record"), f"{request.url.path}?as={role}"
    if request.method == "GET":
        form = blank({"key": uuid.uuid4().hex, **_as_typed(view.record)})
        return render(request, "funding/form.html", form_page(title, form, offered, action, record_id))
    data, uploads = await _sent(request)
    parsed = RecordForm.parse(data, offered)
    refused: Parsed[object] = parsed
    if parsed.clean is not None:
        try:
            new_id = await funding.propose_record(
                parts.db,
                parts.clock,
                parts.files,
                viewer=viewer,
                role=role,
                new=parsed.clean,
                key=str(parsed.values["key"]),
                uploads=uploads,
                corrects_id=record_id,
            )
            return see(request, "funding.record", record_id=new_id, flash="record_proposed")
        except Invalid as error:
            refused = parsed.with_error(error.field or "kind", sentence(error.code, **error.params))
    page = form_page(title, refused, offered, action, record_id)
    return render(request, "funding/form.html", page, status=422)


def _as_typed(r: FundingRecord) -> dict[str, str | list[str]]:
    return {
        "company_id": str(r.company_id),
        "provider_id": str(r.provider_id),
        "creditor_id": str(r.creditor_id or ""),
        "event_id": str(r.event_id or ""),
        "kind": r.kind,
        "instrument": r.instrument,
        "amount": formats.money_input(r.amount),
        "value_on": r.value_on.isoformat(),
        "product": r.product,
        "note": r.note,
    }


routes = [
    Route("/funding", records, name="funding.list"),
    Route("/funding/new", propose, name="funding.new", methods=["GET", "POST"]),
    Route("/funding/{record_id:int}", record, name="funding.record"),
    Route("/funding/{record_id:int}/confirm", confirm, name="funding.confirm", methods=["POST"]),
    Route("/funding/{record_id:int}/dispute", dispute, name="funding.dispute", methods=["POST"]),
    Route("/funding/{record_id:int}/withdraw", withdraw, name="funding.withdraw", methods=["POST"]),
    Route("/funding/{record_id:int}/correct", correct, name="funding.correct", methods=["GET", "POST"]),
    Route("/funding/{record_id:int}/evidence", attach, name="funding.attach", methods=["POST"]),
    Route("/funding/evidence/{evidence_id:int}", evidence, name="funding.evidence"),
]
