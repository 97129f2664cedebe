"""A small network as plain arrays: scores of many rows, and what each column adds. numpy alone.

    score(z) = w . h(h(z A + a) B + b) less the same at z = 0, h(x) = x / (1 + exp(-x))

It is fitted next door, in `network_fit`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.quadrature import points_between

Scores = NDArray[np.float64]

# On the way from nothing known to a row.
_POINTS = points_between(24)
_BLOCK = 512


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Two layers between standardised columns and a score.

    Attributes
    ----------
    first, second : ndarray of float64, shapes (n_features, n_first) and (n_first, n_second)
    first_bias, second_bias : ndarray of float64, shapes (n_first,) and (n_second,)
    last : ndarray of float64, shape (n_second,)
    """

    first: Scores
    first_bias: Scores
    second: Scores
    second_bias: Scores
    last: Scores

    def scores(self, Z: NDArray[np.floating[Any]]) -> Scores:
        """One a row; 0 for a row of zeros."""
        return np.asarray(self._above(Z) - self._above(np.zeros((1, len(self.first)))))

    def added(self, Z: NDArray[np.floating[Any]]) -> Scores:
        """What each column adds to a row's score, shape (n, n_features); they add up to it.

        A column's value times the mean slope by it on the straight way from zeros to the row: the
        Shapley value of a game in which columns come in little by little, all at the same pace
        (Aumann & Shapley 1974; for networks: Sundararajan et al. 2017). The mean is taken at 24
        Gauss-Legendre points; what these leave over, some 1e-9 of a score, is shared out.
        """
        Z = np.asarray(Z, dtype=np.float64)
        mean = np.zeros_like(Z)
        for at in range(0, len(Z), _BLOCK):
            rows = slice(at, at + _BLOCK)
            for point, share in _POINTS:
                mean[rows] += share * self._slopes(point * Z[rows])
        added = Z * mean
        size = np.abs(added)
        total = size.sum(axis=1)
        left_over = np.zeros_like(total)
        np.divide(self.scores(Z) - added.sum(axis=1), total, out=left_over, where=total > 0)
        return np.asarray(added + size * left_over[:, None])

    def scaled(self, factor: float) -> "Network":
        """The same scores, multiplied."""
        return replace(self, last=self.last * factor)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As plain arrays, by name."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Network":
        """The reverse of `arrays`."""
        return cls(**{name: arrays[name] for name in cls.__slots__})

    def _above(self, Z: NDArray[np.floating[Any]]) -> Scores:
        first = Z @ self.first + self.first_bias
        second = first * _logistic(first) @ self.second + self.second_bias
        return np.asarray(second * _logistic(second) @ self.last)

    def _slopes(self, Z: NDArray[np.floating[Any]]) -> Scores:
        """Of the score by each column, shape (n, n_features)."""
        first = Z @ self.first + self.first_bias
        open_first = _logistic(first)
        second = first * open_first @ self.second + self.second_bias
        open_second = _logistic(second)
        by_second = self.last * open_second * (1 + second * (1 - open_second))
        by_first = by_second @ self.second.T * open_first * (1 + first * (1 - open_first))
        return np.asarray(by_first @ self.first.T)


def _logistic(x: Scores) -> Scores:
    """1 / (1 + exp(-x)), by a function that cannot overflow."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * x))
