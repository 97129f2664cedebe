"""A provider's own words: profile, products, past deals, and what its answers taught."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from models.entities.learning import AnswerCount
from models.entities.profiles import Deal, Product, Profile
from models.entities.vocabulary import Instrument, Role, Stage
from web.api.bodies import Body, Id, Language, Query, Yuan
from web.api.operation import Area, Ask, Done
from web.forms.profiles import DealForm, ProductForm, ProfileForm
from web.i18n import N_
from web.services import learning, profiles

AREA = Area(N_("A provider’s profile"), "matching")


class OfProvider(Query):
    """For which of the person's providers; the first where it is left out."""

    organisation_id: Id | None = None


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """What a provider says of itself; null before it said anything."""

    organisation_id: int
    vetted: bool
    profile: Profile | None
    products: list[Product]
    past_deals: list[Deal]


@AREA.add(
    "GET",
    "/provider/profile",
    "provider.profile",
    N_("A provider’s profile, products and past deals"),
    OwnProfile,
    query=OfProvider,
    pages=("provider.profile",),
)
async def profile(ask: Ask) -> OwnProfile:
    """Vetted or not."""
    own = await profiles.open_profile(
        ask.parts.db, viewer=ask.acting(Role.PROVIDER), organisation_id=ask.query.organisation_id
    )
    return OwnProfile(own.acting.organisation_id, own.acting.vetted, own.profile, own.products, own.deals)


class ProfileBody(Body):
    """What the provider looks for, as a whole."""

    lang: Language
    thesis: Annotated[str, Field(min_length=1, max_length=6000)]
    sectors: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    stages: Annotated[tuple[Stage, ...], Field(max_length=10)] = ()
    instruments: Annotated[tuple[Instrument, ...], Field(max_length=5)] = ()
    amount_min: Yuan | None = None
    amount_max: Yuan | None = None
    districts: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    never_sectors: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    never_text: Annotated[str, Field(max_length=1000)] = ""
    max_founders: Annotated[int, Field(ge=0, le=500)] | None = None
    visible_to_founders: bool = True
    house: Annotated[str, Field(max_length=100)] | None = None


@AREA.add(
    "PUT",
    "/provider/profile",
    "provider.save_profile",
    N_("Save what a provider looks for"),
    Done,
    body=ProfileBody,
    query=OfProvider,
    pages=("provider.profile",),
    example={"lang": "zh", "thesis": "只看能在县城落地的活鲜保运。", "instruments": ["equity"]},
)
async def save_profile(ask: Ask) -> None:
    """The list follows it."""
    new = ask.clean(ProfileForm.parse(ask.form()))
    await profiles.save_profile(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.PROVIDER),
        organisation_id=ask.query.organisation_id,
        new=new,
    )


class ProductBody(Body):
    """A loan or guarantee product."""

    form_names: ClassVar[dict[str, str]] = {
        "amount_min": "product_min",
        "amount_max": "product_max",
        "lang": "product_lang",
    }

    kind: Literal["loan", "guarantee"]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    purpose: Annotated[str, Field(max_length=1000)] = ""
    amount_min: Yuan | None = None
    amount_max: Yuan | None = None
    rate_text: Annotated[str, Field(max_length=100)] = ""
    term_months: Annotated[int, Field(ge=1, le=360)] | None = None
    lang: Language


@AREA.add(
    "POST",
    "/provider/products",
    "provider.add_product",
    N_("Offer one more product"),
    Done,
    body=ProductBody,
    query=OfProvider,
    pages=("provider.product_add",),
    example={"kind": "loan", "name": "蟹农贷", "lang": "zh", "term_months": 12},
)
async def add_product(ask: Ask) -> None:
    """A loan or a guarantee."""
    new = ask.clean(ProductForm.parse(ask.form()))
    await profiles.add_product(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.PROVIDER),
        organisation_id=ask.query.organisation_id,
        new=new,
    )


@AREA.add(
    "DELETE",
    "/provider/products/{product_id}",
    "provider.retire_product",
    N_("Take a product off the offer"),
    Done,
    pages=("provider.product_retire",),
)
async def retire_product(ask: Ask) -> None:
    """What was agreed under it stays."""
    viewer = ask.acting(Role.PROVIDER)
    await profiles.retire_product(ask.parts.db, ask.parts.clock, viewer=viewer, **ask.path)


class PastDealBody(Body):
    """A deal that the provider made before or elsewhere."""

    form_names: ClassVar[dict[str, str]] = {"dealt_on": "date"}

    company: Annotated[str, Field(min_length=1, max_length=200)]
    sector: str | None = None
    stage: Stage | None = None
    instrument: Instrument | None = None
    amount: Yuan | None = None
    dealt_on: date | None = None
    district: str | None = None


@AREA.add(
    "POST",
    "/provider/past-deals",
    "provider.add_past_deal",
    N_("Add a past deal"),
    Done,
    body=PastDealBody,
    query=OfProvider,
    pages=("provider.deal_add",),
    example={"company": "某保鲜公司", "instrument": "equity", "amount": {"minor": 80000000}},
)
async def add_past_deal(ask: Ask) -> None:
    """It speaks for what the provider likes."""
    new = ask.clean(DealForm.parse(ask.form()))
    await profiles.add_deals(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.PROVIDER),
        organisation_id=ask.query.organisation_id,
        deals=[new],
    )


@AREA.add(
    "DELETE",
    "/provider/past-deals/{deal_id}",
    "provider.remove_past_deal",
    N_("Take out a past deal that was entered by mistake"),
    Done,
    pages=("provider.deal_remove",),
)
async def remove_past_deal(ask: Ask) -> None:
    """Of one's own."""
    await profiles.remove_deal(ask.parts.db, viewer=ask.acting(Role.PROVIDER), **ask.path)


@dataclass(frozen=True, slots=True)
class Taste:
    """What a provider's own answers moved in its own list: by group, the weight for all and its own."""

    organisation_id: int
    model_version: str
    groups: list[learning.OwnGroup]
    answers: list[AnswerCount]


@AREA.add(
    "GET",
    "/provider/taste",
    "provider.taste",
    N_("What a provider’s own answers taught"),
    Taste,
    query=OfProvider,
    pages=("provider.taste",),
)
async def taste(ask: Ask) -> Taste:
    """For a vetted provider."""
    viewer, in_use = ask.acting(Role.PROVIDER), await ask.parts.rankers.current()
    found = await learning.open_own_taste(
        ask.parts.db, viewer=viewer, ranker=in_use.ranker, organisation_id=ask.query.organisation_id
    )
    return Taste(found.acting.organisation_id, found.version, found.groups, found.answers)


@AREA.add(
    "POST",
    "/provider/taste/reset",
    "provider.reset_taste",
    N_("Forget what a provider’s answers taught"),
    Done,
    query=OfProvider,
    pages=("provider.taste_reset",),
)
async def reset_taste(ask: Ask) -> None:
    """The answers themselves stay."""
    await learning.reset_own_taste(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.PROVIDER),
        organisation_id=ask.query.organisation_id,
    )
    ask.parts.rankers.forget()
