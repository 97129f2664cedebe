"""What a pool's past says of default and recovery, and when it says nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.pool_history import (
    LEAST_DEFAULTS,
    History,
    measured_defaults,
    measured_recovery,
    months_between,
)

BANDS = (6, 12)
DAY = date(2025, 1, 15)


@pytest.mark.parametrize(
    ("until", "months"),
    [
        (date(2025, 2, 14), 0),
        (date(2025, 2, 15), 1),
        (date(2026, 1, 15), 12),
        (date(2024, 1, 15), 0),
    ],
)
def test_months_are_whole_ones(until, months):
    assert months_between(DAY, until) == months


def test_rate_by_age_counts_defaults_over_months_watched():
    # 30 loans watched for ten whole months, of which six default in their eighth.
    sound = [History(DAY, date(2025, 11, 15), False, 0) for _ in range(54)]
    fallen = [History(DAY, date(2025, 8, 20), True, 0, 100, 40) for _ in range(6)]
    others = [History(DAY, date(2025, 11, 15), False, 1)]

    young, older, oldest = measured_defaults([*sound, *fallen, *others], BANDS, 0)

    assert (young.n_defaults, young.n_months, young.rate_bp) == (0, 60 * 6, None)
    assert (older.n_defaults, older.n_months) == (6, 54 * 4 + 6 * 2)
    # Fewer months than it takes.
    assert older.rate_bp is None
    assert (oldest.n_months, oldest.rate_bp) == (0, None)
    more = measured_defaults([*sound, *sound, *fallen], BANDS, 0)[1]
    assert (more.n_months, more.rate_bp) == (444, 135)


def test_few_calls_say_nothing_of_recovery():
    calls = [History(DAY, DAY, True, 0, 100, 40)] * (LEAST_DEFAULTS - 1)

    assert measured_recovery(calls).rate_bp is None
    assert measured_recovery([*calls, History(DAY, DAY, True, 0, 100, 140)]).rate_bp == 5200


@given(
    st.lists(
        st.builds(
            History,
            since=st.dates(date(2020, 1, 1), date(2024, 1, 1)),
            until=st.dates(date(2020, 1, 1), date(2026, 1, 1)),
            defaulted=st.booleans(),
            product=st.integers(0, 1),
        )
    )
)
def test_every_default_is_counted_once_and_no_rate_is_above_the_whole(histories):
    found = measured_defaults(histories, BANDS, 0)

    assert sum(m.n_defaults for m in found) == sum(h.defaulted for h in histories if h.product == 0)
    assert all(m.n_defaults <= m.n_months for m in found)
    assert all(m.rate_bp is None or 0 <= m.rate_bp <= 10_000 for m in found)
