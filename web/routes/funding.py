"""Money on record, for every role that has to do with it: the list, one record, papers, plain answers.

Forms for a record are in `funding_forms`, what happens to a confirmed record in `funding_steps`.
"""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingStatus, Role
from models.errors import Invalid, NotAllowed
from web.forms.base import Data, FormReader, Parsed, blank
from web.forms.funding import AnswerForm
from web.forms.reports import ReportFiltersForm
from web.i18n import current_locale, gettext, ngettext
from web.labels import LABELS
from web.navigation import role_in_use
from web.pages.funding import PILLS, RecordRow, RecordsPage, record_page
from web.pages.funding_form import draft_line
from web.pages.record_list import record_tables, records_report
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import funding, funding_answers, funding_drafts, funding_evidence
from web.services.firsts import definitions
from web.services.funding_evidence import MOST_EVIDENCE_BYTES, Upload
from web.services.record_list import stream_records
from web.tables.answer import FileWish, file_answer, file_links, file_wish
from web.viewer import viewer_for, viewer_of

PROPOSERS = (Role.FOUNDER, Role.PROVIDER, Role.ORGANISER)
# The papers of one form: each kind that the trade expects, and one more.
MOST_FILES = 6


def money_viewer(request: Request) -> tuple[Viewer, Role]:
    """The viewer and the role in use, which must have to do with money."""
    viewer = viewer_of(request)
    allowed = (*PROPOSERS, Role.OFFICER)
    role = role_in_use(request, viewer)
    if role not in allowed:
        role = next((r for r in allowed if r in viewer.roles), None)
    if role is None:
        raise NotAllowed("not_allowed")
    return viewer_for(request, role), role


def proposer(request: Request) -> tuple[Viewer, Role]:
    """The same for who may put money on record."""
    viewer, role = money_viewer(request)
    if role not in PROPOSERS:
        raise NotAllowed("not_allowed")
    return viewer, role


async def records(request: Request) -> Response:
    """The records that concern the viewer, those that wait for them first, and what they were writing."""
    viewer, role = money_viewer(request)
    parts = resources(request)
    wish = file_wish(request)
    if wish is not None:
        return await _list_file(request, wish, viewer, role)
    found = await funding.open_ledger(parts.db, viewer=viewer)
    waiting = await funding.waiting_for(parts.db, viewer=viewer, records=found)
    rows = [RecordRow(r, PILLS[r.status], r.id in waiting) for r in found]
    rows.sort(key=lambda row: not row.waits_for_me)
    drafts = await funding_drafts.drafts_of(parts.db, viewer=viewer) if role in PROPOSERS else []
    names: dict[int, str] = {r.company_id: r.company_name for r in found}
    names |= {r.provider_id: r.provider_name for r in found}
    path = request.url_for("funding.new").path
    lines = [draft_line(d, path, names) for d in drafts if d.role == role]
    page = RecordsPage(
        gettext("Money on record"),
        _list_answer(rows),
        rows,
        lines,
        role in PROPOSERS,
        role,
        file_links(request, record_tables()),
    )
    return render(request, "funding/list.html", page)


async def _list_file(request: Request, wish: FileWish, viewer: Viewer, role: Role) -> Response:
    """All records as a file, also those that the page has no room for; as of a day where one is asked for."""
    parts = resources(request)
    asked = ReportFiltersForm.parse(request.query_params, parts.clock.now())
    if asked.clean is None:
        raise Invalid("as_of_in_future" if "as_of" in asked.errors else "not_a_choice")
    as_of = asked.clean.as_of or parts.clock.now()
    rows = stream_records(parts.db, viewer=viewer, as_of=as_of, as_officer=role is Role.OFFICER)
    return await file_answer(wish, records_report(rows, as_of, parts.clock.now(), viewer.name))


def _list_answer(rows: list[RecordRow]) -> str:
    waiting = sum(row.waits_for_me for row in rows)
    firsts = sum(bool(row.record.first_under) for row in rows)
    confirmed = ngettext("%(num)s first is confirmed.", "%(num)s firsts are confirmed.", firsts)
    asked = ngettext(
        "%(num)s record waits for your answer.", "%(num)s records wait for your answer.", waiting
    )
    if not waiting:
        return confirmed
    return f"{asked} {confirmed}" if current_locale() == "en" else asked + confirmed


