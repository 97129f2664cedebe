"""How money moves after a record: stated, confirmed by the other side, and never beyond what was lent."""

from __future__ import annotations

import asyncio
import random
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from models.db import Database
from models.entities.funding_movements import Movement, NewMovement
from models.entities.vocabulary import FundingKind
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.terms import stored_terms
from tests.web.services.test_funding import SLIP
from tests.web.signed_in import viewer_of
from tests.world_rows import NOW, insert
from web.services.first_definitions import default_definition
from web.services.firsts import settle_firsts
from web.services.funding import open_record
from web.services.funding_answers import void_record
from web.services.funding_evidence import Upload
from web.services.funding_movements import answer_movement, state_movement

pytestmark = pytest.mark.anyio
DAY = date(2026, 5, 10)
# Chen's loan to lin's company: 500 000 yuan, drawn in full on 8 May.
LENT = 50_000_000


def paper(text: object) -> Upload:
    return Upload("凭证.pdf", f"%PDF-1.7 {text}".encode(), "repayment_slip")


def moved(movement: Movement, amount: int, on: date = DAY, into: int | None = None) -> NewMovement:
    return NewMovement(movement, amount, on, into, "", "zh")  # type: ignore[arg-type] # an id of the world


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


@pytest.fixture
async def chen(world_db, clock):
    return await viewer_of(world_db, clock, "chen")


@pytest.fixture
async def book(world_db, world_conn, world, clock, files, chen, lin):
    """Write movements of one record: stated by chen, confirmed by lin."""

    class Book:
        record = world.record["chen_lin"]
        n = 0

        async def state(self, movement, amount, on=DAY, **more):
            self.n += 1
            return await state_movement(
                world_db, clock, files, viewer=chen, record_id=self.record, side="provider",
                new=moved(movement, amount, on), upload=paper(self.n), key=f"m{self.n}", **more,
            )  # fmt: skip

        async def confirm(self, movement_id):
            return await answer_movement(
                world_db, clock, viewer=lin, movement_id=movement_id, answer="confirmed"
            )

        async def both(self, movement, amount, on=DAY):
            await self.confirm(await self.state(movement, amount, on))

        async def balance(self):
            return (await open_record(world_db, viewer=chen, record_id=self.record)).balance

        async def new_record(self, kind, instrument, provider, amount=LENT, **terms):
            details = {**stored_terms(instrument, amount=amount, value_on=DAY), **terms}
            self.record = await insert(
                world_conn, "funding_record", idempotency_key=f"{instrument}-{provider}",
                company_id=world.org["lin"], provider_id=world.org[provider],
                creditor_id=world.org["chen"] if kind == "guarantee" else None, kind=kind, instrument=instrument,
                amount=amount, currency="CNY", value_on=DAY, details=details, lang="zh",
                proposed_by=world.person[provider], proposed_side="provider", proposed_body_id=world.org[provider],
                proposed_at=NOW,
            )  # fmt: skip
            for side, who in (("company", "lin"), ("provider", provider)):
                await insert(
                    world_conn, "funding_step", record_id=self.record, step=f"confirmed_by_{side}",
                    person_id=world.person[who], body_id=world.org[who], lang="zh", taken_at=NOW,
                )  # fmt: skip
            return self.record

    return Book()


async def test_movement_counts_once_the_other_side_has_confirmed(
    world_db, world_conn, world, book, lin
) -> None:
    movement = await book.state(Movement.REPAYMENT, 20_000_000)
    assert (await book.balance()).outstanding == LENT

    await book.confirm(movement)

    balance = await book.balance()
    assert (balance.drawn, balance.repaid, balance.outstanding) == (LENT, 20_000_000, 30_000_000)
    sealed = await world_conn.fetchval(
        "select count(*) from ledger_entry where subject = 'movement' and subject_id = $1", movement
    )
    assert sealed == 1
    view = await open_record(world_db, viewer=lin, record_id=book.record)
    files = [e for e in view.evidence if e.movement_id == movement]
    assert [f.evidence_type for f in files] == ["repayment_slip"]


