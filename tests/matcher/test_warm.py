"""The warm ranker's laws: cold without data, steady, fair to places, and able to learn one provider's taste."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.comparison import HeldOut, compare
from matcher.features import FEATURES, GROUPS, RankingProblem
from matcher.feedback import BUCKETS, Answered, Examination, FeedbackPolicy, Shown, learn_examples
from matcher.ranking import COMPANY_WEIGHTS, PROVIDER_WEIGHTS, WeightedRanker, rank
from matcher.warm import Prior, Rows, columns_of, fit_warm, stack

STATED = np.array([PROVIDER_WEIGHTS[name] for name in FEATURES])
NONE = stack([], FEATURES)


def rows_of(X, label, *, weight=None, groups=frozenset(), who=None):
    n = len(X)
    return Rows(
        FEATURES,
        np.asarray(X, float),
        np.asarray(label, float),
        np.ones(n) if weight is None else np.asarray(weight, float),
        np.tile(columns_of(frozenset(groups), FEATURES), (n, 1)),
        tuple(who or ["p"] * n),
    )


def drawn(n, truth, seed=0, n_providers=20):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, len(FEATURES))) * 0.6
    label = rng.random(n) < 1 / (1 + np.exp(-(X @ truth)))
    return rows_of(X, label, who=[f"p{k % n_providers}" for k in range(n)])


def weights(ranker):
    return np.array([ranker.provider_weights[name] for name in FEATURES])


def test_no_data_is_exactly_the_cold_ranker():
    X = np.random.default_rng(1).normal(size=(9, len(FEATURES)))
    ids = tuple(f"i{k}" for k in range(9))
    problem = RankingProblem(ids, X, FEATURES, np.ones(9, bool), providers=ids)

    warm = fit_warm(NONE, NONE, name="weighted-1")

    assert rank(warm, problem) == rank(WeightedRanker(), problem)
    assert (warm.provider_weights, warm.company_weights) == (PROVIDER_WEIGHTS, COMPANY_WEIGHTS)
    assert warm.deviations == {}


def test_little_data_hardly_moves_the_weights():
    warm = fit_warm(drawn(5, STATED), NONE, name="w")

    assert np.abs(weights(warm) - STATED).max() < 0.06


def test_much_data_brings_the_truth_nearer():
    truth = STATED.copy()
    truth[FEATURES.index("amount.range")] = 1.5
    truth[FEATURES.index("text.whole")] = 0.1

    warm = fit_warm(drawn(6000, truth, seed=2), NONE, name="w", personal=False)

    assert np.linalg.norm(weights(warm) - truth) < np.linalg.norm(STATED - truth) / 3


@pytest.mark.parametrize("group", ["sector", "stage", "amount", "place"])
def test_a_no_for_one_group_moves_that_group_alone(group):
    X = np.full((7, len(FEATURES)), -0.4)

    warm = fit_warm(rows_of(X, [0] * 7, groups={group}), NONE, name="w")

    moved = {name for name, now, was in zip(FEATURES, weights(warm), STATED, strict=True) if now != was}
    assert moved == {name for name in FEATURES if name.startswith(group)}
    assert {name.split(".")[0] for name in warm.deviations["p"]} == {group}
    # What was refused lies below what else was shown: so the group counts more.
    assert all(value > 0 for value in warm.deviations["p"].values())


@given(
    st.sampled_from(["sector", "amount", "place"]), st.floats(-1, 1, width=32).filter(lambda x: abs(x) > 0.05)
)
def test_more_of_the_same_evidence_moves_further_the_same_way(group, value):
    name = next(f for f in FEATURES if f.startswith(group))
    X = np.zeros((1, len(FEATURES)))
    X[0, FEATURES.index(name)] = value
    moved = [
        fit_warm(rows_of(np.repeat(X, n, axis=0), [0] * n, groups={group}), NONE, name="w").provider_weights[
            name
        ]
        - PROVIDER_WEIGHTS[name]
        for n in (1, 3, 9)
    ]

    assert all(np.sign(one) == -np.sign(value) for one in moved)
    assert abs(moved[0]) < abs(moved[1]) < abs(moved[2])


@given(st.integers(0, 50))
def test_fit_does_not_depend_on_the_order_of_the_examples(seed):
    rows = drawn(60, STATED, seed=seed, n_providers=4)
    order = np.random.default_rng(seed).permutation(60)

    assert fit_warm(rows.taken(order), NONE, name="w") == fit_warm(rows, NONE, name="w")


@given(st.integers(0, 1000))
def test_parts_of_a_learned_ranker_add_up_over_seven_groups(seed):
    rng = np.random.default_rng(seed)
    warm = fit_warm(drawn(80, STATED[::-1], seed=seed, n_providers=3), drawn(20, STATED, seed=seed), name="w")
    X = rng.normal(size=(6, len(FEATURES)))
    X[rng.random(X.shape) < 0.2] = np.nan
    ids = tuple(f"p{k}" for k in range(6))

    ranked = rank(warm, RankingProblem(ids, X, FEATURES, np.ones(6, bool), providers=ids))

    assert len(warm.groups) == len(GROUPS) >= 7
    for one in ranked:
        assert sum(reason.weight for reason in one.reasons) == pytest.approx(one.score, abs=1e-6)


def test_weights_never_fall_below_nothing():
    X = np.random.default_rng(0).normal(size=(400, len(FEATURES)))
    label = X @ STATED < 0
    who = ["p" if k % 2 else "q" for k in range(400)]

    warm = fit_warm(rows_of(X, label, who=who), NONE, name="w")

    assert 0 <= weights(warm).min() < 0.05
    own = warm.deviations["p"]
    assert min(warm.provider_weights[name] + value for name, value in own.items()) >= -1e-12


def clicks(truth, look, seed, n_visits=250, n=30):
    """Lists by the stated weights, looked at place by place; what is looked at and wanted gets an answer."""
    rng = np.random.default_rng(seed)
    shown, answered, X = [], [], {}
    for visit in range(n_visits):
        provider, columns = f"p{visit}", rng.normal(size=(n, len(FEATURES))) * 0.6
        for place, row in enumerate(np.argsort(-(columns @ STATED)), 1):
            pitch = f"a{row}"
            X[provider, pitch] = columns[row]
            shown.append(Shown(provider, pitch, 1.0, place, float(columns[row] @ STATED)))
            wanted = rng.random() < 1 / (1 + np.exp(-(columns[row] @ truth - 1.0)))
            if wanted and rng.random() < look.of([place]):
                answered.append(Answered(provider, pitch, 2.0, "interested"))
    return shown, answered, X


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weights_without_position_bias_come_closer_to_the_truth(seed):
    # A truth that the list's order does not know: what stands above is not what is wanted.
    truth = np.where(np.arange(len(FEATURES)) % 2, 1.4 * STATED, 0.4 * STATED)
    look = Examination(tuple(1.0 / np.array(BUCKETS)), 0.35)
    shown, answered, X = clicks(truth, look, seed)
    policy = FeedbackPolicy(silence=1.0, clip=10.0)

    def learned(examination):
        examples = learn_examples(shown, answered, [], examination, until=100.0, policy=policy)
        rows = rows_of(
            [X[e.provider, e.pitch] for e in examples],
            [e.label for e in examples],
            weight=[e.weight for e in examples],
            who=[e.provider for e in examples],
        )
        return weights(fit_warm(rows, NONE, name="w", personal=False, prior=Prior(spread=2.0)))

    naive = learned(Examination((1.0,) * len(BUCKETS), 0.35))
    fair = learned(look)

    def away(found):
        return np.linalg.norm(found / np.linalg.norm(found) - truth / np.linalg.norm(truth))

    assert away(fair) < away(naive)


def test_a_planted_taste_is_learned_and_orders_later_pitches_better():
    rng = np.random.default_rng(8)
    tastes = {}
    for k in range(24):
        # Half of the providers care for the amount above all, half for the place.
        liked = "amount" if k % 2 else "place"
        factor = [5.0 if name.startswith(liked) else 0.3 for name in FEATURES]
        tastes[f"p{k}"] = STATED * factor

    def world(truth, n):
        X = rng.normal(size=(n, len(FEATURES))) * 0.7
        return X, rng.random(n) < 1 / (1 + np.exp(-(X @ truth - 1.5)))

    pieces, lists, X_later = [], [], []
    for who, truth in tastes.items():
        X, label = world(truth, 60)
        pieces.append(rows_of(X, label, who=[who] * 60))
        X, label = world(truth, 60)
        lists.append(HeldOut(tuple(f"a{k:02}" for k in range(60)), 2.0 * label, np.ones(60)))
        X_later.append(X)
    rows = stack(pieces, FEATURES)

    def scores(ranker):
        return [
            ranker.scores(
                RankingProblem(one.ids, X, FEATURES, np.ones(len(X), bool), providers=(who,) * len(X))
            )
            for one, X, who in zip(lists, X_later, tastes, strict=True)
        ]

    cold, everyone = WeightedRanker(), fit_warm(rows, NONE, name="w", personal=False)
    personal = fit_warm(rows, NONE, name="w")
    found = compare(lists, scores(everyone), scores(personal))

    for who, own in personal.deviations.items():
        liked, other = ("amount.usual", "place.dealt")[:: 1 if int(who[1:]) % 2 else -1]
        assert own[liked] > own.get(other, 0.0)
    assert found.ndcg_new > found.ndcg_now
    assert found.pairs_new > found.pairs_now
    assert compare(lists, scores(cold), scores(personal)).better
