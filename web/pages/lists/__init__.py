"""The lists of pages as files: one module an area with `LISTS`, gathered here by the page's type."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping

from web.tables.lists import Listing


@functools.cache
def all_listings() -> Mapping[type, Listing]:
    """Every page type that has lists."""
    found: dict[type, Listing] = {}
    for module in pkgutil.iter_modules(__path__):
        found |= importlib.import_module(f"{__name__}.{module.name}").LISTS
    return found


def listing_of(page: object) -> Listing | None:
    """The lists of a page, if it has any that leave as files."""
    return all_listings().get(type(page))
