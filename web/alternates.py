"""What a public page tells search engines: its own address, and where it is in the other language."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from web.resources import resources
from web.viewer import viewer_or_none

# The name of a language in an address, and in HTML.
_LANGUAGES = {"zh": "zh-Hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Alternates:
    """The address that stands for the page, and (language, address) for each language and for none."""

    canonical: str
    links: tuple[tuple[str, str], ...]


def alternates_of(request: Request) -> Alternates | None:
    """For public pages as nobody in particular sees them; filters are views of the same page."""
    route = getattr(request.scope.get("route"), "name", None) or ""
    if not route.startswith("public.") or viewer_or_none(request) is not None:
        return None
    plain = f"{resources(request).settings.public_url}{request.url.path}"
    of = {lang: f"{plain}?lang={lang}" for lang in _LANGUAGES}
    return Alternates(
        of.get(request.query_params.get("lang", ""), plain),
        (*((_LANGUAGES[lang], href) for lang, href in of.items()), ("x-default", plain)),
    )
