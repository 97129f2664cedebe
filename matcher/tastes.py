"""What each provider's own answers add to the weights, as a matrix that whole lists are looked up in."""

from collections.abc import Mapping
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from matcher.postings import Rows

Weights = NDArray[np.float64]


class Tastes:
    """The own weights of those providers that have some.

    Parameters
    ----------
    deviations : mapping of str to mapping
        By provider, what is added to the weights of the columns named.
    names : tuple of str
        The columns.
    """

    def __init__(self, deviations: Mapping[str, Mapping[str, float]], names: tuple[str, ...]) -> None:
        self._number = {provider: number for number, provider in enumerate(deviations)}
        rows = [[own.get(name, 0.0) for name in names] for own in deviations.values()]
        self._added: Weights = np.array(rows, dtype=np.float64).reshape(len(rows), len(names))
        # Whom the last whole list was about, and their numbers: founders' lists are about the same providers.
        self._met: tuple[tuple[str, ...], Rows] | None = None

    def added(self, providers: tuple[str, ...], rows: Rows | None) -> tuple[Rows, Weights]:
        """What is added where.

        Parameters
        ----------
        providers : tuple of str
            The provider that each row of a problem is about.
        rows : ndarray of int, optional
            The rows that are asked for; all when left out.

        Returns
        -------
        tuple of (ndarray of int, ndarray of shape (n, n_columns))
            The places within `rows` whose provider has a taste of its own, and for each what it adds.
        """
        if not providers or not len(self._added):
            return np.zeros(0, dtype=np.int64), self._added[:0]
        numbers = self._numbers(providers)
        if rows is not None:
            numbers = numbers[rows]
        places = np.flatnonzero(numbers >= 0)
        return places, self._added[numbers[places]]

    def _numbers(self, providers: tuple[str, ...]) -> Rows:
        """By row the number of its provider's taste; -1 where there is none."""
        met = self._met
        if met is not None and met[0] is providers:
            return met[1]
        first = providers[0]
        if first == providers[-1] and providers.count(first) == len(providers):
            return np.full(len(providers), self._number.get(first, -1), dtype=np.int64)
        numbers = np.fromiter(map(self._number.get, providers, repeat(-1)), np.int64, len(providers))
        # A few, as those whose reasons are told, would take the place of all.
        if met is None or 2 * len(providers) >= len(met[0]):
            self._met = providers, numbers
        return numbers
