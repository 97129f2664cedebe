"""The ledger: proposed, confirmed by the other side, never edited; who holds the first is derived."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import date, timedelta

import asyncpg
import pytest

from models.entities.funding import NewRecord
from models.entities.ids import OrganisationId
from models.entities.vocabulary import FundingInstrument, FundingKind, FundingStatus, Role
from models.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from tests.terms import details_for
from tests.web.signed_in import viewer_of
from web.services.funding import choices, open_ledger, open_record, propose_record
from web.services.funding_answers import confirm_record, dispute_record, withdraw_record
from web.services.funding_evidence import Upload, open_evidence

pytestmark = pytest.mark.anyio
SLIP = Upload("slip.pdf", b"%PDF-1.7 paid in 500 000", "bank_slip")


def loan(world, **changes) -> NewRecord:
    plain = NewRecord(
        company_id=OrganisationId(world.org["lin"]),
        provider_id=OrganisationId(world.org["chen"]),
        creditor_id=None,
        kind=FundingKind.LOAN,
        instrument=FundingInstrument.LOAN,
        details=details_for(FundingInstrument.LOAN, amount=30_000_000),
        product="蟹农贷",
        amount=30_000_000,
        currency="CNY",
        value_on=date(2026, 5, 2),
        event_id=None,
        note="",
        lang="zh",
    )
    if "instrument" in changes and "details" not in changes:
        changes["details"] = details_for(changes["instrument"], amount=plain.amount)
    return dataclasses.replace(plain, **changes)


async def firsts(conn, company_id):
    rows = await conn.fetch(
        "select kind, record_id from first_certificate where company_id = $1 and revoked_at is null order by kind",
        company_id,
    )
    return [(r["kind"], r["record_id"]) for r in rows]


async def test_confirmation_by_the_other_side_makes_a_first(world_db, world_conn, world, clock) -> None:
    lin = await viewer_of(world_db, clock, "lin")

    status = await confirm_record(
        world_db, clock, viewer=lin, record_id=world.record["wang_lin"], side="company"
    )

    assert status is FundingStatus.CONFIRMED
    assert ("investment", world.record["wang_lin"]) in await firsts(world_conn, world.org["lin"])


async def test_earlier_money_that_turns_up_later_takes_the_first_over(
    world_db, world_conn, world, clock, files
) -> None:
    chen, lin = await viewer_of(world_db, clock, "chen"), await viewer_of(world_db, clock, "lin")
    assert await firsts(world_conn, world.org["lin"]) == [("loan", world.record["chen_lin"])]

    earlier = await propose_record(
        world_db,
        clock,
        files,
        viewer=chen,
        role=Role.PROVIDER,
        new=loan(world, value_on=date(2026, 5, 1)),
        key="k1",
        uploads=[SLIP],
    )
    await confirm_record(world_db, clock, viewer=lin, record_id=earlier, side="company")

    assert await firsts(world_conn, world.org["lin"]) == [("loan", earlier)]
    assert (
        await world_conn.fetchval("select count(*) from first_certificate where revoked_at is not null") == 1
    )


async def test_same_key_again_answers_with_the_same_record(world_db, world, clock, files) -> None:
    chen = await viewer_of(world_db, clock, "chen")

    async def propose(new: NewRecord) -> int:
        return await propose_record(
            world_db, clock, files, viewer=chen, role=Role.PROVIDER, new=new, key="k", uploads=[SLIP]
        )

    first = await propose(loan(world))

    assert await propose(loan(world)) == first
    with pytest.raises(Conflict, match="same_key_other_record"):
        await propose(loan(world, amount=1))


async def test_one_payment_counts_once(world_db, world, clock, files) -> None:
    chen = await viewer_of(world_db, clock, "chen")
    await propose_record(
        world_db, clock, files, viewer=chen, role=Role.PROVIDER, new=loan(world), key="a", uploads=[SLIP]
    )

    with pytest.raises(Conflict, match="evidence_used"):
        await propose_record(
            world_db, clock, files, viewer=chen, role=Role.PROVIDER, new=loan(world), key="b", uploads=[SLIP]
        )


async def test_organisers_proposal_needs_both_sides(world_db, world, clock, files) -> None:
    zhao, lin, wang = [await viewer_of(world_db, clock, p) for p in ("zhao", "lin", "wang")]
    new = loan(
        world, provider_id=world.org["wang"], kind=FundingKind.INVESTMENT, instrument=FundingInstrument.SAFE
    )
    record = await propose_record(
        world_db, clock, files, viewer=zhao, role=Role.ORGANISER, new=new, key="o", uploads=[SLIP]
    )

    assert await confirm_record(world_db, clock, viewer=lin, record_id=record, side="company") == "proposed"
    with pytest.raises(Conflict, match="already_answered"):
        await confirm_record_twice(world_db, clock, wang, record)
    assert (await open_record(world_db, viewer=wang, record_id=record)).record.status == "proposed"
    assert (
        await confirm_record(world_db, clock, viewer=wang, record_id=record, side="provider") == "confirmed"
    )


async def confirm_record_twice(db, clock, who, record):
    """A transaction that ends in a conflict leaves nothing behind."""
    async with db.transaction() as conn:
        for _ in range(2):
            await conn.execute(
                "insert into funding_step (record_id, step, person_id, body_id, lang, taken_at) "
                "values ($1, 'confirmed_by_provider', $2, $3, 'zh', now())",
                record,
                who.person_id,
                who.acting[0].organisation_id,
            )


async def test_dispute_needs_a_reason_and_ends_the_waiting(world_db, world, clock) -> None:
    lin = await viewer_of(world_db, clock, "lin")
    record = world.record["wang_lin"]
    with pytest.raises(Invalid, match="dispute_needs_reason"):
        await dispute_record(world_db, clock, viewer=lin, record_id=record, side="company", comment="")

    await dispute_record(world_db, clock, viewer=lin, record_id=record, side="company", comment="金额不对")

    with pytest.raises(Conflict, match="state_moved_on"):
        await confirm_record(world_db, clock, viewer=lin, record_id=record, side="company")


async def test_correction_is_a_new_row_and_the_old_one_stays(
    world_db, world_conn, world, clock, files
) -> None:
    chen, lin = await viewer_of(world_db, clock, "chen"), await viewer_of(world_db, clock, "lin")
    old = world.record["chen_lin"]

    new = await propose_record(
        world_db,
        clock,
        files,
        viewer=chen,
        role=Role.PROVIDER,
        new=loan(world, amount=40_000_000),
        key="c",
        uploads=[SLIP],
        corrects_id=old,
    )
    assert (await open_record(world_db, viewer=lin, record_id=old)).record.status == "confirmed"
    with pytest.raises(Conflict, match="already_corrected"):
        await propose_record(
            world_db, clock, files, viewer=lin, role=Role.FOUNDER, new=loan(world), key="d", corrects_id=old
        )
    await confirm_record(world_db, clock, viewer=lin, record_id=new, side="company")

    assert (await open_record(world_db, viewer=lin, record_id=old)).record.status == "corrected"
    assert await firsts(world_conn, world.org["lin"]) == [("loan", new)]


async def test_confirmation_without_evidence_is_refused(world_db, world, clock, files) -> None:
    chen, lin = await viewer_of(world_db, clock, "chen"), await viewer_of(world_db, clock, "lin")
    record = await propose_record(
        world_db, clock, files, viewer=chen, role=Role.PROVIDER, new=loan(world), key="n"
    )

    with pytest.raises(Invalid, match="evidence_missing"):
        await confirm_record(world_db, clock, viewer=lin, record_id=record, side="company")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (
            {"kind": FundingKind.INVESTMENT, "instrument": FundingInstrument.SAFE},
            "provider_kind_does_not_fit",
        ),
        ({"instrument": FundingInstrument.SAFE}, "instrument_does_not_fit"),
        ({"value_on": date(2026, 5, 16)}, "value_date_in_future"),
    ],
)
async def test_record_that_cannot_be_is_refused(world_db, world, clock, files, changes, code) -> None:
    chen = await viewer_of(world_db, clock, "chen")

    with pytest.raises(Invalid, match=code):
        await propose_record(
            world_db, clock, files, viewer=chen, role=Role.PROVIDER, new=loan(world, **changes), key="x"
        )


@pytest.mark.parametrize("content", [b"MZ\x90", b"<html>", b"", b"PK\x03\x04"])
async def test_evidence_of_another_type_is_refused(world_db, world, clock, files, content) -> None:
    chen = await viewer_of(world_db, clock, "chen")

    with pytest.raises(Invalid, match="evidence_wrong_type"):
        await propose_record(
            world_db,
            clock,
            files,
            viewer=chen,
            role=Role.PROVIDER,
            new=loan(world),
            key="x",
            uploads=[Upload("slip.pdf", content, "bank_slip")],
        )


async def test_rival_sees_no_record_no_evidence_and_no_count(world_db, world, clock, files) -> None:
    qian = await viewer_of(world_db, clock, "qian")

    assert {r.id for r in await open_ledger(world_db, viewer=qian)} == {world.record["chen_qian"]}
    with pytest.raises(NotFound):
        await open_record(world_db, viewer=qian, record_id=world.record["wang_lin"])
    with pytest.raises(NotFound):
        await open_evidence(world_db, files, viewer=qian, evidence_id=world.evidence["wang_lin"])


async def test_unvetted_provider_cannot_propose(world_db, world, clock, files) -> None:
    wu = await viewer_of(world_db, clock, "wu")
    new = loan(
        world, provider_id=world.org["wu"], kind=FundingKind.INVESTMENT, instrument=FundingInstrument.SAFE
    )

    with pytest.raises(Invalid, match="party_not_offered"):
        await propose_record(world_db, clock, files, viewer=wu, role=Role.PROVIDER, new=new, key="w")


async def test_unvetted_provider_is_offered_no_company_by_name(world_db, clock) -> None:
    wu, wang = await viewer_of(world_db, clock, "wu"), await viewer_of(world_db, clock, "wang")

    assert (await choices(world_db, viewer=wu, role=Role.PROVIDER)).companies == []
    assert {c.name for c in (await choices(world_db, viewer=wang, role=Role.PROVIDER)).companies} == {
        "晨稷冷链",
        "Rival Cooling",
    }


async def test_only_the_proposer_withdraws(world_db, world, clock) -> None:
    lin, wang = await viewer_of(world_db, clock, "lin"), await viewer_of(world_db, clock, "wang")
    record = world.record["wang_lin"]
    with pytest.raises(NotAllowed):
        await withdraw_record(world_db, clock, viewer=lin, record_id=record)

    await withdraw_record(world_db, clock, viewer=wang, record_id=record)

    assert (await open_record(world_db, viewer=lin, record_id=record)).record.status == "withdrawn"


@pytest.mark.parametrize(
    "statement",
    [
        "update funding_record set amount = 1",
        "delete from funding_step",
        "truncate funding_evidence cascade",
        "update review set comment = 'x'",
        "delete from vetting",
        "update audit set action = 'x'",
    ],
)
async def test_database_refuses_to_change_what_is_only_ever_added(world_conn, statement) -> None:
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.RestrictViolationError)):
        await world_conn.execute(statement)


async def test_owner_too_is_refused_by_the_triggers(conn) -> None:
    with pytest.raises(asyncpg.RestrictViolationError):
        await conn.execute("delete from funding_record")


async def test_many_confirmations_at_once_give_one_first(cloned_world_db, world, clock, files) -> None:
    chen, lin = (
        await viewer_of(cloned_world_db, clock, "chen"),
        await viewer_of(cloned_world_db, clock, "lin"),
    )
    records = [
        await propose_record(
            cloned_world_db,
            clock,
            files,
            viewer=chen,
            role=Role.PROVIDER,
            new=loan(world, value_on=date(2026, 5, 1) - timedelta(days=n)),
            key=f"k{n}",
            uploads=[Upload("s.pdf", b"%PDF-1.7 " + str(n).encode(), "drawdown_slip")],
        )
        for n in range(8)
    ]

    answers = await asyncio.gather(
        *(
            confirm_record(cloned_world_db, clock, viewer=lin, record_id=r, side="company")
            for r in records
            for _ in range(3)
        ),
        return_exceptions=True,
    )

    refused = [a for a in answers if isinstance(a, Exception)]
    assert sum(a == "confirmed" for a in answers) == 8
    assert all(isinstance(a, DomainError) for a in refused)
    async with cloned_world_db.read() as conn:
        assert await firsts(conn, world.org["lin"]) == [("loan", records[-1])]
