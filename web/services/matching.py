"""Who fits whom, for providers: the ranked list, and one pitch with its reasons. Founders: `who_fits.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from matcher.counterfactual import Offer
from matcher.encoding import EncodedText
from matcher.features import problem_for_provider
from matcher.gates import Gate, gates
from matcher.postings import Rows
from matcher.problem import Provider
from matcher.ranking import Ranked, Ranker, rank, rank_row
from matcher.tables import CompanyTable
from models.db import Database
from models.entities.fairness import ListLift
from models.entities.matching import Candidate, CandidateIds, Introduction, MatchFilters
from models.entities.viewer import Acting, Viewer
from models.entities.vocabulary import Choice, ListOrder, Role
from models.errors import NotAllowed, NotFound
from models.repositories.fairness import FairnessRepository
from models.repositories.matching import IntroductionRepository, MatchRepository
from web.clock import Clock
from web.services.floor import with_first_looks
from web.services.index import MatchIndex, Tables
from web.services.list_by_date import pitches_open
from web.services.matching_problem import looking_for
from web.services.openings import (
    apart_key,
    offers_for_pair,
)
from web.services.short_texts import ShortText


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
    """What a provider sees, and what stands in its way."""

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


@dataclass(frozen=True, slots=True)
class Judged:
    """One pitch before one provider, with the names of the provider's products, which offers may turn."""

    ranked: Ranked | None = None
    gates: list[Gate] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PairView:
    """One pitch before one provider: the score with its reasons, or the gates that shut it out.

    `judged` holds either; `model` is the text model whose vectors were compared.
    """

    acting: Acting
    pitch: Candidate
    judged: Judged
    introduction: Introduction | None
    model: str | None
    # By date: the reader wants no score, and none is worked out.
    order: ListOrder = ListOrder.FIT

    @property
    def ranked(self) -> Ranked | None:
        """The score with its reasons; None for who is shut out, or without a profile."""
        return self.judged.ranked

    @property
    def gates(self) -> list[Gate]:
        """What shuts the pitch out."""
        return self.judged.gates

    @property
    def offers(self) -> list[Offer]:
        """What would let it in, or make it fit better where it is in."""
        return self.judged.offers


def acting_provider(viewer: Viewer, organisation_id: int | None = None) -> Acting:
    """For whom the viewer acts: the one asked for, else the first vetted one."""
    vetted = [a for a in viewer.organisations(Role.PROVIDER) if a.vetted]
    if organisation_id is not None:
        vetted = [a for a in vetted if a.organisation_id == organisation_id]
        if not vetted:
            raise NotFound
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
    limit: int = 30,
) -> MatchList:
    """Rank the pitches that fit the filters for one of the viewer's vetted providers.

    Who is shut out by a gate is left out, not ranked low. What was shown is remembered, with its
    position and the model's version: learning without impressions is guessing. Words that are looked for
    order the list instead of the profile; such a list says nothing of the model, and is not remembered.
    They are left aside where another text model has just taken over, until they are read by that one.
    Who reads lists by date gets the last approved first, without a score, under the same gates.
    Without an `index` one is filled for this call.
    """
    acting = acting_provider(viewer, organisation_id)
    index = index or MatchIndex()
    async with index.look(db) as conn:
        by_date = viewer.list_order is ListOrder.DATE
        words = looked_for.encoded if looked_for is not None and looked_for.model == index.model else None
        by_date = viewer.list_order is ListOrder.DATE and words is None
        matching = MatchRepository(conn)
        found = await matching.candidate_ids(viewer, acting.organisation_id, filters)
        keep_refused = filters.choice == Choice.NO
        shown: list[int] = []
        told: _Listed | None
        if by_date:
            opened = await index.run(
                lambda tables: pitches_open(tables, acting, found, keep_refused=keep_refused)
            )
            told = None
            if opened is not None:
                told = _Listed([], opened.n_open, opened.n_gated, 0, opened.n_unanswered)
                shown = await matching.newest(viewer, acting.organisation_id, opened.ids, limit)
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
                    lifts if words is None else (),
                    today=clock.now().date(),
                    keep_refused=keep_refused,
                    limit=limit,
                )
            )
        if told is None:
            return MatchList(acting, False, [], len(found.ids), 0, 0, 0, ranker.name, order=viewer.list_order)
        if not by_date:
            shown = [int(r.id) for r, _ in told.ranked]
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
    )


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
    listed = await index.run(
        lambda tables: _list_pitches(
            tables,
            ranker,
            acting,
            found,
            None,
            (),
            today=clock.now().date(),
            keep_refused=filters.choice == Choice.NO,
            limit=limit,
        )
    )
    return [] if listed is None else [int(ranked.id) for ranked, _ in listed.ranked]


