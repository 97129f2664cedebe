"""One pitch before one provider: score with reasons, or what shuts it out. The list is in `matching.py`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from matcher.counterfactual import Offer
from matcher.features import problem_for_provider
from matcher.gates import Gate, gates
from matcher.postings import Rows
from matcher.problem import Provider
from matcher.ranking import Ranked, Ranker, rank_row
from matcher.tables import CompanyTable
from models.db import Database
from models.entities.matching import Candidate, CandidateIds, Introduction, MatchFilters
from models.entities.viewer import Acting, Viewer
from models.entities.vocabulary import ListOrder, Role
from models.errors import NotFound
from models.repositories.matching import IntroductionRepository, MatchRepository
from web.clock import Clock
from web.services.index import MatchIndex, Tables
from web.services.matching import acting_provider
from web.services.openings import apart_key, offers_for_pair


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
