"""Putting money on record: choose the instrument, fill its fields, keep a draft; correct, renew, dispute."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.entities.funding import NewRecord
from models.entities.ids import RecordId
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingInstrument, FundingKind, Role
from models.errors import Invalid, NotAllowed
from web.forms.base import Data, FormReader, Parsed, blank
from web.forms.funding import AnswerForm, RecordForm, SideAnswer, as_typed
from web.i18n import gettext
from web.pages.funding_form import choose_page, form_page, kinds_offered
from web.render import render, see
from web.resources import resources
from web.routes.funding import money_viewer, proposer, sent
from web.sentences import sentence
from web.services import funding, funding_answers, funding_drafts
from web.services.funding import Choices
from web.services.funding_evidence import Upload
from web.services.funding_terms import KIND_OF
from web.services.once import LONGEST_KEY

# What a link to the form may say beforehand.
_PREFILLED = ("company_id", "provider_id", "event_id", "amount")
_NOT_IN_DRAFTS = frozenset({"key", "as"})


def _instrument(text: object) -> FundingInstrument | None:
    try:
        return FundingInstrument(str(text))
    except ValueError:
        return None


async def propose(request: Request) -> Response:
    """A new record: which instrument, then its form, and what comes of it."""
    viewer, role = proposer(request)
    parts = resources(request)
    offered = await funding.choices(parts.db, viewer=viewer, role=role)
    if request.method == "GET":
        instrument = _asked_for(request)
        if instrument is None:
            return _choose(request, role, offered, blank())
        if "draft" in request.query_params:
            return await _from_draft(request, role, offered, instrument)
        known: dict[str, str | list[str]] = {
            n: request.query_params[n] for n in _PREFILLED if n in request.query_params
        }
        form = blank({"key": uuid.uuid4().hex, **known})
        return _form(request, form, offered, role, instrument)
    data, uploads = await sent(request)
    instrument = _instrument(data.get("instrument"))
    if instrument is None:
        refused = blank().with_error("instrument", sentence("not_a_choice"))
        return _choose(request, role, offered, refused)
    parsed = RecordForm.parse(data, offered, instrument)
    if parsed.clean is None:
        return _form(request, parsed, offered, role, instrument)
    try:
        record_id = await _proposed(request, viewer, role, parsed.clean, str(parsed.values["key"]), uploads)
    except Invalid as error:
        return _form(request, _refused(parsed, error), offered, role, instrument)
    return see(request, "funding.record", record_id=record_id, flash="record_proposed")


async def _proposed(
    request: Request,
    viewer: Viewer,
    role: Role,
    new: NewRecord,
    key: str,
    uploads: Sequence[Upload],
    *,
    corrects_id: int | None = None,
) -> RecordId:
    parts = resources(request)
    return await funding.propose_record(
        parts.db,
        parts.clock,
        parts.files,
        viewer=viewer,
        role=role,
        new=new,
        key=key,
        uploads=uploads,
        corrects_id=corrects_id,
        answer_days=parts.settings.answer_days,
        site=parts.settings.public_url,
    )


def _asked_for(request: Request) -> FundingInstrument | None:
    """The instrument that the address names, or the only one of the kind that it names."""
    query = request.query_params
    if "instrument" in query:
        return _instrument(query["instrument"])
    fitting = [i for i, kind in KIND_OF.items() if kind == query.get("kind")]
    return fitting[0] if len(fitting) == 1 else None


def _choose(request: Request, role: Role, offered: Choices, form: Parsed[object]) -> Response:
    kinds = kinds_offered(role, offered)
    if request.query_params.get("kind") == FundingKind.INVESTMENT:
        kinds &= {FundingKind.INVESTMENT}
    known = {n: request.query_params[n] for n in _PREFILLED if n in request.query_params}
    page = choose_page(request.url.path, kinds, {"as": role, **known}, form)
    return render(request, "funding/choose.html", page, status=422 if form.errors else 200)


async def _from_draft(
    request: Request, role: Role, offered: Choices, instrument: FundingInstrument
) -> Response:
    viewer, _ = proposer(request)
    number = request.query_params["draft"]
    draft = await funding_drafts.open_draft(
        resources(request).db, viewer=viewer, draft_id=int(number) if number.isdecimal() else 0
    )
    form = blank({**draft.fields, "key": draft.key})
    return _form(request, form, offered, role, instrument, saved_at=draft.saved_at)


def _form(
    request: Request,
    form: Parsed[object],
    offered: Choices,
    role: Role,
    instrument: FundingInstrument,
    *,
    saved_at: datetime | None = None,
) -> Response:
    page = form_page(
        gettext("Put money on record"),
        form,
        offered,
        instrument,
        f"{request.url_for('funding.new').path}?as={role}",
        draft_action=f"{request.url_for('funding.draft').path}?as={role}",
        saved_at=saved_at,
    )
    return render(request, "funding/form.html", page, status=422 if form.errors else 200)


def _refused(parsed: Parsed[NewRecord], error: Invalid) -> Parsed[NewRecord]:
    return parsed.with_error(error.field or "amount", sentence(error.code, **error.params))


async def draft(request: Request) -> Response:
    """Keep what was typed; the same POST saves by hand and by itself."""
    viewer, role = proposer(request)
    parts = resources(request)
    by_itself = request.headers.get("x-autosave") == "1"
    data, _ = await sent(request)
    instrument = _instrument(data.get("instrument"))
    if instrument is None:
        raise Invalid("not_a_choice", field="instrument")
    form = FormReader(data)
    key = form.text("key", most=LONGEST_KEY)
    fields, errors = _typed(data)
    errors |= form.errors
    if errors and by_itself:
        return JSONResponse({"errors": errors}, status_code=422)
    if errors:
        offered = await funding.choices(parts.db, viewer=viewer, role=role)
        return _form(
            request,
            # Nobody types a key: one that cannot be kept is replaced.
            Parsed({**fields, "key": uuid.uuid4().hex if "key" in errors else key}, errors, None),
            offered,
            role,
            instrument,
        )
    await funding_drafts.save_draft(
        parts.db,
        parts.clock,
        viewer=viewer,
        role=role,
        key=key,
        fields=fields,
    )
    if by_itself:
        return JSONResponse({"saved_at": parts.clock.now().isoformat()})
    return see(request, "funding.list", flash="saved", query={"as": role})


def _typed(data: Data) -> tuple[dict[str, str | list[str]], dict[str, str]]:
    """Every field as typed, several values as a list, and what no draft keeps; files wait for the submit."""
    found: dict[str, str | list[str]] = {}
    errors: dict[str, str] = {}
    for name in data:
        values = [v for v in data.getlist(name) if isinstance(v, str)]
        if not values or name in _NOT_IN_DRAFTS:
            continue
        kept: list[str] = []
        for value in values:
            form = FormReader(ImmutableMultiDict([(name, value)]))
            form.long_text(name, most=funding_drafts.MOST_CHARACTERS, required=False)
            kept.append(str(form.values[name]))
            errors |= form.errors
        found[name] = kept if len(kept) > 1 else kept[0]
    return found, errors


async def discard(request: Request) -> Response:
    """Forget a draft."""
    viewer, role = proposer(request)
    await funding_drafts.discard_draft(
        resources(request).db, viewer=viewer, draft_id=request.path_params["draft_id"]
    )
    return see(request, "funding.list", flash="draft_discarded", query={"as": role})


async def correct(request: Request) -> Response:
    """A new record that points to the one it corrects or renews; the other side confirms it again."""
    viewer, role = proposer(request)
    parts, record_id = resources(request), request.path_params["record_id"]
    view = await funding.open_record(parts.db, viewer=viewer, record_id=record_id, whole=False)
    if not view.may_correct:
        raise NotAllowed("cannot_correct")
    offered = funding.choices_of(view.record, await funding.choices(parts.db, viewer=viewer, role=role))
    instrument, action = view.record.instrument, f"{request.url.path}?as={role}"
    title = gettext("Correct a record")
    if request.method == "GET":
        form = blank({"key": uuid.uuid4().hex, **as_typed(view.record)})
        page = form_page(title, form, offered, instrument, action, corrects_id=record_id)
        return render(request, "funding/form.html", page)
    data, uploads = await sent(request)
    if data.get("take") in ("theirs", "again"):
        return await _take(request, data)
    parsed = RecordForm.parse(data, offered, _instrument(data.get("instrument")) or instrument)
    refused: Parsed[object] = parsed
    if parsed.clean is not None:
        try:
            key = str(parsed.values["key"])
            new_id = await _proposed(request, viewer, role, parsed.clean, key, uploads, corrects_id=record_id)
            return see(request, "funding.record", record_id=new_id, flash="record_proposed")
        except Invalid as error:
            refused = _refused(parsed, error)
    page = form_page(title, refused, offered, instrument, action, corrects_id=record_id)
    return render(request, "funding/form.html", page, status=422)


async def _take(request: Request, data: Data) -> Response:
    """One press: the other side's version, or the same once more."""
    viewer, _ = proposer(request)
    parts, record_id = resources(request), request.path_params["record_id"]
    new_id = await funding.propose_again(
        parts.db,
        parts.clock,
        parts.files,
        viewer=viewer,
        record_id=record_id,
        theirs=data.get("take") == "theirs",
        key=FormReader(data).raw("key"),
        answer_days=parts.settings.answer_days,
        site=parts.settings.public_url,
    )
    return see(request, "funding.record", record_id=new_id, flash="record_proposed")


