"""How a part that several aspects share is split: nothing is left over, and a push decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from matcher.credit import Credit, aspects_of

NAMES = ("sector.like", "place+sector.like", "place.pull", "sector.pull", "amount.usual")
GROUPS = ("sector", "place", "amount")
MEAN = np.zeros(5)


def test_aspects_are_the_name_up_to_the_dot():
    assert aspects_of("place+sector.like_sum") == ("place", "sector")


@given(
    hnp.arrays(float, (4, 5), elements=st.floats(-10, 10) | st.just(float("nan"))),
    hnp.arrays(float, (4, 5), elements=st.floats(-10, 10)),
)
def test_parts_add_up_to_what_the_columns_add(X, added):
    credit = Credit(NAMES, GROUPS)

    parts = credit.split(credit.summed(added), X, MEAN)

    assert parts.sum(axis=1) == pytest.approx(added.sum(axis=1), abs=1e-9)


def test_a_shared_part_goes_to_those_who_pushed_its_way():
    credit = Credit(NAMES, GROUPS)
    added = np.array([[0.0, 3.0, 0, 0, 0], [0.0, -3.0, 0, 0, 0]])
    X = np.array([[0.0, 0, 2.0, 1.0, 0], [0.0, 0, 2.0, -1.0, 0]])

    parts = credit.split(credit.summed(added), X, MEAN)

    assert parts.tolist() == [[1.0, 2.0, 0.0], [-3.0, 0.0, 0.0]]


def test_a_shared_part_without_any_push_is_shared_equally():
    credit = Credit(NAMES, GROUPS)
    added = np.array([[0.0, 3.0, 0, 0, 0]])

    assert credit.split(credit.summed(added), np.full((1, 5), np.nan), MEAN).tolist() == [[1.5, 1.5, 0.0]]
