"""What an officer asks of pools and states of them; percents are read exactly, as basis points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import QueryParams

from matcher.pool import WHOLE_BP, Assumptions, ProductAssumption, Repayment
from models.entities.pools import NewMoney, NewPool, NewTerms, PoolProduct
from web.forms.base import Data, FormReader, Parsed
from web.forms.reports import as_of_asked
from web.services.pools import BANDS
from web.tables.table import Unit
from web.vocabulary import district_codes

_PERCENT = re.compile(r"^(?P<whole>\d{1,3})(?:[.,](?P<part>\d{1,2}))?\s*%?$")
# Where nobody has measured anything: what this page assumes until somebody says better.
DEFAULT_BP = (5, 15, 20)
RECOVERY_BP = 3_000
LAG_MONTHS = 12
# Between 3 % and 24 %, the bounds that the Basel rules use for one-factor models of retail and company loans.
CORRELATION_BP = 1_200
HORIZON_MONTHS = 24
RUNS = 2_000
SEED = 1


@dataclass(frozen=True, slots=True)
class PoolFilters:
    """Which pool, as of when, in what unit."""

    pool_id: int | None = None
    as_of: datetime | None = None
    unit: Unit = Unit.YUAN


class PoolFiltersForm:
    """`?pool=1&as_of=2026-05-01&unit=ten_thousand`."""

    @staticmethod
    def parse(query: QueryParams, now: datetime) -> Parsed[PoolFilters]:
        """Which pool is shown."""
        form = FormReader(Data(query.multi_items()))
        pool_id = form.whole("pool", least=1, most=10**11, required=False)
        as_of = as_of_asked(form, now)
        unit = form.choice("unit", Unit, required=False)
        return form.finish(PoolFilters(pool_id, as_of, unit or Unit.YUAN))


class AssumptionsForm:
    """`?horizon=24&d7_0=0.05&…`: what the outlook rests on; what is not said is as this page assumes."""

    @staticmethod
    def parse(query: QueryParams | Data, products: Sequence[PoolProduct]) -> Parsed[Assumptions]:
        """Assumptions with a product for each of the pool's."""
        form = FormReader(Data(query.multi_items()))
        horizon = form.whole("horizon", least=1, most=60, required=False) or HORIZON_MONTHS
        runs = form.whole("runs", least=100, most=10_000, required=False) or RUNS
        seed = form.whole("seed", least=0, most=10**9, required=False)
        recovery = _basis_points(form, "recovery", RECOVERY_BP)
        lag = form.whole("lag", least=0, most=60, required=False)
        correlation = _basis_points(form, "correlation", CORRELATION_BP)
        if correlation > 9_000:
            form.fail("correlation", "out_of_range", least=0, most=90)
        assumed = []
        for product in products:
            rates = tuple(
                _basis_points(form, f"d{product.id}_{band}", DEFAULT_BP[band])
                for band in range(len(BANDS) + 1)
            )
            repayment = form.choice(f"r{product.id}", Repayment, required=False) or Repayment.AT_END
            assumed.append(ProductAssumption(rates, repayment))
        if form.errors:
            return form.finish(None)
        return form.finish(
            Assumptions(
                products=tuple(assumed),
                bands=BANDS,
                recovery_bp=recovery,
                recovery_lag_months=LAG_MONTHS if lag is None else lag,
                correlation_bp=correlation,
                horizon_months=horizon,
                runs=runs,
                seed=SEED if seed is None else seed,
            )
        )


def _basis_points(form: FormReader, name: str, default: int) -> int:
    """`1.35` percent are 135 basis points; an empty field is the default."""
    found = _percent(form, name)
    return default if found is None else found


def _percent(form: FormReader, name: str) -> int | None:
    text = form.raw(name)
    if not text:
        return None
    found = _PERCENT.match(text)
    if found is None:
        form.fail(name, "not_a_percent")
        return None
    bp = int(found["whole"]) * 100 + int((found["part"] or "0").ljust(2, "0"))
    if bp > WHOLE_BP:
        form.fail(name, "not_a_percent")
        return None
    return bp


class PoolForm:
    """A new pool."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewPool]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        name = form.text("name", most=100)
        district = form.code("district", district_codes(), required=False)
        return form.finish(NewPool(name, district))


class MoneyForm:
    """Money paid in, or taken out."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewMoney]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        amount = form.money("amount")
        if amount == 0:
            form.fail("amount", "not_an_amount")
        way = form.code("way", ("in", "out"))
        paid_on = form.day("paid_on")
        source = form.text("source", most=300)
        if amount is None or paid_on is None:
            return form.finish(None)
        return form.finish(NewMoney(-amount if way == "out" else amount, paid_on, source))


class ProductForm:
    """A product for which the pool answers: whose, and under which name."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[int, str]]:
        """(organisation, name)."""
        form = FormReader(data)
        organisation = form.whole("organisation_id", least=1, most=10**11)
        name = form.text("name", most=100)
        return form.finish(None if organisation is None else (organisation, name))


class TermsForm:
    """Who bears how much from a day on: all shares, or none where they are not known."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[int, NewTerms]]:
        """(product, terms)."""
        form = FormReader(data)
        product = form.whole("product_id", least=1, most=10**11)
        since = form.day("since")
        pool, bank, guarantor = (_percent(form, n) for n in ("pool_share", "bank_share", "guarantor_share"))
        if pool is None and bank is None:
            if guarantor is not None:
                form.fail("pool_share", "shares_not_whole")
        else:
            guarantor = guarantor or 0
            if pool is None or bank is None or pool + bank + guarantor != WHOLE_BP:
                form.fail("pool_share", "shares_not_whole")
        most = form.money("most_outstanding", required=False) or None
        source = form.text("source", most=300)
        if product is None or since is None:
            return form.finish(None)
        return form.finish((product, NewTerms(since, pool, bank, guarantor, most, source)))


@dataclass(frozen=True, slots=True)
class CoverSent:
    """A record put under a product, or under no pool."""

    record_id: int
    product_id: int | None
    because: str


class CoverForm:
    """Which product a record belongs to, and how one knows."""

    @staticmethod
    def parse(data: Data) -> Parsed[CoverSent]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        record = form.whole("record_id", least=1, most=10**11)
        product = form.whole("product_id", least=1, most=10**11, required=False)
        because = form.text("because", most=300)
        return form.finish(None if record is None else CoverSent(record, product, because))
