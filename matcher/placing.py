"""Pitches into the slots of an event: each in a slot when its presenter is free, as many as can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class StageSlot:
    """A slot on a stage. `start` and `end` are minutes on one scale, half-open."""

    id: int
    room: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A pitch that wants a slot.

    `open` are the slots in which its presenter is free; `person` tells presenters apart; `topic`
    brings like pitches together; `fixed` is a slot that it must keep.
    """

    id: int
    open: frozenset[int]
    person: int | None = None
    topic: str | None = None
    fixed: int | None = None


@dataclass(frozen=True, slots=True)
class Placing:
    """Who is where, and who is not: `left_out` maps an entry to a stable code.

    `never_free` there is no slot in which they could; `no_slot_left` others took those slots.
    `optimal` says whether no placing holds more pitches, with no more changes of topic.
    """

    slots: dict[int, int]
    left_out: dict[int, str]
    optimal: bool


def place_pitches(
    entries: Sequence[Entry], slots: Sequence[StageSlot], *, work: float = 4.0, seed: int = 0
) -> Placing:
    """Place as many pitches as can be, then with few changes of topic in a room, then early.

    Parameters
    ----------
    entries, slots : sequence
        A fixed entry counts as open in its slot. Two entries of one person never overlap.
    work : float
        Limit in the solver's deterministic seconds: the same input gives the same placing.
    seed : int
        Passed to the solver.

    Returns
    -------
    Placing

    Raises
    ------
    ValueError
        When two entries are fixed in one slot.
    """
    from ortools.sat.python import cp_model

    fixed = [e.fixed for e in entries if e.fixed is not None]
    if len(fixed) != len(set(fixed)):
        raise ValueError("two pitches are fixed in one slot")
    order = {s.id: n for n, s in enumerate(sorted(slots, key=lambda s: (s.start, s.room, s.id)))}
    model = cp_model.CpModel()
    x = {
        (e.id, s): model.new_bool_var(f"x{e.id}_{s}")
        for e in sorted(entries, key=lambda e: e.id)
        for s in sorted(({e.fixed} if e.fixed is not None else e.open) & order.keys())
    }
    for e in entries:
        of = [x[e.id, s] for s in order if (e.id, s) in x]
        model.add_at_most_one(of)
        if e.fixed in order:
            model.add_exactly_one(of)
    for s in order:
        model.add_at_most_one([x[e.id, s] for e in entries if (e.id, s) in x])
    _one_place_at_a_time(model, x, entries, slots)
    changes = _changes_of_topic(model, x, entries, slots)
    # A place outweighs all changes of topic, and those outweigh the order of time.
    n = len(order) + 1
    model.maximize(
        sum(x.values()) * n * n * n - sum(changes) * n - sum(order[s] * v for (_, s), v in x.items())
    )
    solver = cp_model.CpSolver()
    # Otherwise the solver takes Ctrl-C from the process for good.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_deterministic_time = work
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    taken = {}
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        taken = {e: s for (e, s), v in x.items() if solver.boolean_value(v)}
    left_out = {
        e.id: "no_slot_left" if e.open & order.keys() else "never_free" for e in entries if e.id not in taken
    }
    return Placing(taken, left_out, status == cp_model.OPTIMAL)


def _one_place_at_a_time(
    model: Any, x: Mapping[tuple[int, int], Any], entries: Sequence[Entry], slots: Sequence[StageSlot]
) -> None:
    """Nobody presents two pitches at once."""
    overlapping = [(a.id, b.id) for a, b in combinations(slots, 2) if a.start < b.end and b.start < a.end]
    of_person: dict[int, list[Entry]] = {}
    for e in entries:
        if e.person is not None:
            of_person.setdefault(e.person, []).append(e)
    for same in of_person.values():
        for first, second in combinations(same, 2):
            for a, b in overlapping:
                for one, other in ((a, b), (b, a)):
                    if (first.id, one) in x and (second.id, other) in x:
                        model.add_at_most_one([x[first.id, one], x[second.id, other]])


def _changes_of_topic(
    model: Any, x: Mapping[tuple[int, int], Any], entries: Sequence[Entry], slots: Sequence[StageSlot]
) -> list[Any]:
    """A variable that is 1 where two neighbouring slots of a room hold different topics."""
    topics = sorted({e.topic for e in entries if e.topic is not None})
    changes = []
    for room in sorted({s.room for s in slots}):
        row = sorted((s for s in slots if s.room == room), key=lambda s: (s.start, s.id))
        for before, after in pairwise(row):
            change = model.new_bool_var(f"c{before.id}")
            for topic in topics:
                here = [x[e.id, before.id] for e in entries if e.topic == topic and (e.id, before.id) in x]
                next_ = [x[e.id, after.id] for e in entries if e.topic == topic and (e.id, after.id) in x]
                other = [
                    x[e.id, after.id]
                    for e in entries
                    if e.topic not in (topic, None) and (e.id, after.id) in x
                ]
                if here and other:
                    model.add(sum(here) + sum(other) - sum(next_) <= 1 + change)
            changes.append(change)
    return changes
