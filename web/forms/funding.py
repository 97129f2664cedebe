"""What a person types to put money on record, to answer, to void, and to say how the money moved."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.funding import CURRENCIES, Conversion, FundingRecord, LoanChoice, NewRecord
from models.entities.funding_details import FundingDetails, Guarantee, LinkedLoan
from models.entities.funding_movements import Movement, NewMovement
from models.entities.ids import EventId, OrganisationId, RecordId
from models.entities.vocabulary import FundingInstrument, FundingKind
from web import formats
from web.forms.base import Data, FormReader, Parsed
from web.forms.funding_details import read_details, typed_details
from web.i18n import current_locale
from web.labels import LABELS
from web.services.funding import Choices
from web.services.funding_terms import KIND_OF

MOST_TEXT = 2000


class RecordForm:
    """A new record, a correction, or what a disputing side says instead: the fields of one instrument."""

    @staticmethod
    def parse(data: Data, offered: Choices, instrument: FundingInstrument) -> Parsed[NewRecord]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        kind = KIND_OF[instrument]
        company = form.code("company_id", [str(c.id) for c in offered.companies])
        provider = form.code("provider_id", [str(p.id) for p in offered.providing(kind)])
        creditor = _creditor(form, offered, kind)
        event = form.code("event_id", [str(e[0]) for e in offered.events], required=False)
        amount = form.money("amount")
        if amount == 0:
            form.fail("amount", "not_an_amount")
        day = form.day("value_on")
        details = read_details(form, instrument)
        loan = _loan(form, offered, details)
        currency = form.code("currency", CURRENCIES, required=False) or "CNY"
        conversion = _conversion(form, currency)
        product = form.text("product", most=100, required=False)
        note = form.long_text("note", most=MOST_TEXT, required=False)
        form.raw("instrument")
        form.raw("key")
        form.code("evidence_type", LABELS["evidence_type"], required=False)
        if company is None or provider is None or not amount or day is None or details is None:
            return form.finish(None)
        return form.finish(
            NewRecord(
                company_id=OrganisationId(int(company)),
                provider_id=OrganisationId(int(provider)),
                creditor_id=OrganisationId(int(creditor)) if creditor else None,
                kind=kind,
                instrument=instrument,
                details=details,
                product=product,
                amount=amount,
                currency=currency,
                value_on=day,
                event_id=EventId(int(event)) if event else None,
                note=note,
                lang=current_locale(),
                loan_record_id=loan,
                conversion=conversion,
            )
        )


def _creditor(form: FormReader, offered: Choices, kind: FundingKind) -> str | None:
    """The bank that a guarantee stands for; no other kind has the field."""
    if kind is not FundingKind.GUARANTEE:
        return None
    return form.code("creditor_id", [str(b.id) for b in offered.banks])


def _loan(form: FormReader, offered: Choices, details: FundingDetails | None) -> RecordId | None:
    """The record of the loan that a guarantee stands for."""
    if not isinstance(details, Guarantee):
        return None
    known = [str(one.id) for one in offered.loans]
    chosen = form.code("loan_record_id", [LinkedLoan.ELSEWHERE, LinkedLoan.UNKNOWN, *known])
    return RecordId(int(chosen)) if chosen in known and details.loan is LinkedLoan.RECORD else None


def _conversion(form: FormReader, currency: str) -> Conversion | None:
    """The rate of foreign money: all three parts, or none of them."""
    rate = form.rate("cny_rate")
    rate_on = form.day("cny_rate_on", required=False)
    source = form.text("cny_rate_source", most=100, required=False)
    if currency == "CNY" or (rate is None and rate_on is None and not source):
        return None
    for name, value in (("cny_rate", rate), ("cny_rate_on", rate_on), ("cny_rate_source", source)):
        if not value:
            form.fail(name, "rate_is_whole")
    if rate is None or rate_on is None or not source:
        return None
    return Conversion(rate, rate_on, source)


def as_typed(record: FundingRecord) -> dict[str, str | list[str]]:
    """A record as a person would type it, for a correction and for a dispute."""
    terms = record.terms
    values: dict[str, str | list[str]] = {} if terms is None else typed_details(terms)
    if record.loan_record_id is not None:
        values["loan_record_id"] = str(record.loan_record_id)
    return values | {
        "company_id": str(record.company_id),
        "provider_id": str(record.provider_id),
        "creditor_id": str(record.creditor_id or ""),
        "event_id": str(record.event_id or ""),
        "instrument": str(record.instrument),
        "amount": formats.money_input(record.amount),
        "currency": record.currency,
        "cny_rate": "" if record.cny_rate is None else f"{record.cny_rate.normalize():f}",
        "cny_rate_on": "" if record.cny_rate_on is None else record.cny_rate_on.isoformat(),
        "cny_rate_source": record.cny_rate_source or "",
        "value_on": record.value_on.isoformat(),
        "product": record.product,
        "note": record.note,
    }


@dataclass(frozen=True, slots=True)
class SideAnswer:
    """Which side answers, what it says, and the key of the press."""

    side: str
    comment: str
    key: str | None


class AnswerForm:
    """A confirmation, or a dispute."""

    @staticmethod
    def parse(data: Data) -> Parsed[SideAnswer]:
        """The side and its words."""
        form = FormReader(data)
        side = form.code("side", ("company", "provider"))
        comment = form.long_text("comment", most=MOST_TEXT, required=False)
        key = form.raw("key")
        return form.finish(SideAnswer(side or "", comment, key or None))


class VoidForm:
    """Why a confirmed record is void."""

    @staticmethod
    def parse(data: Data) -> Parsed[SideAnswer]:
        """The side, or the officer, and the reason."""
        form = FormReader(data)
        side = form.code("side", ("company", "provider", "officer"))
        reason = form.long_text("reason", most=MOST_TEXT)
        key = form.raw("key")
        return form.finish(SideAnswer(side or "", reason, key or None))


@dataclass(frozen=True, slots=True)
class StatedMovement:
    """How the money moved, for which side, under which key."""

    side: str
    new: NewMovement
    key: str


class MovementForm:
    """How the money of a record moved."""

    @staticmethod
    def parse(data: Data, kinds: tuple[Movement, ...], shares: list[LoanChoice]) -> Parsed[StatedMovement]:
        """The movement, or an error a field."""
        form = FormReader(data)
        side = form.code("side", ("company", "provider"))
        movement = form.code("movement", [str(k) for k in kinds])
        amount = form.money("moved")
        if amount == 0:
            form.fail("moved", "not_an_amount")
        day = form.day("moved_on")
        into = form.code("into_record_id", [str(s.id) for s in shares], required=False)
        text = form.long_text("moved_note", most=MOST_TEXT, required=False)
        key = form.text("key", most=100)
        if side is None or movement is None or not amount or day is None:
            return form.finish(None)
        converts = movement == Movement.CONVERSION
        if converts and into is None:
            form.fail("into_record_id", "conversion_into_what")
        new = NewMovement(
            Movement(movement),
            amount,
            day,
            RecordId(int(into)) if into is not None and converts else None,
            text,
            current_locale(),
        )
        return form.finish(StatedMovement(side, new, key))


class MovementAnswerForm:
    """What the other side says to it, or the own side takes back."""

    @staticmethod
    def parse(data: Data) -> Parsed[SideAnswer]:
        """`side` holds the answer: confirmed, disputed or withdrawn."""
        form = FormReader(data)
        answer = form.code("answer", ("confirmed", "disputed", "withdrawn"))
        comment = form.long_text("comment", most=MOST_TEXT, required=False)
        key = form.raw("key")
        return form.finish(SideAnswer(answer or "", comment, key or None))
