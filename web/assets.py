"""Static files, read and packed once a process; an address with the content's hash may be kept for good.

`css/site.css` is no file: it is the sheets that every page needs, in their order, as one answer.
"""

from __future__ import annotations

import functools
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from web.conditional import known_tags
from web.packing import gzipped, takes_gzip

FOLDER = Path(__file__).parent / "static"
SITE_SHEET = "css/site.css"
SHEETS = ("css/tokens.css", "css/base.css", "css/components.css")
PAPER_SHEET = "css/print.css"
FOR_GOOD = "public, max-age=31536000, immutable"
# Another address than the pages name: kept, but asked about each time.
WITH_A_QUESTION = "public, no-cache"
_KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: plain, and packed where that is shorter."""

    content: bytes
    packed: bytes | None
    kind: str
    version: str


def _read(path: str) -> bytes:
    if path == SITE_SHEET:
        paper = (FOLDER / PAPER_SHEET).read_bytes()
        return b"\n".join(
            [*((FOLDER / name).read_bytes() for name in SHEETS), b"@media print {", paper, b"}\n"]
        )
    return (FOLDER / path).read_bytes()


@functools.cache
def asset(path: str) -> Asset:
    """The file at this path below `web/static`; raises `FileNotFoundError` for anything else."""
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or path.startswith("/") or "\0" in path:
        raise FileNotFoundError(path)
    if path != SITE_SHEET and not (FOLDER / path).is_file():
        raise FileNotFoundError(path)
    content = _read(path)
    ending = PurePosixPath(path).suffix
    kind = _KINDS.get(ending) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    packed = gzipped(content, level=9)
    return Asset(
        content,
        packed if len(packed) < len(content) * 0.9 else None,
        kind,
        hashlib.sha256(content).hexdigest()[:12],
    )


@functools.cache
def address(path: str) -> str:
    """The address of a static file, new when its content is."""
    return f"/static/{path}?v={asset(path).version}"


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """The application below `/static`: the file, 304 where the reader has it, or 404."""
    await _answer(scope)(scope, receive, send)


def _answer(scope: Scope) -> Response:
    if scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse("", status_code=405, headers={"Allow": "GET, HEAD"})
    try:
        found = asset(scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/"))
    except FileNotFoundError:
        return PlainTextResponse("", status_code=404)
    headers = Headers(scope=scope)
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("v", [""])[0]
    tag = f'"{found.version}"'
    sent = {
        "Cache-Control": FOR_GOOD if asked == found.version else WITH_A_QUESTION,
        "ETag": tag,
        "Vary": "Accept-Encoding",
    }
    if tag in known_tags(headers):
        return Response(status_code=304, headers=sent)
    body = found.content
    if found.packed is not None and takes_gzip(headers):
        body = found.packed
        sent |= {"Content-Encoding": "gzip", "ETag": f"W/{tag}"}
    return Response(
        b"" if scope["method"] == "HEAD" else body,
        headers={**sent, "Content-Length": str(len(body))},
        media_type=found.kind,
    )
