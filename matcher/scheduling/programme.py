"""Programmes for a roadshow: a first one at once, then better ones until proven or stopped."""

import time
from collections.abc import Callable

import numpy as np

from matcher.scheduling.limits import Limits
from matcher.scheduling.problem import Clash, Contradiction, Status
from matcher.scheduling.programme_clashes import check_programme
from matcher.scheduling.programme_draft import Draft, pack
from matcher.scheduling.programme_facts import Facts
from matcher.scheduling.programme_first import first_programme
from matcher.scheduling.programme_model import Answer, Model
from matcher.scheduling.programme_problem import (
    Placement,
    ProgrammePlan,
    ProgrammeProblem,
    ProgrammeProgress,
)
from matcher.scheduling.programme_score import check_names, score

_WHOLE = 6000  # variables up to which the whole model is solved in one piece
_WORKERS = 8  # the solver's strategies; on two cores they take turns
_UNIT = 1.0  # deterministic time of one unit of work
_EPS = 1e-6


def solve_programme(
    problem: ProgrammeProblem,
    *,
    seconds: float | None = None,
    work: int | None = None,
    seed: int = 0,
    on_progress: Callable[[ProgrammeProgress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> ProgrammePlan:
    """Place every submission in a session and a room at the least score.

    Parameters
    ----------
    problem : ProgrammeProblem
    seconds : float, optional
        Wall time to spend; 60 when `work` is not given either.
    work : int, optional
        Units of the solver's deterministic time instead: the same input, seed and work give the
        same programme.
    seed : int
    on_progress : callable, optional
        Called with each better programme and each better bound.
    should_stop : callable, optional
        Asked between parts.
    clock : callable
        Seconds that only rise.

    Returns
    -------
    ProgrammePlan

    Raises
    ------
    Contradiction
        When no programme is possible, with what stands in the way; its clash `none_found` says
        that the limit was too small to tell.
    BadForm
        When a submission's topic is not listed, or a name stands there twice.
    """
    started = clock()
    if seconds is None and work is None:
        seconds = 60.0
    deadline = None if seconds is None else started + seconds
    limits = Limits(deadline, None if work is None else max(1, work), clock, should_stop)
    check_names(problem)
    check_programme(problem)
    if not problem.submissions:
        return ProgrammePlan((), 0.0, 0.0, Status.OPTIMAL)
    search = ProgrammeSearch(problem, limits, seed, started, on_progress)
    if problem.mixed_blocks or any(one.fixed and one.fixed.start for one in problem.submissions):
        from matcher.scheduling.programme_mixed import solve_mixed

        solve_mixed(search)
    else:
        search.run()
    return search.plan()


class ProgrammeSearch:
    """The best programme so far, the best bound so far, and how they are made better."""

    def __init__(
        self,
        problem: ProgrammeProblem,
        limits: Limits,
        seed: int,
        started: float,
        on_progress: Callable[[ProgrammeProgress], None] | None,
    ) -> None:
        self.problem, self.limits, self.seed = problem, limits, seed
        self.rng = np.random.default_rng(seed)
        self.best: tuple[Placement, ...] | None = None
        self.score = float("inf")
        self.bound: float | None = None
        self.draft = Draft({}, {})
        self.done = 0
        self._started, self._on_progress = started, on_progress

    @property
    def workers(self) -> int:
        """One where the work is counted: only then is the solver deterministic."""
        return 1 if self.limits.work is not None else _WORKERS

    def plan(self) -> ProgrammePlan:
        """The best programme as a plan."""
        if self.best is None:
            raise Contradiction((Clash("none_found", {}),))
        bound = self.bound
        if bound is not None and bound > self.score - _EPS:
            return ProgrammePlan(self.best, self.score, self.score, Status.OPTIMAL)
        shown = None if bound is None else round(bound, 6)
        return ProgrammePlan(self.best, self.score, shown, Status.FEASIBLE)

    def proven(self) -> bool:
        """True when nothing better can be had."""
        return self.bound is not None and self.bound > self.score - _EPS

    def offer(self, placements: tuple[Placement, ...] | None, draft: Draft | None = None) -> bool:
        """Take a programme if it is better; True when it was."""
        if placements is None:
            return False
        cost = score(self.problem, placements)
        if cost >= self.score - _EPS:
            return False
        self.best, self.score = placements, cost
        self.draft = draft or self.draft
        self._tell()
        return True

    def raise_bound(self, bound: float) -> None:
        """Take a bound if it is higher."""
        # The model's costs are sums of whole numbers of 1 / scale, up to the solver's rounding.
        if self.bound is None or bound > self.bound + _EPS:
            self.bound = bound
            self._tell()

    def _tell(self) -> None:
        if self._on_progress is not None and self.best is not None:
            seconds = self.limits.clock() - self._started
            shown = None if self.bound is None else min(self.bound, self.score)
            self._on_progress(ProgrammeProgress(seconds, self.done, self.score, shown, self.plan))

    def run(self) -> None:
        """One topic per block: whole where small, else built topic by topic and re-solved."""
        facts = Facts(self.problem)
        first = first_programme(facts)
        if first is not None:
            self.offer(first[1], first[0])
        self.raise_bound(self._alone(facts))
        if self.proven():
            return
        if first is None or facts.size() <= _WHOLE:
            self._whole(facts)
        else:
            self._improve(facts)

    def _alone(self, facts: Facts) -> float:
        """A bound: what each topic would cost if it had the event to itself.

        No cost is negative, so a topic that there is no time for counts as nothing.
        """
        total = 0.0
        until = None
        if self.limits.deadline is not None:
            until = self.limits.clock() + 0.05 * max(0.0, self.limits.left())
        for topic in facts.topics:
            if until is not None and self.limits.clock() > until:
                break
            answer = Model(facts, [topic], None).solve(seconds=None, work=0.05, workers=1, seed=self.seed)
            if answer.impossible:
                raise Contradiction((Clash("topic_alone", {"topic": topic}),))
            total += max(0.0, answer.bound)
        return total

    def _whole(self, facts: Facts) -> None:
        """Solve all topics together until proven or out of time."""
        model = Model(facts, facts.topics, None)
        if self.draft.rooms:
            model.hint(self.draft)

        def on_draft(draft: Draft) -> None:
            self.offer(pack(self.problem, draft), draft)

        work = None if self.limits.work is None else (self.limits.work - self.done) * _UNIT
        seconds = None if self.limits.deadline is None else self.limits.left()
        answer = model.solve(
            seconds=seconds,
            work=work,
            workers=self.workers,
            seed=self.seed,
            on_draft=on_draft,
            on_bound=self.raise_bound if self.limits.work is None else None,
            stop=self.limits.stop,
        )
        if answer.impossible:
            raise Contradiction((Clash("no_programme", {}),))
        self.done = self.limits.work or self.done
        if answer.draft is not None:
            self.offer(pack(self.problem, answer.draft), answer.draft)
        self.raise_bound(answer.bound)

    def _part(
        self, facts: Facts, topics: list[str], around: Draft, hint: Draft | None, units: float
    ) -> Answer:
        """Solve some topics, the others standing as they are."""
        model = Model(facts, topics, around)
        if hint is not None:
            model.hint(hint)
        seconds = None
        if self.limits.work is None:
            seconds = min(units * 0.35, max(0.05, self.limits.left()))
        self.done += 1
        return model.solve(
            seconds=seconds,
            work=units * _UNIT if self.limits.work is not None else None,
            workers=min(self.workers, 2),
            seed=self.seed + self.done,
        )

    def _improve(self, facts: Facts) -> None:
        """Solve a few topics anew again and again: those that cost, and those in their way."""
        size, idle = 6, 0
        while not self.limits.over(self.done) and not self.proven():
            hint = self.draft
            topics = self._neighbours(facts, hint, min(size, len(facts.topics)))
            around = hint.without(self.problem, set(topics))
            answer = self._part(facts, topics, around, hint, units=1 + size / 8)
            better = False
            if answer.draft is not None:
                draft = around.joined(answer.draft)
                placements = pack(self.problem, draft)
                better = self.offer(placements, draft)
                if not better and placements is not None:
                    same = score(self.problem, placements) <= self.score + _EPS
                    self.draft = draft if same else hint
            idle = 0 if better else idle + 1
            if idle >= 8:
                idle, size = 0, min(size + 2, len(facts.topics))

    def _neighbours(self, facts: Facts, draft: Draft, size: int) -> list[str]:
        """Some topics to solve anew: one drawn by what it costs, then those in its way."""
        costs = facts.topic_costs(draft)
        first = self._draw(costs, 1)[0]
        ties = dict.fromkeys(facts.topics, 0.02)
        for (topic, session), found in draft.rooms.items():
            for room in found:
                # Who sits where the first would be cheaper, is in its way.
                here = facts.cell(first, session, room)
                ties[topic] += 0.3 / (1.0 + here) + 0.3 * (costs[topic] > 0.5)
        for one, other in facts.similar:
            if first in {one, other}:
                ties[other if first == one else one] += 1
        for shared in (*facts.presents.values(), *facts.attends.values()):
            if first in shared:
                for topic in shared:
                    ties[topic] += 1
        del ties[first]
        return [first, *self._draw(ties, size - 1)]

    def _draw(self, weights: dict[str, float], count: int) -> list[str]:
        """Some names without repetition, by weight."""
        names = list(weights)
        shares = np.array([weights[name] + 1e-3 for name in names])
        count = min(count, len(names))
        drawn = self.rng.choice(len(names), count, replace=False, p=shares / shares.sum())
        return [names[index] for index in drawn]
