"""What a template of a whole page needs beside its page, where a test draws it without the application."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from web.navigation import Top
from web.render import environment


def frame_alone(locale: str) -> dict[str, Any]:
    """For nobody who is signed in; an address is the name of its route."""

    def url_for(name: str, **_: object) -> str:
        return f"/{name}"

    def drawn(template: str, line: object) -> Markup:
        found = environment().get_template(template)
        return Markup(found.render(line=line, locale=locale, url_for=url_for))  # noqa: S704 - escaped there

    return {
        "viewer": None,
        "locale": locale,
        "top": Top((), (), None, 0, "/here?lang=en"),
        "flash": None,
        "welcome": None,
        "lists": None,
        "alternates": None,
        "url_for": url_for,
        "drawn": drawn,
    }
