"""A request to the API from its bytes to the answer: who asks, what is asked, done once, told as JSON."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import structlog
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.errors import DomainError, Invalid
from web.api import problems
from web.api.bodies import MOST_JSON_BYTES, Body, Query, checked, read_json, speakable
from web.api.operation import Ask, Done, File, Operation, Upload
from web.api.problems import Problem
from web.api.shapes import Page, plain
from web.errors import STATUS
from web.i18n import LOCALES, use_locale
from web.resources import Resources, resources
from web.sentences import sentence
from web.services import api_tokens, kept_answers
from web.services.api_scopes import allows
from web.services.throttle import TooManyTries

# A deck of 20 MB.
MOST_FILE_BYTES = 20 * 1024 * 1024 + 1024
_LARGEST_ID = 2**63 - 1
_log = structlog.get_logger("api")


def routes_of(operations: Iterable[Operation]) -> list[Route]:
    """One route a path, which answers with the operation of the method, literal paths before others."""
    paths: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        methods = paths.setdefault(operation.path, {})
        if operation.method in methods:
            message = f"{operation.name}: {operation.method} {operation.path} is taken"
            raise ValueError(message)
        methods[operation.method] = operation
    ordered = sorted(paths.items(), key=lambda entry: ["{" in part for part in entry[0].split("/")])
    return [
        Route(
            path.replace("_id}", "_id:int}"),
            _Endpoint(methods),
            methods=list(methods),
            name=f"api.{next(iter(methods.values())).name}",
        )
        for path, methods in ordered
    ]


class _Endpoint:
    """All methods of one path."""

    def __init__(self, methods: Mapping[str, Operation]) -> None:
        self._methods = methods

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        request = Request(scope, receive, send)
        method = "GET" if request.method == "HEAD" else request.method
        response = await answer(request, self._methods[method])
        await response(scope, receive, send)


async def answer(request: Request, operation: Operation) -> Response:
    """The operation's answer, or the problem that kept it from one."""
    locale = _accepted(request)
    with use_locale(locale or "zh"):
        try:
            viewer = await _asker(request, operation)
            with use_locale(locale or (viewer.locale if viewer is not None else "zh")):
                try:
                    return await _answer(request, operation, viewer)
                except Exception as error:  # noqa: BLE001 - each kind has its problem, and all others one
                    return _problem(error, operation)
        except Exception as error:  # noqa: BLE001 - the same before it is known who asks
            return _problem(error, operation)


def _problem(error: Exception, operation: Operation) -> Response:
    """What kept a request from its answer; of what nobody foresaw, an incident's number."""
    match error:
        case Problem():
            return problems.of(error)
        case TooManyTries():
            headers = {"Retry-After": str(error.seconds)}
            return problems.answer(429, error.code, sentence(error.code, **error.params), headers=headers)
        case DomainError():
            return _domain_problem(error)
        case HTTPException():
            return problems.of_http(error)
    incident = uuid.uuid4().hex[:8]
    _log.error("unexpected", incident=incident, operation=operation.name, exc_info=error)
    return problems.answer(500, "unexpected", sentence("unexpected"), incident=incident)


def _accepted(request: Request) -> str | None:
    """The language that the client reads, by its header; without one, the person's own counts."""
    for part in request.headers.get("accept-language", "").split(","):
        language = part.split(";")[0].strip().lower().split("-")[0]
        if language in LOCALES:
            return language
    return None


def _domain_problem(error: DomainError) -> Response:
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    detail = sentence("nothing_there") if error.code == "not_found" else sentence(error.code, **error.params)
    field = error.field if isinstance(error, Invalid) else None
    errors = [{"pointer": f"/{field}", "detail": detail}] if field else None
    return problems.answer(status, error.code, detail, errors=errors)


async def _asker(request: Request, operation: Operation) -> Viewer | None:
    """Who stands behind the token; a cookie says nothing here."""
    parts = resources(request)
    network = request.client.host if request.client is not None else "unknown"
    header = request.headers.get("authorization")
    if header is None:
        if operation.scope is not None:
            raise Problem(401, "token_needed", headers={"WWW-Authenticate": "Bearer"})
        await api_tokens.count_nobody(parts.db, parts.clock, network)
        return None
    kind, _, token = header.partition(" ")
    found = None
    if kind.lower() == "bearer" and token.strip().isascii():
        found = await api_tokens.open_token(parts.db, parts.clock, token.strip())
    if found is None:
        await api_tokens.count_wrong_token(parts.db, parts.clock, network)
        invalid = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise Problem(401, "token_not_valid", headers=invalid)
    viewer, use = found
    await api_tokens.count_request(parts.db, parts.clock, use)
    if operation.scope is not None and not allows(use.scopes, operation.scope):
        short = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{operation.scope}"'}
        raise Problem(403, "scope_missing", headers=short, scope=operation.scope)
    return viewer


