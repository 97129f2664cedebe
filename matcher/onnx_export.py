"""Exports a sentence-transformers model to ONNX, and proves that the vectors stayed the same.

Imports PyTorch; run it in a process of its own, in the worker or on the command line.
"""

import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from matcher.encoding import SentenceTransformerEncoder
from matcher.onnx import GRAPH, TOKENIZER, ExportedFacts, OnnxEncoder

OPSET = 17
# Below this the exported model is another model, and is refused.
LEAST_COSINE = 0.9999
PROBES = (
    "a",
    "Field-side cold storage for fruit growers, 3.5 tons a day.",
    "Cells that last ten years; loans without collateral. " * 9,
    "桃子采下来到傍晚就烂，我们把预冷箱开进果园。",
    "AI reads 3,000 scans a night! 影像科医生只看有疑问的。",
)


class NotExportable(ValueError):
    """The model does something that the exported graph does not."""


def export(encoder: SentenceTransformerEncoder, folder: Path) -> None:
    """Write graph, tokenizer and facts of a model into an empty folder.

    Parameters
    ----------
    encoder : SentenceTransformerEncoder
        Any that tokenizes with a fast tokenizer and takes ids and mask alone.
    folder : Path
        Exists and is empty; holds half a model when this raises.

    Raises
    ------
    NotExportable
        If the model cannot be traced, or its exported form gives other vectors (cosine below
        0.9999) for texts of both languages, short and long, asked and answered.
    """
    model = encoder.model
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None or model.max_seq_length is None:
        message = f"{encoder.name}: no fast tokenizer, or no length that it reads"
        raise NotExportable(message)
    try:
        _trace(model, folder / GRAPH)
    except (RuntimeError, TypeError, KeyError, ValueError) as error:
        message = f"{encoder.name}: {str(error).splitlines()[0]}"
        raise NotExportable(message) from error
    tokenizer.save(str(folder / TOKENIZER))
    prompts = model.prompts
    ExportedFacts(
        name=encoder.name,
        dimension=encoder.dimension,
        window=int(model.max_seq_length),
        query_prompt=prompts.get("query") or "",
        document_prompt=next((prompts[n] for n in ("document", "passage", "corpus") if prompts.get(n)), ""),
    ).write(folder)
    exported = OnnxEncoder(folder)
    for ours, theirs in (
        (exported.encode_queries, encoder.encode_queries),
        (exported.encode_documents, encoder.encode_documents),
    ):
        cosine = float(np.min(np.sum(ours(PROBES) * theirs(PROBES), axis=1)))
        if not cosine >= LEAST_COSINE:
            message = f"{encoder.name}: the exported model gives other vectors (cosine {cosine:.4f})"
            raise NotExportable(message)


def export_whole(encoder: SentenceTransformerEncoder, folder: Path) -> None:
    """As `export`, but the folder appears whole or not at all."""
    draft = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        export(encoder, draft)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _trace(model: Any, target: Path) -> None:
    import torch

    class Whole(torch.nn.Module):
        """Transformer, pooling and what follows as one graph."""

        def __init__(self) -> None:
            super().__init__()
            self.modules_in_order = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            """Unit rows for tokens under a mask."""
            features = {
                "input_ids": input_ids,
                "attention_mask": attention_mask,
                "token_type_ids": torch.zeros_like(input_ids),
            }
            for module in self.modules_in_order:
                features = module(features)
            return features["sentence_embedding"]

    sample = model.tokenizer(["cold chain", "a longer text here"], padding=True, return_tensors="pt")
    rows = {0: "texts", 1: "tokens"}
    with torch.no_grad(), warnings.catch_warnings():
        # The tracer is the old one, by choice: the new one needs packages that we do not have.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Whole().eval(),
            (sample["input_ids"], sample["attention_mask"]),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": rows, "attention_mask": rows, "vectors": {0: "texts"}},
            opset_version=OPSET,
            dynamo=False,
        )
