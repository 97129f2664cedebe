"""Learning from a made-up history: no look ahead, features by hand, a fitted ranker's laws."""

import dataclasses
from collections import defaultdict

import numpy as np
import pytest

from matcher.credit import aspects_of
from matcher.deal_classes import SIZES, digits_of, question_classes
from matcher.deal_features import feature_names, query_features
from matcher.deal_learning import Recipe, fit_deal_ranker, window_queries
from matcher.deal_likeness import DealLikeness, WeighedDeals, fit_likeness
from matcher.deal_lookups import ASPECTS, LENGTHS, LOOKUPS, TABLES
from matcher.deal_world import looks_like_a_person
from matcher.deals import CompanyColumns, DealColumns, DealHistory, DealQuery
from matcher.features import GROUPS, RankingProblem
from matcher.learned import LearnedRanker, LinearStage
from matcher.ranking import NotFittedError, rank
from tests.matcher.nameless import nameless, strangers

N_COMPANIES, N_INVESTORS, DAY = 900, 40, 730_000.0
SMALL = Recipe(n_windows=3, queries_per_window=200, drawn_from=35, shortlist=30, negatives=20, n_rounds=25)
FLAT = DealLikeness.zero()


def made_up(seed=0):
    """A world with a rule: investors put money where their city is, at their usual size."""
    rng = np.random.default_rng(seed)
    city = rng.integers(0, 5, N_COMPANIES + 1)
    sector = rng.integers(0, 4, N_COMPANIES + 1)
    sectors = np.eye(4, dtype=np.float32)[sector]
    sectors[-1] = 0
    places = np.stack([np.zeros_like(city), city, city, city], axis=1)
    places[-1] = -1
    companies = CompanyColumns(
        ids=tuple(f"c{k}" for k in range(N_COMPANIES)),
        sectors=sectors,
        text=sectors,
        places=places,
        founded=np.r_[np.full(N_COMPANIES, DAY / 365.25 - 4), np.nan],
        namesakes=strangers(N_COMPANIES),
    )
    home = rng.integers(0, 5, N_INVESTORS)
    size = rng.choice([1e5, 1e6, 1e7], N_INVESTORS)
    rows = []
    for company in range(N_COMPANIES):
        day = DAY + rng.integers(0, 1500)
        amount = rng.choice([1e5, 1e6, 1e7])
        match = np.flatnonzero((home == city[company]) & (size == amount))
        who = rng.choice(match if len(match) else np.arange(N_INVESTORS), 2)
        rows += [(i, company, float(day), 1, amount, 0.0) for i in set(who.tolist())]
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return companies, DealColumns(*columns)


@pytest.fixture(scope="module")
def world():
    companies, deals = made_up()
    return companies, deals, nameless(N_INVESTORS)


@pytest.fixture(scope="module")
def history(world):
    """What was known on the day from which questions are asked."""
    companies, deals, investors = world
    return DealHistory(companies, deals.before(DAY + 1300), investors)


@pytest.fixture(scope="module")
def model(world):
    companies, deals, investors = world
    model = fit_deal_ranker(companies, deals, investors, end=DAY + 1300, recipe=SMALL)
    assert model is not None
    return model


@pytest.fixture(scope="module")
def fitted(model):
    return model.ranker


def features(history, query, likeness=FLAT):
    return query_features(WeighedDeals(history, likeness, query), np.arange(history.n))


def problem(history, query, likeness=FLAT):
    return RankingProblem(
        ids=tuple(f"i{k:02}" for k in range(N_INVESTORS)),
        X=features(history, query, likeness),
        names=feature_names(),
        open=np.ones(N_INVESTORS, dtype=bool),
    )


def test_features_have_a_name_and_a_group_each(history):
    query = DealQuery(0, DAY + 1300, 1, 1e6, 0.0, np.zeros(0, np.int64))

    X = problem(history, query).X

    assert X.shape == (N_INVESTORS, len(feature_names()))
    assert len(set(feature_names())) == len(feature_names())
    assert {aspect for name in feature_names() for aspect in aspects_of(name)} == set(GROUPS)


