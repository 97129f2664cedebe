"""Scores against a truth that is known: intervals that hold it, severity taken out, and laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.judging import Sheet, combine, fit_sheets, quantile, rank, weighted_score, without_extremes
from matcher.picks import Pick, fit_picks, next_pair

LAW = settings(max_examples=40, deadline=None, derandomize=True)


def simulated(rng, *, pitches=20, jurors=10, each=4, noise=0.8, severity=1.0):
    """True qualities, and sheets of jurors who differ in severity."""
    quality = rng.normal(0, 1, pitches)
    given_away = rng.normal(0, severity, jurors)
    sheets = [
        Sheet(p, int(j), float(6 + quality[p] + given_away[j] + rng.normal(0, noise)))
        for p in range(pitches)
        for j in rng.choice(jurors, each, replace=False)
    ]
    return quality, sheets


def crossed(rng, pitches=6, jurors=4):
    return [Sheet(p, j, float(np.round(rng.normal(6, 2), 1))) for p in range(pitches) for j in range(jurors)]


def order(estimate):
    return [p.pitch for p in rank(estimate)]


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(2015)
    held, places_held = [], []

    for _ in range(60):
        quality, sheets = simulated(rng)
        estimate = fit_sheets(sheets)
        truth = quality - quality.mean() + estimate.quality.mean()
        true_place = np.argsort(np.argsort(-quality)) + 1
        for p in rank(estimate, level=0.9):
            held.append(p.low <= truth[p.pitch] <= p.high)
            places_held.append(p.best <= true_place[p.pitch] <= p.worst)

    assert 0.87 <= np.mean(held) <= 0.93
    assert np.mean(places_held) >= 0.9


def test_severity_taken_out_beats_plain_means():
    rng = np.random.default_rng(15)
    plain, fitted = [], []

    for _ in range(40):
        quality, sheets = simulated(rng)
        means = [np.mean([s.score for s in sheets if s.pitch == p]) for p in range(len(quality))]
        plain.append(np.corrcoef(means, quality)[0, 1])
        fitted.append(np.corrcoef(fit_sheets(sheets).quality, quality)[0, 1])

    assert np.mean(fitted) > np.mean(plain) + 0.03


@LAW
@given(st.integers(0, 9999), st.randoms())
def test_fit_order_of_sheets_changes_nothing(seed, r):
    _, sheets = simulated(np.random.default_rng(seed), pitches=8, jurors=5, each=3)
    shuffled = list(sheets)
    r.shuffle(shuffled)

    assert rank(fit_sheets(shuffled)) == rank(fit_sheets(sheets))


@LAW
@given(st.integers(0, 9999), st.floats(-5, 5))
def test_fit_where_all_judge_all_a_strict_juror_changes_no_place(seed, strict):
    sheets = crossed(np.random.default_rng(seed))
    moved = [Sheet(s.pitch, s.juror, s.score + strict * (s.juror == 2)) for s in sheets]

    before, after = fit_sheets(sheets), fit_sheets(moved)

    centred = [e.quality - e.quality.mean() for e in (before, after)]
    assert centred[1] == pytest.approx(centred[0])


@LAW
@given(st.integers(0, 9999), st.floats(-5, 5))
def test_fit_dropped_extremes_are_the_same_sheets_however_strict_a_juror(seed, strict):
    sheets = crossed(np.random.default_rng(seed))
    moved = [Sheet(s.pitch, s.juror, s.score + strict * (s.juror == 2)) for s in sheets]

    kept = [{(s.pitch, s.juror) for s in without_extremes(given)} for given in (sheets, moved)]

    assert kept[0] == kept[1]
    assert len(kept[0]) == len(sheets) - 12


@LAW
@given(st.integers(0, 9999))
def test_fit_where_all_judge_all_orders_by_the_means(seed):
    sheets = crossed(np.random.default_rng(seed))

    estimate = fit_sheets(sheets)

    means = [np.mean([s.score for s in sheets if s.pitch == p]) for p in estimate.pitches]
    assert estimate.quality == pytest.approx(means)


def test_fit_dropped_extremes_leave_an_outlier_out():
    sheets = [Sheet(p, j, 6.0 + p + 0.01 * ((p * 7 + j * 3) % 5)) for p in range(4) for j in range(5)]
    spoiled = [Sheet(s.pitch, s.juror, 0.0 if (s.pitch, s.juror) == (3, 0) else s.score) for s in sheets]

    kept, dropped = fit_sheets(spoiled), fit_sheets(spoiled, drop_extremes=True)

    assert dropped.n_left_out == 8
    assert order(dropped)[0] == 3
    assert kept.quality[3] < dropped.quality[3]


def test_rank_equal_scores_share_all_places():
    sheets = [Sheet(p, j, 5.0 + 0.1 * ((p + j) % 2)) for p in range(4) for j in range(4)]

    places = rank(fit_sheets(sheets))

    assert [p.pitch for p in places] == [0, 1, 2, 3]
    assert {(p.best, p.worst) for p in places} == {(1, 4)}
    assert all(p.tied for p in places)


def test_rank_clear_lead_is_told():
    rng = np.random.default_rng(1)
    sheets = [Sheet(p, j, 9.0 * (p == 2) + rng.normal(0, 0.2)) for p in range(4) for j in range(5)]

    first = rank(fit_sheets(sheets))[0]

    assert (first.pitch, first.best, first.worst, first.tied) == (2, 1, 1, False)


def test_rank_one_sheet_a_pitch_says_nothing_surely():
    places = rank(fit_sheets([Sheet(1, 7, 9.0), Sheet(2, 7, 3.0)]))

    assert [(p.pitch, p.best, p.worst, p.low) for p in places] == [(1, 1, 2, None), (2, 1, 2, None)]


def test_rank_panels_that_share_nobody_are_not_comparable():
    rng = np.random.default_rng(3)
    sheets = [Sheet(p, j, 1.0 + rng.normal(0, 0.1)) for p in (0, 1) for j in (0, 1, 2)]
    sheets += [Sheet(p, j, 9.0 + rng.normal(0, 0.1)) for p in (2, 3) for j in (3, 4, 5)]

    estimate = fit_sheets(sheets)
    places = {p.pitch: p for p in rank(estimate)}

    assert estimate.group == (0, 0, 1, 1)
    assert all(places[p].worst == 4 or places[p].best <= 2 for p in (2, 3))
    assert min(places[p].best for p in (0, 1)) == 1


def test_fit_nothing_is_nothing():
    assert rank(fit_sheets([])) == []


def test_fit_two_sheets_of_one_juror_are_refused():
    with pytest.raises(ValueError, match="twice"):
        fit_sheets([Sheet(1, 1, 5.0), Sheet(1, 1, 6.0)])


def test_weighted_score_needs_every_criterion():
    assert weighted_score({1: 10.0, 2: 4.0}, {1: 1.0, 2: 2.0}) == 6.0
    with pytest.raises(ValueError, match="no points"):
        weighted_score({1: 10.0}, {1: 1.0, 2: 2.0})


@pytest.mark.parametrize(
    ("degrees", "exact"), [(1, 6.3138), (2, 2.9200), (3, 2.3534), (5, 2.0150), (30, 1.6973), (np.inf, 1.6449)]
)
def test_quantile_is_student_s(degrees, exact):
    assert quantile(0.9, degrees) == pytest.approx(exact, rel=0.01)


def picked(rng, quality, jurors, each, sharp=2.0, careless=()):
    pairs = [(a, b) for a in range(len(quality)) for b in range(a)]
    picks = []
    for j in range(jurors):
        for i in rng.choice(len(pairs), each, replace=False):
            a, b = pairs[i]
            chance = 0.5 if j in careless else 1 / (1 + np.exp(-sharp * (quality[a] - quality[b])))
            picks.append(Pick(j, a, b) if rng.random() < chance else Pick(j, b, a))
    return picks


def test_picks_find_the_order_and_who_picks_at_random():
    rng = np.random.default_rng(7)
    found, careless, held = [], [], []

    for _ in range(20):
        quality = rng.normal(0, 1, 12)
        estimate, consistency = fit_picks(picked(rng, quality, 6, 25, careless=(5,)))
        found.append(np.corrcoef(estimate.quality, quality)[0, 1])
        careless.append(consistency[5].value < min(c.value for c in consistency[:5]))
        true_place = np.argsort(np.argsort(-quality)) + 1
        held += [p.best <= true_place[p.pitch] <= p.worst for p in rank(estimate)]

    assert np.mean(found) > 0.9
    assert np.mean(careless) >= 0.8
    assert np.mean(held) >= 0.9


def test_picks_never_compared_are_not_comparable():
    picks = [Pick(1, 10, 11)] * 1 + [Pick(j, 20, 21) for j in range(1, 6)]

    estimate, _ = fit_picks(picks, pitches=[30])

    assert estimate.pitches == (10, 11, 20, 21, 30)
    assert estimate.group == (0, 0, 1, 1, 2)
    assert all(p.best <= 2 and p.worst >= 4 for p in rank(estimate))


@LAW
@given(st.integers(0, 9999), st.randoms())
def test_picks_order_and_names_change_nothing(seed, r):
    rng = np.random.default_rng(seed)
    picks = picked(rng, rng.normal(0, 1, 6), 3, 8)
    shuffled = list(picks)
    r.shuffle(shuffled)
    renamed = [Pick(p.juror, p.winner + 100, p.loser + 100, p.tie) for p in picks]

    estimate, _ = fit_picks(picks)

    assert order(fit_picks(shuffled)[0]) == order(estimate)
    assert [p - 100 for p in order(fit_picks(renamed)[0])] == order(estimate)


def test_picks_ties_alone_tell_nobody_apart():
    estimate, _ = fit_picks([Pick(1, 1, 2, tie=True), Pick(1, 2, 3, tie=True)])

    assert estimate.quality == pytest.approx([0, 0, 0], abs=1e-9)


def test_combine_sheets_and_picks_is_surer_than_either():
    rng = np.random.default_rng(11)
    sheets_alone: list[float] = []
    picks_alone: list[float] = []
    both: list[float] = []

    for _ in range(20):
        quality, sheets = simulated(rng, pitches=14, jurors=7, each=3)
        picks, _ = fit_picks(picked(rng, quality, 7, 14))
        rubric = fit_sheets(sheets)
        for where, estimate in ((sheets_alone, rubric), (picks_alone, picks), (both, combine(rubric, picks))):
            where.append(np.corrcoef(estimate.quality, quality)[0, 1])

    assert np.mean(both) > max(np.mean(sheets_alone), np.mean(picks_alone))


def test_next_pair_joins_what_nobody_compared_then_asks_close_ones():
    picks = [Pick(1, 1, 2), Pick(1, 2, 3), Pick(1, 1, 3)]

    first = next_pair([1, 2, 3, 4], picks, juror=1)

    assert first is not None
    assert 4 in first


def test_next_pair_asks_each_pair_once_and_none_that_is_kept_away():
    pitches = [1, 2, 3, 4, 5]
    picks: list[Pick] = []

    while (pair := next_pair(pitches, picks, juror=1, unseen=[5])) is not None:
        picks.append(Pick(1, *pair))

    asked = [frozenset((p.winner, p.loser)) for p in picks]
    assert len(asked) == len(set(asked)) == 6
    assert not any(5 in pair for pair in asked)
