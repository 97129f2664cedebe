"""Lists for who refuses to be ranked for: the same gates, the newest first, no score worked out at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.masks import open_for_provider
from models.db import Database
from models.entities.matching import CandidateIds
from models.entities.viewer import Acting, Viewer
from models.entities.vocabulary import ListOrder
from models.repositories.people import PeopleRepository
from web.services.index import Tables
from web.services.openings import open_to_company


@dataclass(frozen=True, slots=True)
class OpenPitches:
    """The pitches that no gate shuts out for one provider, and how many the others are."""

    ids: NDArray[np.int64]
    n_open: int
    n_gated: int
    n_unanswered: int


def pitches_open(
    tables: Tables, acting: Acting, found: CandidateIds, *, keep_refused: bool
) -> OpenPitches | None:
    """Of the pitches that a provider may see those that its profile lets in; None when it has none."""
    row = tables.providers.row(acting.organisation_id)
    if row is None:
        return None
    shut = found.declined if keep_refused else found.declined | found.refused
    provider = replace(tables.providers.table.provider(row), declined=frozenset(map(str, shut)), full=False)
    rows = tables.companies.rows(found.ids)
    is_open = open_for_provider(provider, tables.companies.table)[rows]
    answered = tables.companies.rows(np.array(sorted(found.answered), dtype=np.int64))
    return OpenPitches(
        tables.companies.numbers(rows[is_open]),
        n_open=int(is_open.sum()),
        n_gated=int((~is_open).sum()),
        n_unanswered=int((~np.isin(rows[is_open], answered)).sum()),
    )


def providers_open(
    tables: Tables, pitch_id: int, ids: NDArray[np.int64], introduced: Collection[str]
) -> tuple[list[int], dict[str, int]]:
    """The providers that nothing shuts out from a pitch on show, and how many each gate does."""
    place = tables.companies.row(pitch_id)
    if place is None:
        return [], {}
    rows = tables.providers.rows(ids)
    is_open, gated = open_to_company(
        tables.companies.table.company(place), tables.providers.table, rows, introduced
    )
    return tables.providers.numbers(rows[is_open]).tolist(), gated


async def choose_order(db: Database, *, viewer: Viewer, order: ListOrder) -> None:
    """In which order the viewer reads lists from now on."""
    async with db.transaction() as conn:
        await PeopleRepository(conn).set_list_order(viewer.person_id, order)
