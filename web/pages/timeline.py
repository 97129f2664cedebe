"""An entry of a history, as `ui.timeline` shows it: a deal's, a record's, a claim's, a request's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step in words; `text` is a person's own, in the language `lang`, and `kind` colours the mark."""

    at: datetime
    title: str
    by: str
    text: str
    lang: str
    kind: str