async def dispute(request: Request) -> Response:
    """One side says that it is not so and why, and what is true instead, or that nothing of it happened."""
    viewer, role = money_viewer(request)
    parts, record_id = resources(request), request.path_params["record_id"]
    view = await funding.open_record(parts.db, viewer=viewer, record_id=record_id, whole=False)
    if request.method == "GET":
        funding_answers.check_may_answer(viewer, view)
        shown = {"key": uuid.uuid4().hex, **as_typed(view.record), "note": ""}
        return await _dispute_form(request, view, role, blank({**shown, "side": view.may_answer[0]}))
    data, _ = await sent(request)
    answer = AnswerForm.parse(data)
    offered = await _offered_to_dispute(request, view, role)
    counter = None
    if data.get("figures") == "other":
        counter = RecordForm.parse(_of_same_parties(data, view), offered, _named(data, view))
    seen: Parsed[object] = _together(answer, counter, data)
    if answer.clean is None or (counter is not None and counter.clean is None):
        return await _dispute_form(request, view, role, seen)
    try:
        await funding_answers.dispute_record(
            parts.db,
            parts.clock,
            viewer=viewer,
            record_id=record_id,
            side=answer.clean.side,
            comment=answer.clean.comment,
            counter=None if counter is None else counter.clean,
            key=answer.clean.key,
            site=parts.settings.public_url,
        )
    except Invalid as error:
        refused = seen.with_error(error.field or "comment", sentence(error.code, **error.params))
        return await _dispute_form(request, view, role, refused)
    return see(request, "funding.record", record_id=record_id, flash="record_disputed")


