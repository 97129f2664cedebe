"""To which providers a founder's pitch is shown, and who has seen it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.vocabulary import Role
from models.errors import Invalid
from web.forms.base import Parsed, blank
from web.forms.rights import AudienceForm
from web.i18n import current_locale
from web.pages.audience import audience_page, reader_tables, readers_page, readers_report
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services.audience import decide_audience, open_audience, open_readers
from web.tables.answer import file_answer, file_links, file_wish
from web.viewer import viewer_for


async def recipients(request: Request) -> Response:
    """All vetted providers, all but some, or only some."""
    if request.method == "GET":
        return await _recipients(request, None)
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    pitch_id: int = request.path_params["pitch_id"]
    form = AudienceForm.parse(await request.form(max_files=0))
    if form.clean is None:
        return await _recipients(request, form)
    try:
        await decide_audience(
            parts.db, parts.clock, viewer=viewer, pitch_id=pitch_id,
            audience=form.clean.audience, named=form.clean.named, lang=current_locale(),
        )  # fmt: skip
    except Invalid as error:
        return await _recipients(request, form.with_error("named", sentence(error.code)))
    return see(request, "founder.recipients", flash="recipients_saved", pitch_id=pitch_id)


async def _recipients(request: Request, form: Parsed[object] | None) -> Response:
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    text = request.query_params.get("q", "").strip()[:80]
    found = await open_audience(parts.db, viewer=viewer, pitch_id=request.path_params["pitch_id"], text=text)
    page = audience_page(found, form, blank({"q": text}))
    return render(request, "founder/recipients.html", page, status=422 if form is not None else 200)


async def readers(request: Request) -> Response:
    """Who has seen the pitch, what of it, how often, first and last; as a file as well."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    found = await open_readers(parts.db, viewer=viewer, pitch_id=request.path_params["pitch_id"])
    wish = file_wish(request)
    if wish is not None:
        return await file_answer(wish, readers_report(found, parts.clock.now(), viewer.name))
    return render(request, "founder/readers.html", readers_page(found, file_links(request, reader_tables())))


_PITCH = "/founder/pitches/{pitch_id:int}"
routes = [
    Route(f"{_PITCH}/recipients", recipients, methods=["GET", "POST"], name="founder.recipients"),
    Route(f"{_PITCH}/readers", readers, name="founder.readers"),
]
