"""First visits that are over."""

from __future__ import annotations

from models.db import Database
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed
from models.repositories.onboarding import OnboardingRepository
from web.clock import Clock


async def put_away(db: Database, clock: Clock, *, viewer: Viewer, role: Role) -> None:
    """The person has read the panel of a role that is theirs; twice is once."""
    if role not in viewer.roles:
        raise NotAllowed("not_allowed")
    async with db.transaction() as conn:
        await OnboardingRepository(conn).see_welcome(viewer, role, clock.now())
