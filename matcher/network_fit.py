"""Fits the small network of `network` with PyTorch; nothing that ranks imports this module."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.network import Network

_WIDTHS = 64, 32
_LEFT_OUT = 0.1  # of the values of each layer, at random, while fitting
_QUERIES, _PASSES, _LEAST_STEPS = 32, 8, 80
_RATE, _SHRINKAGE = 3e-3, 1e-3


def fit_network(
    Z: NDArray[np.float32], y: NDArray[np.int64], groups: NDArray[np.int64], *, seed: int = 0
) -> Network:
    """A conditional logit whose sums are a network's: who of a query's rows came in.

    Parameters
    ----------
    Z : ndarray of float32, shape (n, n_features)
        Standardised columns, nothing unknown.
    y : ndarray of int64, shape (n,)
        Above 0 for those who came in. A query of k of them weighs 1/sqrt(k), as in the linear sum.
    groups : ndarray of int64, shape (n,)
        The query of each row; rows of one query stand together.
    seed : int
        For the first weights, the order of the queries, and what is left out.

    Notes
    -----
    Eight passes of AdamW (Loshchilov & Hutter 2019), 32 queries a step, with a rate that rises and
    falls once (Smith & Topin 2018) and dropout (Srivastava et al. 2014). On one thread: how sums are
    split among several changes their last bits.
    """
    import torch

    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return _fit(torch, Z, y, groups)
    finally:
        torch.set_num_threads(n_threads)


def _fit(torch: Any, Z: NDArray[np.float32], y: NDArray[np.int64], groups: NDArray[np.int64]) -> Network:
    nn = torch.nn
    layers, width = [], Z.shape[1]
    for wide in _WIDTHS:
        layers += [nn.Linear(width, wide), nn.SiLU(), nn.Dropout(_LEFT_OUT)]
        width = wide
    net = nn.Sequential(*layers, nn.Linear(width, 1, bias=False))
    columns, came_in = torch.from_numpy(Z), torch.from_numpy((y > 0).astype(np.float32))
    rows = torch.from_numpy(_rows_of_queries(groups))
    steps = max(_LEAST_STEPS, _PASSES * len(rows) // _QUERIES)
    optimizer = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=_SHRINKAGE)
    pace = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, _RATE, total_steps=steps, pct_start=0.1, cycle_momentum=False
    )
    for queries in _batches(torch, len(rows), steps):
        among = rows[queries]
        there = among >= 0
        scores = torch.full(among.shape, -torch.inf)
        scores[there] = net(columns[among[there]])[:, 0]
        took = torch.where(there, came_in[among], 0)
        logs = torch.where(there, torch.log_softmax(scores, dim=1), 0)
        loss = -((logs * took).sum(dim=1) / took.sum(dim=1).clamp(min=1).sqrt()).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pace.step()
    first, second, last = (layer for layer in net if isinstance(layer, nn.Linear))
    return Network(
        _array(first.weight.T), _array(first.bias), _array(second.weight.T), _array(second.bias),
        _array(last.weight[0]),
    )  # fmt: skip


def _rows_of_queries(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows of each query, filled up with -1, shape (n_queries, most rows of one)."""
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    size = np.diff(np.r_[starts, len(groups)])
    number = np.arange(size.max())
    return np.where(number < size[:, None], starts[:, None] + number, -1)


def _batches(torch: Any, n: int, steps: int) -> Iterator[Any]:
    """The queries of each step, none twice before all were there once."""
    left = torch.zeros(0, dtype=torch.int64)
    for _ in range(steps):
        if len(left) < _QUERIES:
            left = torch.cat([left, torch.randperm(n)])
        yield left[:_QUERIES]
        left = left[_QUERIES:]


def _array(tensor: Any) -> NDArray[np.float64]:
    return np.ascontiguousarray(tensor.detach().numpy(), dtype=np.float64)
