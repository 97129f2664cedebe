"""Firsts of a company: certificates, what is stated about it, and taking a statement back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from models.entities.firsts import (
    Candidate,
    Certificate,
    Elsewhere,
    FactLine,
    Forebear,
    NewElsewhere,
    NewFact,
    NewSuccession,
    SeenCompany,
    Statement,
    Succession,
    SuccessionKind,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingKind, Role
from web.api.bodies import Body, Id
from web.api.operation import Area, Ask, Done, File
from web.forms.base import Data, Parsed
from web.forms.firsts import Stated, StatementForm, TakeBack
from web.i18n import N_
from web.services import first_statements
from web.services.first_definitions import Outcome
from web.services.funding_evidence import Upload
from web.viewer import NEEDS_SECOND_FACTOR

AREA = Area(N_("Firsts"), "funding")
_ONE = "/companies/{company_id}/firsts"
_SUFFIX = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def _viewer(ask: Ask) -> Viewer:
    """Whoever asks; a role that asks for the second factor has shown it."""
    viewer = ask.person
    for role in sorted(NEEDS_SECOND_FACTOR & viewer.roles - {Role.ADMIN}):
        ask.check_factor(viewer, role)
    return viewer


@dataclass(frozen=True, slots=True)
class Line:
    """One kind under one definition: what it says now, and the certificate if there is one."""

    kind: FundingKind
    definition: str
    outcome: Outcome
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class CompanyFirsts:
    """What is certified of a company, why not, and what it rests on."""

    company: SeenCompany
    lines: list[Line]
    certificates: list[Certificate]
    elsewhere: list[Elsewhere]
    facts: list[FactLine]
    successions: list[Succession]
    investments: list[Candidate]
    forebears: list[Forebear]
    may_state: bool


@AREA.add("GET", _ONE, "firsts.company", N_("A company’s firsts"), CompanyFirsts, pages=("firsts.company",))
async def company(ask: Ask) -> CompanyFirsts:
    """For its people, organisers of its events, and officers."""
    view = await first_statements.open_company_firsts(
        ask.parts.db, ask.parts.clock, viewer=_viewer(ask), **ask.path
    )
    return CompanyFirsts(
        view.company,
        [Line(one.kind, one.definition.code, one.outcome, one.certificate) for one in view.lines],
        view.certificates,
        view.elsewhere,
        view.facts,
        view.successions,
        view.investments,
        view.forebears,
        view.may_state,
    )


class StatementBody(Body):
    """What is stated of a company, with a file that shows it.

    `elsewhere` takes kind, happened_on, provider_name; `bureau` value (none or some) and seen_on; `relation`
    record_id, value (unrelated or related) and seen_on; `succession` from_id, succession and succeeded_on.
    """

    form: Literal["elsewhere", "bureau", "relation", "succession"]
    kind: FundingKind | None = None
    happened_on: date | None = None
    provider_name: Annotated[str, Field(max_length=200)] = ""
    value: Literal["none", "some", "unrelated", "related"] | None = None
    seen_on: date | None = None
    record_id: Id | None = None
    from_id: Id | None = None
    succession: SuccessionKind | None = None
    succeeded_on: date | None = None
    note: Annotated[str, Field(max_length=1000)] = ""

    def pairs(self) -> list[tuple[str, str]]:
        """The form calls how a company came to inherit `kind` as well."""
        if self.form != "succession":
            return super().pairs()
        rest = super(StatementBody, self.model_copy(update={"kind": None, "succession": None})).pairs()
        return [*rest, *([("kind", str(self.succession))] if self.succession is not None else [])]


@AREA.add(
    "POST",
    f"{_ONE}/statements",
    "firsts.state",
    N_("State something about a company for its firsts"),
    Done,
    body=StatementBody,
    takes_file=True,
    file_needed=False,
    pages=("firsts.company", "firsts.certificate"),
)
async def state(ask: Ask) -> None:
    """The certificates follow."""
    uploads = [] if ask.upload is None else [Upload(ask.upload.filename, ask.upload.content, "other")]
    await _state(ask, uploads)


async def _state(ask: Ask, uploads: list[Upload]) -> None:
    viewer, parts, company_id = _viewer(ask), ask.parts, ask.path["company_id"]
    view = await first_statements.open_company_firsts(
        parts.db, parts.clock, viewer=viewer, company_id=company_id
    )
    parsed: Parsed[Stated] = StatementForm.parse(
        Data(ask.body.pairs()), view.forebears, [c.id for c in view.investments]
    )
    new = ask.clean(parsed)
    common: dict[str, Any] = {"viewer": viewer, "company_id": company_id, "uploads": uploads}
    match new:
        case NewElsewhere():
            await first_statements.declare_elsewhere(parts.db, parts.clock, parts.files, new=new, **common)
        case NewFact():
            await first_statements.state_fact(parts.db, parts.clock, parts.files, new=new, **common)
        case NewSuccession():
            await first_statements.record_succession(parts.db, parts.clock, parts.files, new=new, **common)
        case TakeBack():
            message = "taking back is an operation of its own"
            raise AssertionError(message)


class TakeBackBody(Body):
    """Which statement, and why it is taken back."""

    form_names: ClassVar[dict[str, str]] = {"statement_id": "id"}

    statement: Statement
    statement_id: Annotated[int, Field(ge=1, le=10**9)]
    because: Annotated[str, Field(min_length=1, max_length=1000)]


@AREA.add(
    "POST",
    f"{_ONE}/statements/withdraw",
    "firsts.withdraw",
    N_("Take a statement about a company back"),
    Done,
    body=TakeBackBody,
    pages=("firsts.company",),
    example={"statement": "elsewhere", "statement_id": 1, "because": "写错了"},
)
async def withdraw(ask: Ask) -> None:
    """The certificates follow."""
    sent = ask.clean(StatementForm.parse(ask.form(form="withdraw"), [], []))
    if isinstance(sent, TakeBack):
        await first_statements.withdraw_statement(
            ask.parts.db,
            ask.parts.clock,
            viewer=_viewer(ask),
            **ask.path,
            statement=sent.statement,
            statement_id=sent.statement_id,
            because=sent.because,
        )


@AREA.add(
    "GET",
    "/companies/statements/{evidence_id}",
    "firsts.evidence",
    N_("The file behind a statement"),
    File,
    gives_file=True,
    pages=("firsts.evidence",),
)
async def evidence(ask: Ask) -> File:
    """For whoever may open the company's firsts."""
    media_type, content = await first_statements.open_first_evidence(
        ask.parts.db, ask.parts.files, viewer=_viewer(ask), **ask.path
    )
    return File(content, media_type, f"statement-{ask.path['evidence_id']}.{_SUFFIX[media_type]}")


@AREA.add(
    "GET",
    "/certificates/{certificate_id}",
    "firsts.certificate",
    N_("One certificate of a first"),
    Certificate,
    pages=("firsts.certificate",),
)
async def certificate(ask: Ask) -> Certificate:
    """For the company that holds it, and whoever may see the record behind it."""
    return await first_statements.open_certificate(ask.parts.db, viewer=_viewer(ask), **ask.path)
