"""What a delay does to the slots after it: some of it is swallowed by breaks, never more than they have."""

from collections.abc import Sequence
from dataclasses import dataclass

# What stays of a break, in minutes; a gap that is no longer stays as it is.
KEPT_BREAK = 5


@dataclass(frozen=True, slots=True)
class Span:
    """A slot of one room as it stands now, in minutes on any scale, half-open."""

    id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shift:
    """By how many minutes a slot starts and ends later than it stands now."""

    id: int
    starts_late: int
    ends_late: int


@dataclass(frozen=True, slots=True)
class Shifted:
    """What a delay does to one room.

    Attributes
    ----------
    shifts : tuple of Shift
        Slots that end later, in their order; others are not in it.
    swallowed : int
        How many minutes of the delay breaks took up.
    """

    shifts: tuple[Shift, ...]
    swallowed: int


def shift(spans: Sequence[Span], at: int, minutes: int, *, kept_break: int = KEPT_BREAK) -> Shifted:
    """Let one room run late from an instant on.

    Parameters
    ----------
    spans : sequence of Span
        The room's slots, none overlapping another, in any order.
    at : int
        From when on. A slot in progress then starts as it did and ends late; what was over stays.
    minutes : int
        How late, at least 1, measured at the slot in progress, or else at the first one to come.
    kept_break : int
        What must stay of a gap between two slots. A gap gives what it has above this, in order.

    Returns
    -------
    Shifted
        No slot starts before the one ahead of it ends, none starts earlier than it stands now, and
        the delay never grows from slot to slot.

    Raises
    ------
    ValueError
        When `minutes` is below 1.
    """
    if minutes < 1:
        message = f"a delay is at least one minute, not {minutes}"
        raise ValueError(message)
    shifts: list[Shift] = []
    late, before = minutes, None
    for span in sorted(spans, key=lambda s: (s.start, s.end, s.id)):
        if span.end <= at:
            continue
        if before is not None:
            late = max(0, late - max(0, span.start - before - kept_break))
        if late == 0:
            break
        shifts.append(Shift(span.id, 0 if span.start < at else late, late))
        before = span.end
    return Shifted(tuple(shifts), minutes - late if shifts else 0)
