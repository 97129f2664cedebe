"""What a history of deals says of each investor for one question: named columns.

A deal counts for a question by how alike they are. There are two measures of that: fixed kernels
in [0, 1] on sector, text, place, amount, round and time, multiplied and summed over an investor's
deals; and the learned likeness of `deal_likeness`, whole and with one aspect left out.

A column's name is `aspect.what`. One that joins several aspects names them all, as in
`place+sector.like`: which of them its worth belongs to is decided row by row by the `pull`
columns, see `learned`.
"""

import numpy as np

from matcher.deal_classes import SIZES, YEAR
from matcher.deal_likeness import WeighedDeals, added
from matcher.deal_lookups import ASPECTS, LOOKUPS
from matcher.deal_rounds import Rounds
from matcher.deals import (
    AMOUNT_WIDTH,
    PLACE_NEAR,
    PLACE_SHARED,
    DealHistory,
    DealQuery,
    Floats,
    Ints,
    InvestorDeals,
)

EVERYTHING = "+".join(ASPECTS)
# What the regression reads of a round, and that some come into more rounds than others.
REGRESSED = "place+sector+stage+amount+activity"
# Name of a column -> the factors whose product each deal weighs with (`_factors` has them all).
KERNELS: dict[str, str] = {
    "activity.recent": "t",
    "activity.long": "l",
    "activity.burst": "u",
    "place.country": "nt",
    "sector.like": "st",
    "text.like": "et",
    "stage.round": "rt",
    "stage.all": "rqyt",
    "amount.like": "at",
    "place+stage.like": "vrqyt",
    "place+stage+amount.like": "varqyt",
    "place+stage+amount+sector.like": "varqyst",
    "place+stage+amount+sector.long": "varqysl",
    "place+stage+amount+text.like": "varqyet",
    "relations.joint": "bt",
    "relations+sector.joint": "bst",
}
SUMMED = (
    "activity.recent",
    "activity.long",
    "activity.burst",
    "place.country",
    "sector.like",
    "place+stage+amount+sector.long",
    "relations.joint",
    "relations+sector.joint",
)
# Of an investor's own recent activity.
SHARED = (
    "sector.like",
    "text.like",
    "stage.round",
    "stage.all",
    "amount.like",
    "place+stage.like",
    "place+stage+amount.like",
    "place+stage+amount+sector.like",
    "place+stage+amount+text.like",
)
BEST = (
    ("sector.best", "s"),
    ("place+sector.best", "vs"),
    ("place+stage+amount+sector.best", "varqys"),
)
FEW_DEALS = 3
NEWCOMER = "activity.few_deals"
_TINY = 1e-7


def feature_names() -> tuple[str, ...]:
    """The columns of `query_features`, in order."""
    return _NAMES


def query_features(weighed: WeighedDeals, rows: Ints) -> Floats:
    """Features of some investors for one query.

    Parameters
    ----------
    weighed : WeighedDeals
        What is known, who asks for which round, and a likeness fitted on other questions than those
        that are learned from with these features.
    rows : ndarray of int64, shape (n,)
        The investors. What is said of one does not depend on who the others are.

    Returns
    -------
    ndarray of float32, shape (n, n_features)
        In the order of `feature_names`; nan where a figure needs something that is not known.
    """
    history, query = weighed.history, weighed.query
    own = history.deals_among(rows)
    columns = [
        *_kernel_columns(weighed, own),
        *_likeness_columns(weighed, rows, own),
        *_expected_columns(history, query, rows),
        *(values[rows] for values in _own(history, query)),
        *(values[rows] for values in _relations(history, query)),
        weighed.namesakes[rows],
        *_asked(history, query, len(rows)),
    ]
    return np.stack(columns, axis=1, dtype=np.float32, casting="unsafe")


def _kernel_columns(weighed: WeighedDeals, own: InvestorDeals) -> list[Floats]:
    """Sums, shares and maxima of the fixed kernels over each investor's deals."""
    factors = _factors(weighed, own.rows)
    done: dict[str, Floats] = {}
    sums = own.sums(_product(key, factors, done) for key in KERNELS.values())
    of = dict(zip(KERNELS, sums, strict=True))
    return [
        *(of[name] for name in SUMMED),
        *(of[name] / (of["activity.recent"] + 0.7) for name in SHARED),
        *own.maxima(_product(key, factors, done) for _, key in BEST),
    ]


