"""What a person types to put money on record, and the answer of the other side."""

from __future__ import annotations

from models.entities.funding import NewRecord
from models.entities.ids import EventId, OrganisationId
from models.entities.vocabulary import FundingInstrument, FundingKind
from web.forms.base import Data, FormReader, Parsed
from web.i18n import current_locale
from web.services.funding import Choices
from web.vocabulary import LABELS


class RecordForm:
    """A new record or a correction."""

    @staticmethod
    def parse(data: Data, offered: Choices) -> Parsed[NewRecord]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        company = form.code("company_id", [str(c.id) for c in offered.companies])
        provider = form.code("provider_id", [str(p.id) for p in offered.providers])
        creditor = form.code("creditor_id", [str(b.id) for b in offered.banks], required=False)
        event = form.code("event_id", [str(e[0]) for e in offered.events], required=False)
        kind = form.choice("kind", FundingKind)
        instrument = form.choice("instrument", FundingInstrument)
        amount = form.money("amount")
        if amount == 0:
            form.fail("amount", "not_an_amount")
        day = form.day("value_on")
        product = form.text("product", most=100, required=False)
        note = form.long_text("note", most=2000, required=False)
        form.raw("key")
        form.code("evidence_type", LABELS["evidence_type"], required=False)
        if form.errors or None in (company, provider, kind, instrument, amount, day):
            return form.finish(None)
        return form.finish(
            NewRecord(
                OrganisationId(int(company or 0)),
                OrganisationId(int(provider or 0)),
                OrganisationId(int(creditor)) if creditor else None,
                kind or FundingKind.INVESTMENT,
                instrument or FundingInstrument.PRICED_EQUITY,
                product,
                amount or 0,
                "CNY",
                day,  # type: ignore[arg-type] # None was ruled out above
                EventId(int(event)) if event else None,
                note,
                current_locale(),
            )
        )


class AnswerForm:
    """Which side answers, and what it says."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[str, str]]:
        """(side, comment)."""
        form = FormReader(data)
        side = form.code("side", ("company", "provider"))
        comment = form.long_text("comment", most=2000, required=False)
        return form.finish((side or "", comment))
