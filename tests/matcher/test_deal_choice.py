"""The choice of investors by rounds: what it learns from made-up histories, and its steps."""

import numpy as np
import pytest
from scipy import sparse

from matcher import deal_choice
from matcher.adam import Adam
from matcher.deal_choice import DealChoice, _alternatives, _kept_directions, _slope
from matcher.deal_rounds import PastRounds, Rounds
from matcher.deals import CompanyColumns, DealColumns, DealHistory, DealQuery
from tests.matcher.nameless import nameless, strangers

DAY = 734_000.0
N_INVESTORS = 8
N_COMPANIES = 120


def history_of(rows):
    """A history of (investor, company, day); company k is in city k modulo 2 and says so in its text."""
    city = np.r_[np.arange(N_COMPANIES) % 2, -1]
    text = np.vstack([np.eye(2, dtype=np.float32)[city[:-1]], np.zeros((1, 2), np.float32)])
    companies = CompanyColumns(
        ids=tuple(f"c{k}" for k in range(N_COMPANIES)),
        sectors=np.zeros((N_COMPANIES + 1, 1), np.float32),
        text=text,
        places=np.stack([np.minimum(city, 0), city, city, city], axis=1),
        founded=np.full(N_COMPANIES + 1, np.nan),
        namesakes=strangers(N_COMPANIES),
    )
    investor, company, day = (np.array(column) for column in zip(*rows, strict=True))
    n = len(rows)
    deals = DealColumns(
        investor, company, day.astype(float), np.ones(n, np.int64), np.full(n, 1e6), np.zeros(n)
    )
    return DealHistory(companies, deals, nameless(N_INVESTORS))


def chances(history, company, *backers):
    query = DealQuery(company, DAY + 500, 1, 1e6, 0.0, np.array(backers, np.int64))
    features = history.round_features(Rounds.asked(query))
    return np.exp(history.choice.scores(features, history.companies.text[company], query.backers))


@pytest.fixture(scope="module")
def two_cities():
    """Investors 0 and 1 fund in one city each, 2 and 3 in both, 4 once; the others never do."""
    rows = []
    for k in range(0, 110, 2):
        rows += [(0, k, DAY + k), (2, k, DAY + k), (1, k + 1, DAY + k), (3, k + 1, DAY + k)]
        rows += [(3, k, DAY + k), (2, k + 1, DAY + k)]
    return history_of([*rows, (4, 0, DAY)])


def test_chances_are_of_all_investors_and_add_up_to_one(two_cities):
    everyone = chances(two_cities, 110)

    assert everyone.shape == (N_INVESTORS,)
    assert everyone.sum() == pytest.approx(1.0, abs=1e-5)


def test_a_round_chooses_who_funded_rounds_like_it_and_nobody_who_stayed_away(two_cities):
    here, there = chances(two_cities, 110), chances(two_cities, 111)

    assert here[0] > 10 * here[1]
    assert there[1] > 10 * there[0]
    assert here[2] == pytest.approx(there[2], rel=0.5)


def test_who_never_funded_anything_is_nobody_s_choice(two_cities):
    here = chances(two_cities, 110)

    assert (here[5:] < 1e-6).all()
    assert here[4] > 10 * here[5]


def test_who_is_already_in_brings_their_partners():
    # The same city throughout: only who came first tells whose partner follows.
    rows = []
    for k in range(0, 100, 2):
        first = k // 2 % 2
        rows += [(first, k, DAY), (first + 2, k, DAY + 300 + k % 7)]
    history = history_of(rows)

    after_0, after_1 = chances(history, 110, 0), chances(history, 110, 1)

    assert after_0[2] > 2 * after_0[3]
    assert after_1[3] > 2 * after_1[2]


def alike(history, company, *backers):
    return history.drawn_like(DealQuery(company, DAY + 500, 1, 1e6, 0.0, np.array(backers, np.int64)))


def test_rounds_that_draw_the_same_investors_are_alike(two_cities):
    here = two_cities.past.rounds.company % 2 == 0

    asked_here, asked_there = alike(two_cities, 110), alike(two_cities, 111)

    assert asked_here[here].min() > asked_here[~here].max()
    assert asked_there[~here].min() > asked_there[here].max()


def test_how_alike_rounds_are_is_a_cosine(two_cities):
    # Its own past round: all that tells them apart is the day.
    itself = alike(two_cities, 0)[two_cities.past.rounds.company == 0]

    assert itself == pytest.approx(1.0, abs=0.2)
    assert np.abs(alike(two_cities, 0)).max() <= 1 + 1e-5


def test_a_backer_moves_what_a_round_is_alike_to(two_cities):
    assert not np.allclose(alike(two_cities, 110), alike(two_cities, 110, 1), atol=1e-3)


def test_an_unknown_company_is_asked_about_like_any(two_cities):
    assert np.isfinite(np.log(chances(two_cities, N_COMPANIES))).all()
    assert np.isfinite(alike(two_cities, N_COMPANIES)).all()


