"""What anybody sees: health, metrics and the public window."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from web.metrics import REGISTRY
from web.resources import resources


async def health(request: Request) -> Response:
    """200 when the database answers, 503 otherwise."""
    alive = await resources(request).db.alive()
    return JSONResponse({"status": "ok" if alive else "no database"}, status_code=200 if alive else 503)


async def metrics(request: Request) -> Response:
    """Prometheus' text format."""
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


routes = [
    Route("/health", health, name="public.health"),
    Route("/metrics", metrics, name="public.metrics"),
]
