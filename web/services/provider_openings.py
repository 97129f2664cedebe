"""What would open more pitches to a provider: the page of one of the viewer's vetted providers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from matcher.ranking import Ranker
from models.db import Database
from models.entities.matching import Candidate, CandidateIds, MatchFilters
from models.entities.profiles import Profile
from models.entities.viewer import Acting, Viewer
from models.repositories.matching import MatchRepository
from models.repositories.profiles import ProfileRepository
from web.clock import Clock
from web.services.index import MatchIndex, Tables
from web.services.matching import acting_provider
from web.services.openings import ProviderOffers, offers_for_provider


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
    async with db.read() as conn:
        await index.refresh(conn)
        matching = MatchRepository(conn)
        ids = await matching.candidate_ids(viewer, acting.organisation_id, MatchFilters())
        profile = await ProfileRepository(conn, viewer).profile(acting.organisation_id)
        found = await index.run(lambda tables: _work_out(tables, ranker, acting, ids, clock.now().date()))
        if found is None:
            return Openings(acting, profile, (), None, {})
        offered, names = found
        pitches = await matching.candidates(viewer, acting.organisation_id, offered.ids())
    return Openings(acting, profile, names, offered, {str(p.pitch_id): p for p in pitches})


def _work_out(
    tables: Tables, ranker: Ranker, acting: Acting, ids: CandidateIds, today: date
) -> tuple[ProviderOffers, tuple[str, ...]] | None:
    row = tables.providers.row(acting.organisation_id)
    if row is None:
        return None
    provider = replace(
        tables.providers.table.provider(row), declined=frozenset(map(str, ids.declined | ids.refused))
    )
    table, rows = tables.companies.table, tables.companies.rows(ids.ids)
    return (
        offers_for_provider(ranker, provider, table, rows, today),
        tuple(product.name for product in provider.products),
    )
