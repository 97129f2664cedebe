"""The time to a first: those who still wait count as having waited."""

from __future__ import annotations

from web.services.time_to_first import TimeToFirst, time_to_first


def test_companies_that_wait_push_the_median_out() -> None:
    # Four came in month 0: firsts after 2 and 4 months, two still wait in month 10.
    found = time_to_first({0: 4}, {0: 2}, {2: 1, 4: 1}, now=10)

    assert found == TimeToFirst(4, 2, 0, quarter=2, median=4, three_quarters=None)
    assert found.n_waiting == 2


def test_without_enough_firsts_no_median_is_known() -> None:
    found = time_to_first({0: 4}, {0: 1}, {6: 1}, now=10)

    assert (found.quarter, found.median) == (6, None)


def test_companies_that_came_lately_leave_the_risk_set_early() -> None:
    # By hand: at 1 month 1 of 4 had a first (3/4 left), then two leave after waiting 2; at 3 the last had one.
    found = time_to_first({0: 2, 3: 2}, {0: 2}, {1: 1, 3: 1}, now=5)

    assert found == TimeToFirst(4, 2, 0, quarter=1, median=3, three_quarters=3)


def test_money_before_the_first_pitch_counts_as_no_wait() -> None:
    found = time_to_first({0: 2}, {0: 2}, {-1: 1, 5: 1}, now=5)

    assert found == TimeToFirst(2, 2, 1, quarter=0, median=0, three_quarters=5)


def test_nobody_has_no_time() -> None:
    assert time_to_first({}, {}, {}, now=5) == TimeToFirst(0, 0, 0, None, None, None)
