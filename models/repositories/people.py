"""People with an account; their sign-ins are in `sessions.py`, whom they act for in `organisations.py`."""

from __future__ import annotations

from datetime import datetime

from models.db import Connection
from models.entities.ids import PersonId
from models.entities.people import LEFT, Credentials, NewPerson, PersonRow
from models.entities.viewer import Viewer
from models.entities.vocabulary import ListOrder, Role
from models.rows import as_entities, as_entity, queries


class PeopleRepository:
    """Accounts over one open connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sql = queries("people")

    async def add(
        self, new: NewPerson, password_hash: str | None, now: datetime, *, verified: bool = False
    ) -> PersonId | None:
        """A new account; None when the address has one."""
        found = await self._conn.fetchval(
            self._sql["add_person"],
            new.email,
            new.name,
            new.locale,
            new.came_as,
            password_hash,
            now if verified else None,
            now,
        )
        return None if found is None else PersonId(found)

    async def renew_unverified(self, new: NewPerson, password_hash: str, now: datetime) -> PersonId | None:
        """The words of a second sign-up before the address was proven; None when it is."""
        found = await self._conn.fetchval(
            self._sql["renew_unverified"], new.email, new.name, new.locale, new.came_as, password_hash
        )
        return None if found is None else PersonId(found)

    async def by_email(self, email: str) -> Credentials | None:
        """The account of an address, closed or not."""
        row = await self._conn.fetchrow(self._sql["person_by_email"], email)
        return None if row is None else as_entity(Credentials, row)

    async def by_id(self, person_id: int, *, lock: bool = False) -> Credentials | None:
        """One account, closed or not; with `lock` held until the transaction ends."""
        row = await self._conn.fetchrow(self._sql["lock_person" if lock else "person_by_id"], person_id)
        return None if row is None else as_entity(Credentials, row)

    async def viewer(self, person_id: int, now: datetime) -> Viewer | None:
        """The person as one who asks, without a session."""
        row = await self._conn.fetchrow(self._sql["viewer_by_person"], person_id, now)
        return None if row is None else as_entity(Viewer, row)

    async def verify(self, person_id: PersonId, now: datetime) -> bool:
        """The address is proven; false when it was before."""
        return await self._conn.fetchval(self._sql["verify_person"], person_id, now) is not None

    async def set_password(
        self, person_id: PersonId, old_hash: str | None, new_hash: str, *, verified_at: datetime | None
    ) -> bool:
        """A new password; false when the old one has changed meanwhile."""
        sql = self._sql["set_password"]
        return await self._conn.fetchval(sql, person_id, old_hash, new_hash, verified_at) is not None

    async def set_profile(self, person_id: PersonId, name: str, locale: str) -> None:
        """Name and language."""
        await self._conn.execute(self._sql["set_profile"], person_id, name, locale)

    async def set_list_order(self, person_id: PersonId, order: ListOrder) -> None:
        """In which order the person reads lists."""
        await self._conn.execute(self._sql["set_list_order"], person_id, order)

    async def enrol_second_factor(
        self, person_id: PersonId, instead_of: datetime | None, secret: str, now: datetime, step: int
    ) -> bool:
        """Keep the (encrypted) secret and the step of its first code; false when another was quicker."""
        sql = self._sql["enrol_second_factor"]
        return await self._conn.fetchval(sql, person_id, instead_of, secret, now, step) is not None

    async def use_step(self, person_id: PersonId, step: int) -> bool:
        """Count a code as used; false when it, or a later one, was before."""
        return await self._conn.fetchval(self._sql["use_second_factor_step"], person_id, step) is not None

    async def remove_second_factor(self, person_id: int) -> bool:
        """Forget the second factor and that any session has shown it; false when there is none."""
        if await self._conn.fetchval(self._sql["remove_second_factor"], person_id) is None:
            return False
        await self._conn.execute(self._sql["forget_second_factor_passed"], person_id)
        return True

    async def end_other_sessions(self, person_id: PersonId, token_hash: bytes) -> None:
        """Sign out everywhere but here."""
        await self._conn.execute(self._sql["end_other_sessions"], person_id, token_hash)

    async def count_sessions(self, person_id: PersonId, now: datetime) -> int:
        """In how many places the person is signed in."""
        found: int = await self._conn.fetchval(self._sql["count_sessions"], person_id, now)
        return found

    async def grant_role(self, person_id: int, role: Role, by: PersonId | None, now: datetime) -> bool:
        """Let the person act in a role; false when they may already, or there is no such person."""
        return await self._conn.fetchval(self._sql["grant_role"], person_id, role, by, now) is not None

    async def revoke_role(self, person_id: int, role: Role) -> bool:
        """End a granted role; false when the person does not hold it."""
        return await self._conn.fetchval(self._sql["revoke_role"], person_id, role) is not None

    async def lock_admins(self) -> list[PersonId]:
        """Who administers, held until the transaction ends."""
        return [PersonId(r["person_id"]) for r in await self._conn.fetch(self._sql["lock_admins"])]

    async def close(self, person_id: int, now: datetime) -> bool:
        """End an account; false when it has ended."""
        return await self._conn.fetchval(self._sql["close"], person_id, now) is not None

    async def own_parties(self, person_id: int) -> list[int]:
        """Parties that are this natural person."""
        return [row["id"] for row in await self._conn.fetch(self._sql["own_parties"], person_id)]

    async def forget(self, person_id: int) -> bool:
        """Take name and address; false when the account is open or they were taken before."""
        return await self._conn.fetchval(self._sql["forget"], person_id, LEFT) is not None

    async def forget_party(self, organisation_id: int, now: datetime) -> None:
        """Take the name of a party that was a natural person."""
        await self._conn.execute(self._sql["forget_party"], organisation_id, LEFT, now)

    async def people(
        self,
        *,
        text: str = "",
        role: Role | None = None,
        person_id: int | None = None,
        limit: int,
        offset: int = 0,
    ) -> tuple[list[PersonRow], int]:
        """A page of the administrator's list and how many there are in all."""
        rows = await self._conn.fetch(self._sql["people"], text, role, person_id, limit, offset)
        return as_entities(PersonRow, rows), rows[0]["n_all"] if rows else 0