def test_a_history_without_deals_prefers_nobody():
    history = history_of([(0, 0, DAY)])
    companies = history.companies
    nothing = DealColumns(*(np.zeros(0, t) for t in (np.int64, np.int64, float, np.int64, float, float)))
    empty = DealHistory(companies, nothing, nameless(N_INVESTORS))

    assert chances(empty, 3) == pytest.approx(np.full(N_INVESTORS, 1 / N_INVESTORS))
    assert alike(empty, 3).shape == (0,)


def test_it_is_the_same_in_every_run(two_cities):
    again = DealChoice(two_cities)

    assert np.array_equal(again.of_investors, two_cities.choice.of_investors)
    assert np.array_equal(again.usual, two_cities.choice.usual)


def test_directions_that_tell_nothing_apart_are_not_kept():
    rng = np.random.default_rng(7)
    # Six columns that lie in three directions.
    z, v = ((rng.standard_normal((n, 3)) @ rng.standard_normal((3, 6))).astype(np.float32) for n in (40, 30))

    of_z, of_v = _kept_directions(z, v)

    assert of_z.shape == of_v.shape == (6, 3)
    assert (z @ of_z) @ (v @ of_v).T == pytest.approx(z @ v.T, abs=1e-4)


def test_the_directions_kept_are_those_that_matter_most(monkeypatch):
    rng = np.random.default_rng(8)
    z, v = ((rng.standard_normal((n, 5)) * [4, 3, 1, 0.5, 0.1]).astype(np.float32) for n in (60, 50))
    monkeypatch.setattr(deal_choice, "_RANK", 2)

    of_z, of_v = _kept_directions(z, v)

    left, weight, right = np.linalg.svd(z @ v.T)
    nearest = left[:, :2] * weight[:2] @ right[:2]
    assert (z @ of_z) @ (v @ of_v).T == pytest.approx(nearest, abs=1e-3)


def test_drawn_alternatives_stand_for_all_of_them():
    rng = np.random.default_rng(6)
    share = np.array([1.0, 0.5, 0.25, 0.125], np.float32)
    nobody = sparse.csr_matrix((1, 4), dtype=np.float32)

    stood_for = np.zeros(4)
    for _ in range(4000):
        among, logs = _alternatives(share, nobody, rng)
        stood_for[among] += np.exp(logs)

    assert stood_for / 4000 == pytest.approx(np.ones(4), abs=0.15)


def test_who_came_in_is_always_an_alternative_and_stands_for_itself_when_not_drawn():
    came_in = sparse.csr_matrix(np.array([[0, 0, 1], [1, 0, 0]], np.float32))
    share = np.full(3, 1e-6, np.float32)

    among, logs = _alternatives(share, came_in, np.random.default_rng(0))

    assert among.tolist() == [0, 2]
    assert logs.tolist() == [0.0, 0.0]


def test_the_slope_is_that_of_the_log_likelihood():
    rng = np.random.default_rng(2)
    logits = rng.standard_normal((3, 5)).astype(np.float32).astype(float)
    weight = np.array([1.0, 0.5, 0.25], np.float32)
    came_in = sparse.csr_matrix(np.array([[1, 0, 0, 1, 0], [0, 1, 0, 0, 0], [1, 1, 1, 0, 0]], float))

    def loss(at):
        chance = np.log(np.exp(at) / np.exp(at).sum(axis=1, keepdims=True))
        of_round = (came_in.toarray() * chance).sum(axis=1) / np.sqrt(np.diff(came_in.indptr))
        return -(weight * of_round).sum() / weight.sum()

    slope = _slope(logits.astype(np.float32), came_in, weight)
    for row, column in np.ndindex(3, 5):
        nudge = np.zeros((3, 5))
        nudge[row, column] = 1e-5
        measured = (loss(logits + nudge) - loss(logits - nudge)) / 2e-5

        assert slope[row, column] == pytest.approx(measured, abs=1e-6)


def test_deals_of_a_company_on_one_day_are_one_round():
    history = history_of([(0, 5, DAY), (1, 5, DAY), (2, 5, DAY + 1), (0, 3, DAY)])
    past = PastRounds.of(history)

    assert past.rounds.company.tolist() == [3, 5, 5]
    assert past.rounds.day.tolist() == [DAY, DAY, DAY + 1]
    assert past.investors(history).toarray().astype(int).tolist() == [
        [1, 0, 0, 0, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0, 0],
    ]


def test_adam_s_steps_are_those_of_its_definition():
    rng = np.random.default_rng(1)
    one, other = rng.standard_normal((300, 200)), rng.standard_normal(5)
    expected = [one.copy(), other.copy()]
    adam = Adam([one, other], floor=1e-3)
    means = [np.zeros_like(a) for a in expected]
    squares = [np.zeros_like(a) for a in expected]
    for step in range(1, 6):
        slopes = [rng.standard_normal(a.shape) for a in expected]
        adam.step(slopes, 0.1 / step)
        for k, slope in enumerate(slopes):
            means[k] = 0.9 * means[k] + 0.1 * slope
            squares[k] = 0.99 * squares[k] + 0.01 * slope**2
            way = means[k] / (1 - 0.9**step) / (np.sqrt(squares[k] / (1 - 0.99**step)) + 1e-3)
            expected[k] -= 0.1 / step * way

    assert one == pytest.approx(expected[0], abs=1e-12)
    assert other == pytest.approx(expected[1], abs=1e-12)
