"""The API for people: the document of its operations, by what they are about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.api.operation import Operation
from web.api.problems import PREFIX
from web.i18n import gettext, ngettext
from web.sentences import table


@dataclass(frozen=True, slots=True)
class Parameter:
    """A part of the address, of the query or of the head."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Described:
    """One operation in words."""

    name: str
    method: str
    path: str
    summary: str
    scope: str | None
    parameters: list[Parameter]
    body: str | None
    example: str | None
    answer: str
    status: str


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one area."""

    id: str
    title: str
    operations: list[Described]


@dataclass(frozen=True, slots=True)
class DocsPage:
    """`api/docs.html`."""

    title: str
    answer: str
    server: str
    groups: list[Group]
    schemas: list[tuple[str, str, str]]
    scopes: list[tuple[str, str]]
    codes: list[tuple[str, str]]


# Codes that the API itself answers with, wherever.
_CODES = (
    "token_needed",
    "token_not_valid",
    "scope_missing",
    "body_not_json",
    "fields_not_accepted",
    "nothing_there",
    "wrong_method",
    "wrong_media_type",
    "key_used_otherwise",
    "unexpected",
)


def docs_page(title: str, operations: Sequence[Operation], document: Mapping[str, Any]) -> DocsPage:
    """The page of a document; operations and document are of one mind."""
    groups: dict[str, list[Described]] = {}
    for operation in operations:
        entry = document["paths"][operation.path][operation.method.lower()]
        groups.setdefault(operation.tag, []).append(_described(operation, entry))
    schemas = document["components"]["schemas"]
    answer = ngettext("%(num)s operation.", "%(num)s operations.", len(operations))
    return DocsPage(
        title,
        answer,
        document["servers"][0]["url"],
        [Group(f"area-{n}", gettext(tag), found) for n, (tag, found) in enumerate(groups.items(), 1)],
        [(name, str(schema.get("description", "")), shape_of(schema)) for name, schema in schemas.items()],
        list(document["x-scopes"].items()),
        [
            (code, gettext(table()[code]).replace("%(scope)s", "…").replace("%(wanted)s", "…"))
            for code in _CODES
        ],
    )


def _described(operation: Operation, entry: Mapping[str, Any]) -> Described:
    body: Mapping[str, Any] = entry.get("requestBody", {}).get("content", {})
    media = next(iter(body), None)
    status, answered = next((s, r) for s, r in entry["responses"].items() if s.startswith("2"))
    made = next(iter(answered["content"].values()))["schema"]
    example = _pretty(operation.example) if operation.example else None
    return Described(
        operation.name,
        operation.method,
        f"{PREFIX}{operation.path}",
        entry["summary"],
        operation.scope,
        [
            Parameter(
                p["name"], p["in"], kind_of(p["schema"]), bool(p["required"]), str(p.get("description", ""))
            )
            for p in entry["parameters"]
        ],
        None if media is None else f"{media}: {kind_of(body[media]['schema'])}",
        example,
        kind_of(made),
        status,
    )


def kind_of(schema: Mapping[str, Any]) -> str:
    """A schema in a word or two: `integer`, `Pitch`, `list of Deal`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(kind_of(s) for s in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(v) for v in schema["enum"])
    if schema.get("format") == "binary":
        return "file"
    kind = schema.get("type", "any")
    if kind == "array":
        return f"[{kind_of(schema.get('items', {}))}]"
    if kind == "object" and "items" in schema.get("properties", {}):
        return f"page of {kind_of(schema['properties']['items'])}"
    return " | ".join(kind) if isinstance(kind, list) else str(kind)


def shape_of(schema: Mapping[str, Any]) -> str:
    """What a shape holds, a line a field; a mark says which may be left out of what is sent."""
    if "properties" not in schema:
        return kind_of(schema)
    needed = set(schema.get("required", ()))
    return "\n".join(
        f"{name}{'' if name in needed else '?'}: {kind_of(field)}"
        for name, field in schema["properties"].items()
    )


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
