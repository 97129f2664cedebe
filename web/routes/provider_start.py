"""A provider's first visit: a thesis in plain words, or past deals, become a profile to be confirmed."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Acting
from models.entities.vocabulary import Role
from web.forms.base import Data, Parsed, blank
from web.forms.profiles import FirstWordsForm, ProfileForm
from web.forms.proposals import thesis_values
from web.i18n import gettext
from web.pages.provider import StartPage, proposed_page
from web.render import render, see
from web.resources import resources
from web.services import profiles
from web.services.reading_deals import DealLine, read_deal_lines
from web.services.reading_deck import Vocabulary
from web.services.reading_thesis import read_thesis
from web.viewer import organisation_asked, viewer_for
from web.vocabulary import district_words, sector_words


async def start(request: Request) -> Response:
    """Ask for a text, show what was read of it (`act=propose`, nothing is saved), keep what was confirmed."""
    viewer, parts = viewer_for(request, Role.PROVIDER), resources(request)
    acting = profiles.own_provider(viewer, organisation_asked(request))
    if request.method == "GET":
        return _ask(request, acting, blank())
    data = await request.form(max_files=0)
    words = FirstWordsForm.parse(data)
    if words.clean is None:
        return _ask(request, acting, words)
    vocabulary = Vocabulary(sector_words(), district_words())
    lines = read_deal_lines(words.clean.deals, vocabulary)
    deals = [one.deal for one in lines if one.deal is not None]
    if data.get("act") != "save":
        fields = read_thesis(words.clean.thesis, deals, vocabulary)
        values, sources = thesis_values(words.clean.thesis, fields)
        form: Parsed[object] = blank({**values, "deals": words.clean.deals})
        page = proposed_page(acting, form, lines, sources, action=_here(request), source_lang=fields.lang)
        return render(request, "provider/proposed.html", page)
    parsed = ProfileForm.parse(data)
    if parsed.clean is None:
        return _refused(request, acting, data, parsed, lines)
    await profiles.begin_profile(
        parts.db,
        parts.clock,
        viewer=viewer,
        organisation_id=acting.organisation_id,
        new=parsed.clean,
        deals=deals,
    )
    query = {"for": str(acting.organisation_id)}
    if acting.vetted:
        return see(request, "provider.matches", flash="profile_saved", query=query)
    return see(request, "provider.profile", flash="profile_saved_unvetted", query=query)


def _here(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _ask(request: Request, acting: Acting, form: Parsed[Any]) -> Response:
    page = StartPage(
        title=gettext("What do you look for?"),
        answer=gettext("Paste what you tell founders; the profile is filled in from it, and you confirm it."),
        action=_here(request),
        acting=acting,
        form=form,
    )
    return render(request, "provider/start.html", page, status=422 if form.errors else 200)


def _refused(
    request: Request, acting: Acting, data: Data, parsed: Parsed[Any], lines: list[DealLine]
) -> Response:
    """The confirmed values with what is wrong; where they came from is known from the first reading."""
    deals = str(data.get("deals", ""))
    form: Parsed[object] = Parsed({**parsed.values, "deals": deals}, parsed.errors, None)
    page = proposed_page(acting, form, lines, {}, action=_here(request), source_lang="zh")
    return render(request, "provider/proposed.html", page, status=422)


routes = [
    Route("/provider/start", start, methods=["GET", "POST"], name="provider.start"),
]
