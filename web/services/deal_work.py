"""What is looked at on a deal: the checklist that both sides work through, the provider's memo and hours."""

from __future__ import annotations

from datetime import date

from models.db import Connection, Database
from models.entities.deals import Deal, DealSide, ItemChange, NewItem
from models.entities.viewer import Viewer
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.deals import DealRepository, DealWorkRepository
from web.clock import Clock
from web.services.deals import act_of, find_deal, today_of


async def change_item(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    deal_id: int,
    item_id: int,
    change: ItemChange,
    as_side: DealSide | None = None,
) -> None:
    """Say who has an item, until when, and where it stands; whoever has it gives it its side."""
    async with db.transaction() as conn:
        deals, work = DealRepository(conn), DealWorkRepository(conn)
        deal, side = await find_deal(conn, clock, viewer, deal_id, as_side)
        await deals.lock(deal_id)
        if item_id not in {i.id for i in await work.items(deal_id)}:
            raise NotFound
        owned_by = await _side_of(conn, deal, change.owner_id)
        now_with = await work.change_item(deal_id, item_id, change, owned_by)
        if now_with is None:
            raise Conflict("item_moved_on")
        act = act_of(viewer, clock, deal, side)
        await work.remember_change(item_id, now_with, change, viewer.person_id, act.now)
        await deals.moved(deal_id, act)


async def add_item(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    deal_id: int,
    title: str,
    for_side: DealSide,
    owner_id: int | None,
    due_on: date | None,
    as_side: DealSide | None = None,
) -> int:
    """Put one more thing on the list, for either side."""
    async with db.transaction() as conn:
        deals, work = DealRepository(conn), DealWorkRepository(conn)
        deal, side = await find_deal(conn, clock, viewer, deal_id, as_side)
        await deals.lock(deal_id)
        owned_by = await _side_of(conn, deal, owner_id) or for_side
        new = NewItem("own", None, title, viewer.locale, owned_by, owner_id, due_on)
        item_id = await work.add_item(deal_id, new)
        await deals.moved(deal_id, act_of(viewer, clock, deal, side))
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "add_deal_item", "deal", deal_id, {"item": item_id}
        )
    return item_id


async def _side_of(conn: Connection, deal: Deal, owner_id: int | None) -> DealSide | None:
    """The side of somebody who is to have an item; nobody of either side can have none."""
    if owner_id is None:
        return None
    members = {m.person_id: m.side for m in await DealRepository(conn).members(deal.id)}
    for person_id, side in members.items():
        if person_id == owner_id:
            return side
    raise Invalid("owner_not_of_a_side", field="owner")


async def keep_memo(
    db: Database, clock: Clock, *, viewer: Viewer, deal_id: int, body: str, revision: int
) -> None:
    """Save the provider's memo, unless somebody else of it saved meanwhile. The founder never reads it."""
    async with db.transaction() as conn:
        deal = await _provider_of(conn, clock, viewer, deal_id)
        act = act_of(viewer, clock, deal, DealSide.PROVIDER)
        if not await DealWorkRepository(conn).save_memo(deal_id, body, revision, act):
            raise Conflict("memo_moved_on")


async def add_hours(
    db: Database, clock: Clock, *, viewer: Viewer, deal_id: int, minutes: int, spent_on: date
) -> None:
    """Note time that the provider spent; a negative one mends a mistake, down to nothing."""
    async with db.transaction() as conn:
        deals, work = DealRepository(conn), DealWorkRepository(conn)
        deal = await _provider_of(conn, clock, viewer, deal_id)
        if spent_on > today_of(clock):
            raise Invalid("hours_in_future", field="spent_on")
        await deals.lock(deal_id)
        memo = await work.memo(viewer, deal_id)
        if memo is None or memo.minutes + minutes < 0:
            raise Invalid("hours_below_nothing", field="hours")
        await work.add_hours(deal_id, minutes, spent_on, act_of(viewer, clock, deal, DealSide.PROVIDER))


async def _provider_of(conn: Connection, clock: Clock, viewer: Viewer, deal_id: int) -> Deal:
    """A deal of one of the viewer's providers; its founder may know of the deal, but not of this."""
    deal, side = await find_deal(conn, clock, viewer, deal_id, DealSide.PROVIDER)
    if side is not DealSide.PROVIDER:
        raise NotFound
    return deal
