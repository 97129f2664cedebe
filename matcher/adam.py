"""Adam (Kingma & Ba 2015), on arrays that change in place."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# What the latest slope counts in the running means of slopes and of their squares.
_FIRST, _SECOND = 0.1, 0.01
# As many numbers at a time as stay in a core's cache with what belongs to them.
_BLOCK = 1 << 15


class Adam:
    """Moves some arrays against their slopes.

    Parameters
    ----------
    fitted : sequence of ndarray
        Arrays in one piece; each step changes them.
    floor : float
        Added to what a slope is divided by.
    """

    def __init__(self, fitted: Sequence[NDArray[Any]], *, floor: float) -> None:
        self._fitted = fitted
        self._floor = floor
        self._first = [np.zeros_like(one) for one in fitted]
        self._second = [np.zeros_like(one) for one in fitted]
        self._steps = 0

    def step(self, slopes: Sequence[NDArray[Any]], rate: float) -> None:
        """One step of some width along the slopes, one for each array."""
        self._steps += 1
        first_bias, second_bias = (1 - (1 - share) ** self._steps for share in (_FIRST, _SECOND))
        for arrays in zip(self._fitted, slopes, self._first, self._second, strict=True):
            for fitted, slope, first, second in _blocks(arrays):
                np.add(first, _FIRST * (slope - first), out=first)
                np.add(second, _SECOND * (slope**2 - second), out=second)
                way = first / first_bias / (np.sqrt(second / second_bias) + self._floor)
                np.subtract(fitted, rate * way, out=fitted)


def _blocks(arrays: Sequence[NDArray[Any]]) -> Iterator[list[NDArray[Any]]]:
    flat = [one.reshape(-1) for one in arrays]
    for at in range(0, flat[0].size, _BLOCK):
        yield [one[at : at + _BLOCK] for one in flat]
