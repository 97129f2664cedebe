"""Deals between introduction and money: steps, lead, the list, a provider's memo and hours."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from models.entities.deals import (
    Deal,
    DealMember,
    DealSide,
    DealStep,
    Item,
    ItemState,
    LevelCount,
    Memo,
    SilentDeal,
    StepTaken,
)
from models.entities.vocabulary import NoReason, Role
from models.errors import Invalid
from web.api.areas.providers import OfProvider
from web.api.bodies import Body, Id, Paged, Query, Yuan
from web.api.cursors import page_of_all
from web.api.operation import Area, Ask, Done, Made
from web.api.shapes import Page, shaped
from web.forms.deals import ItemForm, PrivateForm, StepForm
from web.i18n import N_
from web.services import deal_work
from web.services.deals import (
    open_deal,
    open_deals,
    open_event_deals,
    open_pitch_deals,
    set_lead,
    start_deal,
    take_step,
)

AREA = Area(N_("Deals"), "deals")
# That somebody else leads is the founder's to know.
shaped(Deal, omit=("led_by_another",), derived=("is_live", "leads"))
_ONE = "/deals/{deal_id}"


@AREA.add(
    "GET", "/deals", "deals.list", N_("Your deals as a provider"), Page[Deal], query=Paged,
    pages=("provider.deals",),
)  # fmt: skip
async def deal_list(ask: Ask) -> Page[Deal]:
    """Of all the person's providers."""
    found = await open_deals(ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.PROVIDER))
    return page_of_all(ask, "deals.list", found, lambda d: d.id)


class NewDeal(Body):
    """With which pitch; an interest, an introduction or a meeting has to be there."""

    pitch_id: Id


@AREA.add(
    "POST",
    "/deals",
    "deals.start",
    N_("Begin a deal with a pitch"),
    Made,
    body=NewDeal,
    query=OfProvider,
    status=201,
    pages=("provider.deals",),
    example={"pitch_id": 1},
)
async def start(ask: Ask) -> Made:
    """One that is there already is answered again."""
    made = await start_deal(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.PROVIDER),
        organisation_id=ask.query.organisation_id,
        pitch_id=ask.body.pitch_id,
    )
    return Made(made)


@AREA.add(
    "GET",
    "/pitches/{pitch_id}/deals",
    "deals.of_pitch",
    N_("Who is how far with one of your pitches"),
    Page[Deal],
    query=Paged,
    pages=("founder.deals",),
)
async def of_pitch(ask: Ask) -> Page[Deal]:
    """For its founder."""
    viewer = ask.acting(Role.FOUNDER)
    _, found = await open_pitch_deals(ask.parts.db, ask.parts.clock, viewer=viewer, **ask.path)
    return page_of_all(ask, "deals.of_pitch", found, lambda d: d.id)


class OfSide(Query):
    """On which side, for who acts on both."""

    side: DealSide | None = None


@dataclass(frozen=True, slots=True)
class DealDetail:
    """A deal as one side sees it; memo and time are there for the provider alone."""

    deal: Deal
    side: DealSide
    steps: list[StepTaken]
    items: list[Item]
    members: list[DealMember]
    memo: Memo | None
    may: list[DealStep]


@AREA.add("GET", _ONE, "deals.show", N_("One deal"), DealDetail, query=OfSide, pages=("deals.show",))
async def show(ask: Ask) -> DealDetail:
    """Where it stands, what is next, and what was done."""
    viewer = ask.acting(Role.FOUNDER, Role.PROVIDER)
    view = await open_deal(ask.parts.db, ask.parts.clock, viewer=viewer, **ask.path, as_side=ask.query.side)
    return DealDetail(view.deal, view.side, view.steps, view.items, view.members, view.memo, sorted(view.may))


class StepBody(Body):
    """A level, a no, a word, or a day until which somebody is still looking.

    `committed` takes `amount` and binds: `understood` says so; `considering` takes a range; `no` a reason;
    `still_looking` a day; `withdrawn` and `word` need a note.
    """

    step: DealStep
    amount: Yuan | None = None
    amount_min: Yuan | None = None
    amount_max: Yuan | None = None
    reason: NoReason | None = None
    until_on: date | None = None
    note: Annotated[str, Field(max_length=1000)] = ""
    understood: bool = False


@AREA.add(
    "POST",
    f"{_ONE}/steps",
    "deals.step",
    N_("Take a step in a deal"),
    Done,
    body=StepBody,
    query=OfSide,
    pages=("deals.step",),
    example={"step": "still_looking", "until_on": "2026-06-01"},
)
async def step(ask: Ask) -> None:
    """Both sides see each."""
    sent = ask.clean(StepForm.parse(ask.form(key=uuid.uuid4().hex)))
    await take_step(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.FOUNDER, Role.PROVIDER),
        **ask.path,
        new=sent.new,
        key=sent.key,
        understood=sent.understood,
        as_side=ask.query.side,
    )


class LeadBody(Body):
    """Ask for the lead, agree to it, or end it."""

    word: Literal["ask", "agree", "end"]


