"""What is looked at before money moves: one template a kind of provider, as data with its source."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import models
from models.entities.deals import DealSide, NewItem


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """An item of a template in both languages."""

    part: str
    code: str
    side: DealSide
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """The list that providers of some kinds work through."""

    kinds: frozenset[str]
    source_zh: str
    source_en: str
    items: tuple[TemplateItem, ...]


@functools.cache
def checklists() -> tuple[Checklist, ...]:
    """All templates that the platform knows."""
    path = Path(models.__file__).parent / "reference" / "deal_checklists.json"
    return tuple(
        Checklist(
            frozenset(row["kinds"]),
            row["source_zh"],
            row["source_en"],
            tuple(
                TemplateItem(i["part"], i["code"], DealSide(i["side"]), i["zh"], i["en"])
                for i in row["items"]
            ),
        )
        for row in json.loads(path.read_text(encoding="utf-8"))
    )


@functools.cache
def known_items() -> dict[str, TemplateItem]:
    """Every template's items by code."""
    return {item.code: item for one in checklists() for item in one.items}


def checklists_of(kinds: Iterable[str]) -> tuple[Checklist, ...]:
    """The templates of a provider; one that is of several kinds works through several."""
    given = frozenset(kinds)
    return tuple(one for one in checklists() if one.kinds & given)


def items_for(kinds: Iterable[str]) -> list[NewItem]:
    """The checklist with which a provider's deal begins."""
    return [
        NewItem(item.part, item.code, "", "", item.side) for one in checklists_of(kinds) for item in one.items
    ]
