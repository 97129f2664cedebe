"""The rules that pay: shipped ones as dated files, and what administrators published after them."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import models
from matcher.eligibility import Rule, read_rule
from matcher.eligibility.rules import version_on
from models.db import Connection, Database
from models.entities.subsidy_rules import PublishedVersion
from models.errors import NotFound
from models.repositories.subsidy_rules import SubsidyRuleRepository

_FOLDER = Path(models.__file__).parent / "reference" / "subsidy_rules"


@dataclass(frozen=True, slots=True)
class RuleBook:
    """One rule with all its versions, the oldest first; the last `len(published)` are an administrator's."""

    code: str
    versions: tuple[Rule, ...]
    published: tuple[PublishedVersion, ...] = ()

    @property
    def latest(self) -> Rule:
        """The last version, in force or not."""
        return self.versions[-1]

    @property
    def n_shipped(self) -> int:
        """How many versions came with the product."""
        return len(self.versions) - len(self.published)

    def on(self, day: date) -> Rule | None:
        """The version that is in force, or may be, on a day."""
        return version_on(self.versions, day)

    def version(self, name: str) -> Rule:
        """A version by its name, such as the one that a claim has frozen."""
        for rule in self.versions:
            if rule.version == name:
                return rule
        raise NotFound

    def with_version(self, rule: Rule) -> RuleBook:
        """The same rule as it would be with one more version."""
        return RuleBook(self.code, (*self.versions, rule), self.published)


@functools.cache
def shipped_rules() -> tuple[RuleBook, ...]:
    """The rules that came with the product, by code."""
    return tuple(_read_file(path) for path in sorted(_FOLDER.glob("*.json")))


def _read_file(path: Path) -> RuleBook:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    code = str(data["code"])
    return RuleBook(code, tuple(read_rule(version, code) for version in data["versions"]))


def with_published(books: Iterable[RuleBook], published: Iterable[PublishedVersion]) -> tuple[RuleBook, ...]:
    """Shipped rules with what was published after them, and rules that were published alone; by code."""
    found = {book.code: book for book in books}
    for one in published:
        rule = read_rule(one.content, one.code)
        book = found.get(one.code, RuleBook(one.code, ()))
        found[one.code] = RuleBook(one.code, (*book.versions, rule), (*book.published, one))
    return tuple(found[code] for code in sorted(found))


async def load_rules(conn: Connection) -> tuple[RuleBook, ...]:
    """All rules with all their versions, in a transaction that somebody else opened."""
    return with_published(shipped_rules(), await SubsidyRuleRepository(conn).published())


async def rule_books(db: Database) -> tuple[RuleBook, ...]:
    """All rules with all their versions; they are nobody's secret."""
    async with db.read() as conn:
        return await load_rules(conn)


async def rules_in_force(db: Database, on: date) -> tuple[Rule, ...]:
    """Of each rule the version that is in force, or may be, on a day."""
    return tuple(rule for book in await rule_books(db) if (rule := book.on(on)) is not None)


def book_of(books: Iterable[RuleBook], code: str) -> RuleBook:
    """One rule by its code."""
    for book in books:
        if book.code == code:
            return book
    raise NotFound
