"""A text model without PyTorch: exported once to ONNX, then run by onnxruntime. Exporting is next door.

For the web process, which encodes a short text inside a request, and for the worker, which so starts
in a second. The vectors are the model's own to the last float32 digits; `onnx_export` proves it for each.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import Vectors, encode_in_parts, part_units

GRAPH, TOKENIZER, FACTS = "model.onnx", "tokenizer.json", "encoder.json"
_BATCH = 32
# Tokens of one batch: long texts run fastest alone, while their numbers stay in the processor's cache.
_TOKENS = 512


@dataclass(frozen=True, slots=True)
class ExportedFacts:
    """What beside graph and tokenizer decides the vectors.

    Attributes
    ----------
    name : str
        The model's name, as `SentenceTransformerEncoder` gives it.
    dimension : int
        The length of its vectors.
    window : int
        How many tokens it reads.
    query_prompt, document_prompt : str
        What it wants before a text that asks and before one that answers.
    """

    name: str
    dimension: int
    window: int
    query_prompt: str
    document_prompt: str

    def write(self, folder: Path) -> None:
        """Write them beside graph and tokenizer."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / FACTS).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "ExportedFacts":
        """Read them; `OSError` when the folder holds no exported model."""
        return cls(**json.loads((folder / FACTS).read_text(encoding="utf-8")))


class OnnxEncoder:
    """An exported model: imports onnxruntime and tokenizers when first used, nothing heavier.

    Parameters
    ----------
    folder : Path
        What `onnx_export.export` wrote.
    threads : int, default=1
        For one short text, one is fastest.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._folder = folder
        self._facts = ExportedFacts.read(folder)
        self._threads = threads
        self._session: Any = None
        self._tokenizer: Any = None

    @property
    def name(self) -> str:
        """The exported model's: the vectors are the same."""
        return self._facts.name

    @property
    def dimension(self) -> int:
        """The exported model's."""
        return self._facts.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """With the model's query prompt, when it has one."""
        return self._encode(texts, self._facts.query_prompt)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """With the model's document prompt, when it has one."""
        return self._encode(texts, self._facts.document_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        def encode_parts(parts: Sequence[str]) -> NDArray[np.float64]:
            return self.run([prompt + part for part in parts])

        return encode_in_parts(texts, encode_parts, self.dimension, max_units=part_units(self._facts.window))

    def run(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The graph's rows for short texts, prompts included; each batch holds texts of like length."""
        self._load()
        encodings = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda row: len(encodings[row].ids))
        rows = np.zeros((len(texts), self.dimension))
        while order:
            # From the longest down, so that the first of a batch tells its width.
            width = len(encodings[order[-1]].ids)
            n_rows = max(1, min(_BATCH, _TOKENS // width))
            order, batch = order[:-n_rows], order[-n_rows:]
            ids = np.zeros((len(batch), width), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, index in enumerate(batch):
                n_tokens = len(encodings[index].ids)
                ids[row, :n_tokens] = encodings[index].ids
                mask[row, :n_tokens] = 1
            rows[batch] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return rows

    def _load(self) -> None:
        if self._session is not None:
            return
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # Threads that spin while they wait take the cores from everybody else.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
        tokenizer.enable_truncation(self._facts.window)
        # Rows are padded here, under the mask: which token pads does not matter then.
        tokenizer.no_padding()
        self._session = onnxruntime.InferenceSession(
            str(self._folder / GRAPH), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = tokenizer
