"""What may be said of money at all: who gives which kind, which instrument is of which kind, lawful terms."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from models.entities.funding import NewRecord
from models.entities.funding_details import Guarantee, LinkedLoan, check_details
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingInstrument, FundingKind, OrganisationKind
from models.errors import Invalid
from models.repositories.funding import LedgerRepository
from web.clock import Clock
from web.formats import DEFAULT_ZONE

# Who may give what: the kinds of party that can be the provider of a record.
PROVIDER_OF = {
    FundingKind.INVESTMENT: {OrganisationKind.ANGEL, OrganisationKind.FUND},
    FundingKind.LOAN: {OrganisationKind.BANK},
    FundingKind.GUARANTEE: {OrganisationKind.GUARANTOR},
    FundingKind.PURCHASE: {OrganisationKind.PUBLIC_BUYER},
}
KIND_OF = {
    FundingInstrument.PRICED_EQUITY: FundingKind.INVESTMENT,
    FundingInstrument.CONVERTIBLE_NOTE: FundingKind.INVESTMENT,
    FundingInstrument.SAFE: FundingKind.INVESTMENT,
    FundingInstrument.LOAN: FundingKind.LOAN,
    FundingInstrument.GUARANTEE: FundingKind.GUARANTEE,
    FundingInstrument.PURCHASE: FundingKind.PURCHASE,
}


def today(clock: Clock) -> date:
    """The day in the city, which is what a value date is."""
    return clock.now().astimezone(ZoneInfo(DEFAULT_ZONE)).date()


async def check_terms(ledger: LedgerRepository, viewer: Viewer, new: NewRecord, clock: Clock) -> None:
    """Raise `Invalid` where what is said of the money cannot be."""
    if KIND_OF[new.instrument] is not new.kind:
        raise Invalid("instrument_does_not_fit", field="instrument")
    if new.value_on > today(clock):
        raise Invalid("value_date_in_future", field="value_on")
    if new.kind is FundingKind.GUARANTEE and new.creditor_id is None:
        raise Invalid("creditor_missing", field="creditor_id")
    if new.currency == "CNY" and new.conversion is not None:
        raise Invalid("yuan_needs_no_rate", field="cny_rate")
    check_details(new.instrument, new.details, new.amount, new.value_on)
    if isinstance(new.details, Guarantee):
        await _check_loan(ledger, viewer, new, new.details)


async def _check_loan(ledger: LedgerRepository, viewer: Viewer, new: NewRecord, details: Guarantee) -> None:
    """A linked loan is one of this company and this bank that the viewer may see."""
    if (details.loan is LinkedLoan.RECORD) != (new.loan_record_id is not None):
        raise Invalid("loan_missing", field="loan_record_id")
    if new.loan_record_id is None:
        return
    loan = next(
        (one for one in await ledger.loans(viewer, [new.company_id]) if one.id == new.loan_record_id), None
    )
    if loan is None:
        raise Invalid("loan_missing", field="loan_record_id")
    if loan.provider_id != new.creditor_id:
        raise Invalid("loan_of_another_bank", field="loan_record_id")
