"""What rules give for the deals on record, declared facts, and claims."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from matcher.eligibility import About, Outcome, Verdict
from matcher.eligibility.conditions import Line
from models.entities.claims import Claim, ClaimStatus, ClaimStep, ClaimStepTaken, CostCell
from models.entities.claims import DeclaredFact as DeclaredFactEntity
from models.entities.vocabulary import FundingInstrument, FundingKind, Role
from models.errors import NotAllowed
from web.api.bodies import Body, Id, Query, Yuan
from web.api.operation import Area, Ask, Done, File, Made
from web.api.problems import Problem
from web.api.shapes import shaped
from web.claim_words import ConditionLine, sees, working
from web.fact_fields import field_name, take_back_name
from web.fact_words import fact_name
from web.forms.claims import ClaimForm, FactsForm, StepForm
from web.i18n import N_
from web.sentences import sentence
from web.services import claims
from web.services.declared_facts import declare_facts, open_fact_file, open_facts
from web.services.rule_facts import DECLARABLE
from web.services.subsidies import Case, Standing, open_case, open_subsidies

AREA = Area(N_("Subsidies, facts and claims"), "subsidies")
# What a claim froze is told by `/claims/{claim_id}`, as far as its reader may know it.
shaped(Claim, omit=("rule", "used", "facts"), money=("granted", "paid", "clawed_back"))
shaped(CostCell, money=("claimed", "granted", "paid", "clawed_back"))


@dataclass(frozen=True, slots=True)
class ConditionSaid:
    """A condition of a rule and what it says of the case; `values` in words, as far as you may know them."""

    text: str
    verdict: Verdict
    values: list[str]
    verify: bool
    note: str
    parts: list[ConditionSaid]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One rule for one deal: where it stands, what can be claimed now, and what it gives in all."""

    rule_code: str
    rule_version: str
    record_id: int
    kind: FundingKind
    instrument: FundingInstrument
    company_id: int
    company_name: str
    provider_id: int
    provider_name: str
    applicant_id: int
    applicant_name: str
    verdict: Verdict
    standing: Standing
    adopted: bool
    amount_due: int | None
    amount_in_all: int | None
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Cases:
    """All of them, what is due first; `cut` where older deals were left out."""

    cases: list[CaseLine]
    n_deals: int
    cut: bool


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """The whole working of one case; the arithmetic is kept from who may not know its facts."""

    case: CaseLine
    in_force: ConditionSaid
    conditions: list[ConditionSaid]
    arithmetic: list[str]
    caps: list[str]
    shares: list[str]
    may_claim: bool


def _case(case: Case) -> CaseLine:
    deal, outcome = case.deal, case.outcome
    return CaseLine(
        case.rule.code,
        case.rule.version,
        int(deal.record_id),
        deal.kind,
        deal.instrument,
        int(deal.company_id),
        deal.company_name,
        int(deal.provider_id),
        deal.provider_name,
        case.applicant.organisation_id,
        case.applicant.name,
        outcome.verdict,
        case.standing,
        case.adopted,
        case.due,
        case.total,
        list(outcome.missing),
    )


def _condition(line: Line, shown: ConditionLine) -> ConditionSaid:
    return ConditionSaid(
        shown.text,
        line.verdict,
        [value.text for value in shown.values],
        shown.verify,
        shown.note,
        [_condition(a, b) for a, b in zip(line.parts, shown.parts, strict=True)],
    )


def _conditions(outcome: Outcome, lines: list[ConditionLine]) -> list[ConditionSaid]:
    return [_condition(a, b) for a, b in zip(outcome.lines, lines, strict=True)]


class CasesQuery(Query):
    """In which of your roles; the first that has to do with subsidies where it is empty."""

    role: Annotated[str | None, Field(pattern="^(founder|provider|officer)$")] = None


PARTIES = (Role.FOUNDER, Role.PROVIDER, Role.OFFICER)


def _role(ask: Ask, *roles: Role) -> Role:
    wanted = ask.query.role if isinstance(ask.query, CasesQuery) else None
    of = [r for r in roles if wanted in (None, str(r))]
    viewer = ask.acting(*of) if of else None
    if viewer is None:
        raise NotAllowed("not_allowed")
    return next(r for r in of if r in viewer.roles)


@AREA.add(
    "GET", "/subsidies", "subsidies.list", N_("What you are owed; an officer reads what all are"), Cases,
    query=CasesQuery, pages=("founder.subsidies", "provider.subsidies", "officer.subsidies"),
)  # fmt: skip
async def list_cases(ask: Ask) -> Cases:
    """Each rule judged for each deal."""
    role = _role(ask, *PARTIES)
    found = await open_subsidies(ask.parts.db, ask.parts.clock, viewer=ask.person, role=role)
    return Cases([_case(c) for c in found.cases], found.n_deals, found.cut)


