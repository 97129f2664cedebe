"""A provider's own page: profile, products, past deals."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.profiles import NewDeal, NewProduct, NewProfile
from models.entities.viewer import Viewer
from models.entities.vocabulary import OrganisationKind, Role
from web.forms.base import Parsed
from web.forms.profiles import DealForm, ProductForm, ProfileForm
from web.forms.suggestions import suggest_profile
from web.i18n import current_locale, gettext
from web.pages.provider import ProfilePage
from web.render import render, see
from web.resources import resources
from web.services import profiles
from web.suggestions import suggested
from web.viewer import organisation_asked, viewer_for

_NO_PRODUCT: Parsed[NewProduct] = Parsed({}, {}, None)
_NO_DEAL: Parsed[NewDeal] = Parsed({}, {}, None)


async def _page(
    request: Request,
    viewer: Viewer,
    form: Parsed[NewProfile] | None = None,
    product: Parsed[NewProduct] = _NO_PRODUCT,
    deal: Parsed[NewDeal] = _NO_DEAL,
) -> Response:
    own = await profiles.open_profile(
        resources(request).db, viewer=viewer, organisation_id=organisation_asked(request)
    )
    values, filled_in = suggest_profile(
        ProfileForm.values(own.profile, current_locale()), suggested(request.query_params.multi_items())
    )
    shown = form or Parsed(values, {}, None)
    page = ProfilePage(
        title=own.acting.name,
        answer=_answer(own),
        own=own,
        organisations=viewer.organisations(Role.PROVIDER),
        form=shown,
        suggested=form is None and filled_in,
        product=product,
        deal=deal,
        lends=bool({OrganisationKind.BANK, OrganisationKind.GUARANTOR} & own.acting.kinds),
    )
    wrong = bool(shown.errors or product.errors or deal.errors)
    return render(request, "provider/profile.html", page, status=422 if wrong else 200)


def _answer(own: profiles.OwnProfile) -> str:
    if not own.acting.vetted:
        return gettext("An organiser has not vetted you yet; pitches open when that is done.")
    if own.profile is None:
        return gettext("You are vetted. Say what you look for, and pitches are ranked for you.")
    return gettext("You are vetted; your list follows this profile.")


async def profile(request: Request) -> Response:
    """Show or save the profile."""
    viewer = viewer_for(request, Role.PROVIDER)
    if request.method == "GET":
        return await _page(request, viewer)
    parts = resources(request)
    form = ProfileForm.parse(await request.form())
    if form.clean is None:
        return await _page(request, viewer, form)
    await profiles.save_profile(
        parts.db, parts.clock, viewer=viewer, organisation_id=organisation_asked(request), new=form.clean
    )
    return _back(request, "profile_saved")


def _back(request: Request, flash: str, **params: object) -> Response:
    query = {"for": request.query_params["for"]} if "for" in request.query_params else None
    return see(request, "provider.profile", flash=flash, query=query, flash_params=params)


async def product_add(request: Request) -> Response:
    """One more product."""
    viewer, parts = viewer_for(request, Role.PROVIDER), resources(request)
    form = ProductForm.parse(await request.form())
    if form.clean is None:
        return await _page(request, viewer, product=form)
    await profiles.add_product(
        parts.db, parts.clock, viewer=viewer, organisation_id=organisation_asked(request), new=form.clean
    )
    return _back(request, "product_added")


async def product_retire(request: Request) -> Response:
    """Take a product off the offer."""
    viewer, parts = viewer_for(request, Role.PROVIDER), resources(request)
    product_id = request.path_params["product_id"]
    await profiles.retire_product(parts.db, parts.clock, viewer=viewer, product_id=product_id)
    return _back(request, "product_retired")


async def deal_add(request: Request) -> Response:
    """One past deal."""
    viewer, parts = viewer_for(request, Role.PROVIDER), resources(request)
    form = DealForm.parse(await request.form())
    if form.clean is None:
        return await _page(request, viewer, deal=form)
    await profiles.add_deals(
        parts.db, parts.clock, viewer=viewer, organisation_id=organisation_asked(request), deals=[form.clean]
    )
    return _back(request, "deals_added", n=1)


async def deal_remove(request: Request) -> Response:
    """Take out a deal that was entered by mistake."""
    viewer = viewer_for(request, Role.PROVIDER)
    await profiles.remove_deal(resources(request).db, viewer=viewer, deal_id=request.path_params["deal_id"])
    return _back(request, "deal_removed")


routes = [
    Route("/provider/profile", profile, name="provider.profile", methods=["GET", "POST"]),
    Route("/provider/profile/products", product_add, name="provider.product_add", methods=["POST"]),
    Route(
        "/provider/profile/products/{product_id:int}/retire",
        product_retire,
        name="provider.product_retire",
        methods=["POST"],
    ),
    Route("/provider/profile/deals", deal_add, name="provider.deal_add", methods=["POST"]),
    Route(
        "/provider/profile/deals/{deal_id:int}/remove",
        deal_remove,
        name="provider.deal_remove",
        methods=["POST"],
    ),
]