def _likeness_columns(weighed: WeighedDeals, rows: Ints, own: InvestorDeals) -> list[Floats]:
    """The learned likeness: whole, without each aspect, what each aspect pulls, and of partners."""
    history, share, weight = weighed.history, weighed.share, weighed.weight[own.rows]
    best = own.maxima([weight])[0] / weighed.everyone
    columns = [
        np.log(share[rows] + _TINY),
        share[rows] / (share.max(initial=0.0) + 1e-12),
        _rank(share, rows),
        np.log(best + _TINY),
    ]
    pulls = []
    of_all = added([e for e, of in zip(weighed.entries, LOOKUPS, strict=True) if of.aspects == ASPECTS])
    for aspect in ASPECTS:
        said = added([e for e, of in zip(weighed.entries, LOOKUPS, strict=True) if aspect in of.aspects])
        rest = weighed.total - said
        rest = np.exp(rest - rest.max(initial=0.0))
        # What speaks of all aspects at once pulls towards none of them.
        others, pulled = own.sums([rest[own.rows], weight * (said - of_all)[own.rows]])
        columns.append(np.log(others / max(float(rest.sum()), 1e-30) + _TINY))
        pulls.append(pulled)
    strength = weighed.strength[rows]
    with np.errstate(invalid="ignore", divide="ignore"):
        columns += [np.where(strength > 0, pulled / strength, np.nan) for pulled in pulls]
    of_partners, best_of_partners = (told[rows] for told in history.of_neighbours(share))
    columns += [
        np.log(of_partners + _TINY),
        np.log(best_of_partners + _TINY),
        np.log(of_partners / np.sqrt(history.own["partners"][rows] + 1.0) + _TINY),
        np.log(share[rows] / np.maximum(history.count[rows], 1.0) + 1e-8),
        _towards(weighed)[rows],
    ]
    return columns


def _expected_columns(history: DealHistory, query: DealQuery, rows: Ints) -> list[Floats]:
    """Whom the regression and the choice expect: a score, and its rank."""
    features = history.round_features(Rounds.asked(query))
    expected = history.regression.scores(features)
    chosen = history.choice.scores(features, history.companies.text[query.company], query.backers)
    for scores in (expected, chosen):
        scores[query.backers] = scores.min(initial=0.0)
    return [
        # On a scale that spreads the small ones.
        np.sign(expected[rows]) * np.sqrt(np.abs(expected[rows])),
        _rank(expected, rows),
        chosen[rows],
        _rank(chosen, rows),
    ]


def _rank(figures: Floats, rows: Ints) -> Floats:
    """The logarithm of one more than how many of all have a greater figure."""
    n_greater = len(figures) - np.searchsorted(np.sort(figures), figures[rows], side="right")
    return np.log1p(n_greater).astype(np.float32)


def _product(key: str, factors: dict[str, Floats], done: dict[str, Floats]) -> Floats:
    """The product of a kernel's factors; prefixes are worked out once."""
    if len(key) == 1:
        return factors[key]
    if key not in done:
        done[key] = _product(key[:-1], factors, done) * factors[key[-1]]
    return done[key]


def _factors(weighed: WeighedDeals, deals: Ints) -> dict[str, Floats]:
    """Some deals' likeness to the query in one respect, in [0, 1].

    The widths and floors were searched on the half-year before July 2012 of the deals' history,
    one at a time, for the nDCG of the product of all factors alone; see docs/matching.md.
    """
    history, query = weighed.history, weighed.query
    companies, c = history.companies, query.company
    local = history.local[deals]
    text = history.text_like_used(c)[local]
    subject = 0.8 * history.sector_like_used(c)[local] + 0.2 * text
    root = np.sqrt(subject)
    place = weighed.classes["place"][deals]
    apart = np.abs(history.amount[deals] - np.log1p(np.float32(query.amount)))
    amount = 0.05 + 0.95 * np.exp(-0.5 * (apart / AMOUNT_WIDTH) ** 2)
    previous = np.exp(-np.abs(history.previous[deals] - np.float32(query.previous_rounds)) / 1.6)
    age = np.float32(query.day / YEAR - companies.founded[c])
    older = 0.3 + 0.7 * np.exp(-np.abs(history.age[deals] - age) / 3.0)
    years = ((query.day - history.day[deals]) / YEAR).astype(np.float32)
    # Half-lives of six years, two, and a quarter of one: powers of the first.
    long = np.exp2(years / np.float32(-6.0))
    recent = long * long * long
    fourth = np.square(np.square(recent))
    factors = {
        "s": 0.3 + 0.7 * root * np.sqrt(root),
        "e": text,
        "n": PLACE_SHARED.take(place),
        "v": PLACE_NEAR.take(place),
        "a": np.where(np.isnan(amount), 0.15, amount),
        "r": _round_near(query.round).take(history.round[deals] + 1),
        "q": np.where(np.isnan(previous), 0.4, 0.01 + 0.99 * previous),
        "y": np.where(np.isnan(older), 0.5, older),
        "b": _shared_backers(history, query)[deals],
        "t": recent,
        "u": np.square(fourth),
        "l": long,
    }
    return {letter: np.asarray(values, dtype=np.float32) for letter, values in factors.items()}


