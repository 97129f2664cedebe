"""Boosted trees as plain arrays: scores of many rows, and exact Shapley values of feature groups.

numpy alone. What LightGBM fitted comes in through `TreeEnsemble.of_lightgbm`, which reads the
dictionary of its dump; a saved ensemble is the same arrays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.tree_games import TreeGames

Scores = NDArray[np.float64]
Bits = NDArray[np.uint64]
Table = NDArray[np.uint32 | np.uint64]

MAX_LEAVES = 64
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_BLOCK = 16384


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """One tree of at most 64 leaves, which are numbered from left to right.

    Attributes
    ----------
    feature : ndarray of int64, shape (n_nodes,)
        The column that each inner node looks at.
    threshold : ndarray of float64, shape (n_nodes,)
        A row goes left when its value is at most this.
    nan_left : ndarray of bool, shape (n_nodes,)
        Where a row goes whose value is nan.
    left, right : ndarray of uint64, shape (n_nodes,)
        The leaves below either side, as bits.
    left_share : ndarray of float64, shape (n_nodes,)
        The share of the training rows at the node that went left.
    value : ndarray of float64, shape (n_leaves,)
        What each leaf adds.
    """

    feature: NDArray[np.int64]
    threshold: Scores
    nan_left: NDArray[np.bool_]
    left: Bits
    right: Bits
    left_share: Scores
    value: Scores


class TreeEnsemble:
    """A sum of trees.

    Parameters
    ----------
    trees : sequence of Tree
        In any number; the score is the sum of what they add.
    n_features : int
        Columns that a row must have.
    """

    def __init__(self, trees: Sequence[Tree], n_features: int) -> None:
        self.trees = tuple(trees)
        self.n_features = n_features
        found: list[set[float]] = [set() for _ in range(n_features)]
        for tree in trees:
            for feature, threshold in zip(tree.feature, tree.threshold, strict=True):
                found[feature].add(float(threshold))
        self._cuts = [np.array(sorted(cuts)) for cuts in found]
        self._tables = [self._exit_tables(tree) for tree in trees]
        self._games: dict[tuple[tuple[int, ...], int], TreeGames] = {}

    @classmethod
    def of_lightgbm(cls, dump: Mapping[str, Any]) -> "TreeEnsemble":
        """From `Booster.dump_model()`.

        Raises
        ------
        ValueError
            If a tree has more than 64 leaves or splits other than by a threshold.
        """
        trees = [_read_tree(info["tree_structure"]) for info in dump["tree_info"]]
        return cls([tree for tree in trees if tree is not None], int(dump["max_feature_idx"]) + 1)

    def scores(self, X: NDArray[np.floating[Any]]) -> Scores:
        """The sum of all trees for each row.

        Parameters
        ----------
        X : ndarray of shape (n, n_features)
            nan allowed.
        """
        out = np.zeros(len(X))
        for start in range(0, len(X), _BLOCK):
            bins = self._bins(X[start : start + _BLOCK])
            block = out[start : start + _BLOCK]
            for tree, tables in zip(self.trees, self._tables, strict=True):
                block += tree.value.take(_exit_leaf(tables, bins))
        return out

    @cached_property
    def expectation(self) -> float:
        """The score to expect of a row of which nothing is known."""
        return sum(_expected(tree) for tree in self.trees)

    def scaled(self, factor: float) -> list[Tree]:
        """The trees with all that they add multiplied, to be joined with others."""
        return [replace(tree, value=tree.value * factor) for tree in self.trees]

    def group_values(
        self, X: NDArray[np.floating[Any]], group_of: Sequence[int], n_groups: int
    ) -> tuple[Scores, float]:
        """Shapley values of groups of features; with the expectation they add up to the score.

        See `tree_games`.

        Parameters
        ----------
        X : ndarray of shape (n, n_features)
            nan allowed.
        group_of : sequence of int
            The group of each feature.
        n_groups : int
            How many groups there are.

        Returns
        -------
        ndarray of shape (n, n_groups), float
            What each group adds, and what is expected when nothing is known.
        """
        asked = tuple(group_of), n_groups
        if asked not in self._games:
            self._games[asked] = TreeGames(self.trees, *asked)
        return self._games[asked].values(X), self.expectation

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything needed to make it again, as arrays by name."""
        names = Tree.__slots__
        out = {
            name: np.concatenate([getattr(tree, name) for tree in self.trees]) if self.trees else np.zeros(0)
            for name in names
        }
        out["n_nodes"] = np.array([len(tree.feature) for tree in self.trees], dtype=np.int64)
        out["n_leaves"] = np.array([len(tree.value) for tree in self.trees], dtype=np.int64)
        out["n_features"] = np.array([self.n_features], dtype=np.int64)
        return out

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "TreeEnsemble":
        """The reverse of `arrays`."""
        nodes = np.concatenate([[0], np.cumsum(arrays["n_nodes"])]).astype(int)
        leaves = np.concatenate([[0], np.cumsum(arrays["n_leaves"])]).astype(int)
        trees = [
            Tree(
                *(
                    arrays[name][
                        (leaves if name == "value" else nodes)[k] : (leaves if name == "value" else nodes)[
                            k + 1
                        ]
                    ]
                    for name in Tree.__slots__
                )
            )
            for k in range(len(arrays["n_nodes"]))
        ]
        return cls(trees, int(arrays["n_features"][0]))

    def _bins(self, X: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
        """Each value as the number of cuts below it; one more bin for nan. Shape (f, n)."""
        bins = np.zeros((self.n_features, len(X)), dtype=np.int64)
        for feature, cuts in enumerate(self._cuts):
            if len(cuts):
                column = X[:, feature].astype(float)
                bins[feature] = np.searchsorted(cuts, column, side="left")
                bins[feature][np.isnan(column)] = len(cuts) + 1
        return bins

    def _goes_left(self, tree: Tree, node: int) -> NDArray[np.bool_]:
        """Whether each bin of the node's feature goes left."""
        cuts = self._cuts[tree.feature[node]]
        left = np.zeros(len(cuts) + 2, dtype=bool)
        left[: np.searchsorted(cuts, tree.threshold[node]) + 1] = True
        left[-1] = tree.nan_left[node]
        return left

    def _exit_tables(self, tree: Tree) -> list[tuple[int, Table]]:
        """Per feature of the tree: for each bin the leaves that it leaves possible.

        Lucchese et al. 2015, QuickScorer: a node that sends a row right rules out the leaves on
        its left; the leftmost leaf that nothing rules out is where the row ends.
        """
        tables: dict[int, Bits] = {}
        for node, feature in enumerate(tree.feature.tolist()):
            table = tables.setdefault(feature, np.full(len(self._cuts[feature]) + 2, _ALL, dtype=np.uint64))
            table[~self._goes_left(tree, node)] &= ~tree.left[node]
        # Half the bits are half the memory to walk through.
        enough = np.uint32 if len(tree.value) <= 32 else np.uint64
        return [(feature, table.astype(enough)) for feature, table in sorted(tables.items())]


def _exit_leaf(tables: Sequence[tuple[int, Table]], bins: NDArray[np.int64]) -> NDArray[Any]:
    feature, table = tables[0]
    possible = table.take(bins[feature])
    for feature, table in tables[1:]:
        possible &= table.take(bins[feature])
    lowest = possible & (~possible + possible.dtype.type(1))
    # A power of two is exact as a float, and its exponent is the number of the bit.
    if lowest.dtype == np.uint32:
        return np.asarray((lowest.astype(np.float32).view(np.int32) >> 23) - 127)
    return np.asarray((lowest.astype(np.float64).view(np.int64) >> 52) - 1023)


def _expected(tree: Tree) -> float:
    """What a tree adds to a row that goes down both sides of each node, in their shares."""
    bits = np.uint64(1) << np.arange(len(tree.value), dtype=np.uint64)
    share = tree.left_share[:, None]
    left, right = ((side[:, None] & bits) != 0 for side in (tree.left, tree.right))
    chance = np.where(left, share, 1.0) * np.where(right, 1.0 - share, 1.0)
    return float(chance.prod(axis=0) @ tree.value)


def _read_tree(root: Mapping[str, Any]) -> Tree | None:
    """One tree of a dump; None when it never splits and adds nothing."""
    nodes: list[tuple[int, float, bool, int, int, float]] = []
    values: list[float] = []

    def count(node: Mapping[str, Any]) -> float:
        return float(node["internal_count"] if "split_feature" in node else node["leaf_count"])

    def walk(node: Mapping[str, Any]) -> int:
        if "split_feature" not in node:
            values.append(float(node["leaf_value"]))
            return 1 << (len(values) - 1)
        if node["decision_type"] != "<=":
            message = f"a split by {node['decision_type']} cannot be read"
            raise ValueError(message)
        threshold = float(node["threshold"])
        position = len(nodes)
        nodes.append((0, 0.0, False, 0, 0, 0.0))
        left, right = walk(node["left_child"]), walk(node["right_child"])
        # Where no nan was seen in fitting, LightGBM reads nan as 0.
        nan_left = node["default_left"] if node["missing_type"] == "NaN" else threshold >= 0.0
        left_count, right_count = count(node["left_child"]), count(node["right_child"])
        share = (left_count + 0.5) / (left_count + right_count + 1.0)
        nodes[position] = (int(node["split_feature"]), threshold, nan_left, left, right, share)
        return left | right

    walk(root)
    if not nodes:
        return None
    if len(values) > MAX_LEAVES:
        message = f"a tree of {len(values)} leaves is too big; {MAX_LEAVES} is the most"
        raise ValueError(message)
    feature, threshold, nan_left, left, right, share = zip(*nodes, strict=True)
    return Tree(
        feature=np.array(feature, dtype=np.int64),
        threshold=np.array(threshold),
        nan_left=np.array(nan_left, dtype=bool),
        left=np.array(left, dtype=np.uint64),
        right=np.array(right, dtype=np.uint64),
        left_share=np.array(share),
        value=np.array(values),
    )
