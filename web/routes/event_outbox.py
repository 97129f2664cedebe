"""The outbox of an event: mails of its releases wait here until the organiser sends them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotFound
from web.forms.plans import HeldMailForm, MailTextForm
from web.pages.outbox import outbox_page
from web.render import render, see
from web.resources import resources
from web.services.release_mail import open_outbox, remove_held, send_held, set_mail_text, word_held
from web.viewer import viewer_for


def _asked(request: Request) -> tuple[Viewer, int]:
    return viewer_for(request, Role.ORGANISER), request.path_params["event_id"]


async def show(request: Request) -> Response:
    """What waits and what has gone."""
    viewer, event_id = _asked(request)
    found = await open_outbox(resources(request).db, viewer=viewer, event_id=event_id)
    return render(request, "events/outbox.html", outbox_page(found))


async def send(request: Request) -> Response:
    """Let all held mails go."""
    viewer, event_id = _asked(request)
    r = resources(request)
    n = await send_held(r.db, r.clock, viewer=viewer, event_id=event_id, site=r.settings.public_url)
    return see(request, "organiser.outbox", flash="mails_sent", flash_params={"n": n}, event_id=event_id)


async def remove(request: Request) -> Response:
    """Take one out."""
    viewer, event_id = _asked(request)
    r = resources(request)
    mail = str((await request.form()).get("mail", ""))
    if not (mail.isascii() and mail.isdigit() and len(mail) < 16):
        raise NotFound
    await remove_held(r.db, r.clock, viewer=viewer, event_id=event_id, mail_id=int(mail))
    return see(request, "organiser.outbox", flash="mail_removed", event_id=event_id)


async def text(request: Request) -> Response:
    """Other words around the plan, for all held mails of a language."""
    viewer, event_id = _asked(request)
    r = resources(request)
    form = MailTextForm.parse(await request.form())
    if form.clean is None or form.errors:
        found = await open_outbox(r.db, viewer=viewer, event_id=event_id)
        page = outbox_page(found, (str(form.values.get("locale", "")), form))
        return render(request, "events/outbox.html", page, status=422)
    await set_mail_text(
        r.db, r.clock, viewer=viewer, event_id=event_id, text=form.clean, site=r.settings.public_url
    )
    return see(request, "organiser.outbox", flash="mail_text_saved", event_id=event_id)


async def word(request: Request) -> Response:
    """Other words in one held mail."""
    viewer, event_id = _asked(request)
    r = resources(request)
    form = HeldMailForm.parse(await request.form())
    if form.clean is None or form.errors:
        found = await open_outbox(r.db, viewer=viewer, event_id=event_id)
        return render(request, "events/outbox.html", outbox_page(found, wrong_mail=form), status=422)
    await word_held(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        mail_id=form.clean.mail_id,
        words=form.clean.words,
        site=r.settings.public_url,
    )
    return see(request, "organiser.outbox", flash="mail_worded", event_id=event_id)


_OUTBOX = "/organiser/events/{event_id:int}/outbox"
routes = [
    Route(_OUTBOX, show, name="organiser.outbox"),
    Route(f"{_OUTBOX}/send", send, name="organiser.outbox_send", methods=["POST"]),
    Route(f"{_OUTBOX}/remove", remove, name="organiser.outbox_remove", methods=["POST"]),
    Route(f"{_OUTBOX}/word", word, name="organiser.outbox_word", methods=["POST"]),
    Route(f"{_OUTBOX}/text", text, name="organiser.outbox_text", methods=["POST"]),
]
