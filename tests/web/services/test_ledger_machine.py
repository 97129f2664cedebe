"""Whatever happens to the ledger, in whatever order: after each step every status, every balance and every
first equals what `ledger_oracle.py` reckons anew.

With the full budget five hundred runs of fifty steps.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.embedded import EmbeddedServer
from models.entities.firsts import Fact, NewElsewhere, NewFact, NewSuccession, Statement, SuccessionKind
from models.entities.funding import NewRecord
from models.entities.funding_movements import MOVEMENTS_OF, Movement, NewMovement
from models.entities.ids import OrganisationId, RecordId
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingInstrument, FundingKind, Role
from models.errors import DomainError
from tests.conftest import FixedClock, _create, _drop, in_thread
from tests.web.services import ledger_oracle as oracle
from tests.web.services.ledger_bench import PROVIDERS, Bench, MemoryFiles, new_record
from tests.world import NOW, World
from web.services import first_statements as statements
from web.services import funding_answers as answers
from web.services.funding import propose_record
from web.services.funding_evidence import OF_MOVEMENT, PROVES_MONEY, Upload
from web.services.funding_lapse import lapse_records
from web.services.funding_movements import answer_movement, state_movement

SOAK = bool(os.environ.get("SOAK"))
RUNS, STEPS = (500, 50) if SOAK else (4, 20)

AMOUNTS = st.sampled_from([1, 10_000_000, 33_333_333])
# Days before the story's beginning; few enough that ties happen.
BACK = st.integers(0, 120)
COMPANIES = ("lin", "team", "other")


class LedgerMachine(RuleBasedStateMachine):
    """One story of the ledger."""

    bench: Bench

    def __init__(self) -> None:
        super().__init__()
        b = self.bench
        self.transaction = b.conn.transaction()
        b.run(self.transaction.start())
        self.clock, self.files, self.n = FixedClock(NOW), MemoryFiles(), 0
        self.companies = [b.world.org[c] for c in COMPANIES]
        self.oracle = oracle.Oracle({name: kind for name, (kind, _, _) in PROVIDERS.items()})
        self._read_what_the_world_holds()

    def _read_what_the_world_holds(self) -> None:
        b = self.bench
        names = {b.world.org[name]: name for name in PROVIDERS}
        for row in b.run(
            b.conn.fetch("select * from funding_record where company_id = any($1)", self.companies)
        ):
            steps = b.run(b.conn.fetch("select step from funding_step where record_id = $1", row["id"]))
            self.oracle.records[row["id"]] = oracle.Record(
                row["id"], row["company_id"], names[row["provider_id"]], row["kind"], row["instrument"],
                row["amount"], row["value_on"], row["corrects_id"],
                row["details"].get("first_drawdown", row["amount"]),
                {s["step"].removeprefix("confirmed_by_") for s in steps},
            )  # fmt: skip
        for row in b.run(
            b.conn.fetch("select * from first_elsewhere where company_id = any($1)", self.companies)
        ):
            self.oracle.statements.append(
                oracle.Statement(row["id"], "elsewhere", row["company_id"], row["kind"], row["happened_on"])
            )

    def teardown(self) -> None:
        self.bench.run(self.transaction.rollback())
        self.bench.sweep()

    # ------------------------------------------------------------ acting

    def attempt(self, name: str, act: Callable[[], Awaitable[Any]]) -> Any:
        """Do it; None when the domain refuses, and then nothing may have changed."""
        try:
            found = self.bench.run(act())
        except DomainError as error:
            self.bench.refused[f"{name}: {error.code}"] += 1
            return None
        self.bench.done[name] += 1
        return True if found is None else found

    def paper(self, evidence_type: str) -> Upload:
        self.n += 1
        return Upload(f"{self.n}.pdf", b"%PDF-1.7 " + str(self.n).encode(), evidence_type)

    def signer(self, record: oracle.Record, side: str) -> Viewer:
        return self.bench.viewers["lin" if side == "company" else PROVIDERS[record.provider][1]]

    def pick(
        self, number: int, *statuses: str, instrument: FundingInstrument | None = None
    ) -> oracle.Record | None:
        found = [
            r
            for r in self.oracle.records.values()
            if self.oracle.status(r) in statuses and instrument in (None, r.instrument)
        ]
        return found[number % len(found)] if found else None

    def day(self, back: int) -> date:
        return NOW.date() - timedelta(days=back)

    def proposed(self, new: NewRecord, side: str, provider: str, corrects: int | None = None) -> None:
        b = self.bench
        viewer = b.viewers["lin" if side == "company" else PROVIDERS[provider][1]]
        self.n += 1
        made = self.attempt(
            "correct" if corrects else "propose",
            lambda: propose_record(
                b.db, self.clock, self.files, viewer=viewer,
                role=Role.FOUNDER if side == "company" else Role.PROVIDER,
                new=new, key=f"key-{self.n}", uploads=[self.paper(min(PROVES_MONEY[new.instrument]))],
                corrects_id=corrects,
            ),
        )  # fmt: skip
        if made is not None:
            self.oracle.records[made] = oracle.Record(
                made, new.company_id, provider, str(new.kind), str(new.instrument), new.amount, new.value_on,
                corrects, max(1, new.amount // 2), {side},
            )  # fmt: skip

    # ------------------------------------------------------------ rules

    @rule(
        where=st.sampled_from(COMPANIES),
        provider=st.sampled_from(sorted(PROVIDERS)),
        instrument=st.integers(0, 2),
        amount=AMOUNTS,
        back=BACK,
        side=st.sampled_from(["company", "company", "provider"]),
    )
    def propose(self, where: str, provider: str, instrument: int, amount: int, back: int, side: str) -> None:
        _, _, instruments = PROVIDERS[provider]
        chosen = instruments[instrument % len(instruments)]
        new = new_record(
            self.bench.world, self.bench.world.org[where], provider, chosen, amount, self.day(back)
        )
        self.proposed(new, side, provider)

    @rule(number=st.integers(0, 99))
    def confirm(self, number: int) -> None:
        self._answer(number, "confirm")

    @rule(number=st.integers(0, 99))
    def confirm_another(self, number: int) -> None:
        self._answer(number, "confirm")

    @rule(number=st.integers(0, 99))
    def dispute(self, number: int) -> None:
        self._answer(number, "dispute")

    def _answer(self, number: int, how: str) -> None:
        record = self.pick(number, "proposed")
        if record is None:
            return
        b = self.bench
        (side,) = {"company", "provider"} - record.confirmed_by
        viewer = self.signer(record, side)
        if how == "confirm":
            if self.attempt(
                how,
                lambda: answers.confirm_record(
                    b.db, self.clock, viewer=viewer, record_id=record.id, side=side
                ),
            ):
                record.confirmed_by.add(side)
        elif self.attempt(
            how,
            lambda: answers.dispute_record(
                b.db, self.clock, viewer=viewer, record_id=record.id, side=side, comment="不对"
            ),
        ):
            record.ended = "disputed"

    @rule(number=st.integers(0, 99))
    def withdraw(self, number: int) -> None:
        record = self.pick(number, "proposed")
        if record is None:
            return
        b, (side,) = self.bench, record.confirmed_by
        if self.attempt(
            "withdraw",
            lambda: answers.withdraw_record(
                b.db, self.clock, viewer=self.signer(record, side), record_id=record.id
            ),
        ):
            record.ended = "withdrawn"

    @rule(number=st.integers(0, 99), amount=AMOUNTS, back=BACK, side=st.sampled_from(["company", "provider"]))
    def correct(self, number: int, amount: int, back: int, side: str) -> None:
        old = self.pick(number, "confirmed", "disputed", "expired")
        if old is not None:
            instrument = FundingInstrument(old.instrument)
            new = new_record(self.bench.world, old.company, old.provider, instrument, amount, self.day(back))
            self.proposed(new, side, old.provider, old.id)

    @rule(number=st.integers(0, 99), side=st.sampled_from(["company", "provider", "officer"]))
    def void(self, number: int, side: str) -> None:
        record = self.pick(number, "confirmed")
        if record is None:
            return
        b = self.bench
        viewer = b.viewers["sun"] if side == "officer" else self.signer(record, side)
        if self.attempt(
            "void",
            lambda: answers.void_record(
                b.db, self.clock, self.files, viewer=viewer, record_id=record.id, side=side, reason="误记",
                upload=self.paper("other"),
            ),
        ):  # fmt: skip
            record.voided_by.add(side)

    @rule(
        number=st.integers(0, 99),
        how=st.sampled_from([(i, m) for i, movements in MOVEMENTS_OF.items() for m in movements]),
        amount=AMOUNTS,
        back=BACK,
        side=st.sampled_from(["company", "provider"]),
        then=st.sampled_from(["confirmed", "waits"]),
    )
    def move(
        self,
        number: int,
        how: tuple[FundingInstrument, Movement],
        amount: int,
        back: int,
        side: str,
        then: str,
    ) -> None:
        b, (instrument, movement) = self.bench, how
        record = self.pick(number, "confirmed", instrument=instrument)
        if record is None:
            return
        on = max(self.day(back), record.value_on)
        shares = [
            r.id
            for r in self.oracle.records.values()
            if (r.company, r.provider, r.instrument) == (record.company, record.provider, "priced_equity")
            and self.oracle.status(r) == "confirmed"
        ]
        into = RecordId(shares[0]) if movement is Movement.CONVERSION and shares else None
        new = NewMovement(movement, amount, on, into, "", "zh")
        self.n += 1
        made = self.attempt(
            f"state {movement}",
            lambda: state_movement(
                b.db, self.clock, self.files, viewer=self.signer(record, side), record_id=record.id,
                side=side, new=new, upload=self.paper(OF_MOVEMENT[movement]), key=f"key-{self.n}",
            ),
        )  # fmt: skip
        if made is not None:
            self.oracle.movements[made] = oracle.Movement(
                made, record.id, str(movement), new.amount, on, side
            )
            # Left to chance alone the other side would hardly ever come to answer.
            if then == "confirmed":
                self._answer_movement(self.oracle.movements[made], "confirmed")

    @precondition(lambda self: self.oracle.movements)
    @rule(number=st.integers(0, 99), how=st.sampled_from(["confirmed"] * 4 + ["disputed", "withdrawn"]))
    def answer_moved(self, number: int, how: str) -> None:
        waiting = [m for m in self.oracle.movements.values() if not m.confirmed and not m.ended]
        if not waiting:
            return
        self._answer_movement(waiting[number % len(waiting)], how)

    def _answer_movement(self, movement: oracle.Movement, how: str) -> None:
        b = self.bench
        record = self.oracle.records[movement.record]
        side = movement.by if how == "withdrawn" else ({"company", "provider"} - {movement.by}).pop()
        if self.attempt(
            f"{how} {movement.movement}",
            lambda: answer_movement(
                b.db, self.clock, viewer=self.signer(record, side), movement_id=movement.id, answer=how,
                comment="不对",
            ),
        ):  # fmt: skip
            movement.confirmed = how == "confirmed"
            movement.ended = how != "confirmed"

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.clock.instant += timedelta(days=days)
        b = self.bench
        waiting = {r.id for r in self.oracle.records.values() if self.oracle.status(r) == "proposed"}
        self.attempt("lapse", lambda: lapse_records(b.db, self.clock, 30, "https://shoutou.test"))
        rows = b.run(
            b.conn.fetch(
                "select record_id from funding_step where step = 'expired' and record_id = any($1)", waiting
            )
        )
        due = b.run(
            b.conn.fetch(
                "select id from funding_record where id = any($1) and "
                "coalesce(answer_until, proposed_at + interval '30 days') <= $2",
                waiting,
                self.clock.now(),
            )
        )
        assert {r["record_id"] for r in rows} == {r["id"] for r in due}
        for row in rows:
            self.oracle.records[row["record_id"]].ended = "expired"

    @rule(
        where=st.sampled_from(COMPANIES),
        kind=st.sampled_from(["investment", "loan", "guarantee"]),
        back=st.integers(60, 120),
    )
    def happened_elsewhere(self, where: str, kind: str, back: int) -> None:
        b, company_id, on = self.bench, self.bench.world.org[where], self.day(back)
        made = self.attempt(
            "elsewhere",
            lambda: statements.declare_elsewhere(
                b.db, self.clock, self.files, viewer=b.viewers["lin"], company_id=company_id,
                new=NewElsewhere(FundingKind(kind), on, "外地", "", "zh"), uploads=[self.paper("other")],
            ),
        )  # fmt: skip
        if made is not None:
            self.oracle.statements.append(oracle.Statement(made, "elsewhere", company_id, kind, on))

    @rule(
        where=st.sampled_from(COMPANIES),
        value=st.sampled_from(["none", "none", "some"]),
        back=st.integers(0, 200),
    )
    def bureau_reports(self, where: str, value: str, back: int) -> None:
        b, company_id, on = self.bench, self.bench.world.org[where], self.day(back)
        made = self.attempt(
            "bureau",
            lambda: statements.state_fact(
                b.db, self.clock, self.files, viewer=b.viewers["lin"], company_id=company_id,
                new=NewFact(Fact.BUREAU_RECORD, value, on, None, "", "zh"), uploads=[self.paper("other")],
            ),
        )  # fmt: skip
        if made is not None:
            self.oracle.statements.append(
                oracle.Statement(made, "bureau", company_id, on=on, value=value, side="company")
            )

    @rule(
        number=st.integers(0, 99),
        value=st.sampled_from(["unrelated", "unrelated", "unrelated", "related"]),
        side=st.sampled_from(["company", "provider"]),
    )
    def relation_stated(self, number: int, value: str, side: str) -> None:
        invested = [r for r in self.oracle.records.values() if r.kind == "investment"]
        if not invested:
            return
        b, record = self.bench, invested[number % len(invested)]
        made = self.attempt(
            "relation",
            lambda: statements.state_fact(
                b.db, self.clock, self.files, viewer=self.signer(record, side), company_id=record.company,
                new=NewFact(Fact.RELATION, value, NOW.date(), RecordId(record.id), "", "zh"),
            ),
        )  # fmt: skip
        if made is not None:
            self.oracle.statements.append(
                oracle.Statement(
                    made, "relation", record.company, value=value, side=side, provider=record.provider
                )
            )

    @rule(heir=st.sampled_from(COMPANIES), forebear=st.sampled_from(COMPANIES))
    def inherits(self, heir: str, forebear: str) -> None:
        b, org = self.bench, self.bench.world.org
        made = self.attempt(
            "inherit",
            lambda: statements.record_succession(
                b.db, self.clock, self.files, viewer=b.viewers["lin"], company_id=org[heir],
                new=NewSuccession(OrganisationId(org[forebear]), SuccessionKind.MERGED, NOW.date(), "", "zh"),
            ),
        )  # fmt: skip
        if made is not None:
            self.oracle.statements.append(
                oracle.Statement(made, "succession", org[heir], other=org[forebear])
            )

    @precondition(lambda self: self.oracle.statements)
    @rule(number=st.integers(0, 99))
    def taken_back(self, number: int) -> None:
        stated = self.oracle.statements[number % len(self.oracle.statements)]
        b = self.bench
        what = {"bureau": "fact", "relation": "fact"}.get(stated.what, stated.what)
        if self.attempt(
            f"take back {stated.what}",
            lambda: statements.withdraw_statement(
                b.db, self.clock, viewer=b.viewers["sun"], company_id=stated.company,
                statement=Statement(what), statement_id=stated.id, because="误记",
            ),
        ):  # fmt: skip
            stated.taken_back = True

    # ------------------------------------------------------------ what has to hold

    @invariant()
    def every_record_stands_and_every_balance_adds_up(self) -> None:
        b = self.bench
        rows = b.run(
            b.conn.fetch(
                "select s.status, v.* from funding_record r join funding_state s on s.record_id = r.id "
                "join funding_balance v on v.record_id = r.id where r.company_id = any($1)",
                self.companies,
            )
        )
        found = {r["record_id"]: {k: v for k, v in r.items() if k != "record_id"} for r in rows}
        expected = {
            r.id: {"status": self.oracle.status(r), **self.oracle.balance(r)}
            for r in self.oracle.records.values()
        }
        assert found == expected

    @invariant()
    def every_first_is_certified_and_nothing_else(self) -> None:
        b = self.bench
        rows = b.run(
            b.conn.fetch(
                "select company_id, kind, definition, record_id, effective_on from first_certificate "
                "where revoked_at is null and company_id = any($1)",
                self.companies,
            )
        )
        found = {
            (r["company_id"], r["kind"], r["definition"]): (r["record_id"], r["effective_on"]) for r in rows
        }
        assert len(found) == len(rows)
        assert found == self.oracle.firsts(self.companies)


@pytest.fixture
def machine_dsn(server: EmbeddedServer, built_world: tuple[str, World]) -> Iterator[str]:
    """A clone of the world that outlives each run's rollback."""
    name = f"machine_{secrets.token_hex(4)}"
    in_thread(asyncio.run, _create(server, name, "template_world"))
    yield server.dsn("shoutou_app", name)
    in_thread(asyncio.run, _drop(server, name))


