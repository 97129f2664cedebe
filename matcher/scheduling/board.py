"""The problem as rows and bit masks, and a board on which meetings are placed one by one.

Everything here is plain Python, so that the first plan is there before a solver is even imported.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from matcher.scheduling.problem import Meeting, MeetingsProblem, Person, clashing_tables

_SCALES = (1, 10, 100, 1000, 10_000, 100_000, 1_000_000)


@dataclass(frozen=True)
class Rows:
    """The pairs that could meet in an empty plan, and the people, as rows.

    People are numbered founders first. `mask[r]` has bit s set where pair r could meet in slot s.
    `worth[r]` is the value as a whole number of `1 / scale`, exact where six decimals suffice.
    """

    problem: MeetingsProblem
    people: tuple[Person, ...]
    n_founders: int
    founder: list[int]
    investor: list[int]
    mask: list[int]
    worth: list[int]
    scale: int
    required: list[bool]
    seated: list[bool]  # takes a table
    own: list[int]  # the table that it must take, -1 for any
    interpreted: list[bool]
    house: list[int]  # group of which at most one pair meets, -1 for none
    cap: list[int]
    least: list[int]
    good: list[bool]
    least_good: list[int]
    key: list[tuple[str, str]]
    row: dict[tuple[str, str], int]
    n_required_lost: int  # required pairs that no plan can have

    def __len__(self) -> int:
        return len(self.founder)

    @cached_property
    def falling(self) -> list[int]:
        """Rows by falling value, ties by the ids."""
        return sorted(range(len(self)), key=lambda r: (-self.worth[r], self.key[r]))


def bits(mask: int) -> list[int]:
    """The positions of the set bits, rising."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def to_mask(slots: Iterable[int]) -> int:
    """A bit mask with these positions set."""
    mask = 0
    for slot in slots:
        mask |= 1 << slot
    return mask


def _scale(values: list[float]) -> int:
    """The smallest power of ten that makes all values whole; a million if none does."""
    for scale in _SCALES[:-1]:
        if all(abs(value * scale - round(value * scale)) < 1e-7 for value in values):
            return scale
    return _SCALES[-1]


def _most_meetings(mask: int, break_after: int | None) -> int:
    """How many of these slots one person can use, with a break after so many in a row."""
    if break_after is None:
        return mask.bit_count()
    most = run = 0
    for slot in range(mask.bit_length()):
        run = run + 1 if mask >> slot & 1 and run < break_after else 0
        most += run > 0
    return most


def to_rows(problem: MeetingsProblem) -> Rows:
    """The rows of a problem, in the order of its pairs."""
    people = (*problem.founders, *problem.investors)
    n_founders = len(problem.founders)
    at = {person.id: i for i, person in enumerate(problem.founders)}
    of = {person.id: n_founders + i for i, person in enumerate(problem.investors)}
    everywhere = (1 << problem.slots) - 1
    masks = [to_mask(person.available) & everywhere for person in people]
    crowd = [person.house for person in problem.investors if person.house is not None]
    shared = {house for house in crowd if crowd.count(house) > 1}
    groups: dict[tuple[int, str | None], int] = {}
    rows = Rows(
        problem=problem,
        people=people,
        n_founders=n_founders,
        founder=[],
        investor=[],
        mask=[],
        worth=[],
        scale=_scale([pair.value for pair in problem.pairs]),
        required=[],
        seated=[],
        own=[],
        interpreted=[],
        house=[],
        cap=[
            min(person.max_meetings, _most_meetings(mask, person.break_after))
            for person, mask in zip(people, masks, strict=True)
        ],
        least=[person.min_meetings for person in people],
        good=[],
        least_good=[person.min_good for person in people],
        key=[],
        row={},
        n_required_lost=sum(not problem.open_slots(pair) for pair in problem.pairs if pair.required),
    )
    no_seat = problem.tables == 0
    for pair in problem.pairs:
        if pair.forbidden:
            continue
        f, i = at[pair.founder], of[pair.investor]
        mask = masks[f] & masks[i]
        if pair.slot is not None:
            mask &= 1 << pair.slot
        seated = problem.number_online or not pair.online
        if not mask or (seated and no_seat) or (pair.interpreter and problem.interpreters == 0):
            continue
        own = -1
        if not pair.online:
            mine, theirs = people[f].table, people[i].table
            if clashing_tables(people[f], people[i]):
                continue
            own = mine if mine is not None else theirs if theirs is not None else -1
        house = people[i].house
        rows.row[pair.founder, pair.investor] = len(rows.key)
        rows.key.append((pair.founder, pair.investor))
        rows.founder.append(f)
        rows.investor.append(i)
        rows.mask.append(mask)
        rows.worth.append(round(pair.value * rows.scale))
        rows.required.append(pair.required)
        rows.good.append(problem.is_good(pair))
        rows.seated.append(seated)
        rows.own.append(own)
        rows.interpreted.append(pair.interpreter and problem.interpreters is not None)
        rows.house.append(groups.setdefault((f, house), len(groups)) if house in shared else -1)
    return rows


