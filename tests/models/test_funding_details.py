"""Details of each instrument: kept as they are, and refused alike by the entity and by the database."""

from __future__ import annotations

import dataclasses
import json
import os
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.entities.funding_details import (
    COUNTER_GUARANTEES,
    DETAILS_OF,
    ConvertibleNote,
    FundingDetails,
    Guarantee,
    LinkedLoan,
    Loan,
    PricedEquity,
    Production,
    Purchase,
    PurchaseForm,
    RateKind,
    Round,
    Safe,
    Security,
    ValuationBasis,
    check_details,
    details_as_stored,
    details_from_stored,
)
from models.entities.vocabulary import FundingInstrument
from models.errors import Invalid
from tests.terms import details_for
from web.forms.base import Data, FormReader
from web.forms.funding_details import read_details, typed_details

DAY = date(2026, 5, 2)
AMOUNT = 10_000_000
EXAMPLES = 3000 if os.environ.get("SOAK") else 150
FITS = "select funding_details_fit($1, $2::jsonb, $3, $4)"

amounts = st.integers(-1, 10**12)
basis_points = st.integers(-5, 10_100)
texts = st.text("合同 A-1", max_size=320).map(str.strip)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def several(values: Any) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(list(values)), max_size=3, unique=True).map(tuple)


# Lawful and unlawful alike: the two judges have to agree on each.
ANY = st.one_of(
    st.builds(
        PricedEquity,
        amounts,
        st.sampled_from(ValuationBasis),
        some(basis_points),
        some(amounts),
        st.sampled_from(Round),
        days,
    ),
    st.builds(ConvertibleNote, basis_points, days, some(amounts), some(basis_points), texts),
    st.builds(Safe, some(amounts), some(basis_points), st.booleans()),
    st.builds(
        Loan,
        texts,
        st.sampled_from(RateKind),
        st.integers(-1100, 10_100),
        st.integers(-1, 370),
        several(Security),
        amounts,
        st.sampled_from(Production),
    ),
    st.builds(
        Guarantee,
        basis_points,
        basis_points,
        st.integers(-1, 370),
        several(Security),
        st.sampled_from(LinkedLoan),
    ),
    st.builds(Purchase, st.sampled_from(PurchaseForm), texts, days),
)


def instrument_of(details: FundingDetails) -> FundingInstrument:
    return next(i for i, kind in DETAILS_OF.items() if isinstance(details, kind))


def lawful(details: FundingDetails) -> bool:
    try:
        check_details(instrument_of(details), details, AMOUNT, DAY)
    except Invalid:
        return False
    return True


@given(ANY)
def test_details_survive_being_stored(details: FundingDetails) -> None:
    stored = json.loads(json.dumps(details_as_stored(details)))

    assert details_from_stored(instrument_of(details), stored) == details


@given(ANY.filter(lawful))
def test_lawful_details_survive_being_typed(details: FundingDetails) -> None:
    if isinstance(details, Guarantee) and details.loan is LinkedLoan.RECORD:
        details = dataclasses.replace(details, loan=LinkedLoan.UNKNOWN)
    typed = typed_details(details)
    pairs = [(k, one) for k, v in typed.items() for one in (v if isinstance(v, list) else [v])]

    form = FormReader(Data(pairs))
    read = read_details(form, instrument_of(details))

    assert form.errors == {}
    assert read == _in_order(details)


def _in_order(details: FundingDetails) -> FundingDetails:
    """A form gives words in the order of their list."""
    if isinstance(details, Loan):
        return dataclasses.replace(details, security=tuple(s for s in Security if s in details.security))
    if isinstance(details, Guarantee):
        return dataclasses.replace(
            details, counter=tuple(s for s in COUNTER_GUARANTEES if s in details.counter)
        )
    return details


@pytest.mark.anyio
async def test_database_and_entity_judge_alike(conn) -> None:
    seen = {True: 0, False: 0}
    found: list[FundingDetails] = []

    @settings(max_examples=EXAMPLES, database=None)
    @given(ANY)
    def collect(details: FundingDetails) -> None:
        found.append(details)

    collect()
    for details in found:
        stored = details_as_stored(details)
        verdict = await conn.fetchval(FITS, instrument_of(details), stored, AMOUNT, DAY)
        assert verdict is lawful(details), details
        seen[verdict] += 1
    assert min(seen.values()) > 10


@pytest.mark.anyio
@pytest.mark.parametrize("instrument", list(FundingInstrument))
async def test_database_wants_every_key_and_no_other(conn, instrument) -> None:
    good = details_as_stored(details_for(instrument, amount=AMOUNT, value_on=DAY))

    async def fits(stored: dict[str, Any], named: str = instrument) -> bool:
        return bool(await conn.fetchval(FITS, named, stored, AMOUNT, DAY))

    assert await fits(good)
    for key in good:
        assert not await fits({k: v for k, v in good.items() if k != key}), key
        assert not await fits({**good, key: {}}), key
        assert not await fits({**good, key: 1.5}), key
    # A SAFE with a rate or a maturity would be a note.
    assert not await fits({**good, "rate": 500})
    assert [i for i in FundingInstrument if await fits(good, i)] == [instrument]
    assert not await fits({})


@pytest.mark.anyio
@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-13-01", "2026-5-2", "20260502", "", "2026-05-02T00:00", None, 20260502]
)
async def test_day_that_is_none_is_refused(conn, day) -> None:
    good = details_as_stored(details_for("purchase", amount=AMOUNT, value_on=DAY))

    assert await conn.fetchval(FITS, "purchase", {**good, "accepted_on": day}, AMOUNT, DAY) is False


@pytest.mark.anyio
async def test_new_row_needs_terms_and_one_of_before_keeps_none(world_conn, world) -> None:
    insert = (
        "insert into funding_record (idempotency_key, company_id, provider_id, kind, instrument, amount, currency,"
        " value_on, details, lang, proposed_by, proposed_side, proposed_body_id, proposed_at)"
        " select 'again', company_id, provider_id, kind, instrument, amount, currency, value_on, $2, lang,"
        " proposed_by, proposed_side, proposed_body_id, proposed_at from funding_record where id = $1"
    )
    for details in ({}, {"valuation": 1}):
        savepoint = world_conn.transaction()
        await savepoint.start()
        with pytest.raises(asyncpg.CheckViolationError):
            await world_conn.execute(insert, world.record["wang_lin"], details)
        await savepoint.rollback()

    assert details_from_stored(FundingInstrument.SAFE, {}) is None


def test_note_that_matures_before_it_begins_is_refused() -> None:
    note = ConvertibleNote(600, DAY, None, None, "下一轮")
    with pytest.raises(Invalid, match="matures_before_it_begins"):
        check_details(FundingInstrument.CONVERTIBLE_NOTE, note, AMOUNT, DAY)

    check_details(
        FundingInstrument.CONVERTIBLE_NOTE,
        dataclasses.replace(note, matures_on=DAY + timedelta(days=1)),
        AMOUNT,
        DAY,
    )
