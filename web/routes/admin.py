"""Routes of this area; see web/routes/__init__.py."""

from __future__ import annotations

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
