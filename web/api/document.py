"""The OpenAPI 3.1 document, made from the operations and their types in the reader's language."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from web.api.operation import Operation
from web.api.problems import MEDIA_TYPE, PREFIX
from web.api.problems import SCHEMA as PROBLEM
from web.api.shapes import Schema, Schemas
from web.i18n import gettext, use_locale
from web.services.api_scopes import AREAS, SCOPES

VERSION = "1.0"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_REFERENCE = "#/components/schemas/{model}"
# What may be answered to any request, and what only where something is sent.
_ALWAYS = {
    "400": "The request cannot be read.",
    "404": "There is nothing here, or it is not yours to see.",
    "422": "Some values cannot be accepted.",
    "429": "Too often; `Retry-After` says how many seconds to wait.",
    "500": "A mistake of ours; `incident` is its number.",
}
_WITH_TOKEN = {
    "401": "No token, or one that is not in force.",
    "403": "The token or its person may not do this.",
}
_WITH_BODY = {
    "409": "Somebody was quicker, or the state has moved on.",
    "413": "Too large.",
    "415": "Not in this format.",
}


@functools.lru_cache(maxsize=8)
def document(operations: tuple[Operation, ...], server: str, locale: str) -> Mapping[str, Any]:
    """The whole document, to read; made once for the same operations, server and language."""
    with use_locale(locale):
        return _document(operations, server)


def _document(operations: tuple[Operation, ...], server: str) -> dict[str, Any]:
    schemas = Schemas()
    schemas.components["Problem"] = PROBLEM
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    tags = dict.fromkeys(o.tag for o in operations)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": gettext("Shoutou"),
            "version": VERSION,
            "description": gettext(
                "Everything that a page can do, for a program that acts as its person. "
                "Amounts are minor units with their currency, instants RFC 3339 in UTC, days ISO dates."
            ),
        },
        "servers": [{"url": f"{server}{PREFIX}"}],
        "tags": [{"name": tag, "description": gettext(tag)} for tag in tags],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": gettext("A token from the page of your account."),
                }
            },
        },
        "x-scopes": {scope: gettext(AREAS[scope.split(":", maxsplit=1)[0]]) for scope in SCOPES},
    }


def _operation(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": operation.name,
        "summary": gettext(operation.summary),
        "tags": [operation.tag],
        "parameters": _parameters(operation, schemas),
        "responses": _responses(operation, schemas),
    }
    if operation.scope is not None:
        found["security"] = [{"token": []}]
        found["x-scope"] = operation.scope
    else:
        found["security"] = [{}, {"token": []}]
    if operation.body is not None or operation.takes_file:
        found["requestBody"] = _request_body(operation, schemas)
    return found


def _parameters(operation: Operation, schemas: Schemas) -> list[dict[str, Any]]:
    found = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0} if name.endswith("_id") else {"type": "string"},
        }
        for name in _PLACEHOLDER.findall(operation.path)
    ]
    if operation.query is not None:
        schema = model_schema(operation.query, schemas)
        needed = set(schema.get("required", ()))
        for name, field in schema.get("properties", {}).items():
            described = {"description": field["description"]} if "description" in field else {}
            found.append(
                {
                    "name": name,
                    "in": "query",
                    "required": name in needed,
                    "schema": {k: v for k, v in field.items() if k not in ("title", "description")},
                    **described,
                }
            )
    if operation.method == "POST" and operation.scope is not None:
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "minLength": 1, "maxLength": 255},
                "description": gettext(
                    "The same key and body again give the same answer, and nothing twice."
                ),
            }
        )
    return found


def _request_body(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    schema: Schema = {"type": "object", "properties": {}, "additionalProperties": False}
    if operation.body is not None:
        schema = model_schema(operation.body, schemas)
    if operation.takes_file:
        properties = {**schema.get("properties", {}), "file": {"type": "string", "format": "binary"}}
        needed = [*schema.get("required", ()), *(["file"] if operation.file_needed else [])]
        whole = {**schema, "properties": properties, "required": needed}
        return {"required": True, "content": {"multipart/form-data": {"schema": whole}}}
    name = operation.body.__name__ if operation.body is not None else "Body"
    schemas.components[name] = schema
    content: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{name}"}}
    if operation.example:
        content["example"] = dict(operation.example)
    return {"required": True, "content": {"application/json": content}}


def model_schema(model: type[BaseModel], schemas: Schemas) -> Schema:
    """What a body or query accepts; types that it names go beside the others."""
    schema = model.model_json_schema(ref_template=_REFERENCE)
    for name, inner in schema.pop("$defs", {}).items():
        schemas.components.setdefault(name, _untitled(inner))
    found: Schema = _untitled(schema)
    return found


def _untitled(schema: Any) -> Any:
    """Without the titles that only repeat a field's name."""
    if isinstance(schema, dict):
        return {
            k: {n: _untitled(s) for n, s in v.items()} if k == "properties" else _untitled(v)
            for k, v in schema.items()
            if k != "title"
        }
    return [_untitled(s) for s in schema] if isinstance(schema, list) else schema


def _responses(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    if operation.gives_file:
        content: dict[str, Any] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    else:
        content = {"application/json": {"schema": schemas.of(operation.answer)}}
    found: dict[str, Any] = {str(operation.status): {"description": gettext("Done."), "content": content}}
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    refused = {**_ALWAYS, **(_WITH_TOKEN if operation.scope else {"401": _WITH_TOKEN["401"]})}
    if operation.method != "GET":
        refused |= _WITH_BODY
    for status, words in sorted(refused.items()):
        found[status] = {"description": words, "content": {MEDIA_TYPE: problem}}
    return found
