"""What providers' own answers add, looked up for whole lists."""

import numpy as np

from matcher.slots import Slots
from matcher.tastes import Tastes

TASTES = Tastes({"b": {"x": 1.0}, "d": {"y": -2.0, "z": 9.0}}, ("x", "y"))


def added(providers, rows=None):
    places, weights = TASTES.added(providers, rows)
    return places.tolist(), weights.tolist()


def test_each_list_is_answered_for_itself_whatever_was_asked_before():
    everyone = ("a", "b", "c", "d")
    whole = [1, 3], [[1.0, 0.0], [0.0, -2.0]]

    for _ in range(2):
        assert added(everyone) == whole
        assert added(everyone, np.array([3, 0])) == ([0], [[0.0, -2.0]])
        assert added(("d",)) == ([0], [[0.0, -2.0]])
        assert added(("b",) * 3) == ([0, 1, 2], [[1.0, 0.0]] * 3)
        assert added(("c", "c")) == ([], [])
        assert added(()) == ([], [])
        # One less than before, and others.
        assert added(("b", "a", "b")) == ([0, 2], [[1.0, 0.0]] * 2)


def test_nobody_has_a_taste():
    places, weights = Tastes({}, ("x", "y")).added(("a", "b"), None)

    assert places.shape == (0,)
    assert weights.shape == (0, 2)


def test_ids_of_rows_are_those_of_today():
    slots = Slots()
    rows = np.array([slots.take(name) for name in "abc"])

    assert slots.ids_of(rows) is slots.ids_of(rows.copy())
    assert slots.ids_of(rows[:2]) == ("a", "b")
    slots.give_back("b")
    assert slots.ids_of(rows) == ("a", "", "c")
    slots.take("new")
    assert slots.ids_of(rows) == ("a", "new", "c")
    asked = slots.ids_of(rows)
    rows[:] = rows[::-1].copy()
    assert slots.ids_of(rows) == asked[::-1]