@AREA.add(
    "GET", "/subsidies/{record_id}/{code}", "subsidies.show", N_("One rule for one deal, with the working"),
    CaseDetail, query=CasesQuery, pages=("subsidies.case",),
)  # fmt: skip
async def show_case(ask: Ask) -> CaseDetail:
    """Every condition with the facts that it rests on."""
    role = _role(ask, *PARTIES)
    view = await open_case(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        role=role,
        record_id=ask.path["record_id"],
        code=ask.path["code"],
    )
    case = view.case
    shown = working(case.outcome, case.facts, sees(ask.person))
    force = shown.in_force
    in_force = ConditionSaid(
        force.text,
        case.outcome.in_force.verdict,
        [v.text for v in force.values],
        force.verify,
        force.note,
        [],
    )
    return CaseDetail(
        _case(case),
        in_force,
        _conditions(case.outcome, shown.lines),
        shown.arithmetic,
        shown.caps,
        shown.shares,
        view.may_claim,
    )


class ClaimBody(Body):
    """The amount that you were told can be claimed, and a word to the officer."""

    expected: Yuan
    note: Annotated[str, Field(max_length=2000)] = ""

    def pairs(self) -> list[tuple[str, str]]:
        """The form carries the amount as it was shown, in 分."""
        return [("expected", str(self.expected.minor)), ("note", self.note)]


@AREA.add(
    "POST", "/subsidies/{record_id}/{code}/claims", "claims.submit", N_("Claim what a rule gives for a deal"),
    Made, body=ClaimBody, status=201, pages=("subsidies.case",),
    example={"expected": {"minor": 5000000}, "note": ""},
)  # fmt: skip
async def submit(ask: Ask) -> Made:
    """For an own deal; the rule and the facts are frozen as they are now."""
    role = _role(ask, *PARTIES)
    sent = ask.clean(ClaimForm.parse(ask.form(key=uuid.uuid4().hex)))
    made = await claims.submit_claim(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        role=role,
        record_id=ask.path["record_id"],
        code=ask.path["code"],
        key=sent.key,
        note=sent.note,
        expected=sent.expected,
    )
    return Made(made)


@dataclass(frozen=True, slots=True)
class ClaimsDesk:
    """Every claim, what waits first, and what claims cost by year, rule and product."""

    claims: list[Claim]
    costs: list[CostCell]


@AREA.add(
    "GET", "/claims", "claims.list", N_("All claims, and what they cost"), ClaimsDesk,
    pages=("officer.claims",),
)  # fmt: skip
async def list_claims(ask: Ask) -> ClaimsDesk:
    """For officers; a party reads its own with `/subsidies`."""
    desk = await claims.open_claims(ask.parts.db, viewer=ask.acting(Role.OFFICER))
    return ClaimsDesk(desk.claims, desk.costs)


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """A claim as it was judged when it was made, what became of it, and what you may do with it."""

    claim: Claim
    status: ClaimStatus
    conditions: list[ConditionSaid]
    arithmetic: list[str]
    steps: list[ClaimStepTaken]
    may: list[ClaimStep]
    amount_standing: int


@AREA.add(
    "GET", "/claims/{claim_id}", "claims.show", N_("One claim as it was frozen"), ClaimDetail,
    pages=("claims.show",),
)  # fmt: skip
async def show_claim(ask: Ask) -> ClaimDetail:
    """For its applicant and for officers."""
    viewer = ask.acting(*PARTIES)
    view = await claims.open_claim(ask.parts.db, viewer=viewer, claim_id=ask.path["claim_id"])
    shown = working(view.outcome, view.facts, sees(viewer))
    return ClaimDetail(
        view.claim,
        view.claim.status,
        _conditions(view.outcome, shown.lines),
        shown.arithmetic,
        view.steps,
        sorted(view.may),
        view.standing_amount,
    )


class StepBody(Body):
    """A decision, with its amount or its reason where it has one; or the withdrawal of an own claim."""

    step: ClaimStep
    amount: Yuan | None = None
    note: Annotated[str, Field(max_length=2000)] = ""


@AREA.add(
    "POST", "/claims/{claim_id}/steps", "claims.step", N_("Decide, pay, take back or withdraw a claim"), Done,
    body=StepBody, pages=("claims.show",), example={"step": "under_review"},
)  # fmt: skip
async def claim_step(ask: Ask) -> None:
    """Officers decide; whoever made it withdraws."""
    viewer = ask.acting(Role.OFFICER, Role.FOUNDER, Role.PROVIDER)
    sent = ask.clean(StepForm.parse(ask.form(key=uuid.uuid4().hex)))
    await claims.take_claim_step(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        claim_id=ask.path["claim_id"],
        step=sent.step,
        key=sent.key,
        amount=sent.amount,
        note=sent.note,
    )


