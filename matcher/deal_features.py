"""What a history of deals says of each investor for one query: named columns in seven groups.

A deal counts for a query by how alike they are: kernels in [0, 1] on sector, text, place, amount,
round and time, multiplied and summed over an investor's deals. A joint kernel belongs to the
group of the factor that it adds last, so that each column answers "what does *this* aspect add".
"""

import numpy as np

from matcher.deals import (
    AMOUNT_WIDTH,
    PLACE_FLOOR,
    PLACE_VALUES,
    YEAR,
    DealHistory,
    DealQuery,
    Floats,
)

# Name of a column -> the factors whose product each deal weighs with (`_factors` has them all).
KERNELS: dict[str, str] = {
    "activity.recent": "t",
    "activity.latest": "f",
    "activity.long": "l",
    "place.like": "vt",
    "place.latest": "vf",
    "place.country": "nt",
    "place.state": "1t",
    "place.region": "gt",
    "place.city": "ct",
    "sector.like": "st",
    "sector.tags": "kt",
    "text.like": "et",
    "stage.round": "rt",
    "stage.previous": "qt",
    "stage.age": "yt",
    "stage.all": "rqyt",
    "amount.like": "at",
    "amount.exact": "xt",
    "sector.place": "vst",
    "stage.place": "vrqyt",
    "stage.place_sector": "vrqyst",
    "amount.place": "vat",
    "amount.exact_place": "vxrt",
    "amount.stage": "arqyt",
    "amount.place_sector": "vsat",
    "amount.stage_sector": "arqyst",
    "amount.stage_place": "varqyt",
    "amount.all": "varqyst",
    "amount.all_latest": "varqysf",
    "amount.all_long": "varqysl",
    "amount.all_sharp": "varqystvarqys",
    "text.all": "varqyet",
}
SHARED = (
    "place.like",
    "place.region",
    "place.city",
    "sector.like",
    "text.like",
    "stage.round",
    "stage.all",
    "amount.like",
    "amount.stage",
    "sector.place",
    "stage.place",
    "amount.stage_place",
    "amount.all",
    "text.all",
)
BEST = (
    ("sector.best", "s"),
    ("text.best", "e"),
    ("sector.place_best", "vs"),
    ("stage.place_best", "vrqy"),
    ("amount.stage_place_best", "varqy"),
    ("amount.all_best", "varqys"),
    ("text.all_best", "varqye"),
)
NEIGHBOURED = ("place.like", "amount.all")
EMBEDDED = ("amount.all",)


def feature_names() -> tuple[str, ...]:
    """The columns of `query_features`, in order."""
    return tuple(_names)


def query_features(history: DealHistory, query: DealQuery) -> Floats:
    """Features of every investor for one query.

    Parameters
    ----------
    history : DealHistory
        What is known.
    query : DealQuery
        Who asks, and for which round.

    Returns
    -------
    ndarray of float32, shape (n_investors, n_features)
        In the order of `feature_names`; nan where a figure needs something that is not known.
    """
    factors = _factors(history, query)
    done: dict[str, Floats] = {}
    stack = np.stack([_product(key, factors, done) for key in KERNELS.values()], axis=1)
    sums = history.sums(stack)
    at = {name: column for column, name in enumerate(KERNELS)}
    recent = sums[:, [at["activity.recent"]]]
    best = np.stack([_product(key, factors, done) for _, key in BEST], axis=1)
    blocks = [
        sums,
        sums[:, [at[name] for name in SHARED]] / (recent + 0.7),
        history.maxima(best),
        history.neighbours(sums[:, [at[name] for name in NEIGHBOURED]]),
    ]
    columns: list[Floats] = []
    columns += [_towards(history, stack[:, at[name]] ** 2) for name in EMBEDDED]
    columns += _own(history, query)
    columns += _relations(history, query)
    columns += _asked(history, query)
    blocks.append(np.stack(columns, axis=1))
    return np.concatenate(blocks, axis=1, dtype=np.float32)


def _product(key: str, factors: dict[str, Floats], done: dict[str, Floats]) -> Floats:
    """The product of a kernel's factors; prefixes are worked out once."""
    if len(key) == 1:
        return factors[key]
    if key not in done:
        done[key] = _product(key[:-1], factors, done) * factors[key[-1]]
    return done[key]


