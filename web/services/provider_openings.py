"""What would open more pitches to a provider: the page of one of the viewer's vetted providers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from matcher.postings import Rows
from matcher.problem import Provider
from matcher.ranking import Ranker
from matcher.tables import CompanyTable
from models.db import Database
from models.entities.matching import Candidate, CandidateIds, MatchFilters
from models.entities.profiles import Profile
from models.entities.viewer import Acting, Viewer
from models.repositories.matching import MatchRepository
from models.repositories.profiles import ProfileRepository
from web.clock import Clock
from web.services.index import MatchIndex, Tables
from web.services.matching import acting_provider
from web.services.openings import ProviderOffers, apart_key, offers_for_provider


@dataclass(frozen=True, slots=True)
class Openings:
    """The offers with the pitches that they name; `found` is None without a profile."""

    acting: Acting
    profile: Profile | None
    product_names: tuple[str, ...]
    found: ProviderOffers | None
    pitches: dict[str, Candidate]


async def open_openings(
    db: Database,
    ranker: Ranker,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int | None = None,
    index: MatchIndex | None = None,
) -> Openings:
    """What shuts pitches out of the whole list, without filters, and what would let them in."""
    acting = acting_provider(viewer, organisation_id)
    index = index or MatchIndex()
    async with index.look(db) as conn:
        matching = MatchRepository(conn)
        ids = await matching.candidate_ids(viewer, acting.organisation_id, MatchFilters())
        profile = await ProfileRepository(conn, viewer).profile(acting.organisation_id)
    today = clock.now().date()
    shut = frozenset(map(str, ids.declined | ids.refused))
    found = await index.run_apart(
        apart_key("openings", ranker, acting.organisation_id, today, ids.ids.tobytes(), shut),
        lambda tables: _take(tables, acting, ids, shut),
        lambda taken: _work_out(ranker, taken, today),
    )
    if found is None:
        return Openings(acting, profile, (), None, {})
    offered, names = found
    async with db.read() as conn:
        pitches = await MatchRepository(conn).candidates(viewer, acting.organisation_id, offered.ids())
    return Openings(acting, profile, names, offered, {str(p.pitch_id): p for p in pitches})


_Taken = tuple[Provider, CompanyTable, Rows]


def _take(tables: Tables, acting: Acting, ids: CandidateIds, shut: frozenset[str]) -> _Taken | None:
    row = tables.providers.row(acting.organisation_id)
    if row is None:
        return None
    provider = replace(tables.providers.table.provider(row), declined=shut)
    return provider, tables.companies.table.copy_for(provider.text), tables.companies.rows(ids.ids)


def _work_out(
    ranker: Ranker, taken: _Taken | None, today: date
) -> tuple[ProviderOffers, tuple[str, ...]] | None:
    if taken is None:
        return None
    provider, table, rows = taken
    return (
        offers_for_provider(ranker, provider, table, rows, today),
        tuple(product.name for product in provider.products),
    )
