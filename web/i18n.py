"""Both languages: one catalogue an area in `locale/zh/*.po`, merged at load; English is the source."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALES = ("zh", "en")
DEFAULT = "zh"
FOLDER = Path(__file__).parent / "locale"

_current: ContextVar[str] = ContextVar("locale", default=DEFAULT)


class CatalogueError(RuntimeError):
    """Two areas translate one sentence differently, or an entry is fuzzy."""


def read_area(path: Path) -> Catalog:
    """One area's catalogue as written."""
    with path.open("rb") as file:
        return read_po(file, locale="zh")


@functools.cache
def catalogue(locale: str) -> NullTranslations:
    """All areas of a language as one catalogue."""
    if locale == "en":
        return NullTranslations()
    merged = Catalog(locale=locale)
    merged.header_comment = ""
    for path in sorted((FOLDER / locale).glob("*.po")):
        for message in read_area(path):
            if not message.id:
                continue
            known = merged.get(message.id, message.context)
            if known is not None and known.string and known.string != message.string:
                raise CatalogueError(f"{path.name}: {message.id!r} is translated otherwise elsewhere")
            if message.fuzzy:
                raise CatalogueError(f"{path.name}: {message.id!r} is fuzzy")
            merged.add(message.id, message.string, context=message.context)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(compiled)


def current_locale() -> str:
    """The language of the reader being answered now."""
    return _current.get()


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Speak this language inside the block; for a request, a mail, a calendar entry."""
    token = _current.set(locale if locale in LOCALES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(token)


def gettext(message: str, **params: object) -> str:
    """The message in the current language, with its `%(name)s` filled in."""
    text = catalogue(current_locale()).ugettext(message)
    return text % params if params else text


def ngettext(one: str, many: str, n: int, **params: object) -> str:
    """The message in the form for `n`; Chinese has one form."""
    return catalogue(current_locale()).ungettext(one, many, n) % {"num": n, "n": n, **params}


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for a marked, not yet translated text
    """Mark a message for translation where the language is not known yet."""
    return message


_ = gettext
