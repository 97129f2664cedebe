"""The officer's page and the public counts: what came of it, and how we know."""

from __future__ import annotations

from dataclasses import dataclass

from models.db import Database
from models.entities.funding import FirstsCell
from models.entities.results import CategoryCount, CertificateRow, Funnel, Totals
from models.entities.viewer import Viewer
from models.repositories.funding import LedgerRepository
from models.repositories.results import ResultsRepository
from web.services.firsts import FirstDefinition, default_definition


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the results pages show, at one instant."""

    definition: FirstDefinition
    cells: list[FirstsCell]
    funnel: Funnel
    totals: Totals
    categories: list[CategoryCount]
    certificates: list[CertificateRow]


@dataclass(frozen=True, slots=True)
class PublicResults:
    """What anybody may know: counts, no names."""

    definition: FirstDefinition
    cells: list[FirstsCell]
    totals: Totals


@dataclass(frozen=True, slots=True)
class ResultFilters:
    """Which firsts to list; None is all."""

    kind: str | None = None
    district: str | None = None
    year: int | None = None


async def open_results(db: Database, *, viewer: Viewer, filters: ResultFilters) -> Results:
    """The officer's page."""
    definition = default_definition()
    async with db.read() as conn:
        results = ResultsRepository(conn)
        return Results(
            definition,
            await LedgerRepository(conn).firsts_by_district_and_year(definition.code),
            await results.funnel(filters.year),
            await results.totals(),
            await results.categories(),
            await results.certificates(viewer, definition.code, filters.kind, filters.district, filters.year),
        )


async def public_results(db: Database) -> PublicResults:
    """The public counts."""
    definition = default_definition()
    async with db.read() as conn:
        cells = await LedgerRepository(conn).firsts_by_district_and_year(definition.code)
        return PublicResults(definition, cells, await ResultsRepository(conn).totals())