def test_ledger_equals_its_recomputation_whatever_happens(machine_dsn: str, world: World) -> None:
    dsn = machine_dsn

    def run() -> Bench:
        bench = Bench(dsn, world)
        LedgerMachine.bench = bench
        try:
            run_state_machine_as_test(
                LedgerMachine,
                settings=hypothesis.settings(
                    max_examples=RUNS,
                    stateful_step_count=STEPS,
                    deadline=None,
                    database=None,
                    derandomize=not SOAK,
                    suppress_health_check=list(HealthCheck),
                    print_blob=True,
                    # Making a long failure short may take longer than the whole budget.
                    phases=(Phase.generate,) if SOAK else tuple(Phase),
                ),
            )
        finally:
            bench.close()
        return bench

    bench = in_thread(run)

    # The law holds of something: each act was done, not only refused.
    acts = {"propose", "confirm"}
    if SOAK:
        acts |= {
            "dispute",
            "withdraw",
            "correct",
            "void",
            "lapse",
            "elsewhere",
            "bureau",
            "relation",
            "inherit",
        }
        acts |= {"confirmed repayment", "confirmed conversion", "confirmed called", "confirmed drawdown"}
        acts |= {"take back succession", "take back elsewhere", "take back bureau", "take back relation"}
    assert acts - set(bench.done) == set(), bench.refused
