"""The light path of the text model: what the worker exported, read by the web process, without PyTorch."""

from __future__ import annotations

import threading
from functools import cached_property
from pathlib import Path

from matcher.dictionary import Dictionary, dictionary_version
from matcher.encoding import Encoder, GlossingEncoder, HashingEncoder
from matcher.glossing import Glosser
from matcher.onnx import OnnxEncoder
from matcher.translating import Translator

HASHING = "hashing"
GLOSSED = "+gloss-"


def exported_folder(encoders: Path, name: str) -> Path:
    """Where a model lies once it is exported; the name holds the hash of its weights."""
    return encoders / name.replace("/", "_")


def refusal_of(folder: Path) -> Path:
    """Why a model cannot be exported, so that nobody tries again."""
    return folder.with_name(f"{folder.name}.refused")


def dictionary_file(encoders: Path) -> Path:
    """The dictionary of the installed edition as one file."""
    return encoders / f"dictionary-{dictionary_version()}.json"


class QuickEncoders:
    """Encoders for a short text inside a request, by the name of the model that serves."""

    def __init__(self, encoders: Path) -> None:
        self._encoders = encoders
        self._lock = threading.Lock()
        self._made: dict[str, Encoder] = {}
        self._translator: Translator | None = None

    def get(self, name: str) -> Encoder | None:
        """The encoder whose vectors are stored under this name; None while the worker has not exported it.

        Reads files at the first call for a name: for a thread, not for the event loop.
        """
        with self._lock:
            if name not in self._made:
                encoder = self._make(name)
                # Another name under the same model means other glosses: its vectors do not compare.
                if encoder is None or encoder.name != name:
                    return None
                self._made = {name: encoder}
            return self._made[name]

    def translator(self) -> Translator | None:
        """Other words for the same thing; None while the worker has not written the dictionary's file."""
        with self._lock:
            if self._translator is None and dictionary_file(self._encoders).exists():
                self._translator = Translator(self._glosser)
            return self._translator

    def _make(self, name: str) -> Encoder | None:
        kind, _, size = name.partition("-")
        if kind == HASHING and size.isdecimal():
            return HashingEncoder(int(size))
        bare, glossed, _ = name.partition(GLOSSED)
        try:
            encoder = OnnxEncoder(exported_folder(self._encoders, bare))
            return GlossingEncoder(encoder, self._glosser) if glossed else encoder
        except FileNotFoundError:
            return None

    @cached_property
    def _glosser(self) -> Glosser:
        text = dictionary_file(self._encoders).read_text(encoding="utf-8")
        return Glosser(dictionary=Dictionary.from_json(text))
