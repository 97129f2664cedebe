"""The certificate, checked from the problem alone by a flat integer programme that shares no code."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from matcher.scheduling.meetings import solve_meetings
from matcher.scheduling.problem import MeetingsPlan, MeetingsProblem, Status
from tests.matcher.scheduling.instances import broken_rules, figures, make_problem


class Flat:
    """A column for each pair and slot, a column for what each person is short of."""

    def __init__(self, problem: MeetingsProblem) -> None:
        people = {("f", p.id): p for p in problem.founders} | {("i", p.id): p for p in problem.investors}
        self.columns = [
            (pair, slot)
            for pair in problem.pairs
            if not pair.forbidden
            for slot in range(problem.slots)
            if slot in people["f", pair.founder].available & people["i", pair.investor].available
            and pair.slot in {None, slot}
        ]
        self.n, self.who = len(self.columns), list(people)
        self.rows: list[tuple[list[int], float, float]] = []
        groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for column, (pair, slot) in enumerate(self.columns):
            groups["pair", pair.founder, pair.investor].append(column)
            groups["table", slot].append(column)
            for person in (("f", pair.founder), ("i", pair.investor)):
                groups["busy", person, slot].append(column)
                groups["cap", person].append(column)
        limits = {"pair": 1, "busy": 1, "table": problem.tables}
        for name, columns in groups.items():
            most = limits.get(str(name[0]))
            self.add(columns, most=people[name[1]].max_meetings if most is None else most)  # type: ignore[index]
        for n, person in enumerate(self.who):
            least = people[person].min_meetings
            self.add([*groups["cap", person], self.n + n], least=least)

    def add(self, columns: list[int], *, least: float = -np.inf, most: float = np.inf) -> None:
        self.rows.append((columns, least, most))

    def lowest(self, cost: np.ndarray) -> float:
        columns = np.concatenate([np.asarray(c, int) for c, _, _ in self.rows])
        row = np.repeat(np.arange(len(self.rows)), [len(c) for c, _, _ in self.rows])
        size = self.n + len(self.who)
        matrix = csr_matrix((np.ones(len(row)), (row, columns)), shape=(len(self.rows), size))
        found = milp(
            cost,
            constraints=LinearConstraint(matrix, [r[1] for r in self.rows], [r[2] for r in self.rows]),
            integrality=np.repeat([1, 0], [self.n, len(self.who)]),
            bounds=Bounds(0, np.repeat([1.0, np.inf], [self.n, len(self.who)])),
        )
        assert found.status == 0
        return float(found.fun)


def best(problem: MeetingsProblem) -> tuple[int, int, float]:
    """Fewest required pairs missed, then least short, then most value, one after the other."""
    flat = Flat(problem)
    required = [n for n, (pair, _) in enumerate(flat.columns) if pair.required]
    cost = np.zeros(flat.n + len(flat.who))
    cost[required] = -1
    met = round(-flat.lowest(cost)) if required else 0
    flat.add(required, least=met)
    short = round(flat.lowest(np.repeat([0.0, 1.0], [flat.n, len(flat.who)])))
    flat.add(list(range(flat.n, flat.n + len(flat.who))), most=short + 1e-6)
    value = -flat.lowest(np.array([-p.value for p, _ in flat.columns] + [0.0] * len(flat.who)))
    return sum(pair.required for pair in problem.pairs) - met, short, value


def check(problem: MeetingsProblem, plan: MeetingsPlan) -> None:
    missed, short, value = figures(problem, plan)
    least_missed, least_short, most = best(problem)
    assert broken_rules(problem, plan) == []
    assert plan.value == pytest.approx(value)
    assert plan.bound is not None
    assert plan.least is not None
    assert plan.least <= (least_missed, least_short)
    if (missed, short) == (least_missed, least_short):
        assert plan.bound >= most - 1e-6
        if plan.status is Status.OPTIMAL:
            assert value == pytest.approx(most)


@pytest.mark.parametrize("seed", range(10))
def test_certificate_holds_against_a_flat_programme(seed):
    problem = make_problem(seed, 14, 8, 5, 3)

    plan = solve_meetings(problem, work=30)

    check(problem, plan)
    assert plan.status is Status.OPTIMAL


@pytest.mark.parametrize("seed", range(6))
def test_certificate_holds_where_minima_and_required_pairs_cannot_all_be_kept(seed):
    problem = make_problem(seed, 12, 7, 4, 3)
    problem = replace(
        problem,
        founders=tuple(replace(p, min_meetings=3) for p in problem.founders),
        pairs=tuple(replace(p, required=n % 4 == 0) for n, p in enumerate(problem.pairs)),
    )

    plan = solve_meetings(problem, work=30)

    check(problem, plan)
    missed, short, _ = figures(problem, plan)
    assert plan.least == (missed, short)
