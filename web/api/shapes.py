"""How typed values stand in JSON, and the schema that says so; both by the same rules.

A frozen dataclass becomes an object of its fields. Amounts become `{"minor", "currency"}`, with the currency
that stands beside them; instants are RFC 3339 in UTC, dates ISO, enums their values, sets sorted lists.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import inspect
import math
import types
import typing
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Generic, NewType, TypeVar

T = TypeVar("T")
Schema = dict[str, Any]

# What a page never shows of an entity, and so neither do we.
_OMITTED: dict[type, frozenset[str]] = {}
# Amounts of minor units whose names do not say so.
_MONEY: dict[type, frozenset[str]] = {}
# Properties that stand beside the fields.
_DERIVED: dict[type, tuple[str, ...]] = {}

MONEY_SCHEMA: Schema = {
    "type": "object",
    "description": "An amount in minor units (分 for CNY); never a fraction.",
    "properties": {"minor": {"type": "integer"}, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}},
    "required": ["minor", "currency"],
    "additionalProperties": False,
}
NO_CURRENCY = "CNY"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, newest first; `next` is the cursor of the page after it, or null."""

    items: list[T]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount that has its own currency; entities carry both side by side instead."""

    minor: int
    currency: str = NO_CURRENCY


def shaped(
    entity: type, *, omit: tuple[str, ...] = (), money: tuple[str, ...] = (), derived: tuple[str, ...] = ()
) -> None:
    """Say what differs from the rule for an entity: fields left out, amounts by other names, properties."""
    _OMITTED[entity] = _OMITTED.get(entity, frozenset()) | frozenset(omit)
    _MONEY[entity] = _MONEY.get(entity, frozenset()) | frozenset(money)
    _DERIVED[entity] = tuple(dict.fromkeys((*_DERIVED.get(entity, ()), *derived)))


def _is_amount(name: str) -> bool:
    return name == "amount" or name.startswith("amount_") or name.endswith("_amount")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    hint: Any
    # How its currency is found: None for what is no amount.
    currency: str | None


@functools.cache
def _fields(entity: type) -> tuple[_Field, ...]:
    hints = typing.get_type_hints(entity)
    omitted, money = _OMITTED.get(entity, frozenset()), _MONEY.get(entity, frozenset())
    amounts = {
        f.name
        for f in dataclasses.fields(entity)
        if (_is_amount(f.name) or f.name in money) and _without_none(hints[f.name]) is int
    }
    has_currency = "currency" in hints and bool(amounts)
    found = []
    for f in dataclasses.fields(entity):
        if f.name in omitted or (f.name == "currency" and has_currency):
            continue
        of_yuan = f.name.startswith("cny_") or not has_currency
        currency = (NO_CURRENCY if of_yuan else "currency") if f.name in amounts else None
        found.append(_Field(f.name, hints[f.name], currency))
    for name in _DERIVED.get(entity, ()):
        getter = inspect.getattr_static(entity, name)
        hint = typing.get_type_hints(getter.fget)["return"]
        found.append(_Field(name, hint, None))
    return tuple(found)


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        rest = [a for a in typing.get_args(hint) if a is not type(None)]
        return rest[0] if len(rest) == 1 else hint
    return hint


def plain(value: Any) -> Any:  # noqa: PLR0911, C901 - one line a kind of value
    """The value as JSON can carry it."""
    match value:
        case None | bool() | int() if not isinstance(value, enum.Enum):
            return value
        case enum.Enum():
            return value.value
        case str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return format(value, "f")
        case datetime():
            return instant(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Mapping():
            return {str(plain(k)): plain(v) for k, v in value.items()}
        case set() | frozenset():
            return sorted((plain(v) for v in value), key=str)
        case list() | tuple():
            return [plain(v) for v in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    message = f"{type(value).__name__} has no shape in JSON"
    raise TypeError(message)


def instant(value: datetime) -> str:
    """RFC 3339 in UTC."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _object(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for f in _fields(type(value)):  # type: ignore[arg-type] # a class is hashable
        content = getattr(value, f.name)
        if f.currency is not None and content is not None:
            unit = value.currency or NO_CURRENCY if f.currency == "currency" else f.currency
            found[f.name] = {"minor": content, "currency": unit}
        else:
            found[f.name] = plain(content)
    return found


