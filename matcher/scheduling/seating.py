"""Who sits at which table: own tables first, then the table that one of the two already has."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from matcher.scheduling.problem import Meeting, MeetingsPlan, MeetingsProblem, Pair


def own_table(problem: MeetingsProblem, pair: Pair) -> int | None:
    """The table at which this pair must sit, if one of them has their own."""
    if pair.online:
        return None
    mine = problem.founder[pair.founder].table
    return problem.investor[pair.investor].table if mine is None else mine


def free_table(problem: MeetingsProblem, plan: MeetingsPlan, pair: Pair, slot: int) -> int | None:
    """A table for this pair in this slot of a plan; None when there is none or none is needed."""
    if pair.online and not problem.number_online:
        return None
    taken = {meeting.table for meeting in plan.meetings if meeting.slot == slot}
    own = own_table(problem, pair)
    if own is not None:
        return None if own in taken else own
    owned = _owned(problem)
    tables = sorted(range(problem.tables), key=lambda table: (table in owned, table))
    return next((table for table in tables if table not in taken), None)


def _owned(problem: MeetingsProblem) -> set[int]:
    people = (*problem.founders, *problem.investors)
    return {person.table for person in people if person.table is not None}


def seat(
    problem: MeetingsProblem,
    slots: Mapping[tuple[str, str], int],
    *,
    before: Mapping[tuple[str, str], Meeting] | None = None,
) -> tuple[Meeting, ...]:
    """Give each meeting a table, so that few people change theirs.

    Parameters
    ----------
    problem : MeetingsProblem
        Its tables, and who owns one.
    slots : mapping of pair to slot
        At most `tables` meetings that need one stand in a slot.
    before : mapping of pair to Meeting, optional
        A previous plan: a frozen meeting keeps its table, another one that stays in its slot
        keeps it where it can.

    Returns
    -------
    tuple of Meeting
        By slot, then founder, then investor. Where somebody would have to change tables more often
        than they may, the meetings of least value are left out.
    """
    before = before or {}
    owned = _owned(problem)
    homes = _homes(problem, owned)
    by_slot: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for key, slot in slots.items():
        by_slot[slot].append(key)
    last: dict[tuple[str, str], int] = {}
    meetings = []
    for slot in sorted(by_slot):
        tables = _seat_slot(problem, slot, sorted(by_slot[slot]), before, owned, homes, last)
        for founder, investor in sorted(by_slot[slot]):
            old = before.get((founder, investor))
            frozen = old is not None and old.frozen
            table = tables.get((founder, investor))
            meetings.append(Meeting(founder, investor, slot, table, frozen))
            if table is not None:
                last["f", founder] = last["i", investor] = table
    return _within_changes(problem, meetings) if _limited(problem) else tuple(meetings)


def _limited(problem: MeetingsProblem) -> dict[tuple[str, str], int]:
    """How often those may change tables who have a limit."""
    sides = (("i", problem.investors), ("f", problem.founders))
    return {
        (side, p.id): p.table_changes for side, people in sides for p in people if p.table_changes is not None
    }


def _homes(problem: MeetingsProblem, owned: set[int]) -> dict[tuple[str, str], int]:
    """A table each for those who may not change theirs often, as far as tables go."""
    own = {("f", p.id) for p in problem.founders if p.table is not None}
    own |= {("i", p.id) for p in problem.investors if p.table is not None}
    limits = {who: most for who, most in _limited(problem).items() if who not in own}
    free = (table for table in range(problem.tables) if table not in owned)
    return dict(zip(sorted(limits, key=lambda who: limits[who]), free, strict=False))


def _within_changes(problem: MeetingsProblem, meetings: Sequence[Meeting]) -> tuple[Meeting, ...]:
    """Without the meetings of least value that make somebody change tables too often."""
    limits, kept = _limited(problem), list(meetings)
    while True:
        of: dict[tuple[str, str], list[Meeting]] = defaultdict(list)
        for meeting in kept:
            of["f", meeting.founder].append(meeting)
            of["i", meeting.investor].append(meeting)
        for who, theirs in of.items():
            seated = [m for m in theirs if m.table is not None]
            if who in limits and _changes(seated) > limits[who]:
                loose = [m for m in seated if not m.frozen]
                kept.remove(min(loose, key=lambda m: _cheap(problem, seated, m)))
                break
            # What was left out may leave a gap that its people cannot take.
            gap = (problem.founder if who[0] == "f" else problem.investor)[who[1]].max_gap
            wide = ((a, b) for a, b in pairwise(theirs) if gap is not None and b.slot - a.slot - 1 > gap)
            ends = next(wide, None)
            if ends is not None:
                kept.remove(ends[0] if ends[1].frozen else ends[1])
                break
        else:
            return tuple(kept)


def _changes(meetings: Sequence[Meeting]) -> int:
    return sum(a.table != b.table for a, b in pairwise(meetings))


def _cheap(
    problem: MeetingsProblem, theirs: Sequence[Meeting], meeting: Meeting
) -> tuple[int, bool, float, tuple[str, str]]:
    """A sort key: the meeting that saves most changes first, then the one that is worth least."""
    left = [m for m in theirs if m is not meeting]
    pair = problem.pair[meeting.key]
    return _changes(left), pair.required, pair.value, meeting.key


class _Seats:
    """The tables of one slot while they are given out."""

    def __init__(self, n_tables: int) -> None:
        self.given: dict[tuple[str, str], int] = {}
        self.free = set(range(n_tables))

    def give(self, key: tuple[str, str], table: int | None) -> None:
        """Give this table, if the pair has none yet and it is free."""
        if key not in self.given and table is not None and table in self.free:
            self.given[key] = table
            self.free.discard(table)


def _seat_slot(
    problem: MeetingsProblem,
    slot: int,
    keys: Sequence[tuple[str, str]],
    before: Mapping[tuple[str, str], Meeting],
    owned: set[int],
    homes: Mapping[tuple[str, str], int],
    last: Mapping[tuple[str, str], int],
) -> dict[tuple[str, str], int]:
    """Tables for the meetings of one slot: frozen, owned, kept, familiar, and any."""
    seats = _Seats(problem.tables)
    pairs = problem.pair
    wanting = [key for key in keys if problem.number_online or not pairs[key].online]
    on_site = [key for key in wanting if not pairs[key].online]
    old = {key: before[key] for key in wanting if key in before and before[key].slot == slot}
    for key, meeting in old.items():
        if meeting.frozen:
            seats.give(key, meeting.table)
    # People who own a table in this slot must find it free, so the others come after them.
    for key in on_site:
        seats.give(key, own_table(problem, pairs[key]))
    loose = [key for key in on_site if own_table(problem, pairs[key]) is None]
    for key in loose:
        seats.give(key, homes.get(("i", key[1]), homes.get(("f", key[0]))))
    for key in loose:
        if key in old:
            seats.give(key, old[key].table)
    for key in loose:
        if last.get(("f", key[0])) == last.get(("i", key[1])):
            seats.give(key, last.get(("f", key[0])))
    for key in loose:
        seats.give(key, last.get(("i", key[1])))
        seats.give(key, last.get(("f", key[0])))
    taken = owned | set(homes.values())
    rest = iter(sorted(seats.free, key=lambda table: (table in taken, table)))
    online = [key for key in wanting if pairs[key].online]
    for key in (*loose, *online):
        if key not in seats.given:
            seats.give(key, next(rest))
    return seats.given