class FactsQuery(CasesQuery):
    """For which of your organisations; the first where it is empty."""

    organisation_id: Id | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact that rules ask for: what is said now, and which rules wait for it."""

    name: str
    title: str
    record_id: int | None
    said: DeclaredFactEntity | None
    awaited_by: list[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that one organisation can supply, of itself and of its deals."""

    organisation_id: int
    n_missing: int
    facts: list[Wanted]


@AREA.add(
    "GET", "/facts", "facts.list", N_("The facts that rules ask of your organisation"), Facts,
    query=FactsQuery, pages=("subsidies.facts",),
)  # fmt: skip
async def list_facts(ask: Ask) -> Facts:
    """What rules that pay here lack comes first."""
    role = _role(ask, Role.FOUNDER, Role.PROVIDER)
    sheet = await open_facts(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        role=role,
        organisation_id=ask.query.organisation_id,
    )
    facts = [
        Wanted(
            one.name,
            fact_name(one.name),
            one.record_id,
            one.said,
            sorted({c.rule.code for c in one.awaited_by}),
        )
        for group in sheet.groups
        for one in group.facts
    ]
    return Facts(int(sheet.organisation.organisation_id), sheet.n_missing, facts)


class FactsBody(Body):
    """Values by the names of facts, as a person would type them in the fact's unit; null takes one back."""

    # The deal that they are of; without one, the organisation.
    record_id: Id | None = None
    values: Annotated[
        dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=200)] | None],
        Field(min_length=1, max_length=60),
    ]
    as_of: date
    source: Annotated[str, Field(min_length=1, max_length=500)]

    def pairs(self) -> list[tuple[str, str]]:
        """The form has one field a fact."""
        found = [("as_of", self.as_of.isoformat()), ("source", self.source)]
        for name, value in self.values.items():
            if value is None:
                found.append((take_back_name(name, self.record_id), "1"))
            else:
                found.append((field_name(name, self.record_id), value))
        return found

    def name_of(self, form_field: str) -> str:
        """`fact-staff-0` came in as `values/staff`."""
        if form_field.startswith(("fact-", "take-")):
            return f"values/{form_field.split('-', 1)[1].rsplit('-', 1)[0]}"
        return form_field


@dataclass(frozen=True, slots=True)
class Declared:
    """How many facts are new; what was said already is not said again."""

    n_new: int


@AREA.add(
    "POST", "/facts", "facts.declare", N_("Declare facts of your organisation or of one of its deals"),
    Declared, body=FactsBody, query=FactsQuery, pages=("subsidies.facts",),
    example={"values": {"staff": "12"}, "as_of": "2026-05-01", "source": "年报"},
)  # fmt: skip
async def declare(ask: Ask) -> Declared:
    """Each with the day as of which it holds and where it can be read."""
    role = _role(ask, Role.FOUNDER, Role.PROVIDER)
    about = {Role.FOUNDER: About.COMPANY, Role.PROVIDER: About.PROVIDER}[role]
    record_id = ask.body.record_id
    wanted = about if record_id is None else About.DEAL
    names = [name for name, spec in DECLARABLE.items() if spec.about is wanted]
    unknown = sorted(set(ask.body.values) - set(names))
    if unknown:
        raise Problem(
            422,
            "fields_not_accepted",
            errors=[{"pointer": f"/values/{n}", "detail": sentence("unknown_field")} for n in unknown],
        )
    sent = ask.clean(FactsForm.parse(ask.form(), names, record_id))
    n_new = await declare_facts(
        ask.parts.db,
        ask.parts.clock,
        ask.parts.files,
        viewer=ask.person,
        role=role,
        organisation_id=ask.query.organisation_id,
        record_id=record_id,
        values=sent.values,
        as_of=sent.as_of,
        source=sent.source,
    )
    return Declared(n_new)


@AREA.add(
    "GET", "/facts/{fact_id}/file", "facts.file", N_("The file behind a declared fact"), File,
    gives_file=True, pages=("subsidies.fact_file",),
)  # fmt: skip
async def fact_file(ask: Ask) -> File:
    """For whoever declared it and for officers."""
    viewer = ask.acting(*PARTIES)
    found, content = await open_fact_file(
        ask.parts.db, ask.parts.files, viewer=viewer, fact_id=ask.path["fact_id"]
    )
    suffix = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}[found.media_type]
    return File(content, found.media_type, f"fact-{found.id}.{suffix}")
