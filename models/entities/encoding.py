"""Texts that wait for a vector, and the text models whose vectors are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ModelState(StrEnum):
    """What a text model's vectors are for."""

    SERVING = "serving"
    COMING = "coming"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class TextToEncode:
    """Words that no vector of a model stands for yet."""

    id: int
    lang: str
    words: str
    more: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class TextModel:
    """A model whose vectors are kept; `source` is the value of EMBEDDING_MODEL that leads to it.

    `background_version` says which texts its background rests on; None before there is one.
    """

    model: str
    source: str
    dimension: int
    state: ModelState
    announced_at: datetime
    serving_since: datetime | None
    retired_at: datetime | None
    background_version: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many texts are on show, and how many of them a model has encoded as they are now."""

    total: int
    done: int

    @property
    def waiting(self) -> int:
        """How many are still to be encoded."""
        return self.total - self.done
