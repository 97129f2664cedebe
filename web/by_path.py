"""A router that looks a path up where Starlette's own asks one route after the other; there are hundreds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.routing import BaseRoute, Match, Mount, Route, Router
from starlette.types import Lifespan, Receive, Scope, Send


class ByPath(Router):
    """Starlette's router with two tables before it.

    A path without parameters is its route's own key and comes before any pattern; of the rest only
    routes that begin with the same word are asked, in their order. What neither answers (404, 405, a
    slash too many) is left to Starlette.
    """

    def __init__(self, routes: Sequence[BaseRoute], lifespan: Lifespan[Any] | None = None) -> None:
        super().__init__(routes, lifespan=lifespan)
        self._plain: dict[str, list[Route]] = {}
        words: dict[str | None, list[int]] = {None: []}
        for n, route in enumerate(self.routes):
            if isinstance(route, Route) and not route.param_convertors:
                self._plain.setdefault(route.path, []).append(route)
            words.setdefault(_first_word(route), []).append(n)
        loose = words.pop(None)
        self._loose = [self.routes[n] for n in loose]
        self._by_word = {
            str(word): [self.routes[n] for n in sorted([*own, *loose])] for word, own in words.items()
        }

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to its route; everything else goes Starlette's way."""
        found = self._found(scope) if scope["type"] == "http" else None
        if found is None:
            await super().app(scope, receive, send)
            return
        route, child = found
        scope.setdefault("router", self)
        scope["route"] = route
        scope.update(child)
        await route.handle(scope, receive, send)

    def _found(self, scope: Scope) -> tuple[BaseRoute, Scope] | None:
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        word = path[1:].partition("/")[0]
        for route in (*self._plain.get(path, ()), *self._by_word.get(word, self._loose)):
            match, child = route.matches(scope)
            if match is Match.FULL:
                return route, child
        return None


def _first_word(route: BaseRoute) -> str | None:
    """The first word of a route's path; None where it is a parameter, or unknown."""
    if not isinstance(route, (Route, Mount)):
        return None
    word = route.path[1:].partition("/")[0]
    return None if "{" in word else word
