"""How fast texts become vectors: the exported model beside sentence-transformers with PyTorch, in one run."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from matcher.encoding import Vectors, bundled_encoder
from matcher.onnx import OnnxEncoder
from matcher.onnx_export import export_whole
from tests.bench.measure import Row

SHORT = (
    "field-side cold storage for fruit growers",
    "loans without collateral for small exporters",
    "a camera that finds hot spots on solar panels",
    "hearing aids printed within an hour for children",
)
# About as long as a model with a window of 256 tokens reads.
FULL = (
    "Peaches rot by the evening of the day they are picked. We tow a box to the orchard that takes the heat "
    "out of a ton of fruit in two hours, runs on a tractor's battery and is paid by the crate. "
) * 4
SINGLE_TIMES, N_SHORT, N_FULL = 40, 192, 24
Encode = Callable[[Sequence[str]], Vectors]


def encoding() -> Iterator[Row]:
    """One short text, many short ones, full-length ones; and how near the vectors are."""
    # Both on one thread, as the web process runs it.
    os.environ["OMP_NUM_THREADS"] = "1"
    began = time.monotonic()
    torch = bundled_encoder()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "exported"
        export_whole(torch, folder)
        onnx = OnnxEncoder(folder)
        model = torch.model

        def plain(texts: Sequence[str]) -> Vectors:
            rows: Vectors = model.encode_document(list(texts), batch_size=32, show_progress_bar=False)
            return rows

        def ours(texts: Sequence[str]) -> Vectors:
            return onnx.run(texts).astype(np.float32)

        short = [f"{SHORT[n % len(SHORT)]}, number {n}" for n in range(N_SHORT)]
        full = [f"Number {n}. {FULL}" for n in range(N_FULL)]
        cosines = [
            float(np.mean(np.sum(ours(texts) * plain(texts), axis=1))) for texts in (short[:32], full[:8])
        ]
        theirs_ms, ours_ms = _one_by_one(plain, ours)
        yield Row(
            "encoding: one short text",
            f"{ours_ms:.1f} ms, {theirs_ms / ours_ms:.1f} times as fast",
            time.monotonic() - began,
            f"sentence-transformers with PyTorch {theirs_ms:.1f} ms in this run; mean cosine to its vectors "
            f"{cosines[0]:.6f} (short), {cosines[1]:.6f} (full length)",
        )
        for kind, texts in (("short", short), ("full-length", full)):
            (their_rate, our_rate), seconds = _rates(plain, ours, texts)
            yield Row(
                f"encoding: {len(texts)} {kind} texts at once",
                f"{our_rate:.1f} texts/s",
                seconds,
                f"sentence-transformers with PyTorch {their_rate:.1f} texts/s in this run",
            )


def _one_by_one(plain: Encode, ours: Encode) -> tuple[float, float]:
    """Median milliseconds of each, taken in turns, so that both meet the same machine."""
    taken: dict[Encode, list[float]] = {plain: [], ours: []}
    for n in range(SINGLE_TIMES):
        for encode, seconds in taken.items():
            begun = time.perf_counter()
            encode([f"{SHORT[n % len(SHORT)]} {n}"])
            seconds.append(time.perf_counter() - begun)
    return statistics.median(taken[plain]) * 1000, statistics.median(taken[ours]) * 1000


def _rates(plain: Encode, ours: Encode, texts: Sequence[str]) -> tuple[tuple[float, float], float]:
    """Texts a second of each, the better of two turns, and the seconds of all."""
    best = {plain: 0.0, ours: 0.0}
    began = time.monotonic()
    for _ in range(2):
        for encode, rate in tuple(best.items()):
            begun = time.perf_counter()
            encode(texts)
            best[encode] = max(rate, len(texts) / (time.perf_counter() - begun))
    return (best[plain], best[ours]), time.monotonic() - began
