"""Addresses by the name of their route, looked up in a table: a page writes dozens of them.

Starlette's own `url_for` asks one route after the other, and there are hundreds.
"""

from __future__ import annotations

import functools
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute, NoMatchFound, Route

from web.routes import all_routes


@functools.cache
def _by_name() -> tuple[dict[str, list[Route]], list[BaseRoute]]:
    """Routes by their name, and what holds routes of its own, which has to be asked."""
    named: dict[str, list[Route]] = {}
    holding: list[BaseRoute] = []
    for route in all_routes():
        if isinstance(route, Route):
            named.setdefault(route.name, []).append(route)
        else:
            holding.append(route)
    return named, holding


@functools.lru_cache(maxsize=8192)
def _path(name: str, params: tuple[tuple[str, Any], ...]) -> str:
    given = dict(params)
    named, holding = _by_name()
    for route in (*named.get(name, ()), *holding):
        try:
            return str(route.url_path_for(name, **given))
        except NoMatchFound:
            continue
    raise NoMatchFound(name, given)


def prefix_of(request: Request) -> str:
    """What stands before every path where the site is not at the root of its host."""
    prefix: str = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    return prefix


def path_of(prefix: str, name: str, /, **params: Any) -> str:
    """The path of a route of ours; raises `NoMatchFound` for a name or parameters that no route has."""
    return prefix + _path(name, tuple(params.items()))


def path_for(request: Request, name: str, /, **params: Any) -> str:
    """The path of a route of ours, as this request's site is reached."""
    return path_of(prefix_of(request), name, **params)