def test_features_of_an_investor_do_not_depend_on_who_else_is_asked_about(world):
    companies, deals, investors = world
    history = DealHistory(companies, deals, investors)
    weighed = WeighedDeals(history, FLAT, DealQuery(5, DAY + 1500, 1, 1e6, 1.0, np.array([1, 2])))
    some = np.array([3, 17, 30])

    everyone, few = query_features(weighed, np.arange(N_INVESTORS)), query_features(weighed, some)

    assert np.allclose(everyone[some], few, rtol=1e-5, atol=1e-6, equal_nan=True)


def test_features_of_a_company_of_which_nothing_is_known_are_numbers_or_nan(history):
    query = DealQuery(N_COMPANIES, DAY + 1300, -1, float("nan"), 0.0, np.array([3]))

    X = problem(history, query).X

    assert not np.isinf(X).any()


def test_features_do_not_look_at_deals_of_the_window(world):
    companies, deals, investors = world
    query = DealQuery(5, DAY + 1000, 1, 1e6, 0.0, np.zeros(0, np.int64))
    start = DAY + 1000
    scrambled = dataclasses.replace(deals, investor=np.where(deals.day >= start, 0, deals.investor))

    before = features(DealHistory(companies, deals.before(start), investors), query)
    after = features(DealHistory(companies, scrambled.before(start), investors), query)

    assert np.array_equal(before, after, equal_nan=True)


def test_features_do_not_depend_on_the_order_of_the_history(world):
    companies, deals, investors = world
    order = np.random.default_rng(1).permutation(len(deals.day))
    shuffled = DealColumns(*(getattr(deals, name)[order] for name in DealColumns.__slots__))
    query = DealQuery(5, DAY + 1500, 1, 1e6, 0.0, np.array([1, 2]))

    one = features(DealHistory(companies, deals, investors), query)
    two = features(DealHistory(companies, shuffled, investors), query)

    assert np.allclose(one, two, rtol=1e-4, atol=1e-5, equal_nan=True)


def test_a_history_without_deals_can_be_asked():
    companies, deals = made_up()
    history = DealHistory(companies, deals.before(0.0), nameless(3))

    X = features(history, DealQuery(0, DAY, 1, 1e6, 0.0, np.array([1])))

    assert X.shape == (3, len(feature_names()))


def test_window_queries_ask_once_a_company_and_only_for_new_known_investors():
    deals = DealColumns(
        investor=np.array([0, 1, 1, 2, 3, 0]),
        company=np.array([0, 1, 0, 0, 0, 0]),
        day=np.array([10.0, 11.0, 20.0, 20.0, 25.0, 20.0]),
        round=np.array([-1, -1, -1, 2, 1, -1]),
        amount=np.array([np.nan, 5, np.nan, 7, 9, np.nan]),
        previous_rounds=np.array([0.0, 0, 1, 1, 2, 1]),
    )

    queries, truths = window_queries(deals, 15.0, 30.0)

    # Investor 0 backed the company before, 2 and 3 were unknown, and the second round is not asked.
    assert [truth.tolist() for truth in truths] == [[1]]
    assert (queries[0].day, queries[0].round, queries[0].amount) == (20.0, 2, 7.0)
    assert queries[0].backers.tolist() == [0]


def test_fitted_ranker_finds_the_rule(world, history, model):
    _, deals, _ = world
    queries, truths = window_queries(deals, DAY + 1300, DAY + 1500)

    places = []
    for query, truth in zip(queries, truths, strict=True):
        ids = [
            ranked.row
            for ranked in rank(model.ranker, problem(history, query, model.likeness), explain=False)
        ]
        places.append(min(ids.index(k) if k in ids else N_INVESTORS for k in truth))

    assert np.mean(places) < 6


def test_fitted_ranker_parts_add_up(history, model):
    query = DealQuery(5, DAY + 1350, 1, 1e6, 0.0, np.zeros(0, np.int64))

    for ranked in rank(model.ranker, problem(history, query, model.likeness)):
        assert sum(reason.weight for reason in ranked.reasons) == pytest.approx(ranked.score, abs=1e-6)
        assert 0 <= ranked.fit_provider <= 100


