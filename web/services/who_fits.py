"""Who fits a founder's own pitch: providers, the gated counted by their gate, the full with substitutes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking import Ranked, Ranker
from models.db import Database
from models.entities.ids import OrganisationId
from models.entities.matching import Candidate, Introduction, ProviderFacts
from models.entities.viewer import Viewer
from models.entities.vocabulary import ListOrder, Role
from models.repositories.matching import IntroductionRepository, MatchRepository
from web.services.index import MatchIndex, Tables
from web.services.list_by_date import providers_open
from web.services.openings import (
    CompanyList,
    Deflected,
    list_for_company,
)


@dataclass(frozen=True, slots=True)
class ProviderMatch:
    """A provider as the founder of one pitch sees it."""

    provider: ProviderFacts
    # None in a list by date.
    ranked: Ranked | None
    introduction: Introduction | None


@dataclass(frozen=True, slots=True)
class FounderMatches:
    """Who fits a pitch and who is interested; gated providers are counted by the gate.

    `known` are the facts of every provider in the list and of the full ones' substitutes. What would
    let the gated ones in takes longer, and has a page of its own: `founder_openings`.
    """

    pitch: Candidate
    providers: list[ProviderMatch]
    introductions: list[Introduction]
    gated: dict[str, int]
    deflected: list[Deflected]
    known: dict[str, ProviderFacts]
    order: ListOrder = ListOrder.FIT


async def open_providers(
    db: Database,
    ranker: Ranker,
    *,
    viewer: Viewer,
    pitch_id: int,
    index: MatchIndex | None = None,
    limit: int = 20,
) -> FounderMatches | None:
    """Which providers fit a founder's own pitch, and which are interested; None while it is not on show."""
    index = index or MatchIndex()
    async with index.look(db) as conn:
        matching = MatchRepository(conn)
        pitch = await matching.own_pitch(viewer, pitch_id)
        if pitch is None:
            return None
        ids = await matching.visible_provider_ids(pitch_id)
        introductions = await IntroductionRepository(conn).visible(viewer, Role.FOUNDER, pitch_id=pitch_id)
        of_provider = {n.organisation_id: n for n in introductions}
        introduced = {str(i) for i in of_provider}
        by_date = viewer.list_order is ListOrder.DATE
        if by_date:
            open_ids, gated = await index.run(
                lambda tables: providers_open(tables, pitch_id, ids, introduced)
            )
            found = CompanyList([], gated)
            shown = [str(i) for i in await matching.newest_providers(open_ids, limit)]
            facts = await matching.providers_for(pitch, sorted(map(int, shown)))
        else:
            found = await index.run(
                lambda tables: _list_providers(tables, ranker, pitch_id, ids, introduced, limit)
            )
            shown = [r.id for r in found.ranked]
            facts = await matching.providers_for(pitch, sorted(found.ids()))
    known = {str(f.organisation_id): f for f in facts if f.visible_to_founders}
    ranked = {r.id: r for r in found.ranked}
    return FounderMatches(
        pitch,
        [
            ProviderMatch(known[i], ranked.get(i), of_provider.get(OrganisationId(int(i))))
            for i in shown
            if i in known
        ],
        introductions,
        found.gated,
        [d for d in found.deflected if d.provider.id in known],
        known,
        viewer.list_order,
    )


def _list_providers(
    tables: Tables,
    ranker: Ranker,
    pitch_id: int,
    ids: NDArray[np.int64],
    introduced: Collection[str],
    limit: int,
) -> CompanyList:
    """The providers for a pitch on show, and what stands between it and the others."""
    place = tables.companies.row(pitch_id)
    if place is None:
        return CompanyList([], {})
    return list_for_company(
        ranker,
        tables.companies.table.company(place),
        tables.providers.table,
        tables.providers.rows(ids),
        introduced=introduced,
        limit=limit,
    )
