"""Pages of a list by the key of the last item: opaque, signed, and stable when something new comes in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from itsdangerous import BadSignature, URLSafeSerializer

from web.api.bodies import Paged
from web.api.operation import Ask
from web.api.problems import Problem
from web.api.shapes import Page
from web.sentences import sentence

T = TypeVar("T")


def _signer(ask: Ask, of: str) -> URLSafeSerializer:
    return URLSafeSerializer(ask.parts.settings.signing_key, salt=f"api.cursor.{of}")


def after(ask: Ask, of: str) -> int | None:
    """The id of the last item of the page before, or None at the beginning; `of` names the list."""
    query: Paged = ask.query
    if query.cursor is None:
        return None
    try:
        found = _signer(ask, of).loads(query.cursor)
    except BadSignature:
        found = None
    if not isinstance(found, int):
        parameter = {"parameter": "cursor", "detail": sentence("cursor_not_valid")}
        raise Problem(422, "fields_not_accepted", errors=[parameter])
    return found


def page(ask: Ask, of: str, found: Sequence[T], key: Callable[[T], int]) -> Page[T]:
    """A page from up to `limit + 1` items in the query's order; one too many says that there are more."""
    limit: int = ask.query.limit
    items = list(found[:limit])
    more = len(found) > limit
    return Page(items, _signer(ask, of).dumps(key(items[-1])) if more else None)


def page_of_all(ask: Ask, of: str, found: Sequence[T], key: Callable[[T], int]) -> Page[T]:
    """A page from the whole list, ordered by its key, the highest first: for lists that are short anyway."""
    last, limit = after(ask, of), ask.query.limit
    ordered = sorted(found, key=key, reverse=True)
    rest = [one for one in ordered if last is None or key(one) < last]
    return page(ask, of, rest[: limit + 1], key)
