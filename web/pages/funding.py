"""Pages of the ledger: the list, and one record with its working."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from models.entities.funding import Evidence, FundingRecord, StepTaken
from models.entities.funding_movements import Balance, FundingMovement, MovementStatus
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingInstrument, FundingStatus, FundingStep, Role
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext
from web.pages.funding_facts import Difference, Fact, facts_of, in_yuan, side_by_side
from web.pages.funding_form import DraftLine, event_title, loan_words
from web.pages.timeline import TimelineEntry
from web.services.firsts import FirstDefinition
from web.services.funding import RecordView
from web.services.funding_evidence import Expected, expected_of
from web.services.signing import sides_of
from web.tables.answer import FileLinks
from web.vocabulary import label

PILLS = {
    FundingStatus.PROPOSED: "attention",
    FundingStatus.CONFIRMED: "good",
    FundingStatus.DISPUTED: "bad",
    FundingStatus.EXPIRED: "neutral",
    FundingStatus.WITHDRAWN: "neutral",
    FundingStatus.VOIDED: "neutral",
    FundingStatus.CORRECTED: "neutral",
}
MOVEMENT_PILLS = {
    MovementStatus.PROPOSED: "attention",
    MovementStatus.CONFIRMED: "good",
    MovementStatus.DISPUTED: "bad",
    MovementStatus.WITHDRAWN: "neutral",
}


_VOID_BY_ONE = (FundingStep.VOID_BY_COMPANY, FundingStep.VOID_BY_PROVIDER)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line of the list."""

    record: FundingRecord
    pill: str
    waits_for_me: bool

    @property
    def title(self) -> str:
        """What it is: a first by name, or the plain kind."""
        kind = "first" if self.record.first_under else "funding_kind"
        return label(kind, self.record.kind)


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """`funding/list.html`."""

    title: str
    answer: str
    rows: list[RecordRow]
    drafts: list[DraftLine]
    may_propose: bool
    role: str
    files: FileLinks


@dataclass(frozen=True, slots=True)
class MovementLine:
    """One row of the table of movements, with what the reader may do about it."""

    movement: FundingMovement
    title: str
    pill: str
    status: str
    papers: list[Evidence]
    into_href_id: int | None
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """`funding/record.html`."""

    title: str
    view: RecordView
    pill: str
    firsts: list[FirstDefinition]
    # The certificate under each of them.
    certificates: dict[str, int]
    # Whether the page of the company's firsts is open to the viewer.
    sees_firsts: bool
    timeline: list[TimelineEntry]
    event_title: str | None
    answer: str
    # The terms of the instrument; None for a record of before they were asked for.
    terms: list[Fact] | None
    in_yuan: str
    differences: list[Difference]
    # Who says the second version.
    disputed_by: str
    expected: list[Expected]
    papers: list[Evidence]
    balance: list[Fact]
    movements: list[MovementLine]
    movement_kinds: list[tuple[str, str]]
    shares: list[tuple[str, str]]
    void_sides: list[tuple[str, str]]
    # One side has signed that a record in force is void; the other has not yet.
    void_asked: StepTaken | None
    # What the renewal of this record is called, and whether one press is enough.
    may_take: bool
    may_renew: bool
    key: str
    form: Parsed[object]


def record_page(
    view: RecordView, viewer: Viewer, form: Parsed[object], known: Collection[FirstDefinition]
) -> RecordPage:
    """One record as its reader sees it."""
    r = view.record
    terms = r.terms
    papers = [e for e in view.evidence if e.movement_id is None]
    names = {
        "company": gettext("the company"),
        "provider": gettext("the provider"),
        "officer": gettext("the city"),
    }
    renewable = view.may_correct and terms is not None
    return RecordPage(
        title=label("first" if r.first_under else "funding_kind", r.kind),
        view=view,
        pill=PILLS[r.status],
        firsts=[d for d in known if d.code in r.first_under],
        certificates=dict(zip(r.first_under, r.certificate_ids, strict=True)),
        sees_firsts=r.company_id in viewer.organisation_ids(Role.FOUNDER) or Role.OFFICER in viewer.roles,
        timeline=[step_line(s) for s in view.steps],
        event_title=event_title(r.event_title_zh, r.event_title_en),
        answer=_answer(r),
        terms=None if terms is None else facts_of(terms, r.amount, r.currency),
        in_yuan=in_yuan(r),
        differences=[] if view.counter is None else side_by_side(r, view.counter),
        disputed_by=_disputed_by(view),
        expected=expected_of(r.instrument, {e.evidence_type for e in papers}),
        papers=papers,
        balance=[] if view.balance is None else _balance(r, view.balance),
        movements=[_movement_line(view, m) for m in view.movements],
        movement_kinds=[(str(k), label("movement", k)) for k in view.movement_kinds],
        shares=[(str(s.id), loan_words(s)) for s in view.shares],
        void_sides=[(s, names[s]) for s in view.may_void],
        void_asked=next((s for s in view.steps if s.step in _VOID_BY_ONE), None)
        if r.status is FundingStatus.CONFIRMED
        else None,
        # Who disputes has said it already; the others may make it theirs.
        may_take=renewable and view.counter is not None and view.counter.side not in sides_of(viewer, r),
        may_renew=renewable and r.status in (FundingStatus.EXPIRED, FundingStatus.WITHDRAWN),
        key=uuid.uuid4().hex,
        form=form,
    )


