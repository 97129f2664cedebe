"""What a meeting of two is worth to both: from what they wish, and from the ranker's score.

The figures are told in words in `docs/wishes.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Stated, so that an organiser can be told why one meeting went before another.
UNKNOWN_SCORE = 20.0
MUST = 60.0
LIKE = 30.0
LATER_SHARE = 0.5


class Wanted(StrEnum):
    """What one side wishes of the other."""

    MUST = "must"
    LIKE = "like"
    NONE = "none"
    NO = "no"


class Listed(StrEnum):
    """What the other lists say of a pair, as one side may know it; the strongest first."""

    AGREED = "agreed"  # an introduction that both accepted
    INTERESTED = "interested"  # the provider's interest, or an introduction that it asked for
    NO = "no"  # a no, or an introduction that was declined


_WORTH = {Wanted.MUST: MUST, Wanted.LIKE: LIKE, Wanted.NONE: 0.0}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of one pair.

    `score` is the ranker's, 0 to 100, None when the pair was never ranked. `founder` and `provider` are
    the two sides' wishes, `later` a provider's "not now", and `nothing_to_give` that the provider has
    nothing that the company seeks. `promised` and `shut_out` are the organiser's words.
    """

    score: float | None = None
    founder: Wanted = Wanted.NONE
    provider: Wanted = Wanted.NONE
    later: bool = False
    nothing_to_give: bool = False
    promised: bool = False
    shut_out: bool = False


def refused(wish: Wish) -> bool:
    """Whether a pair should not meet: a no of either side, or the organiser's.

    A provider who has nothing of what is sought is left out too, unless it wishes the meeting itself,
    the founder says must, or the organiser promised it.
    """
    if wish.shut_out or Wanted.NO in (wish.founder, wish.provider):
        return True
    asked = wish.promised or wish.founder is Wanted.MUST or wish.provider in (Wanted.MUST, Wanted.LIKE)
    return wish.nothing_to_give and not asked


def required(wish: Wish) -> bool:
    """Whether a pair is promised: both say must, or the organiser gave their word."""
    both = wish.founder is Wanted.MUST and wish.provider is Wanted.MUST
    return (both or wish.promised) and not refused(wish)


def meeting_value(wish: Wish) -> float | None:
    """Value of a meeting, above 0; None for a pair that should not meet.

    The score (20 where there is none) plus 60 for each side that says must and 30 for each that would
    like; half the score after "later", unless the provider wishes the meeting now.

    Parameters
    ----------
    wish : Wish

    Returns
    -------
    float or None
        From 0.5 to 220, rounded to two decimals. It never falls when a wish grows from none over
        would like to must.
    """
    if refused(wish):
        return None
    score = UNKNOWN_SCORE if wish.score is None else min(max(wish.score, 1.0), 100.0)
    if wish.later and wish.provider is Wanted.NONE:
        score *= LATER_SHARE
    return round(score + _WORTH[wish.founder] + _WORTH[wish.provider], 2)


@dataclass(frozen=True, slots=True)
class Stated:
    """One side's wish of one partner: what holds, and whether it was said or only proposed by a list."""

    wanted: Wanted
    said: bool


def with_proposals(
    said: Mapping[int, Wanted], listed: Mapping[int, Listed], *, most_like: int
) -> dict[int, Stated]:
    """One side's wishes, where nothing was said those that its other lists propose.

    Parameters
    ----------
    said : mapping of partner to Wanted
        What was said here; it always holds.
    listed : mapping of partner to Listed
        What the other lists say of the others.
    most_like : int
        How many the side would like at most. Proposals fill what was left of it, agreed introductions
        first, then by id, so that nobody is over the cap without having said anything.

    Returns
    -------
    dict of partner to Stated
        For each partner of whom something is said or proposed.
    """
    found = {partner: Stated(wanted, said=True) for partner, wanted in said.items()}
    free = most_like - sum(wanted is Wanted.LIKE for wanted in said.values())
    order = list(Listed)
    for partner, word in sorted(listed.items(), key=lambda item: (order.index(item[1]), item[0])):
        if partner in found:
            continue
        if word is Listed.NO:
            found[partner] = Stated(Wanted.NO, said=False)
        elif free > 0:
            found[partner] = Stated(Wanted.LIKE, said=False)
            free -= 1
    return found


@dataclass(frozen=True, slots=True)
class OverCap:
    """More wishes of a kind than a side may have."""

    wanted: Wanted
    count: int
    most: int


def over_caps(wishes: Sequence[Wanted], *, most_must: int, most_like: int) -> list[OverCap]:
    """Which caps a side's wishes are over; empty when they keep to all."""
    return [
        OverCap(wanted, count, most)
        for wanted, most in ((Wanted.MUST, most_must), (Wanted.LIKE, most_like))
        if (count := sum(one is wanted for one in wishes)) > most
    ]
