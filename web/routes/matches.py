"""Matching for both sides: the provider's list and reasons, introductions, who fits a founder's pitch."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.vocabulary import Choice, IntroductionStatus, ListOrder, Role
from models.errors import Invalid, NotFound
from web.forms.base import Parsed
from web.forms.matches import CHOICES, ChoiceForm, IntroductionAnswerForm, MatchFiltersForm
from web.i18n import gettext, ngettext
from web.opening_words import OfferLine, better_lines, provider_offers
from web.pages.admin import paging
from web.pages.fits import chance_sentence, side_fits
from web.pages.matches import (
    Chip,
    IntroductionsPage,
    MatchesPage,
    MatchRow,
    PairPage,
    ProviderRow,
    WhoFitsPage,
    full_lines,
)
from web.reasons import (
    by_number,
    gate_count_sentence,
    gate_sentence,
    reason_lines,
    score_parts,
    sentence_across,
    taught,
)
from web.render import Undo, render, see, see_path
from web.resources import resources
from web.routes.openings import profile_of
from web.sentences import sentence
from web.services.introductions import answer_introduction, choose, open_introductions
from web.services.matching import MOST_PLACES, PAGE_SIZE, ListAsked, MatchList, open_matches
from web.services.matching_pair import PairView, open_pair
from web.services.short_texts import encode_now, glosses_of
from web.services.showing import pitch_for_provider
from web.services.who_fits import open_providers
from web.tables.answer import file_wish
from web.viewer import organisation_asked, viewer_for
from web.vocabulary import label


async def matches(request: Request) -> Response:
    """Which pitches should this provider meet, and why."""
    viewer = viewer_for(request, Role.PROVIDER)
    parts = resources(request)
    form = MatchFiltersForm.parse(request.query_params)
    in_use = await parts.rankers.current()
    asked = form.clean or ListAsked()
    filters, is_file = asked.filters, file_wish(request) is not None
    looked_for = await encode_now(parts.db, parts.quick, filters.words) if filters.words else None
    found = await open_matches(
        parts.db,
        in_use.ranker,
        parts.clock,
        viewer=viewer,
        organisation_id=organisation_asked(request),
        filters=filters,
        looked_for=looked_for,
        index=parts.index,
        # A file holds the whole list.
        start=0 if is_file else (asked.page - 1) * PAGE_SIZE,
        limit=MOST_PLACES if is_file else PAGE_SIZE,
    )
    by_date = found.order is ListOrder.DATE
    rows = [
        MatchRow(
            place,
            m.pitch,
            fit.fit if fit else None,
            score_parts(fit) if fit else [],
            reason_lines(fit) if fit else [],
            # What was measured is the fit of profiles, not of words typed just now.
            chance_sentence(fit.fit, in_use) if fit and not found.words_read else None,
            m.lifted,
        )
        for place, m in enumerate(found.matches, found.skipped + 1)
        for fit in (None if by_date else m.ranked,)
    ]
    page = MatchesPage(
        title=gettext("Matches"),
        answer=_searched_answer(found, filters.words) if found.words_read else _matches_answer(found),
        found=found,
        rows=rows,
        paging=paging(
            request.url.path,
            request.query_params,
            found.skipped // PAGE_SIZE + 1,
            PAGE_SIZE,
            len(rows),
            found.n_places,
        ),
        form=form,
        choices=[(c, _choice_label(c)) for c in CHOICES],
        chips=_chips(request, form),
        organisations=[a for a in viewer.organisations(Role.PROVIDER) if a.vetted],
        here=f"{request.url.path}?{request.url.query}",
        words=filters.words,
        words_read=found.words_read,
        by_date=by_date,
    )
    return render(request, "matches/list.html", page, status=422 if form.errors else 200)


def _matches_answer(found: MatchList) -> str:
    if found.order is ListOrder.DATE:
        return ngettext(
            "%(num)s pitch is open to you, the newest first.",
            "%(num)s pitches are open to you, the newest first.",
            found.n_open,
        )
    return ngettext(
        "%(num)s pitch is open to you, %(well)s fit very well.",
        "%(num)s pitches are open to you, %(well)s fit very well.",
        found.n_open,
        well=found.n_very_well,
    )


def _searched_answer(found: MatchList, words: str) -> str:
    return ngettext(
        "%(num)s pitch is open to you, ordered by what you look for: %(words)s",
        "%(num)s pitches are open to you, ordered by what you look for: %(words)s",
        found.n_open,
        words=words,
    )


def _choice_label(code: str) -> str:
    if code in set(Choice):
        return label("choice", code)
    return gettext("Not yet answered") if code == "new" else gettext("All but those I declined")


def _chips(request: Request, form: Parsed[ListAsked]) -> list[Chip]:
    query = [(k, v) for k, v in request.query_params.multi_items() if v and k != "page"]
    chips = []
    if form.clean is not None and form.clean.filters.words:
        rest = urlencode([(k, v) for k, v in query if k != "words"])
        chips.append(Chip(form.clean.filters.words, f"{request.url.path}?{rest}"))
    for name, kind in (
        ("stage", "stage"),
        ("sector", "sector"),
        ("district", "district"),
        ("instrument", "instrument"),
    ):
        value = form.values.get(name)
        if value and name not in form.errors:
            rest = urlencode([(k, v) for k, v in query if k != name])
            chips.append(Chip(label(kind, value), f"{request.url.path}?{rest}"))
    return chips


async def pitch(request: Request) -> Response:
    """One pitch as this provider sees it; the visit is noted for its founder."""
    return await _pitch(request, Parsed({}, {}, None))


async def _pitch(request: Request, form: Parsed[object]) -> Response:
    viewer = viewer_for(request, Role.PROVIDER)
    parts, pitch_id = resources(request), request.path_params["pitch_id"]
    in_use = await parts.rankers.current()
    pair = await open_pair(
        parts.db,
        in_use.ranker,
        parts.clock,
        viewer=viewer,
        organisation_id=organisation_asked(request),
        pitch_id=pitch_id,
        index=parts.index,
    )
    shown = await pitch_for_provider(parts.db, parts.clock, viewer=viewer, pitch_id=pitch_id)
    ranked = pair.ranked
    page = PairPage(
        title=shown.text.name,
        answer=_pair_answer(ranked.fit if ranked else None, pair.order, gated=bool(pair.gates)),
        shown=shown,
        acting=pair.acting,
        pitch=pair.pitch,
        fit=ranked.fit if ranked else None,
        sides=side_fits(ranked, in_use) if ranked else [],
        parts=score_parts(ranked) if ranked else [],
        reasons=reason_lines(ranked) if ranked else [],
        glosses=await glosses_of(parts.quick, pair.model, sentence_across(ranked)) if ranked else (),
        gates=[gate_sentence(g) for g in pair.gates],
        offers=_offers(request, pair),
        introduction=pair.introduction,
        model_version=in_use.version,
        form=form,
    )
    return render(request, "matches/pitch.html", page, status=422 if form.errors else 200)


def _offers(request: Request, pair: PairView) -> list[OfferLine]:
    """What would let the pitch in, or make it fit better."""
    edit, products = profile_of(request, pair.acting), pair.judged.products
    if pair.gates:
        return provider_offers(pair.offers, edit=edit, profile=None, products=products, named=lambda _: None)
    return better_lines(pair.offers, edit=edit, products=products)


def _pair_answer(fit: float | None, order: ListOrder, *, gated: bool) -> str:
    if gated:
        return gettext("Your profile shuts this pitch out; the reasons stand below.")
    if order is ListOrder.DATE:
        return gettext("You read lists by date, so no score is worked out.")
    if fit is None:
        return gettext("How well it fits is not known yet: your profile says too little.")
    return gettext("It fits you with %(fit)s of 100.", fit=round(fit))


async def decide(request: Request) -> Response:
    """Interested, later, or not for me with a reason."""
    viewer = viewer_for(request, Role.PROVIDER)
    parts, pitch_id = resources(request), request.path_params["pitch_id"]
    form = ChoiceForm.parse(await request.form())
    if form.clean is None:
        return await _pitch(request, form)
    try:
        await choose(
            parts.db,
            parts.clock,
            viewer=viewer,
            organisation_id=organisation_asked(request),
            pitch_id=pitch_id,
            choice=form.clean.choice,
            reason=form.clean.reason,
            note=form.clean.note,
        )
    except Invalid as error:
        return await _pitch(request, form.with_error("reason", sentence(error.code)))
    back = form.clean.back
    if not back:
        asked = organisation_asked(request)
        page = request.url_for("provider.pitch", pitch_id=pitch_id).path
        back = page if asked is None else f"{page}?for={asked}"
    if form.clean.choice is not Choice.NO:
        return see_path(request, back, flash=f"choice_{form.clean.choice}")
    flash, params = taught(form.clean.reason)
    here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    undo = Undo("choice_no_undo", here, {"choice": str(Choice.LATER), "back": back})
    return see_path(request, back, flash=flash, flash_params=params, undo=undo)


async def provider_introductions(request: Request) -> Response:
    """Whom this provider asked to meet, and the contacts of those who agreed."""
    viewer = viewer_for(request, Role.PROVIDER)
    found = await open_introductions(resources(request).db, viewer=viewer, role=Role.PROVIDER)
    accepted = sum(n.status is IntroductionStatus.ACCEPTED for n in found)
    answer = ngettext(
        "%(num)s founder has agreed to meet you.", "%(num)s founders have agreed to meet you.", accepted
    )
    page = IntroductionsPage(gettext("Introductions"), answer, found, as_founder=False)
    return render(request, "matches/introductions.html", page)


async def founder_introductions(request: Request) -> Response:
    """Who wants to meet this founder."""
    viewer = viewer_for(request, Role.FOUNDER)
    found = await open_introductions(resources(request).db, viewer=viewer, role=Role.FOUNDER)
    waiting = sum(n.status is IntroductionStatus.PROPOSED for n in found)
    answer = ngettext(
        "%(num)s provider wants to meet you and waits for your answer.",
        "%(num)s providers want to meet you and wait for your answer.",
        waiting,
    )
    page = IntroductionsPage(gettext("Introductions"), answer, found, as_founder=True)
    return render(request, "matches/introductions.html", page)


async def answer(request: Request) -> Response:
    """The founder accepts or declines."""
    viewer = viewer_for(request, Role.FOUNDER)
    parts = resources(request)
    form = IntroductionAnswerForm.parse(await request.form())
    if form.clean is None:
        return await founder_introductions(request)
    accept, reason = form.clean
    await answer_introduction(
        parts.db,
        parts.clock,
        viewer=viewer,
        introduction_id=request.path_params["introduction_id"],
        accept=accept,
        reason=reason,
    )
    return see(
        request, "founder.introductions", flash="introduction_accepted" if accept else "introduction_declined"
    )


async def who_fits(request: Request) -> Response:
    """Who may fund this pitch, and what to do next."""
    viewer = viewer_for(request, Role.FOUNDER)
    pitch_id = request.path_params["pitch_id"]
    parts = resources(request)
    in_use = await parts.rankers.current()
    found = await open_providers(parts.db, in_use.ranker, viewer=viewer, pitch_id=pitch_id, index=parts.index)
    if found is None:
        raise NotFound
    rows = [
        ProviderRow(
            m.provider,
            m.ranked.fit if m.ranked else None,
            score_parts(m.ranked) if m.ranked else [],
            reason_lines(m.ranked) if m.ranked else [],
            m.introduction,
        )
        for m in found.providers
    ]
    waiting = [n for n in found.introductions if n.status is IntroductionStatus.PROPOSED]
    text = ngettext(
        "%(num)s provider is open to this pitch; %(waiting)s want to meet you.",
        "%(num)s providers are open to this pitch; %(waiting)s want to meet you.",
        len(rows),
        waiting=len(waiting),
    )
    page = WhoFitsPage(
        gettext("Who fits"),
        text,
        pitch_id,
        found.pitch.name,
        rows,
        waiting,
        [gate_count_sentence(code, n) for code, n in by_number(found.gated)],
        full_lines(found),
        by_date=found.order is ListOrder.DATE,
    )
    return render(request, "matches/who_fits.html", page)


routes = [
    Route("/provider/matches", matches, name="provider.matches"),
    Route("/provider/pitches/{pitch_id:int}", pitch, name="provider.pitch"),
    Route("/provider/pitches/{pitch_id:int}/choice", decide, name="provider.choose", methods=["POST"]),
    Route("/provider/introductions", provider_introductions, name="provider.introductions"),
    Route("/founder/introductions", founder_introductions, name="founder.introductions"),
    Route(
        "/founder/introductions/{introduction_id:int}/answer",
        answer,
        name="founder.introduction_answer",
        methods=["POST"],
    ),
    Route("/founder/pitches/{pitch_id:int}/providers", who_fits, name="founder.who_fits"),
]
