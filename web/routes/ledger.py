"""What an outsider needs to check the ledger: the site's public keys."""

from __future__ import annotations

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from web.resources import resources
from web.site_key import published


async def keys(request: Request) -> Response:
    """Every public key that ever signed here, the present one first, as a JWK set."""
    found = await anyio.to_thread.run_sync(published, resources(request).settings.data_dir)
    return JSONResponse({"keys": [key.jwk() for key in found]})


routes = [Route("/.well-known/shoutou-keys.json", keys, name="ledger.keys")]
