"""Deals: steps are appended, where a deal stands is derived; private words are read by the provider alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.db import Connection
from models.entities.deals import (
    Addressee,
    Deal,
    DealLevel,
    DealMember,
    DealSide,
    DueSilence,
    Item,
    ItemChange,
    LevelCount,
    Memo,
    NewItem,
    NewStep,
    SilentDeal,
    StepTaken,
)
from models.entities.ids import DealId, OrganisationId, PersonId
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, as_entity, queries


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something on a deal, for which side, and when."""

    person_id: PersonId
    side: DealSide
    body_id: OrganisationId
    lang: str
    now: datetime


class DealRepository:
    """Deals, their steps, leads and silences on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("deals")

    async def visible(
        self,
        viewer: Viewer,
        *,
        today: date,
        now: datetime,
        deal_id: int | None = None,
        pitch_id: int | None = None,
        role: Role | None = None,
    ) -> list[Deal]:
        """The viewer's deals as founder, as vetted provider, or (without a role) as both."""
        rows = await self._conn.fetch(
            self._sql["visible_deals"],
            viewer.organisation_ids(Role.FOUNDER) if role in (None, Role.FOUNDER) else [],
            viewer.vetted_ids() if role in (None, Role.PROVIDER) else [],
            deal_id,
            pitch_id,
            today,
            now,
        )
        return as_entities(Deal, rows)

    async def own_pitch(self, viewer: Viewer, pitch_id: int) -> str | None:
        """The name of a pitch of the viewer's company."""
        found: str | None = await self._conn.fetchval(
            self._sql["own_pitch"], pitch_id, viewer.organisation_ids(Role.FOUNDER)
        )
        return found

    async def ground(self, organisation_id: int, pitch_id: int) -> str | None:
        """What a deal of the two would rest on."""
        found: str | None = await self._conn.fetchval(self._sql["ground"], organisation_id, pitch_id)
        return found

    async def open(
        self, organisation_id: int, pitch_id: int, ground: str, person_id: PersonId, now: datetime
    ) -> DealId | None:
        """A new deal; None when the two have one."""
        found: int | None = await self._conn.fetchval(
            self._sql["open"], organisation_id, pitch_id, ground, person_id, now
        )
        return None if found is None else DealId(found)

    async def of_pair(self, organisation_id: int, pitch_id: int) -> DealId | None:
        """The deal of the two, if there is one."""
        found: int | None = await self._conn.fetchval(self._sql["deal_of_pair"], organisation_id, pitch_id)
        return None if found is None else DealId(found)

    async def lock(self, deal_id: int) -> DealLevel:
        """Hold a deal that exists, and say where it stands now."""
        await self._conn.execute(self._sql["lock"], deal_id)
        row = await self._conn.fetchrow(self._sql["level"], deal_id)
        return DealLevel(row["level"])

    async def step_by_key(self, person_id: PersonId, key: str) -> Mapping[str, Any] | None:
        """What this person has already done under this key."""
        row: Mapping[str, Any] | None = await self._conn.fetchrow(self._sql["step_by_key"], person_id, key)
        return row

    async def add_step(
        self, deal_id: int, new: NewStep, act: Act, *, currency: str, words_version: str | None, key: str
    ) -> None:
        """Append what a side did, and note that it moved."""
        has_amount = new.amount_min is not None or new.amount_max is not None
        await self._conn.execute(
            self._sql["add_step"],
            deal_id,
            act.side,
            new.step,
            new.amount_min,
            new.amount_max,
            currency if has_amount else None,
            new.reason,
            new.until_on,
            words_version,
            new.note,
            act.lang,
            act.person_id,
            act.body_id,
            act.now,
            key,
        )
        await self.moved(deal_id, act, until=new.until_on)

    async def moved(self, deal_id: int, act: Act, *, until: date | None = None) -> None:
        """Note that a side did something; its silence, if any, ends."""
        await self._conn.execute(self._sql["moved"], deal_id, act.side, act.now, until)
        await self._conn.execute(self._sql["end_silence"], deal_id, act.side, act.now)

    async def end_silences(self, deal_id: int, now: datetime) -> None:
        """Nobody is waited for any more."""
        await self._conn.execute(self._sql["end_silences"], deal_id, now)

    async def steps(self, deal_id: int) -> list[StepTaken]:
        """The history, the latest first."""
        return as_entities(StepTaken, await self._conn.fetch(self._sql["steps"], deal_id))

    async def members(self, deal_id: int) -> list[DealMember]:
        """Who can have an item, on either side."""
        return as_entities(DealMember, await self._conn.fetch(self._sql["members"], deal_id))

    async def addressees(self, deal_id: int) -> list[Addressee]:
        """Whom to write to, on both sides."""
        return as_entities(Addressee, await self._conn.fetch(self._sql["addressees"], deal_id))

    async def for_mail(self, deal_id: int) -> Mapping[str, str]:
        """The names of a deal: provider_name, company_name, pitch_name."""
        row: Mapping[str, str] = await self._conn.fetchrow(self._sql["deal_for_mail"], deal_id)
        return row

    async def ask_lead(self, deal_id: int, act: Act) -> None:
        """One side asks; a second asking is a `Conflict`."""
        await self._conn.execute(self._sql["ask_lead"], deal_id, act.side, act.person_id, act.now)

    async def agree_lead(self, deal_id: int, act: Act) -> bool:
        """The other side agrees; a second lead of the round is a `Conflict`, False when nobody asked."""
        found = await self._conn.fetchval(self._sql["agree_lead"], deal_id, act.side, act.person_id, act.now)
        return found is not None

    async def end_lead(self, deal_id: int, act: Act) -> bool:
        """It is no longer so; False when it was not so."""
        found = await self._conn.fetchval(self._sql["end_lead"], deal_id, act.side, act.person_id, act.now)
        return found is not None

    async def due_silences(self, before: datetime, today: date) -> list[DueSilence]:
        """Sides that last moved before an instant and were not flagged for it."""
        return as_entities(DueSilence, await self._conn.fetch(self._sql["due_silences"], before, today))

    async def flag_silence(self, due: DueSilence, now: datetime) -> bool:
        """Flag it once; False when the side has moved or it was flagged."""
        found = await self._conn.fetchval(self._sql["flag_silence"], due.deal_id, due.side, due.since, now)
        return found is not None

    async def event_levels(self, viewer: Viewer, event_id: int) -> list[LevelCount]:
        """Deals of an event of the viewer's bodies, by level."""
        bodies = viewer.organisation_ids(Role.ORGANISER)
        return as_entities(LevelCount, await self._conn.fetch(self._sql["event_levels"], event_id, bodies))

    async def event_silences(self, viewer: Viewer, event_id: int) -> list[SilentDeal]:
        """Deals of an event of the viewer's bodies in which a side is silent."""
        bodies = viewer.organisation_ids(Role.ORGANISER)
        return as_entities(SilentDeal, await self._conn.fetch(self._sql["event_silences"], event_id, bodies))