class Schemas:
    """Schemas of types, those of dataclasses and enums kept once under their names."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {"Money": MONEY_SCHEMA}
        self._names: dict[type, str] = {}

    def of(self, hint: Any) -> Schema:  # noqa: PLR0911, C901 - one line a kind of type
        """The schema of a type as `plain` writes its values."""
        if isinstance(hint, NewType):
            return self.of(hint.__supertype__)
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Annotated:
            return self.of(args[0])
        if origin is typing.Literal:
            return {"enum": list(args)}
        if origin in (typing.Union, types.UnionType):
            return self._union(args)
        if origin is Page:
            return self._page(args[0])
        if origin in _SEQUENCES:
            return self._sequence(origin, args)
        if origin is not None and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1])}
        for kind, schema in _PLAIN:
            if hint is kind:
                return dict(schema)
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return self._named(hint, lambda: {"type": "string", "enum": [m.value for m in hint]})
        if hint is Money:
            return {"$ref": "#/components/schemas/Money"}
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            return self._named(hint, lambda: self._object(hint))
        message = f"{hint!r} has no schema"
        raise TypeError(message)

    def _union(self, args: tuple[Any, ...]) -> Schema:
        rest = [self.of(a) for a in args if a is not type(None)]
        if len(rest) == len(args):
            return {"anyOf": rest}
        if len(rest) == 1 and isinstance(rest[0].get("type"), str) and "enum" not in rest[0]:
            return {**rest[0], "type": [rest[0]["type"], "null"]}
        if len(rest) == 1 and isinstance(rest[0].get("type"), list):
            return rest[0]
        return {"anyOf": [*rest, {"type": "null"}]}

    def _page(self, item: Any) -> Schema:
        return {
            "type": "object",
            "properties": {
                "items": {"type": "array", "items": self.of(item)},
                "next": {"type": ["string", "null"], "description": "The cursor of the next page."},
            },
            "required": ["items", "next"],
            "additionalProperties": False,
        }

    def _sequence(self, origin: Any, args: tuple[Any, ...]) -> Schema:
        if origin is tuple and args and args[-1] is not Ellipsis:
            if len(set(args)) == 1:
                return {
                    "type": "array",
                    "items": self.of(args[0]),
                    "minItems": len(args),
                    "maxItems": len(args),
                }
            return {
                "type": "array",
                "prefixItems": [self.of(a) for a in args],
                "minItems": len(args),
                "maxItems": len(args),
            }
        return {"type": "array", "items": self.of(args[0]) if args else {}}

    def _named(self, kind: type, make: Callable[[], Schema]) -> Schema:
        name = self._names.get(kind)
        if name is None:
            name = kind.__name__
            if name in self.components:
                # Two areas use one word: the second carries its module's.
                area = kind.__module__.rsplit(".", 1)[-1]
                name = area.title().replace("_", "") + name
            self._names[kind] = name
            self.components[name] = {}
            self.components[name] |= {**make(), **_described(kind)}
        return {"$ref": f"#/components/schemas/{name}"}

    def _object(self, kind: type) -> Schema:
        properties: dict[str, Schema] = {}
        for f in _fields(kind):
            if f.currency is None:
                properties[f.name] = self.of(f.hint)
                continue
            money = {"$ref": "#/components/schemas/Money"}
            optional = _without_none(f.hint) is not f.hint
            properties[f.name] = {"anyOf": [money, {"type": "null"}]} if optional else money
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }


def _described(kind: type) -> Schema:
    text = inspect.cleandoc(kind.__doc__ or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")
    return {"description": text} if text and not text.startswith(f"{kind.__name__}(") else {}


_SEQUENCES = (list, tuple, set, frozenset, Sequence, Collection)
_PLAIN: tuple[tuple[Any, Schema], ...] = (
    (Any, {}),
    (object, {}),
    (dict, {"type": "object"}),
    (str, {"type": "string"}),
    (bool, {"type": "boolean"}),
    (int, {"type": "integer"}),
    # Null stands for a figure that is not known.
    (float, {"type": ["number", "null"]}),
    (Decimal, {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}),
    (datetime, {"type": "string", "format": "date-time"}),
    (date, {"type": "string", "format": "date"}),
    (time, {"type": "string", "format": "time"}),
    (timedelta, {"type": "number", "description": "Seconds."}),
    (type(None), {"type": "null"}),
)
