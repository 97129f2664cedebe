"""How attention is shared among founders, and the promise of a first look: `/fairness`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.fairness import NewRules
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed
from web.forms.base import Parsed
from web.forms.fairness import RulesForm
from web.i18n import gettext, ngettext
from web.pages.fairness import FairnessPage, exposure, short_texts
from web.render import render, see
from web.resources import resources
from web.services.fairness import READERS, SETTERS, Fairness, open_fairness, request_plan, set_rules
from web.viewer import viewer_for, viewer_of


def _reader(request: Request, roles: tuple[Role, ...] = READERS) -> tuple[Viewer, Role]:
    """Who reads, and in which role: the one asked for with `?as=`, else the first that fits."""
    mine = [role for role in roles if role in viewer_of(request).roles]
    if not mine:
        raise NotAllowed("not_allowed")
    asked = request.query_params.get("as")
    role = next((role for role in mine if role == asked), mine[0])
    return viewer_for(request, role), role


async def fairness(request: Request) -> Response:
    """Who is seen, what is promised, how far it is kept."""
    viewer, role = _reader(request)
    return await _page(request, viewer, role, None)


async def _page(request: Request, viewer: Viewer, role: Role, form: Parsed[NewRules] | None) -> Response:
    parts = resources(request)
    found = await open_fairness(parts.db, parts.clock, viewer=viewer)
    page = FairnessPage(
        title=gettext("Fair chances"),
        answer=_answer(found),
        found=found,
        tables=[
            exposure(
                gettext("By founder category"), gettext("Founder category"), "category", found.by_category
            ),
            exposure(gettext("By district"), gettext("District"), "district", found.by_district),
        ],
        shorts=short_texts(found),
        form=form or Parsed(RulesForm.values(found.in_force), {}, None),
        role=str(role),
    )
    return render(request, "fairness/show.html", page, status=422 if form is not None else 200)


def _answer(found: Fairness) -> str:
    plan = found.plan
    if not found.in_force.enabled:
        return gettext("First looks are switched off; lists follow fit alone.")
    if plan is None:
        return gettext("No plan of first looks is made yet; the worker makes one when it runs.")
    return ngettext(
        "%(kept)s of %(num)s approved pitch stands high in at least %(reach)s lists.",
        "%(kept)s of %(num)s approved pitches stand high in at least %(reach)s lists.",
        plan.n_pitches,
        kept=plan.n_pitches - plan.n_shorts,
        reach=plan.reach,
    )


async def rules(request: Request) -> Response:
    """Promise something else from now on."""
    viewer, role = _reader(request, tuple(r for r in READERS if r in SETTERS))
    parts = resources(request)
    form = RulesForm.parse(await request.form())
    if form.clean is None:
        return await _page(request, viewer, role, form)
    await set_rules(parts.db, parts.clock, viewer=viewer, new=form.clean)
    return see(request, "fairness.show", flash="fairness_rules_set", query={"as": str(role)})


async def plan(request: Request) -> Response:
    """Plan now."""
    viewer, role = _reader(request, tuple(r for r in READERS if r in SETTERS))
    parts = resources(request)
    await request_plan(parts.db, parts.clock, viewer=viewer)
    return see(request, "fairness.show", flash="floor_requested", query={"as": str(role)})


routes = [
    Route("/fairness", fairness, name="fairness.show"),
    Route("/fairness/rules", rules, name="fairness.rules", methods=["POST"]),
    Route("/fairness/plan", plan, name="fairness.plan", methods=["POST"]),
]
