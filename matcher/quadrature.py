"""Gauss-Legendre points: the mean of a smooth function over the way from 0 to 1. numpy alone."""

from functools import cache

import numpy as np

Points = tuple[tuple[float, float], ...]


@cache
def points_between(n: int) -> Points:
    """Points within (0, 1), each with what it counts; exact for polynomials of degree below 2 n."""
    points, weights = np.polynomial.legendre.leggauss(n)
    return tuple(zip(((points + 1) / 2).tolist(), (weights / 2).tolist(), strict=True))
