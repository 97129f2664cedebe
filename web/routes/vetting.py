"""Organisers vet providers: `/organiser/providers`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid
from web import formats
from web.forms.base import Data, Parsed
from web.forms.organisations import (
    Decision,
    DecisionForm,
    ProvidersFilterForm,
    Qualification,
    QualificationForm,
)
from web.i18n import gettext, ngettext
from web.pages.organisations import VETTING_PILLS, kinds_label, vetting_label
from web.pages.vetting import HistoryLine, ProviderLine, ProviderPage, ProvidersPage, tabs, waiting_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import vetting
from web.viewer import viewer_for


async def providers(request: Request) -> Response:
    """Providers, those that wait first."""
    viewer, parts = viewer_for(request, Role.ORGANISER), resources(request)
    parsed = ProvidersFilterForm.parse(Data(request.query_params.multi_items()))
    state, text = parsed.clean or ("", "")
    rows, counts = await vetting.list_providers(parts.db, parts.clock, viewer=viewer, state=state, text=text)
    answer = gettext("No provider waits to be vetted.")
    if counts.n_waiting:
        answer = ngettext(
            "%(num)s provider waits to be vetted.", "%(num)s providers wait to be vetted.", counts.n_waiting
        )
    shown = tabs(request.url.path, counts, state)
    page = ProvidersPage(gettext("Providers"), answer, [ProviderLine(r) for r in rows], shown, state, parsed)
    return render(request, "vetting/list.html", page, status=422 if parsed.errors else 200)


async def waiting(request: Request) -> Response:
    """What a provider that is not let in waits for, and what it can do meanwhile."""
    viewer = viewer_for(request, Role.PROVIDER)
    found = await vetting.not_let_in(resources(request).db, viewer=viewer)
    if not found:
        return see(request, "provider.matches")
    return render(request, "vetting/waiting.html", waiting_page(found))


async def provider(request: Request) -> Response:
    """What a provider says of itself, and what was decided on it."""
    viewer = viewer_for(request, Role.ORGANISER)
    return await _provider(request, viewer)


async def _provider(
    request: Request,
    viewer: Viewer,
    *,
    decision: Parsed[Decision] | None = None,
    qualification: Parsed[Qualification] | None = None,
) -> Response:
    parts = resources(request)
    view = await vetting.open_provider(
        parts.db, parts.clock, viewer=viewer, organisation_id=request.path_params["organisation_id"]
    )
    state = view.latest.decision if view.latest else None
    if view.latest is None:
        answer = gettext("It has waited since %(day)s.", day=formats.date(view.provider.created_at))
    else:
        answer = gettext(
            "%(state)s since %(day)s; %(deals)s past deals entered.",
            state=vetting_label(state),
            day=formats.date(view.latest.decided_at),
            deals=len(view.deals),
        )
    page = ProviderPage(
        view.provider.name,
        answer,
        view,
        kinds_label(view.provider.kinds),
        (VETTING_PILLS[state], vetting_label(state)),
        [HistoryLine(d) for d in view.decisions],
        decision or Parsed({}, {}, None),
        qualification or Parsed({}, {}, None),
    )
    refused = page.decision.errors or page.qualification.errors
    return render(request, "vetting/provider.html", page, status=422 if refused else 200)


async def decide(request: Request) -> Response:
    """Let in, refuse, or put out."""
    viewer, parts = viewer_for(request, Role.ORGANISER), resources(request)
    organisation_id = request.path_params["organisation_id"]
    parsed = DecisionForm.parse(await request.form())
    if parsed.clean is None:
        return await _provider(request, viewer, decision=parsed)
    chosen = parsed.clean
    await vetting.vet_provider(
        parts.db,
        parts.clock,
        viewer=viewer,
        organisation_id=organisation_id,
        decision=chosen.decision,
        evidence=chosen.evidence,
        seen=chosen.seen,
    )
    return see(
        request, "organiser.provider", organisation_id=organisation_id, flash=f"vetting_{chosen.decision}"
    )


async def qualify(request: Request) -> Response:
    """Mark as qualified to read terms."""
    viewer, parts = viewer_for(request, Role.ORGANISER), resources(request)
    organisation_id = request.path_params["organisation_id"]
    parsed = QualificationForm.parse(await request.form())
    if parsed.clean is None:
        return await _provider(request, viewer, qualification=parsed)
    try:
        await vetting.qualify_provider(
            parts.db,
            parts.clock,
            viewer=viewer,
            organisation_id=organisation_id,
            qualified_on=parsed.clean.qualified_on,
            valid_until=parsed.clean.valid_until,
            evidence=parsed.clean.evidence,
        )
    except Invalid as error:
        refused = parsed.with_error(error.field or "qualified_on", sentence(error.code))
        return await _provider(request, viewer, qualification=refused)
    return see(request, "organiser.provider", organisation_id=organisation_id, flash="qualified")


async def unqualify(request: Request) -> Response:
    """End the qualification."""
    viewer, parts = viewer_for(request, Role.ORGANISER), resources(request)
    organisation_id = request.path_params["organisation_id"]
    await vetting.end_qualification(parts.db, parts.clock, viewer=viewer, organisation_id=organisation_id)
    return see(request, "organiser.provider", organisation_id=organisation_id, flash="qualification_ended")


_ONE = "/organiser/providers/{organisation_id:int}"
routes = [
    Route("/provider/waiting", waiting, name="provider.waiting"),
    Route("/organiser/providers", providers, name="organiser.providers"),
    Route(_ONE, provider, name="organiser.provider"),
    Route(_ONE + "/decide", decide, name="organiser.vet_provider", methods=["POST"]),
    Route(_ONE + "/qualify", qualify, name="organiser.qualify_provider", methods=["POST"]),
    Route(_ONE + "/unqualify", unqualify, name="organiser.unqualify_provider", methods=["POST"]),
]
