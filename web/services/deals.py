"""From interest to money: a deal's levels, commitments that bind, and what each side may see of it.

The checklist and what a provider keeps for itself are in `deal_work`, silences in `deal_silence`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from models.db import Connection, Database
from models.entities.deals import (
    Deal,
    DealLevel,
    DealMember,
    DealSide,
    DealStep,
    Item,
    LevelCount,
    Memo,
    NewStep,
    SilentDeal,
    StepTaken,
)
from models.entities.events import Event
from models.entities.ids import DealId
from models.entities.viewer import Viewer
from models.entities.vocabulary import Choice, NoReason, Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.deals import Act, DealRepository, DealWorkRepository
from models.repositories.events import EventRepository
from models.repositories.matching import IntroductionRepository
from web.clock import Clock
from web.services.checklists import items_for
from web.services.deal_mail import tell_lead, tell_step
from web.services.events import found_event
from web.services.matching import acting_provider

ZONE = ZoneInfo("Asia/Shanghai")
# The wording of what "binding" means that a signer confirms; a new wording is a new version.
WORDS_VERSION = "1"

# Which steps a side may take at which level; a commitment is withdrawn before anything else is said.
_PROVIDER_STEPS: dict[DealLevel, frozenset[DealStep]] = {
    DealLevel.OBSERVING: frozenset({DealStep.CONSIDERING, DealStep.COMMITTED, DealStep.NO}),
    DealLevel.CONSIDERING: frozenset(
        {DealStep.OBSERVING, DealStep.CONSIDERING, DealStep.COMMITTED, DealStep.NO}
    ),
    DealLevel.COMMITTED: frozenset({DealStep.WITHDRAWN}),
    DealLevel.INVESTED: frozenset(),
    DealLevel.ENDED: frozenset({DealStep.OBSERVING}),
}
_LIVE_STEPS = frozenset({DealStep.STILL_LOOKING, DealStep.WORD})


@dataclass(frozen=True, slots=True)
class DealView:
    """One deal as one side sees it; memo and hours are there for the provider alone."""

    deal: Deal
    side: DealSide
    steps: list[StepTaken]
    items: list[Item]
    members: list[DealMember]
    memo: Memo | None
    # The median of the provider's own deals, and of how many.
    median_minutes: int | None
    n_timed: int
    may: frozenset[DealStep]
    # Whether the viewer may bind the provider.
    may_sign: bool
    introduced: bool


@dataclass(frozen=True, slots=True)
class EventDeals:
    """What came of an event between its two sides: counts, and where somebody is silent."""

    event: Event
    levels: list[LevelCount]
    silent: list[SilentDeal]


def today_of(clock: Clock) -> date:
    """The day it is where the platform is used."""
    return clock.now().astimezone(ZONE).date()


async def open_deals(db: Database, clock: Clock, *, viewer: Viewer) -> list[Deal]:
    """The deals of the viewer's vetted providers; what waits on them first."""
    async with db.read() as conn:
        found = await DealRepository(conn).visible(
            viewer, today=today_of(clock), now=clock.now(), role=Role.PROVIDER
        )
    return sorted(found, key=lambda d: not d.waits_on(DealSide.PROVIDER))


async def open_pitch_deals(
    db: Database, clock: Clock, *, viewer: Viewer, pitch_id: int
) -> tuple[str, list[Deal]]:
    """The name of a founder's own pitch, and who is how far with it."""
    async with db.read() as conn:
        deals = DealRepository(conn)
        name = await deals.own_pitch(viewer, pitch_id)
        if name is None:
            raise NotFound
        found = await deals.visible(
            viewer, today=today_of(clock), now=clock.now(), pitch_id=pitch_id, role=Role.FOUNDER
        )
    return name, sorted(found, key=lambda d: not d.waits_on(DealSide.FOUNDER))


