"""Keeps vectors in step with the words: whatever changed is encoded again, in the worker."""

from __future__ import annotations

import anyio.to_thread

from matcher.encoding import EncodedText, Encoder, encode_texts
from models.db import Database
from models.entities.matching import TextToEncode
from models.repositories.matching import EmbeddingRepository
from web.clock import Clock, SystemClock

_AT_ONCE = 16


async def encode_pending(db: Database, encoder: Encoder, clock: Clock | None = None) -> int:
    """Encode every pitch on show and every thesis whose words have changed; returns how many."""
    done = 0
    for subject in ("pitch", "thesis"):
        while batch := await _stale(db, subject, encoder.name):
            for text in batch:
                encoded = await anyio.to_thread.run_sync(_encode, encoder, subject, text)
                await _save(db, subject, text, encoder.name, encoded, clock or SystemClock())
                done += 1
    return done


async def _stale(db: Database, subject: str, model: str) -> list[TextToEncode]:
    async with db.read() as conn:
        return await EmbeddingRepository(conn).stale(subject, model, _AT_ONCE)


def _encode(encoder: Encoder, subject: str, text: TextToEncode) -> EncodedText:
    return encode_texts(encoder, [text.words, text.more], as_query=subject == "pitch", language=text.lang)


async def _save(
    db: Database, subject: str, text: TextToEncode, model: str, encoded: EncodedText, clock: Clock
) -> None:
    parts = [(encoded.text, encoded.whole)]
    if encoded.vectors is not None:
        parts += list(zip(encoded.sentences, encoded.vectors, strict=True))
    async with db.transaction() as conn:
        await EmbeddingRepository(conn).save(subject, text, model, parts, clock.now())