def _disputed_by(view: RecordView) -> str:
    if view.counter is None:
        return ""
    return view.record.company_name if view.counter.side == "company" else view.record.provider_name


def _answer(r: FundingRecord) -> str:
    return gettext(
        "%(provider)s to %(company)s: %(amount)s on %(day)s.",
        provider=formats.person(r.provider_name),
        company=r.company_name,
        amount=formats.money(r.amount, r.currency),
        day=formats.date(r.value_on),
    )


def _balance(r: FundingRecord, b: Balance) -> list[Fact]:
    """What is left of the money, each figure with its working."""

    def money(minor: int | None) -> str:
        return formats.money(minor, r.currency)

    match r.instrument:
        case FundingInstrument.LOAN:
            return [
                Fact(gettext("Drawn"), money(b.drawn), gettext("of %(amount)s", amount=money(r.amount))),
                Fact(gettext("Repaid"), money(b.repaid)),
                Fact(gettext("Written off"), money(b.written_off)),
                Fact(gettext("Outstanding"), money(b.outstanding), _minus(b.drawn, b.repaid, b.written_off)),
            ]
        case FundingInstrument.GUARANTEE:
            return [
                Fact(gettext("Called"), money(b.called)),
                Fact(gettext("Recovered"), money(b.recovered)),
                Fact(gettext("Released"), money(b.released)),
                Fact(gettext("Liability"), money(b.liability), _minus(r.amount, b.called, b.released)),
            ]
        case FundingInstrument.CONVERTIBLE_NOTE:
            return [
                Fact(gettext("Repaid"), money(b.repaid)),
                Fact(gettext("Converted"), money(b.converted)),
                Fact(gettext("Written off"), money(b.written_off)),
                Fact(
                    gettext("Outstanding"),
                    money(b.outstanding),
                    _minus(r.amount, b.repaid, b.converted, b.written_off),
                ),
            ]
        case FundingInstrument.SAFE:
            return [
                Fact(gettext("Converted"), money(b.converted)),
                Fact(gettext("Written off"), money(b.written_off)),
                Fact(gettext("Received at exit"), money(b.proceeds)),
            ]
        case FundingInstrument.PRICED_EQUITY:
            return [
                Fact(gettext("Received at exit"), money(b.proceeds)),
                Fact(gettext("Written off"), money(b.written_off)),
            ]
        case FundingInstrument.PURCHASE:
            return []


def _minus(whole: int | None, *parts: int) -> str:
    """The subtraction behind a balance; nothing where nothing was taken away."""
    if whole is None or not any(parts):
        return ""
    said = (whole, *(p for p in parts if p))
    # To the last fen where there is one: rounded amounts would not add up to the eye.
    digits = 2 if any(p % 100 for p in said) else 0
    return "= " + " − ".join(formats.number(Decimal(p) / 100, digits) for p in said)


def _movement_line(view: RecordView, m: FundingMovement) -> MovementLine:
    waits = m.status is MovementStatus.PROPOSED
    return MovementLine(
        m,
        label("movement", m.movement),
        MOVEMENT_PILLS[m.status],
        label("movement_status", m.status),
        [e for e in view.evidence if e.movement_id == m.id],
        m.into_record_id,
        may_answer=waits and any(s != m.stated_side for s in view.may_move),
        may_withdraw=waits and m.stated_side in view.may_move,
    )


def step_line(step: StepTaken) -> TimelineEntry:
    """A step as an entry of the timeline."""
    titles = {
        FundingStep.CONFIRMED_BY_COMPANY: gettext("Confirmed for the company"),
        FundingStep.CONFIRMED_BY_PROVIDER: gettext("Confirmed for the provider"),
        FundingStep.DISPUTED: gettext("Disputed"),
        FundingStep.WITHDRAWN: gettext("Withdrawn"),
        FundingStep.REMINDED: gettext("Reminded of the day by which to answer"),
        FundingStep.EXPIRED: gettext("Expired without an answer"),
        FundingStep.VOID_BY_COMPANY: gettext("Signed for the company that it is void"),
        FundingStep.VOID_BY_PROVIDER: gettext("Signed for the provider that it is void"),
        FundingStep.VOIDED: gettext("Voided"),
    }
    kind = "bad" if step.step in (FundingStep.DISPUTED, FundingStep.VOIDED) else "neutral"
    if step.step in (FundingStep.CONFIRMED_BY_COMPANY, FundingStep.CONFIRMED_BY_PROVIDER):
        kind = "good"
    by = formats.in_a_row(
        filter(None, (formats.person(step.person_name or gettext("The platform")), step.body_name))
    )
    return TimelineEntry(step.taken_at, titles[step.step], by, step.comment, step.lang, kind)
