"""A run of training on simulated weeks: too little, not better, better; nothing of the weeks held out is learned."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.features import FEATURES
from matcher.feedback import Answered, Happened, Shown
from matcher.ranking import PROVIDER_WEIGHTS, WeightedRanker
from matcher.training import (
    EVERYONE,
    LEAST_BEFORE,
    PERSONAL,
    STATED,
    TREES,
    WINDOW_DAYS,
    Material,
    PairTable,
    recipes,
    rows_of,
    train,
    window_of,
)
from matcher.warm import Rows

STATED_WEIGHTS = np.array([PROVIDER_WEIGHTS[name] for name in FEATURES])
UNTIL = 280.0


def site(truth, *, n_providers=24, n_weeks=30, a_week=4, seed=0):
    """Weeks of lists by the stated weights, in which every provider looks at a few and says what it thinks."""
    rng = np.random.default_rng(seed)
    shown, answered, happened, tables = [], [], [], {}
    pitches = tuple(f"a{k:03}" for k in range(n_weeks * a_week))
    for number in range(n_providers):
        provider = f"p{number:02}"
        X = rng.normal(size=(len(pitches), len(FEATURES))) * 0.6
        for window in range(1 + window_of(0.0, UNTIL)):
            tables[provider, window] = PairTable(pitches, X)
        for week in range(n_weeks):
            day = UNTIL - 7 * (n_weeks - week) + 1
            rows = np.arange(week * a_week, (week + 1) * a_week)
            ordered = rows[np.argsort(-(X[rows] @ STATED_WEIGHTS))]
            for place, row in enumerate(ordered, 1):
                shown.append(Shown(provider, pitches[row], day, place, float(X[row] @ STATED_WEIGHTS)))
                if rng.random() < 0.35 / place**0.5:
                    wanted = rng.random() < 1 / (1 + np.exp(-1.5 * (X[row] @ truth)))
                    choice = "interested" if wanted else "later"
                    answered.append(Answered(provider, pitches[row], day + 0.1, choice))
                    if wanted:
                        what = "accepted" if rng.random() < 0.7 else "declined"
                        happened.append(Happened(provider, pitches[row], day + 2, what))
    return Material(FEATURES, tuple(shown), tuple(answered), tuple(happened), tables, UNTIL)


OTHERWISE = np.where(np.char.startswith(np.array(FEATURES), "text"), 0.0, 2.0) * STATED_WEIGHTS


@pytest.fixture(scope="module")
def otherwise():
    """A site whose providers do not care for the text."""
    return site(OTHERWISE, seed=3)


def test_train_where_people_choose_otherwise_finds_a_better_model(otherwise):
    found = train(otherwise, WeightedRanker(), STATED, name="learned-1")

    assert found.better
    assert found.ranker is not None
    assert found.ranker.name == "learned-1"
    assert found.comparisons[found.recipe].low > 0
    learned = found.ranker
    assert isinstance(learned, WeightedRanker)
    assert learned.provider_weights["text.whole"] < PROVIDER_WEIGHTS["text.whole"] / 2


def test_train_where_people_choose_as_stated_keeps_the_stated_weights():
    found = train(site(STATED_WEIGHTS, seed=4), WeightedRanker(), STATED, name="learned-1")

    assert found.ranker is not None
    assert not found.better


def test_train_does_not_take_a_worse_model_over_the_one_in_use(otherwise):
    truth = dict(zip(FEATURES, OTHERWISE.tolist(), strict=True))
    in_use = WeightedRanker(provider_weights=truth, company_weights=truth)

    found = train(otherwise, in_use, EVERYONE, name="learned-2")

    assert not found.better


def test_train_judges_by_days_that_the_model_in_use_has_not_seen(otherwise):
    found = train(otherwise, WeightedRanker(), EVERYONE, name="learned-2", not_before=UNTIL - 1)

    assert (found.ranker, found.better, found.comparisons) == (None, False, {})
    assert found.n_after == 0


def test_train_of_too_little_concludes_nothing_and_says_how_little():
    little = site(STATED_WEIGHTS, n_providers=3, n_weeks=6)

    found = train(little, WeightedRanker(), STATED, name="learned-1")

    assert found.ranker is None
    assert found.n_before < LEAST_BEFORE
    assert not any(curve.enough for curve in found.calibration.values())


def test_train_calibrates_three_sides_against_what_happened(otherwise):
    found = train(otherwise, WeightedRanker(), STATED, name="learned-1")

    assert {side: curve.enough for side, curve in found.calibration.items()} == dict.fromkeys(
        ("provider", "company", "both"), True
    )
    high, low = (found.calibration["both"].share(fit) or 0.0 for fit in (90.0, 30.0))
    assert high > low


def test_train_twice_is_the_same_to_the_byte(otherwise):
    shuffled = replace(
        otherwise,
        shown=otherwise.shown[::-1],
        answered=otherwise.answered[::-1],
        happened=otherwise.happened[::-1],
    )

    one, other = (train(m, WeightedRanker(), STATED, name="x") for m in (otherwise, shuffled))

    assert one.ranker == other.ranker
    assert one.comparisons == other.comparisons
    assert one.calibration == other.calibration


def test_examples_before_the_cut_do_not_depend_on_what_came_after(otherwise):
    cut = UNTIL - WINDOW_DAYS
    cropped = replace(
        otherwise,
        shown=tuple(e for e in otherwise.shown if e.at < cut),
        answered=tuple(e for e in otherwise.answered if e.at < cut),
        happened=tuple(e for e in otherwise.happened if e.at < cut),
    )

    assert otherwise.examples(cut) == cropped.examples(cut)


def test_a_provider_that_started_anew_gets_a_taste_of_later_answers_alone(otherwise):
    anew = replace(otherwise, anew={"p00": UNTIL + 1})

    found = train(anew, WeightedRanker(), STATED, name="x")
    with_all = train(otherwise, WeightedRanker(), STATED, name="x")

    for trained, has_own in ((found, False), (with_all, True)):
        if trained.recipe == PERSONAL:
            assert isinstance(trained.ranker, WeightedRanker)
            assert ("p00" in trained.ranker.deviations) == has_own


def test_rows_are_what_sets_a_pitch_apart_from_the_others_shown(otherwise):
    _, examples = otherwise.examples(UNTIL)
    moved = replace(
        otherwise,
        tables={key: PairTable(table.ids, table.X + 7.0) for key, table in otherwise.tables.items()},
    )

    mine: Rows = rows_of(examples, otherwise, UNTIL)[0]
    theirs = rows_of(examples, moved, UNTIL)[0]

    assert np.allclose(mine.X, theirs.X)


def test_trees_are_tried_only_where_there_is_enough(otherwise):
    _, examples = otherwise.examples(UNTIL)
    many = [replace(e, provider=f"{e.provider}-{k}") for e in examples for k in range(8)]

    assert TREES not in recipes(examples)
    assert TREES in recipes(many)