class Board:
    """Meetings placed so far, with every hard rule checked on the way in."""

    def __init__(self, rows: Rows) -> None:
        problem = rows.problem
        self.rows = rows
        self.slot = [-1] * len(rows)
        self.locked: set[int] = set()
        everywhere = (1 << problem.slots) - 1
        self.free = [to_mask(person.available) & everywhere for person in rows.people]
        self.busy = [0] * len(rows.people)
        self.load = [0] * len(rows.people)
        self.used = [0] * problem.slots
        self._open = everywhere if problem.tables else 0  # slots with a table left
        self._at_table: set[tuple[int, int]] = set()
        self._interpreters = [0] * problem.slots
        self._houses: set[int] = set()

    def options(self, r: int) -> int:
        """The mask of slots into which pair r can go now."""
        rows = self.rows
        f, i = rows.founder[r], rows.investor[r]
        if self.slot[r] >= 0 or self.load[f] >= rows.cap[f] or self.load[i] >= rows.cap[i]:
            return 0
        if rows.house[r] in self._houses:
            return 0
        mask = rows.mask[r] & self.free[f] & self.free[i]
        if rows.seated[r]:
            mask &= self._open
        if mask and (rows.own[r] >= 0 or rows.interpreted[r] or self._paced(f) or self._paced(i)):
            mask = to_mask(slot for slot in bits(mask) if self._fits(r, slot))
        return mask

    def _paced(self, person: int) -> bool:
        one = self.rows.people[person]
        return one.break_after is not None or one.max_gap is not None

    def _fits(self, r: int, slot: int) -> bool:
        rows = self.rows
        if rows.own[r] >= 0 and (slot, rows.own[r]) in self._at_table:
            return False
        limit = rows.problem.interpreters
        if rows.interpreted[r] and limit is not None and self._interpreters[slot] >= limit:
            return False
        return not any(self._tires(person, slot) for person in (rows.founder[r], rows.investor[r]))

    def _tires(self, person: int, slot: int) -> bool:
        """True when a meeting here would make a run or a gap longer than the person can take."""
        most, gap = self.rows.people[person].break_after, self.rows.people[person].max_gap
        if gap is not None and self._waits(self.busy[person], slot, gap):
            return True
        if most is None:
            return False
        busy, length = self.busy[person] | 1 << slot, 1
        below = slot - 1
        while below >= 0 and busy >> below & 1:
            length, below = length + 1, below - 1
        above = slot + 1
        while busy >> above & 1:
            length, above = length + 1, above + 1
        return length > most

    @staticmethod
    def _waits(busy: int, slot: int, gap: int) -> bool:
        """True when the nearest meeting before or after leaves more than `gap` slots between."""
        before, after = busy & ((1 << slot) - 1), busy >> slot + 1
        if before and slot - before.bit_length() > gap:
            return True
        return bool(after) and (after & -after).bit_length() - 1 > gap

    def put(self, r: int, slot: int) -> None:
        """Place pair r; the caller has made sure that `options(r)` holds `slot`."""
        rows = self.rows
        self.slot[r] = slot
        for person in (rows.founder[r], rows.investor[r]):
            self.free[person] &= ~(1 << slot)
            self.busy[person] |= 1 << slot
            self.load[person] += 1
        if rows.seated[r]:
            self.used[slot] += 1
            if self.used[slot] >= rows.problem.tables:
                self._open &= ~(1 << slot)
        if rows.own[r] >= 0:
            self._at_table.add((slot, rows.own[r]))
        self._interpreters[slot] += rows.interpreted[r]
        if rows.house[r] >= 0:
            self._houses.add(rows.house[r])

    def lock(self, r: int, meeting: Meeting) -> None:
        """Place a frozen meeting: its slot and its table are taken for good."""
        self.put(r, meeting.slot)
        self.locked.add(r)
        if meeting.table is not None:
            self._at_table.add((meeting.slot, meeting.table))

    def place(self, r: int) -> bool:
        """Put pair r into the open slot with the fewest tables taken; False when none is open."""
        mask = self.options(r)
        if not mask:
            return False
        used = self.used
        self.put(r, min(bits(mask), key=lambda slot: (used[slot], slot)))
        return True


def fill(board: Board) -> None:
    """Fill the board greedily: required pairs, people below their minimum, then by value."""
    rows = board.rows
    order = rows.falling
    required = [r for r in order if rows.required[r]]
    for r in sorted(required, key=lambda r: rows.mask[r].bit_count() > 1):
        board.place(r)
    of: list[list[int]] = [[] for _ in rows.people]
    for r in order:
        of[rows.founder[r]].append(r)
        of[rows.investor[r]].append(r)
    for person, least in enumerate(rows.least_good):
        got = sum(rows.good[r] and board.slot[r] >= 0 for r in of[person]) if least else 0
        for r in of[person]:
            if got >= least:
                break
            got += rows.good[r] and board.place(r)
    for person, least in enumerate(rows.least):
        if board.load[person] >= least:
            continue
        for r in of[person]:
            if board.place(r) and board.load[person] >= least:
                break
    for r in order:
        board.place(r)
