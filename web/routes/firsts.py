"""Firsts: a company's page with what is stated about it, certificates, and the public check of a number."""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.firsts import Certificate, NewElsewhere, NewFact, NewSuccession
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingKind, Role
from models.errors import Conflict, Invalid
from web.forms.base import Data, Parsed, blank
from web.forms.firsts import NumberForm, RelationForm, StatementForm, TakeBack
from web.i18n import gettext
from web.pages.firsts import NumberPage, certificate_page, company_page, definition_words
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import first_statements
from web.services.first_definitions import definitions
from web.services.firsts import ZONE
from web.services.funding_evidence import MOST_EVIDENCE_BYTES, Upload
from web.viewer import NEEDS_SECOND_FACTOR, viewer_for, viewer_of

_SUFFIX = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def _viewer(request: Request) -> Viewer:
    """Whoever is signed in; a role that asks for the second factor has shown it."""
    viewer = viewer_of(request)
    for role in sorted(NEEDS_SECOND_FACTOR & viewer.roles - {Role.ADMIN}):
        viewer_for(request, role)
    return viewer


def _today(request: Request) -> str:
    return resources(request).clock.now().astimezone(ZONE).date().isoformat()


async def company(request: Request) -> Response:
    """What is certified of a company, and what is stated about it."""
    viewer, parts = _viewer(request), resources(request)
    company_id: int = request.path_params["company_id"]
    view = await first_statements.open_company_firsts(
        parts.db, parts.clock, viewer=viewer, company_id=company_id
    )
    if request.method == "GET":
        return render(request, "firsts/company.html", company_page(view, _today(request), blank()))
    data, uploads = await _sent(request)
    parsed = StatementForm.parse(data, view.forebears, [c.id for c in view.investments])
    refused: Parsed[object] = parsed
    if parsed.clean is not None:
        try:
            await _state(request, viewer, company_id, parsed.clean, uploads)
        except (Invalid, Conflict) as error:
            name = error.field if isinstance(error, Invalid) and error.field else "note"
            refused = parsed.with_error(name, sentence(error.code, **error.params))
        else:
            done = "first_withdrawn" if isinstance(parsed.clean, TakeBack) else "first_stated"
            return see(request, "firsts.company", company_id=company_id, flash=done)
    page = company_page(view, _today(request), refused, _form_of(refused))
    return render(request, "firsts/company.html", page, status=422)


def _form_of(form: Parsed[object]) -> str:
    """Which of the page's forms was sent; taking back names the statement too."""
    name = str(form.values.get("form", ""))
    return f"withdraw-{form.values.get('statement')}-{form.values.get('id')}" if name == "withdraw" else name


async def _state(
    request: Request,
    viewer: Viewer,
    company_id: int,
    new: NewElsewhere | NewFact | NewSuccession | TakeBack,
    uploads: list[Upload],
) -> None:
    parts = resources(request)
    if isinstance(new, TakeBack):
        await first_statements.withdraw_statement(
            parts.db, parts.clock, viewer=viewer, company_id=company_id, statement=new.statement,
            statement_id=new.statement_id, because=new.because,
        )  # fmt: skip
    elif isinstance(new, NewElsewhere):
        await first_statements.declare_elsewhere(
            parts.db, parts.clock, parts.files, viewer=viewer, company_id=company_id, new=new, uploads=uploads
        )
    elif isinstance(new, NewFact):
        await first_statements.state_fact(
            parts.db, parts.clock, parts.files, viewer=viewer, company_id=company_id, new=new, uploads=uploads
        )
    else:
        await first_statements.record_succession(
            parts.db, parts.clock, parts.files, viewer=viewer, company_id=company_id, new=new, uploads=uploads
        )


async def _sent(request: Request) -> tuple[Data, list[Upload]]:
    """The fields, and the file if one was chosen."""
    async with request.form(max_files=1, max_part_size=MOST_EVIDENCE_BYTES + 1024) as data:
        value = data.get("evidence")
        if not isinstance(value, UploadFile) or not value.filename:
            return data, []
        return data, [Upload(value.filename, await value.read(MOST_EVIDENCE_BYTES + 1), "other")]


async def certificate(request: Request) -> Response:
    """One certificate; its parties say here whether the provider is related to the founders."""
    viewer, parts = _viewer(request), resources(request)
    certificate_id: int = request.path_params["certificate_id"]
    found = await first_statements.open_certificate(parts.db, viewer=viewer, certificate_id=certificate_id)
    if request.method == "GET":
        return _certificate(request, viewer, found, blank())
    parsed = RelationForm.parse(await request.form(max_files=0), found.record_id)
    if parsed.clean is None:
        return _certificate(request, viewer, found, parsed)
    try:
        await first_statements.state_fact(
            parts.db, parts.clock, parts.files,
            viewer=viewer, company_id=found.record_company_id, new=parsed.clean,
        )  # fmt: skip
    except Invalid as error:
        refused = parsed.with_error(error.field or "value", sentence(error.code, **error.params))
        return _certificate(request, viewer, found, refused)
    return see(request, "firsts.certificate", certificate_id=certificate_id, flash="first_stated")


def _certificate(request: Request, viewer: Viewer, found: Certificate, form: Parsed[object]) -> Response:
    path = request.url_for("public.certificate").path
    verify_at = f"{resources(request).settings.public_url}{path}?number={found.number}"
    party = {found.company_id, found.record_company_id, found.provider_id} & {
        a.organisation_id for a in viewer.acting
    }
    may_state = bool(party) and found.kind is FundingKind.INVESTMENT
    page = certificate_page(found, verify_at, _today(request), may_state=may_state, form=form)
    return render(request, "firsts/certificate.html", page, status=422 if form.errors else 200)


async def evidence(request: Request) -> Response:
    """The file behind a statement, always as a download."""
    viewer, parts = _viewer(request), resources(request)
    evidence_id: int = request.path_params["evidence_id"]
    media_type, content = await first_statements.open_first_evidence(
        parts.db, parts.files, viewer=viewer, evidence_id=evidence_id
    )
    name = f"statement-{evidence_id}.{_SUFFIX[media_type]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


async def number(request: Request) -> Response:
    """Whether a certificate is in force, for anybody who has its number; and what the definitions are."""
    form = NumberForm.parse(Data(request.query_params.multi_items()))
    standing = None
    if form.clean is not None:
        in_force = await first_statements.standing_of(resources(request).db, number=form.clean)
        standing = {
            True: ("good", gettext("This certificate is in force.")),
            False: ("bad", gettext("This certificate has been revoked.")),
            None: ("attention", gettext("There is no certificate with this number.")),
        }[in_force]
    page = NumberPage(
        gettext("Check a certificate"),
        standing[1] if standing else gettext("The number stands on the certificate; nothing else is told."),
        form,
        standing,
        [definition_words(d) for d in definitions()],
    )
    return render(request, "firsts/number.html", page, status=422 if form.errors else 200)


routes = [
    Route("/certificates", number, name="public.certificate"),
    Route("/companies/{company_id:int}/firsts", company, name="firsts.company", methods=["GET", "POST"]),
    Route("/companies/statements/{evidence_id:int}", evidence, name="firsts.evidence"),
    Route(
        "/funding/certificates/{certificate_id:int}",
        certificate,
        name="firsts.certificate",
        methods=["GET", "POST"],
    ),
]
