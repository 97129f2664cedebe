"""The page of a person's rights: what they may do about their data, and where each of it stands."""

from __future__ import annotations

from dataclasses import dataclass

from models.db import Database
from models.entities.pitches import PitchRow
from models.entities.rights import Correction, Leaving, OwnConsent
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.repositories.corrections import CorrectionRepository
from models.repositories.leaving import LeavingRepository
from models.repositories.pitches import PitchRepository
from web.services.consents import CURRENT

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class RightsView:
    """What the page shows."""

    consents: list[OwnConsent]
    corrections: list[Correction]
    pitches: list[PitchRow]
    leaving: Leaving | None

    @property
    def in_force(self) -> list[OwnConsent]:
        """Consents that were not taken back."""
        return [c for c in self.consents if c.revoked_at is None]


async def open_rights(db: Database, *, viewer: Viewer) -> RightsView:
    """Everything that the page, and those behind it, show of the viewer."""
    async with db.read() as conn:
        corrections = CorrectionRepository(conn)
        companies = viewer.organisation_ids(Role.FOUNDER)
        return RightsView(
            await corrections.consents(viewer, MOST_SHOWN),
            await corrections.of(viewer, limit=MOST_SHOWN),
            await PitchRepository(conn).of_companies(companies, CURRENT) if companies else [],
            await LeavingRepository(conn).pending(viewer),
        )
