"""Public pages of host spaces, their offers and whom they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, datetime, timedelta

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.spaces import NewOffer, Offer, OwnSpace, SpaceCard, SpaceContact, SpaceEvent, SpaceText
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.rows import as_entities, as_entity, queries


class SpaceRepository:
    """Published spaces for anybody; everything else for the people of the space."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("spaces")

    async def published(self, today: date) -> list[SpaceCard]:
        """The directory."""
        return as_entities(SpaceCard, await self._conn.fetch(self._sql["published"], today, None, []))

    async def card(self, viewer: Viewer | None, space_id: int, today: date) -> SpaceCard | None:
        """One space for anybody, before it is published for its own people alone."""
        own = [] if viewer is None else viewer.organisation_ids(Role.SPACE)
        row = await self._conn.fetchrow(self._sql["published"], today, space_id, own)
        return None if row is None else as_entity(SpaceCard, row)

    async def offers(self, space_id: int, today: date, *, active: bool) -> list[Offer]:
        """The offers of a space, perhaps of today alone."""
        return as_entities(Offer, await self._conn.fetch(self._sql["offers"], space_id, today, active))

    async def contact(self, space_id: int) -> SpaceContact | None:
        """Who agreed to be named."""
        row = await self._conn.fetchrow(self._sql["contact"], space_id)
        return None if row is None else as_entity(SpaceContact, row)

    async def events_there(self, space_id: int, now: datetime) -> list[SpaceEvent]:
        """What is to come at a space."""
        return as_entities(SpaceEvent, await self._conn.fetch(self._sql["events_there"], space_id, now))

    async def answers(self, space_id: int, since: datetime) -> tuple[int, timedelta | None]:
        """How many requests it has answered since, and the median time to the answer."""
        row = await self._conn.fetchrow(self._sql["answers"], space_id, since)
        return row["n"], row["median"]

    async def own(self, viewer: Viewer) -> list[OwnSpace]:
        """The viewer's spaces as they stand."""
        rows = await self._conn.fetch(self._sql["own"], viewer.organisation_ids(Role.SPACE))
        return [
            OwnSpace(r["id"], r["name"], r["lang"], r["district"], r["revision"], as_entity(SpaceText, r))
            for r in rows
        ]

    async def save(
        self, space_id: int, revision: int, text: SpaceText, person_id: PersonId, now: datetime
    ) -> bool:
        """New words; False when somebody else saved meanwhile."""
        name = "first_profile" if revision == 0 else "change_profile"
        found = await self._conn.fetchval(
            self._sql[name],
            space_id,
            revision,
            text.about_zh,
            text.about_en,
            text.address_zh,
            text.address_en,
            text.opening_zh,
            text.opening_en,
            text.link,
            list(text.categories),
            list(text.stages),
            text.n_desks,
            text.n_rooms,
            text.area_m2,
            text.published,
            person_id,
            now,
        )
        return found is not None

    async def name_contact(
        self, space_id: int, person_id: PersonId | None, phone: str, text_version: str, now: datetime
    ) -> None:
        """Name this person on the page instead of whoever stands there; None names nobody."""
        await self._conn.fetchval(self._sql["lock"], space_id)
        await self._conn.execute(self._sql["end_contact"], space_id, now)
        if person_id is not None:
            await self._conn.execute(self._sql["give_contact"], space_id, person_id, phone, text_version, now)

    async def own_offer(self, space_id: int, offer_id: int) -> Offer | None:
        """An offer of this space."""
        row = await self._conn.fetchrow(self._sql["own_offer"], offer_id, space_id)
        return None if row is None else as_entity(Offer, row)

    async def add_offer(self, space_id: int, new: NewOffer, person_id: PersonId, now: datetime) -> int:
        """A new offer; its id."""
        found: int = await self._conn.fetchval(
            self._sql["add_offer"], space_id, *_offer_values(new), person_id, now
        )
        return found

    async def change_offer(
        self, space_id: int, offer_id: int, revision: int, new: NewOffer, person_id: PersonId, now: datetime
    ) -> bool:
        """New words of an offer; False when somebody else changed it meanwhile."""
        found = await self._conn.fetchval(
            self._sql["change_offer"], offer_id, space_id, revision, *_offer_values(new), person_id, now
        )
        return found is not None


def _offer_values(new: NewOffer) -> Sequence[object]:
    """In the order of the columns, which is that of the fields."""
    return astuple(new)
