"""What am I owed: subsidies, the facts they rest on, claims and their decisions, which rules pay here."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from matcher.eligibility import About
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from web.claim_words import sees
from web.fact_fields import field_name
from web.forms.base import Data, Parsed, blank
from web.forms.claims import AdoptionForm, ClaimForm, FactsForm, StepForm
from web.navigation import role_in_use
from web.pages.claims import adoptions_page, claim_page, claims_page
from web.pages.claims_file import case_tables, claim_tables, claims_report, subsidies_report
from web.pages.subsidies import case_page, facts_page
from web.pages.subsidy_list import subsidies_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import claims
from web.services.adopted_rules import adopt_rule, open_adoptions
from web.services.declared_facts import (
    FactFileSent,
    declare_facts,
    open_fact_file,
    open_facts,
)
from web.services.funding_evidence import MOST_EVIDENCE_BYTES
from web.services.rule_facts import DECLARABLE
from web.services.subsidies import Standing, open_case, open_subsidies, today_of
from web.services.subsidy_rules import rule_books
from web.tables.answer import file_answer, file_links, file_wish
from web.viewer import organisation_asked, viewer_for, viewer_of

_ROLES = (Role.FOUNDER, Role.PROVIDER, Role.OFFICER)
_SUFFIX = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def _party(request: Request, *roles: Role) -> tuple[Viewer, Role]:
    """The viewer and the role in use, on pages that several roles share."""
    viewer = viewer_of(request)
    role = role_in_use(request, viewer)
    if role not in roles:
        role = next((r for r in roles if r in viewer.roles), None)
    if role is None:
        raise NotAllowed("not_allowed")
    return viewer_for(request, role), role


def _opened(request: Request) -> Standing | None:
    """The group of cases that the address opens."""
    asked = request.query_params.get("show")
    try:
        return Standing(asked) if asked else None
    except ValueError:
        raise NotFound from None


def _own(viewer: Viewer) -> set[int]:
    return {*viewer.organisation_ids(Role.FOUNDER), *viewer.vetted_ids()}


async def _list(request: Request, role: Role) -> Response:
    viewer, parts = viewer_for(request, role), resources(request)
    found = await open_subsidies(parts.db, parts.clock, viewer=viewer, role=role)
    wish = file_wish(request)
    if wish is not None:
        return await file_answer(wish, subsidies_report(found.cases, parts.clock.now(), viewer.name))
    page = replace(subsidies_page(found, role, _opened(request)), files=file_links(request, case_tables()))
    return render(request, "subsidies/list.html", page)


async def of_provider(request: Request) -> Response:
    """What a provider is owed for its deals."""
    return await _list(request, Role.PROVIDER)


async def of_founder(request: Request) -> Response:
    """What a company is owed."""
    return await _list(request, Role.FOUNDER)


async def of_all(request: Request) -> Response:
    """What all are owed, for an officer."""
    return await _list(request, Role.OFFICER)


async def case(request: Request) -> Response:
    """One rule for one deal with the working; a POST claims what is due."""
    viewer, role = _party(request, *_ROLES)
    if request.method == "GET":
        return await _case(request, viewer, role, blank(), status=200)
    parts = resources(request)
    form = ClaimForm.parse(await request.form(max_files=0))
    if form.clean is None:
        return await _case(request, viewer, role, form, status=422)
    sent = form.clean
    try:
        claim_id = await claims.submit_claim(
            parts.db,
            parts.clock,
            viewer=viewer,
            role=role,
            record_id=request.path_params["record_id"],
            code=request.path_params["code"],
            key=sent.key,
            note=sent.note,
            expected=sent.expected,
        )
    except Conflict as error:
        refused = form.with_error("note", sentence(error.code, **error.params))
        return await _case(request, viewer, role, refused, status=409)
    return see(request, "claims.show", claim_id=claim_id, query={"as": str(role)}, flash="claim_made")


async def _case(request: Request, viewer: Viewer, role: Role, form: Parsed[Any], *, status: int) -> Response:
    parts = resources(request)
    view = await open_case(
        parts.db,
        parts.clock,
        viewer=viewer,
        role=role,
        record_id=request.path_params["record_id"],
        code=request.path_params["code"],
    )
    # After a conflict the amount is another one, and so is the claim.
    key = str(form.values.get("key") or "") if status == 422 else ""
    page = case_page(
        view, role, sees(viewer), _own(viewer), today_of(parts.clock), key or uuid.uuid4().hex, form
    )
    return render(request, "subsidies/case.html", page, status=status)


async def facts(request: Request) -> Response:
    """The facts that an organisation declares; a POST says some of them, or takes one back."""
    viewer, role = _party(request, Role.FOUNDER, Role.PROVIDER)
    if request.method == "GET":
        return await _facts(request, viewer, role, blank())
    parts = resources(request)
    async with request.form(max_files=1, max_part_size=MOST_EVIDENCE_BYTES + 1024) as data:
        record_id = _record_of(data)
        form = FactsForm.parse(data, _names(role, record_id), record_id)
        file = await _file(data)
    form_of = str(record_id or 0)
    if form.clean is None:
        return await _facts(request, viewer, role, form, form_of)
    sent = form.clean
    try:
        n = await declare_facts(
            parts.db,
            parts.clock,
            parts.files,
            viewer=viewer,
            role=role,
            organisation_id=organisation_asked(request),
            record_id=record_id,
            values=sent.values,
            as_of=sent.as_of,
            source=sent.source,
            file=file,
        )
    except Invalid as error:
        known = error.field in ("as_of", "source", "evidence")
        name = error.field if known and error.field else field_name(error.field or "", record_id)
        return await _facts(
            request, viewer, role, form.with_error(name, sentence(error.code, **error.params)), form_of
        )
    query = {"as": str(role)}
    if organisation_asked(request) is not None:
        query["for"] = str(organisation_asked(request))
    return see(request, "subsidies.facts", query=query, flash="facts_declared" if n else "facts_said_already")


async def _facts(
    request: Request, viewer: Viewer, role: Role, form: Parsed[Any], form_of: str | None = None
) -> Response:
    parts = resources(request)
    sheet = await open_facts(
        parts.db, parts.clock, viewer=viewer, role=role, organisation_id=organisation_asked(request)
    )
    others = [
        (int(a.organisation_id), a.name)
        for a in viewer.organisations(role)
        if a.organisation_id != sheet.organisation.organisation_id and (a.vetted or role is Role.FOUNDER)
    ]
    page = facts_page(sheet, role, others, today_of(parts.clock), form, form_of)
    return render(request, "subsidies/facts.html", page, status=422 if form.errors else 200)


def _record_of(data: Data) -> int | None:
    text = str(data.get("record_id") or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 and int(text) else None


def _names(role: Role, record_id: int | None) -> list[str]:
    """The facts that a form may hold."""
    about = {Role.FOUNDER: About.COMPANY, Role.PROVIDER: About.PROVIDER}[role]
    wanted = about if record_id is None else About.DEAL
    return [name for name, spec in DECLARABLE.items() if spec.about is wanted]


async def _file(data: Data) -> FactFileSent | None:
    value = data.get("evidence")
    if not isinstance(value, UploadFile) or not value.filename:
        return None
    return FactFileSent(value.filename, await value.read(MOST_EVIDENCE_BYTES + 1))


async def fact_file(request: Request) -> Response:
    """The file behind a fact, always as a download."""
    viewer, _ = _party(request, *_ROLES)
    parts = resources(request)
    found, content = await open_fact_file(
        parts.db, parts.files, viewer=viewer, fact_id=request.path_params["fact_id"]
    )
    name = f"fact-{found.id}.{_SUFFIX[found.media_type]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=found.media_type, headers=headers)


async def all_claims(request: Request) -> Response:
    """Every claim, what waits first, and what claims cost."""
    viewer, parts = viewer_for(request, Role.OFFICER), resources(request)
    desk = await claims.open_claims(parts.db, viewer=viewer)
    wish = file_wish(request)
    if wish is not None:
        return await file_answer(wish, claims_report(desk, parts.clock.now(), viewer.name))
    page = claims_page(desk, await rule_books(parts.db))
    return render(request, "subsidies/claims.html", replace(page, files=file_links(request, claim_tables())))


async def claim(request: Request) -> Response:
    """One claim as it was frozen; a POST decides, pays, takes back or withdraws it."""
    viewer, role = _party(request, *_ROLES)
    if request.method == "GET":
        return await _claim(request, viewer, role, blank(), status=200)
    parts, claim_id = resources(request), request.path_params["claim_id"]
    form = StepForm.parse(await request.form(max_files=0))
    if form.clean is None:
        return await _claim(request, viewer, role, form)
    sent = form.clean
    try:
        await claims.take_claim_step(
            parts.db,
            parts.clock,
            viewer=viewer,
            claim_id=claim_id,
            step=sent.step,
            key=sent.key,
            amount=sent.amount,
            note=sent.note,
        )
    except Invalid as error:
        refused = form.with_error(error.field or "note", sentence(error.code, **error.params))
        return await _claim(request, viewer, role, refused)
    return see(request, "claims.show", claim_id=claim_id, query={"as": str(role)}, flash=f"claim_{sent.step}")


async def _claim(
    request: Request, viewer: Viewer, role: Role, form: Parsed[Any], *, status: int = 422
) -> Response:
    view = await claims.open_claim(
        resources(request).db, viewer=viewer, claim_id=request.path_params["claim_id"]
    )
    back = request.url_for("officer.claims" if role is Role.OFFICER else f"{role}.subsidies").path
    key = str(form.values.get("key") or uuid.uuid4().hex)
    form_of = str(form.values.get("step", "")) if form.errors else None
    page = claim_page(view, sees(viewer), back, str(role), key, form, form_of)
    return render(request, "subsidies/claim.html", page, status=status)


async def adopted_rules(request: Request) -> Response:
    """Which rules pay here; a POST adopts one or lets it go."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    found = await open_adoptions(parts.db, viewer=viewer)
    if request.method == "GET":
        return render(request, "subsidies/adopted.html", adoptions_page(found, blank()))
    form = AdoptionForm.parse(await request.form(max_files=0), [s.book.code for s in found])
    if form.clean is None:
        page = adoptions_page(found, form, str(form.values.get("code", "")))
        return render(request, "subsidies/adopted.html", page, status=422)
    sent = form.clean
    await adopt_rule(
        parts.db, parts.clock, viewer=viewer, code=sent.code, adopted=sent.adopted, note=sent.note
    )
    return see(request, "admin.adopted_rules", flash="rule_adopted" if sent.adopted else "rule_let_go")


_BOTH = ["GET", "POST"]
routes = [
    Route("/founder/subsidies", of_founder, name="founder.subsidies"),
    Route("/provider/subsidies", of_provider, name="provider.subsidies"),
    Route("/officer/subsidies", of_all, name="officer.subsidies"),
    Route("/subsidies/facts", facts, name="subsidies.facts", methods=_BOTH),
    Route("/subsidies/facts/{fact_id:int}/file", fact_file, name="subsidies.fact_file"),
    Route("/subsidies/{record_id:int}/{code}", case, name="subsidies.case", methods=_BOTH),
    Route("/officer/claims", all_claims, name="officer.claims"),
    Route("/claims/{claim_id:int}", claim, name="claims.show", methods=_BOTH),
    Route("/admin/adopted-rules", adopted_rules, name="admin.adopted_rules", methods=_BOTH),
]
