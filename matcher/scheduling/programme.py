"""Programmes for a roadshow: a first one at once, then better ones until proven or stopped."""

import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor, wait
from queue import SimpleQueue
from typing import Any, TypeVar

import numpy as np

from matcher.scheduling.limits import Limits
from matcher.scheduling.problem import Clash, Contradiction, Status
from matcher.scheduling.programme_clashes import check_programme
from matcher.scheduling.programme_draft import Draft, pack
from matcher.scheduling.programme_facts import Facts
from matcher.scheduling.programme_first import first_programmes
from matcher.scheduling.programme_model import FEW_TOPICS, Model
from matcher.scheduling.programme_parts import Parts
from matcher.scheduling.programme_problem import (
    Placement,
    ProgrammePlan,
    ProgrammeProblem,
    ProgrammeProgress,
)
from matcher.scheduling.programme_score import check_names, score

_SMALL = 3000  # variables up to which the whole model is solved from scratch in seconds
_WHOLE = 6000  # variables up to which the whole model is solved until the end
_TOO_MANY = 15_000  # beyond this it is not even tried
_WORKERS = 8  # the solver's strategies; on two cores they take turns
_FIRST = 0.03  # share of the time for first programmes
_PATIENCE = 60  # parts in a row that gained nothing, before the whole is solved
_TICK = 0.1  # seconds between looks at a running solver
_LEAST = 0.01  # work that any solve counts for
_EPS = 1e-6

T = TypeVar("T")


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
    if problem.needs_flat():
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
        self.facts = Facts(problem)
        self.alone: dict[str, float] = {}
        self.rng = np.random.default_rng(seed)
        self.best: tuple[Placement, ...] | None = None
        self.score = float("inf")
        self.bound: float | None = None
        self.draft = Draft({}, {})
        self._placed: dict[str, Placement] = {}
        self.done = 0.0
        self.wholes = 0
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
        self._better(placements, cost, draft)
        return True

    def _better(self, placements: tuple[Placement, ...], cost: float, draft: Draft | None) -> None:
        self.best, self.score = placements, cost
        if draft is not None:
            self._stand(draft, placements)
        self._tell()

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
            self._on_progress(ProgrammeProgress(seconds, int(self.done), self.score, shown, self.plan))

    def take(self, draft: Draft, topics: Collection[str]) -> bool:
        """Go on from this draft, in which these topics moved, if it is no worse; True when it is better."""
        placements = pack(self.problem, draft, topics=topics, before=self._placed)
        if placements is None:
            return False
        cost = score(self.problem, placements)
        if cost > self.score + _EPS:
            return False
        if cost > self.score - _EPS:
            self._stand(draft, placements)
            return False
        self._better(placements, cost, draft)
        return True

    def _stand(self, draft: Draft, placements: tuple[Placement, ...]) -> None:
        """Search on from here."""
        self.draft = draft
        self._placed = {at.submission: at for at in placements}

    def learn_alone(self, topic: str, cost: float, draft: Draft | None, work: float) -> None:
        """What a topic costs at the least: as if it had the event to itself. `cost` is what it costs now."""
        model = Model(self.facts, [topic], None, most={topic: cost})
        if draft is not None:
            model.hint(draft)
        answer = model.solve(work=work, seed=self.seed, parameters=FEW_TOPICS)
        self.done += max(_LEAST, answer.work)
        # No cost is negative; what costs more than now was left out.
        self.alone[topic] = cost if answer.impossible else min(cost, max(0.0, answer.bound))
        self.raise_bound(sum(self.alone.values()))

    def run(self) -> None:
        """One topic per block: part by part, and whole where that is small enough."""
        self.raise_bound(0.0)  # no cost is negative
        first = first_programmes(self.facts, self.offer, self._share(_FIRST))
        if not first and (self._whole() or self.best is None):
            return
        parts, solved = Parts(self), False
        patience = max(_PATIENCE, 2 * len(self.facts.topics))
        while not self.proven() and not self.limits.over(self.done):
            parts.run(patience=patience)
            if self.proven() or self.limits.over(self.done):
                return
            # Once the model is solved for good, what is left to gain lies in how rooms are shared.
            solved = solved or self._whole()
            parts.try_harder()

    def _share(self, share: float) -> Callable[[], bool]:
        """Tells when this share of the time is over, or somebody asked for the end."""
        deadline, clock = self.limits.deadline, self.limits.clock
        if deadline is None:
            return self.limits.stopped
        until = clock() + share * max(0.0, deadline - clock())
        return lambda: clock() > until or self.limits.stopped()

    def _whole(self) -> bool:
        """Solve all topics together for a while; True when that is solved for good.

        Submissions of one topic share its rooms only afterwards, so that the best programme of the
        model may still cost more than its bound.
        """
        facts = self.facts
        most = None
        if self.best is not None:
            least = sum(self.alone.values())
            most = {topic: self.score - least + self.alone.get(topic, 0.0) for topic in facts.topics}
        model = Model(facts, facts.topics, None, most=most)
        if self.best is not None and model.size > _TOO_MANY:
            return False
        # A small model is given some time from where we stand, then the rest without a start: where
        # the parts are stuck, the solver would be too.
        again = self.wholes > 0 and self._is_small()
        self.wholes += 1
        if self.draft.rooms and not again:
            model.hint(self.draft)
        live = self.limits.work is None
        to_the_end = self.best is None or again or (model.size <= _WHOLE and not self._is_small())
        share = 1.0 if to_the_end else 0.4
        work = None if self.limits.work is None else share * (self.limits.work - self.done)
        seconds = None if self.limits.deadline is None else share * self.limits.left()
        found: SimpleQueue[Draft | float] = SimpleQueue()

        def hand_on() -> None:
            while not found.empty():
                news = found.get()
                if isinstance(news, Draft):
                    self.offer(pack(self.problem, news), news)
                else:
                    self.raise_bound(news)

        answer = self.watched(
            lambda: model.solve(
                seconds=seconds,
                work=work,
                workers=self.workers,
                seed=self.seed,
                on_draft=found.put,
                on_bound=found.put if live else None,
            ),
            model.solver,
            hand_on,
        )
        if answer.impossible and self.best is None:
            raise Contradiction((Clash("no_programme", {}),))
        self.done += max(_LEAST, answer.work)
        if answer.draft is not None:
            self.offer(pack(self.problem, answer.draft), answer.draft)
        self.raise_bound(self.score if answer.impossible else answer.bound)
        return answer.optimal

    def _is_small(self) -> bool:
        """True where the whole model, with nothing left out, is solved from scratch in seconds."""
        kinds = sum(len(found) for found in self.facts.kinds.values())
        cells = len(self.facts.topics) * len(self.problem.rooms)
        return len(self.problem.sessions) * (kinds + cells) <= _SMALL

    def watched(self, solve: Callable[[], T], solver: Any, hand_on: Callable[[], None]) -> T:
        """Run a long solve in a thread; here what it finds is handed on, and it is stopped when asked."""
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(solve)
            try:
                while not running.done():
                    wait([running], timeout=_TICK)
                    hand_on()
                    if self.limits.stopped():
                        solver.stop_search()
            finally:
                solver.stop_search()
        hand_on()
        return running.result()
