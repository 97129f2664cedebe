"""Results, reports, passports, pools and the ledger's state: the tables of the pages, typed."""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

import anyio.to_thread
from pydantic import Field
from starlette.datastructures import QueryParams

from models.entities.chain import Check, Head, Tip
from models.entities.passports import Part, Share
from models.entities.pools import Pool
from models.entities.report_facts import CountedRow
from models.entities.reports import HostRole, Subject
from models.entities.vocabulary import FundingKind, Role
from models.errors import NotFound
from web.api.bodies import Body, Id, Query, Yuan
from web.api.operation import Area, Ask, Done, File, Made
from web.forms.pools import AssumptionsForm, CoverForm, MoneyForm, PoolForm, ProductForm, TermsForm
from web.forms.reports import HostForm, ReportFilters, ReportFiltersForm, ShareForm
from web.forms.results import ResultFiltersForm, RowsForm
from web.i18n import N_
from web.pages.event_report import event_built
from web.pages.passports import passport_built
from web.pages.pool_tables import pool_built
from web.pages.provider_report import provider_built
from web.pages.report_frame import Built
from web.pages.result_files import results_report
from web.pages.result_rows import outcome_built
from web.pages.space_report import space_built
from web.services import passports, pools, reports, results
from web.services.event_outcomes import open_event_outcome
from web.services.ledger_heads import open_ledger_state
from web.services.pools import PoolsAtHand
from web.services.reports import Star
from web.site_key import site_key
from web.tables.table import Both, Drawn, Kind, Meaning, both
from web.vocabulary import district_codes

AREA = Area(N_("Results and reports"), "reports")
Day = Annotated[date | None, Field(description="As it stood at the end of this day; now where it is empty.")]


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column: what its cells are. Money is integers of minor units (分), a share is `n` of `of`."""

    key: str
    name: Both
    kind: Kind


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table; each row has a cell for each column, null where it is not known."""

    key: str
    title: Both
    columns: list[ReportColumn]
    rows: list[list[Any]]


@dataclass(frozen=True, slots=True)
class ReportTables:
    """A report as its page and its files have it."""

    title: Both
    as_of: datetime
    drawn_at: datetime
    tables: list[ReportTable]
    filters: list[Meaning]
    meanings: list[Meaning]


def _told(ask: Ask, built: Built, as_of: datetime) -> ReportTables:
    drawn = Drawn(as_of, ask.parts.clock.now(), ask.person.name)
    report = built.report("report", drawn)
    tables = []
    for table in report.tables:
        if isinstance(table.rows, AsyncIterable):
            message = "a report's own tables hold their rows"
            raise TypeError(message)
        columns = [ReportColumn(c.key, both(c.header), c.kind) for c in table.columns]
        tables.append(ReportTable(table.key, table.title, columns, [list(row) for row in table.rows]))
    return ReportTables(report.title, as_of, drawn.at, tables, list(report.filters), list(report.meanings))


def _asked(query: Query, **names: str) -> QueryParams:
    """The query as the page's address would have it."""
    found = query.model_dump(exclude_none=True, mode="json")
    pairs: list[tuple[str, str]] = []
    for name, value in found.items():
        there = names.get(name, name)
        pairs += [(there, str(v)) for v in value] if isinstance(value, list) else [(there, str(value))]
    return QueryParams(pairs)


class ResultsQuery(Query):
    """Which part of the city, as of when, and by which definition of a first."""

    as_of: Day = None
    year: Annotated[int | None, Field(ge=2000, le=2100)] = None
    district: Annotated[str | None, Field(max_length=40)] = None
    space_id: Id | None = None
    kind: FundingKind | None = None
    definition: Annotated[str | None, Field(max_length=60)] = None


def _districts() -> list[str]:
    return list(district_codes())


