"""Answers that a reader need not fetch twice: a tag of the content, and 304 where it is the one they have."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.utils import format_datetime

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response


def known_tags(headers: Headers) -> set[str]:
    """The tags that a reader names, strong and weak alike."""
    return {part.strip().removeprefix("W/") for part in headers.get("if-none-match", "").split(",")}


def answer_unless_known(
    request: Request,
    content: bytes,
    headers: dict[str, str],
    changed_at: datetime | None,
    *,
    public: bool = False,
) -> Response:
    """The content, or 304 when the request names its tag.

    The tag alone decides. `If-Modified-Since` is not trusted: a name may change, or a consent end, without a
    stamp on the entry, and a reader who asks by time alone would keep what they should lose. What is the same
    for everybody is `public`: others may keep it, and ask each time all the same.
    """
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    sent = headers | {"ETag": tag, "Cache-Control": f"{'public' if public else 'private'}, no-cache"}
    if changed_at is not None:
        sent["Last-Modified"] = format_datetime(changed_at, usegmt=True)
    known = known_tags(request.headers)
    if tag in known or "*" in known:
        kept = ("ETag", "Cache-Control", "Last-Modified")
        return Response(status_code=304, headers={k: v for k, v in sent.items() if k in kept})
    return Response(content, headers=sent)
