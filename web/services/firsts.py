"""Definitions of "first" as dated data, and the derivation of who holds one; nobody types it in."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import models
from models.entities.funding import Candidate
from models.entities.vocabulary import FundingKind


@dataclass(frozen=True, slots=True)
class FirstDefinition:
    """What counts as a company's first of a kind, since when, and who says so."""

    code: str
    since: date
    until: date | None
    kinds: dict[str, tuple[str, ...]]
    zh: str
    en: str
    source_zh: str
    source_en: str

    def first_of(self, kind: FundingKind, candidates: list[Candidate]) -> Candidate | None:
        """The earliest money among the confirmed records that count; ties go to the older record."""
        counting = [c for c in candidates if c.instrument in self.kinds.get(kind, ())]
        return min(counting, key=lambda c: (c.value_on, c.id), default=None)


@functools.cache
def definitions() -> tuple[FirstDefinition, ...]:
    """All definitions that the platform knows."""
    path = Path(models.__file__).parent / "reference" / "first_definitions.json"
    return tuple(
        FirstDefinition(
            code=row["code"],
            since=date.fromisoformat(row["since"]),
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            kinds={k: tuple(v) for k, v in row["kinds"].items()},
            zh=row["zh"],
            en=row["en"],
            source_zh=row["source_zh"],
            source_en=row["source_en"],
        )
        for row in json.loads(path.read_text(encoding="utf-8"))
    )


def default_definition() -> FirstDefinition:
    """The one that public counts use."""
    return definitions()[0]
