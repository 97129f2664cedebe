"""Finds promises of the input that no plan can keep together."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from matcher.scheduling.explain import gaps, runs
from matcher.scheduling.problem import Clash, Contradiction, Meeting, MeetingsProblem, Person

Key = tuple[str, str]


def check_contradictions(problem: MeetingsProblem, before: Mapping[Key, Meeting]) -> None:
    """Raise `Contradiction` with every clash, if there is one."""
    frozen = {key: meeting for key, meeting in before.items() if meeting.frozen}
    clashes = list(_required(problem))
    clashes += _frozen_alone(problem, frozen)
    known = {key: meeting for key, meeting in frozen.items() if key in problem.pair}
    clashes += _frozen_together(problem, known)
    clashes += _frozen_slots(problem, known)
    if clashes:
        raise Contradiction(tuple(clashes))


def _required(problem: MeetingsProblem) -> Iterator[Clash]:
    promised: dict[tuple[str, str, int], str] = {}
    for pair in problem.pairs:
        if not pair.required:
            continue
        if pair.forbidden:
            params = {"founder": pair.founder, "investor": pair.investor}
            yield Clash("required_forbidden", params)
            continue
        if pair.slot is None:
            continue
        for side, person, other in (
            ("f", pair.founder, pair.investor),
            ("i", pair.investor, pair.founder),
        ):
            first = promised.setdefault((side, person, pair.slot), other)
            if first != other:
                yield Clash(
                    "required_same_slot",
                    {"person": person, "first": first, "second": other, "slot": pair.slot},
                )


def _frozen_alone(problem: MeetingsProblem, frozen: Mapping[Key, Meeting]) -> Iterator[Clash]:
    for key, meeting in frozen.items():
        names: dict[str, str | int] = {"founder": key[0], "investor": key[1]}
        pair = problem.pair.get(key)
        if pair is None:
            yield Clash("frozen_unknown", names)
            continue
        if pair.forbidden:
            yield Clash("frozen_forbidden", names)
        if meeting.slot >= problem.slots:
            yield Clash("frozen_slot", {"slot": meeting.slot, "slots": problem.slots})
            continue
        people = (problem.founder[pair.founder], problem.investor[pair.investor])
        for person in people:
            if meeting.slot not in person.available:
                yield Clash("frozen_away", {"person": person.id, "slot": meeting.slot})
        if pair.slot is not None and pair.slot != meeting.slot:
            yield Clash("frozen_promised", names | {"slot": pair.slot, "frozen": meeting.slot})
        if meeting.table is None:
            continue
        if meeting.table >= problem.tables:
            yield Clash("frozen_table", {"table": meeting.table, "tables": problem.tables})
        for person in people:
            if not pair.online and person.table not in {None, meeting.table}:
                yield Clash(
                    "frozen_own_table",
                    {"person": person.id, "own": person.table or 0, "table": meeting.table},
                )


def _frozen_together(problem: MeetingsProblem, frozen: Mapping[Key, Meeting]) -> Iterator[Clash]:
    of: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for (founder, investor), meeting in frozen.items():
        of[0, founder][investor] = meeting.slot
        of[1, investor][founder] = meeting.slot
    promised: dict[tuple[int, str, int], str] = {}
    for pair in problem.pairs:
        if pair.required and pair.slot is not None:
            promised[0, pair.founder, pair.slot] = pair.investor
            promised[1, pair.investor, pair.slot] = pair.founder
    for (side, person_id), meetings in of.items():
        person = (problem.investor if side else problem.founder)[person_id]
        at: dict[int, str] = {}
        for other, slot in meetings.items():
            first = at.setdefault(slot, other)
            params: dict[str, str | int] = {"person": person_id, "slot": slot, "first": first}
            if first != other:
                yield Clash("frozen_double", params | {"second": other})
            wanted = promised.get((side, person_id, slot), other)
            if wanted not in {other, first}:
                yield Clash("frozen_required", params | {"second": wanted})
        yield from _frozen_person(person, meetings)
        tables = [
            (meeting.slot, meeting.table)
            for key, meeting in frozen.items()
            if key[side] == person_id and meeting.table is not None
        ]
        yield from _frozen_changes(person, tables)
    houses: dict[Key, str] = {}
    for founder, investor in frozen:
        house = problem.investor[investor].house
        if house is None:
            continue
        first = houses.setdefault((founder, house), investor)
        if first != investor:
            yield Clash("frozen_house", {"founder": founder, "first": first, "second": investor})


def _frozen_person(person: Person, meetings: Mapping[str, int]) -> Iterator[Clash]:
    if len(meetings) > person.max_meetings:
        counts: dict[str, str | int] = {"count": len(meetings), "most": person.max_meetings}
        yield Clash("frozen_cap", counts | {"person": person.id})
    slots = sorted(set(meetings.values()))
    if any(True for _ in gaps(slots, person.max_gap)):
        yield Clash("frozen_gap", {"person": person.id, "most": person.max_gap or 0})
    most = person.break_after
    if most is not None and any(last - first + 1 > most for first, last in runs(slots)):
        yield Clash("frozen_break", {"person": person.id})


def _frozen_changes(person: Person, tables: Sequence[tuple[int, int]]) -> Iterator[Clash]:
    changes = sum(a[1] != b[1] for a, b in pairwise(sorted(tables)))
    if person.table_changes is not None and changes > person.table_changes:
        params: dict[str, str | int] = {"person": person.id, "most": person.table_changes}
        yield Clash("frozen_changes", params)


def _frozen_slots(problem: MeetingsProblem, frozen: Mapping[Key, Meeting]) -> Iterator[Clash]:
    seated: Counter[int] = Counter()
    spoken: Counter[int] = Counter()
    tables: Counter[tuple[int, int]] = Counter()
    for key, meeting in frozen.items():
        pair = problem.pair[key]
        seated[meeting.slot] += problem.number_online or not pair.online
        spoken[meeting.slot] += pair.interpreter
        if meeting.table is not None:
            tables[meeting.slot, meeting.table] += 1
    for slot, count in sorted(seated.items()):
        if count > problem.tables:
            yield Clash("frozen_tables", {"slot": slot})
    for (slot, table), count in sorted(tables.items()):
        if count > 1:
            yield Clash("frozen_table_twice", {"slot": slot, "table": table})
    for slot, count in sorted(spoken.items()):
        if problem.interpreters is not None and count > problem.interpreters:
            yield Clash("frozen_interpreters", {"slot": slot})
