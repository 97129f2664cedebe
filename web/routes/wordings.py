"""The wording of the mails that events send: an organiser's for an event, an administrator's for the site."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.vocabulary import Role
from models.errors import Invalid
from web.forms.base import Data
from web.forms.wordings import WantedForm, WordingForm
from web.i18n import current_locale
from web.pages.wordings import wording_page
from web.render import render, see_path
from web.resources import resources
from web.sentences import sentence
from web.services import event_wording
from web.services.event_texts import SHIPPED
from web.services.event_wording import Wanted
from web.viewer import viewer_for


async def show(request: Request) -> Response:
    """One mail with its words and how it would read."""
    event_id = request.path_params.get("event_id")
    viewer = viewer_for(request, Role.ADMIN if event_id is None else Role.ORGANISER)
    r = resources(request)
    parsed = WantedForm.parse(Data(request.query_params.multi_items()))
    wanted = parsed.clean or Wanted(next(iter(SHIPPED)), current_locale())
    desk = await event_wording.open_desk(
        r.db, viewer=viewer, event_id=event_id, wanted=wanted, site=r.settings.public_url
    )
    page = wording_page(request.url.path, desk)
    return render(request, "events/wording.html", page, status=422 if parsed.errors else 200)


async def change(request: Request) -> Response:
    """Try other words, save them, or go back to those before."""
    event_id = request.path_params.get("event_id")
    viewer = viewer_for(request, Role.ADMIN if event_id is None else Role.ORGANISER)
    r = resources(request)
    form = WordingForm.parse(await request.form())
    asked = form.clean
    if asked is None:
        wanted = WantedForm.parse(Data([(n, str(v)) for n, v in form.values.items()])).clean
        words = None
    else:
        wanted, words = asked.wanted, asked.words
    if asked is not None and not form.errors and asked.act != "try":
        try:
            await event_wording.save_wording(
                r.db,
                r.clock,
                viewer=viewer,
                event_id=event_id,
                wanted=asked.wanted,
                words=asked.words if asked.act == "save" else None,
                version=asked.version,
            )
        except Invalid as error:
            form = form.with_error(error.field or "body", sentence(error.code, **error.params))
        else:
            flash = "wording_saved" if asked.act == "save" else "wording_taken_back"
            address = f"{request.url.path}?mail={asked.wanted.code}&locale={asked.wanted.locale}"
            return see_path(request, address, flash=flash)
    desk = await event_wording.open_desk(
        r.db,
        viewer=viewer,
        event_id=event_id,
        wanted=wanted or Wanted(next(iter(SHIPPED)), current_locale()),
        site=r.settings.public_url,
        words=words,
    )
    page = wording_page(request.url.path, desk, form)
    return render(request, "events/wording.html", page, status=422 if form.errors else 200)


_OF_EVENT = "/organiser/events/{event_id:int}/mails"
routes = [
    Route(_OF_EVENT, show, name="organiser.wording"),
    Route(_OF_EVENT, change, name="organiser.wording", methods=["POST"]),
    Route("/admin/mails", show, name="admin.wording"),
    Route("/admin/mails", change, name="admin.wording", methods=["POST"]),
]
