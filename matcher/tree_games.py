"""Shapley values of groups of features in boosted trees, leaf by leaf. numpy alone.

A leaf's worth to a coalition of groups is a product over the groups on its path: 1 or 0 for one that
is known and leads there or does not, else the share of the training rows that its nodes let through
(Lundberg et al. 2020, TreeSHAP, path-dependent, with groups for players). The Shapley value of a
product game is an integral of a polynomial of degree below the number of groups, which
Gauss-Legendre quadrature of half as many points gives exactly. It depends on nothing but which of a
few groups lead to the leaf, so it is worked out once for each of these cases and looked up per row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matcher.quadrature import points_between

if TYPE_CHECKING:
    from matcher.trees import Tree

Scores = NDArray[np.float64]
Ints = NDArray[np.int64]

# Rows at a time.
_BLOCK = 128
# Groups on a path up to which all cases are kept: two to the power of them, for each leaf.
_ALL_CASES = 8


@dataclass(frozen=True, slots=True, eq=False)
class _Paths:
    """The leaves that have the same number of groups on their paths: m of them, g groups each.

    Attributes
    ----------
    node : ndarray of int64
        The nodes on all paths, those of a path's group together.
    turned : ndarray of uint8, shape (n, 1)
        All bits set where such a node leads to the leaf by its right side, else none.
    starts : ndarray of int64, shape (m * g,)
        Where each path's groups begin among the nodes.
    share : ndarray of float64, shape (m, g)
        Of the training rows, what each of a path's groups lets through.
    value : ndarray of float64, shape (m,)
        What each leaf adds.
    cases : ndarray of float64, shape (m * g * 2^g,), optional
        What each of a path's groups adds in each case; bit k is set where the k-th leads to the leaf.
    order, groups, firsts : ndarray of int64
        The groups of all paths in the order of the groups' numbers, which numbers there are, and where
        each begins.
    """

    node: Ints
    turned: NDArray[np.uint8]
    starts: Ints
    share: Scores
    value: Scores
    cases: Scores | None
    order: Ints
    groups: Ints
    firsts: Ints

    def add_to(self, values: Scores, packed: NDArray[np.uint8]) -> None:
        """Add what each group of these paths adds to some rows, shape (n_groups, n).

        `packed` tells of each node which rows it sends left, eight rows a byte.
        """
        m, g = self.share.shape
        leads = np.bitwise_and.reduceat(packed[self.node] ^ self.turned, self.starts, axis=0)
        passes = np.unpackbits(leads, axis=1, count=values.shape[1]).reshape(m, g, -1)
        if self.cases is None:
            added = _of_product(passes, self.share[:, :, None]) * self.value[:, None, None]
        else:
            case = (passes.astype(np.int64) << np.arange(g)[:, None]).sum(axis=1)
            added = self.cases.take(case[:, None] + (np.arange(m * g) << g).reshape(m, g, 1))
        added = added.reshape(m * g, -1)[self.order]
        values[self.groups] += np.add.reduceat(added, self.firsts, axis=0)


class TreeGames:
    """What each group of features adds to the scores of some trees.

    Parameters
    ----------
    trees : sequence of Tree
    group_of : sequence of int
        The group of each feature.
    n_groups : int
        How many groups there are.
    """

    def __init__(self, trees: Sequence["Tree"], group_of: Sequence[int], n_groups: int) -> None:
        self._n_groups = n_groups
        self._paths: list[_Paths] = []
        if not trees:
            return
        self._feature, self._threshold, self._nan_left, left_share = (
            np.concatenate([getattr(tree, name) for tree in trees])
            for name in ("feature", "threshold", "nan_left", "left_share")
        )
        value = np.concatenate([tree.value for tree in trees])
        node, leaf, by_right = _steps(trees)
        group = np.asarray(group_of, dtype=np.int64)[self._feature[node]]
        order = np.lexsort((group, leaf))
        node, leaf, by_right, group = node[order], leaf[order], by_right[order], group[order]
        share = np.where(by_right, 1.0 - left_share[node], left_share[node])
        first = np.r_[True, (leaf[1:] != leaf[:-1]) | (group[1:] != group[:-1])]
        n_groups_of = np.bincount(leaf[first], minlength=len(value))
        for g in np.unique(n_groups_of).tolist():
            chosen = n_groups_of[leaf] == g
            starts = np.flatnonzero(first[chosen])
            self._paths.append(
                _paths(
                    node[chosen],
                    by_right[chosen],
                    starts,
                    group[chosen][starts],
                    np.multiply.reduceat(share[chosen], starts).reshape(-1, g),
                    value[n_groups_of == g],
                )
            )

    def values(self, X: NDArray[np.floating[Any]]) -> Scores:
        """What each group adds to each row, shape (n, n_groups)."""
        values = np.zeros((self._n_groups, len(X)))
        for start in range(0, len(X) if self._paths else 0, _BLOCK):
            rows = slice(start, start + _BLOCK)
            columns = X[rows].astype(np.float64).T[self._feature]
            left = (columns <= self._threshold[:, None]) | (np.isnan(columns) & self._nan_left[:, None])
            packed = np.packbits(left, axis=1)
            for paths in self._paths:
                paths.add_to(values[:, rows], packed)
        return values.T


def _steps(trees: Sequence["Tree"]) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Each node on each leaf's path, both numbered through all trees, and whether by its right side."""
    nodes, leaves, rights = [], [], []
    n_nodes = n_leaves = 0
    for tree in trees:
        bits = np.uint64(1) << np.arange(len(tree.value), dtype=np.uint64)
        for side, by_right in ((tree.left, False), (tree.right, True)):
            node, leaf = np.nonzero(side[:, None] & bits)
            nodes.append(node + n_nodes)
            leaves.append(leaf + n_leaves)
            rights.append(np.full(len(node), by_right))
        n_nodes, n_leaves = n_nodes + len(tree.feature), n_leaves + len(tree.value)
    return np.concatenate(nodes), np.concatenate(leaves), np.concatenate(rights)


def _paths(
    node: Ints, by_right: NDArray[np.bool_], starts: Ints, group: Ints, share: Scores, value: Scores
) -> _Paths:
    """With all cases worked out, where they are few, and sorted by group."""
    g = share.shape[1]
    cases = None
    if g <= _ALL_CASES:
        passes = np.arange(1 << g) >> np.arange(g)[:, None] & 1
        cases = (_of_product(passes[None], share[:, :, None]) * value[:, None, None]).reshape(-1)
    order = np.argsort(group, kind="stable")
    groups, firsts = np.unique(group[order], return_index=True)
    turned = np.where(by_right, np.uint8(255), np.uint8(0))[:, None]
    return _Paths(node, turned, starts, share, value, cases, order, groups, firsts)


def _of_product(passes: NDArray[Any], share: Scores) -> Scores:
    """The Shapley values of a product over groups, which stand on the second axis.

    A group that is known counts what it passes, 0 or 1, and its share while it is not.
    """
    inner: Any = 0.0
    for point, weight in points_between(share.shape[1] // 2 + 1):
        # Shares are positive and the points lie inside (0, 1), so no factor is 0.
        factors = point * passes + (1.0 - point) * share
        inner = inner + weight * (factors.prod(axis=1, keepdims=True) / factors)
    return np.asarray((passes - share) * inner)
