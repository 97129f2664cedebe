"""From what people did to what a ranker may learn of it: examples with grades and weights.

Pairs are named by provider and pitch, times are days on any scale. Position bias is taken out here:
how often a place of the list is looked at is estimated from the lists themselves, and who was never
shown is never an example. The fit is in `warm.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Pair = tuple[str, str]

# What a no teaches: the group that its reason names, and no other. A reason that is not here (team,
# market, conflict, full, other) names nothing that a column measures, so it teaches no weight.
REASON_GROUPS: Mapping[str, str] = {
    "sector": "sector",
    "too_early": "stage",
    "too_late": "stage",
    "place": "place",
    "amount": "amount",
}
NO_GROUP = "none"
# Reasons that say nothing about whether the pitch was wanted.
NOT_OF_TASTE = frozenset({"conflict", "full"})
# The first place of each bucket of places; what lies in one bucket is looked at alike.
BUCKETS = (1, 2, 3, 4, 6, 9, 13, 21)
_N_SCORE_BINS = 5
_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A pitch stood in a provider's list."""

    provider: str
    pitch: str
    at: float
    position: int
    score: float


@dataclass(frozen=True, slots=True)
class Answered:
    """A provider said `interested`, `later` or `no`, the last with its reason."""

    provider: str
    pitch: str
    at: float
    choice: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """What came of a pair: the founder `accepted` or `declined`, a meeting `kept` or `missed`, a `record`."""

    provider: str
    pitch: str
    at: float
    what: str


@dataclass(frozen=True, slots=True)
class FeedbackPolicy:
    """How much each kind of feedback counts; docs/learning.md argues each figure.

    Attributes
    ----------
    silence : float
        What a pitch that was looked at and not answered counts, against a clear no.
    silence_days : float
        How long nothing was said before silence counts at all.
    clip : float
        The most that the rarity of being looked at may raise a weight.
    prior_impressions : float
        Impressions per bucket of places that the prior on being looked at is worth.
    later : float
        Weight of "later", whose label is one half.
    missed : float
        Factor on a pair whose meeting was missed.
    kept, record : float
        Weights of a meeting kept and of confirmed money; interest alone weighs 1.
    """

    silence: float = 0.2
    silence_days: float = 7.0
    clip: float = 4.0
    prior_impressions: float = 50.0
    later: float = 0.5
    missed: float = 0.5
    kept: float = 2.0
    record: float = 3.0


@dataclass(frozen=True, slots=True)
class Examination:
    """How likely each place of a list is looked at (a position-based click model).

    Attributes
    ----------
    places : tuple of float
        One probability a bucket, never rising, 1 for the first place.
    answer_rate : float
        How often a pitch that is looked at gets an answer.
    n_impressions, n_answers : int
        What it was estimated from.
    """

    places: tuple[float, ...]
    answer_rate: float
    n_impressions: int = 0
    n_answers: int = 0

    def of(self, positions: Sequence[int]) -> float:
        """The probability that one at least of these places was looked at."""
        buckets = _buckets(np.asarray(positions, dtype=np.int64))
        return float(1.0 - np.prod(1.0 - np.array(self.places)[buckets]))

    def silent(self, positions: Sequence[int]) -> float:
        """The probability that a pitch was looked at in these places although nothing was said."""
        seen = self.of(positions)
        return seen * (1.0 - self.answer_rate) / max(1.0 - seen * self.answer_rate, 1e-9)


def prior_examination() -> Values:
    """What is believed of each bucket before anything was shown: 1 / sqrt(place).

    Milder than the 1 / place of web search: a list of matches is worked through, not skimmed.
    """
    ends = [*(start - 1 for start in BUCKETS[1:]), 30]
    return np.array([np.mean(1.0 / np.sqrt(np.arange(a, b + 1))) for a, b in zip(BUCKETS, ends, strict=True)])