def _factors(history: DealHistory, query: DealQuery) -> dict[str, Floats]:
    """Each deal's likeness to the query in one respect, in [0, 1].

    The widths and floors were searched on the half-year before July 2012 of the deals' history,
    one at a time, for the nDCG of the product of all factors alone; see docs/matching.md.
    """
    companies, c = history.companies, query.company
    sector = history.sector_like(c)
    text = history.text_like(c)
    place = companies.places[c]
    same = [(history.place[:, k] == place[k]) & (place[k] >= 0) for k in range(4)]
    near = np.full(len(sector), PLACE_FLOOR if (place >= 0).any() else 0.3, dtype=np.float32)
    for level, value in zip(same, PLACE_VALUES, strict=True):
        near[level] = value
    apart = np.abs(history.amount - np.log1p(np.float32(query.amount)))
    amount = 0.05 + 0.95 * np.exp(-0.5 * (apart / AMOUNT_WIDTH) ** 2)
    # Not knowing the kind of a round is a kind of its own: it tells where a deal was recorded.
    rounds = np.where(
        history.round == query.round,
        1.0,
        np.where((history.round < 0) | (query.round < 0), 0.22, 0.2),
    )
    previous = np.exp(-np.abs(history.previous - np.float32(query.previous_rounds)) / 1.6)
    age = np.float32(query.day / YEAR - companies.founded[c])
    older = 0.3 + 0.7 * np.exp(-np.abs(history.age - age) / 3.0)
    years = (query.day - history.day) / YEAR
    factors = {
        "s": 0.3 + 0.7 * (0.8 * sector + 0.2 * text) ** 0.75,
        "k": sector,
        "e": text,
        "n": same[0],
        "1": same[1],
        "g": same[2],
        "c": same[3],
        "v": near,
        "a": np.where(np.isnan(amount), 0.15, amount),
        "x": np.exp(-0.5 * (np.nan_to_num(apart, nan=9.0) / 0.08) ** 2),
        "r": rounds,
        "q": np.where(np.isnan(previous), 0.4, 0.01 + 0.99 * previous),
        "y": np.where(np.isnan(older), 0.5, older),
        "t": np.exp2(-years / 2.0),
        "f": np.exp2(-years / 0.6),
        "l": np.exp2(-years / 6.0),
    }
    return {letter: np.asarray(values, dtype=np.float32) for letter, values in factors.items()}


def _own(history: DealHistory, query: DealQuery) -> list[Floats]:
    """Each investor's own habits beside what is asked."""
    own = history.own
    asked = np.float32(np.log1p(query.amount))
    spread = np.sqrt((own["amount_deviation"] ** 2 * own["amount_n"] + 1.0) / (own["amount_n"] + 1))
    age = np.float32(query.day / YEAR - history.companies.founded[query.company])
    return [
        np.log1p(history.count),
        np.log1p(history.n_all),
        (query.day - own["last_day"]) / YEAR,
        (query.day - own["first_day"]) / YEAR,
        history.count / np.maximum(history.n_all, 1),
        asked - own["amount"],
        np.abs(asked - own["amount"]) / spread,
        own["amount"],
        own["previous"] - np.float32(query.previous_rounds),
        own["initial_share"],
        own["age"] - age,
        history.person,
    ]


def _relations(history: DealHistory, query: DealQuery) -> list[Floats]:
    """Ties to those who funded the company already; zeros when nobody did."""
    shared, follows = np.zeros(history.n, np.float32), np.zeros(history.n, np.float32)
    widest = np.zeros(history.n, np.float32)
    if len(query.backers):
        source, target, weight, follow = history.edges
        for backer in query.backers:
            span = slice(*np.searchsorted(source, [backer, backer + 1]))
            shared[target[span]] += weight[span]
            follows[target[span]] += follow[span]
            widest[target[span]] = np.maximum(widest[target[span]], weight[span])
    second = history.neighbours(shared[:, None])[:, 0] if len(query.backers) else shared
    strength = np.sqrt(history.count + 1.0)
    tied, rate, near = (np.zeros(history.n, np.float32) for _ in range(3))
    for backer in query.backers:
        source, target, weight, follow = history.edges
        span = slice(*np.searchsorted(source, [backer, backer + 1]))
        tied[target[span]] += 1.0
        rate[target[span]] = np.maximum(rate[target[span]], follow[span] / (history.count[backer] + 3.0))
    if len(query.backers):
        near = history.embedding @ history.embedding[query.backers].mean(axis=0)
    return [
        shared,
        follows,
        widest,
        second,
        shared / strength,
        tied / max(1, len(query.backers)),
        rate,
        widest / strength,
        near,
    ]


def _towards(history: DealHistory, weights: Floats) -> Floats:
    """How near each investor stands to those whose deals are most like what is asked."""
    middle = np.bincount(history.investor, weights, minlength=history.n) @ history.embedding
    norm = float(np.linalg.norm(middle))
    return np.asarray(history.embedding @ (middle / max(norm, 1e-9)), dtype=np.float32)


def _asked(history: DealHistory, query: DealQuery) -> list[Floats]:
    """What is asked, the same for every candidate: it lets trees tell kinds of rounds apart."""
    age = query.day / YEAR - history.companies.founded[query.company]
    place = history.companies.places[query.company]
    values = [
        np.log1p(query.amount),
        float(query.round),
        query.previous_rounds,
        age,
        float(len(query.backers)),
        float((place >= 0).sum()),
    ]
    return [np.full(history.n, value, dtype=np.float32) for value in values]


_names = (
    [f"{name}_sum" for name in KERNELS]
    + [f"{name}_share" for name in SHARED]
    + [name for name, _ in BEST]
    + [f"relations.neighbours_{name.replace('.', '_')}" for name in NEIGHBOURED]
    + [f"relations.towards_{name.replace('.', '_')}" for name in EMBEDDED]
    + [
        "activity.companies",
        "activity.deals",
        "activity.years_since_last",
        "activity.years_since_first",
        "activity.new_share",
        "amount.above_usual",
        "amount.distance",
        "amount.usual",
        "stage.later_than_usual",
        "stage.initial_share",
        "stage.older_than_usual",
        "activity.person",
        "relations.shared",
        "relations.follows",
        "relations.strongest",
        "relations.second",
        "relations.shared_rate",
        "relations.tied",
        "relations.follow_rate",
        "relations.strongest_rate",
        "relations.near_backers",
        "amount.asked",
        "stage.round",
        "stage.previous_rounds",
        "stage.company_age",
        "relations.backers",
        "place.known",
    ]
)