class DealWorkRepository:
    """What is looked at on a deal: the checklist of both sides, the provider's memo and hours."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("deals")

    async def add_items(self, deal_id: int, items: Sequence[NewItem], lang: str) -> None:
        """The checklist of a new deal."""
        await self._conn.execute(
            self._sql["add_items"],
            deal_id,
            lang,
            [i.part for i in items],
            [i.code for i in items],
            [i.side for i in items],
        )

    async def add_item(self, deal_id: int, new: NewItem) -> int:
        """One more item; its id."""
        found: int = await self._conn.fetchval(
            self._sql["add_item"], deal_id, new.title, new.lang, new.side, new.owner_id, new.due_on
        )
        return found

    async def items(self, deal_id: int) -> list[Item]:
        """The checklist in its order."""
        return as_entities(Item, await self._conn.fetch(self._sql["items"], deal_id))

    async def change_item(
        self, deal_id: int, item_id: int, change: ItemChange, side: DealSide | None
    ) -> DealSide | None:
        """Change an item; the side that has it now, None when somebody else changed it meanwhile."""
        row = await self._conn.fetchrow(
            self._sql["change_item"],
            item_id,
            deal_id,
            change.revision,
            change.owner_id,
            change.due_on,
            change.state,
            side,
        )
        return None if row is None else DealSide(row["side"])

    async def remember_change(
        self, item_id: int, side: DealSide, change: ItemChange, person_id: PersonId, now: datetime
    ) -> None:
        """Keep who changed an item to what."""
        await self._conn.execute(
            self._sql["remember_change"],
            item_id,
            side,
            change.owner_id,
            change.due_on,
            change.state,
            person_id,
            now,
        )

    async def memo(self, viewer: Viewer, deal_id: int) -> Memo | None:
        """The memo and hours of a deal of the viewer's vetted providers; None for everybody else."""
        row = await self._conn.fetchrow(self._sql["memo"], deal_id, viewer.vetted_ids())
        return None if row is None else as_entity(Memo, row)

    async def save_memo(self, deal_id: int, body: str, revision: int, act: Act) -> bool:
        """New words; False when somebody else saved meanwhile."""
        if revision == 0:
            found = await self._conn.fetchval(
                self._sql["first_memo"], deal_id, body, act.lang, act.person_id, act.now
            )
        else:
            found = await self._conn.fetchval(
                self._sql["save_memo"], deal_id, revision, body, act.lang, act.person_id, act.now
            )
        return found is not None

    async def add_hours(self, deal_id: int, minutes: int, spent_on: date, act: Act) -> None:
        """Time that the provider spent."""
        await self._conn.execute(self._sql["add_hours"], deal_id, minutes, spent_on, act.person_id, act.now)

    async def median_minutes(self, viewer: Viewer) -> tuple[int | None, int]:
        """The median over the viewer's own deals that time was spent on, and how many those are."""
        row = await self._conn.fetchrow(self._sql["median_minutes"], viewer.vetted_ids())
        return row["minutes"], row["n"]
