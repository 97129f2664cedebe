"""A record's life beside being confirmed: who may sign, disputes with two versions, silence, voiding."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from models.entities.funding import Conversion
from models.entities.funding_details import Guarantee, LinkedLoan, Security
from models.entities.vocabulary import FundingInstrument, FundingKind, FundingStatus, FundingStep, Role
from models.errors import Conflict, Invalid, NotAllowed
from tests.terms import details_for
from tests.web.services.test_funding import SLIP, firsts, loan
from tests.web.signed_in import viewer_of
from tests.world_rows import insert
from web.services.funding import open_record, propose_again, propose_record
from web.services.funding_answers import confirm_record, dispute_record, void_record
from web.services.funding_evidence import Upload, attach_evidence
from web.services.funding_lapse import LOOK_EVERY, LapseWatch, lapse_records
from web.services.signing import let_sign

pytestmark = pytest.mark.anyio


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


@pytest.fixture
async def chen(world_db, clock):
    return await viewer_of(world_db, clock, "chen")


@pytest.fixture
async def wang(world_db, clock):
    return await viewer_of(world_db, clock, "wang")


async def proposed(db, clock, files, viewer, new, key="p", **more):
    return await propose_record(
        db, clock, files, viewer=viewer, role=Role.PROVIDER, new=new, key=key, uploads=[SLIP], **more
    )


async def status(db, viewer, record_id):
    return (await open_record(db, viewer=viewer, record_id=record_id)).record.status


async def mails(conn, like):
    rows = await conn.fetch("select to_address from outbox_mail where dedupe_key like $1 order by 1", like)
    return [row["to_address"].split("@")[0] for row in rows]


# ---------------------------------------------------------------- as it was that day


async def test_names_are_those_of_the_value_date(
    world_db, world_conn, world, clock, files, chen, lin
) -> None:
    await world_conn.execute(
        "update organisation set name = '晨稷科技', changed_at = $2 where id = $1",
        world.org["lin"],
        datetime(2026, 5, 10, tzinfo=UTC),
    )

    before = await proposed(world_db, clock, files, chen, loan(world, value_on=date(2026, 5, 2)), "a")
    after = await propose_record(
        world_db,
        clock,
        files,
        viewer=chen,
        role=Role.PROVIDER,
        new=loan(world, value_on=date(2026, 5, 11)),
        key="b",
    )

    early = (await open_record(world_db, viewer=lin, record_id=before)).record
    assert (early.company_name, early.company_now) == ("晨稷冷链", "晨稷科技")
    assert early.company_uscc == "91350100M000100Y43"
    late = (await open_record(world_db, viewer=lin, record_id=after)).record
    assert (late.company_name, late.company_now) == ("晨稷科技", None)


async def test_host_space_is_that_of_the_value_date(world_db, world_conn, world, clock, files, chen) -> None:
    during = await world_conn.fetchval("select during from tenancy where company_id = $1", world.org["lin"])

    inside = await proposed(world_db, clock, files, chen, loan(world, value_on=during.lower), "a")
    outside = await propose_record(
        world_db, clock, files, viewer=chen, role=Role.PROVIDER,
        new=loan(world, value_on=during.lower - timedelta(days=1)), key="b",
    )  # fmt: skip

    assert (await open_record(world_db, viewer=chen, record_id=inside)).record.space_name is not None
    assert (await open_record(world_db, viewer=chen, record_id=outside)).record.space_name is None


async def test_foreign_money_keeps_its_rate_or_counts_in_no_sum(
    world_db, world_conn, world, clock, files, chen
):
    rate = Conversion(Decimal("7.12345678"), date(2026, 5, 2), "人民银行中间价")
    dollars = loan(world, currency="USD", amount=100_001, conversion=rate)
    dollars = dataclasses.replace(dollars, details=details_for("loan", amount=100_001))

    known = await proposed(world_db, clock, files, chen, dollars, "a")
    unknown = await propose_record(
        world_db, clock, files, viewer=chen, role=Role.PROVIDER,
        new=dataclasses.replace(dollars, conversion=None), key="b",
    )  # fmt: skip

    rows = await world_conn.fetch(
        "select id, cny_amount from funding_record where currency = 'USD' order by id"
    )
    # 100 001 × 7.12345678 = 712 352.80… cents, rounded.
    assert [(r["id"], r["cny_amount"]) for r in rows] == [(known, 712_353), (unknown, None)]
    record = (await open_record(world_db, viewer=chen, record_id=known)).record
    assert record.conversion == rate
    with pytest.raises(Invalid, match="yuan_needs_no_rate"):
        await proposed(world_db, clock, files, chen, loan(world, conversion=rate), "c")


async def test_guarantee_names_a_loan_of_its_bank_that_the_reader_may_see(
    world_db, world, clock, files, lin
) -> None:
    terms = Guarantee(8000, 80, 12, (Security.PERSONAL,), LinkedLoan.RECORD)
    new = loan(
        world,
        kind=FundingKind.GUARANTEE,
        instrument=FundingInstrument.GUARANTEE,
        provider_id=world.org["guo"],
        creditor_id=world.org["chen"],
        details=terms,
        loan_record_id=world.record["chen_lin"],
    )

    async def propose(new, key):
        return await propose_record(world_db, clock, files, viewer=lin, role=Role.FOUNDER, new=new, key=key)

    found = await propose(new, "g")

    assert (await open_record(world_db, viewer=lin, record_id=found)).record.loan_record_id == world.record[
        "chen_lin"
    ]
    with pytest.raises(Invalid, match="loan_missing"):
        await propose(dataclasses.replace(new, loan_record_id=world.record["chen_qian"]), "h")
    with pytest.raises(Invalid, match="loan_missing"):
        await propose(dataclasses.replace(new, loan_record_id=None), "i")


# ---------------------------------------------------------------- who may sign


async def member(conn, world, clock, organisation, *, is_manager=False):
    """He, the juror, acts for an organisation beside its manager."""
    return await insert(
        conn,
        "membership",
        person_id=world.person["he"],
        organisation_id=world.org[organisation],
        status="active",
        is_manager=is_manager,
        created_at=clock.now(),
        answered_at=clock.now(),
    )


async def test_member_signs_once_a_manager_lets_them(world_db, world_conn, world, clock, lin) -> None:
    membership = await member(world_conn, world, clock, "lin")
    record = world.record["wang_lin"]

    async def confirm():
        he = await viewer_of(world_db, clock, "he")
        return await confirm_record(world_db, clock, viewer=he, record_id=record, side="company")

    async def let(may_sign, viewer=lin):
        await let_sign(
            world_db, clock, viewer=viewer, organisation_id=world.org["lin"], membership_id=membership, may_sign=may_sign
        )  # fmt: skip

    view = await open_record(world_db, viewer=await viewer_of(world_db, clock, "he"), record_id=record)
    assert (view.may_answer, view.waits_for_signer) == ((), True)
    with pytest.raises(NotAllowed, match="may_not_sign"):
        await confirm()
    with pytest.raises(NotAllowed, match="managers_only"):
        await let(True, await viewer_of(world_db, clock, "he"))
    await let(True)
    await let(False)
    with pytest.raises(NotAllowed, match="may_not_sign"):
        await confirm()
    await let(True)

    assert await confirm() is FundingStatus.CONFIRMED
    kept = await world_conn.fetch(
        "select may_sign from signing_right where membership_id = $1 order by id", membership
    )
    assert [row["may_sign"] for row in kept] == [True, False, True]


async def test_proposal_of_a_member_who_may_not_sign_waits_for_both_sides(
    world_db, world_conn, world, clock, files, lin
) -> None:
    await member(world_conn, world, clock, "chen")
    he, chen = await viewer_of(world_db, clock, "he"), await viewer_of(world_db, clock, "chen")

    record = await proposed(world_db, clock, files, he, loan(world))

    assert await mails(world_conn, f"record-{record}-asked-%") == ["chen", "he", "lin"]
    assert await confirm_record(world_db, clock, viewer=lin, record_id=record, side="company") == "proposed"
    assert (
        await confirm_record(world_db, clock, viewer=chen, record_id=record, side="provider") == "confirmed"
    )


async def test_paper_without_the_money_does_not_confirm(world_db, world, clock, files, chen, lin) -> None:
    contract = Upload("合同.pdf", b"%PDF-1.7 contract", "contract")
    record = await propose_record(
        world_db, clock, files, viewer=chen, role=Role.PROVIDER, new=loan(world), key="p", uploads=[contract]
    )
    with pytest.raises(Invalid, match="proof_of_money_missing"):
        await confirm_record(world_db, clock, viewer=lin, record_id=record, side="company")

    slip = Upload("提款.pdf", b"%PDF-1.7 drawn", "drawdown_slip", page=2)
    await attach_evidence(world_db, clock, files, viewer=chen, record_id=record, upload=slip)

    assert await confirm_record(world_db, clock, viewer=lin, record_id=record, side="company") == "confirmed"
    papers = (await open_record(world_db, viewer=lin, record_id=record)).evidence
    assert [(p.evidence_type, p.page) for p in papers] == [("contract", None), ("drawdown_slip", 2)]


# ---------------------------------------------------------------- disputes


async def test_disputing_side_says_what_is_true_and_the_proposer_takes_it(
    world_db, world_conn, world, clock, files, chen, lin
) -> None:
    record = await proposed(world_db, clock, files, chen, loan(world))
    theirs = loan(world, amount=20_000_000, details=details_for("loan", amount=20_000_000))
    await dispute_record(
        world_db, clock, viewer=lin, record_id=record, side="company", comment="只放了二十万", counter=theirs
    )
    view = await open_record(world_db, viewer=chen, record_id=record)
    assert view.counter is not None
    assert (view.record.amount, view.counter.amount, view.counter.side) == (30_000_000, 20_000_000, "company")

    new = await propose_again(world_db, clock, files, viewer=chen, record_id=record, theirs=True, key="take")

    taken = (await open_record(world_db, viewer=lin, record_id=new)).record
    assert (taken.amount, taken.corrects_id, taken.status) == (20_000_000, record, "proposed")
    # The slip came along, so that the other side has only to confirm.
    assert await confirm_record(world_db, clock, viewer=lin, record_id=new, side="company") == "confirmed"
    assert await status(world_db, lin, record) == "disputed"
    assert ("loan", new) in await firsts(world_conn, world.org["lin"])


async def test_dispute_cannot_move_the_money_to_somebody_else(
    world_db, world, clock, files, chen, lin
) -> None:
    record = await proposed(world_db, clock, files, chen, loan(world))

    with pytest.raises(Invalid, match="correction_keeps_parties"):
        await dispute_record(
            world_db, clock, viewer=lin, record_id=record, side="company", comment="不是我们",
            counter=loan(world, company_id=world.org["qian"]),
        )  # fmt: skip

    assert await status(world_db, lin, record) == "proposed"


# ---------------------------------------------------------------- silence


async def test_silence_reminds_both_and_then_ends_the_asking(
    world_db, world_conn, world, clock, files, chen, lin
) -> None:
    record = await proposed(world_db, clock, files, chen, loan(world), answer_days=10)
    begun = clock.instant

    async def look(days):
        clock.instant = begun + timedelta(days=days)
        return await lapse_records(world_db, clock, 30, "https://shoutou.test")

    assert await look(6) == 0
    assert await mails(world_conn, f"record-{record}-reminded-%") == []
    assert await look(7) == 0
    assert await look(8) == 0
    assert await mails(world_conn, f"record-{record}-reminded-%") == ["chen", "lin"]
    clock.instant = begun + timedelta(days=10)
    with pytest.raises(Conflict, match="record_expired"):
        await confirm_record(world_db, clock, viewer=lin, record_id=record, side="company")
    assert await look(10) == 1
    assert await look(11) == 0

    assert await status(world_db, lin, record) == "expired"
    assert await mails(world_conn, f"record-{record}-expired-%") == ["chen", "lin"]
    steps = (await open_record(world_db, viewer=lin, record_id=record)).steps
    assert [s.step for s in steps] == [
        FundingStep.CONFIRMED_BY_PROVIDER,
        FundingStep.REMINDED,
        FundingStep.EXPIRED,
    ]
    again = await propose_again(world_db, clock, files, viewer=chen, record_id=record, theirs=False, key="r")
    assert await confirm_record(world_db, clock, viewer=lin, record_id=again, side="company") == "confirmed"


async def test_record_of_before_there_was_a_day_to_answer_lapses_from_its_proposal(
    world_db, world_conn, world, clock, lin
) -> None:
    await world_conn.execute("select 1")
    clock.instant += timedelta(days=30)

    n = await lapse_records(world_db, clock, 30, "")

    assert n == 2
    assert await status(world_db, lin, world.record["wang_lin"]) == "expired"


def test_worker_looks_again_after_a_while(clock) -> None:
    watch = LapseWatch()

    assert [watch.is_due(clock.now() + part * LOOK_EVERY) for part in (0, 0.5, 0.99, 1, 1.5, 2)] == [
        True,
        False,
        False,
        True,
        False,
        True,
    ]


# ---------------------------------------------------------------- voiding


async def test_record_is_void_when_both_sides_have_signed(
    world_db, world_conn, world, clock, files, chen, lin
) -> None:
    record = world.record["chen_lin"]

    async def void(viewer, side, reason="重复登记"):
        return await void_record(
            world_db, clock, files, viewer=viewer, record_id=record, side=side, reason=reason
        )

    with pytest.raises(Invalid, match="void_needs_reason"):
        await void(chen, "provider", "")
    assert await void(chen, "provider") is FundingStatus.CONFIRMED
    assert await firsts(world_conn, world.org["lin"]) == [("loan", record)]
    assert await mails(world_conn, f"record-{record}-void-asked-%") == ["lin"]

    assert await void(lin, "company") is FundingStatus.VOIDED

    assert await firsts(world_conn, world.org["lin"]) == []
    assert await mails(world_conn, f"record-{record}-voided-%") == ["chen", "lin"]
    sealed = await world_conn.fetchval(
        "select count(*) from ledger_entry where subject = 'void' and subject_id = $1", record
    )
    assert sealed == 1
    with pytest.raises(Conflict, match="state_moved_on"):
        await void(lin, "company")


async def test_officer_voids_with_proof_alone(world_db, world, clock, files, lin) -> None:
    sun, record = await viewer_of(world_db, clock, "sun"), world.record["chen_lin"]

    async def void(viewer, upload):
        return await void_record(
            world_db, clock, files, viewer=viewer, record_id=record, side="officer", reason="法院判决", upload=upload
        )  # fmt: skip

    with pytest.raises(Invalid, match="void_needs_proof"):
        await void(sun, None)
    ruling = Upload("判决.pdf", b"%PDF-1.7 ruling", "bank_slip")
    with pytest.raises(NotAllowed, match="not_allowed"):
        await void(lin, ruling)

    assert await void(sun, ruling) is FundingStatus.VOIDED
    papers = (await open_record(world_db, viewer=lin, record_id=record)).evidence
    assert papers[-1].evidence_type == "void_proof"


async def test_figures_that_both_gave_up_do_not_come_back_when_the_correction_is_voided(
    world_db, world_conn, world, clock, files, chen, lin
) -> None:
    old = world.record["chen_lin"]
    new = await proposed(world_db, clock, files, chen, loan(world, amount=40_000_000), corrects_id=old)
    await confirm_record(world_db, clock, viewer=lin, record_id=new, side="company")
    for viewer, side in ((chen, "provider"), (lin, "company")):
        await void_record(
            world_db, clock, files, viewer=viewer, record_id=new, side=side, reason="没有这笔贷款"
        )

    assert [await status(world_db, lin, r) for r in (old, new)] == ["corrected", "voided"]
    assert await firsts(world_conn, world.org["lin"]) == []
    at = await world_conn.fetchval(
        "select status from funding_state_at($2) where record_id = $1", old, clock.now()
    )
    assert at == "corrected"
