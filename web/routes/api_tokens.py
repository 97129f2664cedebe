"""A person's tokens for programs: made, listed, revoked."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.errors import Invalid
from web.forms.api import TokenForm
from web.forms.base import Parsed, blank
from web.pages.api_tokens import tokens_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import api_tokens
from web.viewer import SecondFactorNeeded, viewer_of


def _careful(request: Request) -> Viewer:
    """The viewer; who has a second factor must have shown it before making a key to their account."""
    viewer = viewer_of(request)
    if viewer.has_second_factor and not viewer.passed_second_factor:
        raise SecondFactorNeeded
    return viewer


async def tokens(request: Request) -> Response:
    """What is in force, and the form for one more; the token itself is told once, as the answer to it."""
    viewer, parts = _careful(request), resources(request)
    if request.method == "GET":
        return await _page(request, viewer, blank({"days": "90"}))
    parsed = TokenForm.parse(await request.form(max_files=0))
    if parsed.clean is None:
        return await _page(request, viewer, parsed, status=422)
    new = parsed.clean
    try:
        made = await api_tokens.make_token(
            parts.db, parts.clock, viewer=viewer, name=new.name, scopes=new.scopes, days=new.days
        )
    except Invalid as error:
        return await _page(
            request, viewer, parsed.with_error("name", sentence(error.code, **error.params)), status=422
        )
    return await _page(request, viewer, blank({"days": "90"}), made=made, status=201)


async def _page(
    request: Request, viewer: Viewer, form: Parsed[object], *, made: str | None = None, status: int = 200
) -> Response:
    parts = resources(request)
    found = await api_tokens.own_tokens(parts.db, viewer=viewer)
    page = tokens_page(found, parts.clock.now(), form, made)
    return render(request, "account/tokens.html", page, status=status)


async def revoke(request: Request) -> Response:
    """It opens nothing any more."""
    viewer, parts = _careful(request), resources(request)
    await api_tokens.revoke_token(
        parts.db, parts.clock, viewer=viewer, token_id=request.path_params["token_id"]
    )
    return see(request, "account.tokens", flash="token_revoked")


routes = [
    Route("/account/tokens", tokens, methods=["GET", "POST"], name="account.tokens"),
    Route("/account/tokens/{token_id:int}/revoke", revoke, methods=["POST"], name="account.token_revoke"),
]
