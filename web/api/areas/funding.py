"""Money on record: propose, confirm, dispute, withdraw, void, correct, papers, movements."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from models.entities.funding import (
    Counter,
    Evidence,
    FundingRecord,
    LoanChoice,
    PartyChoice,
    StepTaken,
)
from models.entities.funding_movements import FundingMovement, Movement
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingKind, FundingStatus, Role
from models.errors import NotAllowed
from web.api.bodies import Body, Id, Paged, Query
from web.api.cursors import after, page
from web.api.operation import Area, Ask, Done, Made
from web.api.record_body import LOAN, RecordBody
from web.api.shapes import Money, Page, shaped
from web.forms.base import Data
from web.forms.funding import AnswerForm, RecordForm
from web.i18n import N_
from web.services import funding, funding_answers
from web.services.funding_terms import KIND_OF

AREA = Area(N_("Money on record"), "funding")
# The currency of a movement is its record's, and stands beside it here.
shaped(FundingMovement, omit=("amount",))
shaped(Evidence, omit=("sha256",))
PROPOSERS = (Role.FOUNDER, Role.PROVIDER, Role.ORGANISER)
SEERS = (*PROPOSERS, Role.OFFICER)
ONE = "/funding/{record_id}"
Paper = Literal[
    "agreement",
    "bank_slip",
    "register_extract",
    "contract",
    "drawdown_slip",
    "repayment_slip",
    "iou",
    "guarantee_letter",
    "acceptance_report",
    "other",
]


class RecordsQuery(Paged):
    """Which records."""

    status: FundingStatus | None = None
    kind: FundingKind | None = None
    event_id: Id | None = None


@AREA.add(
    "GET",
    "/funding",
    "funding.list",
    N_("The records of money that concern you"),
    Page[FundingRecord],
    query=RecordsQuery,
    pages=("funding.list",),
)
async def records(ask: Ask) -> Page[FundingRecord]:
    """An officer's are all; the latest money first."""
    query: RecordsQuery = ask.query
    found = await funding.open_ledger(
        ask.parts.db,
        viewer=ask.acting(*SEERS),
        event_id=query.event_id,
        status=query.status,
        kind=query.kind,
        after=after(ask, "funding.list"),
        limit=query.limit + 1,
    )
    return page(ask, "funding.list", found, lambda r: r.id)


class AsRole(Query):
    """In which role; the first that the person has where it is left out."""

    role: Literal["founder", "provider", "organiser"] | None = None


def role_of(ask: Ask) -> tuple[Viewer, Role]:
    """Who proposes, and in which role."""
    asked = ask.query.role if isinstance(ask.query, AsRole) else None
    wanted = PROPOSERS if asked is None else (Role(asked),)
    viewer = ask.acting(*wanted)
    return viewer, next(r for r in wanted if r in viewer.roles)


@dataclass(frozen=True, slots=True)
class EventOption:
    """An event that a record may have come from."""

    id: int
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class RecordChoices:
    """What a new record may name."""

    companies: list[PartyChoice]
    providers: list[PartyChoice]
    banks: list[PartyChoice]
    events: list[EventOption]
    loans: list[LoanChoice]


@AREA.add(
    "GET",
    "/funding/choices",
    "funding.choices",
    N_("Parties, events and loans that a record may name"),
    RecordChoices,
    query=AsRole,
    pages=("funding.new",),
)
async def choices(ask: Ask) -> RecordChoices:
    """For this person in this role."""
    viewer, role = role_of(ask)
    found = await funding.choices(ask.parts.db, viewer=viewer, role=role)
    return RecordChoices(
        found.companies,
        found.providers,
        found.banks,
        [EventOption(*e) for e in found.events],
        found.loans,
    )


@AREA.add(
    "POST",
    "/funding",
    "funding.propose",
    N_("Put money on record"),
    Made,
    body=RecordBody,
    query=AsRole,
    status=201,
    pages=("funding.new",),
    example=LOAN,
)
async def propose(ask: Ask) -> Made:
    """The other side is asked to confirm it; papers are attached afterwards."""
    viewer, role = role_of(ask)
    offered = await funding.choices(ask.parts.db, viewer=viewer, role=role)
    return await _proposed(ask, viewer, role, offered)


async def _proposed(
    ask: Ask, viewer: Viewer, role: Role, offered: funding.Choices, corrects_id: int | None = None
) -> Made:
    new = ask.clean(RecordForm.parse(ask.form(), offered, ask.body.instrument))
    made = await funding.propose_record(
        ask.parts.db,
        ask.parts.clock,
        ask.parts.files,
        viewer=viewer,
        role=role,
        new=new,
        # Pressing twice is a matter of the head `Idempotency-Key` here.
        key=uuid.uuid4().hex,
        corrects_id=corrects_id,
        answer_days=ask.parts.settings.answer_days,
        site=ask.parts.settings.public_url,
    )
    return Made(made)


@dataclass(frozen=True, slots=True)
class MovementDetail:
    """How money moved, in the record's currency."""

    movement: FundingMovement
    amount: Money