@dataclass(frozen=True, slots=True)
class Example:
    """What one pair teaches one side.

    Attributes
    ----------
    side : str
        `provider` or `company`: whose weights it moves.
    label : float
        1 wanted, 0 not, one half undecided.
    weight : float
        How much it counts.
    groups : frozenset of str
        Of which groups it speaks; empty is all of them.
    grade : int
        0 not wanted, 1 later, 2 interested, 3 met or funded; for judging an order.
    known : bool
        False for silence.
    seen : float
        The probability that it was looked at at all, given what is known now.
    rarity : float
        How much more it counts because it was unlikely to be looked at, clipped.
    source : str
        What it came from, for counting.
    """

    provider: str
    pitch: str
    at: float
    side: str
    label: float
    weight: float
    grade: int
    known: bool = True
    seen: float = 1.0
    rarity: float = 1.0
    groups: frozenset[str] = field(default_factory=frozenset)
    source: str = ""


def estimate_examination(
    shown: Iterable[Shown], answered: Iterable[Answered], policy: FeedbackPolicy | None = None
) -> Examination:
    """Fit how likely each place is looked at, by EM over places and score bins.

    An impression is answered with the probability (place is looked at) x (a pitch of this score is
    answered when looked at). Scores serve as the only knowledge of relevance; their shares are
    free. The prior counts as `policy.prior_impressions` a bucket, so that thin data leave it where
    it is (Richardson et al. 2007; Wang et al. 2018 for regression instead of bins).
    """
    policy = policy or FeedbackPolicy()
    rows = sorted(_first_answers(shown, answered))
    prior = prior_examination()
    if not rows:
        return Examination(tuple(prior / prior[0]), 0.5)
    table = np.array(rows, dtype=np.float64)
    bucket, scores, said = _buckets(table[:, 0].astype(np.int64)), table[:, 1], table[:, 2]
    edges = np.quantile(scores, np.linspace(0, 1, _N_SCORE_BINS + 1)[1:-1])
    bins = np.searchsorted(edges, scores, side="right")
    total = np.zeros((len(BUCKETS), _N_SCORE_BINS))
    answers = np.zeros_like(total)
    np.add.at(total, (bucket, bins), 1.0)
    np.add.at(answers, (bucket, bins), said)
    silent = total - answers
    look, rate = prior.copy(), np.full(_N_SCORE_BINS, max(0.02, min(0.98, float(said.mean()) * 2)))
    for _ in range(_ROUNDS):
        both = np.clip(np.outer(look, rate), 0.0, 1.0 - 1e-9)
        looked = silent * (look[:, None] - both) / (1.0 - both)
        wanted = silent * (rate[None, :] - both) / (1.0 - both)
        counted = (answers + looked).sum(axis=1) + policy.prior_impressions * prior
        look = counted / (total.sum(axis=1) + policy.prior_impressions)
        rate = ((answers + wanted).sum(axis=0) + 1.0) / (total.sum(axis=0) + 2.0)
    look = _never_rising(look, total.sum(axis=1) + policy.prior_impressions)
    overall = float(rate @ total.sum(axis=0) / total.sum()) * float(look[0])
    return Examination(tuple((look / look[0]).tolist()), min(0.98, overall), len(rows), int(answers.sum()))


def learn_examples(
    shown: Iterable[Shown],
    answered: Iterable[Answered],
    happened: Iterable[Happened],
    examination: Examination,
    *,
    until: float,
    policy: FeedbackPolicy | None = None,
) -> list[Example]:
    """Everything that may be learned from what happened before `until`, ordered by pair.

    Returns
    -------
    list of Example
        At most one a pair and side, and never one of a pair that was neither shown nor answered.
    """
    policy = policy or FeedbackPolicy()
    places: dict[Pair, list[Shown]] = defaultdict(list)
    # In one order: sums of the same numbers in another differ in their last digit.
    for one in sorted(shown, key=lambda s: (s.at, s.position)):
        if one.at < until:
            places[one.provider, one.pitch].append(one)
    latest: dict[Pair, Answered] = {}
    for said in sorted(answered, key=lambda a: a.at):
        if said.at < until:
            latest[said.provider, said.pitch] = said
    came: dict[Pair, dict[str, float]] = defaultdict(dict)
    for event in sorted(happened, key=lambda e: e.at):
        if event.at < until:
            came[event.provider, event.pitch].setdefault(event.what, event.at)
    out: list[Example] = []
    for pair in sorted({*places, *latest, *came}):
        mine = _of_provider(
            pair, places.get(pair, []), latest.get(pair), came.get(pair, {}), examination, until, policy
        )
        theirs = _of_company(pair, came.get(pair, {}), policy)
        out += [one for one in (mine, theirs) if one is not None]
    return out


