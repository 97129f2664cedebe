"""How the money of a confirmed record moves afterwards, and what is left of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.entities.ids import OrganisationId, PersonId, RecordId
from models.entities.vocabulary import FundingInstrument


class Movement(StrEnum):
    """What can happen to money after a record; which instrument knows which is in `MOVEMENTS_OF`."""

    DRAWDOWN = "drawdown"
    REPAYMENT = "repayment"
    DEFAULT = "default"
    WRITE_OFF = "write_off"
    CALLED = "called"
    RECOVERED = "recovered"
    RELEASED = "released"
    CONVERSION = "conversion"
    EXIT = "exit"


MOVEMENTS_OF: dict[FundingInstrument, tuple[Movement, ...]] = {
    FundingInstrument.PRICED_EQUITY: (Movement.EXIT, Movement.WRITE_OFF),
    FundingInstrument.CONVERTIBLE_NOTE: (
        Movement.CONVERSION,
        Movement.REPAYMENT,
        Movement.DEFAULT,
        Movement.WRITE_OFF,
    ),
    FundingInstrument.SAFE: (Movement.CONVERSION, Movement.EXIT, Movement.WRITE_OFF),
    FundingInstrument.LOAN: (
        Movement.DRAWDOWN,
        Movement.REPAYMENT,
        Movement.DEFAULT,
        Movement.WRITE_OFF,
    ),
    FundingInstrument.GUARANTEE: (Movement.CALLED, Movement.RECOVERED, Movement.RELEASED),
    FundingInstrument.PURCHASE: (),
}


class MovementStatus(StrEnum):
    """Derived from the steps of a movement."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NewMovement:
    """What one side states; `amount` in minor units of the record's currency."""

    movement: Movement
    amount: int
    value_on: date
    into_record_id: RecordId | None
    note: str
    lang: str


@dataclass(frozen=True, slots=True)
class FundingMovement:
    """One movement of a record's money with who stated it and where it stands."""

    id: int
    record_id: RecordId
    movement: Movement
    amount: int
    value_on: date
    into_record_id: RecordId | None
    note: str
    lang: str
    stated_by: PersonId
    stated_by_name: str
    stated_side: str
    stated_body_id: OrganisationId
    stated_body_name: str
    stated_at: datetime
    status: MovementStatus
    confirmed_at: datetime | None
    # Who confirmed or disputed it for the other side, and what they said.
    answered_by_name: str | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class Balance:
    """What became of a record's money by the movements that both sides confirmed; None says nothing."""

    drawn: int | None
    repaid: int
    written_off: int
    converted: int
    outstanding: int | None
    called: int
    recovered: int
    released: int
    liability: int | None
    proceeds: int
