"""Rankers as bytes and back: plain arrays in one file, the same bytes for the same ranker."""

import io
import json
import zipfile
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.learned import LearnedRanker
from matcher.ranking import NotFittedError, WeightedRanker

Saved: TypeAlias = WeightedRanker | LearnedRanker


def pack(ranker: Saved) -> bytes:
    """A ranker that was learned, as bytes."""
    arrays: Any = _weighted_arrays(ranker) if isinstance(ranker, WeightedRanker) else ranker.arrays()
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def unpack(content: bytes) -> Saved:
    """The reverse of `pack`.

    Raises
    ------
    NotFittedError
        If the bytes are no ranker.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        if any(name.startswith("trees_") for name in arrays):
            return LearnedRanker.of_arrays(arrays)
        return _weighted_of(arrays)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        message = "these bytes are no ranker"
        raise NotFittedError(message) from error


def _weighted_arrays(ranker: WeightedRanker) -> dict[str, NDArray[Any]]:
    names = sorted({*ranker.provider_weights, *ranker.company_weights})
    providers = sorted(ranker.deviations)
    told = {
        "names": names,
        "providers": providers,
        "name": ranker.name,
        "centre": ranker.centre,
        "width": ranker.width,
    }
    own = [[ranker.deviations[p].get(name, 0.0) for name in names] for p in providers]
    return {
        "told": np.frombuffer(json.dumps(told).encode(), dtype=np.uint8),
        "provider": np.array([ranker.provider_weights.get(name, 0.0) for name in names]),
        "company": np.array([ranker.company_weights.get(name, 0.0) for name in names]),
        "own": np.array(own, dtype=np.float64).reshape(len(providers), len(names)),
    }


def _weighted_of(arrays: dict[str, NDArray[Any]]) -> WeightedRanker:
    told = json.loads(bytes(arrays["told"]).decode())
    names: list[str] = told["names"]
    return WeightedRanker(
        provider_weights=dict(zip(names, arrays["provider"].tolist(), strict=True)),
        company_weights=dict(zip(names, arrays["company"].tolist(), strict=True)),
        centre=told["centre"],
        width=told["width"],
        name=told["name"],
        deviations={
            provider: {name: value for name, value in zip(names, row, strict=True) if value != 0.0}
            for provider, row in zip(told["providers"], arrays["own"].tolist(), strict=True)
        },
    )
