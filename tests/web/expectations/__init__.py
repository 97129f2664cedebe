"""What each route answers to whom: one module an area with `EXPECTATIONS`, gathered here.

A route without its expectation fails `tests/web/test_every_route.py`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.personas import PERSONAS
from tests.world import World

EVERYBODY = frozenset(PERSONAS)
SIGNED_IN = EVERYBODY - {"nobody"}

Params = Callable[[World], Mapping[str, Any]]
Form = Callable[[World], Mapping[str, Any]]


def no_params(_: World) -> Mapping[str, Any]:
    """For a route without anything in its path."""
    return {}


@dataclass(frozen=True)
class Expect:
    """Who gets what from one route and method.

    `allowed` people get `ok`; nobody, unless allowed, is sent to sign-in (303); signed-in others get
    `denied` (403 where the role is wrong, 404 where the object may not be known of), or what `denied_for`
    says for a persona. `other` are the path parameters of an object of the same kind that
    none of `allowed_of_other`'s complement may know: each allowed persona outside `allowed_of_other`
    gets 404 there. With `missing` parameters each allowed persona gets 404.
    """

    route: str
    allowed: frozenset[str]
    ok: int = 200
    method: str = "GET"
    params: Params = no_params
    query: Form | None = None
    data: Form | None = None
    denied: int = 403
    denied_for: Mapping[str, int] = field(default_factory=dict)
    other: Params | None = None
    allowed_of_other: frozenset[str] = frozenset()
    missing: Mapping[str, Any] | None = None
    # Not an HTML page (a file, a feed, JSON): it is not opened in the page tests.
    is_page: bool = True


def all_expectations() -> list[Expect]:
    """Every area's expectations."""
    found: list[Expect] = []
    for module in pkgutil.iter_modules(__path__):
        found += importlib.import_module(f"{__name__}.{module.name}").EXPECTATIONS
    return found
