"""Fewer idle gaps: chains of two slots are swapped, which moves meetings and never drops one.

A gap is a free slot of a person between two of their meetings. Swapping slots a and b along a
chain (`colouring`) keeps every pair, so the value stays; a swap that makes gaps is taken too while
the search is warm, so that it does not stop at the first hollow.
"""

import math
import random
from collections.abc import Iterator, Sequence

from matcher.scheduling.board import Rows, bits
from matcher.scheduling.colouring import Colouring, is_plain
from matcher.scheduling.explain import gaps as long_gaps
from matcher.scheduling.explain import runs
from matcher.scheduling.limits import Limits

_SWEEPS = 60  # over all pairs of slots, when tidying was asked for
_COLD = 0.85  # from here on only swaps that do not make gaps
_FREE_SECONDS = 0.25  # what tidying may take when it was not asked for


def gaps(busy: int) -> int:
    """Free slots between the first and the last set bit."""
    return busy.bit_length() - (busy & -busy).bit_length() + 1 - busy.bit_count() if busy else 0


class Tidier(Colouring):
    """A colouring that knows what each person's gaps cost and every rule of a slot."""

    def __init__(self, rows: Rows, slots: Sequence[int], held: frozenset[int]) -> None:
        super().__init__(rows)
        self.held = held
        self.plain = is_plain(rows)
        for r, slot in enumerate(slots):
            if slot >= 0:
                self._put(r, slot)

    def total(self) -> int:
        """All gaps of all people."""
        return sum(gaps(busy) for busy in self.busy)

    def components(self, a: int, b: int) -> Iterator[list[int]]:
        """The chains of slots a and b: paths from their ends, then closed rings."""
        seen: set[int] = set()
        for ends_only in (True, False):
            for slots in self.at:
                start = slots[a] if slots[a] >= 0 else slots[b]
                if start < 0 or start in seen or (ends_only and slots[a] >= 0 and slots[b] >= 0):
                    continue
                person = self._person(slots)
                first, second = (a, b) if slots[a] >= 0 else (b, a)
                chain = list(self._chain(person, first, second))
                seen.update(chain)
                yield chain

    def _person(self, slots: list[int]) -> int:
        r = next(r for r in slots if r >= 0)
        f = self.rows.founder[r]
        return f if self.at[f] is slots else self.rows.investor[r]

    def gain(self, chain: list[int], a: int, b: int) -> int | None:
        """Gaps that swapping this chain takes away; None when it may not be swapped."""
        rows = self.rows
        people: set[int] = set()
        shift = 0
        for r in chain:
            here = self.slot[r]
            if r in self.held or not rows.mask[r] >> (b if here == a else a) & 1:
                return None
            shift += rows.seated[r] if here == a else -rows.seated[r]
            people ^= {rows.founder[r], rows.investor[r]}
        tables = rows.problem.tables
        if self.used[b] + shift > tables or self.used[a] - shift > tables:
            return None
        if not self.plain and not self._keeps_rules(chain, a, b):
            return None
        # People in the middle of a chain have both slots before and after; the ends change one.
        both = 1 << a | 1 << b
        return sum(gaps(self.busy[p]) - gaps(self.busy[p] ^ both) for p in people)

    def _keeps_rules(self, chain: list[int], a: int, b: int) -> bool:
        rows, moving = self.rows, set(chain)
        limit = rows.problem.interpreters
        for slot, other in ((a, b), (b, a)):
            after = [r for r, at in enumerate(self.slot) if at == slot and r not in moving]
            after += [r for r in chain if self.slot[r] == other]
            own = [rows.own[r] for r in after if rows.own[r] >= 0]
            if len(set(own)) < len(own):
                return False
            if limit is not None and sum(rows.interpreted[r] for r in after) > limit:
                return False
        both = 1 << a | 1 << b
        for r in chain:
            for person in (rows.founder[r], rows.investor[r]):
                most, gap = rows.people[person].break_after, rows.people[person].max_gap
                if (most is None and gap is None) or self.busy[person] & both == both:
                    continue
                slots = bits(self.busy[person] ^ both)
                if any(most is not None and last - first + 1 > most for first, last in runs(slots)):
                    return False
                if any(True for _ in long_gaps(slots, gap)):
                    return False
        return True

    def _put(self, r: int, slot: int) -> None:
        super()._put(r, slot)
        self.used[slot] -= not self.rows.seated[r]

    def _take(self, r: int) -> None:
        self.used[self.slot[r]] += not self.rows.seated[r]
        super()._take(r)


def tidy_slots(
    rows: Rows,
    slots: list[int],
    held: frozenset[int],
    limits: Limits,
    *,
    seed: int,
    asked: bool,
) -> list[int]:
    """Slots with no more gaps than before, the same pairs meeting.

    Parameters
    ----------
    rows : Rows
    slots : list of int
        Slot of each row, -1 for a pair that does not meet.
    held : frozenset of int
        Rows that may not change their slot.
    limits : Limits
        Wall time ends the sweeps; with an amount of work their number is fixed.
    seed : int
    asked : bool
        False tidies only as far as it costs next to no time.
    """
    n_slots = rows.problem.slots
    tidier = Tidier(rows, slots, held)
    best, fewest = list(slots), tidier.total()
    rng = random.Random(seed)  # noqa: S311 - a search, not a secret
    pairs = [(a, b) for a in range(n_slots) for b in range(a + 1, n_slots)]
    started = limits.clock()
    seconds = max(0.0, limits.left() * 0.9) if asked else min(_FREE_SECONDS, limits.left())
    sweeps = _SWEEPS if asked else 2
    timed = limits.work is None
    for sweep in range(sweeps):
        rng.shuffle(pairs)
        for number, (a, b) in enumerate(pairs):
            share = (sweep + number / len(pairs)) / sweeps
            if timed:
                share = max(share, (limits.clock() - started) / seconds if seconds else 1.0)
                if share >= 1.0:
                    break
            heat = 1.2 * (1 - share / _COLD) if asked and share < _COLD else 0.0
            _sweep(tidier, a, b, heat, rng)
        now = tidier.total()
        if now < fewest:
            best, fewest = list(tidier.slot), now
        if timed and (limits.clock() - started >= seconds or limits.stopped()):
            break
    return best


def _sweep(tidier: Tidier, a: int, b: int, heat: float, rng: random.Random) -> None:
    """Swap the chains of two slots where that takes gaps away, or by chance while it is warm."""
    for chain in list(tidier.components(a, b)):
        gain = tidier.gain(chain, a, b)
        if gain is None:
            continue
        if gain < 0 and (heat <= 0 or rng.random() >= math.exp(gain / heat)):
            continue
        if gain > 0 or rng.random() < 0.5:
            tidier.swap(chain, a, b)
