"""What other sites and readers take from us without asking: feeds, and a project's card in a frame of theirs.

Answers are the same for everybody: nobody's cookie is read or set here (`web/middleware.py`), and what is not
public at this moment is not in them.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.errors import NotFound
from web.conditional import answer_unless_known
from web.feeds.entries import Entry, Feed, event_entry, lang_tag, latest, project_entry
from web.feeds.forms import FORMS
from web.forms.base import Data, Parsed
from web.forms.public import EventFeedForm, EventFilters, ShowcaseFilters, ShowcaseFiltersForm
from web.i18n import LOCALES, current_locale, gettext, use_locale
from web.pages.embed import CARD_HEIGHT, CARD_WIDTH, CardPage, card_page, frame_code
from web.render import environment
from web.resources import resources
from web.services.events import public_events
from web.services.showing import showcased, showcased_pitch
from web.vocabulary import label

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)


def _form(request: Request) -> str:
    form: str = request.path_params["form"]
    if form not in FORMS:
        raise NotFound
    return form


async def events(request: Request) -> Response:
    """Public events, those that were cancelled among them, under `?kind=&district=`."""
    _form(request)
    parsed = EventFeedForm.parse(Data(request.query_params.multi_items()))
    parts = resources(request)
    asked = parsed.clean or EventFilters()
    calendar = await public_events(parts.db, parts.clock)
    site, host = _site(request)
    entries = [
        event_entry(e, site, host)
        for e in (*calendar.coming, *calendar.past)
        if asked.kind in (None, e.kind) and asked.district in (None, e.district)
    ]
    return _feed(request, parsed, "events", gettext("Events"), entries)


async def projects(request: Request) -> Response:
    """Showcased projects under the filters of their page."""
    _form(request)
    parsed = ShowcaseFiltersForm.parse(request.query_params)
    asked = parsed.clean or ShowcaseFilters()
    pitches = await showcased(
        resources(request).db, sector=asked.sector, stage=asked.stage, district=asked.district
    )
    site, host = _site(request)
    return _feed(
        request, parsed, "projects", gettext("Projects"), [project_entry(p, site, host) for p in pitches]
    )


def _site(request: Request) -> tuple[str, str]:
    site = resources(request).settings.public_url
    return site, urlsplit(site).hostname or "localhost"


def _feed(request: Request, parsed: Parsed[Any], name: str, title: str, entries: list[Entry]) -> Response:
    if parsed.errors:
        # A reader that asks for what does not exist is told so, once and for all.
        return JSONResponse({"errors": parsed.errors}, status_code=422)
    form = FORMS[request.path_params["form"]]
    site, host = _site(request)
    locale = current_locale()
    used = {k: v for k, v in parsed.values.items() if isinstance(v, str) and v}
    kept = urlencode({**used, "lang": locale})
    words = [label(k if k != "kind" else "event_kind", v) for k, v in used.items()]
    feed = Feed(
        f"tag:{host},2015:{'/'.join([name, locale, *[f'{k}={v}' for k, v in sorted(used.items())]])}",
        " · ".join([f"首投 Shoutou · {title}", *words]),
        gettext("First investment, first loan, first guarantee: found, met, on record."),
        lang_tag(locale),
        f"{site}/{name}?{kept}",
        f"{site}{request.url.path}?{kept}",
        latest(entries),
    )
    changed: datetime | None = feed.updated_at if feed.entries else None
    headers = {"Content-Type": f"{form.media_type}; charset=utf-8", "Access-Control-Allow-Origin": "*"}
    return answer_unless_known(request, form.write(feed), headers, changed, public=True)


async def card(request: Request) -> Response:
    """A showcased project as a small page for frames of other sites; a neutral one when it is not shown."""
    parts = resources(request)
    try:
        pitch = await showcased_pitch(parts.db, request.path_params["pitch_id"])
    except NotFound:
        # One answer for what was taken back and for what never was: a frame tells nobody which.
        page = card_page(None, parts.settings.public_url)
        return Response(_card_html(page), 410, {"Content-Security-Policy": _POLICY}, "text/html")
    page = card_page(pitch, parts.settings.public_url)
    headers = {"Content-Security-Policy": _POLICY, "Content-Type": "text/html; charset=utf-8"}
    return answer_unless_known(request, _card_html(page).encode(), headers, None, public=True)


def _card_html(page: CardPage) -> str:
    return environment().get_template("embed/card.html").render(page=page)


_PROJECT = re.compile(r"/projects/([0-9]{1,15})/?")


async def oembed(request: Request) -> Response:
    """OEmbed 1.0: from a project's address to the frame that shows its card."""
    query, parts = request.query_params, resources(request)
    if query.get("format", "json") != "json":
        return Response(status_code=501)
    asked = urlsplit(query.get("url", ""))
    found = _PROJECT.fullmatch(asked.path)
    if found is None or asked.netloc != urlsplit(parts.settings.public_url).netloc:
        raise NotFound
    pitch = await showcased_pitch(parts.db, int(found[1]))
    width, height = _at_most(query.get("maxwidth"), CARD_WIDTH), _at_most(query.get("maxheight"), CARD_HEIGHT)
    lang = parse_qs(asked.query).get("lang", [current_locale()])[0]
    with use_locale(lang if lang in LOCALES else current_locale()):
        code = frame_code(pitch.pitch_id, pitch.text.name, parts.settings.public_url, width, height)
    content = {
        "version": "1.0",
        "type": "rich",
        "title": pitch.text.name,
        "provider_name": "首投 Shoutou",
        "provider_url": parts.settings.public_url,
        "html": str(Markup(code)),  # noqa: S704 - escaped where it is made
        "width": width,
        "height": height,
    }
    return JSONResponse(content, headers={"Access-Control-Allow-Origin": "*"})


def _at_most(text: str | None, usual: int) -> int:
    """The usual length, or a smaller one that is asked for."""
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else usual
    return max(1, min(number, usual))


routes = [
    Route("/feeds/events.{form}", events, name="feeds.events"),
    Route("/feeds/projects.{form}", projects, name="feeds.projects"),
    Route("/embed/projects/{pitch_id:int}", card, name="embed.project"),
    Route("/embed/oembed", oembed, name="embed.oembed"),
]
