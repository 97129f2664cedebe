"""The text model that the settings name; imported by the worker and the command line alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from matcher.encoding import (
    Encoder,
    GlossingEncoder,
    HashingEncoder,
    SentenceTransformerEncoder,
    Vectors,
    bundled_model_path,
)
from web.settings import BUNDLED_MODEL

HASHING = "hashing"


def encoder_for(model: str) -> Encoder:
    """The encoder for `EMBEDDING_MODEL`; weights are loaded when it first encodes.

    The bundled model reads English alone, so Chinese is glossed for it. A model of a site's own choice
    is taken as it is.
    """
    # Its bar would break the log's lines.
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    if model == HASHING:
        return HashingEncoder()
    if model == BUNDLED_MODEL:
        return GlossingEncoder(SentenceTransformerEncoder(bundled_model_path(), threads=_threads()))
    return SentenceTransformerEncoder(model, threads=_threads())


def _threads() -> int:
    """The cores we may use, up to where a small model stops gaining; they sleep while they wait."""
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


class TextModels:
    """The encoders that values of EMBEDDING_MODEL lead to, each made once."""

    def __init__(self, tell: Callable[[], None] | None = None) -> None:
        self._tell = tell
        self._made: dict[str, Encoder] = {}

    def __call__(self, source: str) -> Encoder:
        """The encoder of one value; its weights are loaded when it first encodes."""
        if source not in self._made:
            encoder = encoder_for(source)
            self._made[source] = AnnouncingEncoder(encoder, self._tell) if self._tell else encoder
        return self._made[source]


class AnnouncingEncoder:
    """Another encoder that tells after each call, so that somebody who waits sees it move."""

    def __init__(self, encoder: Encoder, tell: Callable[[], None]) -> None:
        self._encoder = encoder
        self._tell = tell

    @property
    def name(self) -> str:
        """The other's."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """The other's."""
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The other's rows."""
        return self._told(self._encoder.encode_queries(texts))

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """The other's rows."""
        return self._told(self._encoder.encode_documents(texts))

    def _told(self, rows: Vectors) -> Vectors:
        self._tell()
        return rows