async def start_deal(
    db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int | None, pitch_id: int
) -> DealId:
    """Begin a deal with its checklist, or answer with the one that is there."""
    acting = acting_provider(viewer, organisation_id)
    async with db.transaction() as conn:
        deals, now = DealRepository(conn), clock.now()
        known = await deals.of_pair(acting.organisation_id, pitch_id)
        if known is not None:
            return known
        ground = await deals.ground(acting.organisation_id, pitch_id)
        if ground is None:
            raise NotFound
        made = await deals.open(acting.organisation_id, pitch_id, ground, viewer.person_id, now)
        if made is None:
            # Somebody of the same provider was quicker; theirs is this provider's deal.
            found = await deals.of_pair(acting.organisation_id, pitch_id)
            if found is None:
                raise Conflict("deal_moved_on")
            return found
        await DealWorkRepository(conn).add_items(made, items_for(acting.kinds), viewer.locale)
        await AuditRepository(conn).note(now, viewer.person_id, "start_deal", "deal", made)
    return made


async def open_deal(
    db: Database, clock: Clock, *, viewer: Viewer, deal_id: int, as_side: DealSide | None = None
) -> DealView:
    """One deal with what this side may know of it."""
    async with db.read() as conn:
        deal, side = await find_deal(conn, clock, viewer, deal_id, as_side)
        deals, work = DealRepository(conn), DealWorkRepository(conn)
        provider = side is DealSide.PROVIDER
        memo = await work.memo(viewer, deal_id) if provider else None
        median, n_timed = await work.median_minutes(viewer) if provider else (None, 0)
        introduced = deal.introduction_id is not None or deal.ground == "meeting"
        return DealView(
            deal,
            side,
            await deals.steps(deal_id),
            await work.items(deal_id),
            await deals.members(deal_id),
            memo,
            median,
            n_timed,
            _may(deal, deal.level, side),
            provider and signs_for(viewer, deal.organisation_id),
            introduced,
        )


def _may(deal: Deal, level: DealLevel, side: DealSide) -> frozenset[DealStep]:
    live = level not in {DealLevel.INVESTED, DealLevel.ENDED}
    if side is DealSide.FOUNDER:
        return frozenset({*_LIVE_STEPS, DealStep.ENDED}) if live else frozenset()
    if level is DealLevel.ENDED and deal.ended_side is DealSide.FOUNDER:
        # What the founder ended, the provider does not open again.
        return frozenset()
    return _PROVIDER_STEPS[level] | (_LIVE_STEPS if live else frozenset())


def signs_for(viewer: Viewer, organisation_id: int) -> bool:
    """Whether the viewer may bind this organisation."""
    return any(a.organisation_id == organisation_id and a.may_sign for a in viewer.acting)


async def find_deal(
    conn: Connection, clock: Clock, viewer: Viewer, deal_id: int, as_side: DealSide | None = None
) -> tuple[Deal, DealSide]:
    """A deal that the viewer is a side of, and which side; who is on both chooses."""
    found = await DealRepository(conn).visible(
        viewer, today=today_of(clock), now=clock.now(), deal_id=deal_id
    )
    if not found:
        raise NotFound
    deal = found[0]
    sides = []
    if deal.organisation_id in viewer.vetted_ids():
        sides.append(DealSide.PROVIDER)
    if deal.company_id in viewer.organisation_ids(Role.FOUNDER):
        sides.append(DealSide.FOUNDER)
    return deal, as_side if as_side in sides else sides[0]


def act_of(viewer: Viewer, clock: Clock, deal: Deal, side: DealSide) -> Act:
    """The viewer doing something for a side."""
    body = deal.company_id if side is DealSide.FOUNDER else deal.organisation_id
    return Act(viewer.person_id, side, body, viewer.locale, clock.now())


async def take_step(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    deal_id: int,
    new: NewStep,
    key: str,
    understood: bool = False,
    as_side: DealSide | None = None,
) -> None:
    """What a side does: a level, a no, a word, or a day until which it asks for patience.

    The same key again does nothing more; with other content it is refused.
    """
    async with db.transaction() as conn:
        deals = DealRepository(conn)
        deal, side = await find_deal(conn, clock, viewer, deal_id, as_side)
        level = await deals.lock(deal_id)
        known = await deals.step_by_key(viewer.person_id, key)
        if known is not None:
            if known["deal_id"] != deal_id or any(
                known[name] != getattr(new, name)
                for name in ("step", "amount_min", "amount_max", "reason", "until_on", "note")
            ):
                raise Conflict("same_key_other_record")
            return
        if new.step not in _may(deal, level, side):
            raise Conflict("deal_moved_on")
        _check(viewer, clock, deal, new, understood=understood)
        act = act_of(viewer, clock, deal, side)
        binding = new.step is DealStep.COMMITTED
        await deals.add_step(
            deal_id,
            new,
            act,
            currency=deal.currency,
            words_version=WORDS_VERSION if binding else None,
            key=key,
        )
        await _consequences(conn, deal, new, act, was=level)
        await AuditRepository(conn).note(act.now, viewer.person_id, f"deal_{new.step}", "deal", deal_id)
        await tell_step(conn, clock, deal_id, side, new, deal.currency)


