"""What each figure counts, and the targets of the founding document: dated, cited data in both languages."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import models


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure's name and what it counts; `subject` says what its rows are, None for one made of others."""

    code: str
    subject: str | None
    zh: str
    en: str
    meaning_zh: str
    meaning_en: str


@dataclass(frozen=True, slots=True)
class Target:
    """What a plan asks for: a count, an amount in minor units, or every district; who says so, until when."""

    measure: str
    kind: str
    least: int | None
    most: int | None
    set_on: date
    due_on: date
    source_zh: str
    source_en: str


_FOLDER = Path(models.__file__).parent / "reference"


@functools.cache
def measures() -> dict[str, Measure]:
    """All measures by code, in the order in which reports name them."""
    rows = json.loads((_FOLDER / "measures.json").read_text(encoding="utf-8"))
    return {row["code"]: Measure(**row) for row in rows}


@functools.cache
def targets() -> tuple[Target, ...]:
    """The targets in the order of the plan."""
    rows = json.loads((_FOLDER / "targets.json").read_text(encoding="utf-8"))
    return tuple(
        Target(
            **{
                **row,
                "set_on": date.fromisoformat(row["set_on"]),
                "due_on": date.fromisoformat(row["due_on"]),
            }
        )
        for row in rows
    )