def _round_near(asked: int) -> Floats:
    """How near each kind of round is to one, the unknown one first.

    Not knowing the kind is a kind of its own: it tells where a deal was recorded.
    """
    near = np.full(SIZES["round"], 0.2 if asked >= 0 else 0.22, np.float32)
    near[0] = 0.22
    near[asked + 1] = 1.0
    return near


def _shared_backers(history: DealHistory, query: DealQuery) -> Floats:
    """For each deal the backers that its company shares with the query's; the busy ones count less."""
    shared = np.zeros(len(history.companies.ids) + 1, dtype=np.float32)
    for backer in query.backers:
        shared[history.company[history.deals_of(backer)]] += 1.0 / np.sqrt(1.0 + history.count[backer])
    return shared[history.company]


def _own(history: DealHistory, query: DealQuery) -> list[Floats]:
    """Each investor's own habits beside what is asked."""
    own = history.own
    asked = np.float32(np.log1p(query.amount))
    spread = np.sqrt((own["amount_deviation"] ** 2 * own["amount_n"] + 1.0) / (own["amount_n"] + 1))
    age = np.float32(query.day / YEAR - history.companies.founded[query.company])
    return [
        (query.day - own["last_day"]) / YEAR,
        (query.day - own["first_day"]) / YEAR,
        history.count / np.maximum(history.n_all, 1),
        asked - own["amount"],
        np.abs(asked - own["amount"]) / spread,
        own["amount"],
        own["initial_share"],
        own["age"] - age,
        history.investors.person,
        (history.count <= FEW_DEALS).astype(np.float32),
        own["syndicate"],
        own["unknown_rounds"],
        own["unknown_places"],
        own["partners"],
        own["partner_activity"],
        own["region_focus"],
        own["country_focus"],
        own["sector_focus"],
    ]


def _relations(history: DealHistory, query: DealQuery) -> list[Floats]:
    """Ties to those who funded the company already; zeros when nobody did."""
    shared, widest, near = (np.zeros(history.n, np.float32) for _ in range(3))
    if not len(query.backers):
        return [shared, widest, near]
    for backer in query.backers:
        partners, weight, _ = history.partners_of(backer)
        shared[partners] += weight
        widest[partners] = np.maximum(widest[partners], weight)
    near = history.embedding @ history.embedding[query.backers].mean(axis=0)
    return [
        history.neighbours(shared[:, None])[:, 0],
        widest / np.sqrt(history.count + 1.0),
        near,
    ]


def _towards(weighed: WeighedDeals) -> Floats:
    """How near each investor stands to those of greatest chance."""
    embedding = weighed.history.embedding
    middle = weighed.strength.astype(np.float32) @ embedding
    return np.asarray(embedding @ (middle / max(float(np.linalg.norm(middle)), 1e-9)), dtype=np.float32)


def _asked(history: DealHistory, query: DealQuery, n: int) -> list[Floats]:
    """What is asked, the same for every candidate: it lets trees tell kinds of rounds apart."""
    age = query.day / YEAR - history.companies.founded[query.company]
    values = [np.log1p(query.amount), query.previous_rounds, age, len(query.backers), query.round]
    return [np.full(n, value, dtype=np.float32) for value in values]


_NAMES = (
    *(f"{name}_sum" for name in SUMMED),
    *(f"{name}_share" for name in SHARED),
    *(name for name, _ in BEST),
    f"{EVERYTHING}.likeness",
    f"{EVERYTHING}.likeness_rel",
    f"{EVERYTHING}.likeness_rank",
    f"{EVERYTHING}.likeness_best",
    *(f"{'+'.join(a for a in ASPECTS if a != aspect)}.likeness" for aspect in ASPECTS),
    *(f"{aspect}.pull" for aspect in ASPECTS),
    "relations.partners_likeness",
    "relations.partners_best",
    "relations.partners_rate",
    f"{EVERYTHING}.likeness_per_deal",
    "relations.towards",
    f"{REGRESSED}.expected",
    f"{REGRESSED}.expected_rank",
    f"{EVERYTHING}.chosen",
    f"{EVERYTHING}.chosen_rank",
    "activity.years_since_last",
    "activity.years_since_first",
    "activity.new_share",
    "amount.above_usual",
    "amount.distance",
    "amount.usual",
    "stage.initial_share",
    "stage.older_than_usual",
    "activity.person",
    NEWCOMER,
    "relations.syndicate",
    "stage.unknown_share",
    "place.unknown_share",
    "relations.partners",
    "relations.partner_activity",
    "place.region_focus",
    "place.country_focus",
    "sector.focus",
    "relations.second",
    "relations.strongest_rate",
    "relations.near_backers",
    "relations.namesake",
    "amount.asked",
    "stage.previous_rounds",
    "stage.company_age",
    "relations.backers",
    "stage.asked_round",
)
