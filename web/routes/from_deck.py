"""A deck first, then the pitch: upload it, wait for its text, confirm what was read."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid
from web.forms.base import FormReader, Parsed, blank
from web.forms.pitches import LIMITS, PitchForm
from web.forms.proposals import deck_values
from web.i18n import current_locale, gettext
from web.pages.from_deck import confirm_page, wait_page
from web.pages.pitch_form import form_page
from web.pages.pitch_list import pitches_page
from web.render import render, see
from web.resources import resources
from web.routes.founder import refused
from web.services import deck_readings, decks, pitches
from web.services.reading_deck import DeckFields, Vocabulary, read_deck
from web.viewer import viewer_for
from web.vocabulary import district_words, leaf_sector_words


async def deck_read(request: Request) -> Response:
    """Take a deck in and have it read."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    async with request.form(max_files=1) as data:
        form = FormReader(data)
        upload = form.upload("deck", required=True)
        if not isinstance(upload, UploadFile):
            return await _again(request, viewer, form.finish(None))
        content = await upload.read(decks.MOST_BYTES + 1)
        try:
            reading_id = await deck_readings.begin_with_deck(
                parts.db, parts.clock, parts.files,
                viewer=viewer, filename=upload.filename or "", content=content,
            )  # fmt: skip
        except Invalid as error:
            form.fail("deck", error.code, **error.params)
            return await _again(request, viewer, form.finish(None))
    return see(request, "founder.from_deck", reading_id=reading_id)


async def _again(request: Request, viewer: Viewer, form: Parsed[Any]) -> Response:
    """The page that the file came from: the empty home, or a new pitch beside others."""
    db = resources(request).db
    rows = await pitches.open_pitches(db, viewer=viewer)
    if not rows:
        return render(request, "founder/pitches.html", pitches_page(rows, form), status=422)
    companies, spaces = await pitches.open_new(db, viewer=viewer)
    page = form_page(
        title=gettext("New pitch"),
        action=request.url_for("founder.pitch_new").path,
        back=request.url_for("founder.pitches").path,
        form=Parsed({}, {}, None),
        spaces=spaces,
        companies=companies,
        deck=form,
    )
    return render(request, "founder/pitch_form.html", page, status=422)


async def from_deck(request: Request) -> Response:
    """What was read, to be confirmed; the page of a deck that is still being read looks again by itself."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    reading_id: int = request.path_params["reading_id"]
    view = await deck_readings.open_reading(parts.db, viewer=viewer, reading_id=reading_id)
    back = request.url_for("founder.pitches").path
    if view.reading.pitch_id is not None:
        return see(request, "founder.pitch", pitch_id=view.reading.pitch_id)
    if view.reading.state == "pending":
        page = wait_page(view, here=request.url.path, back=back)
        return render(request, "founder/deck_wait.html", page)
    fields = None
    if view.reading.pages is not None:
        words = Vocabulary(leaf_sector_words(), district_words())
        fields = read_deck(view.reading.pages, words, limits=LIMITS)
    values, sources = deck_values(fields or DeckFields(current_locale()), view.companies)
    parsed: Parsed[Any] = blank(values)
    if request.method == "POST":
        parsed = PitchForm.parse(await request.form(max_files=0), view.spaces, view.companies)
        if parsed.clean is not None:
            new = parsed.clean
            try:
                pitch_id = await deck_readings.make_pitch(
                    parts.db, parts.clock, viewer=viewer, reading_id=reading_id,
                    company_id=new.company_id, company_name=new.company_name, draft=new.draft, uscc=new.uscc,
                )  # fmt: skip
            except (Conflict, Invalid) as error:
                parsed = refused(parsed, error)
            else:
                return see(request, "founder.pitch", flash="pitch_created", pitch_id=pitch_id)
    shown = confirm_page(view, fields, sources, parsed, action=request.url.path, back=back)
    return render(request, "founder/pitch_form.html", shown, status=422 if parsed.errors else 200)


routes = [
    Route("/founder/decks", deck_read, methods=["POST"], name="founder.deck_read"),
    Route("/founder/decks/{reading_id:int}", from_deck, methods=["GET", "POST"], name="founder.from_deck"),
]