@dataclass(frozen=True, slots=True)
class _Listed:
    """The best pitches for one provider, which of them are lifted, and how many the others are."""

    ranked: list[tuple[Ranked, bool]]
    n_open: int
    n_gated: int
    n_unencoded: int
    n_unanswered: int


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
    limit: int,
) -> _Listed | None:
    """Rank the pitches that the viewer may see; None when the provider has no profile."""
    row = tables.providers.row(acting.organisation_id)
    if row is None:
        return None
    shut = found.declined if keep_refused else found.declined | found.refused
    # Who is full still reads; only founders are shown others in its place.
    provider = replace(tables.providers.table.provider(row), declined=frozenset(map(str, shut)), full=False)
    if looked_for is not None:
        provider = looking_for(provider, looked_for)
    table, rows = tables.companies.table, tables.companies.rows(found.ids)
    problem = problem_for_provider(provider, table, rows=rows, on=today)
    n_open = int(problem.open.sum())
    answered = tables.companies.rows(np.array(sorted(found.answered), dtype=np.int64))
    return _Listed(
        with_first_looks(ranker, problem, rank(ranker, problem, top=limit), () if keep_refused else lifts),
        n_open=n_open,
        n_gated=len(rows) - n_open,
        n_unencoded=int((~table.text.encoded[rows]).sum()),
        n_unanswered=n_open - int(np.isin(rows[problem.open], answered).sum()),
    )


async def open_pair(
    db: Database,
    ranker: Ranker,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int | None = None,
    pitch_id: int,
    index: MatchIndex | None = None,
) -> PairView:
    """Why one pitch fits one provider, ranked among all that are open to it; or which gates shut it out."""
    acting = acting_provider(viewer, organisation_id)
    index = index or MatchIndex()
    async with index.look(db) as conn:
        matching = MatchRepository(conn)
        pitches = await matching.candidates(viewer, acting.organisation_id, [pitch_id])
        if not pitches:
            raise NotFound
        found = await matching.candidate_ids(viewer, acting.organisation_id, MatchFilters(choice=None))
        introductions = await IntroductionRepository(conn).visible(viewer, Role.PROVIDER, pitch_id=pitch_id)
        today = clock.now().date()
        judged = await index.run(lambda tables: judge_pair(tables, ranker, acting, found, pitch_id, today))
    if viewer.list_order is ListOrder.DATE:
        judged = replace(judged, ranked=None)
    if judged.gates or judged.ranked is not None:
        offers = await index.run_apart(
            apart_key(
                "pair", ranker, acting.organisation_id, pitch_id, today, found.ids.tobytes(), found.declined
            ),
            lambda tables: _take_pair(tables, acting, found, pitch_id),
            lambda taken: offers_for_pair(ranker, *taken, today) if taken else [],
        )
        judged = replace(judged, offers=offers)
    introduction = next((n for n in introductions if n.organisation_id == acting.organisation_id), None)
    return PairView(acting, pitches[0], judged, introduction, index.model, viewer.list_order)


def judge_pair(
    tables: Tables, ranker: Ranker, acting: Acting, found: CandidateIds, pitch_id: int, today: date
) -> Judged:
    """One pitch among all that the provider may see; or the gates that shut it out."""
    row, place = tables.providers.row(acting.organisation_id), tables.companies.row(pitch_id)
    if row is None or place is None:
        return Judged()
    provider = replace(tables.providers.table.provider(row), full=False)
    table, rows = tables.companies.table, tables.companies.rows(found.ids)
    at = int(np.flatnonzero(rows == place)[0])
    declined = frozenset({provider.id}) if pitch_id in found.declined else frozenset()
    shut = gates(replace(table.facts[place], declined=declined), provider)
    if shut:
        return Judged(None, shut, products=tuple(product.name for product in provider.products))
    problem = problem_for_provider(provider, table, rows=rows, on=today)
    products = tuple(product.name for product in provider.products)
    return Judged(rank_row(ranker, problem, at), products=products)


def _take_pair(
    tables: Tables, acting: Acting, found: CandidateIds, pitch_id: int
) -> tuple[Provider, CompanyTable, Rows, int] | None:
    """What the offers for a pair are worked out from; None when one of the two has left meanwhile."""
    row, place = tables.providers.row(acting.organisation_id), tables.companies.row(pitch_id)
    if row is None or place is None:
        return None
    provider = replace(
        tables.providers.table.provider(row), full=False, declined=frozenset(map(str, found.declined))
    )
    rows = tables.companies.rows(found.ids)
    at = int(np.flatnonzero(rows == place)[0])
    return provider, tables.companies.table.copy_for(provider.text), rows, at
