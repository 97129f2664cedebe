"""Risk-compensation pools, for the city alone: exposure, calls, head-room, and what may come.

Amounts are minor units. The pool's part of a record is the share that held on the day of its money; where
that is not known, the record is shown and left out of every sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import anyio.to_thread

from matcher.pool import WHOLE_BP, Assumptions, PoolLoan, Simulation, simulate
from matcher.pool_history import (
    History,
    Measured,
    MeasuredRecovery,
    measured_defaults,
    measured_recovery,
    months_between,
)
from models.db import Connection, Database
from models.entities.ids import PoolId
from models.entities.pools import (
    CoveredRecord,
    NewMoney,
    NewPool,
    NewTerms,
    OpenRecord,
    Pool,
    PoolMoney,
    PoolProduct,
    PoolTerms,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.pools import PoolRepository
from web.clock import Clock

ZONE = ZoneInfo("Asia/Shanghai")
# A loan without a stated term counts as one of a year: the term of most pool products.
ASSUMED_TERM_MONTHS = 12
BANDS = (6, 12)


@dataclass(frozen=True, slots=True)
class Covered:
    """A record with the pool's part in it; None where the terms of its day are not known."""

    record: CoveredRecord
    product: PoolProduct
    terms: PoolTerms | None

    @property
    def share_bp(self) -> int | None:
        """The pool's share of a loss."""
        return None if self.terms is None else self.terms.pool_bp

    def part(self, amount: int) -> int | None:
        """The pool's part of an amount, rounded half up."""
        return None if self.share_bp is None else (amount * self.share_bp + WHOLE_BP // 2) // WHOLE_BP


@dataclass(frozen=True, slots=True)
class Sums:
    """What a group of records comes to; all but the counts are the pool's part."""

    label: str
    lang: str | None
    n: int
    # Records whose terms are not known, and which are in no other figure.
    n_unknown: int
    covered: int
    at_risk: int
    called: int
    recovered: int
    # What all the group's records have outstanding, and how much may be; None is not known.
    outstanding: int
    most_outstanding: int | None

    @property
    def room(self) -> int | None:
        """How much more may be lent under the terms in force."""
        return None if self.most_outstanding is None else self.most_outstanding - self.outstanding


@dataclass(frozen=True, slots=True)
class PoolView:
    """One pool as known at an instant."""

    pools: list[Pool]
    pool: Pool
    as_of: datetime
    is_now: bool
    money: list[PoolMoney]
    products: list[PoolProduct]
    book: list[Covered]
    total: Sums
    by_product: list[Sums]
    by_provider: list[Sums]
    by_district: list[Sums]
    open_records: list[OpenRecord]
    lenders: list[tuple[int, str]]

    @property
    def left(self) -> int:
        """What the pool holds now: paid in, less its part of calls, and what came back."""
        return self.pool.paid_in - self.total.called + self.total.recovered


@dataclass(frozen=True, slots=True)
class PoolsAtHand:
    """Before there is a pool: only what the form needs."""

    as_of: datetime
    is_now: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may come, and what the pool's own past says of the rates assumed."""

    assumptions: Assumptions
    simulation: Simulation
    measured: list[tuple[PoolProduct, tuple[Measured, ...]]]
    recovery: MeasuredRecovery
    n_left_out: int
    n_assumed_term: int


async def open_pool(
    db: Database, clock: Clock, *, viewer: Viewer, as_of: datetime | None = None, pool_id: int | None = None
) -> PoolView | PoolsAtHand:
    """A pool as known at an instant (now without one), the first where none is asked for."""
    _officer(viewer)
    at = clock.now() if as_of is None else min(as_of, clock.now())
    async with db.read() as conn:
        pools = PoolRepository(conn)
        known = await pools.pools(at)
        if not known and pool_id is None:
            return PoolsAtHand(at, as_of is None)
        chosen = next((p for p in known if pool_id in (None, p.id)), None)
        if chosen is None:
            raise NotFound
        products = await pools.products(chosen.id, at)
        by_id = {p.id: p for p in products}
        records = await pools.book(chosen.id, at)
        book = [
            Covered(r, by_id[r.product_id], by_id[r.product_id].terms_on(r.value_on))
            for r in records
            if r.currency == chosen.currency
        ]
        return PoolView(
            known,
            chosen,
            at,
            as_of is None,
            await pools.money(chosen.id, at),
            products,
            book,
            sums_of("", None, book, None),
            _by_product(products, book, at.astimezone(ZONE).date()),
            _grouped(book, lambda c: (c.record.provider_name, c.record.provider_lang)),
            _grouped(book, lambda c: (c.record.district or "", None)),
            await pools.open_records() if as_of is None else [],
            await pools.lenders() if as_of is None else [],
        )


def sums_of(label: str, lang: str | None, book: Iterable[Covered], most: int | None) -> Sums:
    """What these records come to."""
    n = n_unknown = covered = at_risk = called = recovered = outstanding = 0
    for one in book:
        record = one.record
        n += 1
        outstanding += record.at_risk
        if one.share_bp is None:
            n_unknown += 1
            continue
        covered += one.part(record.amount) or 0
        at_risk += one.part(record.at_risk) or 0
        called += one.part(record.called) or 0
        recovered += one.part(record.recovered) or 0
    return Sums(label, lang, n, n_unknown, covered, at_risk, called, recovered, outstanding, most)


def _by_product(products: list[PoolProduct], book: list[Covered], today: date) -> list[Sums]:
    found = []
    for product in products:
        now = product.terms_on(today)
        of_it = [c for c in book if c.product.id == product.id]
        found.append(
            sums_of(product.name, product.lang, of_it, None if now is None else now.most_outstanding)
        )
    return found


def _grouped(book: list[Covered], key: Callable[[Covered], tuple[str, str | None]]) -> list[Sums]:
    groups: dict[tuple[str, str | None], list[Covered]] = {}
    for one in book:
        groups.setdefault(key(one), []).append(one)
    made = [sums_of(label, lang, of_it, None) for (label, lang), of_it in groups.items()]
    return sorted(made, key=lambda s: (-s.at_risk, s.label))


async def look_ahead(view: PoolView, given: Assumptions) -> Outlook:
    """Play the coming months of a pool, off the event loop; `given` has a product for each of the pool's."""
    day = view.as_of.astimezone(ZONE).date()
    row_of = {p.id: i for i, p in enumerate(view.products)}
    counted = [c for c in view.book if c.share_bp is not None and c.record.at_risk > 0]
    loans = [_loan(c, day, row_of) for c in counted]
    histories = [_history(c, day, row_of) for c in view.book]
    simulation = await anyio.to_thread.run_sync(simulate, loans, given)
    return Outlook(
        given,
        simulation,
        [(p, measured_defaults(histories, given.bands, row_of[p.id])) for p in view.products],
        measured_recovery(histories),
        n_left_out=sum(c.share_bp is None and c.record.at_risk > 0 for c in view.book),
        n_assumed_term=sum(c.record.term_months is None for c in counted),
    )


def _loan(one: Covered, day: date, row_of: dict[int, int]) -> PoolLoan:
    record = one.record
    age = months_between(record.value_on, day)
    left = max(1, (record.term_months or ASSUMED_TERM_MONTHS) - age)
    return PoolLoan(record.at_risk, one.share_bp or 0, age, left, row_of[one.product.id])


def _history(one: Covered, day: date, row_of: dict[int, int]) -> History:
    record = one.record
    if record.first_call_on is not None:
        until = record.first_call_on
    elif record.at_risk == 0 and record.last_move_on is not None:
        until = record.last_move_on
    else:
        until = day
    return History(
        record.value_on,
        max(record.value_on, until),
        record.first_call_on is not None,
        row_of[one.product.id],
        record.called,
        record.recovered,
    )


# ---------------------------------------------------------------- what an officer states


async def state_pool(db: Database, clock: Clock, *, viewer: Viewer, new: NewPool) -> int:
    """A pool by its name; a name in use is a `Conflict`."""
    _officer(viewer)
    async with db.transaction() as conn:
        made = await PoolRepository(conn).add_pool(new, viewer.locale, viewer.person_id, clock.now())
        await _note(conn, clock, viewer, "state_pool", made)
    return made


async def state_money(db: Database, clock: Clock, *, viewer: Viewer, pool_id: int, new: NewMoney) -> None:
    """Money paid in, or taken out below nothing; a mistake is mended by its opposite."""
    _officer(viewer)
    if new.paid_on > clock.now().astimezone(ZONE).date():
        raise Invalid("pool_money_in_future", field="paid_on")
    async with db.transaction() as conn:
        pools = PoolRepository(conn)
        known = {p.id: p for p in await pools.pools(clock.now())}
        if pool_id not in known:
            raise NotFound
        if known[PoolId(pool_id)].paid_in + new.amount < 0:
            raise Invalid("pool_money_below_nothing", field="amount")
        await pools.add_money(pool_id, new, viewer.locale, viewer.person_id, clock.now())
        await _note(conn, clock, viewer, "state_pool_money", pool_id)


async def state_product(
    db: Database, clock: Clock, *, viewer: Viewer, pool_id: int, organisation_id: int, name: str
) -> int:
    """A product for which the pool answers, by the name that records carry."""
    _officer(viewer)
    async with db.transaction() as conn:
        pools = PoolRepository(conn)
        if pool_id not in {p.id for p in await pools.pools(clock.now())}:
            raise NotFound
        made = await pools.add_product(
            pool_id, organisation_id, name, viewer.locale, viewer.person_id, clock.now()
        )
        if made is None:
            raise Invalid("not_a_choice", field="organisation_id")
        await _note(conn, clock, viewer, "state_pool_product", pool_id)
    return made


async def state_terms(
    db: Database, clock: Clock, *, viewer: Viewer, pool_id: int, product_id: int, new: NewTerms
) -> None:
    """Terms from a day on; earlier ones stay for the records of their days."""
    _officer(viewer)
    async with db.transaction() as conn:
        pools = PoolRepository(conn)
        if product_id not in {p.id for p in await pools.products(pool_id, clock.now())}:
            raise NotFound
        await pools.add_terms(product_id, new, viewer.locale, viewer.person_id, clock.now())
        await _note(conn, clock, viewer, "state_pool_terms", pool_id)


async def cover_record(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    pool_id: int,
    record_id: int,
    product_id: int | None,
    because: str,
) -> None:
    """Put a confirmed loan or guarantee under one of the pool's products, or (without one) under no pool."""
    _officer(viewer)
    async with db.transaction() as conn:
        pools = PoolRepository(conn)
        known = {p.id for p in await pools.products(pool_id, clock.now())}
        if product_id is not None and product_id not in known:
            raise NotFound
        done = await pools.add_cover(
            record_id, product_id, because, viewer.locale, viewer.person_id, clock.now()
        )
        if not done:
            raise Invalid("record_not_for_pool", field="record_id")
        await _note(conn, clock, viewer, "cover_record", pool_id, {"record": record_id})


def _officer(viewer: Viewer) -> None:
    if Role.OFFICER not in viewer.roles:
        raise NotAllowed("not_allowed")


async def _note(
    conn: Connection,
    clock: Clock,
    viewer: Viewer,
    action: str,
    pool_id: int,
    details: dict[str, object] | None = None,
) -> None:
    await AuditRepository(conn).note(clock.now(), viewer.person_id, action, "pool", pool_id, details or {})