def _named(data: Data, view: funding.RecordView) -> FundingInstrument:
    """The instrument that the disputing side names; it stays within the record's kind."""
    named = _instrument(data.get("instrument"))
    return named if named is not None and KIND_OF[named] is view.record.kind else view.record.instrument


def _of_same_parties(data: Data, view: funding.RecordView) -> Data:
    """A dispute is about the money, never about whose it is."""
    parties = [("company_id", str(view.record.company_id)), ("provider_id", str(view.record.provider_id))]
    return Data([*(i for i in data.multi_items() if i[0] not in dict(parties)), *parties])


def _together(answer: Parsed[SideAnswer], counter: Parsed[NewRecord] | None, data: Data) -> Parsed[object]:
    """Reason and figures as one form."""
    values = {**(counter.values if counter is not None else {}), **answer.values}
    values["figures"] = str(data.get("figures", ""))
    errors = {**(counter.errors if counter is not None else {}), **answer.errors}
    return Parsed(values, errors, None)


async def _offered_to_dispute(request: Request, view: funding.RecordView, role: Role) -> Choices:
    viewer, _ = money_viewer(request)
    offered = await funding.choices(resources(request).db, viewer=viewer, role=role)
    return funding.choices_of(view.record, offered)


async def _dispute_form(
    request: Request, view: funding.RecordView, role: Role, form: Parsed[object]
) -> Response:
    offered = await _offered_to_dispute(request, view, role)
    instrument = _instrument(form.values.get("instrument")) or view.record.instrument
    page = form_page(
        gettext("Dispute a record"),
        form,
        offered,
        instrument,
        request.url.path,
        corrects_id=view.record.id,
        disputes=True,
        sides=view.may_answer,
    )
    return render(request, "funding/form.html", page, status=422 if form.errors else 200)


routes = [
    Route("/funding/new", propose, name="funding.new", methods=["GET", "POST"]),
    Route("/funding/drafts", draft, name="funding.draft", methods=["POST"]),
    Route("/funding/drafts/{draft_id:int}/discard", discard, name="funding.discard", methods=["POST"]),
    Route("/funding/{record_id:int}/correct", correct, name="funding.correct", methods=["GET", "POST"]),
    Route("/funding/{record_id:int}/dispute", dispute, name="funding.dispute", methods=["GET", "POST"]),
]
