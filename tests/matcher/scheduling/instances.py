"""Small meetings problems, drawn at random or by hypothesis, and a checker that trusts no one."""

import random
from collections import Counter, defaultdict
from itertools import pairwise

from hypothesis import strategies as st

from matcher.scheduling.problem import MeetingsPlan, MeetingsProblem, Pair, Person


def make_problem(
    seed: int, founders: int = 12, investors: int = 7, slots: int = 5, tables: int = 4
) -> MeetingsProblem:
    rng = random.Random(seed)

    def person(name: str) -> Person:
        there = frozenset(s for s in range(slots) if rng.random() > 0.25)
        return Person(name, there, rng.randint(1, slots), min_meetings=rng.randint(0, 1))

    fs = tuple(person(f"f{n}") for n in range(founders))
    vs = tuple(person(f"i{n}") for n in range(investors))
    pairs = tuple(
        Pair(f.id, v.id, round(rng.uniform(1, 100), 1), required=rng.random() < 0.03)
        for f in fs
        for v in vs
        if rng.random() < 0.6
    )
    return MeetingsProblem(slots, tables, fs, vs, pairs)


@st.composite
def problems(draw: st.DrawFn) -> MeetingsProblem:
    """Any mixture of the rules that there are."""
    slots, tables = draw(st.integers(1, 5)), draw(st.integers(0, 4))
    slot_sets = st.frozensets(st.integers(0, slots - 1))

    def people(side: str, most: int) -> tuple[Person, ...]:
        return tuple(
            Person(
                f"{side}{n}",
                draw(slot_sets),
                draw(st.integers(0, 4)),
                min_meetings=draw(st.integers(0, 2)),
                house=draw(st.sampled_from([None, None, "h", "g"])),
                table=draw(st.none() | st.integers(0, tables - 1)) if tables and n < 2 else None,
                break_after=draw(st.sampled_from([None, None, 1, 2])),
                max_gap=draw(st.sampled_from([None, None, None, 0, 1])),
                table_changes=draw(st.sampled_from([None, None, None, 0, 1])),
                min_good=draw(st.sampled_from([0, 0, 1, 2])),
                category=draw(st.sampled_from([None, "student", "returnee"])) if side == "f" else None,
            )
            for n in range(draw(st.integers(1, most)))
        )

    founders, investors = people("f", 5), people("i", 4)
    pairs = []
    for f in founders:
        for v in investors:
            if draw(st.integers(0, 3)) == 0:
                continue
            slot = draw(st.none() | st.integers(0, slots - 1)) if draw(st.booleans()) else None
            kind = draw(st.sampled_from(["plain", "plain", "plain", "required", "forbidden"]))
            required = kind == "required" and slot is None
            pairs.append(
                Pair(
                    f.id,
                    v.id,
                    draw(st.integers(-5, 100)) / 2,
                    required=required,
                    forbidden=kind == "forbidden",
                    slot=slot,
                    online=draw(st.integers(0, 4)) == 0,
                    interpreter=draw(st.integers(0, 4)) == 0,
                    good=draw(st.sampled_from([None, None, True, False])),
                )
            )
    return MeetingsProblem(
        slots,
        tables,
        founders,
        investors,
        tuple(pairs),
        interpreters=draw(st.sampled_from([None, 0, 1])),
        number_online=draw(st.booleans()),
        good_from=draw(st.sampled_from([None, 10, 25])),
    )


def broken_rules(problem: MeetingsProblem, plan: MeetingsPlan) -> list[str]:
    """Every hard rule broken, worked out without any of the product's own checks."""
    wrong = []
    founders = {p.id: p for p in problem.founders}
    investors = {p.id: p for p in problem.investors}
    pairs = {(p.founder, p.investor): p for p in problem.pairs}
    when: dict[tuple[str, str], list[int]] = defaultdict(list)
    seats: Counter[tuple[int, int]] = Counter()
    spoken: Counter[int] = Counter()
    tables: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    houses: Counter[tuple[str, str]] = Counter()
    for m in plan.meetings:
        pair, f, v = pairs[m.founder, m.investor], founders[m.founder], investors[m.investor]
        if pair.forbidden or pair.slot not in {None, m.slot}:
            wrong.append(f"{m}: forbidden or promised elsewhere")
        if m.slot not in f.available or m.slot not in v.available or m.slot >= problem.slots:
            wrong.append(f"{m}: away")
        when["f", f.id].append(m.slot)
        when["i", v.id].append(m.slot)
        if m.table is None and (problem.number_online or not pair.online):
            wrong.append(f"{m}: no table")
        if m.table is not None:
            seats[m.slot, m.table] += 1
            tables["f", f.id].append((m.slot, m.table))
            tables["i", v.id].append((m.slot, m.table))
            own = {p.table for p in (f, v) if p.table is not None}
            if m.table >= problem.tables or (own and not pair.online and own != {m.table}):
                wrong.append(f"{m}: wrong table")
        spoken[m.slot] += pair.interpreter
        if v.house:
            houses[f.id, v.house] += 1
    if len({(m.founder, m.investor) for m in plan.meetings}) < len(plan.meetings):
        wrong.append("a pair meets twice")
    wrong += [f"table twice {k}" for k, n in seats.items() if n > 1]
    wrong += [f"house {k}" for k, n in houses.items() if n > 1]
    limit = problem.interpreters
    wrong += [f"interpreters {s}" for s, n in spoken.items() if limit is not None and n > limit]
    for (side, name), slots in when.items():
        person = (founders if side == "f" else investors)[name]
        if len(set(slots)) < len(slots) or len(slots) > person.max_meetings:
            wrong.append(f"{name}: double booked or over the cap")
        row = 0
        for slot in range(problem.slots):
            row = row + 1 if slot in slots else 0
            if person.break_after is not None and row > person.break_after:
                wrong.append(f"{name}: no break")
    return wrong + _restless(problem, tables, when)


def _restless(
    problem: MeetingsProblem,
    tables: dict[tuple[str, str], list[tuple[int, int]]],
    when: dict[tuple[str, str], list[int]],
) -> list[str]:
    people = {("f", p.id): p for p in problem.founders} | {("i", p.id): p for p in problem.investors}
    wrong = []
    for who, slots in when.items():
        gap, most = people[who].max_gap, people[who].table_changes
        if gap is not None and any(b - a - 1 > gap for a, b in pairwise(sorted(slots))):
            wrong.append(f"{who}: waits too long")
        changes = sum(a[1] != b[1] for a, b in pairwise(sorted(tables[who])))
        if most is not None and changes > most:
            wrong.append(f"{who}: changes tables too often")
    return wrong


def figures(problem: MeetingsProblem, plan: MeetingsPlan) -> tuple[int, int, float]:
    """Required pairs missed, sum short (of minima and good meetings), value: from the problem alone."""
    met = {(m.founder, m.investor) for m in plan.meetings}
    good = {
        (p.founder, p.investor)
        for p in problem.pairs
        if (p.good if p.good is not None else problem.good_from is not None and p.value >= problem.good_from)
    }
    load = Counter(("f", f) for f, _ in met) + Counter(("i", v) for _, v in met)
    fine = Counter(("f", f) for f, _ in met & good) + Counter(("i", v) for _, v in met & good)
    missed = sum(p.required and (p.founder, p.investor) not in met for p in problem.pairs)
    short = sum(
        max(0, p.min_meetings - load[side, p.id]) + max(0, p.min_good - fine[side, p.id])
        for side, people in (("f", problem.founders), ("i", problem.investors))
        for p in people
    )
    value = sum(p.value for p in problem.pairs if (p.founder, p.investor) in met)
    return missed, short, value