@AREA.add(
    "POST",
    f"{_ONE}/lead",
    "deals.lead",
    N_("Ask for, agree to or end the lead of a round"),
    Done,
    body=LeadBody,
    query=OfSide,
    pages=("deals.lead",),
    example={"word": "ask"},
)
async def lead(ask: Ask) -> None:
    """It counts once both said so."""
    await set_lead(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.FOUNDER, Role.PROVIDER),
        **ask.path,
        word=ask.body.word,
        as_side=ask.query.side,
    )


class NewItemBody(Body):
    """One more thing to look at."""

    form_names: ClassVar[dict[str, str]] = {"owner_id": "owner"}

    title: Annotated[str, Field(min_length=1, max_length=200)]
    side: DealSide
    owner_id: Annotated[int, Field(ge=1, le=10**11)] | None = None
    due_on: date | None = None


@AREA.add(
    "POST",
    f"{_ONE}/items",
    "deals.add_item",
    N_("Put one more thing on the list of a deal"),
    Made,
    body=NewItemBody,
    query=OfSide,
    status=201,
    pages=("deals.items",),
    example={"title": "上年度报表", "side": "founder", "due_on": "2026-06-01"},
)
async def add_item(ask: Ask) -> Made:
    """For either side."""
    sent = ask.clean(ItemForm.parse(ask.form()))
    made = await deal_work.add_item(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.FOUNDER, Role.PROVIDER),
        **ask.path,
        title=sent.title,
        for_side=sent.side,
        owner_id=sent.change.owner_id,
        due_on=sent.change.due_on,
        as_side=ask.query.side,
    )
    return Made(made)


class ItemBody(Body):
    """Who has it, until when, where it stands; `revision` is the one that was read."""

    form_names: ClassVar[dict[str, str]] = {"owner_id": "owner"}

    state: ItemState
    owner_id: Annotated[int, Field(ge=1, le=10**11)] | None = None
    due_on: date | None = None
    revision: Annotated[int, Field(ge=0, le=1_000_000)]


@AREA.add(
    "PUT",
    f"{_ONE}/items/{{item_id}}",
    "deals.change_item",
    N_("Change a thing on the list of a deal"),
    Done,
    body=ItemBody,
    query=OfSide,
    pages=("deals.items",),
    example={"state": "done", "revision": 0},
)
async def change_item(ask: Ask) -> None:
    """Whoever has it gives it its side."""
    sent = ask.clean(ItemForm.parse(ask.form(item_id=str(min(ask.path["item_id"], 10**11)))))
    await deal_work.change_item(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.FOUNDER, Role.PROVIDER),
        **ask.path,
        change=sent.change,
        as_side=ask.query.side,
    )


class MemoBody(Body):
    """The provider's own words; `revision` is the one that was read, 0 for the first."""

    form_names: ClassVar[dict[str, str]] = {"body": "memo"}

    body: Annotated[str, Field(max_length=20_000)]
    revision: Annotated[int, Field(ge=0, le=1_000_000)]


@AREA.add(
    "PUT",
    f"{_ONE}/memo",
    "deals.memo",
    N_("Save a provider’s memo; the founder never reads it"),
    Done,
    body=MemoBody,
    pages=("deals.private",),
    example={"body": "先看看果园", "revision": 0},
)
async def memo(ask: Ask) -> None:
    """Unless somebody else of the provider saved meanwhile."""
    sent = ask.clean(PrivateForm.parse(ask.form()))
    await deal_work.keep_memo(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.PROVIDER),
        **ask.path,
        body=sent.body or "",
        revision=sent.revision,
    )


class HoursBody(Body):
    """Time of a day; a minus mends a mistake."""

    minutes: Annotated[int, Field(ge=-59_999, le=59_999)]
    spent_on: date


@AREA.add(
    "POST",
    f"{_ONE}/hours",
    "deals.hours",
    N_("Note time that a provider spent on a deal"),
    Done,
    body=HoursBody,
    pages=("deals.private",),
    example={"minutes": 90, "spent_on": "2026-05-14"},
)
async def hours(ask: Ask) -> None:
    """Down to nothing, never below."""
    if ask.body.minutes == 0:
        raise Invalid("not_hours", field="minutes")
    await deal_work.add_hours(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.PROVIDER),
        **ask.path,
        minutes=ask.body.minutes,
        spent_on=ask.body.spent_on,
    )


@dataclass(frozen=True, slots=True)
class EventDeals:
    """What came of an event between its two sides: counts, and where somebody is silent."""

    event_id: int
    levels: list[LevelCount]
    silent: list[SilentDeal]


@AREA.add(
    "GET",
    "/events/{event_id}/deals",
    "deals.of_event",
    N_("How far the pairs of one of your events have come"),
    EventDeals,
    pages=("organiser.event_deals",),
)
async def of_event(ask: Ask) -> EventDeals:
    """For its organiser; no amounts."""
    found = await open_event_deals(ask.parts.db, viewer=ask.acting(Role.ORGANISER), **ask.path)
    return EventDeals(found.event.id, found.levels, found.silent)
