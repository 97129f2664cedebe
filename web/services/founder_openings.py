"""What would open more providers to a pitch: the page of its founder, beside the list of who fits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.postings import Rows
from matcher.problem import Company
from matcher.ranking import Ranker
from matcher.tables import ProviderTable
from models.db import Database
from models.entities.matching import Candidate, ProviderFacts
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.repositories.matching import IntroductionRepository, MatchRepository
from web.services.index import MatchIndex, Tables
from web.services.openings import CompanyOffers, apart_key, offers_for_company


@dataclass(frozen=True, slots=True)
class FounderOpenings:
    """What shuts providers out and what would let them in; `known` are those that the offers name."""

    pitch: Candidate
    found: CompanyOffers
    known: dict[str, ProviderFacts]


async def open_founder_openings(
    db: Database, ranker: Ranker, *, viewer: Viewer, pitch_id: int, index: MatchIndex | None = None
) -> FounderOpenings | None:
    """What a founder could state otherwise; None while the pitch is not on show.

    Each offer is ranked again before it is made, which takes longer than a list: it is worked out on a
    copy, without a connection.
    """
    index = index or MatchIndex()
    async with index.look(db) as conn:
        matching = MatchRepository(conn)
        pitch = await matching.own_pitch(viewer, pitch_id)
        if pitch is None:
            return None
        ids = await matching.visible_provider_ids(pitch_id)
        introductions = await IntroductionRepository(conn).visible(viewer, Role.FOUNDER, pitch_id=pitch_id)
    introduced = frozenset(str(n.organisation_id) for n in introductions)
    found = await index.run_apart(
        apart_key("founder_openings", ranker, pitch_id, ids.tobytes(), introduced),
        lambda tables: _take(tables, pitch_id, ids),
        lambda taken: _work_out(ranker, taken, introduced),
    )
    async with db.read() as conn:
        facts = await MatchRepository(conn).providers_for(pitch, found.ids())
    return FounderOpenings(pitch, found, {str(f.organisation_id): f for f in facts if f.visible_to_founders})


_Taken = tuple[Company, ProviderTable, Rows]


def _take(tables: Tables, pitch_id: int, ids: NDArray[np.int64]) -> _Taken | None:
    place = tables.companies.row(pitch_id)
    if place is None:
        return None
    company = tables.companies.table.company(place)
    return company, tables.providers.table.copy_for(company.text), tables.providers.rows(ids)


def _work_out(ranker: Ranker, taken: _Taken | None, introduced: Collection[str]) -> CompanyOffers:
    if taken is None:
        return CompanyOffers({}, [])
    company, table, rows = taken
    return offers_for_company(ranker, company, table, rows, introduced=introduced)
