"""What would open more: pitches to a provider, providers to a founder's pitch."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from matcher.counterfactual import Offer
from models.entities.viewer import Acting
from models.entities.vocabulary import ListOrder, Role
from models.errors import NotFound
from web.i18n import gettext, ngettext
from web.opening_words import OfferLine, founder_better_lines, founder_offers, provider_offers
from web.pages.matches import FounderOpeningsPage, OpeningsPage
from web.reasons import by_number, gate_count_sentence, pitch_count_sentence
from web.render import render
from web.resources import resources
from web.services.founder_openings import open_founder_openings
from web.services.provider_openings import Openings, open_openings
from web.viewer import organisation_asked, viewer_for


async def openings(request: Request) -> Response:
    """Which pitches the profile shuts out, and which small change would open the most."""
    viewer, parts = viewer_for(request, Role.PROVIDER), resources(request)
    in_use = await parts.rankers.current()
    found = await open_openings(
        parts.db,
        in_use.ranker,
        parts.clock,
        viewer=viewer,
        organisation_id=organisation_asked(request),
        index=parts.index,
    )

    def named(key: str) -> tuple[str, str, str | None] | None:
        pitch = found.pitches.get(key)
        if pitch is None:
            return None
        path = request.url_for("provider.pitch", pitch_id=pitch.pitch_id).path
        return pitch.name, pitch.lang, f"{path}?for={found.acting.organisation_id}"

    def lines(offers: list[Offer]) -> list[OfferLine]:
        return provider_offers(
            offers,
            edit=profile_of(request, found.acting),
            profile=found.profile,
            products=found.product_names,
            named=named,
        )

    offered = found.found
    page = OpeningsPage(
        title=gettext("What would open more"),
        answer=_answer(found),
        acting=found.acting,
        organisations=[a for a in viewer.organisations(Role.PROVIDER) if a.vetted],
        has_profile=offered is not None,
        gated=[pitch_count_sentence(code, n) for code, n in by_number(offered.gated)] if offered else [],
        room=lines([offered.room]) if offered and offered.room else [],
        offers=lines(offered.offers) if offered else [],
    )
    return render(request, "matches/openings.html", page)


def _answer(found: Openings) -> str:
    if found.found is None:
        return gettext("Your profile is empty, so it shuts nobody out.")
    return ngettext(
        "%(num)s pitch is open to you; your profile shuts out %(shut)s.",
        "%(num)s pitches are open to you; your profile shuts out %(shut)s.",
        found.found.n_open,
        shut=found.found.n_shut,
    )


async def founder_openings(request: Request) -> Response:
    """Which providers the pitch is shut out by, and which small change would open the most.

    The page of who fits shows this page's card in place of the link to it.
    """
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    pitch_id = request.path_params["pitch_id"]
    in_use = await parts.rankers.current()
    opened = await open_founder_openings(
        parts.db, in_use.ranker, viewer=viewer, pitch_id=pitch_id, index=parts.index
    )
    if opened is None:
        raise NotFound
    known = opened.known
    edit = request.url_for("founder.pitch_edit", pitch_id=pitch_id).path

    def named(key: str) -> tuple[str, str, str | None] | None:
        return (known[key].name, known[key].lang, None) if key in known else None

    offers = founder_offers(opened.found.offers, edit=edit, named=named)
    page = FounderOpeningsPage(
        title=gettext("What would open more providers"),
        answer=ngettext(
            "%(num)s small change would open more providers to %(name)s.",
            "%(num)s small changes would open more providers to %(name)s.",
            len(offers),
            name=opened.pitch.name,
        ),
        pitch_id=pitch_id,
        gated=[gate_count_sentence(code, n) for code, n in by_number(opened.found.gated)],
        offers=offers,
        # Who wants a list by date wants no fit told.
        better=founder_better_lines(opened.found.better, edit=edit, named=named)
        if viewer.list_order is ListOrder.FIT
        else [],
    )
    return render(request, "matches/founder_openings.html", page)


def profile_of(request: Request, acting: Acting) -> str:
    """Where this provider's profile is changed."""
    return f"{request.url_for('provider.profile').path}?for={acting.organisation_id}"


routes = [
    Route("/provider/openings", openings, name="provider.openings"),
    Route("/founder/pitches/{pitch_id:int}/openings", founder_openings, name="founder.openings"),
]
