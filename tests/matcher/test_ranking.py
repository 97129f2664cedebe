"""Laws of every list: order, ties, parts, both directions."""

import pickle
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.baselines import ColumnRanker, RandomRanker, cosine_ranker, popularity_ranker, z_sum_ranker
from matcher.features import (
    FEATURES,
    GROUPS,
    RankingProblem,
    problem_for_company,
    problem_for_provider,
)
from matcher.problem import Company, Provider
from matcher.ranking import (
    WeightedRanker,
    best_rows,
    displayed_fit,
    rank,
    rank_columns,
)
from matcher.tables import CompanyTable, ProviderTable
from matcher.text_scale import TextScale
from tests.matcher.builders import companies, many_companies, many_providers, providers, same

RANKERS = [
    WeightedRanker(),
    RandomRanker(7),
    cosine_ranker(),
    popularity_ranker(),
    z_sum_ranker(),
]
values = st.one_of(st.floats(-3, 3, width=32), st.just(float("nan")))


@st.composite
def problems(draw):
    n = draw(st.integers(1, 12))
    rows = draw(st.lists(st.lists(values, min_size=15, max_size=15), min_size=n, max_size=n))
    mask = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    return RankingProblem(
        ids=tuple(f"i{k}" for k in range(n)),
        X=np.array(rows, dtype=float).reshape(n, len(FEATURES)),
        names=FEATURES,
        open=np.array(mask, dtype=bool),
    )


def shuffled(problem, seed):
    order = list(range(len(problem.ids)))
    random.Random(seed).shuffle(order)
    return RankingProblem(
        ids=tuple(problem.ids[k] for k in order),
        X=problem.X[order],
        names=problem.names,
        open=problem.open[order],
    )


@pytest.mark.parametrize("ranker", RANKERS, ids=lambda ranker: ranker.name)
@given(problem=problems(), seed=st.integers(0, 99))
def test_rank_shuffled_candidates_keep_their_order_and_scores(ranker, problem, seed):
    before = rank(ranker, problem)
    after = rank(ranker, shuffled(problem, seed))

    assert [(r.id, r.score) for r in before] == [(r.id, r.score) for r in after]


@pytest.mark.parametrize("ranker", RANKERS, ids=lambda ranker: ranker.name)
@given(problem=problems())
def test_rank_parts_add_up_to_the_score(ranker, problem):
    for ranked in rank(ranker, problem):
        assert sum(reason.weight for reason in ranked.reasons) == pytest.approx(ranked.score, abs=1e-6)


@pytest.mark.parametrize("ranker", RANKERS, ids=lambda ranker: ranker.name)
@given(problem=problems())
def test_rank_gated_rows_are_left_out(ranker, problem):
    ids = {ranked.id for ranked in rank(ranker, problem)}

    assert ids == {i for i, is_open in zip(problem.ids, problem.open, strict=True) if is_open}


@given(problem=problems(), top=st.integers(1, 15))
def test_rank_top_is_the_head_of_the_whole_list(problem, top):
    whole = rank(WeightedRanker(), problem, explain=False)
    head = rank(WeightedRanker(), problem, top=top, explain=False)

    assert [(r.id, r.score) for r in head] == [(r.id, r.score) for r in whole[:top]]


@given(problem=problems())
def test_rank_order_is_by_score_then_id(problem):
    ranked = rank(WeightedRanker(), problem)

    assert [r.id for r in ranked] == [r.id for r in sorted(ranked, key=lambda r: (-r.score, r.id))]


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=20), st.integers(-9, 9), st.integers(1, 9))
def test_best_rows_scores_plus_a_constant_rank_the_same(scores, constant, top):
    rows = np.arange(len(scores))
    ids = [f"i{k % 3}{k}" for k in rows]

    plain = best_rows(np.array(scores, float), rows, ids, top)
    moved = best_rows(np.array(scores, float) + constant, rows, ids, top)

    assert plain.tolist() == moved.tolist()


@given(problem=problems())
def test_weighted_fit_never_contradicts_the_order(problem):
    fits = [ranked.fit for ranked in rank(WeightedRanker(), problem)]

    assert fits == sorted(fits, reverse=True) or np.ptp(fits) < 1e-6
    assert all(0 <= fit <= 100 for fit in fits)


def test_displayed_fit_is_fifty_at_the_centre():
    fit = displayed_fit(np.array([0.0, 1.6, 99.0]), centre=1.6, width=1.1)

    assert fit[1] == pytest.approx(50.0)
    assert fit[0] < fit[1] < fit[2] <= 100.0


def test_weighted_every_feature_belongs_to_a_named_group():
    assert {name.split(".")[0] for name in FEATURES} == set(GROUPS)
    assert set(WeightedRanker().provider_weights) == set(FEATURES)
    assert set(WeightedRanker().company_weights) == set(FEATURES)


def test_rank_unknown_everywhere_scores_zero_and_orders_by_id():
    table = ProviderTable([Provider(id="b"), Provider(id="a")])

    ranked = rank(WeightedRanker(), problem_for_company(Company(id="c"), table))

    assert [(r.id, r.score, r.reasons) for r in ranked] == [("a", 0.0, ()), ("b", 0.0, ())]