@dataclass(frozen=True, slots=True)
class RecordDetail:
    """A record with its working, and what this person may do about it.

    The amounts in `details` are minor units of the record's currency. `balance` is null before both sides
    have confirmed.
    """

    record: FundingRecord
    steps: list[StepTaken]
    evidence: list[Evidence]
    counter: Counter | None
    movements: list[MovementDetail]
    balance: dict[str, Money | None] | None
    movement_kinds: list[Movement]
    may_answer: list[str]
    may_withdraw: bool
    may_correct: bool
    may_attach: bool
    may_void: list[str]


@AREA.add(
    "GET", ONE, "funding.show", N_("One record of money"), RecordDetail, pages=("funding.record",)
)  # fmt: skip
async def show(ask: Ask) -> RecordDetail:
    """For its parties, the organiser of its event, and officers."""
    view = await funding.open_record(ask.parts.db, viewer=ask.acting(*SEERS), **ask.path)
    currency = view.record.currency
    balance: dict[str, Money | None] | None = None
    if view.balance is not None:
        names = ("drawn", "repaid", "written_off", "converted", "outstanding", "called", "recovered")
        balance = {}
        for name in (*names, "released", "liability", "proceeds"):
            minor: int | None = getattr(view.balance, name)
            balance[name] = None if minor is None else Money(minor, currency)
    return RecordDetail(
        view.record,
        view.steps,
        view.evidence,
        view.counter,
        [MovementDetail(m, Money(m.amount, currency)) for m in view.movements],
        balance,
        list(view.movement_kinds),
        list(view.may_answer),
        view.may_withdraw,
        view.may_correct,
        view.may_attach,
        list(view.may_void),
    )


class ConfirmBody(Body):
    """For which side it is so."""

    side: Literal["company", "provider"]
    comment: Annotated[str, Field(max_length=2000)] = ""


@dataclass(frozen=True, slots=True)
class NowStands:
    """Where the record stands now."""

    status: FundingStatus


@AREA.add(
    "POST",
    f"{ONE}/confirm",
    "funding.confirm",
    N_("Confirm a record of money"),
    NowStands,
    body=ConfirmBody,
    pages=("funding.confirm",),
    example={"side": "company"},
)
async def confirm(ask: Ask) -> NowStands:
    """By somebody who may sign for the side."""
    answer = ask.clean(AnswerForm.parse(ask.form()))
    status = await funding_answers.confirm_record(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(*SEERS),
        **ask.path,
        side=answer.side,
        comment=answer.comment,
        site=ask.parts.settings.public_url,
    )
    return NowStands(status)


class DisputeBody(Body):
    """That it is not so and why; `instead` says what is true, of the same parties."""

    side: Literal["company", "provider"]
    comment: Annotated[str, Field(min_length=1, max_length=2000)]
    instead: RecordBody | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """The answer's own fields."""
        return [("side", self.side), ("comment", self.comment)]


@AREA.add(
    "POST",
    f"{ONE}/dispute",
    "funding.dispute",
    N_("Dispute a record of money"),
    Done,
    body=DisputeBody,
    pages=("funding.dispute",),
    example={"side": "company", "comment": "金额不对"},
)
async def dispute(ask: Ask) -> None:
    """A dispute is about the money, never about whose it is."""
    viewer, parts = ask.acting(*SEERS), ask.parts
    view = await funding.open_record(parts.db, viewer=viewer, **ask.path, whole=False)
    answer = ask.clean(AnswerForm.parse(ask.form()))
    counter = None
    instead: RecordBody | None = ask.body.instead
    if instead is not None:
        role = next(r for r in SEERS if r in viewer.roles)
        offered = funding.choices_of(view.record, await funding.choices(parts.db, viewer=viewer, role=role))
        same_kind = KIND_OF[instead.instrument] is view.record.kind
        instrument = instead.instrument if same_kind else view.record.instrument
        parties = {"company_id": str(view.record.company_id), "provider_id": str(view.record.provider_id)}
        fields = Data([*(p for p in instead.pairs() if p[0] not in parties), *parties.items()])
        counter = ask.clean(RecordForm.parse(fields, offered, instrument))
    await funding_answers.dispute_record(
        parts.db,
        parts.clock,
        viewer=viewer,
        **ask.path,
        side=answer.side,
        comment=answer.comment,
        counter=counter,
        site=parts.settings.public_url,
    )


@AREA.add(
    "POST",
    f"{ONE}/withdraw",
    "funding.withdraw",
    N_("Take a proposed record back"),
    Done,
    pages=("funding.withdraw",),
)
async def withdraw(ask: Ask) -> None:
    """By who proposed it."""
    viewer = ask.acting(*SEERS)
    await funding_answers.withdraw_record(ask.parts.db, ask.parts.clock, viewer=viewer, **ask.path)


@AREA.add(
    "POST",
    f"{ONE}/correct",
    "funding.correct",
    N_("Correct a record by a new one"),
    Made,
    body=RecordBody,
    query=AsRole,
    status=201,
    pages=("funding.correct",),
    example=LOAN,
)
async def correct(ask: Ask) -> Made:
    """The other side confirms the new one; until then the old one stands."""
    viewer, role = role_of(ask)
    view = await funding.open_record(ask.parts.db, viewer=viewer, **ask.path, whole=False)
    if not view.may_correct:
        raise NotAllowed("cannot_correct")
    offered = funding.choices_of(view.record, await funding.choices(ask.parts.db, viewer=viewer, role=role))
    return await _proposed(ask, viewer, role, offered, view.record.id)
