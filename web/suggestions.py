"""How an address suggests what a form might hold: `?try.stage=angel` fills in, and saves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TRY = "try."


def suggested(query: Sequence[tuple[str, str]]) -> Mapping[str, list[str]]:
    """What an address suggests, by field; `web/forms/suggestions.py` judges it."""
    found: dict[str, list[str]] = {}
    for name, value in query:
        if name.startswith(TRY):
            found.setdefault(name.removeprefix(TRY), []).append(value)
    return found
