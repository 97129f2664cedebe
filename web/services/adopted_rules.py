"""Which rules pay on this site: the city's own from the start, others when an administrator adopts them."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import models
from matcher.eligibility import Rule
from matcher.eligibility.conditions import Text
from models.db import Connection, Database
from models.entities.claims import Adoption
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, NotAllowed
from models.repositories.audit import AuditRepository
from models.repositories.claims import ClaimRepository, FactRepository
from web.clock import Clock
from web.services.subsidy_rules import RuleBook, book_of, load_rules

_SITE = Path(models.__file__).parent / "reference" / "site.json"


@dataclass(frozen=True, slots=True)
class Shelved:
    """One rule, and whether it pays here; `word` is None where nobody has decided."""

    book: RuleBook
    adopted: bool
    word: Adoption | None


@functools.cache
def site_place() -> Text:
    """The place that this site serves."""
    data: dict[str, Any] = json.loads(_SITE.read_text(encoding="utf-8"))
    return Text(data["place"]["zh"], data["place"]["en"])


def is_adopted(rule: Rule, words: Mapping[str, Adoption]) -> bool:
    """Whether a rule pays here: as was decided last, else when it is a rule of this place."""
    word = words.get(rule.code)
    return rule.place == site_place() if word is None else word.adopted


async def adoptions(conn: Connection) -> dict[str, Adoption]:
    """The last word on each rule by its code."""
    return {a.code: a for a in await FactRepository(conn).adoptions()}


async def open_adoptions(db: Database, *, viewer: Viewer) -> list[Shelved]:
    """All rules for an administrator, those that pay here first."""
    _admin(viewer)
    async with db.read() as conn:
        books, words = await load_rules(conn), await adoptions(conn)
    found = [Shelved(b, is_adopted(b.latest, words), words.get(b.code)) for b in books]
    return sorted(found, key=lambda s: (not s.adopted, s.book.code))


async def adopt_rule(
    db: Database, clock: Clock, *, viewer: Viewer, code: str, adopted: bool, note: str
) -> None:
    """Let a rule pay here from now on, or no longer; claims that were made stay as they are."""
    _admin(viewer)
    async with db.transaction() as conn:
        book = book_of(await load_rules(conn), code)
        # A claim that is being judged now is judged by what held before.
        await ClaimRepository(conn).lock_rule(code)
        if is_adopted(book.latest, await adoptions(conn)) is adopted:
            raise Conflict("rule_adopted_already")
        now = clock.now()
        await FactRepository(conn).decide_adoption(
            code, adopted=adopted, note=note, lang=viewer.locale, person_id=viewer.person_id, now=now
        )
        await AuditRepository(conn).note(
            now, viewer.person_id, "adopt_rule", "subsidy_rule", None, {"code": code, "adopted": adopted}
        )


def _admin(viewer: Viewer) -> None:
    if Role.ADMIN not in viewer.granted:
        raise NotAllowed("not_allowed")
