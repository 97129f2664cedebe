"""What a meeting of two is worth to both: from what they said, and from the ranker's score."""

from dataclasses import dataclass

# Stated, so that an organiser can be told why one meeting went before another.
UNKNOWN_SCORE = 20.0
INTRODUCED = 60.0
WANTED = 40.0
LATER_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of one pair.

    `score` is the ranker's, 0 to 100, None when the pair was never ranked. `wanted` is the provider's
    wish, `agreed` both sides' consent to an introduction, `later` a provider's "not now", `refused` a
    no of either side, and `nothing_to_give` that the provider has nothing that the company seeks.
    """

    score: float | None = None
    wanted: bool = False
    agreed: bool = False
    later: bool = False
    refused: bool = False
    nothing_to_give: bool = False


def meeting_value(wish: Wish) -> float | None:
    """Value of a meeting, above 0; None for a pair that should not meet.

    The score (20 where there is none) plus 60 for an agreed introduction or 40 for a provider's wish;
    half of it after "later". A refusal shuts the pair out, and so does a provider who has nothing of
    what is sought, unless both agreed to meet all the same.

    Parameters
    ----------
    wish : Wish

    Returns
    -------
    float or None
        From 0.5 to 160, rounded to two decimals.
    """
    if wish.refused or (wish.nothing_to_give and not (wish.agreed or wish.wanted)):
        return None
    score = UNKNOWN_SCORE if wish.score is None else min(max(wish.score, 1.0), 100.0)
    if wish.agreed:
        score += INTRODUCED
    elif wish.wanted:
        score += WANTED
    elif wish.later:
        score *= LATER_SHARE
    return round(score, 2)
