"""Host spaces for everybody, their pages and offers, and requests for services with what became of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from models.entities.service_requests import Ask as AskEntity
from models.entities.service_requests import (
    DeclineReason,
    ServiceFacts,
    ServiceSide,
    ServiceStep,
    ServiceStepTaken,
)
from models.entities.spaces import Offer, OfferKind, OwnSpace, SpaceCard, SpaceContact, SpaceEvent
from models.entities.tenancies import TenancyStage
from models.entities.vocabulary import FounderCategory, Role
from web.api.bodies import Body, Comment, Id, Line, Paged, Query
from web.api.cursors import page_of_all
from web.api.operation import Area, Ask, Done, Made
from web.api.shapes import Page, shaped
from web.forms.service_requests import RequestForm, ServiceStepForm
from web.forms.spaces import OfferForm, SpacePageForm
from web.i18n import N_
from web.services import service_requests, spaces
from web.services.service_figures import FigureFilters, ServiceCount, open_service_figures
from web.services.service_requests import ANY
from web.services.spaces import Naming, SpaceFilters, today_of, told

AREA = Area(N_("Host spaces and services"), "spaces")
# Exact numbers of companies stay inside; the detail tells them from a size on.
shaped(SpaceCard, omit=("n_tenants", "n_firsts"))
shaped(SpaceContact, omit=("person_id",))
_AS = {"founder": Role.FOUNDER, "space": Role.SPACE}


class SpacesQuery(Paged):
    """Which spaces."""

    district: Annotated[str | None, Field(max_length=40)] = None
    category: FounderCategory | None = None
    kind: OfferKind | None = None
    stage: TenancyStage | None = None


@AREA.add(
    "GET",
    "/public/spaces",
    "spaces.directory",
    N_("Published host spaces"),
    Page[SpaceCard],
    public=True,
    query=SpacesQuery,
    pages=("public.spaces",),
)
async def directory(ask: Ask) -> Page[SpaceCard]:
    """A space that names no category welcomes all."""
    wanted = SpaceFilters(ask.query.district, ask.query.category, ask.query.kind, ask.query.stage)
    found = await spaces.list_spaces(ask.parts.db, ask.parts.clock)
    return page_of_all(ask, "spaces.directory", [s for s in found if wanted.take(s)], lambda s: s.id)


@dataclass(frozen=True, slots=True)
class PublicSpaceDetail:
    """A space; a number too small to be told is null, and so is a usual answer of too few."""

    space: SpaceCard
    offers: list[Offer]
    contact: SpaceContact | None
    events: list[SpaceEvent]
    n_tenants: int | None
    n_firsts: int | None
    usual_answer_seconds: int | None


@AREA.add(
    "GET",
    "/public/spaces/{space_id}",
    "spaces.public",
    N_("A host space with what it offers"),
    PublicSpaceDetail,
    public=True,
    pages=("public.space",),
)
async def public(ask: Ask) -> PublicSpaceDetail:
    """As the page shows it to anybody."""
    found = await spaces.open_public_space(ask.parts.db, ask.parts.clock, space_id=ask.path["space_id"])
    usual = found.usual_answer
    return PublicSpaceDetail(
        found.space,
        found.offers,
        found.contact,
        found.events,
        told(found.space.n_tenants),
        told(found.space.n_firsts),
        None if usual is None else int(usual.total_seconds()),
    )


@dataclass(frozen=True, slots=True)
class SpaceDesk:
    """One of your spaces: its words with their revision, all offers, and whom the page names."""

    space: OwnSpace
    offers: list[Offer]
    contact: SpaceContact | None


@AREA.add(
    "GET", "/spaces/{space_id}/page", "spaces.page", N_("The page of your space, and its offers"), SpaceDesk
)
async def page(ask: Ask) -> SpaceDesk:
    """Past offers too."""
    found = await spaces.open_page_desk(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.SPACE), space_id=ask.path["space_id"]
    )
    return SpaceDesk(found.space, found.offers, found.contact)


class PageBody(Body):
    """What a space says of itself; `revision` is the one that you have read, 0 at first."""

    revision: Annotated[int, Field(ge=0, le=10**9)]
    about_zh: Annotated[str, Field(max_length=2000)] = ""
    about_en: Annotated[str, Field(max_length=2000)] = ""
    address_zh: Line = ""
    address_en: Line = ""
    opening_zh: Line = ""
    opening_en: Line = ""
    link: Annotated[str, Field(max_length=500)] = ""
    categories: Annotated[list[FounderCategory], Field(max_length=5, default_factory=list)]
    stages: Annotated[list[TenancyStage], Field(max_length=3, default_factory=list)]
    n_desks: Annotated[int | None, Field(ge=0, le=100_000)] = None
    n_rooms: Annotated[int | None, Field(ge=0, le=10_000)] = None
    area_m2: Annotated[int | None, Field(ge=0, le=10_000_000)] = None
    naming: Naming = Naming.KEEP
    phone: Annotated[str, Field(max_length=40)] = ""
    published: bool = False


@AREA.add(
    "PUT",
    "/spaces/{space_id}/page",
    "spaces.save_page",
    N_("Save the page of your space"),
    Done,
    body=PageBody,
    pages=("space.page",),
    example={
        "revision": 1,
        "about_zh": "旧厂房里的众创空间。",
        "address_zh": "梦溪路 8 号",
        "published": True,
    },
)
async def save_page(ask: Ask) -> None:
    """Whole; what is left out is emptied."""
    viewer, parts = ask.acting(Role.SPACE), ask.parts
    sent = ask.clean(SpacePageForm.parse(ask.form())).sent
    await spaces.save_page(parts.db, parts.clock, viewer=viewer, space_id=ask.path["space_id"], sent=sent)


class OfferBody(Body):
    """What a space offers; without a first day it holds from today."""

    kind: OfferKind
    title_zh: Annotated[str, Field(max_length=80)] = ""
    title_en: Annotated[str, Field(max_length=80)] = ""
    text_zh: Annotated[str, Field(max_length=1000)] = ""
    text_en: Annotated[str, Field(max_length=1000)] = ""
    is_free: bool = False
    price_zh: Line = ""
    price_en: Line = ""
    capacity: Annotated[int | None, Field(ge=1, le=100_000)] = None
    partner: Line = ""
    active_from: date | None = None
    active_until: date | None = None


class OfferChange(OfferBody):
    """New words of an offer; `revision` is the one that you have read."""

    revision: Annotated[int, Field(ge=1, le=10**9)]


async def _save_offer(ask: Ask, offer_id: int | None = None) -> int:
    viewer, parts = ask.acting(Role.SPACE), ask.parts
    more = {} if offer_id is None else {"offer_id": str(offer_id)}
    sent = ask.clean(OfferForm.parse(ask.form(**more), today_of(parts.clock)))
    return await spaces.save_offer(
        parts.db,
        parts.clock,
        viewer=viewer,
        space_id=ask.path["space_id"],
        offer_id=offer_id,
        revision=sent.revision,
        new=sent.new,
    )


@AREA.add(
    "POST",
    "/spaces/{space_id}/offers",
    "spaces.add_offer",
    N_("Offer something in your space"),
    Made,
    body=OfferBody,
    status=201,
    pages=("space.offers",),
    example={"kind": "law", "title_zh": "每周三律师门诊", "is_free": True},
)
async def add_offer(ask: Ask) -> Made:
    """From then on founders can ask for it."""
    return Made(await _save_offer(ask))


@AREA.add(
    "PUT",
    "/spaces/{space_id}/offers/{offer_id}",
    "spaces.change_offer",
    N_("Change an offer, or end it by its last day"),
    Done,
    body=OfferChange,
)
async def change_offer(ask: Ask) -> None:
    """Requests that were made of it stay as they are."""
    await _save_offer(ask, ask.path["offer_id"])


class Side(Query):
    """For which side: a company that asked, or a space that was asked."""

    side: Annotated[Literal["founder", "space"], Field(description="`founder` or `space`.")]


class SidePaged(Paged):
    """For which side: a company that asked, or a space that was asked."""

    side: Annotated[Literal["founder", "space"], Field(description="`founder` or `space`.")]


@AREA.add(
    "GET",
    "/services",
    "services.list",
    N_("Requests that you made, or that were made of your space"),
    Page[AskEntity],
    query=SidePaged,
    pages=("founder.services", "space.requests"),
)
async def requests(ask: Ask) -> Page[AskEntity]:
    """One item for each space that was asked; at most 500."""
    viewer = ask.acting(_AS[ask.query.side])
    found = await service_requests.list_own(ask.parts.db, viewer=viewer, role=_AS[ask.query.side])
    # Two spaces of one request differ in their ids; together they are one number that orders the list.
    return page_of_all(ask, "services.list", found, lambda a: a.request_id * 2**32 + a.space_id)


class RequestBody(Body):
    """What you need; without a space, any of the district (or of the city) that offers it."""

    form_names: ClassVar[Mapping[str, str]] = {"space_id": "where"}

    kind: OfferKind
    need: Annotated[str, Field(min_length=1, max_length=2000)]
    space_id: Id | None = None
    district: Annotated[str | None, Field(max_length=40)] = None
    needed_by: date | None = None
    pitch_id: Id | None = None
    company_id: Id | None = None


@AREA.add(
    "POST",
    "/services",
    "services.ask",
    N_("Ask host spaces for a service"),
    Made,
    body=RequestBody,
    status=201,
    pages=("founder.ask_service",),
    example={"kind": "law", "need": "请看一份加工合同", "district": "jingkou"},
)
async def ask_service(ask: Ask) -> Made:
    """To one space, or at once to up to three, of which the first to accept takes it."""
    viewer, parts, body = ask.acting(Role.FOUNDER), ask.parts, ask.body
    more = {"key": uuid.uuid4().hex}
    if body.space_id is None:
        more["where"] = f"{ANY}:{body.district}" if body.district else ANY
    sent = ask.clean(RequestForm.parse(ask.form(**more), viewer.organisation_ids(Role.FOUNDER)))
    return Made(
        await service_requests.ask_service(parts.db, parts.clock, viewer=viewer, new=sent.new, key=sent.key)
    )


@dataclass(frozen=True, slots=True)
class RequestAtSpace:
    """A request at one space, what was done there (the latest first), and what you can do now."""

    request: AskEntity
    side: ServiceSide
    may: list[ServiceStep]
    steps: list[ServiceStepTaken]


@AREA.add(
    "GET",
    "/services/{request_id}",
    "services.show",
    N_("A request at each space that you may see it at"),
    list[RequestAtSpace],
    query=Side,
    pages=("services.show",),
)
async def show(ask: Ask) -> list[RequestAtSpace]:
    """All spaces for who asked, its own part for a space."""
    role = _AS[ask.query.side]
    found = await service_requests.open_request(
        ask.parts.db, viewer=ask.acting(role), request_id=ask.path["request_id"], role=role
    )
    return [RequestAtSpace(v.ask, v.side, sorted(v.may), v.steps) for v in found]


class StepBody(Body):
    """A step at one space; a promise, a reason or a rating where the step has one."""

    space_id: Id
    step: ServiceStep
    note: Comment = ""
    promised_on: date | None = None
    reason: DeclineReason | None = None
    rating: Annotated[int | None, Field(ge=1, le=5)] = None


@AREA.add(
    "POST",
    "/services/{request_id}/steps",
    "services.step",
    N_("Answer, ask back, reply, end or rate a request"),
    Done,
    body=StepBody,
    query=Side,
    pages=("services.step",),
    example={"space_id": 12, "step": "accepted", "promised_on": "2026-06-01"},
)
async def step(ask: Ask) -> None:
    """What the side may do now; a withdrawal ends the request at every space."""
    role, parts = _AS[ask.query.side], ask.parts
    sent = ask.clean(ServiceStepForm.parse(ask.form(key=uuid.uuid4().hex)))
    await service_requests.take_service_step(
        parts.db,
        parts.clock,
        viewer=ask.acting(role),
        request_id=ask.path["request_id"],
        space_id=sent.space_id,
        new=sent.new,
        key=sent.key,
        role=role,
    )


class FiguresQuery(Query):
    """Of which year (the running one), kind and space."""

    side: Annotated[Literal["space", "officer"], Field(description="`space`: your own; `officer`: all.")]
    year: Annotated[int | None, Field(ge=2000, le=2100)] = None
    kind: OfferKind | None = None
    space_id: Id | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A year's requests counted, and the rows behind the numbers: neither who asked nor in what words."""

    year: int
    counted: ServiceCount
    rows: list[ServiceFacts]


@AREA.add(
    "GET",
    "/service-figures",
    "services.figures",
    N_("What became of requests for services, counted"),
    Figures,
    query=FiguresQuery,
    pages=("space.services", "officer.services"),
)
async def figures(ask: Ask) -> Figures:
    """Each space that was asked counts once for each request."""
    role = Role.SPACE if ask.query.side == "space" else Role.OFFICER
    viewer, parts, asked = ask.acting(role), ask.parts, ask.query
    filters = FigureFilters(asked.year, asked.kind, asked.space_id)
    found = await open_service_figures(parts.db, parts.clock, viewer=viewer, role=role, filters=filters)
    return Figures(found.year, found.whole, found.rows)
