"""Which wishes a plan does not meet, for the organiser, who reads all of why."""

from __future__ import annotations

from dataclasses import dataclass, field

import anyio.to_thread

from matcher.relief import Relief, reliefs
from matcher.scheduling import MeetingsPlan, MeetingsProblem, WhyNot, why_not
from matcher.wishes import Wanted, Wish
from models.db import Database
from models.entities.events import Participant
from models.entities.ids import ParticipantId
from models.entities.plans import Plan, PlanContents
from models.entities.viewer import Viewer
from models.errors import NotFound
from models.repositories.events import EventRepository
from models.repositories.plans import PlanRepository
from web.services.events import found_event
from web.services.planning_problem import PlanningFacts, load_facts, pair_wishes
from web.services.unmet import markable, solved

# How many unmet wishes are listed, the strongest first; the others are counted.
MOST = 40


@dataclass(frozen=True, slots=True)
class UnmetPair:
    """A pair that one side or both wished, and that does not meet in a plan."""

    founder: Participant
    provider: Participant
    wish: Wish
    why: WhyNot
    # Only of the one that was asked for: it takes longer.
    frees: tuple[tuple[Relief, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryShare:
    """How a founder category stands in a plan: founders and meetings, and what share of all each is."""

    category: str | None
    n_founders: int
    n_meetings: int
    share_founders: float
    share_meetings: float


@dataclass(frozen=True, slots=True)
class PlanWishes:
    """What a plan makes of all wishes."""

    facts: PlanningFacts
    plan: Plan
    n_wished: int
    n_met: int
    pairs: list[UnmetPair]
    n_more: int
    asked: UnmetPair | None
    categories: list[CategoryShare] = field(default_factory=list)


async def open_plan_wishes(
    db: Database, *, viewer: Viewer, event_id: int, plan_id: int, asked: tuple[int, int] | None = None
) -> PlanWishes:
    """Which wishes a plan does not meet and why; of the pair asked for also what would free it."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        plans = PlanRepository(conn)
        plan = next(iter(await plans.of_event(viewer, event_id, plan_id)), None)
        if plan is None:
            raise NotFound
        facts = await load_facts(conn, event)
        contents = await plans.contents(plan_id)
    return await anyio.to_thread.run_sync(lambda: _plan_wishes(facts, plan, contents, asked))


def _plan_wishes(
    facts: PlanningFacts, plan: Plan, contents: PlanContents, asked: tuple[int, int] | None
) -> PlanWishes:
    problem, planned = solved(facts, contents)
    met = {(int(m.founder), int(m.investor)) for m in planned.meetings}
    wished = {
        pair: wish
        for pair, wish in pair_wishes(facts).items()
        if {wish.founder, wish.provider} & {Wanted.MUST, Wanted.LIKE} or wish.promised
    }
    left = sorted(
        (pair for pair in wished if pair not in met), key=lambda pair: (_weight(wished[pair]), pair)
    )
    pairs = [_unmet(facts, problem, planned, pair, wished[pair]) for pair in left[:MOST]]
    one = None
    if asked in wished and asked not in met:
        one = _unmet(facts, problem, planned, asked, wished[asked], fully=True)
    return PlanWishes(
        facts,
        plan,
        len(wished),
        len(wished.keys() & met),
        pairs,
        len(left) - len(pairs),
        one,
        category_shares(facts, contents),
    )


def _weight(wish: Wish) -> tuple[bool, int, int]:
    """The strongest first: promised, then by the number of musts and of likes."""
    both = (wish.founder, wish.provider)
    return not wish.promised, -both.count(Wanted.MUST), -both.count(Wanted.LIKE)


def _unmet(
    facts: PlanningFacts,
    problem: MeetingsProblem,
    plan: MeetingsPlan,
    pair: tuple[int, int],
    wish: Wish,
    *,
    fully: bool = False,
) -> UnmetPair:
    founder, provider = facts.by_id[ParticipantId(pair[0])], facts.by_id[ParticipantId(pair[1])]
    key = (str(pair[0]), str(pair[1]))
    frees: list[tuple[Relief, ...]] = []
    if fully:
        frees = reliefs(
            problem,
            plan,
            *key,
            founder_could=markable(facts, founder),
            investor_could=markable(facts, provider),
        )
    return UnmetPair(founder, provider, wish, why_not(problem, plan, *key, exchange=fully), tuple(frees))


def category_shares(facts: PlanningFacts, contents: PlanContents) -> list[CategoryShare]:
    """Meetings by founder category against the founders of each; who stated none is a category too."""
    founders = facts.side("founder")
    of = {p.id: p.category for p in founders}
    met = [of[m.founder_id] for m in contents.meetings if m.founder_id in of]
    counts = {c: (list(of.values()).count(c), met.count(c)) for c in dict.fromkeys(of.values())}
    return [
        CategoryShare(c, n, m, n / len(founders), m / len(met) if met else 0.0)
        for c, (n, m) in sorted(counts.items(), key=lambda item: (item[0] is None, item[0] or ""))
    ]
