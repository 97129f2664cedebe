"""Organisations and the people who act for them."""

from __future__ import annotations

from datetime import datetime

from models.db import Connection
from models.entities.ids import OrganisationId, PersonId
from models.entities.organisations import (
    BodyRow,
    FoundOrganisation,
    Invitation,
    Member,
    Membership,
    NewOrganisation,
    Organisation,
)
from models.entities.vocabulary import OrganisationKind
from models.rows import as_entities, as_entity, queries


class OrganisationRepository:
    """Organisations on one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("organisations")

    async def add(self, new: NewOrganisation, created_by: int | None, now: datetime) -> OrganisationId:
        """A new organisation with its kinds."""
        found: int = await self._conn.fetchval(
            self._sql["add"], new.name, new.lang, new.uscc, new.district, new.city, new.about, created_by, now
        )
        await self._conn.execute(self._sql["add_kinds"], found, sorted(new.kinds))
        return OrganisationId(found)

    async def change(self, organisation_id: int, new: NewOrganisation, now: datetime) -> bool:
        """What its manager says of it; kinds stay."""
        found = await self._conn.fetchval(
            self._sql["change"],
            organisation_id,
            new.name,
            new.lang,
            new.uscc,
            new.district,
            new.city,
            new.about,
            now,
        )
        return found is not None

    async def lock(self, organisation_id: int) -> bool:
        """Hold the organisation until the transaction ends; false when it is not there or closed."""
        return await self._conn.fetchval(self._sql["lock"], organisation_id) is not None

    async def for_member(self, organisation_id: int, person_id: PersonId) -> Organisation | None:
        """An organisation that this person acts for."""
        row = await self._conn.fetchrow(self._sql["for_member"], organisation_id, person_id)
        return None if row is None else as_entity(Organisation, row)

    async def memberships_of(self, person_id: PersonId) -> list[Membership]:
        """The organisations that a person acts for or has asked to join."""
        return as_entities(Membership, await self._conn.fetch(self._sql["memberships_of"], person_id))

    async def members(self, organisation_id: int) -> list[Member]:
        """Who acts for it and who asks to, the latter first; the caller has checked who may know."""
        return as_entities(Member, await self._conn.fetch(self._sql["members"], organisation_id))

    async def managers(self, organisation_id: int) -> list[Member]:
        """Whom to write to about its people."""
        return as_entities(Member, await self._conn.fetch(self._sql["managers"], organisation_id))

    async def membership(self, organisation_id: int, membership_id: int) -> Member | None:
        """One person in it."""
        row = await self._conn.fetchrow(self._sql["membership"], organisation_id, membership_id)
        return None if row is None else as_entity(Member, row)

    async def membership_of_person(self, organisation_id: int, person_id: int) -> Member | None:
        """Where a person stands with it."""
        row = await self._conn.fetchrow(self._sql["membership_of_person"], organisation_id, person_id)
        return None if row is None else as_entity(Member, row)

    async def count_other_managers(self, organisation_id: int, membership_id: int) -> int:
        """Who could manage it without this membership; the organisation's lock is held."""
        found: int = await self._conn.fetchval(
            self._sql["count_other_managers"], organisation_id, membership_id
        )
        return found

    async def join(
        self, organisation_id: int, person_id: int, *, is_manager: bool, invited_by: int | None, now: datetime
    ) -> bool:
        """Let a person act for it; false when they do already."""
        found = await self._conn.fetchval(
            self._sql["join"], person_id, organisation_id, is_manager, invited_by, now
        )
        return found is not None

    async def ask(self, organisation_id: int, person_id: PersonId, now: datetime) -> bool:
        """Ask to join; false when the person acts for it or has asked, or it is not there."""
        return await self._conn.fetchval(self._sql["ask"], person_id, organisation_id, now) is not None

    async def answer(self, organisation_id: int, membership_id: int, status: str, now: datetime) -> bool:
        """Say yes or no to somebody who asks; false when they no longer do."""
        found = await self._conn.fetchval(self._sql["answer"], organisation_id, membership_id, status, now)
        return found is not None

    async def set_manager(self, organisation_id: int, membership_id: int, *, is_manager: bool) -> bool:
        """Make somebody a manager, or no longer one; false when nothing changes."""
        found = await self._conn.fetchval(
            self._sql["set_manager"], organisation_id, membership_id, is_manager
        )
        return found is not None

    async def let_sign(
        self, membership_id: int, decided_by: PersonId, now: datetime, *, may_sign: bool
    ) -> None:
        """From now on somebody may sign on records of money, or no longer."""
        await self._conn.execute(self._sql["let_sign"], membership_id, may_sign, decided_by, now)

    async def leave(self, organisation_id: int, membership_id: int, now: datetime) -> bool:
        """End a membership; false when it has ended."""
        found = await self._conn.fetchval(self._sql["leave"], organisation_id, membership_id, now)
        return found is not None

    async def leave_all(self, person_id: int, now: datetime) -> None:
        """End all memberships of a person."""
        await self._conn.execute(self._sql["leave_all"], person_id, now)

    async def invite(
        self,
        organisation_id: int,
        email: str,
        *,
        is_manager: bool,
        invited_by: PersonId,
        now: datetime,
        until: datetime,
    ) -> int:
        """Ask an address; an open invitation to it is a `Conflict`."""
        await self._conn.execute(self._sql["withdraw_expired"], organisation_id, email, now)
        found: int = await self._conn.fetchval(
            self._sql["invite"], organisation_id, email, is_manager, invited_by, now, until
        )
        return found

    async def invitations(
        self,
        now: datetime,
        *,
        organisation_id: int | None = None,
        email: str | None = None,
        invitation_id: int | None = None,
    ) -> list[Invitation]:
        """Open invitations of an organisation, to an address, or one by its id."""
        rows = await self._conn.fetch(
            self._sql["open_invitations"], organisation_id, email, invitation_id, now
        )
        return as_entities(Invitation, rows)

    async def accept_invitation(
        self, invitation_id: int, person_id: PersonId, now: datetime
    ) -> tuple[OrganisationId, bool, int, str] | None:
        """Use an invitation up: organisation, manager or not, by whom, to which address; None when used."""
        row = await self._conn.fetchrow(self._sql["accept_invitation"], invitation_id, person_id, now)
        return None if row is None else tuple(row)

    async def withdraw_invitation(
        self,
        invitation_id: int,
        now: datetime,
        *,
        organisation_id: int | None = None,
        email: str | None = None,
    ) -> bool:
        """Close an invitation of an organisation or to an address; false when it is not open."""
        found = await self._conn.fetchval(
            self._sql["withdraw_invitation"], invitation_id, now, organisation_id, email
        )
        return found is not None

    async def find(self, text: str, uscc: str, person_id: PersonId) -> list[FoundOrganisation]:
        """What a person may ask to join, by name or code."""
        return as_entities(
            FoundOrganisation, await self._conn.fetch(self._sql["find"], text, uscc, person_id)
        )

    async def bodies(
        self,
        now: datetime,
        *,
        text: str = "",
        kind: OrganisationKind | None = None,
        organisation_id: int | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[list[BodyRow], int]:
        """A page of the administrator's list and how many there are in all."""
        rows = await self._conn.fetch(self._sql["bodies"], text, kind, organisation_id, limit, offset, now)
        return as_entities(BodyRow, rows), rows[0]["n_all"] if rows else 0
