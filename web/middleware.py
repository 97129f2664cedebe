"""What every request passes: id and log line, security headers, same-origin check, language, viewer."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.repositories.sessions import SessionRepository
from web.i18n import DEFAULT, LOCALES, use_locale
from web.metrics import REQUESTS
from web.sentences import sentence
from web.services.sessions import token_hash

SESSION_COOKIE = "session"
LOCALE_COOKIE = "lang"

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_SAID_OF_ALL = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
_NEVER_FRAMED = (b"x-frame-options", b"DENY")
_NOT_KEPT = (b"cache-control", b"no-store")
# What other sites show and fetch is the same for everybody: no cookie is read there, and none is set.
FOR_OTHER_SITES = ("/embed/", "/feeds/")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# A mail program posts here by itself, from wherever it runs; the signature in the address is the proof.
_SIGNED_PATH = "/unsubscribe/"
_TOUCH_EVERY = timedelta(hours=1)
_log = structlog.get_logger("request")


class RequestLog:
    """A request id, one log line without personal data, and the counters behind /metrics."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex[:16]
        scope["request_id"] = request_id
        started, status = time.monotonic(), 500

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                sent: list[tuple[bytes, bytes]] = message["headers"]
                said = dict(sent)
                sent.append((b"x-request-id", request_id.encode()))
                sent.extend(one for one in _SAID_OF_ALL if one[0] not in said)
                if b"frame-ancestors *" not in said.get(b"content-security-policy", b""):
                    sent.append(_NEVER_FRAMED)
                if b"cache-control" not in said and not scope["path"].startswith("/static/"):
                    sent.append(_NOT_KEPT)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, note)
            finally:
                route = getattr(scope.get("route"), "name", None) or "none"
                REQUESTS.labels(route, scope["method"], str(status)).inc()
                _log.info(
                    "request",
                    route=route,
                    method=scope["method"],
                    status=status,
                    ms=round((time.monotonic() - started) * 1000, 1),
                )


class SameOrigin:
    """Refuse an unsafe method that does not come from our own pages; no tokens in forms are needed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let same-origin requests pass; one with neither header is refused too.

        The API knows no cookies, so that nobody's browser can be made to act there.
        """
        if (
            scope["type"] == "http"
            and scope["method"] not in _SAFE
            and not _is_of_the_api(scope)
            and not self._ours(scope)
        ):
            with use_locale(wanted_locale(scope, None)):
                answer = PlainTextResponse(sentence("cross_site"), status_code=403)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    @staticmethod
    def _ours(scope: Scope) -> bool:
        if scope["path"].startswith(_SIGNED_PATH):
            return True
        headers = Headers(scope=scope)
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        return origin is not None and urlsplit(origin).netloc == headers.get("host")


class Person:
    """Put the viewer and the language into the scope."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Load who is signed in with one query, then speak their language."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(FOR_OTHER_SITES):
            scope["viewer"], scope["locale"] = None, _chosen_locale(scope) or DEFAULT
            with use_locale(scope["locale"]):
                await self._app(scope, receive, send)
            return
        cookies = _cookies(scope)
        viewer = None
        token = cookies.get(SESSION_COOKIE)
        if token and not _is_of_the_api(scope):
            parts = scope["app"].state.resources
            now = parts.clock.now()
            hashed = token_hash(token)
            async with parts.db.glance() as conn:
                found = await SessionRepository(conn).viewer(hashed, now)
            if found is not None:
                viewer, last_seen_at = found
                scope["session_hash"] = hashed
                if now - last_seen_at > _TOUCH_EVERY:
                    async with parts.db.transaction() as conn:
                        await SessionRepository(conn).touch(hashed, now)
        scope["viewer"] = viewer
        locale = wanted_locale(scope, viewer.locale if viewer else None)
        scope["locale"] = locale
        chosen = _chosen_locale(scope)

        async def remember(message: Message) -> None:
            if message["type"] == "http.response.start" and chosen:
                cookie = f"{LOCALE_COOKIE}={chosen}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        with use_locale(locale):
            await self._app(scope, receive, remember)


def _is_of_the_api(scope: Scope) -> bool:
    """Where a token says who asks, and a cookie says nothing."""
    path: str = scope["path"]
    return path.startswith("/api/v1/")


def _cookies(scope: Scope) -> dict[str, str]:
    """The request's cookies, read once; by Starlette's reader, as `request.cookies` is."""
    found: dict[str, str] | None = scope.get("cookies")
    if found is None:
        found = scope["cookies"] = cookie_parser(Headers(scope=scope).get("cookie", ""))
    return found


def _chosen_locale(scope: Scope) -> str | None:
    """The language asked for in the address, `?lang=en`."""
    query: bytes = scope.get("query_string", b"")
    if not query:
        return None
    asked = parse_qs(query.decode("latin-1")).get("lang", [""])[0]
    return asked if asked in LOCALES else None


def wanted_locale(scope: Scope, on_record: str | None) -> str:
    """The language of the address, else the one chosen last, the account's, the browser's."""
    chosen = _chosen_locale(scope) or _cookies(scope).get(LOCALE_COOKIE) or on_record
    if chosen in LOCALES:
        return str(chosen)
    for part in Headers(scope=scope).get("accept-language", "").split(","):
        language = part.split(";")[0].strip().lower().split("-")[0]
        if language in LOCALES:
            return language
    return DEFAULT