async def test_nobody_confirms_what_they_stated_and_strangers_know_nothing(
    world_db, world, clock, files, book, chen
) -> None:
    movement = await book.state(Movement.REPAYMENT, 1)
    qian, zhao = await viewer_of(world_db, clock, "qian"), await viewer_of(world_db, clock, "zhao")

    async def confirm(viewer):
        await answer_movement(world_db, clock, viewer=viewer, movement_id=movement, answer="confirmed")

    with pytest.raises(NotAllowed, match="not_a_party"):
        await confirm(chen)
    with pytest.raises(NotAllowed, match="not_a_party"):
        await confirm(zhao)
    with pytest.raises(NotFound):
        await confirm(qian)
    with pytest.raises(NotFound):
        await state_movement(
            world_db, clock, files, viewer=qian, record_id=book.record, side="company",
            new=moved(Movement.REPAYMENT, 1), upload=paper("q"), key="q",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("movements", "fits"),
    [
        ([(Movement.REPAYMENT, LENT, 0)], True),
        ([(Movement.REPAYMENT, LENT + 1, 0)], False),
        ([(Movement.REPAYMENT, LENT, 0), (Movement.WRITE_OFF, 1, 1)], False),
        ([(Movement.DRAWDOWN, 1, 0)], False),
        # A default says that it is late, and takes nothing away.
        ([(Movement.DEFAULT, LENT, 0), (Movement.REPAYMENT, LENT, 1)], True),
    ],
)
async def test_balance_never_leaves_what_was_lent(book, movements, fits) -> None:
    *before, (movement, amount, days) = movements
    for one, much, later in before:
        await book.both(one, much, DAY + timedelta(days=later))
    last = await book.state(movement, amount, DAY + timedelta(days=days))

    if fits:
        await book.confirm(last)
    else:
        with pytest.raises(Conflict, match="balance_does_not_fit"):
            await book.confirm(last)
        assert (await book.balance()).outstanding >= 0


async def test_balance_holds_on_every_day_and_not_only_at_the_end(book) -> None:
    await book.new_record("loan", "loan", "chen", first_drawdown=10_000_000)
    await book.both(Movement.DRAWDOWN, 40_000_000, DAY + timedelta(days=4))

    # On the day after the first drawdown only 100 000 yuan had been paid out.
    early = await book.state(Movement.REPAYMENT, 20_000_000, DAY + timedelta(days=1))
    with pytest.raises(Conflict, match="balance_does_not_fit"):
        await book.confirm(early)
    await book.both(Movement.REPAYMENT, 20_000_000, DAY + timedelta(days=4))

    assert (await book.balance()).outstanding == 30_000_000


async def test_guarantee_is_called_recovered_and_released(book, world_db, world, clock, files, lin) -> None:
    await book.new_record("guarantee", "guarantee", "guo")
    guo = await viewer_of(world_db, clock, "guo")

    async def both(movement, amount):
        stated = await state_movement(
            world_db, clock, files, viewer=guo, record_id=book.record, side="provider",
            new=moved(movement, amount), upload=paper((movement, amount)), key=f"{movement}{amount}",
        )  # fmt: skip
        await answer_movement(world_db, clock, viewer=lin, movement_id=stated, answer="confirmed")

    with pytest.raises(Conflict, match="balance_does_not_fit"):
        await both(Movement.RECOVERED, 1)
    await both(Movement.CALLED, 30_000_000)
    await both(Movement.RECOVERED, 5_000_000)
    await both(Movement.RELEASED, 15_000_000)

    view = await open_record(world_db, viewer=guo, record_id=book.record)
    assert view.balance is not None
    assert (view.balance.called, view.balance.recovered, view.balance.liability) == (
        30_000_000,
        5_000_000,
        5_000_000,
    )
    with pytest.raises(Conflict, match="balance_does_not_fit"):
        await both(Movement.CALLED, 5_000_001)


async def test_note_converts_into_confirmed_shares_of_the_same_parties(
    book, world_db, world, clock, files, lin
) -> None:
    shares = await book.new_record("investment", "priced_equity", "wang")
    note = await book.new_record("investment", "convertible_note", "wang")
    wang = await viewer_of(world_db, clock, "wang")

    async def convert(into, amount=LENT):
        return await state_movement(
            world_db, clock, files, viewer=wang, record_id=note, side="provider",
            new=moved(Movement.CONVERSION, amount, into=into), upload=paper(into), key=f"{into}-{amount}",
        )  # fmt: skip

    for wrong in (None, world.record["chen_lin"], world.record["wang_lin"]):
        with pytest.raises(Invalid, match="conversion_into_what"):
            await convert(wrong)
    stated = await convert(shares)
    await answer_movement(world_db, clock, viewer=lin, movement_id=stated, answer="confirmed")

    view = await open_record(world_db, viewer=wang, record_id=note)
    assert view.balance is not None
    assert (view.balance.converted, view.balance.outstanding) == (LENT, 0)
    assert view.movements[0].into_record_id == shares


