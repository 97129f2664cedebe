"""Risk-compensation pools: what is on record, and what an officer states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from starlette.datastructures import QueryParams

from models.entities.pools import Pool
from models.entities.vocabulary import Role
from web.api.bodies import Body, Yuan
from web.api.operation import Area, Ask, Done, Made
from web.api.tables import AsOf, ReportTables, asked, told
from web.forms.pools import AssumptionsForm, CoverForm, MoneyForm, PoolForm, ProductForm, TermsForm
from web.forms.reports import ReportFiltersForm
from web.i18n import N_
from web.pages.pool_tables import pool_built
from web.services import pools
from web.services.pools import PoolsAtHand

AREA = Area(N_("Risk-compensation pools"), "reports")


class PoolQuery(AsOf):
    """Which pool; the first where none is named."""

    pool: Annotated[int | None, Field(ge=1, le=10**11)] = None


@dataclass(frozen=True, slots=True)
class PoolReport:
    """The pools on record, and the tables of one, with its outlook as the page assumes at first."""

    pools: list[Pool]
    report: ReportTables | None


@AREA.add(
    "GET",
    "/pools",
    "pools.show",
    N_("A risk-compensation pool: money, records it answers for, calls, outlook"),
    PoolReport,
    query=PoolQuery,
    pages=("officer.pool",),
)
async def show_pool(ask: Ask) -> PoolReport:
    """For officers."""
    viewer, parts = ask.acting(Role.OFFICER), ask.parts
    clean = ask.clean(ReportFiltersForm.parse(asked(AsOf(as_of=ask.query.as_of)), parts.clock.now()))
    view = await pools.open_pool(
        parts.db, parts.clock, viewer=viewer, as_of=clean.as_of, pool_id=ask.query.pool
    )
    if isinstance(view, PoolsAtHand):
        return PoolReport([], None)
    given = ask.clean(AssumptionsForm.parse(QueryParams(), view.products))
    built = pool_built(view, await pools.look_ahead(view, given), {})
    return PoolReport(list(view.pools), told(ask, built, view.as_of))


class PoolBody(Body):
    """A new pool."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    district: Annotated[str | None, Field(max_length=40)] = None


@AREA.add(
    "POST", "/pools", "pools.create", N_("Put a pool on record"), Made, body=PoolBody, status=201,
    example={"name": "镇江市科技金融风险补偿资金池"},
)  # fmt: skip
async def create_pool(ask: Ask) -> Made:
    """By an officer."""
    viewer, parts = ask.acting(Role.OFFICER), ask.parts
    new = ask.clean(PoolForm.parse(ask.form()))
    return Made(await pools.state_pool(parts.db, parts.clock, viewer=viewer, new=new))


class PoolMoneyBody(Body):
    """Money paid in, or taken out."""

    amount: Yuan
    way: Literal["in", "out"]
    paid_on: date
    source: Annotated[str, Field(min_length=1, max_length=300)]


@AREA.add(
    "POST", "/pools/{pool_id}/money", "pools.money", N_("State money paid into a pool or taken out"), Done,
    body=PoolMoneyBody,
    example={"amount": {"minor": 1000000000}, "way": "in", "paid_on": "2026-01-05", "source": "财政拨款"},
)  # fmt: skip
async def pool_money(ask: Ask) -> None:
    """By an officer."""
    viewer, parts = ask.acting(Role.OFFICER), ask.parts
    new = ask.clean(MoneyForm.parse(ask.form()))
    await pools.state_money(parts.db, parts.clock, viewer=viewer, pool_id=ask.path["pool_id"], new=new)


class PoolProductBody(Body):
    """A product for which the pool answers."""

    organisation_id: Annotated[int, Field(ge=1, le=10**11)]
    name: Annotated[str, Field(min_length=1, max_length=100)]


@AREA.add(
    "POST", "/pools/{pool_id}/products", "pools.product", N_("Put a product under a pool"), Done,
    body=PoolProductBody, example={"organisation_id": 4, "name": "镇科通"},
)  # fmt: skip
async def pool_product(ask: Ask) -> None:
    """By an officer."""
    viewer, parts = ask.acting(Role.OFFICER), ask.parts
    organisation_id, name = ask.clean(ProductForm.parse(ask.form()))
    await pools.state_product(
        parts.db,
        parts.clock,
        viewer=viewer,
        pool_id=ask.path["pool_id"],
        organisation_id=organisation_id,
        name=name,
    )


Percent = Annotated[str, Field(pattern=r"^\d{1,3}(\.\d{1,2})?$", description="Percent, two places at most.")]


class PoolTermsBody(Body):
    """Who bears how much from a day on: all shares, or none where they are not known."""

    product_id: Annotated[int, Field(ge=1, le=10**11)]
    since: date
    pool_share: Percent | None = None
    bank_share: Percent | None = None
    guarantor_share: Percent | None = None
    most_outstanding: Yuan | None = None
    source: Annotated[str, Field(min_length=1, max_length=300)]


@AREA.add(
    "POST", "/pools/{pool_id}/terms", "pools.terms", N_("State who bears how much from a day on"), Done,
    body=PoolTermsBody,
    example={"product_id": 1, "since": "2026-01-01", "pool_share": "70", "bank_share": "30", "source": "x"},
)  # fmt: skip
async def pool_terms(ask: Ask) -> None:
    """By an officer."""
    viewer, parts = ask.acting(Role.OFFICER), ask.parts
    product_id, new = ask.clean(TermsForm.parse(ask.form()))
    await pools.state_terms(
        parts.db, parts.clock, viewer=viewer, pool_id=ask.path["pool_id"], product_id=product_id, new=new
    )


class PoolCoverBody(Body):
    """Which product a record belongs to, or none, and how one knows."""

    record_id: Annotated[int, Field(ge=1, le=10**11)]
    product_id: Annotated[int | None, Field(ge=1, le=10**11)] = None
    because: Annotated[str, Field(min_length=1, max_length=300)]


@AREA.add(
    "POST", "/pools/{pool_id}/cover", "pools.cover", N_("Put a record under a product, or none"), Done,
    body=PoolCoverBody, example={"record_id": 12, "product_id": 1, "because": "合同编号"},
)  # fmt: skip
async def pool_cover(ask: Ask) -> None:
    """By an officer."""
    viewer, parts = ask.acting(Role.OFFICER), ask.parts
    sent = ask.clean(CoverForm.parse(ask.form()))
    await pools.cover_record(
        parts.db,
        parts.clock,
        viewer=viewer,
        pool_id=ask.path["pool_id"],
        record_id=sent.record_id,
        product_id=sent.product_id,
        because=sent.because,
    )
