"""Answers made small on the way out: gzip for whole answers of text, never for a stream.

What a page's length may tell (BREACH) is worth little here: no page carries a token against forgery, the
session is in a cookie that no page repeats, and cookies stay at home when another site asks for a part of a
page. A page that does show a secret, such as the link of one's own calendar, may still be opened with words
of a stranger's choice in its address; so each answer is longer by a number of bytes that nobody can foresee.
"""

from __future__ import annotations

import secrets
import struct
import zlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST_BYTES = 600
MOST_PADDING = 100
# Level 6 takes a third of the time of level 9 and leaves a page one per cent larger.
LEVEL = 6
TEXTS = (
    "text/html",
    "text/plain",
    "text/css",
    "text/csv",
    "text/calendar",
    "text/javascript",
    "application/json",
    "application/problem+json",
    "application/feed+json",
    "application/rss+xml",
    "application/atom+xml",
    "image/svg+xml",
)


def gzipped(content: bytes, *, level: int = LEVEL, padding: int = 0) -> bytes:
    """The content as a gzip file; `padding` bytes of file name, which readers skip, make it longer."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    named = bytes([0x1F, 0x8B, 8, 8 if padding else 0, 0, 0, 0, 0, 0, 255])
    name = b"a" * (padding - 1) + b"\0" if padding else b""
    ending = struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return named + name + packer.compress(content) + packer.flush() + ending


def takes_gzip(headers: Headers) -> bool:
    """Whether the reader takes gzip; one that gives it no weight does not."""
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


class Packing:
    """Packs an answer that comes in one piece, is text and long enough to gain by it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold the head back until the first piece tells whether it is the whole."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = takes_gzip(Headers(scope=scope))
        head: Message | None = None

        async def pack(message: Message) -> None:
            nonlocal head
            if message["type"] == "http.response.start":
                if _is_text(message):
                    head = message
                    return
            elif head is not None:
                start, head = head, None
                if message["type"] == "http.response.body" and not message.get("more_body", False):
                    message = _packed(start, message, wanted=wanted)
                await send(start)
            await send(message)

        await self._app(scope, receive, pack)


def _is_text(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in TEXTS and "content-encoding" not in headers and start["status"] not in (204, 206, 304)


def _packed(start: Message, message: Message, *, wanted: bool) -> Message:
    body: bytes = message.get("body", b"")
    if len(body) < LEAST_BYTES:
        return message
    headers = MutableHeaders(raw=start["headers"])
    headers.add_vary_header("Accept-Encoding")
    if not wanted:
        return message
    body = gzipped(body, padding=1 + secrets.randbelow(MOST_PADDING))
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    if headers.get("etag", "").startswith('"'):
        # The bytes differ, what they say does not.
        headers["ETag"] = f"W/{headers['etag']}"
    return {**message, "body": body}
