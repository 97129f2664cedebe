"""The estimator that learns an order: boosted trees, exported as arrays.

Fitting needs scikit-learn and LightGBM; nothing that ranks imports this module. What it is fitted
on comes from next door, `deal_learning`.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from matcher.trees import MAX_LEAVES, TreeEnsemble

# LightGBM tells apart 31 grades.
_MAX_GRADES = 31
# How values are binned, the same for all that are fitted on one matrix. Which columns could never be
# split under one estimator's fewest rows in a leaf is not looked at: another's may be fewer.
_BINNED = {"max_bin": 127, "feature_pre_filter": False, "verbose": -1}


class LambdaRanker(RegressorMixin, BaseEstimator):
    """Boosted trees fitted to order the rows of each group (Burges 2010, LambdaMART).

    Parameters
    ----------
    objective : {'lambdarank', 'rank_xendcg', 'binary'}, default='lambdarank'
        What is optimised: the order near the top; its cross-entropy (Bruch 2021); or, for each
        row by itself, whether it has more than the lowest grade.
    n_rounds : int, default=200
        Trees per seed.
    n_leaves : int, default=31
        Leaves per tree, 64 at most.
    learning_rate : float, default=0.06
        Shrinkage.
    column_share, row_share : float
        Drawn for each tree.
    min_rows : int, default=50
        Fewest training rows in a leaf.
    penalty : float, default=5.0
        L2 on leaf values.
    smoothing : float, default=0.0
        A leaf of so many rows says half what its own say and half what its parent does.
    truncation : int, default=40
        How deep into the list pairs are still counted.
    gains : sequence of float, optional
        What a row of each grade is worth, from the lowest; 2^grade - 1 when left out.
    n_jobs : int, default=1
        Threads; the result does not depend on it.
    random_state : int, default=0
        The seed.

    Attributes
    ----------
    trees_ : TreeEnsemble
        What was fitted, as arrays.
    """

    def __init__(
        self,
        *,
        objective: str = "lambdarank",
        n_rounds: int = 200,
        n_leaves: int = 31,
        learning_rate: float = 0.06,
        column_share: float = 0.5,
        row_share: float = 0.8,
        min_rows: int = 50,
        penalty: float = 5.0,
        smoothing: float = 0.0,
        truncation: int = 40,
        gains: Sequence[float] | None = None,
        n_jobs: int = 1,
        random_state: int = 0,
    ) -> None:
        self.objective = objective
        self.n_rounds = n_rounds
        self.n_leaves = n_leaves
        self.learning_rate = learning_rate
        self.column_share = column_share
        self.row_share = row_share
        self.min_rows = min_rows
        self.penalty = penalty
        self.smoothing = smoothing
        self.truncation = truncation
        self.gains = gains
        self.n_jobs = n_jobs
        self.random_state = random_state

    def fit(self, X: Any, y: Any, groups: Any = None) -> Self:
        """Fit on rows of which those of one group are one query's candidates.

        Parameters
        ----------
        X : array of shape (n, f)
            nan allowed.
        y : array of shape (n,)
            Higher is better; only differences within a group count, by their rank among the
            values of `y` (at most 31 distinct grades above the lowest are told apart).
        groups : array of shape (n,), optional
            The query of each row; rows of one query stand together. One query when left out.
        """
        fit_together([self], X, y, groups)
        return self

    def fit_binned(self, data: Any, grades: NDArray[np.int64]) -> Self:
        """The same on a data set of LightGBM's, of which `fit_together` makes one for several."""
        import lightgbm as lgb

        data.set_label(grades > 0 if self.objective == "binary" else grades)
        booster = lgb.train(self._parameters() | _BINNED, data, self.n_rounds)
        fitted = TreeEnsemble.of_lightgbm(booster.dump_model())
        self.trees_ = TreeEnsemble(fitted.trees, data.num_feature())
        return self

    def predict(self, X: Any) -> NDArray[np.float64]:
        """Scores; only their order within a query means something."""
        check_is_fitted(self)
        X = validate_data(self, X, ensure_all_finite="allow-nan", dtype=[np.float64, np.float32], reset=False)
        return self.trees_.scores(X)

    def score(self, X: Any, y: Any, groups: Any = None) -> float:
        """The share of pairs within each group that are ordered rightly, in [0, 1].

        Equal scores count a half; nan when no group has two different grades.
        """
        return pair_accuracy(self.predict(X), np.asarray(y), groups)

    def _parameters(self) -> dict[str, Any]:
        gains = {} if self.gains is None else {"label_gain": list(self.gains)}
        return gains | {
            "objective": self.objective,
            "lambdarank_truncation_level": self.truncation,
            "num_leaves": self.n_leaves,
            "learning_rate": self.learning_rate,
            "feature_fraction": self.column_share,
            "bagging_fraction": self.row_share,
            "bagging_freq": 1,
            "min_data_in_leaf": self.min_rows,
            "lambda_l2": self.penalty,
            "path_smooth": self.smoothing,
            "seed": self.random_state,
            "num_threads": self.n_jobs,
            "deterministic": True,
            "force_row_wise": True,
        }

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        # An order within groups is learned: on data for regression R² means nothing.
        tags.regressor_tags.poor_score = True
        return tags


def fit_together(rankers: Sequence[LambdaRanker], X: Any, y: Any, groups: Any = None) -> None:
    """Fit several estimators on the same rows, which are binned once.

    Parameters are those of `LambdaRanker.fit`.
    """
    import lightgbm as lgb

    for ranker in rankers:
        X, y = validate_data(
            ranker,
            X,
            y,
            ensure_all_finite="allow-nan",
            ensure_min_samples=2,
            dtype=[np.float64, np.float32],
            y_numeric=True,
        )
        if not 2 <= ranker.n_leaves <= MAX_LEAVES:
            message = f"n_leaves={ranker.n_leaves} is not within 2 to 64"
            raise ValueError(message)
    grades = _grades(np.asarray(y, dtype=np.float64))
    data = lgb.Dataset(X, grades, group=_group_sizes(len(X), groups), params=_BINNED, free_raw_data=False)
    for ranker in rankers:
        ranker.fit_binned(data, grades)


def pair_accuracy(scores: NDArray[np.float64], y: NDArray[Any], groups: Any = None) -> float:
    """The share of pairs of one group and different grades whose scores stand in their order."""
    right = total = 0.0
    start = 0
    for size in _group_sizes(len(scores), groups):
        rows = slice(start, start + size)
        start += size
        better = y[rows][:, None] > y[rows][None, :]
        ahead = scores[rows][:, None] - scores[rows][None, :]
        right += float((better & (ahead > 0)).sum() + 0.5 * (better & (ahead == 0)).sum())
        total += float(better.sum())
    return right / total if total else float("nan")


def _grades(y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole grades from 0 up in the order of the values; LightGBM knows 31 of them."""
    distinct = np.unique(y)
    if len(distinct) > _MAX_GRADES:
        distinct = np.unique(np.quantile(y, np.linspace(0, 1, _MAX_GRADES)))
    return np.searchsorted(distinct, y, side="right").astype(np.int64) - 1


def _group_sizes(n: int, groups: Any) -> list[int]:
    if groups is None:
        return [n] if n else []
    marks = np.asarray(groups)
    starts = np.flatnonzero(np.r_[True, marks[1:] != marks[:-1]])
    return [int(size) for size in np.diff(np.r_[starts, len(marks)])]