async def sent(request: Request) -> tuple[Data, list[Upload]]:
    """The fields, and the papers that were chosen: `paper_KIND`, or `evidence` with its kind beside it."""
    async with request.form(max_files=MOST_FILES, max_part_size=MOST_EVIDENCE_BYTES + 1024) as data:
        uploads = []
        for name, value in data.multi_items():
            if not isinstance(value, UploadFile) or not value.filename:
                continue
            kind = name.removeprefix("paper_") if name.startswith("paper_") else data.get("evidence_type")
            page = FormReader(data).whole("evidence_page", least=1, most=10_000, required=False)
            known = str(kind) if kind in LABELS["evidence_type"] else "other"
            content = await value.read(MOST_EVIDENCE_BYTES + 1)
            uploads.append(Upload(value.filename, content, known, page if name == "evidence" else None))
        return data, uploads


async def record(request: Request) -> Response:
    """One record with its working."""
    viewer, _ = money_viewer(request)
    return await show_record(request, viewer, blank())


async def show_record(request: Request, viewer: Viewer, form: Parsed[object]) -> Response:
    """The record's page, with what was wrong in a form on it."""
    view = await funding.open_record(
        resources(request).db, viewer=viewer, record_id=request.path_params["record_id"]
    )
    page = record_page(view, viewer, form, definitions())
    return render(request, "funding/record.html", page, status=422 if form.errors else 200)


async def confirm(request: Request) -> Response:
    """One side says that it is so."""
    viewer, _ = money_viewer(request)
    parts = resources(request)
    parsed = AnswerForm.parse(await request.form())
    if parsed.clean is None:
        return await show_record(request, viewer, parsed)
    record_id, answer = request.path_params["record_id"], parsed.clean
    try:
        status = await funding_answers.confirm_record(
            parts.db,
            parts.clock,
            viewer=viewer,
            record_id=record_id,
            side=answer.side,
            comment=answer.comment,
            key=answer.key,
            site=parts.settings.public_url,
        )
    except Invalid as error:
        return await show_record(
            request,
            viewer,
            parsed.with_error(error.field or "evidence", sentence(error.code, **error.params)),
        )
    done = "record_confirmed" if status is FundingStatus.CONFIRMED else "side_confirmed"
    return see(request, "funding.record", record_id=record_id, flash=done)


async def withdraw(request: Request) -> Response:
    """The proposer takes it back."""
    viewer, _ = money_viewer(request)
    parts, record_id = resources(request), request.path_params["record_id"]
    key = FormReader(await request.form()).raw("key") or None
    await funding_answers.withdraw_record(parts.db, parts.clock, viewer=viewer, record_id=record_id, key=key)
    return see(request, "funding.record", record_id=record_id, flash="record_withdrawn")


async def attach(request: Request) -> Response:
    """One more file as evidence."""
    viewer, _ = money_viewer(request)
    parts, record_id = resources(request), request.path_params["record_id"]
    data, uploads = await sent(request)
    if not uploads:
        form = blank().with_error("evidence", sentence("required"))
        return await show_record(request, viewer, form)
    try:
        await funding_evidence.attach_evidence(
            parts.db,
            parts.clock,
            parts.files,
            viewer=viewer,
            record_id=record_id,
            upload=uploads[0],
            key=FormReader(data).raw("key") or None,
        )
    except Invalid as error:
        form = blank().with_error("evidence", sentence(error.code))
        return await show_record(request, viewer, form)
    return see(request, "funding.record", record_id=record_id, flash="evidence_attached")


async def evidence(request: Request) -> Response:
    """A file, always as a download, never shown inline."""
    viewer, _ = money_viewer(request)
    parts = resources(request)
    found, content = await funding_evidence.open_evidence(
        parts.db, parts.files, viewer=viewer, evidence_id=request.path_params["evidence_id"]
    )
    suffix = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}[found.media_type]
    name = f"evidence-{found.record_id}-{found.id}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=found.media_type, headers=headers)


routes = [
    Route("/funding", records, name="funding.list"),
    Route("/funding/{record_id:int}", record, name="funding.record"),
    Route("/funding/{record_id:int}/confirm", confirm, name="funding.confirm", methods=["POST"]),
    Route("/funding/{record_id:int}/withdraw", withdraw, name="funding.withdraw", methods=["POST"]),
    Route("/funding/{record_id:int}/evidence", attach, name="funding.attach", methods=["POST"]),
    Route("/funding/evidence/{evidence_id:int}", evidence, name="funding.evidence"),
]