@AREA.add(
    "GET",
    "/results",
    "results.show",
    N_("The city's results: targets, funnel, firsts, loans, host spaces"),
    ReportTables,
    query=ResultsQuery,
    pages=("officer.results",),
)
async def show_results(ask: Ask) -> ReportTables:
    """Small groups are null, as the page hides them."""
    viewer, parts = ask.acting(Role.OFFICER), ask.parts
    asked = _asked(ask.query, space_id="space")
    wish = ask.clean(ResultFiltersForm.parse(asked, parts.clock.now()))
    found = await results.open_results(
        parts.db, parts.clock, viewer=viewer, filters=wish.filters, districts=_districts()
    )
    return _told(ask, results_report(found, wish.filters), found.as_of)


class RowsQuery(ResultsQuery):
    """Whose rows; a founder category stands for a group that the results show."""

    measure: Annotated[str, Field(max_length=40)]
    category: Annotated[str | None, Field(max_length=20)] = None
    after: Annotated[Id | None, Field(description="`after` of the page before.")] = None


@dataclass(frozen=True, slots=True)
class ResultRows:
    """A page of the rows behind a figure; number and amount are of all of them."""

    measure: str
    definition: str
    as_of: datetime
    n: int
    amount: int
    rows: list[CountedRow]
    after: int | None


@AREA.add(
    "GET",
    "/results/rows",
    "results.rows",
    N_("The rows behind one figure"),
    ResultRows,
    query=RowsQuery,
    pages=("officer.result_rows",),
)
async def show_rows(ask: Ask) -> ResultRows:
    """Newest first, a page at a time."""
    viewer, parts = ask.acting(Role.OFFICER), ask.parts
    wish = ask.clean(RowsForm.parse(_asked(ask.query, space_id="space"), parts.clock.now()))
    found = await results.open_rows(
        parts.db,
        parts.clock,
        viewer=viewer,
        measure=wish.measure,
        filters=wish.filters,
        after=wish.after,
        districts=_districts(),
    )
    return ResultRows(
        found.measure, found.definition.code, found.as_of, found.n, found.amount, found.rows, found.after
    )


class AsOf(Query):
    """As of when."""

    as_of: Day = None


class Yearly(AsOf):
    """As of when, and of which year."""

    year: Annotated[int | None, Field(ge=2000, le=2100)] = None


class Starred(Yearly):
    """What is starred in a list that leaves the house."""

    star: Annotated[list[Star], Field(max_length=len(Star))] = []  # noqa: RUF012 - pydantic copies it


def _filters(ask: Ask) -> ReportFilters:
    return ask.clean(ReportFiltersForm.parse(_asked(ask.query), ask.parts.clock.now()))


def _nowhere(_: int) -> None:
    """Tables leave links to the pages."""


@AREA.add(
    "GET",
    "/events/{event_id}/outcome",
    "results.event",
    N_("What an event led to"),
    ReportTables,
    query=AsOf,
    pages=("results.event",),
)
async def show_outcome(ask: Ask) -> ReportTables:
    """For its organiser and for officers."""
    viewer, parts = ask.acting(Role.OFFICER, Role.ORGANISER), ask.parts
    found = await open_event_outcome(
        parts.db, parts.clock, viewer=viewer, event_id=ask.path["event_id"], as_of=_filters(ask).as_of
    )
    return _told(ask, outcome_built(found, _nowhere), found.as_of)


READERS = (Role.OFFICER, Role.SPACE, Role.PROVIDER, Role.FOUNDER, Role.ORGANISER)


class Named(Query):
    """A part of a name."""

    q: Annotated[str, Field(max_length=80)] = ""


@AREA.add(
    "GET",
    "/reports",
    "reports.list",
    N_("What you can open a report of"),
    list[Subject],
    query=Named,
    pages=("reports.index",),
)
async def list_reports(ask: Ask) -> list[Subject]:
    """An officer's list is long: the first by name."""
    viewer = ask.acting(*READERS)
    return list(await reports.list_subjects(ask.parts.db, viewer=viewer, part_of_name=ask.query.q.strip()))