async def _answer(request: Request, operation: Operation, viewer: Viewer | None) -> Response:
    ask = await _read(request, operation, viewer)
    key = request.headers.get("idempotency-key")
    if key is None or operation.method != "POST" or viewer is None or operation.gives_file:
        return _told(operation, await operation.handler(ask), request)
    if not 1 <= len(key) <= kept_answers.LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise Problem(400, "not_an_idempotency_key")

    async def act(parts: Resources) -> tuple[int, str]:
        made = await operation.handler(replace(ask, parts=parts))
        return operation.status, _json(made)

    kept = await kept_answers.once(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        key=key,
        operation=f"{operation.name} {json.dumps(plain(ask.path), sort_keys=True)}",
        body_hash=_hash(ask),
        act=lambda db: act(replace(ask.parts, db=db)),
    )
    headers = {"Idempotent-Replayed": "true"} if kept.again else {}
    return Response(kept.body, kept.status, headers, "application/json")


def _hash(ask: Ask) -> bytes:
    """The same request, the same hash; how its JSON was spaced does not count."""
    sent = [part.model_dump_json() if isinstance(part, BaseModel) else "" for part in (ask.body, ask.query)]
    if ask.upload is not None:
        sent += [ask.upload.filename, hashlib.sha256(ask.upload.content).hexdigest()]
    return hashlib.sha256(json.dumps(sent).encode()).digest()


def _told(operation: Operation, made: Any, request: Request) -> Response:
    if isinstance(made, File):
        name = made.filename.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "") or "file"
        disposition = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(made.filename, safe='')}"
        return Response(
            made.content, media_type=made.media_type, headers={"Content-Disposition": disposition}
        )
    headers = {}
    if isinstance(made, Page) and made.next is not None:
        following = request.url.include_query_params(cursor=made.next)
        headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return Response(_json(made), operation.status, headers, "application/json")


def _json(made: Any) -> str:
    """What an operation answers as JSON; nothing to tell is told as done."""
    return json.dumps(plain(Done() if made is None else made), ensure_ascii=False)


async def _read(request: Request, operation: Operation, viewer: Viewer | None) -> Ask:
    """Everything that came with the request, checked against the operation's types."""
    path = dict(request.path_params)
    if any(isinstance(v, int) and v > _LARGEST_ID for v in path.values()):
        raise Problem(404, "not_found")
    if any(isinstance(v, str) and not speakable(v) for v in path.values()):
        raise Problem(404, "not_found")
    query = _query(request, operation.query or Query)
    body, upload = await _body(request, operation)
    return Ask(resources(request), viewer, path, body, query, upload)


def _query(request: Request, model: type[Query]) -> Query:
    values: dict[str, Any] = {}
    for name in request.query_params:
        given = request.query_params.getlist(name)
        if not all(speakable(v) for v in (name, *given)):
            wrong = {
                "parameter": name.encode(errors="replace").decode(),
                "detail": sentence("control_characters"),
            }
            raise Problem(422, "fields_not_accepted", errors=[wrong])
        known = model.model_fields.get(name)
        many = known is not None and "list" in str(known.annotation)
        values[name] = given if many or len(given) > 1 else given[0]
    return checked(model, values, of_query=True, strict=False)


async def _body(request: Request, operation: Operation) -> tuple[Body | None, Upload | None]:
    if operation.method == "GET":
        return None, None
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if operation.takes_file:
        if kind != "multipart/form-data":
            raise Problem(415, "wrong_media_type", wanted="multipart/form-data")
        return await _form(request, operation)
    content = await _bytes(request)
    if not content and operation.body is None:
        return Body(), None
    if kind != "application/json":
        raise Problem(415, "wrong_media_type", wanted="application/json")
    return checked(operation.body or Body, read_json(content)), None


async def _bytes(request: Request) -> bytes:
    """The body, unless it is larger than any JSON that we take."""
    declared = request.headers.get("content-length", "0")
    if declared.isascii() and declared.isdigit() and int(declared[:15]) > MOST_JSON_BYTES:
        raise Problem(413, "too_large")
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_JSON_BYTES:
            raise Problem(413, "too_large")
    return bytes(content)


async def _form(request: Request, operation: Operation) -> tuple[Body, Upload | None]:
    """The fields of a multipart request and its one file, which is called `file`."""
    values: dict[str, Any] = {}
    upload = None
    async with request.form(max_files=1, max_fields=50, max_part_size=MOST_FILE_BYTES) as data:
        for name, value in data.multi_items():
            if isinstance(value, UploadFile):
                if name == "file":
                    upload = Upload(value.filename or "", await value.read(MOST_FILE_BYTES))
                continue
            if not speakable(value) or not speakable(name):
                raise Problem(422, "fields_not_accepted", errors=[{"detail": sentence("control_characters")}])
            values[name] = value
    body = checked(operation.body or Body, values, strict=False)
    if upload is None and not operation.file_needed:
        return body, None
    if upload is None or not speakable(upload.filename):
        raise Problem(
            422, "fields_not_accepted", errors=[{"pointer": "/file", "detail": sentence("required")}]
        )
    return body, upload