async def test_confirmed_conversion_makes_the_note_the_first_and_revokes_the_later_one(
    book, world_db, world_conn, world, clock, files, lin
) -> None:
    note = await book.new_record("investment", "convertible_note", "wang")
    shares = await book.new_record("investment", "priced_equity", "wang")
    wang = await viewer_of(world_db, clock, "wang")

    async def in_force() -> list[int]:
        rows = await world_conn.fetch(
            "select record_id from first_certificate where company_id = $1 and kind = 'investment' "
            "and definition = $2 and revoked_at is null", world.org["lin"], default_definition().code,
        )  # fmt: skip
        return [row["record_id"] for row in rows]

    async with world_db.transaction() as conn:
        await settle_firsts(conn, clock, world.org["lin"], FundingKind.INVESTMENT)
    assert await in_force() == [shares]
    stated = await state_movement(
        world_db, clock, files, viewer=wang, record_id=note, side="provider",
        new=moved(Movement.CONVERSION, LENT, into=shares), upload=paper("conversion"), key="c",
    )  # fmt: skip
    assert await in_force() == [shares]

    await answer_movement(world_db, clock, viewer=lin, movement_id=stated, answer="confirmed")

    # Both count from the same day, and the note's record is the older one.
    assert await in_force() == [note]
    sealed = {
        row["subject"]
        for row in await world_conn.fetch(
            "select subject from ledger_entry where seq > (select max(seq) - 3 from ledger_entry)"
        )
    }
    assert sealed == {"movement", "revocation", "certificate"}


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (moved(Movement.CALLED, 1), "movement_does_not_fit"),
        (moved(Movement.REPAYMENT, 1, date(2026, 5, 7)), "moved_before_the_record"),
        (moved(Movement.REPAYMENT, 1, date(2026, 5, 16)), "value_date_in_future"),
    ],
)
async def test_movement_that_cannot_be_is_refused(world_db, clock, files, book, chen, new, code) -> None:
    with pytest.raises(Invalid, match=code):
        await state_movement(
            world_db, clock, files, viewer=chen, record_id=book.record, side="provider", new=new,
            upload=SLIP, key="x",
        )  # fmt: skip


async def test_movement_comes_with_a_paper_and_of_a_record_in_force(
    world_db, world, clock, files, book, chen, lin
) -> None:
    with pytest.raises(Invalid, match="movement_needs_paper"):
        await state_movement(
            world_db, clock, files, viewer=chen, record_id=book.record, side="provider",
            new=moved(Movement.REPAYMENT, 1), upload=None, key="x",
        )  # fmt: skip
    for viewer, side in ((chen, "provider"), (lin, "company")):
        await void_record(
            world_db, clock, files, viewer=viewer, record_id=book.record, side=side, reason="没有这笔贷款"
        )

    with pytest.raises(Conflict, match="state_moved_on"):
        await book.state(Movement.REPAYMENT, 1)


async def test_disputed_and_withdrawn_movements_never_count(world_db, clock, book, lin, chen) -> None:
    disputed = await book.state(Movement.REPAYMENT, 1)
    withdrawn = await book.state(Movement.REPAYMENT, 2)

    async def answer(viewer, movement, said, comment=""):
        await answer_movement(
            world_db, clock, viewer=viewer, movement_id=movement, answer=said, comment=comment
        )

    with pytest.raises(Invalid, match="dispute_needs_reason"):
        await answer(lin, disputed, "disputed")
    await answer(lin, disputed, "disputed", "没有还过")
    with pytest.raises(NotAllowed, match="not_a_party"):
        await answer(lin, withdrawn, "withdrawn")
    await answer(chen, withdrawn, "withdrawn")
    for movement in (disputed, withdrawn):
        with pytest.raises(Conflict, match="state_moved_on"):
            await answer(lin, movement, "confirmed")

    assert (await book.balance()).outstanding == LENT