@AREA.add(
    "GET",
    "/reports/spaces/{space_id}",
    "reports.space",
    N_("A host space's yearly assessment"),
    ReportTables,
    query=Starred,
    pages=("reports.space",),
)
async def report_space(ask: Ask) -> ReportTables:
    """For its manager and for officers."""
    viewer, parts, clean = ask.acting(Role.OFFICER, Role.SPACE), ask.parts, _filters(ask)
    found = await reports.open_space_report(
        parts.db,
        parts.clock,
        viewer=viewer,
        space_id=ask.path["space_id"],
        year=clean.year,
        as_of=clean.as_of,
    )
    return _told(ask, space_built(found, clean.stars, _nowhere, _nowhere), found.as_of)


@AREA.add(
    "GET",
    "/reports/events/{event_id}",
    "reports.event",
    N_("What became of an event"),
    ReportTables,
    query=AsOf,
    pages=("reports.event",),
)
async def report_event(ask: Ask) -> ReportTables:
    """For its organiser and for officers."""
    viewer, parts = ask.acting(Role.OFFICER, Role.ORGANISER), ask.parts
    found = await reports.open_event_report(
        parts.db, parts.clock, viewer=viewer, event_id=ask.path["event_id"], as_of=_filters(ask).as_of
    )
    return _told(ask, event_built(found, _nowhere), found.as_of)


class HostBody(Body):
    """Who hosted: a body of the platform, or a name."""

    organisation_id: Annotated[int, Field(ge=1, le=2**31)] | None = None
    name: Annotated[str, Field(max_length=120)] = ""
    role: HostRole


@AREA.add(
    "POST",
    "/events/{event_id}/hosts",
    "events.state_host",
    N_("Say who hosted an event"),
    Done,
    body=HostBody,
    pages=("reports.state_host",),
    example={"name": "校团委", "role": "host"},
)
async def state_host(ask: Ask) -> None:
    """By its organiser."""
    new, parts = ask.clean(HostForm.parse(ask.form())), ask.parts
    await reports.state_host(
        parts.db,
        parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        organisation_id=new.organisation_id,
        name=new.name,
        role=new.role,
    )


@AREA.add(
    "POST",
    "/events/{event_id}/hosts/{host_id}/withdraw",
    "events.withdraw_host",
    N_("Take back that somebody hosted an event"),
    Done,
    pages=("reports.withdraw_host",),
)
async def withdraw_host(ask: Ask) -> None:
    """By its organiser."""
    await reports.withdraw_host(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        host_id=ask.path["host_id"],
    )


@AREA.add(
    "GET",
    "/reports/providers/{provider_id}",
    "reports.provider",
    N_("A provider's portfolio"),
    ReportTables,
    query=Yearly,
    pages=("reports.provider",),
)
async def report_provider(ask: Ask) -> ReportTables:
    """For the provider itself and for officers."""
    viewer, parts, clean = ask.acting(Role.OFFICER, Role.PROVIDER), ask.parts, _filters(ask)
    found = await reports.open_provider_report(
        parts.db,
        parts.clock,
        viewer=viewer,
        provider_id=ask.path["provider_id"],
        year=clean.year,
        as_of=clean.as_of,
    )
    return _told(ask, provider_built(found, _nowhere, lambda _: ""), found.as_of)


@AREA.add(
    "GET",
    "/reports/companies/{company_id}",
    "reports.company",
    N_("A company's passport"),
    ReportTables,
    query=AsOf,
    pages=("reports.company",),
)
async def report_company(ask: Ask) -> ReportTables:
    """For its own people and for officers."""
    viewer, parts = ask.acting(Role.OFFICER, Role.FOUNDER), ask.parts
    found = await passports.open_passport(
        parts.db, parts.clock, viewer=viewer, company_id=ask.path["company_id"], as_of=_filters(ask).as_of
    )
    return _told(ask, passport_built(found.passport, None), found.passport.as_of)


