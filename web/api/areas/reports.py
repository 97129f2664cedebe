"""Results, reports, passports, pools and the ledger's state: the tables of the pages, typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

import anyio.to_thread
from pydantic import Field

from models.entities.chain import Check, Head, Tip
from models.entities.passports import Part, Share
from models.entities.report_facts import CountedRow
from models.entities.reports import HostRole, Subject
from models.entities.vocabulary import FundingKind, Role
from models.errors import NotFound
from web.api.bodies import Body, Id, Query
from web.api.operation import Area, Ask, Done, File
from web.api.tables import AsOf, Day, ReportTables, asked, told
from web.forms.reports import HostForm, ReportFilters, ReportFiltersForm, ShareForm
from web.forms.results import ResultFiltersForm, RowsForm
from web.i18n import N_
from web.pages.event_report import event_built
from web.pages.passports import passport_built
from web.pages.provider_report import provider_built
from web.pages.result_files import results_report
from web.pages.result_rows import outcome_built
from web.pages.space_report import space_built
from web.services import passports, reports, results
from web.services.event_outcomes import open_event_outcome
from web.services.ledger_heads import open_ledger_state
from web.services.reports import Star
from web.site_key import site_key
from web.vocabulary import district_codes

AREA = Area(N_("Results and reports"), "reports")


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
    wish = ask.clean(ResultFiltersForm.parse(asked(ask.query, space_id="space"), parts.clock.now()))
    found = await results.open_results(
        parts.db, parts.clock, viewer=viewer, filters=wish.filters, districts=_districts()
    )
    return told(ask, results_report(found, wish.filters), found.as_of)


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
    wish = ask.clean(RowsForm.parse(asked(ask.query, space_id="space"), parts.clock.now()))
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


class Yearly(AsOf):
    """As of when, and of which year."""

    year: Annotated[int | None, Field(ge=2000, le=2100)] = None


class Starred(Yearly):
    """What is starred in a list that leaves the house."""

    star: Annotated[list[Star], Field(max_length=len(Star))] = []  # noqa: RUF012 - pydantic copies it


def _filters(ask: Ask) -> ReportFilters:
    return ask.clean(ReportFiltersForm.parse(asked(ask.query), ask.parts.clock.now()))


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
    return told(ask, outcome_built(found, _nowhere), found.as_of)


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
    return told(ask, space_built(found, clean.stars, _nowhere, _nowhere), found.as_of)


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
    return told(ask, event_built(found, _nowhere), found.as_of)


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
    return told(ask, provider_built(found, _nowhere, lambda _: ""), found.as_of)


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
    return told(ask, passport_built(found.passport, None), found.passport.as_of)


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
