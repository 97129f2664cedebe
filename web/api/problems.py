"""Errors as problem details (RFC 9457): a status, a stable `code`, and words in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from web.i18n import gettext
from web.sentences import sentence

PREFIX = "/api/v1"
MEDIA_TYPE = "application/problem+json"

SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457). `code` is stable; title and detail are in your language.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "What is wrong with a field, by its JSON pointer, or by its name in the query.",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["detail"],
                "additionalProperties": False,
            },
        },
        "incident": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail", "code"],
    "additionalProperties": False,
}


class Problem(Exception):
    """A request that cannot be answered as asked, with what to tell about it."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        errors: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        **params: object,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.errors = errors
        self.headers = headers
        self.params = params


def is_of_the_api(request: Request) -> bool:
    """Whether the asker reads JSON, not pages."""
    return request.url.path == PREFIX or request.url.path.startswith(f"{PREFIX}/")


def _title(status: int) -> str:
    titles = {
        400: gettext("The request cannot be read"),
        401: gettext("A token is needed"),
        403: gettext("Not yours to do"),
        404: gettext("Not found"),
        405: gettext("Not with this method"),
        409: gettext("Somebody was quicker"),
        413: gettext("Too large"),
        415: gettext("Not in this format"),
        422: gettext("This cannot be accepted"),
        429: gettext("Too often"),
    }
    return titles.get(status, gettext("This did not work"))


def answer(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    incident: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem as a response."""
    content: dict[str, Any] = {
        "type": f"/api#problem-{code}",
        "title": _title(status),
        "status": status,
        "detail": detail,
        "code": code,
    }
    if errors:
        content["errors"] = errors
    if incident is not None:
        content["incident"] = incident
    return JSONResponse(content, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def of(problem: Problem) -> Response:
    """The same from a raised problem."""
    return answer(
        problem.status,
        problem.code,
        sentence(problem.code, **problem.params),
        errors=problem.errors,
        headers=problem.headers,
    )


def of_http(error: HTTPException) -> Response:
    """Starlette's own errors: no such path, wrong method, too large."""
    codes = {400: "body_not_json", 404: "not_found", 405: "wrong_method", 413: "too_large"}
    code = codes.get(error.status_code, "unexpected")
    return answer(error.status_code, code, sentence(code), headers=error.headers)
