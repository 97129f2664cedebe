"""What an outsider needs to check the ledger, and the officer's view of its chain."""

from __future__ import annotations

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.entities.vocabulary import Role
from web.pages.ledger import heads_page, officer_page
from web.render import render
from web.resources import resources
from web.services.ledger_heads import open_ledger_state, published_heads, recent_heads
from web.site_key import published
from web.viewer import viewer_for


async def keys(request: Request) -> Response:
    """Every public key that ever signed here, the present one first, as a JWK set."""
    found = await anyio.to_thread.run_sync(published, resources(request).settings.data_dir)
    return JSONResponse({"keys": [key.jwk() for key in found]})


async def heads(request: Request) -> Response:
    """The signed heads of the last days."""
    return render(request, "ledger/heads.html", heads_page(await recent_heads(resources(request).db)))


async def heads_json(request: Request) -> Response:
    """All signed heads with the keys to check them, as `shoutou verify-ledger --head` reads them."""
    parts = resources(request)
    public = await anyio.to_thread.run_sync(published, parts.settings.data_dir)
    told = await published_heads(parts.db, public, parts.settings.public_url)
    return JSONResponse(told, headers={"Content-Disposition": 'attachment; filename="ledger-heads.json"'})


async def officer(request: Request) -> Response:
    """How long the chain is, when it was looked over, and what was found."""
    viewer = viewer_for(request, Role.OFFICER)
    state = await open_ledger_state(resources(request).db, viewer=viewer)
    return render(request, "ledger/officer.html", officer_page(state))


routes = [
    Route("/.well-known/shoutou-keys.json", keys, name="ledger.keys"),
    Route("/ledger/heads", heads, name="ledger.heads"),
    Route("/ledger/heads.json", heads_json, name="ledger.heads_json"),
    Route("/officer/ledger", officer, name="officer.ledger"),
]
