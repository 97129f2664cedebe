"""Addresses by the name of their route, looked up in a table: a page writes dozens of them.

Starlette's own `url_for` asks one route after the other, and there are hundreds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute, NoMatchFound, Route

_MOST_KEPT = 8192


class Addresses:
    """The addresses of an application's routes; those asked for are kept."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._named: dict[str, list[Route]] = {}
        # What holds routes of its own has to be asked.
        self._holding: list[BaseRoute] = []
        self._kept: dict[tuple[str, tuple[tuple[str, Any], ...]], str] = {}
        for route in routes:
            if isinstance(route, Route):
                self._named.setdefault(route.name, []).append(route)
            else:
                self._holding.append(route)

    def of(self, name: str, params: dict[str, Any]) -> str:
        """The path; raises `NoMatchFound` for a name or parameters that no route has."""
        key = (name, tuple(params.items()))
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._asked(name, params)
        return found

    def _asked(self, name: str, params: dict[str, Any]) -> str:
        for route in (*self._named.get(name, ()), *self._holding):
            try:
                return str(route.url_path_for(name, **params))
            except NoMatchFound:
                continue
        raise NoMatchFound(name, params)


def addresses_of(request: Request) -> Addresses:
    """The table of the application that answers."""
    state = request.app.state
    found: Addresses | None = getattr(state, "addresses", None)
    if found is None:
        found = state.addresses = Addresses(request.app.routes)
    return found


def prefix_of(request: Request) -> str:
    """What stands before every path where the site is not at the root of its host."""
    prefix: str = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    return prefix


def path_of(addresses: Addresses, prefix: str, name: str, /, **params: Any) -> str:
    """The path of a route of ours; raises `NoMatchFound` for a name or parameters that no route has."""
    return prefix + addresses.of(name, params)


def path_for(request: Request, name: str, /, **params: Any) -> str:
    """The path of a route of ours, as this request's site is reached."""
    return path_of(addresses_of(request), prefix_of(request), name, **params)
