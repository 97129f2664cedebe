"""Calendars: the feed of one's own plan, one's addresses, and the open calendars of published events."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.errors import NotFound
from web.conditional import answer_unless_known
from web.i18n import LOCALES
from web.pages.calendars import feed_page
from web.render import render, see
from web.resources import resources
from web.services import feeds
from web.services.calendars import CalendarFile
from web.viewer import viewer_of


def _answer(request: Request, file: CalendarFile) -> Response:
    headers = {
        "Content-Type": file.media_type,
        "Content-Disposition": f'inline; filename="{file.name}"',
        # A secret address is no page to be found.
        "X-Robots-Tag": "noindex",
    }
    return answer_unless_known(request, file.content, headers, file.changed_at)


async def _event_asked(request: Request) -> int | None:
    text = str((await request.form()).get("event", ""))
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise NotFound
    return int(text)


async def addresses(request: Request) -> Response:
    """The calendar addresses in use."""
    found = await feeds.feed_addresses(resources(request).db, viewer=viewer_of(request))
    return render(request, "participation/feed.html", feed_page(found, None))


async def renew(request: Request) -> Response:
    """A new secret address, shown this once."""
    viewer, r = viewer_of(request), resources(request)
    token = await feeds.renew_feed(r.db, r.clock, viewer=viewer, event_id=await _event_asked(request))
    path = request.url_for("participation.calendar", token=token).path
    found = await feeds.feed_addresses(r.db, viewer=viewer)
    page = feed_page(found, f"{r.settings.public_url}{path}")
    return render(request, "participation/feed.html", page)


async def revoke(request: Request) -> Response:
    """An address stops."""
    viewer, r = viewer_of(request), resources(request)
    await feeds.revoke_feed(r.db, r.clock, viewer=viewer, event_id=await _event_asked(request))
    return see(request, "participation.calendar_link", flash="feed_revoked")


async def feed(request: Request) -> Response:
    """A person's feed, by its secret address alone; `?lang=` asks for the other language."""
    r, lang = resources(request), request.query_params.get("lang")
    found = await feeds.open_feed(
        r.db,
        token=request.path_params["token"],
        site=r.settings.public_url,
        locale=lang if lang in LOCALES else None,
    )
    return _answer(request, found)


async def own(request: Request) -> Response:
    """The viewer's own plan of one event, to be taken over once."""
    r = resources(request)
    found = await feeds.open_own_calendar(
        r.db,
        viewer=viewer_of(request),
        event_id=request.path_params["event_id"],
        site=r.settings.public_url,
    )
    return _answer(request, found)


async def public_event(request: Request) -> Response:
    """A published event with its stage programme, for anybody."""
    r, event_id = resources(request), request.path_params["event_id"]
    return _answer(
        request, await feeds.open_event_calendar(r.db, event_id=event_id, site=r.settings.public_url)
    )


async def public_site(request: Request) -> Response:
    """All published events, for anybody."""
    r = resources(request)
    return _answer(request, await feeds.open_site_calendar(r.db, site=r.settings.public_url))


routes = [
    Route("/calendar-link", addresses, name="participation.calendar_link"),
    Route("/calendar-link", renew, name="participation.calendar_link", methods=["POST"]),
    Route("/calendar-link/stop", revoke, name="participation.calendar_stop", methods=["POST"]),
    Route("/calendar/{token}.ics", feed, name="participation.calendar"),
    Route("/events/{event_id:int}/my-plan.ics", own, name="participation.plan_calendar"),
    Route("/events/{event_id:int}.ics", public_event, name="public.event_calendar"),
    Route("/events/calendar.ics", public_site, name="public.events_calendar"),
]
