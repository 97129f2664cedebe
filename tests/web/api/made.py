"""Requests made up from the document: values that a schema allows, values that it does not, and strange ones.

Everything comes from one `random.Random`, so that a case is found again by its seed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

Schema = Mapping[str, Any]

STRANGE: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**63,
    10**40,
    -0.0,
    1.5,
    "",
    " ",
    "null",
    "0",
    "=1+1",
    "<script>alert(1)</script>",
    "'; drop table pitch; --",
    "%00",
    "a\u0000b",
    "\u202e\u200b",
    "𠮷" * 40,
    "x" * 10_000,
    "\ud800",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    [],
    [[]],
    {},
    {"minor": 2**70, "currency": "XXX"},
    {"minor": 1.5},
)
WORDS = ("湿膜", "crab", "一层会呼吸的膜", "cold chain", "é", "a b", "县域冷库", "ready")


class Maker:
    """Makes values of a schema of the document."""

    def __init__(self, seed: int, components: Mapping[str, Schema], ids: Sequence[int]) -> None:
        self.random = random.Random(seed)
        self._components = components
        self._ids = ids

    def value(self, schema: Schema, depth: int = 0) -> Any:  # noqa: PLR0911 - one line a kind
        """Something that the schema allows, as far as it says."""
        pick = self.random
        if "$ref" in schema:
            return self.value(self._components[schema["$ref"].rsplit("/", 1)[-1]], depth)
        if "anyOf" in schema:
            return self.value(pick.choice(schema["anyOf"]), depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return pick.choice(schema["enum"])
        kind = schema.get("type", "string")
        if isinstance(kind, list):
            kind = pick.choice(kind)
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            least, most = schema.get("minItems", 0), min(schema.get("maxItems", 3), 3)
            n = pick.randint(least, max(least, most)) if depth < 4 else least
            return [self.value(schema.get("items", {}), depth + 1) for _ in range(n)]
        if kind == "integer":
            return self._whole(schema)
        if kind == "number":
            return pick.uniform(0, 100)
        if kind == "boolean":
            return pick.random() < 0.5
        return None if kind == "null" else self._text(schema)

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        needed = set(schema.get("required", ()))
        properties = schema.get("properties", {})
        found = {
            name: self.value(inner, depth + 1)
            for name, inner in properties.items()
            if name in needed or (depth < 4 and self.random.random() < 0.6)
        }
        if not properties and isinstance(schema.get("additionalProperties"), Mapping):
            found = {"a": self.value(schema["additionalProperties"], depth + 1)}
        return found

    def _whole(self, schema: Schema) -> int:
        least, most = schema.get("minimum", -5), schema.get("maximum", 10**6)
        if self.random.random() < 0.5:
            fitting = [i for i in self._ids if least <= i <= most]
            if fitting:
                return self.random.choice(fitting)
        return self.random.choice((least, most, self.random.randint(least, min(most, least + 50))))

    def _text(self, schema: Schema) -> str:
        pick = self.random
        if schema.get("format") == "date":
            return (date(2026, 5, 15) + timedelta(days=pick.randint(-400, 60))).isoformat()
        if schema.get("format") == "date-time":
            return (datetime(2026, 5, 15, tzinfo=UTC) + timedelta(hours=pick.randint(-999, 999))).isoformat()
        most = schema.get("maxLength", 40)
        text = " ".join(pick.choice(WORDS) for _ in range(pick.randint(1, 4)))
        return text[:most] or "x"

    def broken(self, body: Any) -> Any:
        """A body of which one thing is not as it should be."""
        pick = self.random
        if not isinstance(body, dict) or not body or pick.random() < 0.1:
            return pick.choice(STRANGE)
        changed = dict(body)
        name = pick.choice(list(changed))
        match pick.randint(0, 4):
            case 0:
                del changed[name]
            case 1:
                changed["nonsense"] = pick.choice(STRANGE)
            case 2 if isinstance(changed[name], dict):
                changed[name] = self.broken(changed[name])
            case 2 if isinstance(changed[name], list) and changed[name]:
                changed[name] = [self.broken(changed[name][0]), *changed[name][1:]]
            case _:
                changed[name] = pick.choice(STRANGE)
        return changed