def test_fitted_ranker_is_the_same_in_every_fit_on_any_threads_and_after_saving(world, history, fitted):
    companies, deals, investors = world
    again = fit_deal_ranker(companies, deals, investors, end=DAY + 1300, recipe=SMALL, n_jobs=3)
    loaded = LearnedRanker.of_arrays(fitted.arrays())
    query = DealQuery(7, DAY + 1350, 1, 1e5, 0.0, np.zeros(0, np.int64))

    assert again is not None
    lists = [rank(ranker, problem(history, query)) for ranker in (fitted, again.ranker, loaded)]

    assert lists[0] == lists[1] == lists[2]


def test_pool_is_of_greatest_chance_and_leaves_out_who_is_shut_out(world):
    companies, deals, investors = world
    history = DealHistory(companies, deals, investors)
    weighed = WeighedDeals(history, FLAT, DealQuery(5, DAY + 1500, 1, 1e6, 1.0, np.array([1, 2])))
    among = np.ones(N_INVESTORS, bool)
    among[[7, 8]] = False

    pool = weighed.pool(10, among)

    assert len(pool) == 10
    assert not {7, 8} & set(pool.tolist())
    left = np.setdiff1d(np.flatnonzero(among), pool)
    assert weighed.share[pool].min() >= weighed.share[left].max()
    assert weighed.share[[1, 2]].tolist() == [0, 0]


def test_fitted_ranker_gives_places_to_its_shortlist_alone(history, fitted):
    query = DealQuery(7, DAY + 1350, 1, 1e5, 0.0, np.zeros(0, np.int64))

    assert len(rank(fitted, problem(history, query), explain=False)) == SMALL.shortlist


def test_several_problems_at_once_get_the_scores_that_each_gets(history, fitted):
    queries = [DealQuery(k, DAY + 1350, 1, 1e5 * k, 0.0, np.array([k])) for k in (3, 7, 9)]
    problems = [problem(history, query) for query in queries]

    together = fitted.scores_of_each(problems)

    assert [scores.tolist() for scores in together] == [fitted.scores(one).tolist() for one in problems]


@pytest.mark.parametrize(
    ("amount", "digits"),
    [
        (np.nan, 0),
        (0.0, 0),
        (1.0, 1),
        (500_000.0, 1),
        (1.5e6, 2),
        (0.7e6, 1),
        (12_300.0, 3),
        (1_487_211.0, 4),
    ],
)
def test_digits_that_count_in_an_amount(amount, digits):
    assert digits_of(np.array([amount])).tolist() == [digits]


def test_lifted_sum_gives_so_much_more_for_each_unit_of_a_column():
    X = np.array([[0.0, 3.0], [1.0, 3.0], [1.0, 5.0]])
    stage = LinearStage(np.zeros(2, bool), X.mean(axis=0), X.std(axis=0), np.array([0.2, -1.0]))

    more = stage.lifted(0, 1.5).scores(X) - stage.scores(X)

    assert more - more[0] == pytest.approx([0.0, 1.5, 1.5], abs=1e-6)


def test_fitted_ranker_refuses_other_columns(fitted):
    other = RankingProblem(("a",), np.zeros((1, 1)), ("text.whole",), np.ones(1, bool))

    with pytest.raises(NotFittedError, match="other columns"):
        rank(fitted, other)


def test_codes_lie_within_their_tables(history):
    queries = [
        DealQuery(5, DAY + 1350, 1, 1e6, 0.0, np.array([1, 2, 3])),
        DealQuery(N_COMPANIES, DAY + 1300, -1, float("nan"), float("nan"), np.zeros(0, np.int64)),
        DealQuery(5, DAY + 9000, 6, 1e12, 90.0, np.arange(30)),
    ]

    for query in queries:
        classes = {**history.classes, **question_classes(history, query)}
        for name, n in SIZES.items():
            assert np.min(classes[name]) >= 0, name
            assert np.max(classes[name]) < n, name


