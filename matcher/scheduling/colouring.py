"""Slots for chosen pairs by edge colouring: chains of two slots are swapped to make room.

When everybody is always available this never fails (Koenig: a bipartite graph takes as many
colours as its highest degree), and the slots can be made equally full (de Werra). With absences
a chain may be stuck on somebody who is away; then other slots are tried, and what cannot be
placed is left to the search.
"""

from collections.abc import Iterable, Iterator

from matcher.scheduling.board import Rows, bits

_TRIES = 40  # pairs of slots tried for one meeting


class Colouring:
    """Slots of rows, changed by swapping chains. Knows availability, promises and tables alone."""

    def __init__(self, rows: Rows) -> None:
        n_slots = rows.problem.slots
        self.rows = rows
        self.slot = [-1] * len(rows)
        self.at = [[-1] * n_slots for _ in rows.people]
        self.busy = [0] * len(rows.people)
        self.used = [0] * n_slots

    def run(self, chosen: Iterable[int]) -> list[int]:
        """Slots for these rows; -1 where none was found. No slot has more than its tables."""
        rows = self.rows
        order = sorted(chosen, key=lambda r: (rows.mask[r].bit_count(), -rows.worth[r], r))
        for r in order:
            self._insert(r)
        self._even_out()
        return self.slot

    def _put(self, r: int, slot: int) -> None:
        self.slot[r] = slot
        self.used[slot] += 1
        for person in (self.rows.founder[r], self.rows.investor[r]):
            self.at[person][slot] = r
            self.busy[person] |= 1 << slot

    def _take(self, r: int) -> None:
        slot = self.slot[r]
        self.slot[r] = -1
        self.used[slot] -= 1
        for person in (self.rows.founder[r], self.rows.investor[r]):
            if self.at[person][slot] == r:
                self.at[person][slot] = -1
                self.busy[person] &= ~(1 << slot)

    def _insert(self, r: int) -> bool:
        rows, used = self.rows, self.used
        f, i = rows.founder[r], rows.investor[r]
        mask = rows.mask[r]
        free = mask & ~self.busy[f] & ~self.busy[i]
        if free:
            self._put(r, min(bits(free), key=lambda slot: (used[slot], slot)))
            return True
        tries = _TRIES
        # Slot a is free for one of the two; a chain that starts at the other frees it there.
        for here, there in ((f, i), (i, f)):
            for a in sorted(bits(mask & ~self.busy[here]), key=lambda slot: (used[slot], slot)):
                others = bits(self._open(there) & ~self.busy[there])
                for b in sorted(others, key=lambda slot: (used[slot], slot)):
                    tries -= 1
                    if self.swap(list(self._chain(there, a, b)), a, b):
                        self._put(r, a)
                        return True
                    if tries <= 0:
                        return False
        return False

    def _open(self, person: int) -> int:
        mask = 0
        for slot in self.rows.people[person].available:
            mask |= 1 << slot
        return mask & ((1 << self.rows.problem.slots) - 1)

    def _chain(self, person: int, a: int, b: int) -> Iterator[int]:
        """The rows met from a person on, alternately in slots a and b."""
        rows, now, other = self.rows, a, b
        first = r = self.at[person][now]
        while r >= 0:
            yield r
            person = rows.founder[r] if person != rows.founder[r] else rows.investor[r]
            now, other = other, now
            r = self.at[person][now]
            if r == first:
                return

    def swap(self, chain: list[int], a: int, b: int) -> bool:
        """Swap slots a and b along a chain; False, and nothing done, when somebody is away."""
        mask = self.rows.mask
        for r in chain:
            if not mask[r] >> (b if self.slot[r] == a else a) & 1:
                return False
        target = [b if self.slot[r] == a else a for r in chain]
        for r in chain:
            self._take(r)
        for r, slot in zip(chain, target, strict=True):
            self._put(r, slot)
        return True

    def _even_out(self) -> None:
        """Bring every slot down to the tables, by chains, then by leaving the least out."""
        tables = self.rows.problem.tables
        for a in range(len(self.used)):
            while self.used[a] > tables and self._relieve(a):
                pass
            if self.used[a] > tables:
                here = [r for r, slot in enumerate(self.slot) if slot == a]
                here.sort(key=lambda r: (self.rows.required[r], self.rows.worth[r], r))
                for r in here[: self.used[a] - tables]:
                    self._take(r)
                    self._insert_within(r)

    def _insert_within(self, r: int) -> None:
        """Place a row again where a table is left."""
        rows = self.rows
        free = rows.mask[r] & ~self.busy[rows.founder[r]] & ~self.busy[rows.investor[r]]
        open_ = [slot for slot in bits(free) if self.used[slot] < rows.problem.tables]
        if open_:
            self._put(r, min(open_, key=lambda slot: (self.used[slot], slot)))

    def _relieve(self, a: int) -> bool:
        """Move one meeting's worth out of slot a into a slot with fewer."""
        order = sorted(range(len(self.used)), key=lambda slot: (self.used[slot], slot))
        for b in order:
            if self.used[b] >= self.used[a] - 1 or self.used[b] >= self.rows.problem.tables:
                return False
            for person, slots in enumerate(self.at):
                if slots[a] >= 0 and slots[b] < 0:
                    chain = list(self._chain(person, a, b))
                    # An odd chain has one meeting more in slot a than in slot b.
                    if len(chain) % 2 and self.swap(chain, a, b):
                        return True
        return False


def is_plain(rows: Rows) -> bool:
    """True when no rule beyond availability, promises and tables looks at who meets in which slot."""
    return (
        all(rows.seated)
        and not any(rows.interpreted)
        and all(own < 0 for own in rows.own)
        and all(person.break_after is None and person.max_gap is None for person in rows.people)
    )
