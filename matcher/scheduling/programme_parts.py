"""Programmes of many topics, part by part: a few topics are solved anew around the others, again and again.

Which topics go together is read from the problem alone: who costs more than it need, who stands
where that one would be cheaper, who shares people with it or is alike.
"""

from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from matcher.scheduling.programme_draft import Block, Draft
from matcher.scheduling.programme_model import FEW_TOPICS, Answer, Model

if TYPE_CHECKING:
    from matcher.scheduling.programme import ProgrammeSearch

_EPS = 1e-6
_THREADS = 2  # parts solved at once
_WORK, _SECONDS = 0.1, 2.0  # deterministic and wall time of one part
_MOST_WORK = 1.2  # where many parts in a row gained nothing
_LEAST, _FIRST, _MOST = 3.0, 5.0, 20.0  # topics of a part
_WINDOW = 8  # sessions that a part may look at beside those that its topics have
_OUTSIDE = 0.1  # how much less likely a topic is drawn for each session it has beyond those
_ALONE = 0.02  # deterministic time to learn what a topic would cost by itself


@dataclass
class _Part:
    """Topics that are being solved anew, and what they cost before."""

    topics: list[str]
    before: Draft
    model: Model
    cost: float
    seed: int
    answer: Answer | None = field(default=None)


class Parts:
    """The search over parts: draws them, solves up to two at once, keeps what is no worse."""

    def __init__(self, search: "ProgrammeSearch") -> None:
        self.search, self.facts, self.problem = search, search.facts, search.problem
        self.rng = search.rng
        self.size, self.idle, self.number = _FIRST, 0, 0
        self.work = _WORK
        self._costs: tuple[Draft, dict[str, float]] | None = None
        self.position = {session.name: n for n, session in enumerate(self.problem.sessions)}
        self._ties = self._people_and_alike()
        self._wish = {topic: self._wishes(topic) for topic in self.facts.topics}
        self.busy: set[str] = set()

    def _people_and_alike(self) -> dict[str, dict[str, float]]:
        ties: dict[str, dict[str, float]] = {topic: {} for topic in self.facts.topics}
        pairs = list(self.facts.similar)
        for shared in (
            *self.facts.presents.values(),
            *self.facts.attends.values(),
            *self.facts.judges.values(),
        ):
            found = sorted(shared)
            pairs += [(one, other) for n, one in enumerate(found) for other in found[n + 1 :]]
        for one, other in pairs:
            if one in ties and other in ties:
                ties[one][other] = ties[one].get(other, 0) + 1
                ties[other][one] = ties[other].get(one, 0) + 1
        return ties

    def _wishes(self, topic: str) -> np.ndarray:
        """How cheap each session would be for a topic if it were empty, as weights to draw by."""
        kinds = self.facts.kinds[topic]
        members = sum(len(kind.members) for kind in kinds)
        costs = []
        for session in self.problem.sessions:
            rooms = self.facts.rooms(topic)[session.name]
            if not rooms:
                costs.append(np.inf)
                continue
            stay = sum(self.facts.stay(kind.one, session.name) * len(kind.members) for kind in kinds)
            costs.append(min(cost for _, cost in rooms) + stay / members)
        found = np.array(costs)
        least = found.min()
        return 1.0 / (1.0 + (found - least if np.isfinite(least) else found))

    def run(self, *, patience: int | None = None) -> None:
        """Solve parts until the search is over, proven, or `patience` parts in a row gained nothing."""
        if self.search.limits.work is not None:
            while self._on(patience):
                part = self._next()
                if part is None:
                    return
                part.answer = self._solve(part)
                self._take(part)
            return
        with ThreadPoolExecutor(_THREADS) as pool:
            running: dict[Future[Answer], _Part] = {}
            try:
                while self._on(patience):
                    while len(running) < _THREADS:
                        part = self._next()
                        if part is None:
                            break
                        running[pool.submit(self._solve, part)] = part
                    if not running:
                        return
                    for done in wait(running, timeout=0.2, return_when=FIRST_COMPLETED).done:
                        part = running.pop(done)
                        part.answer = done.result()
                        self._take(part)
            finally:
                for part in running.values():
                    part.model.solver.stop_search()

    def try_harder(self) -> None:
        """Give each part more work, so that more topics find room in one."""
        self.idle, self.work = 0, min(2 * self.work, _MOST_WORK)

    def _on(self, patience: int | None) -> bool:
        search = self.search
        if search.limits.over(search.done) or search.proven():
            return False
        return patience is None or self.idle < patience

    # ------------------------------------------------------------ one part

    def _next(self) -> _Part | None:
        """The next part, none when every topic is being solved."""
        draft = self.search.draft
        if self._costs is None or self._costs[0] is not draft:
            self._costs = (draft, self.facts.topic_costs(draft))
        costs = self._costs[1]
        first = self._first(draft, costs)
        if first is None:
            return None
        window = self._window(first, draft)
        topics = [first, *self._neighbours(first, draft, costs, window)]
        self.number += 1
        around = draft.without(self.problem, set(topics))
        slack = sum(costs[topic] - min(costs[topic], self.search.alone.get(topic, 0.0)) for topic in topics)
        model = Model(
            self.facts,
            topics,
            around,
            most={topic: min(costs[topic], self.search.alone.get(topic, 0.0)) + slack for topic in topics},
            window=window and window | {session for topic, session in draft.rooms if topic in topics},
        )
        model.hint(draft)
        self.busy |= set(topics)
        return _Part(topics, draft, model, sum(costs[t] for t in topics), self.search.seed + self.number)

    def _solve(self, part: _Part) -> Answer:
        limits = self.search.limits
        if limits.work is not None:
            left = limits.work - self.search.done
            return part.model.solve(work=min(self.work, left), seed=part.seed, parameters=FEW_TOPICS)
        # Wall time is for the end alone: on a busy machine a part still gets its due.
        seconds = min(_SECONDS, max(0.02, limits.left()))
        return part.model.solve(seconds=seconds, work=self.work, seed=part.seed, parameters=FEW_TOPICS)

    def _take(self, part: _Part) -> None:
        """Keep the answer of a part if the whole is no worse with it."""
        search, answer = self.search, part.answer
        self.busy -= set(part.topics)
        if answer is None:
            return
        search.done += max(0.01, answer.work)
        if answer.optimal and answer.work < 0.4 * self.work:
            self.size = min(self.size + 0.25, _MOST, len(self.facts.topics))
        elif not answer.optimal:
            self.size = max(self.size - 0.25, _LEAST)
        self.idle += 1
        if answer.draft is None:
            return
        draft = self._joined(part, answer.draft)
        if draft is None:
            return
        if search.take(draft, part.topics):
            self.idle = 0

    def _joined(self, part: _Part, new: Draft) -> Draft | None:
        """The present draft with the part's topics where the part wants them; none if that collides."""
        now = self.search.draft
        if new.rooms == {b: r for b, r in now.rooms.items() if b[0] in part.topics} and all(
            now.session[one] == session for one, session in new.session.items()
        ):
            return None
        around = now.without(self.problem, set(part.topics))
        taken = _cells(around.rooms.items())
        if any(cell in taken for cell in _cells(new.rooms.items())):
            return None
        return around.joined(new)

    # ------------------------------------------------------------ which topics

    def _neighbours(
        self, first: str, draft: Draft, costs: dict[str, float], window: frozenset[str] | None
    ) -> list[str]:
        """Topics in the way of the first, best those that stay within the window."""
        ties = {topic: 0.02 + 0.3 * (costs[topic] > 0.5) for topic in self.facts.topics}
        wish, rooms = self._wish[first], self.facts.rooms(first)
        most = costs[first] + _EPS
        cheap = {
            (session, room): cost for session, found in rooms.items() for room, cost in found if cost <= most
        }
        blocks = dict.fromkeys(ties, 0)
        outside = dict.fromkeys(ties, 0)
        for (topic, session), found in draft.rooms.items():
            blocks[topic] += 1
            outside[topic] += window is not None and session not in window
            for room in found:
                here = cheap.get((session, room))
                if here is not None:
                    ties[topic] += wish[self.position[session]] / (1.0 + here)
        for topic, tie in self._ties[first].items():
            ties[topic] += tie
        for topic, n_outside in outside.items():
            if n_outside:
                ties[topic] *= _OUTSIDE**n_outside
        for topic in {first, *self.busy}:
            ties.pop(topic, None)
        return self._draw(ties, round(self.size) - 1)

    def _first(self, draft: Draft, costs: dict[str, float]) -> str | None:
        """A topic drawn by how much more it costs than by itself."""
        search = self.search
        while True:
            over = {
                topic: cost - search.alone.get(topic, 0.0)
                for topic, cost in costs.items()
                if cost - search.alone.get(topic, 0.0) > _EPS and topic not in self.busy
            }
            if not over:
                # What is left to gain lies in costs that no topic has by itself.
                free = {topic: 1.0 for topic in costs if topic not in self.busy}
                return self._draw(free, 1)[0] if free else None
            # The square root lets those with a little to gain have their turn.
            topic = self._draw({name: value**0.5 for name, value in over.items()}, 1)[0]
            if topic in search.alone:
                return topic
            search.learn_alone(topic, costs[topic], draft, _ALONE)

    def _window(self, first: str, draft: Draft) -> frozenset[str] | None:
        """The sessions that a part may use: those of its first topic, and a run that it would like."""
        sessions = self.problem.sessions
        if len(sessions) <= _WINDOW + 2:
            return None
        chosen = {session for topic, session in draft.rooms if topic == first}
        wish = self._wish[first]
        anchor = int(self.rng.choice(len(sessions), p=wish / wish.sum()))
        start = max(0, min(anchor - int(self.rng.integers(_WINDOW)), len(sessions) - _WINDOW))
        chosen |= {session.name for session in sessions[start : start + _WINDOW]}
        return frozenset(chosen)

    def _draw(self, weights: dict[str, float], count: int) -> list[str]:
        """Some names without repetition, by weight."""
        names = list(weights)
        shares = np.array([weights[name] + 1e-6 for name in names])
        count = min(count, len(names))
        if not count:
            return []
        drawn = self.rng.choice(len(names), count, replace=False, p=shares / shares.sum())
        return [names[index] for index in drawn]


def _cells(rooms: Iterable[tuple[Block, tuple[str, ...]]]) -> set[tuple[str, str]]:
    return {(session, room) for (_, session), found in rooms for room in found}
