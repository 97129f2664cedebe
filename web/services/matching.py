"""Who fits whom, for providers: the ranked list. One pitch: `matching_pair.py`; founders: `who_fits.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from matcher.encoding import EncodedText
from matcher.features import RankingProblem, problem_for_provider
from matcher.postings import Rows
from matcher.ranking import Ranked, Ranker, explained, rank
from models.db import Database
from models.entities.fairness import ListLift
from models.entities.matching import Candidate, CandidateIds, MatchFilters
from models.entities.viewer import Acting, Viewer
from models.entities.vocabulary import Choice, ListOrder, Role
from models.errors import NotAllowed, NotFound
from models.repositories.fairness import FairnessRepository
from models.repositories.matching import MatchRepository
from web.clock import Clock
from web.services.floor import with_first_looks
from web.services.index import MatchIndex, Tables
from web.services.list_by_date import pitches_open
from web.services.matching_problem import looking_for
from web.services.short_texts import ShortText

# How many places a page shows, and where a list ends: whoever reads so far is helped by filters, not by more.
PAGE_SIZE = 12
MOST_PLACES = 100
# Fit from which a pitch is said to fit very well.
VERY_WELL = 75.0


@dataclass(frozen=True, slots=True)
class ListAsked:
    """Which pitches, and which page of the list."""

    filters: MatchFilters = field(default_factory=MatchFilters)
    page: int = 1


@dataclass(frozen=True, slots=True)
class Match:
    """A pitch in a provider's list, with the rank's score and reasons."""

    pitch: Candidate
    # None in a list by date.
    ranked: Ranked | None
    # Stands above its own place, so that every approved pitch gets a first look.
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class MatchList:
    """The part of its list that a provider sees, and what stands in its way."""

    acting: Acting
    has_profile: bool
    matches: list[Match]
    n_open: int
    n_gated: int
    n_unencoded: int
    n_unanswered: int
    model_version: str
    # Whether typed words decided the order.
    words_read: bool = False
    order: ListOrder = ListOrder.FIT
    # How many places come before this part, how many the list has, and how many in it fit very well.
    skipped: int = 0
    n_places: int = 0
    n_very_well: int = 0


def acting_provider(viewer: Viewer, organisation_id: int | None = None) -> Acting:
    """For whom the viewer acts: the one asked for, else the first vetted one."""
    own = viewer.organisations(Role.PROVIDER)
    if organisation_id is not None:
        own = tuple(a for a in own if a.organisation_id == organisation_id)
        if not own:
            raise NotFound
    vetted = [a for a in own if a.vetted]
    if not vetted:
        raise NotAllowed("not_vetted")
    return vetted[0]


async def open_matches(
    db: Database,
    ranker: Ranker,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int | None = None,
    filters: MatchFilters,
    looked_for: ShortText | None = None,
    index: MatchIndex | None = None,
    start: int = 0,
    limit: int = PAGE_SIZE,
) -> MatchList:
    """Rank the pitches that fit the filters for one of the viewer's vetted providers, and show a part.

    The part begins after `start` places; behind the list's end it is the last one. Who is shut out by a gate
    is left out, not ranked low. What was shown is remembered, with its position and the model's version:
    learning without impressions is guessing. Words that are looked for order the list instead of the profile;
    such a list says nothing of the model, and is not remembered. They are left aside where another text model
    has just taken over, until they are read by that one. Who reads lists by date gets the last approved
    first, without a score, under the same gates. Without an `index` one is filled for this call.
    """
    acting = acting_provider(viewer, organisation_id)
    index = index or MatchIndex()
    async with index.look(db) as conn:
        words = looked_for.encoded if looked_for is not None and looked_for.model == index.model else None
        by_date = viewer.list_order is ListOrder.DATE and words is None
        matching = MatchRepository(conn)
        found = await matching.candidate_ids(viewer, acting.organisation_id, filters)
        keep_refused = filters.choice == Choice.NO
        shown: list[int] = []
        told: _Listed | None = None
        if by_date:
            opened = await index.run(
                lambda tables: pitches_open(tables, acting, found, keep_refused=keep_refused)
            )
            if opened is not None:
                n_places = min(opened.n_open, MOST_PLACES)
                skipped = _skipped(start, limit, n_places)
                counts = (opened.n_open, opened.n_gated, 0, opened.n_unanswered)
                told = _Listed([], skipped, n_places, 0, *counts)
                upto = min(skipped + limit, n_places)
                shown = (await matching.newest(viewer, acting.organisation_id, opened.ids, upto))[skipped:]
        else:
            lifts = await FairnessRepository(conn).lifts_for(viewer, acting.organisation_id)
            told = await index.run(
                lambda tables: _list_pitches(
                    tables,
                    ranker,
                    acting,
                    found,
                    words,
                    # Who types what it looks for wants that, and nobody else.
                    () if words is not None or keep_refused else lifts,
                    today=clock.now().date(),
                    keep_refused=keep_refused,
                    start=start,
                    limit=limit,
                )
            )
            shown = [int(r.id) for r, _ in told.ranked] if told else []
        if told is None:
            return MatchList(acting, False, [], len(found.ids), 0, 0, 0, ranker.name, order=viewer.list_order)
        pitches = await matching.candidates(viewer, acting.organisation_id, shown)
    ranked = {int(r.id): (r, lifted) for r, lifted in told.ranked}
    by_id = {int(p.pitch_id): p for p in pitches}
    matches = [Match(by_id[i], *ranked.get(i, (None, False))) for i in shown if i in by_id]
    if matches and words is None:
        async with db.transaction() as conn:
            await MatchRepository(conn).record_impressions(
                viewer,
                acting.organisation_id,
                [(m.pitch.pitch_id, m.ranked.score if m.ranked else None) for m in matches],
                ranker.name,
                clock.now(),
                viewer.list_order,
                skipped=told.skipped,
            )
    return MatchList(
        acting,
        True,
        matches,
        n_open=told.n_open,
        n_gated=told.n_gated,
        n_unencoded=told.n_unencoded,
        n_unanswered=told.n_unanswered,
        model_version=ranker.name,
        words_read=words is not None,
        order=viewer.list_order,
        skipped=told.skipped,
        n_places=told.n_places,
        n_very_well=told.n_very_well,
    )


def _skipped(start: int, limit: int, n_places: int) -> int:
    """How many places come before the part asked for; behind the end it is the last part."""
    return start if start < n_places else max(0, (n_places - 1) // limit * limit)


async def open_pitch_ids(
    db: Database,
    ranker: Ranker,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int,
    filters: MatchFilters,
    index: MatchIndex,
    limit: int,
) -> list[int]:
    """The pitches that `open_matches` would list, best first; nobody is shown them, nothing is remembered."""
    acting = acting_provider(viewer, organisation_id)
    async with index.look(db) as conn:
        found = await MatchRepository(conn).candidate_ids(viewer, acting.organisation_id, filters)

    def ids(tables: Tables) -> list[int]:
        asked = _problem(
            tables, acting, found, None, today=clock.now().date(), keep_refused=filters.choice == Choice.NO
        )
        ranked = rank(ranker, asked[0], top=limit, explain=False) if asked else []
        return [int(one.id) for one in ranked]

    return await index.run(ids)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A part of the list for one provider, which of it is lifted, and how many the others are."""

    ranked: list[tuple[Ranked, bool]]
    skipped: int
    n_places: int
    n_very_well: int
    n_open: int
    n_gated: int
    n_unencoded: int
    n_unanswered: int


