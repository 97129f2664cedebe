"""The text model that the settings name; imported by the worker and the command line alone."""

from __future__ import annotations

import os

from matcher.encoding import (
    Encoder,
    GlossingEncoder,
    HashingEncoder,
    SentenceTransformerEncoder,
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
        return GlossingEncoder(SentenceTransformerEncoder(bundled_model_path()))
    return SentenceTransformerEncoder(model)
