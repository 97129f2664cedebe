"""A short text encoded inside a request, in milliseconds and without PyTorch, by the model that serves."""

from __future__ import annotations

from dataclasses import dataclass

import anyio.to_thread

from matcher.encoding import EncodedText, GlossingEncoder, encode_texts
from matcher.glossing import Gloss
from models.db import Database
from models.entities.encoding import ModelState
from models.repositories.embeddings import TextModelRepository
from web.quick import QuickEncoders


@dataclass(frozen=True, slots=True)
class ShortText:
    """A text encoded inside a request, and the model whose vectors alone it compares with."""

    model: str
    encoded: EncodedText


async def encode_now(
    db: Database, quick: QuickEncoders, text: str, *, as_query: bool = False, language: str | None = None
) -> ShortText | None:
    """The text as the lists compare it; None while the worker has nothing exported that could read it.

    `as_query` is for words that stand in for a pitch; those of a provider stand in for its thesis.
    """
    async with db.read() as conn:
        serving = await TextModelRepository(conn).in_state(ModelState.SERVING)
    if serving is None or not text.strip():
        return None

    def encode() -> ShortText | None:
        encoder = quick.get(serving.model)
        if encoder is None:
            return None
        return ShortText(serving.model, encode_texts(encoder, [text], as_query=as_query, language=language))

    return await anyio.to_thread.run_sync(encode)


async def glosses_of(quick: QuickEncoders, model: str | None, text: str) -> tuple[Gloss, ...]:
    """The English that stood for the Chinese words of a text when this model encoded it.

    None of them for a model that reads Chinese by itself, or while the worker has not exported it.
    """

    def look_up() -> tuple[Gloss, ...]:
        encoder = quick.get(model) if model else None
        return encoder.glosses(text) if isinstance(encoder, GlossingEncoder) else ()

    return await anyio.to_thread.run_sync(look_up)