def test_rank_a_score_that_is_no_number_is_refused():
    class Broken(WeightedRanker):
        def scores(self, problem):
            return np.full(len(problem.ids), np.nan)

    problem = problem_for_company(Company(id="c"), ProviderTable([Provider(id="p")]))

    with pytest.raises(ValueError, match="not a number"):
        rank(Broken(), problem)


def test_column_ranker_unknown_column_is_a_key_error():
    problem = problem_for_company(Company(id="c"), ProviderTable([Provider(id="p")]))

    with pytest.raises(KeyError):
        rank(ColumnRanker("x", ("text.nothing",)), problem)


def test_random_ranker_other_seed_gives_another_order():
    table = ProviderTable([Provider(id=f"p{k}") for k in range(20)])
    problem = problem_for_company(Company(id="c"), table)

    orders = {tuple(r.id for r in rank(RandomRanker(seed), problem)) for seed in range(3)}

    assert len(orders) == 3


@given(many_companies(2), many_providers(2))
def test_problems_of_both_directions_agree_pair_by_pair(ours, theirs):
    # One candidate each way, so that standardising sees the same cosines from either side.
    for company in ours:
        for provider in theirs:
            on = company.on
            there = problem_for_company(company, ProviderTable([provider]))
            back = problem_for_provider(provider, CompanyTable([company]), on=on)

            assert same(there.X, back.X), list(zip(FEATURES, there.X[0], back.X[0], strict=True))
            assert there.open.tolist() == back.open.tolist()


@given(companies(), many_providers())
def test_rank_reasons_carry_evidence_of_their_group(company, candidates):
    problem = problem_for_company(company, ProviderTable(candidates))

    for ranked in rank(WeightedRanker(), problem):
        for reason in ranked.reasons:
            assert reason.code in GROUPS
            assert reason.params


@given(companies(), many_providers(), st.booleans())
def test_columns_say_what_the_list_says_after_a_journey_to_another_process(company, candidates, explain):
    problem = problem_for_company(company, ProviderTable(candidates))

    columns = rank_columns(WeightedRanker(), [problem], top=3, explain=explain)
    arrived = pickle.loads(pickle.dumps(columns))  # noqa: S301 - written a moment ago

    assert [list(one.entries()) for one in arrived] == [
        rank(WeightedRanker(), problem, top=3, explain=explain)
    ]


@given(providers(), many_companies())
def test_rank_for_a_provider_gives_three_fits(provider, candidates):
    problem = problem_for_provider(provider, CompanyTable(candidates), on=date(2026, 1, 1))

    for ranked in rank(WeightedRanker(), problem):
        low, high = sorted([ranked.fit_provider, ranked.fit_company])
        assert low - 1e-6 <= ranked.fit <= high + 1e-6


def test_text_scale_puts_two_languages_on_one_scale():
    cosines = np.concatenate([np.linspace(0.1, 0.3, 50), np.linspace(0.4, 0.6, 50)])
    language = np.array(["zh"] * 50 + ["en"] * 50)

    scores = TextScale().standardise(cosines, language)

    assert abs(scores[:50].mean() - scores[50:].mean()) < 0.4
    assert cosines[:50].max() < cosines[50:].min()


def test_text_scale_few_candidates_are_drawn_to_the_prior():
    scores = TextScale(mean=0.2, deviation=0.1).standardise(np.array([0.5]), np.array(["en"]))

    assert 0.5 < scores[0] < 3.0


def test_ranking_imports_neither_torch_nor_what_fits():
    heavy = ("torch", "sklearn", "lightgbm", "scipy", "jieba", "sentence_transformers", "ortools")
    program = (
        "import sys, matcher.ranking, matcher.learned, matcher.features, matcher.deal_features, "
        f"matcher.encoding; print([m for m in {heavy!r} if m in sys.modules])"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"


@given(problem=problems(), own=st.dictionaries(st.sampled_from(FEATURES), st.floats(-1, 2, width=32)))
def test_taste_of_a_provider_moves_its_own_row_alone_and_parts_still_add_up(problem, own):
    problem = replace(problem, providers=problem.ids)
    plain, personal = WeightedRanker(), WeightedRanker(deviations={"i0": own})

    before = {r.id: r.score for r in rank(plain, problem)}
    after = rank(personal, problem)

    assert {r.id: r.score for r in after if r.id != "i0"} == {i: s for i, s in before.items() if i != "i0"}
    for ranked in after:
        assert sum(reason.weight for reason in ranked.reasons) == pytest.approx(ranked.score, abs=1e-6)


@given(problem=problems())
def test_taste_without_anybody_named_changes_nothing(problem):
    assert rank(WeightedRanker(deviations={"i0": {"text.whole": 1.0}}), problem) == rank(
        WeightedRanker(), problem
    )


def test_taste_of_the_provider_who_looks_moves_all_its_rows():
    X = np.zeros((2, len(FEATURES)))
    X[1, FEATURES.index("amount.range")] = 1.0
    looked_at = RankingProblem(("a", "b"), X, FEATURES, np.ones(2, bool), providers=("p", "p"))

    ranked = rank(WeightedRanker(deviations={"p": {"amount.range": -2.0}}), looked_at)

    assert [r.id for r in ranked] == ["a", "b"]
