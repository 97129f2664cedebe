"""A sentence-transformers model small enough to be built inside a test: random weights, true files, prompts."""

from __future__ import annotations

import warnings
from pathlib import Path

QUERY_PROMPT, DOCUMENT_PROMPT = "ask: ", "answer: "
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_LATIN = "abcdefghijklmnopqrstuvwxyz0123456789:.,;!?-'"
# Every Han character in the range of common ones is a token of its own, as in multilingual models.
_HAN = "".join(map(chr, range(0x4E00, 0x9FA6)))


def save_tiny_model(folder: Path, *, dimension: int = 32) -> Path:
    """Write the model into the folder; every call with one dimension writes the same weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import WordPiece
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = [*_SPECIAL, *_LATIN, *(f"##{c}" for c in _LATIN), *_HAN]
    tokenizer = Tokenizer(WordPiece({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    bare = folder.with_name(f"{folder.name}-bare")
    marks = {name.strip("[]").lower() + "_token": name for name in _SPECIAL}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **marks).save_pretrained(bare)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=dimension,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=2 * dimension,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(bare)
    with warnings.catch_warnings():
        # Of how the library likes to be called; the files are what counts.
        warnings.simplefilter("ignore")
        transformer = Transformer(str(bare), max_seq_length=64)
        model = SentenceTransformer(
            modules=[transformer, Pooling(dimension, pooling_mode="mean")],
            prompts={"query": QUERY_PROMPT, "document": DOCUMENT_PROMPT},
            device="cpu",
        )
        model.save(str(folder))
    return folder