def _check(viewer: Viewer, clock: Clock, deal: Deal, new: NewStep, *, understood: bool) -> None:
    if new.step in {DealStep.COMMITTED, DealStep.WITHDRAWN} and not signs_for(viewer, deal.organisation_id):
        raise NotAllowed("not_a_signer")
    if new.step is DealStep.COMMITTED:
        if deal.introduction_id is None and deal.ground != "meeting":
            raise Conflict("deal_needs_introduction")
        if not understood:
            raise Invalid("binding_not_understood", field="understood")
        if new.amount_min is None:
            raise Invalid("required", field="amount")
    if new.step is DealStep.CONSIDERING and new.amount_min is None and new.amount_max is None:
        raise Invalid("amount_considered_missing", field="amount_min")
    if new.step is DealStep.NO and new.reason not in set(NoReason):
        raise Invalid("no_needs_reason", field="reason")
    if new.step is DealStep.STILL_LOOKING and (new.until_on is None or new.until_on <= today_of(clock)):
        raise Invalid("until_not_ahead", field="until_on")
    if new.step in {DealStep.WITHDRAWN, DealStep.WORD} and not new.note:
        raise Invalid(
            "withdrawal_needs_reason" if new.step is DealStep.WITHDRAWN else "required", field="note"
        )


async def _consequences(conn: Connection, deal: Deal, new: NewStep, act: Act, *, was: DealLevel) -> None:
    """What a no and its taking back mean elsewhere: the list that learns, the lead, the silences."""
    deals, introductions = DealRepository(conn), IntroductionRepository(conn)
    pair = (deal.organisation_id, deal.pitch_id)
    if new.step is DealStep.NO and new.reason is not None:
        await introductions.choose(*pair, Choice.NO, NoReason(new.reason), "", act.person_id, act.now)
    elif new.step is DealStep.OBSERVING and was is DealLevel.ENDED:
        await introductions.choose(*pair, Choice.INTERESTED, None, "", act.person_id, act.now)
    if new.step in {DealStep.NO, DealStep.ENDED}:
        await deals.end_lead(deal.id, act)
        await deals.end_silences(deal.id, act.now)


async def set_lead(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    deal_id: int,
    word: str,
    as_side: DealSide | None = None,
) -> None:
    """`ask`, `agree` or `end`: one provider leads a round, when both sides say so."""
    async with db.transaction() as conn:
        deals = DealRepository(conn)
        deal, side = await find_deal(conn, clock, viewer, deal_id, as_side)
        level = await deals.lock(deal_id)
        if level in {DealLevel.ENDED, DealLevel.INVESTED} and word != "end":
            raise Conflict("deal_moved_on")
        act = act_of(viewer, clock, deal, side)
        if word == "ask":
            await deals.ask_lead(deal_id, act)
        elif not await (deals.agree_lead if word == "agree" else deals.end_lead)(deal_id, act):
            raise Conflict("deal_moved_on")
        await deals.moved(deal_id, act)
        await AuditRepository(conn).note(act.now, viewer.person_id, f"lead_{word}", "deal", deal_id)
        await tell_lead(conn, clock, deal_id, side, word)


async def open_event_deals(db: Database, *, viewer: Viewer, event_id: int) -> EventDeals:
    """For the organiser of an event: how far its pairs have come, and who has gone silent."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        deals = DealRepository(conn)
        return EventDeals(
            event,
            await deals.event_levels(viewer, event_id),
            await deals.event_silences(viewer, event_id),
        )
