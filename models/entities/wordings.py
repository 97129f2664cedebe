"""Wordings of the mails that events send, as people wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording in use."""

    code: str
    locale: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class WordingVersion:
    """One version of a wording; without words it went back to what was there before anybody wrote."""

    version: int
    subject: str | None
    body: str | None
    written_by: str
    written_at: datetime
