"""One mapping of a rule's data, read key by key; whatever is wrong is named with its place."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from matcher.eligibility.conditions import Text
from matcher.eligibility.facts import VOCABULARY, FactKind
from matcher.eligibility.units import bp_from, money_from

E = TypeVar("E", bound=StrEnum)

CODE = re.compile(r"^[a-z][a-z0-9_-]{0,59}$")
_MOST_TEXT = 2000
# Control characters and halves of characters, which no database keeps.
_BROKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class BadRule(ValueError):
    """The data is no rule; says where and why."""

    def __init__(self, where: str, code: str, **params: object) -> None:
        super().__init__(f"{where}: {code} {params or ''}".strip())
        self.where = where
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Node:
    """One mapping of the data with its place in the whole, so that an error can name it."""

    where: str
    data: Mapping[str, Any]

    def key(self, name: str) -> str:
        """The place of a key in the whole."""
        return f"{self.where}.{name}" if self.where else name

    def fail(self, name: str, code: str, **params: object) -> BadRule:
        """The error to raise for a key."""
        return BadRule(self.key(name), code, **params)

    def only(self, *names: str) -> None:
        """Refuse keys that mean nothing, so that a mistyped one is not lost."""
        for name in self.data:
            if name not in names:
                raise self.fail(name, "unknown_key")

    def get(self, name: str) -> Any:
        """The value as it stands, or None."""
        return self.data.get(name)

    def node(self, name: str) -> "Node":
        """A mapping in it."""
        return node_of(self.key(name), self._given(name))

    def nodes(self, name: str, *, least: int = 0) -> list["Node"]:
        """A list of mappings in it."""
        return [
            node_of(f"{self.key(name)}[{i}]", item) for i, item in enumerate(self.sequence(name, least=least))
        ]

    def sequence(self, name: str, *, least: int = 0) -> Sequence[Any]:
        """A list in it, of at least so many."""
        found = self.get(name)
        if found is None and not least:
            return ()
        if not isinstance(found, list | tuple) or len(found) < least:
            raise self.fail(name, "not_a_list")
        return found

    def text(self, name: str) -> str:
        """A text that is not blank."""
        found = self.get(name)
        if (
            not isinstance(found, str)
            or not found.strip()
            or len(found) > _MOST_TEXT
            or _BROKEN.search(found)
        ):
            raise self.fail(name, "not_a_text")
        return found

    def optional_text(self, name: str) -> str | None:
        """A text, or None where there is none."""
        return None if self.get(name) is None else self.text(name)

    def both(self, name: str) -> Text:
        """A text in both languages."""
        return text_of(self.node(name))

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        found = self.data.get(name, default)
        if not isinstance(found, bool):
            raise self.fail(name, "not_a_flag")
        return found

    def code(self, name: str) -> str:
        """A code in lower case."""
        found = self.text(name)
        if not CODE.match(found):
            raise self.fail(name, "not_a_code")
        return found

    def choice(self, name: str, kind: type[E]) -> E:
        """One of a closed list."""
        found = self.get(name)
        if found not in [str(k) for k in kind]:
            raise self.fail(name, "not_a_choice", choices=", ".join(kind))
        return kind(found)

    def day(self, name: str) -> date | None:
        """A date, or None."""
        return day_of(self.key(name), self.get(name))

    def fact(self, name: str, *kinds: FactKind) -> str:
        """The name of a fact of one of these kinds."""
        found = self.text(name)
        spec = VOCABULARY.get(found)
        if spec is None:
            raise self.fail(name, "unknown_fact", fact=found)
        if spec.kind not in kinds:
            raise self.fail(name, "wrong_kind_of_fact", fact=found, kind=spec.kind)
        return found

    def words(self, name: str) -> tuple[str, ...]:
        """At least one code."""
        found = self.sequence(name, least=1)
        if not all(isinstance(w, str) and CODE.match(w) for w in found):
            raise self.fail(name, "not_a_code")
        return tuple(found)

    def whole(self, name: str) -> int | None:
        """A whole number from 0, or null where it is not known; the key itself must be there."""
        found = self._given(name)
        if found is None:
            return None
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= 10**12:
            raise self.fail(name, "not_a_number")
        return found

    def money(self, name: str) -> int | None:
        """Minor units of a sum, or null where it is not known."""
        return self._figure(name, money_from, "not_a_sum")

    def bp(self, name: str) -> int | None:
        """Basis points of a share, or null where it is not known."""
        return self._figure(name, bp_from, "not_a_share")

    def figure(self, name: str, kind: FactKind) -> int | None:
        """A limit in the unit of the fact that it is compared with."""
        if kind is FactKind.MONEY:
            return self.money(name)
        return self.bp(name) if kind is FactKind.BP else self.whole(name)

    def _figure(self, name: str, read: Callable[[str], int | None], code: str) -> int | None:
        found = self._given(name)
        if found is None:
            return None
        figure = read(found) if isinstance(found, str) else None
        if figure is None:
            raise self.fail(name, code)
        return figure

    def _given(self, name: str) -> Any:
        if name not in self.data:
            raise self.fail(name, "missing")
        return self.data[name]


def node_of(where: str, data: object) -> Node:
    """A mapping with text keys, or `BadRule`."""
    if not isinstance(data, Mapping) or not all(isinstance(k, str) for k in data):
        raise BadRule(where, "not_a_mapping")
    return Node(where, data)


def text_of(node: Node) -> Text:
    """A text in both languages, both given."""
    node.only("zh", "en")
    return Text(node.text("zh"), node.text("en"))


def day_of(where: str, value: object) -> date | None:
    """A date as `2026-05-15`, or None."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else _no_day(where)
    except ValueError:
        return _no_day(where)


def _no_day(where: str) -> date:
    raise BadRule(where, "not_a_date")
