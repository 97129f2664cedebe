"""The floor: who stands in whose list above the own place. Planned in the worker, followed by lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from matcher.fairness import FloorPlan, FloorProblem, FloorRules, plan_floor, with_lifted
from matcher.features import RankingProblem, problem_for_provider
from matcher.gates import gates
from matcher.ranking import Ranked, Ranker, rank, rank_row
from models.db import Database
from models.entities.fairness import (
    Answered,
    ListLift,
    NewLift,
    NewPlan,
    NewRules,
    NewShort,
    Planning,
)
from models.entities.vocabulary import Choice
from models.repositories.fairness import FairnessRepository
from web.clock import Clock
from web.services.fairness import rules_in_force
from web.services.index import MatchIndex, Tables

# What changes is planned for together: at most one plan in so long, unless somebody asks.
PAUSE = timedelta(minutes=2)
# Recency and the days of deals move by themselves.
LONGEST = timedelta(days=1)
KEPT_PLANS = 30


async def plan_pending(db: Database, index: MatchIndex, ranker: Ranker, clock: Clock) -> bool:
    """Make a plan if one is due: something changed, somebody asked, or the last one is a day old."""
    async with db.read() as conn:
        fairness = FairnessRepository(conn)
        marks = await fairness.planning()
        asked = _asked(marks)
        if not asked and marks.made_at is not None and clock.now() - marks.made_at < PAUSE:
            return False
        fingerprint = await fairness.fingerprint()
        if not asked and not _stale(marks, fingerprint, clock.now()):
            return False
        rules = rules_in_force(await fairness.rules())
        answered = await fairness.answered()
        await index.refresh(conn)
    made = await index.run(lambda tables: _made(tables, ranker, answered, rules, clock.now().date()))
    async with db.transaction() as conn:
        await FairnessRepository(conn).save_plan(
            NewPlan(
                marks.rule_id,
                rules.reach,
                rules.line,
                rules.most,
                ranker.name,
                fingerprint,
                clock.now(),
                made.plan.n_pitches,
                made.n_providers,
                made.plan.reached_before,
                made.plan.price,
            ),
            [
                NewLift(int(x.provider), int(x.pitch), int(x.instead), x.fit, x.fit_instead)
                for x in made.plan.lifts
            ],
            [
                NewShort(int(s.pitch), s.reached, s.missing, s.n_open, made.gates[s.pitch])
                for s in made.plan.shorts
            ],
            keep=KEPT_PLANS,
        )
    return True


def _asked(marks: Planning) -> bool:
    """Whether there is no plan yet, or the rules or a person want a new one."""
    if marks.made_at is None or marks.planned_rule_id != marks.rule_id:
        return True
    return marks.requested_at is not None and marks.requested_at > marks.made_at


def _stale(marks: Planning, fingerprint: str, now: datetime) -> bool:
    return marks.fingerprint != fingerprint or marks.made_at is None or now - marks.made_at >= LONGEST


@dataclass(frozen=True, slots=True)
class _Made:
    plan: FloorPlan
    n_providers: int
    gates: dict[str, dict[str, int]]


def _made(
    tables: Tables, ranker: Ranker, answered: Sequence[Answered], rules: NewRules, today: date
) -> _Made:
    """Every provider's own list as it is shown without filters, and the plan over all of them."""
    refused: dict[int, set[str]] = {}
    looked: set[tuple[str, str]] = set()
    for pair in answered:
        if pair.founder_declined or pair.choice == Choice.NO:
            refused.setdefault(pair.organisation_id, set()).add(str(pair.pitch_id))
        if pair.choice is not None:
            looked.add((str(pair.organisation_id), str(pair.pitch_id)))
    companies, providers = tables.companies.table, tables.providers.table
    lists = {}
    for row in providers.slots.live.tolist():
        provider = providers.provider(row)
        # Who is full takes no more introductions: a place in its list would be no look.
        if provider.full:
            continue
        own = replace(provider, declined=frozenset(refused.get(int(provider.id), set())))
        ranked = rank(ranker, problem_for_provider(own, companies, on=today), top=None, explain=False)
        lists[provider.id] = [(one.id, one.fit) for one in ranked]
    pitches = companies.slots.ids_of(companies.slots.live)
    plan = plan_floor(
        FloorProblem(lists, pitches, frozenset(looked)),
        FloorRules(reach=rules.reach, line=rules.line, most=rules.most),
    )
    return _Made(plan, len(lists), {s.pitch: _shut_out(tables, s.pitch, refused) for s in plan.shorts})


def _shut_out(tables: Tables, pitch: str, refused: Mapping[int, set[str]]) -> dict[str, int]:
    """How many providers each gate shuts a pitch out from; one may meet several."""
    company = tables.companies.table.company(tables.companies.table.slots.row_of[pitch])
    counted: Counter[str] = Counter()
    providers = tables.providers.table
    for row in providers.slots.live.tolist():
        provider = providers.provider(row)
        own = replace(provider, declined=frozenset(refused.get(int(provider.id), set())))
        counted.update(str(gate.code) for gate in gates(company, own))
    return dict(sorted(counted.items()))


def with_first_looks(
    ranker: Ranker,
    problem: RankingProblem,
    ranked: Sequence[Ranked],
    lifts: Sequence[ListLift],
) -> list[tuple[Ranked, bool]]:
    """A provider's list with the pitches that the plan lifts into it, and which those are; without reasons.

    Scores are those of the ranking. Who is not a candidate of this list (by its filters,
    or by a gate that has closed since) is not in it either.
    """
    if not lifts:
        return [(one, False) for one in ranked]
    rules = FloorRules(reach=lifts[0].reach, line=lifts[0].line, most=lifts[0].most)
    found = {one.id: one for one in ranked}
    row_of = {candidate: row for row, candidate in enumerate(problem.ids)}
    for lift in lifts:
        pitch = str(lift.pitch_id)
        if pitch not in found and pitch in row_of:
            one = rank_row(ranker, problem, row_of[pitch], explain=False)
            if one is not None:
                found[pitch] = one
    order = with_lifted(list(found), [(str(x.pitch_id), str(x.instead_id)) for x in lifts], rules)
    return [(found[pitch], lifted) for pitch, lifted in order[: len(ranked)]]