@AREA.add(
    "GET",
    "/reports/companies/{company_id}/signed",
    "reports.signed_passport",
    N_("A company's passport, signed by this site"),
    File,
    query=AsOf,
    gives_file=True,
)
async def signed_passport(ask: Ask) -> File:
    """The JSON document that anybody can check offline."""
    viewer, parts = ask.acting(Role.OFFICER, Role.FOUNDER), ask.parts
    found = await passports.open_passport(
        parts.db, parts.clock, viewer=viewer, company_id=ask.path["company_id"], as_of=_filters(ask).as_of
    )
    key = await anyio.to_thread.run_sync(site_key, parts.settings.data_dir)
    made = passports.signed(found.passport, key, parts.settings.public_url)
    return File(made.content, "application/json", f"passport-{ask.path['company_id']}.json")


@AREA.add(
    "GET",
    "/reports/companies/{company_id}/links",
    "passports.links",
    N_("Links that show parts of a passport"),
    list[Share],
)
async def list_links(ask: Ask) -> list[Share]:
    """What was shared, for whom, until when, and how often it was opened."""
    viewer, parts = ask.acting(Role.FOUNDER), ask.parts
    found = await passports.open_passport(
        parts.db, parts.clock, viewer=viewer, company_id=ask.path["company_id"], as_of=None
    )
    return list(found.shares)


class LinkBody(Body):
    """What a link shows, for whom, and for how many days."""

    parts: Annotated[list[Part], Field(min_length=1, max_length=len(Part))]
    audience: Annotated[str, Field(max_length=80)] = ""
    days: Literal[tuple(passports.TERMS)]  # type: ignore[valid-type] # the terms on offer


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link and its address; the address is a secret of whoever holds it."""

    id: int
    address: str


@AREA.add(
    "POST",
    "/reports/companies/{company_id}/links",
    "passports.share",
    N_("Make a link that shows parts of a passport"),
    NewLink,
    body=LinkBody,
    status=201,
    pages=("passports.share",),
    example={"parts": ["firsts"], "days": 30},
)
async def share(ask: Ask) -> NewLink:
    """By the company's own people."""
    viewer, parts, company_id = ask.acting(Role.FOUNDER), ask.parts, ask.path["company_id"]
    if company_id not in viewer.organisation_ids(Role.FOUNDER):
        raise NotFound
    new = ask.clean(ShareForm.parse(ask.form()))
    made = await passports.make_share(
        parts.db,
        parts.clock,
        viewer=viewer,
        company_id=company_id,
        parts=new.parts,
        audience=new.audience,
        days=new.days,
    )
    token = passports.share_token(parts.settings, parts.clock, made)
    return NewLink(made, f"{parts.settings.public_url}/passport/{token}")


@AREA.add(
    "POST",
    "/reports/companies/{company_id}/links/{share_id}/revoke",
    "passports.revoke",
    N_("End a link to a passport"),
    Done,
    pages=("passports.revoke",),
)
async def revoke(ask: Ask) -> None:
    """By the company's own people."""
    await passports.revoke_share(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.FOUNDER),
        company_id=ask.path["company_id"],
        share_id=ask.path["share_id"],
    )


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
    clean = ask.clean(ReportFiltersForm.parse(_asked(AsOf(as_of=ask.query.as_of)), parts.clock.now()))
    view = await pools.open_pool(
        parts.db, parts.clock, viewer=viewer, as_of=clean.as_of, pool_id=ask.query.pool
    )
    if isinstance(view, PoolsAtHand):
        return PoolReport([], None)
    given = ask.clean(AssumptionsForm.parse(QueryParams(), view.products))
    built = pool_built(view, await pools.look_ahead(view, given), {})
    return PoolReport(list(view.pools), _told(ask, built, view.as_of))


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


@dataclass(frozen=True, slots=True)
class LedgerStanding:
    """How long the chain is, the last look over the whole of it, and the heads of the last days."""

    tip: Tip | None
    check: Check | None
    heads: list[Head]


@AREA.add(
    "GET",
    "/ledger",
    "ledger.show",
    N_("How the ledger's chain stands"),
    LedgerStanding,
    pages=("officer.ledger",),
)
async def show_ledger(ask: Ask) -> LedgerStanding:
    """For officers."""
    found = await open_ledger_state(ask.parts.db, viewer=ask.acting(Role.OFFICER))
    return LedgerStanding(found.tip, found.check, found.heads)
