"""Passwords as argon2id hashes, computed in threads behind a limit so that the event loop stays free."""

from __future__ import annotations

import anyio
import anyio.to_thread
from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

# Half a second of one core each: more at once would only slow each other down.
_AT_ONCE = 2


class Passwords:
    """Hashes and checks; unknown people cost as much time as known ones."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._limit = anyio.Semaphore(_AT_ONCE)
        self._nobody: str | None = None

    @classmethod
    def cheapest(cls) -> Passwords:
        """For tests: the least that argon2 allows."""
        return cls(PasswordHasher.from_parameters(profiles.CHEAPEST))

    async def hash(self, password: str) -> str:
        """The encoded argon2id hash."""
        async with self._limit:
            return await anyio.to_thread.run_sync(self._hasher.hash, password)

    async def matches(self, encoded: str | None, password: str) -> bool:
        """Whether the password belongs to the hash; without a hash it takes as long and says no."""
        if encoded is None:
            if self._nobody is None:
                self._nobody = await self.hash("nobody has this password")
            await self._check(self._nobody, password)
            return False
        return await self._check(encoded, password)

    def is_outdated(self, encoded: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(encoded)

    async def _check(self, encoded: str, password: str) -> bool:
        def verify() -> bool:
            try:
                return self._hasher.verify(encoded, password)
            except (VerificationError, InvalidHashError):
                return False

        async with self._limit:
            return await anyio.to_thread.run_sync(verify)
