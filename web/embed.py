"""`shoutou embed`: take EMBEDDING_MODEL into use, beside a platform that may be running, with progress."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from models.db import Database
from models.entities.encoding import ModelState, Progress
from web.bootstrap import CannotStart
from web.clock import SystemClock
from web.encoders import TextModels
from web.services.encoding import encode_serving, prepare_coming, use_model

_SAY_SECONDS = 2.0


async def encode_everything(db: Database, source: str, encoders: Path, say: Callable[[str], None]) -> int:
    """Encode with this model whatever it has not encoded, and let it serve; returns how many texts.

    The pages go on meanwhile with the vectors they have. A worker that runs beside us takes its share.
    """
    with suppress(OSError):
        # Requests come first.
        os.nice(10)
    clock, models = SystemClock(), TextModels(encoders)
    try:
        encoder = models(source)
        name = encoder.name
        state = await use_model(db, encoder, clock, source)
    except (OSError, ValueError, ImportError) as error:
        raise CannotStart(f"EMBEDDING_MODEL {source} cannot be used: {str(error).splitlines()[0]}") from error
    say(f"{name} {_STATES[state]}")
    done = await prepare_coming(db, models, clock, _Teller(say))
    done += await encode_serving(db, models, clock)
    say(f"{name} serves")
    return done


_STATES = {
    ModelState.SERVING: "serves; encoding what is new",
    ModelState.COMING: "is prepared; the vectors of the model before serve meanwhile",
}


class _Teller:
    """Says how far it is, every two seconds and at the end."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said_at = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.waiting and now - self._said_at < _SAY_SECONDS:
            return
        self._said_at = now
        share = 100 * progress.done // max(1, progress.total)
        self._say(f"encoded {progress.done} of {progress.total} texts ({share} %)")
