"""What each operation of the API answers to whom: one module an area with `CASES`, gathered here.

An operation without its case fails `tests/web/api/test_operations.py`; the fuzz begins from the same requests.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.world import World

Made = Callable[[World], Mapping[str, Any]]


def nothing(_: World) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Case:
    """A request that is answered, and by whom it is not.

    `who` gets the operation's own status; each persona of `wrong` gets the status named there, with the same
    request. Somebody without a token gets 401 unless the operation is public, and a token for another area 403.
    """

    operation: str
    who: str
    path: Made = nothing
    body: Made | None = None
    query: Made = nothing
    # (name, content) of the file that goes with it.
    file: tuple[str, bytes] | None = None
    wrong: Mapping[str, int] = field(default_factory=dict)
    # What the answer holds, to see that it is more than a status.
    holds: Callable[[World, Any], bool] | None = None
    # Others for whom it works too, so that each role's token meets what it may do.
    also: tuple[str, ...] = ()
    # What has to be on record first, where the world has none of it.
    before: Callable[[Any, World], Awaitable[object]] | None = None


def all_cases() -> list[Case]:
    """Every area's cases."""
    found: list[Case] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        found += importlib.import_module(f"{__name__}.{module.name}").CASES
    return found
