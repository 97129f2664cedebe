"""First visits: putting away the panel of a role."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.vocabulary import Role
from models.errors import NotFound
from web.forms.base import FormReader
from web.navigation import home_route
from web.render import see
from web.resources import resources
from web.services.welcome import put_away
from web.viewer import viewer_of


async def seen(request: Request) -> Response:
    """Put the panel away, on record for this person."""
    viewer, parts = viewer_of(request), resources(request)
    role = FormReader(await request.form()).choice("role", Role)
    if role is None:
        raise NotFound
    await put_away(parts.db, parts.clock, viewer=viewer, role=role)
    return see(request, home_route(viewer, role))


routes = [
    Route("/welcome/seen", seen, methods=["POST"], name="welcome.seen"),
]
