"""What a code says to a person: one module an area, each with `SENTENCES: dict[code, English sentence]`."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from web.i18n import gettext


@functools.cache
def table() -> dict[str, str]:
    """All areas' sentences; a code that two areas claim is an error."""
    merged: dict[str, str] = {}
    for module in pkgutil.iter_modules(__path__):
        area: dict[str, str] = importlib.import_module(f"{__name__}.{module.name}").SENTENCES
        twice = merged.keys() & area.keys()
        if twice:
            message = f"{module.name} repeats the codes {sorted(twice)}"
            raise ValueError(message)
        merged |= area
    return merged


def sentence(code: str, **params: object) -> str:
    """The sentence for a code in the reader's language, with its parameters filled in."""
    return gettext(table()[code], **params)
