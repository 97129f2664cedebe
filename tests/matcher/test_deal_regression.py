"""The regression of investors on past rounds, against its definition and on made-up histories."""

from datetime import date

import numpy as np
import pytest

from matcher.deal_classes import YEAR
from matcher.deal_regression import _HALF_LIFE, _PENALTY
from matcher.deal_rounds import RoundFeatures, Rounds
from matcher.deals import CompanyColumns, DealColumns, DealHistory, DealQuery
from tests.matcher.nameless import nameless, strangers

DAY = 734_000.0
N_INVESTORS = 6
NOBODY = np.zeros(0, np.int64)


def history_of(rows, n_companies=60, *, cities=2):
    """A history of (investor, company, day, round, amount); company k is in city k modulo `cities`."""
    city = np.r_[np.arange(n_companies) % cities, -1]
    sectors = np.eye(3, dtype=np.float32)[np.arange(n_companies + 1) % 3]
    companies = CompanyColumns(
        ids=tuple(f"c{k}" for k in range(n_companies)),
        sectors=sectors,
        text=sectors,
        places=np.stack([np.minimum(city, 0), city, city, city], axis=1),
        founded=np.r_[np.full(n_companies, DAY / YEAR - 3), np.nan],
        namesakes=strangers(n_companies),
    )
    investor, company, day, kind, amount = (np.array(column) for column in zip(*rows, strict=True))
    deals = DealColumns(investor, company, day.astype(float), kind, amount.astype(float), np.zeros(len(rows)))
    return DealHistory(companies, deals, nameless(N_INVESTORS))


def asked(company, amount=1e6):
    return DealQuery(company, DAY + 400, 1, amount, 0.0, NOBODY)


def expected(history, query):
    return history.regression.scores(history.round_features(Rounds.asked(query)))


@pytest.fixture(scope="module")
def history():
    rng = np.random.default_rng(3)
    rows = []
    for company in range(50):
        day, amount = DAY + company * 7, rng.choice([2e5, 5e6, np.nan])
        rows += [(int(i), company, day, 1, amount) for i in rng.choice(N_INVESTORS, 2, replace=False)]
    return history_of(rows)


def dense(sparse):
    out = np.zeros((len(sparse.column), sparse.size))
    for row, (columns, values) in enumerate(zip(sparse.column, sparse.value, strict=True)):
        np.add.at(out[row], columns, values)
    return out


def test_scores_are_those_of_the_ridge_regression_s_definition(history):
    rounds = history.past.rounds
    features = RoundFeatures(history.companies, rounds, history.recorded)
    X = dense(features(rounds))
    Y = np.zeros((len(rounds.day), N_INVESTORS))
    Y[history.company, history.investor] = 1.0
    weight = np.diag(0.5 ** ((rounds.day.max() - rounds.day) / YEAR / _HALF_LIFE))
    W = np.linalg.solve(X.T @ weight @ X + _PENALTY * np.eye(X.shape[1]), X.T @ weight @ Y)
    query = asked(7)
    q = Rounds(*(np.array([v]) for v in (7, query.day, 1, np.log1p(1e6), 0.0)))

    assert expected(history, query) == pytest.approx((dense(features(q)) @ W)[0], abs=1e-5)


def test_whoever_stays_away_from_such_rounds_is_put_below_whoever_comes():
    # Both funded ten rounds of a city; one also stayed away from none of them, the other from thirty.
    rows = [(0, 2 * k, DAY + k, 1, 1e6) for k in range(10)]
    rows += [(1, 2 * k + 1, DAY + k, 1, 1e6) for k in range(10)]
    rows += [(2, 2 * k + 1, DAY + 20 + k, 1, 1e6) for k in range(10, 30)]

    scores = expected(history_of(rows), asked(2))
    elsewhere = expected(history_of(rows), asked(1))

    assert scores[0] == scores.max()
    assert elsewhere[1] < scores[0]


def test_an_amount_between_two_listed_ones_counts_for_both(history):
    features = RoundFeatures(history.companies, history.past.rounds, history.recorded)

    def amount_of(amount):
        rounds = Rounds(*(np.array([v]) for v in (0, DAY, 1, np.log1p(amount), 0.0)))
        return dense(features(rounds))[0]

    listed, between, next_one = amount_of(6e5), amount_of(9e5), amount_of(1.5e6)
    share = (np.log1p(9e5) - np.log1p(6e5)) / (np.log1p(1.5e6) - np.log1p(6e5))

    assert between == pytest.approx((1 - share) * listed + share * next_one, abs=1e-5)


def test_the_day_counts_by_its_distance_from_the_last_one_within_bounds(history):
    last = history.past.rounds.day.max()
    days = last + np.array([0.0, -YEAR, YEAR, 9 * YEAR, -30 * YEAR])
    n = len(days)
    rounds = Rounds(
        np.zeros(n, np.int64),
        days,
        np.ones(n, np.int64),
        np.full(n, 14.0, np.float32),
        np.zeros(n, np.float32),
    )

    features = dense(history.round_features(rounds))

    column = np.flatnonzero((features < 0).any(axis=0))
    assert len(column) == 1
    assert features[:, column[0]] == pytest.approx([0, -0.5, 0.5, 1, -4])


def test_a_round_on_the_first_of_a_year_is_a_kind_of_its_own(history):
    known, of_year = (np.array([float(date(2010, *on).toordinal())]) for on in ((3, 5), (1, 1)))

    def features(day):
        one = np.array([1])
        return dense(
            history.round_features(
                Rounds(one, day, one, np.full(1, 14.0, np.float32), np.zeros(1, np.float32))
            )
        )[0]

    apart = np.flatnonzero(np.abs(features(known) - features(of_year)) > 0.5)

    assert len(apart) == 2


@pytest.mark.parametrize("amount", [0.0, 1e12, np.nan])
def test_scores_of_any_amount_are_numbers(history, amount):
    assert np.isfinite(expected(history, asked(3, amount))).all()


def test_a_place_that_no_past_round_had_is_no_worse_than_an_unknown_one():
    history = history_of([(0, 0, DAY, 1, 1e6), (1, 1, DAY, 1, 1e6)], cities=40)

    assert np.isfinite(expected(history, asked(39))).all()


def test_later_deals_weigh_more():
    rows = [(0, 2 * k, DAY - 2000, 1, 1e6) for k in range(10)]
    rows += [(1, 2 * k, DAY, 1, 1e6) for k in range(10, 20)]

    scores = expected(history_of(rows), asked(2))

    assert scores[1] > scores[0]
