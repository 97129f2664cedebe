"""What a history of deals says of each investor for one query: named columns in seven groups.

A deal counts for a query by how alike they are: kernels in [0, 1] on sector, text, place, amount,
round and time, multiplied and summed over an investor's deals. A joint kernel belongs to the
group of the factor that it adds last, so that each column answers "what does *this* aspect add".
"""

import numpy as np

from matcher.deals import (
    AMOUNT_WIDTH,
    PLACE_WEIGHTS,
    YEAR,
    DealHistory,
    DealQuery,
    Floats,
)

# Joint kernels: name -> the factors whose product each deal weighs with.
KERNELS: dict[str, str] = {
    "activity.recent": "t",
    "activity.latest": "f",
    "sector.like": "s",
    "sector.recent": "st",
    "text.like": "et",
    "place.country": "nt",
    "place.state": "1t",
    "place.region": "gt",
    "place.city": "ct",
    "place.any": "pt",
    "place.latest": "pf",
    "place.sector": "spt",
    "amount.like": "at",
    "amount.place": "apt",
    "stage.like": "rt",
    "stage.previous": "qt",
    "stage.age": "yt",
    "stage.place": "rqpt",
    "stage.sector": "srqt",
    "amount.stage": "arqt",
    "amount.stage_place": "arqpt",
    "amount.all": "arqpst",
    "text.all": "earqpt",
    "amount.exact": "xt",
    "amount.exact_place": "xpt",
    "amount.season": "xm",
    "stage.same": "ut",
    "stage.same_place": "upt",
    "activity.season": "mt",
    "activity.long": "l",
    "place.long": "lp",
    "sector.long_place": "lps",
    "amount.latest": "fapr",
}
SHARED = tuple(n for n, key in KERNELS.items() if "t" in key and n != "activity.recent")
EMBEDDED = ("amount.all", "place.sector")
NEIGHBOURED = ("activity.recent", "place.any", "amount.stage_place", "amount.all")


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
    stack = np.ones((len(KERNELS), len(history.investor)), dtype=np.float32)
    shared = factors["a"] * factors["r"] * factors["q"]
    done: dict[str, Floats] = {"arq": shared, "arqp": shared * factors["p"]}
    for row, key in zip(stack, KERNELS.values(), strict=True):
        _product(key, factors, done, row)
    sums = history.sums(np.ascontiguousarray(stack.T))
    at = {name: column for column, name in enumerate(KERNELS)}
    recent = sums[:, [at["activity.recent"]]]
    blocks = [
        sums,
        sums[:, [at[name] for name in SHARED]] / (recent + 0.7),
        history.maxima(
            np.stack(
                [
                    factors["s"],
                    factors["e"],
                    factors["s"] * factors["p"],
                    done["arq"] * factors["p"],
                    done["arqp"] * factors["s"],
                ],
                axis=1,
            )
        ),
        history.neighbours(sums[:, [at[name] for name in NEIGHBOURED]]),
    ]
    columns: list[Floats] = []
    rows = dict(zip(KERNELS, stack, strict=True))
    columns += [_towards(history, rows[name] ** 2) for name in EMBEDDED]
    columns += _own(history, query)
    columns += _relations(history, query)
    columns += _asked(history, query)
    blocks.append(np.stack(columns, axis=1))
    return np.concatenate(blocks, axis=1, dtype=np.float32)


def _product(key: str, factors: dict[str, Floats], done: dict[str, Floats], out: Floats) -> None:
    """The product of a kernel's factors, from the longest prefix already worked out."""
    start = next((n for n in range(len(key), 0, -1) if key[:n] in done), 0)
    if start:
        out[:] = done[key[:start]]
    for letter in key[start:]:
        out *= factors[letter]
    done[key] = out


def _factors(history: DealHistory, query: DealQuery) -> dict[str, Floats]:
    """Each deal's likeness to the query in one respect."""
    companies, c = history.companies, query.company
    sector = history.sector_like(c)
    text = history.text_like(c)
    place = companies.places[c]
    same = [(history.place[:, k] == place[k]) & (place[k] >= 0) for k in range(4)]
    near = sum(w * s.astype(np.float32) for w, s in zip(PLACE_WEIGHTS, same, strict=True))
    known_place = bool((place >= 0).any())
    asked = np.log1p(np.float32(query.amount))
    amount = np.exp(-0.5 * ((history.amount - asked) / AMOUNT_WIDTH) ** 2)
    amount = np.where(np.isnan(amount), np.float32(0.35), amount)
    if query.round < 0:
        rounds = np.full(len(history.round), 0.5, dtype=np.float32)
    else:
        rounds = np.where(history.round < 0, 0.5, np.where(history.round == query.round, 1.0, 0.2)).astype(
            np.float32
        )
    previous = np.exp(-np.abs(history.previous - np.float32(query.previous_rounds)) / 1.2)
    previous = np.where(np.isnan(previous), np.float32(0.4), previous)
    age = np.float32(query.day / YEAR - companies.founded[c])
    alike_age = np.exp(-np.abs(history.age - age) / 3.0)
    alike_age = np.where(np.isnan(alike_age), np.float32(0.4), alike_age)
    years = (query.day - history.day) / YEAR
    return {
        "s": 0.05 + 0.95 * sector,
        "e": text,
        "n": same[0].astype(np.float32),
        "1": same[1].astype(np.float32),
        "g": same[2].astype(np.float32),
        "c": same[3].astype(np.float32),
        "p": (0.05 + 0.95 * near if known_place else np.full(len(sector), 0.3)).astype(np.float32),
        "a": amount.astype(np.float32),
        "r": rounds,
        "q": previous.astype(np.float32),
        "y": alike_age.astype(np.float32),
        "x": np.exp(-0.5 * (np.nan_to_num(history.amount - asked, nan=9.0) / 0.08) ** 2).astype(np.float32),
        "u": (history.round == query.round).astype(np.float32),
        "m": _season(history.season - np.float32(query.day % YEAR / YEAR)),
        "l": np.exp2(-years / 6.0).astype(np.float32),
        "t": np.exp2(-years / 2.0).astype(np.float32),
        "f": np.exp2(-years / 0.5).astype(np.float32),
    }


def _season(apart: Floats) -> Floats:
    """Nearness within the year, over its end."""
    apart = np.abs(apart)
    nearest = np.minimum(apart, 1.0 - apart)
    return np.asarray(np.exp(-0.5 * (nearest / 0.06) ** 2), dtype=np.float32)


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
    + ["sector.best", "text.best", "place.sector_best", "amount.stage_place_best", "amount.all_best"]
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
