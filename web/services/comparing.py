"""Up to four pitches side by side, as far as the viewer may see each; vetted providers also read the fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from matcher.ranking import Ranker
from models.db import Database
from models.entities.matching import Candidate, MatchFilters
from models.entities.search import FoundPitch
from models.entities.viewer import Acting, Viewer
from models.entities.vocabulary import ListOrder
from models.errors import Invalid, NotFound
from models.repositories.matching import MatchRepository
from models.repositories.search import SearchRepository
from web.clock import Clock
from web.services.index import MatchIndex, Tables
from web.services.matching import acting_provider
from web.services.matching_pair import Judged, judge_pair

FEWEST, MOST = 2, 4


@dataclass(frozen=True, slots=True)
class Compared:
    """One pitch; how it fits, and what was said of it, only for a provider that it is shown to."""

    pitch: FoundPitch
    judged: Judged = field(default_factory=Judged)
    candidate: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The pitches in the order asked for, and for whom their fit was worked out, if for anybody."""

    pitches: list[Compared]
    acting: Acting | None


async def compare_pitches(
    db: Database,
    ranker: Ranker,
    clock: Clock,
    *,
    viewer: Viewer,
    pitch_ids: Sequence[int],
    organisation_id: int | None = None,
    index: MatchIndex,
) -> Comparison:
    """Two to four pitches; one that the viewer may not see is not there.

    The founders of a pitch that is compared by a provider read that it was. Whoever reads lists by date
    gets no score here either.
    """
    ids = list(dict.fromkeys(pitch_ids))
    if not FEWEST <= len(ids) <= MOST:
        raise Invalid("too_few_to_compare", field="pitch")
    acting = acting_provider(viewer, organisation_id) if viewer.vetted_ids() else None
    async with index.look(db) as conn:
        pitches = await SearchRepository(conn).found_pitches(viewer, ids)
        if len(pitches) < len(ids):
            raise NotFound
        if acting is None:
            return Comparison([Compared(pitch) for pitch in pitches], None)
        matching, today = MatchRepository(conn), clock.now().date()
        found = await matching.candidate_ids(viewer, acting.organisation_id, MatchFilters(choice=None))
        candidates = {c.pitch_id: c for c in await matching.candidates(viewer, acting.organisation_id, ids)}

        def judge(tables: Tables) -> dict[int, Judged]:
            return {n: judge_pair(tables, ranker, acting, found, n, today) for n in candidates}

        by_date = viewer.list_order is ListOrder.DATE
        judged = {} if by_date else await index.run(judge)
    async with db.transaction() as conn:
        await SearchRepository(conn).note_compared(viewer, acting.organisation_id, ids, clock.now())
    return Comparison(
        [
            Compared(pitch, judged.get(pitch.pitch_id, Judged()), candidates.get(pitch.pitch_id))
            for pitch in pitches
        ],
        acting,
    )
