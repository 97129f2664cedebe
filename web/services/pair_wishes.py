"""What is known of each pair of an event, as `matcher.wishes` reads it; for the planner alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from matcher.ranking import WeightedRanker, displayed_fit
from matcher.wishes import Listed, Stated, Wanted, Wish, with_proposals
from models.entities.events import Event, Participant
from models.entities.plans import PairWish
from models.entities.vocabulary import Attendance
from models.entities.wishes import PromiseKind, WishKind

_NONE = Stated(Wanted.NONE, said=False)


def listed_for_founder(introduction: str | None) -> Listed | None:
    """What a founder's lists say of a provider: introductions alone, since interest is the provider's."""
    if introduction == "accepted":
        return Listed.AGREED
    return Listed.NO if introduction == "declined" else None


def listed_for_provider(choice: str | None, introduction: str | None) -> Listed | None:
    """What a provider's lists say of a pitch."""
    if choice == "no":
        return Listed.NO
    if introduction == "accepted":
        return Listed.AGREED
    return Listed.INTERESTED if choice == "interested" or introduction == "proposed" else None


def wishes_of_pairs(event: Event, known: Iterable[PairWish]) -> dict[tuple[int, int], Wish]:
    """What is known of each pair, with both sides' wishes as they hold: said, or proposed by a list."""
    pairs = list(known)
    founders = _stated(
        event,
        pairs,
        lambda w: (w.founder_id, w.provider_id, w.founder_said, listed_for_founder(w.introduction)),
    )
    providers = _stated(
        event,
        pairs,
        lambda w: (
            w.provider_id,
            w.founder_id,
            w.provider_said,
            listed_for_provider(w.choice, w.introduction),
        ),
    )
    return {
        (w.founder_id, w.provider_id): Wish(
            score=fit_of(w.score),
            founder=founders.get((w.founder_id, w.provider_id), _NONE).wanted,
            provider=providers.get((w.provider_id, w.founder_id), _NONE).wanted,
            later=w.choice == "later",
            nothing_to_give=w.instruments_meet is False,
            promised=w.promise is PromiseKind.PROMISED,
            shut_out=w.promise is PromiseKind.SHUT_OUT,
        )
        for w in pairs
    }


def _stated(
    event: Event,
    pairs: Iterable[PairWish],
    of_one: Callable[[PairWish], tuple[int, int, WishKind | None, Listed | None]],
) -> dict[tuple[int, int], Stated]:
    """One side's wishes by who wishes and of whom."""
    said: dict[int, dict[int, Wanted]] = {}
    listed: dict[int, dict[int, Listed]] = {}
    for pair in pairs:
        who, partner, wish, word = of_one(pair)
        mine, proposed = said.setdefault(who, {}), listed.setdefault(who, {})
        if wish is not None:
            mine[partner] = Wanted(wish)
        elif word is not None:
            proposed[partner] = word
    return {
        (who, partner): stated
        for who, wishes in said.items()
        for partner, stated in with_proposals(wishes, listed[who], most_like=event.most_like).items()
    }


def fit_of(score: float | None) -> float | None:
    """The ranker's score as the lists show it, 0 to 100."""
    if score is None:
        return None
    ranker = WeightedRanker()
    return float(displayed_fit(np.array([score]), centre=ranker.centre, width=ranker.width)[0])


def meets_online(event: Event, *both: Participant) -> bool:
    """Whether two meet online: the event is, or one of them takes part from afar."""
    if event.attendance is not Attendance.HYBRID:
        return event.attendance is Attendance.ONLINE
    return any(one.attendance is Attendance.ONLINE for one in both)


def needs_interpreter(one: Participant, other: Participant) -> bool:
    """Whether two share no language; who has stated none gets along with everybody."""
    return bool(one.languages and other.languages) and not one.languages & other.languages
