"""From a typed page to HTML, and from a finished act to the page that follows it."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from web import assets, formats, navigation
from web.addresses import Addresses, addresses_of, path_for, path_of, prefix_of
from web.alternates import alternates_of
from web.conditional import answer_unless_known
from web.i18n import current_locale, gettext
from web.pages.lists import listing_of
from web.paper.codes import qr_svg
from web.resources import resources
from web.sentences import sentence
from web.tables.answer import file_wish
from web.tables.lists import ListLinks, list_answer, list_links
from web.viewer import viewer_or_none
from web.vocabulary import label, options, reference
from web.welcome import welcome_of

_HERE = Path(__file__).parent
_FLASH = "flash"


@dataclass(frozen=True, slots=True)
class Undo:
    """How an act that has just been done is taken back: one button."""

    label: str
    action: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Flash:
    """What the act before says once on the next page."""

    text: str
    undo: Undo | None


@functools.lru_cache(maxsize=1024)
def drawn(site: tuple[Addresses, str], locale: str, template: str, line: Hashable) -> Markup:
    """A part of a page, drawn once: its template knows the line, the language and addresses, no more.

    Whoever may read the line was decided before; who may not never asks for it.
    """
    text = (
        environment()
        .get_template(template)
        .render(line=line, locale=locale, url_for=functools.partial(path_of, *site))
    )
    return Markup(text)  # noqa: S704 - the template escapes


class Page(Protocol):
    """What every page has; each template documents its own page type."""

    @property
    def title(self) -> str:
        """The page's title in the reader's language."""
        ...


def qr(content: str) -> Markup:
    """A code to scan."""
    return Markup(qr_svg(content))  # noqa: S704 - drawn here, and the content is only its dots


def paragraphs(text: str) -> Markup:
    """User text with its line breaks, escaped."""
    return Markup("").join(Markup("<p>{}</p>").format(p) for p in text.split("\n") if p.strip())


@functools.cache
def environment() -> Environment:
    """The one Jinja environment: strict, escaped, bilingual."""
    env = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        # A site's templates change with its code, when it starts anew.
        auto_reload=False,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined] # added by the i18n extension
        _template_gettext, _template_ngettext, newstyle=True
    )
    env.filters.update(
        date=formats.date,
        person=formats.person,
        datetime=formats.datetime,
        time=formats.time,
        number=formats.number,
        money=formats.money,
        money_exact=formats.money_exact,
        paragraphs=paragraphs,
    )
    env.globals.update(
        static=assets.address,
        label=label,
        options=options,
        reference=reference,
        money_range=formats.money_range,
        in_zone=formats.in_zone,
        colon=formats.colon,
        semicolon=formats.semicolon,
        qr=qr,
    )
    return env


def _template_gettext(message: str) -> str:
    # Jinja's newstyle wrapper fills in the parameters itself.
    return gettext(message)


def _template_ngettext(one: str, many: str, n: int) -> str:
    from web.i18n import catalogue

    return catalogue(current_locale()).ungettext(one, many, n)


def html(request: Request, template: str, page: Page) -> str:
    """The page as text; `render` wraps it in a response."""
    viewer = viewer_or_none(request)
    role = navigation.role_in_use(request, viewer)
    site, locale = (addresses_of(request), prefix_of(request)), current_locale()
    flash = _read_flash(request)
    return (
        environment()
        .get_template(template)
        .render(
            page=page,
            request=request,
            viewer=viewer,
            locale=locale,
            top=navigation.top_of(request, viewer, role),
            flash=flash,
            welcome=welcome_of(request, viewer, role),
            alternates=alternates_of(request),
            lists=_lists(request, page),
            url_for=functools.partial(path_of, *site),
            drawn=functools.partial(drawn, site, locale),
        )
    )


def _lists(request: Request, page: Page) -> ListLinks | None:
    listing = listing_of(page) if request.method == "GET" else None
    return None if listing is None else list_links(request, listing)


def render(request: Request, template: str, page: Page, *, status: int = 200) -> Response:
    """The page as a response, or its lists as a file with `?format=`; a notice is shown once."""
    listing = listing_of(page)
    if listing is not None and status == HTTPStatus.OK and request.method == "GET":
        wish = file_wish(request)
        if wish is not None:
            viewer, now = viewer_or_none(request), resources(request).clock.now()
            return list_answer(wish, listing, page, now, viewer.name if viewer else "–")
    text = html(request, template, page)
    if status == HTTPStatus.OK and _for_everybody(request):
        headers = {"Content-Type": "text/html; charset=utf-8", "Vary": "Cookie, Accept-Language"}
        return answer_unless_known(request, text.encode("utf-8"), headers, None)
    response = HTMLResponse(text, status_code=status)
    if _FLASH in request.cookies:
        response.delete_cookie(_FLASH)
    return response


def _for_everybody(request: Request) -> bool:
    """Whether the page is a public one, asked for by nobody in particular: it may be kept and asked about."""
    route = getattr(request.scope.get("route"), "name", None) or ""
    return (
        route.startswith("public.")
        and request.method in ("GET", "HEAD")
        and viewer_or_none(request) is None
        and _FLASH not in request.cookies
    )


def see(
    request: Request,
    route: str,
    *,
    flash: str | None = None,
    query: Mapping[str, str] | None = None,
    flash_params: Mapping[str, object] | None = None,
    **params: Any,
) -> Response:
    """`303` to a route after an act, with a sentence (by its code) to show there once."""
    path = path_for(request, route, **params)
    return see_path(
        request, f"{path}?{urlencode(query)}" if query else path, flash=flash, flash_params=flash_params
    )


def see_path(
    request: Request,
    path: str,
    *,
    flash: str | None = None,
    flash_params: Mapping[str, object] | None = None,
    undo: Undo | None = None,
) -> Response:
    """`303` to a path of ours; anything that is not a plain local path leads home.

    With a flash there may be an `undo`, whose label is a code of a sentence, too.
    """
    safe = path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
    response = RedirectResponse(safe, status_code=303)
    if flash is not None:
        back = None if undo is None else [undo.label, undo.action, undo.fields]
        text = _signer(request).dumps([flash, dict(flash_params or {}), back])
        response.set_cookie(_FLASH, text, max_age=60, httponly=True, samesite="lax")
    return response


def _signer(request: Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(resources(request).settings.signing_key, salt="flash")


def _read_flash(request: Request) -> Flash | None:
    text = request.cookies.get(_FLASH)
    if not text:
        return None
    try:
        code, params, back = _signer(request).loads(text, max_age=60)
    except BadSignature:
        return None
    undo = None if back is None else Undo(sentence(back[0]), back[1], back[2])
    return Flash(sentence(code, **params), undo)
