"""Keeps vectors in step with the words, in the worker, and changes over to another text model.

Lists read the vectors of the model that *serves*. Another one is first *coming*: everything on show is
encoded with it while the old vectors go on serving, and words that change meanwhile are encoded for both.
When nothing is left to encode, it takes over in one transaction; the old one is *retired*, and its vectors
are kept for a week, so that going back takes no longer than what changed since.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import anyio.to_thread

from matcher.background import background_version, dump_background, encode_background
from matcher.encoding import EncodedText, Encoder, encode_texts
from matcher.texts import join_wrapped
from models.db import Connection, Database
from models.entities.encoding import ModelState, Progress, TextModel, TextToEncode
from models.repositories.embeddings import SUBJECTS, EmbeddingRepository, TextModelRepository
from models.repositories.match_feed import MatchFeedRepository
from web.clock import Clock, SystemClock

# How long the vectors of a model that no longer serves are kept.
REST = timedelta(days=7)
_AT_ONCE = 16

# The encoder that a value of EMBEDDING_MODEL leads to.
Encoders = Callable[[str], Encoder]
Tell = Callable[[Progress], None]
# By subject the ids of texts that may have changed; None is every text.
Among = Mapping[str, Sequence[int]] | None


class CannotEncode(Exception):
    """The text model that `source` names no longer makes the vectors that are stored under its name."""


def _silent(_: Progress) -> None:
    """Nobody watches."""


async def use_model(db: Database, encoder: Encoder, clock: Clock, source: str = "") -> ModelState:
    """Take the model that the settings name into use: it serves, or is prepared from now on.

    The first model of all serves at once: there are no lists to keep. A preparation of yet another model
    ends, its vectors rest.
    """
    name = await anyio.to_thread.run_sync(lambda: encoder.name)
    async with db.read() as conn:
        known = next((m for m in await TextModelRepository(conn).all() if m.model == name), None)
    # Its length is known without loading it, unless it is new.
    dimension = known.dimension if known else await anyio.to_thread.run_sync(lambda: encoder.dimension)
    async with db.transaction() as conn:
        models, now = TextModelRepository(conn), clock.now()
        rows = await models.all(lock=True)
        serving = next((m for m in rows if m.state is ModelState.SERVING), None)
        for other in rows:
            if other.state is ModelState.COMING and other.model != name:
                await models.retire(other.model, now)
        if serving is not None and serving.model == name:
            if serving.source != source:
                await models.set_source(name, source)
            return ModelState.SERVING
        state = ModelState.SERVING if serving is None else ModelState.COMING
        if not any(m.model == name and m.state is state and m.source == source for m in rows):
            await models.put(name, source, dimension, state, now)
        return state


class TextWatch:
    """Follows the feed of changes, so that only texts that may have changed are compared with their vectors.

    The first look, and one after changes were thrown away unread or another model took over, is at all.
    """

    def __init__(self) -> None:
        self._read: tuple[str, int] | None = None
        self._reading: tuple[str, int] | None = None

    async def changed(self, conn: Connection, model: str) -> Among:
        """The texts that may have changed since the last look that was `finished`; None is all."""
        since = self._read[1] if self._read is not None and self._read[0] == model else None
        found = await MatchFeedRepository(conn).changes(since)
        self._reading = model, found.next_since
        if since is None or found.lost:
            return None
        return {
            "pitch": sorted({c.subject_id for c in found.changes if c.subject == "pitch"}),
            "thesis": sorted({c.subject_id for c in found.changes if c.subject == "provider"}),
        }

    def finished(self) -> None:
        """What was told last is encoded; whoever breaks off before is told the same again."""
        self._read = self._reading


async def encode_serving(
    db: Database, encoders: Encoders, clock: Clock, watch: TextWatch | None = None
) -> int:
    """Encode what has changed with the model that serves; returns how many texts.

    With a `watch` only what changed since its last look is compared; else every text on show.
    """
    async with db.read() as conn:
        serving = await TextModelRepository(conn).in_state(ModelState.SERVING)
        if serving is None:
            return 0
        among = await watch.changed(conn, serving.model) if watch is not None else None
    done = await _encode_stale(db, encoders, serving, clock, _silent, among)
    if watch is not None:
        watch.finished()
    return done


async def prepare_coming(db: Database, encoders: Encoders, clock: Clock, tell: Tell = _silent) -> int:
    """Encode everything with the coming model and let it serve; returns how many texts were encoded.

    It may be broken off anywhere and begun again, by one process or several: what is encoded stays, and the
    lists notice nothing before the change.
    """
    done = 0
    while True:
        async with db.read() as conn:
            coming = await TextModelRepository(conn).in_state(ModelState.COMING)
        if coming is None:
            break
        done += await _encode_stale(db, encoders, coming, clock, tell)
        if await _change_over(db, coming, clock):
            break
    await _forget_rested(db, clock)
    return done


async def known_models(db: Database) -> list[str]:
    """The names of the models of which vectors are kept."""
    async with db.read() as conn:
        return [m.model for m in await TextModelRepository(conn).all()]


async def encode_pending(db: Database, encoder: Encoder, clock: Clock | None = None) -> int:
    """Take this model into use and encode with it whatever it has not encoded; returns how many texts."""
    at = clock or SystemClock()
    await use_model(db, encoder, at)

    def only(source: str) -> Encoder:
        return encoder

    return await prepare_coming(db, only, at) + await encode_serving(db, only, at)


async def _change_over(db: Database, coming: TextModel, clock: Clock) -> bool:
    """Let the coming model serve unless a text has changed meanwhile; true when nothing is left to do."""
    async with db.transaction() as conn:
        models, now = TextModelRepository(conn), clock.now()
        rows = await models.all(lock=True)
        if not any(m.model == coming.model and m.state is ModelState.COMING for m in rows):
            return True
        if not await models.is_ready(coming.model):
            return False
        for other in rows:
            if other.state is ModelState.SERVING:
                await models.retire(other.model, now)
        await models.let_serve(coming.model, now)
    return True


async def _forget_rested(db: Database, clock: Clock) -> None:
    before = clock.now() - REST
    async with db.read() as conn:
        rows = await TextModelRepository(conn).all()
    # Looking through all vectors is for the day on which some are to go.
    if any(m.retired_at is not None and m.retired_at < before for m in rows):
        async with db.transaction() as conn:
            await TextModelRepository(conn).forget_rested(before)


async def _encode_stale(
    db: Database, encoders: Encoders, model: TextModel, clock: Clock, tell: Tell, among: Among = None
) -> int:
    await _keep_background(db, encoders, model)
    order = secrets.token_hex(4)
    done = 0
    for subject in SUBJECTS:
        # Comparing all texts is dear, so it is done once and then again until nothing is left.
        while stale := await _stale(db, subject, model.model, order, among):
            for at in range(0, len(stale), _AT_ONCE):
                batch = await _to_encode(db, subject, model.model, stale[at : at + _AT_ONCE])
                if batch:
                    encoder = await anyio.to_thread.run_sync(_encoder_of, encoders, model)
                    for text in batch:
                        encoded = await anyio.to_thread.run_sync(_encode, encoder, subject, text)
                        done += await _save(db, subject, text, model.model, encoded, clock)
                await _tell(db, model, tell)
                if not await _is_wanted(db, model):
                    return done
    return done


async def _keep_background(db: Database, encoders: Encoders, model: TextModel) -> None:
    """See to it that lists know what texts are like at large under the model; once a model and version."""
    version = background_version()
    if model.background_version == version:
        return
    encoder = await anyio.to_thread.run_sync(_encoder_of, encoders, model)
    background = await anyio.to_thread.run_sync(encode_background, encoder)
    async with db.transaction() as conn:
        await TextModelRepository(conn).set_background(model.model, dump_background(background), version)


def _encoder_of(encoders: Encoders, model: TextModel) -> Encoder:
    encoder = encoders(model.source)
    if encoder.name != model.model:
        raise CannotEncode(f"EMBEDDING_MODEL {model.source} is {encoder.name} now, no longer {model.model}")
    return encoder


async def _is_wanted(db: Database, model: TextModel) -> bool:
    """Whether the model still has the part for which we encode: another may have been chosen meanwhile."""
    async with db.read() as conn:
        found = await TextModelRepository(conn).in_state(model.state)
    return found is not None and found.model == model.model


async def _tell(db: Database, model: TextModel, tell: Tell) -> None:
    if tell is _silent:
        # Counting reads every text; nobody pays for it who does not watch.
        await asyncio.sleep(0)
        return
    async with db.read() as conn:
        tell(await EmbeddingRepository(conn).progress(model.model))


async def _stale(db: Database, subject: str, model: str, order: str, among: Among) -> list[int]:
    if among is not None and not among[subject]:
        return []
    async with db.read() as conn:
        texts = EmbeddingRepository(conn)
        if among is None:
            return await texts.stale(subject, model, order)
        return [text.id for text in await texts.to_encode(subject, model, among[subject])]


async def _to_encode(db: Database, subject: str, model: str, ids: Sequence[int]) -> list[TextToEncode]:
    async with db.read() as conn:
        return await EmbeddingRepository(conn).to_encode(subject, model, ids)


def _encode(encoder: Encoder, subject: str, text: TextToEncode) -> EncodedText:
    is_pitch = subject == "pitch"
    # More of a pitch is its deck, whose lines end where the page does, in the middle of a sentence.
    more = "\n".join(join_wrapped(text.more.splitlines())) if is_pitch else text.more
    return encode_texts(encoder, [text.words, more], as_query=is_pitch, language=text.lang)


async def _save(
    db: Database, subject: str, text: TextToEncode, model: str, encoded: EncodedText, clock: Clock
) -> bool:
    parts = [(encoded.text, encoded.whole)]
    if encoded.vectors is not None:
        parts += list(zip(encoded.sentences, encoded.vectors, strict=True))
    async with db.transaction() as conn:
        return await EmbeddingRepository(conn).save(subject, text, model, parts, clock.now())
