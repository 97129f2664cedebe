"""Pitches as vetted providers and the public read them; `models/sql/shown.sql` decides who may."""

from __future__ import annotations

from models.db import Database
from models.entities.pitches import PitchText, ShownPitch
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotFound
from models.repositories.shown import ShownRepository
from web.clock import Clock


async def pitch_for_provider(db: Database, clock: Clock, *, viewer: Viewer, pitch_id: int) -> ShownPitch:
    """A pitch on show for a vetted provider; the founder is told who has opened it.

    Terms come along only when a vetted organisation of the viewer's is marked qualified.
    """
    vetted = viewer.vetted_ids()
    qualified = [a.organisation_id for a in viewer.organisations(Role.PROVIDER) if a.vetted and a.qualified]
    async with db.read() as conn:
        shown = await ShownRepository(conn).for_provider(
            pitch_id, vetted_ids=[*vetted], qualified_ids=[*qualified]
        )
    if shown is None:
        raise NotFound
    async with db.transaction() as conn:
        log, now = ShownRepository(conn), clock.now()
        await log.note_view(pitch_id, viewer.person_id, shown.reader_id, "page", now)
        if shown.terms:
            await log.note_view(pitch_id, viewer.person_id, shown.qualified_id, "terms", now)
    return shown


async def showcased(
    db: Database,
    *,
    sector: str | None = None,
    stage: str | None = None,
    district: str | None = None,
    limit: int = 200,
) -> list[ShownPitch]:
    """The public showcase, the last approved first."""
    async with db.read() as conn:
        return await ShownRepository(conn).showcased(
            sector=sector, stage=stage, district=district, limit=limit
        )


async def showcased_before(
    db: Database,
    *,
    sector: str | None,
    stage: str | None,
    district: str | None,
    before: int | None,
    limit: int,
) -> list[ShownPitch]:
    """The public showcase for a reader who turns pages, the newest first."""
    async with db.read() as conn:
        return await ShownRepository(conn).showcased_before(
            sector=sector, stage=stage, district=district, before=before, limit=limit
        )


async def showcased_pitch(db: Database, pitch_id: int) -> ShownPitch:
    """One pitch of the public showcase."""
    async with db.read() as conn:
        found = await ShownRepository(conn).showcased(pitch_id=pitch_id, limit=1)
    if not found:
        raise NotFound
    return found[0]


def pitch_texts(text: PitchText, deck_text: str | None) -> list[str]:
    """What is encoded for matching: the pitch's own words first, then its deck's."""
    own = "\n".join(
        part
        for part in (text.name, text.one_line, text.problem, text.solution, text.market, text.team)
        if part
    )
    return [part for part in (own, (deck_text or "").strip()) if part]