def test_tables_looked_up_together_add_what_each_adds_alone(history):
    query = DealQuery(5, DAY + 1350, 1, 1e6, 2.0, np.array([1, 2, 3]))
    random = np.random.default_rng(0)
    likeness = DealLikeness(tuple(random.standard_normal(n).astype(np.float32) for n in LENGTHS))

    weighed = WeighedDeals(history, likeness, query)

    classes = {**history.classes, **question_classes(history, query)}
    alone: dict[tuple[str, ...], np.ndarray] = defaultdict(lambda: np.zeros(len(history.company)))
    for (told_apart, aspects), table in zip(TABLES.items(), likeness.tables, strict=True):
        shape = [SIZES[one] for one in told_apart]
        alone[aspects] += table.reshape(shape)[tuple(classes[one] for one in told_apart)]
    together: dict[tuple[str, ...], np.ndarray] = defaultdict(lambda: np.zeros(len(history.company)))
    for lookup, entries in zip(LOOKUPS, weighed.entries, strict=True):
        together[lookup.aspects] += entries
    assert together.keys() == alone.keys()
    for aspects, added in alone.items():
        assert together[aspects] == pytest.approx(added, abs=1e-4), aspects


def test_what_speaks_of_all_aspects_pulls_towards_none(history):
    query = DealQuery(5, DAY + 1350, 1, 1e6, 2.0, np.array([1, 2, 3]))
    random = np.random.default_rng(0)
    of_all = [len(aspects) == len(ASPECTS) for aspects in TABLES.values()]
    tables = (random.standard_normal(n) * whole for n, whole in zip(LENGTHS, of_all, strict=True))
    weighed = WeighedDeals(history, DealLikeness(tuple(one.astype(np.float32) for one in tables)), query)

    features = query_features(weighed, np.flatnonzero(history.count > 0))

    pulls = [name.endswith(".pull") for name in feature_names()]
    assert any(of_all)
    assert np.nanmax(np.abs(features[:, pulls])) < 1e-5
    assert np.ptp(features[:, feature_names().index(f"{'+'.join(ASPECTS)}.likeness")]) > 0.1


def test_what_codes_are_given_is_parted_among_the_entries_they_read():
    asked = {name: 1 for name in SIZES if name.startswith("asked_")}
    random = np.random.default_rng(0)
    tables = [random.standard_normal(n) for n in LENGTHS]

    for lookup in LOOKUPS:
        given = random.random(lookup.size)
        parted = dict(lookup.parted(given, asked))

        # One is the other's transpose: joining adds entries to codes, parting adds codes to entries.
        joined = lookup.joined(tables, asked)
        assert given @ joined == pytest.approx(sum(tables[k] @ part for k, part in parted.items()), rel=1e-5)


def test_likeness_learns_that_the_place_and_the_amount_decide(world):
    companies, deals, investors = world
    start = DAY + 700
    history = DealHistory(companies, deals.before(start), investors)
    queries, truths = window_queries(deals, start, DAY + 1300)

    fitted = fit_likeness([(history, queries, truths)], rate=0.2)

    tables = dict(zip(TABLES, fitted.tables, strict=True))
    same_city, other_city = 4, 1
    assert tables["place",][same_city] > tables["place",][other_city] + 0.5
    assert tables["amount",].argmax() == 9  # the code of an equal amount


def test_likeness_is_the_same_in_every_fit(world):
    companies, deals, investors = world
    history = DealHistory(companies, deals.before(DAY + 700), investors)
    queries, truths = window_queries(deals, DAY + 700, DAY + 900)

    one, two = (fit_likeness([(history, queries, truths)], seed=3) for _ in range(2))

    assert all(np.array_equal(a, b) for a, b in zip(one.tables, two.tables, strict=True))


def test_fit_too_few_deals_gives_no_ranker(world):
    companies, deals, investors = world

    assert fit_deal_ranker(companies, deals, investors, end=DAY + 30, recipe=SMALL) is None


@pytest.mark.parametrize(
    ("name", "person"),
    [("Ada Lovelace", 1.0), ("Acme Ventures", 0.0), ("500 Startups", 0.0), (None, 0.0), ("X", 0.0)],
)
def test_looks_like_a_person_by_the_words_of_the_name(name, person):
    assert looks_like_a_person(name) == person
