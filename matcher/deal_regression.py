"""Whom a round attracts, by ridge regression: the other way to learn from who funded what.

The likeness of `deal_likeness` adds up what speaks for an investor. A regression also knows what
speaks against one: rounds much like this that it stayed away from; and what two features that go
together would say twice. Every investor is regressed on the same features of all past rounds
(place, sectors, size, kind, and pairs of these), a round weighing the less the older it is. With
one matrix for all investors that is one factorisation (Hoerl & Kennard 1970).
"""

from typing import TYPE_CHECKING

import numpy as np

from matcher.deal_rounds import Sparse

if TYPE_CHECKING:
    from matcher.deals import DealHistory, Floats

_HALF_LIFE = 2.5  # years
_PENALTY = 100.0


class DealRegression:
    """Every investor's coefficients.

    Attributes
    ----------
    coefficients : ndarray of float32, shape (n_features, n_investors)
    """

    def __init__(self, history: "DealHistory") -> None:
        from scipy import linalg, sparse

        past = history.past
        X = history.round_features(past.rounds).csr()
        weighed = sparse.diags_array(past.rounds.recency(_HALF_LIFE)) @ X
        gram = (weighed.T @ X).toarray()
        gram[np.diag_indices(len(gram))] += _PENALTY
        solved = linalg.cho_solve(
            linalg.cho_factor(gram, lower=True, overwrite_a=True),
            (weighed.T @ past.investors(history)).toarray(),
            overwrite_b=True,
        )
        # A question reads rows, so these lie in one piece.
        self.coefficients = np.ascontiguousarray(solved, dtype=np.float32)

    def scores(self, features: Sparse) -> "Floats":
        """How much more or less each investor is drawn to a round, shape (n_investors,).

        Parameters
        ----------
        features : Sparse
            The round's, its only row.
        """
        return features.times(self.coefficients)
