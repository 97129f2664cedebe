"""A program that asks the API as a persona, and a check of its answers against the document."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import httpx2
from jsonschema import Draft202012Validator

from tests.conftest import Client
from tests.web.api.cases import Case
from tests.world import World
from tests.world_api import api_token
from web.api.catalogue import operation, operations
from web.api.document import document
from web.api.operation import Operation
from web.api.problems import PREFIX


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def address(one: Operation, path: Mapping[str, Any]) -> str:
    found = one.path
    for name, value in path.items():
        found = found.replace(f"{{{name}}}", str(value))
    return f"{PREFIX}{found}"


async def ask(client: Client, case: Case, world: World, token: str | None, **more: Any) -> httpx2.Response:
    """Send a case's request with this token."""
    one = operation(case.operation)
    sent: dict[str, Any] = {"headers": {**(bearer(token) if token else {}), **more.pop("headers", {})}}
    if case.file is not None:
        sent["files"] = {"file": case.file}
        sent["data"] = {k: str(v) for k, v in (case.body(world) if case.body else {}).items()}
    elif case.body is not None:
        sent["json"] = dict(case.body(world))
    client.cookies.clear()
    params = {**case.query(world)}
    return await client.request(one.method, address(one, case.path(world)), params=params, **{**sent, **more})


async def ask_as(client: Client, case: Case, world: World, persona: str, **more: Any) -> httpx2.Response:
    return await ask(client, case, world, api_token(persona), **more)


@functools.cache
def told() -> Mapping[str, Any]:
    return document(operations(), "http://shoutou.test", "en")


@functools.cache
def _validator(name: str, status: str, media: str) -> Draft202012Validator | None:
    one = operation(name)
    responses = told()["paths"][one.path][one.method.lower()]["responses"]
    content = responses[status]["content"]
    if "*/*" in content and media != "application/problem+json":
        return None
    schema = content[media]["schema"]
    return Draft202012Validator({**schema, "components": told()["components"]})


# Answers that were compared with the document: the same bytes need no second look.
_as_documented: set[tuple[str, int, str, bytes]] = set()


def check(one: Operation, answer: httpx2.Response) -> Any:
    """The answer is what the document says of this operation: its status, its type, its shape."""
    media = answer.headers["content-type"].split(";")[0]
    responses = told()["paths"][one.path][one.method.lower()]["responses"]
    assert str(answer.status_code) in responses, (one.name, answer.status_code, answer.text[:500])
    validator = _validator(one.name, str(answer.status_code), media)
    if validator is None:
        return answer.content
    content = json.loads(answer.text)
    seen = (one.name, answer.status_code, media, hashlib.sha256(answer.content).digest())
    if seen not in _as_documented:
        wrong = next(validator.iter_errors(content), None)
        assert wrong is None, (one.name, wrong and wrong.json_path, wrong and wrong.message[:400])
        _as_documented.add(seen)
    return content