def _problem(
    tables: Tables,
    acting: Acting,
    found: CandidateIds,
    looked_for: EncodedText | None,
    *,
    today: date,
    keep_refused: bool,
) -> tuple[RankingProblem, Rows] | None:
    """What is ranked for a provider, and the candidates' rows; None when it has no profile."""
    row = tables.providers.row(acting.organisation_id)
    if row is None:
        return None
    shut = found.declined if keep_refused else found.declined | found.refused
    # Who is full still reads; only founders are shown others in its place.
    provider = replace(tables.providers.table.provider(row), declined=frozenset(map(str, shut)), full=False)
    if looked_for is not None:
        provider = looking_for(provider, looked_for)
    rows = tables.companies.rows(found.ids)
    return problem_for_provider(provider, tables.companies.table, rows=rows, on=today), rows


def _list_pitches(
    tables: Tables,
    ranker: Ranker,
    acting: Acting,
    found: CandidateIds,
    looked_for: EncodedText | None,
    lifts: Sequence[ListLift],
    *,
    today: date,
    keep_refused: bool,
    start: int,
    limit: int,
) -> _Listed | None:
    """Rank the pitches that the viewer may see; None when the provider has no profile.

    The whole list is ordered whichever part is shown, so that parts fit together; the part alone has reasons.
    """
    asked = _problem(tables, acting, found, looked_for, today=today, keep_refused=keep_refused)
    if asked is None:
        return None
    problem, rows = asked
    best = rank(ranker, problem, top=MOST_PLACES, explain=False)
    skipped = _skipped(start, limit, len(best))
    part = with_first_looks(ranker, problem, best, lifts)[skipped : skipped + limit]
    told = explained(ranker, problem, [one for one, _ in part])
    n_open = int(problem.open.sum())
    answered = tables.companies.rows(np.array(sorted(found.answered), dtype=np.int64))
    return _Listed(
        list(zip(told, [lifted for _, lifted in part], strict=True)),
        skipped,
        n_places=len(best),
        n_very_well=sum(one.fit >= VERY_WELL for one in best),
        n_open=n_open,
        n_gated=len(rows) - n_open,
        n_unencoded=int((~tables.companies.table.text.encoded[rows]).sum()),
        n_unanswered=n_open - int(np.isin(rows[problem.open], answered).sum()),
    )
