"""One table from domain errors to statuses, and the page that tells a person what happened."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from web.api import problems
from web.i18n import gettext, use_locale
from web.middleware import wanted_locale
from web.render import render, see_path
from web.sentences import sentence
from web.viewer import SecondFactorNeeded, SignInNeeded, viewer_of

STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (Invalid, 422),
)
_log = structlog.get_logger("errors")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """`error.html`: what happened, what was kept, what to do next."""

    title: str
    message: str
    status: int
    incident: str | None = None
    back: str = "/"


def _back(request: Request) -> str:
    """The page of ours that the person came from."""
    from urllib.parse import urlsplit

    came = urlsplit(request.headers.get("referer", ""))
    return came.path if came.netloc == request.headers.get("host") and came.path else "/"


def _title(status: int) -> str:
    titles = {
        403: gettext("Not yours to do"),
        404: gettext("Not found"),
        409: gettext("Somebody was quicker"),
        413: gettext("Too large"),
        422: gettext("This cannot be accepted"),
    }
    return titles.get(status, gettext("This did not work"))


def _page(request: Request, status: int, message: str, incident: str | None = None) -> Response:
    page = ErrorPage(_title(status), message, status, incident, _back(request))
    return render(request, "error.html", page, status=status)


async def domain_error(request: Request, error: Exception) -> Response:
    """A rule was not kept: its status and its sentence."""
    if not isinstance(error, DomainError):
        raise error
    if error.code == "not_vetted" and request.method in ("GET", "HEAD"):
        # Nothing was done wrong: what they wait for, and what they can do meanwhile, is a page.
        return see_path(request, request.url_for("provider.waiting").path)
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    return _page(request, status, sentence(error.code, **error.params))


async def http_error(request: Request, error: Exception) -> Response:
    """Starlette's own errors (no such route, wrong method, too large) in our words."""
    if isinstance(error, HTTPException) and problems.is_of_the_api(request):
        return problems.of_http(error)
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = {404: "not_found", 405: "not_found", 413: "too_large"}.get(status, "unexpected")
    return _page(request, status, sentence(code))


async def unexpected(request: Request, error: Exception) -> Response:
    """An incident number for the person, the trace for the log, no exception text on the page."""
    incident = uuid.uuid4().hex[:8]
    _log.error("unexpected", incident=incident, exc_info=error)
    # This answers outside of all middleware, perhaps before anybody's language was read.
    with use_locale(request.scope.get("locale") or wanted_locale(request.scope, None)):
        if problems.is_of_the_api(request):
            return problems.answer(500, "unexpected", sentence("unexpected"), incident=incident)
        return _page(request, 500, sentence("unexpected"), incident)


async def sign_in_needed(request: Request, error: Exception) -> Response:
    """To the sign-in page, and after it to the page that was asked for."""
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    query = urlencode({"next": target}) if request.method == "GET" else ""
    return see_path(request, f"{request.url_for('account.sign_in').path}?{query}")


async def second_factor_needed(request: Request, error: Exception) -> Response:
    """To the second factor: showing it where there is one, else setting it up."""
    name = "account.second_factor" if viewer_of(request).has_second_factor else "account.second_factor_setup"
    target = request.url.path if request.method == "GET" else "/"
    return see_path(request, f"{request.url_for(name).path}?{urlencode({'next': target})}")


HANDLERS = {
    DomainError: domain_error,
    HTTPException: http_error,
    SignInNeeded: sign_in_needed,
    SecondFactorNeeded: second_factor_needed,
    Exception: unexpected,
}
