"""Versions of rules that an administrator published, and drafts of the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """One published version; `content` is what the rules' reader made sense of when it was published."""

    id: int
    code: str
    version: str
    content: dict[str, Any]
    note: str
    lang: str
    published_by_name: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """The next version of a rule while it is written."""

    code: str
    content: dict[str, Any]
    note: str
    lang: str
    edited_by_name: str
    edited_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class TakenDraft:
    """A draft that has just been taken away to be published."""

    content: dict[str, Any]
    note: str
    lang: str