def _of_provider(
    pair: Pair,
    places: Sequence[Shown],
    said: Answered | None,
    came: Mapping[str, float],
    examination: Examination,
    until: float,
    policy: FeedbackPolicy,
) -> Example | None:
    if said is None and not {"kept", "record"} & came.keys():
        if not places or until - min(one.at for one in places) < policy.silence_days:
            return None
        positions = [one.position for one in places]
        seen, looked = examination.of(positions), examination.silent(positions)
        weight = policy.silence * looked * min(1.0 / max(seen, 1e-9), policy.clip)
        first = min(one.at for one in places)
        return Example(*pair, first, "provider", 0.0, weight, 0, known=False, seen=looked, source="silence")
    strongest = next((what for what in ("record", "kept") if what in came), None)
    at = came[strongest] if said is None and strongest else said.at if said else until
    before = [one.position for one in places if one.at <= at]
    rarity = min(1.0 / max(examination.of(before), 1e-9), policy.clip) if before else 1.0
    if strongest is not None:
        weight = policy.record if strongest == "record" else policy.kept
        return Example(*pair, at, "provider", 1.0, weight * rarity, 3, rarity=rarity, source=strongest)
    choice, reason = (said.choice, said.reason or "other") if said else ("later", "")
    if choice == "interested":
        weight = rarity * (policy.missed if "missed" in came else 1.0)
        return Example(*pair, at, "provider", 1.0, weight, 2, rarity=rarity, source="interested")
    if choice == "later":
        return Example(*pair, at, "provider", 0.5, policy.later * rarity, 1, rarity=rarity, source="later")
    if reason in NOT_OF_TASTE:
        return None
    groups = frozenset({REASON_GROUPS.get(reason, NO_GROUP)})
    return Example(*pair, at, "provider", 0.0, rarity, 0, groups=groups, rarity=rarity, source=f"no:{reason}")


def _of_company(pair: Pair, came: Mapping[str, float], policy: FeedbackPolicy) -> Example | None:
    for what, label, weight in (
        ("record", 1.0, policy.record),
        ("kept", 1.0, policy.kept),
        ("accepted", 1.0, 1.0),
        ("declined", 0.0, 1.0),
    ):
        if what in came:
            grade = 0 if what == "declined" else 2 if what == "accepted" else 3
            return Example(*pair, came[what], "company", label, weight, grade, source=what)
    return None


def _first_answers(shown: Iterable[Shown], answered: Iterable[Answered]) -> list[tuple[int, float, float]]:
    """Each impression up to a pair's first answer: place, score, and whether the answer followed it."""
    first: dict[Pair, float] = {}
    for said in answered:
        pair = said.provider, said.pitch
        first[pair] = min(said.at, first.get(pair, said.at))
    lists: dict[Pair, list[Shown]] = defaultdict(list)
    for one in shown:
        if one.at <= first.get((one.provider, one.pitch), np.inf):
            lists[one.provider, one.pitch].append(one)
    rows = []
    for pair, own in lists.items():
        own.sort(key=lambda one: (one.at, one.position))
        for place, one in enumerate(own):
            said_now = pair in first and place == len(own) - 1
            rows.append((one.position, one.score, float(said_now)))
    return rows


def _buckets(positions: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(np.array(BUCKETS), positions, side="right") - 1


def _never_rising(values: Values, masses: Values) -> Values:
    """The closest sequence that never rises (pool adjacent violators)."""
    pooled: list[tuple[float, float, int]] = []
    for value, mass in zip(values.tolist(), masses.tolist(), strict=True):
        mean, weight, n = value, mass, 1
        while pooled and pooled[-1][0] < mean:
            before, more, m = pooled.pop()
            mean = (before * more + mean * weight) / (more + weight)
            weight, n = weight + more, n + m
        pooled.append((mean, weight, n))
    return np.array([mean for mean, _, n in pooled for _ in range(n)])
