"""The API's addresses: its operations under `/api/v1`, the document of them, and the page to read it."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from web.api.catalogue import operations
from web.api.document import document
from web.api.problems import PREFIX
from web.api.reading import docs_page
from web.api.serving import routes_of
from web.i18n import current_locale, gettext
from web.render import render
from web.resources import resources


def _document(request: Request) -> Mapping[str, object]:
    return document(operations(), resources(request).settings.public_url, current_locale())


async def openapi(request: Request) -> Response:
    """The OpenAPI document, for programs."""
    return JSONResponse(_document(request), headers={"Cache-Control": "public, max-age=300"})


async def docs(request: Request) -> Response:
    """The same document, for people."""
    page = docs_page(gettext("The API"), operations(), _document(request))
    return render(request, "api/docs.html", page)


routes = [
    Route("/api", docs, name="api.docs"),
    Mount(PREFIX, routes=[Route("/openapi.json", openapi, name="api.openapi"), *routes_of(operations())]),
]