async def test_stating_twice_under_one_key_states_once(world_db, clock, files, book, chen) -> None:
    async def press(amount):
        return await state_movement(
            world_db, clock, files, viewer=chen, record_id=book.record, side="provider",
            new=moved(Movement.REPAYMENT, amount), upload=paper("same"), key="k",
        )  # fmt: skip

    assert await press(5) == await press(5)
    with pytest.raises(Conflict, match="same_key_other_record"):
        await press(6)


async def test_balances_equal_a_recount_of_any_history(book, world_conn) -> None:
    """Random statements, some of which the database refuses: what is left is what the accepted ones make."""
    choose = random.Random(5)
    await book.new_record("loan", "loan", "chen", first_drawdown=20_000_000)
    accepted: list[tuple[date, Movement, int]] = []
    n_refused = 0
    for _ in range(40):
        movement = choose.choice(
            [Movement.DRAWDOWN, Movement.REPAYMENT, Movement.WRITE_OFF, Movement.DEFAULT]
        )
        amount, on = choose.randint(1, 15_000_000), DAY + timedelta(days=choose.randint(0, 5))
        stated = await book.state(movement, amount, on)
        fits = lawful([*accepted, (on, movement, amount)])
        try:
            await book.confirm(stated)
            accepted.append((on, movement, amount))
            assert fits
        except Conflict:
            n_refused += 1
            assert not fits

    balance = await book.balance()
    total = {m: sum(a for _, k, a in accepted if k is m) for m in Movement}
    assert n_refused > 3
    assert balance.drawn == 20_000_000 + total[Movement.DRAWDOWN]
    assert (balance.repaid, balance.written_off) == (total[Movement.REPAYMENT], total[Movement.WRITE_OFF])
    assert balance.outstanding == balance.drawn - balance.repaid - balance.written_off


def lawful(history: list[tuple[date, Movement, int]]) -> bool:
    """At the end of each day: no more drawn than lent, no more gone than drawn."""
    for end in {on for on, _, _ in history}:
        until = [(m, a) for on, m, a in history if on <= end]
        drawn = 20_000_000 + sum(a for m, a in until if m is Movement.DRAWDOWN)
        gone = sum(a for m, a in until if m in (Movement.REPAYMENT, Movement.WRITE_OFF))
        if drawn > LENT or gone > drawn:
            return False
    return True


async def test_two_confirmations_at_once_cannot_overdraw_together(
    cloned_world_dsn, world, clock, files
) -> None:
    """Each of two repayments fits alone; both together are more than was drawn."""
    db = await Database.connect(cloned_world_dsn, min_size=4)
    try:
        chen, lin = await viewer_of(db, clock, "chen"), await viewer_of(db, clock, "lin")
        record = world.record["chen_lin"]
        stated = []
        for i in range(2):
            new = moved(Movement.REPAYMENT, 30_000_000)
            one = await state_movement(
                db, clock, files, viewer=chen, record_id=record, side="provider", new=new, upload=paper(i), key=f"r{i}",
            )  # fmt: skip
            stated.append(one)

        answers = await asyncio.gather(
            *(answer_movement(db, clock, viewer=lin, movement_id=m, answer="confirmed") for m in stated),
            return_exceptions=True,
        )

        assert sorted(type(a).__name__ for a in answers) == ["Conflict", "int"]
        view = await open_record(db, viewer=lin, record_id=record)
        assert view.balance is not None
        assert view.balance.outstanding == 20_000_000
    finally:
        await db.close()


async def test_owner_too_cannot_confirm_what_does_not_add_up(world_conn, world, book) -> None:
    """The referee is the database: rows written straight into the tables are refused alike."""
    stated = await book.state(Movement.REPAYMENT, LENT + 1)
    step: dict[str, Any] = {
        "movement_id": stated,
        "step": "confirmed_by_company",
        "person_id": world.person["lin"],
        "body_id": world.org["lin"],
        "lang": "zh",
        "taken_at": NOW,
    }

    with pytest.raises(asyncpg.ExclusionViolationError):
        await insert(world_conn, "funding_movement_step", **step)
