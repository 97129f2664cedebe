"""The text model that the settings name; imported by the worker and the command line alone.

Models that can be exported to ONNX run without PyTorch, which is imported once, in a process of its own,
to export them into `DATA_DIR/encoders`. The web process reads what lies there: `web/quick.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import structlog

from matcher.encoding import (
    Encoder,
    GlossingEncoder,
    HashingEncoder,
    SentenceTransformerEncoder,
    Vectors,
    bundled_encoder,
)
from matcher.onnx import OnnxEncoder
from web.quick import GLOSSED, HASHING, exported_folder, refusal_of
from web.settings import BUNDLED_MODEL

_log = structlog.get_logger("encoders")
_EXPORT_SECONDS = 600


def encoder_for(model: str, encoders: Path | None = None) -> Encoder:
    """The encoder for `EMBEDDING_MODEL`; weights are loaded when it first encodes.

    The bundled model reads English alone, so Chinese is glossed for it. A model of a site's own choice is
    taken as it is. With the folder `encoders` it runs as ONNX where it can, and is exported when it is not
    there yet.
    """
    # Its bar would break the log's lines.
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    if model == HASHING:
        return HashingEncoder()
    whole = transformer_for(model)
    encoder: Encoder = whole if encoders is None else LightEncoder(model, whole, encoders)
    return GlossingEncoder(encoder) if model == BUNDLED_MODEL else encoder


def transformer_for(model: str) -> SentenceTransformerEncoder:
    """The model under PyTorch, bare."""
    if model == BUNDLED_MODEL:
        return bundled_encoder(threads=_threads())
    return SentenceTransformerEncoder(model, threads=_threads())


def _threads() -> int:
    """The cores we may use, up to where a small model stops gaining; they sleep while they wait."""
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


class LightEncoder:
    """A model that runs as ONNX, exported when first needed; under PyTorch where the export is refused.

    Both give the same vectors under the same name: the export proves it.
    """

    def __init__(self, source: str, whole: SentenceTransformerEncoder, encoders: Path) -> None:
        self._source = source
        self._whole = whole
        self._encoders = encoders
        self._chosen: Encoder | None = None

    @property
    def name(self) -> str:
        """The model's."""
        return self._whole.name

    @property
    def dimension(self) -> int:
        """The model's."""
        return self._encoder().dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The model's."""
        return self._encoder().encode_queries(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """The model's."""
        return self._encoder().encode_documents(texts)

    def export_if_missing(self) -> None:
        """Export the model unless it is there or was refused; also when somebody has deleted it."""
        folder = exported_folder(self._encoders, self.name)
        if not folder.exists() and not refusal_of(folder).exists():
            self._export()

    def _encoder(self) -> Encoder:
        if self._chosen is None:
            self.export_if_missing()
            folder = exported_folder(self._encoders, self.name)
            self._chosen = OnnxEncoder(folder, threads=_threads()) if folder.exists() else self._whole
        return self._chosen

    def _export(self) -> None:
        """In a process of its own, whose memory and PyTorch go with it."""
        done = subprocess.run(
            [sys.executable, "-m", "web.export", self._source, str(self._encoders)],
            capture_output=True,
            text=True,
            timeout=_EXPORT_SECONDS,
            check=False,
        )
        if done.returncode:
            said = done.stderr.strip().splitlines()
            _log.warning("not_exported", model=self._source, reason=said[-1] if said else "")


class TextModels:
    """The encoders that values of EMBEDDING_MODEL lead to, each made once."""

    def __init__(self, encoders: Path | None, tell: Callable[[], None] | None = None) -> None:
        self._encoders = encoders
        self._tell = tell
        self._made: dict[str, Encoder] = {}

    def __call__(self, source: str) -> Encoder:
        """The encoder of one value; its weights are loaded when it first encodes."""
        if source not in self._made:
            encoder = encoder_for(source, self._encoders)
            self._made[source] = AnnouncingEncoder(encoder, self._tell) if self._tell else encoder
        return self._made[source]

    def export_if_missing(self, source: str) -> None:
        """See to it that the web process finds the encoder of this value, where it can be exported."""
        if self._encoders is not None and source != HASHING:
            LightEncoder(source, transformer_for(source), self._encoders).export_if_missing()


def forget_exported(encoders: Path, models: Iterable[str]) -> None:
    """Delete the exported models of which no vectors are kept any more."""
    kept = {exported_folder(encoders, model.partition(GLOSSED)[0]).name for model in models}
    for file in encoders.iterdir() if encoders.is_dir() else ():
        if file.is_dir() and not file.name.startswith(".") and file.name not in kept:
            shutil.rmtree(file, ignore_errors=True)


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
