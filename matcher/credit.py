"""Whose part is it: from what columns add to a score to what each aspect of a match adds.

A column named `sector.like` speaks of one aspect and its part is that aspect's. A column named
`place+sector.like` joins two and no sum can tell them apart. Its part goes to those aspects that
pushed this row the way the part points, in proportion to how far each pushed: the `pull` column
of an aspect, less its mean. Where no pull says anything it is shared equally. Nothing is left over.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Credit:
    """How the columns of one model share in the groups.

    Parameters
    ----------
    names : sequence of str
        The columns, each `aspect.what` or `aspect+aspect.what`.
    groups : sequence of str
        The aspects, in the order of the parts.
    """

    def __init__(self, names: Sequence[str], groups: Sequence[str]) -> None:
        joined = [tuple(groups.index(aspect) for aspect in aspects_of(name)) for name in names]
        self.players = sorted(set(joined))
        place = {player: k for k, player in enumerate(self.players)}
        # The number of each column's set of aspects.
        self.player_of = tuple(place[player] for player in joined)
        self.n_groups = len(groups)
        self._pulls = [names.index(f"{group}.pull") if f"{group}.pull" in names else -1 for group in groups]

    def summed(self, added: Floats) -> Floats:
        """What columns add, shape (n, f), summed by set of aspects, shape (n, n_players)."""
        out = np.zeros((len(added), len(self.players)))
        for column, player in enumerate(self.player_of):
            out[:, player] += added[:, column]
        return out

    def split(self, values: Floats, X: NDArray[np.floating], mean: Floats) -> Floats:
        """The parts of the groups, shape (n, n_groups), from those of the sets of aspects.

        Parameters
        ----------
        values : ndarray of shape (n, n_players)
            What each set of aspects adds.
        X : ndarray of shape (n, f)
            The rows' columns, for their pulls.
        mean : ndarray of shape (f,)
            What a pull is compared with.
        """
        pushed = np.zeros((len(X), self.n_groups))
        for group, column in enumerate(self._pulls):
            if column >= 0:
                pushed[:, group] = np.nan_to_num(X[:, column] - mean[column], nan=0.0)
        out = np.zeros((len(X), self.n_groups))
        for player, aspects in enumerate(self.players):
            value = values[:, player, None]
            towards = np.maximum(pushed[:, aspects] * np.sign(value), 0.0)
            total = towards.sum(axis=1, keepdims=True)
            equal = np.full_like(towards, 1.0 / len(aspects))
            out[:, aspects] += value * np.divide(towards, total, out=equal, where=total > 0)
        return out


def aspects_of(name: str) -> tuple[str, ...]:
    """The aspects that a column's name tells."""
    return tuple(name.split(".", maxsplit=1)[0].split("+"))


@lru_cache(maxsize=32)
def credit_of(names: tuple[str, ...], groups: tuple[str, ...]) -> Credit:
    """The same object for the same columns: it is asked for with every list."""
    return Credit(names, groups)
