"""Sheets of paper as PDF: one's own plan, an organiser's people, tables and rooms, the public programme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.vocabulary import Role
from models.errors import NotFound
from web.i18n import current_locale, use_locale
from web.pages.sheets import LANGUAGES, OWN, DoorCode, public_sheet, sheets_page, worded
from web.paper.sheet import Sheet
from web.paper.typeset import MEDIA_TYPE, NoChineseFont, pdf
from web.render import render, see_path
from web.resources import resources
from web.services import sheets
from web.services.door import door_code
from web.services.sheets import SheetKind
from web.viewer import viewer_for, viewer_of


def _door(request: Request, event_id: int) -> DoorCode:
    settings = resources(request).settings
    return lambda person_id: door_code(settings, event_id=event_id, person_id=person_id)


def _language(request: Request, *, own: bool = False) -> str:
    language: str = request.path_params["language"]
    if language not in LANGUAGES and not (own and language == OWN):
        raise NotFound
    return language


def _kind(request: Request) -> SheetKind:
    try:
        return SheetKind(request.path_params["kind"])
    except ValueError:
        raise NotFound from None


def _only(request: Request) -> int | None:
    text = request.query_params.get("only", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise NotFound
    return int(text)


async def _pdf(request: Request, made: Sequence[Sheet], name: str, as_of: datetime, instead: str) -> Response:
    """The PDF; where no font can draw Chinese, the page that prints from the browser, and why."""
    settings = resources(request).settings
    locale = made[0].locale if made else current_locale()
    title = f"{made[0].title.text} · {made[0].foot}" if made else name
    try:
        content = await pdf(made, title=title, locale=locale, made_at=as_of, fonts=settings.fonts_dir)
    except NoChineseFont:
        return see_path(request, instead, flash="no_chinese_font")
    headers = {
        "Content-Type": MEDIA_TYPE,
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, headers=headers)


async def own_pdf(request: Request) -> Response:
    """The viewer's own plan of an event on paper."""
    r, event_id, language = resources(request), request.path_params["event_id"], _language(request)
    found = await sheets.open_own_sheet(r.db, r.clock, viewer=viewer_of(request), event_id=event_id)
    made = worded(found, language, r.settings.public_url, _door(request, event_id))
    instead = request.url_for("participation.plan", event_id=event_id).path
    return await _pdf(request, made, f"my-plan-{event_id}-{language}.pdf", found.as_of, instead)


async def programme_pdf(request: Request) -> Response:
    """The stage programme of a published event on paper, for anybody."""
    r, event_id, language = resources(request), request.path_params["event_id"], _language(request)
    found = await sheets.open_public_sheet(r.db, r.clock, event_id=event_id)
    made = public_sheet(found, language, r.settings.public_url)
    instead = request.url_for("public.event", event_id=event_id).path
    return await _pdf(request, [made], f"programme-{event_id}-{language}.pdf", found.as_of, instead)


async def show(request: Request) -> Response:
    """All sheets of a kind on the screen, as the browser prints them."""
    viewer, r = viewer_for(request, Role.ORGANISER), resources(request)
    event_id = request.path_params["event_id"]
    found = await sheets.open_sheets(
        r.db, r.clock, viewer=viewer, event_id=event_id, kind=_kind(request), only=_only(request)
    )

    def address(kind: SheetKind) -> str:
        return request.url_for("organiser.sheets", event_id=event_id, kind=kind.value).path

    page = sheets_page(found, r.settings.public_url, _door(request, event_id), address)
    return render(request, "events/sheets.html", page)


async def bundle(request: Request) -> Response:
    """All sheets of a kind in one PDF, or the one that is asked for."""
    viewer, r = viewer_for(request, Role.ORGANISER), resources(request)
    event_id, kind = request.path_params["event_id"], _kind(request)
    language = _language(request, own=kind is SheetKind.PEOPLE)
    found = await sheets.open_sheets(
        r.db, r.clock, viewer=viewer, event_id=event_id, kind=kind, only=_only(request)
    )
    if not found.keys:
        raise NotFound
    with use_locale(current_locale() if language == OWN else language):
        made = worded(found, language, r.settings.public_url, _door(request, event_id))
        instead = request.url_for("organiser.sheets", event_id=event_id, kind=kind.value).path
        return await _pdf(request, made, f"{kind}-{event_id}-{language}.pdf", found.as_of, instead)


_SHEETS = "/organiser/events/{event_id:int}/sheets/{kind}"
routes = [
    Route("/events/{event_id:int}/my-plan/{language}.pdf", own_pdf, name="participation.plan_pdf"),
    Route("/events/{event_id:int}/programme/{language}.pdf", programme_pdf, name="public.programme_pdf"),
    Route(_SHEETS, show, name="organiser.sheets"),
    Route(f"{_SHEETS}/{{language}}.pdf", bundle, name="organiser.sheets_pdf"),
]
