"""A founder's pitches: drafts that save, versions that stay, consents that can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import jobs
from models.db import Connection, Database
from models.entities.ids import DeckId, OrganisationId, PitchId
from models.entities.pitches import (
    Consent,
    DraftToken,
    PitchComment,
    PitchDraft,
    PitchHead,
    PitchRow,
    PitchVersion,
    Reader,
    SpaceChoice,
    VersionRow,
    lacking,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import PitchStatus, Role
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.pitches import PitchRepository
from web.clock import Clock
from web.services.consents import CURRENT, SHOW_TO_PROVIDERS, SHOWCASE


@dataclass(frozen=True, slots=True)
class FounderPitch:
    """Everything that a founder's page about one pitch shows."""

    head: PitchHead
    latest: PitchVersion
    history: list[VersionRow]
    consents: list[Consent]
    comments: list[PitchComment]
    readers: list[Reader]

    @property
    def lacking(self) -> tuple[str, ...]:
        """What must still be said before the pitch can be submitted."""
        return lacking(self.latest.text)

    def in_force(self, purpose: str) -> Consent | None:
        """The consent for a purpose as it stands."""
        return next((c for c in self.consents if c.purpose == purpose and c.revoked_at is None), None)


@dataclass(frozen=True, slots=True)
class Company:
    """One of the viewer's companies or teams."""

    id: OrganisationId
    name: str
    lang: str
    uscc: str | None
    district: str | None
    city: str | None


@dataclass(frozen=True, slots=True)
class DraftView:
    """The newest text of a pitch, to be written on."""

    head: PitchHead
    latest: PitchVersion
    spaces: list[SpaceChoice]

    @property
    def token(self) -> DraftToken:
        """The state that a save of this form expects."""
        return DraftToken(self.latest.version, self.latest.revision)


def _companies(viewer: Viewer) -> list[int]:
    return viewer.organisation_ids(Role.FOUNDER)


async def open_pitches(db: Database, *, viewer: Viewer) -> list[PitchRow]:
    """The pitches of the viewer's companies, the last changed first."""
    async with db.read() as conn:
        return await PitchRepository(conn).of_companies(_companies(viewer), CURRENT)


async def open_pitch(db: Database, *, viewer: Viewer, pitch_id: int) -> FounderPitch:
    """One pitch of the viewer's with its history, its readers and what was said about it."""
    async with db.read() as conn:
        pitches = PitchRepository(conn)
        head = await _head(pitches, viewer, pitch_id)
        return FounderPitch(
            head,
            await _version(pitches, pitch_id, None),
            await pitches.history(pitch_id),
            await pitches.consents(pitch_id),
            await pitches.comments(pitch_id),
            await pitches.readers(pitch_id),
        )


async def open_version(
    db: Database, *, viewer: Viewer, pitch_id: int, version: int
) -> tuple[PitchHead, PitchVersion]:
    """One version as it was."""
    async with db.read() as conn:
        pitches = PitchRepository(conn)
        head = await _head(pitches, viewer, pitch_id)
        return head, await _version(pitches, pitch_id, version)


async def open_draft(db: Database, *, viewer: Viewer, pitch_id: int) -> DraftView:
    """The newest text, to go on from; refused while an organiser reviews it."""
    async with db.read() as conn:
        pitches = PitchRepository(conn)
        head = await _head(pitches, viewer, pitch_id)
        if head.status is PitchStatus.SUBMITTED:
            raise Conflict("pitch_in_review")
        return DraftView(head, await _version(pitches, pitch_id, None), await pitches.spaces())


async def open_new(db: Database, *, viewer: Viewer) -> tuple[list[Company], list[SpaceChoice]]:
    """For whom the viewer may write a pitch, and the spaces it may name."""
    async with db.read() as conn:
        pitches = PitchRepository(conn)
        return await companies_of(pitches, viewer), await pitches.spaces()


async def companies_of(pitches: PitchRepository, viewer: Viewer) -> list[Company]:
    """The viewer's own companies and teams."""
    rows = await pitches.companies(_companies(viewer))
    return [Company(r["id"], r["name"], r["lang"], r["uscc"], r["district"], r["city"]) for r in rows]


async def create_pitch(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    company_id: int | None = None,
    company_name: str = "",
    draft: PitchDraft,
    uscc: str | None = None,
) -> PitchId:
    """A first draft for one of the viewer's companies, or for a new company or team made in the same act."""
    async with db.transaction() as conn:
        return await begin_pitch(
            conn,
            clock,
            viewer=viewer,
            company_id=company_id,
            company_name=company_name,
            draft=draft,
            uscc=uscc,
        )


async def begin_pitch(
    conn: Connection,
    clock: Clock,
    *,
    viewer: Viewer,
    company_id: int | None,
    company_name: str,
    draft: PitchDraft,
    uscc: str | None,
) -> PitchId:
    """`create_pitch` as a part of a larger act."""
    if company_id is not None and company_id not in _companies(viewer):
        raise NotFound
    if company_id is None and not company_name:
        raise Invalid("required", field="company_name")
    pitches, now = PitchRepository(conn), clock.now()
    if company_id is None:
        owner = await pitches.add_company(
            company_name, draft.lang, uscc, draft.district, viewer.person_id, now
        )
        await AuditRepository(conn).note(
            now, viewer.person_id, "create_organisation", "organisation", owner, {"kinds": ["company"]}
        )
    else:
        owner = OrganisationId(company_id)
        await _register(pitches, owner, uscc, now)
    pitch_id = await pitches.add(owner, viewer.person_id, now)
    await pitches.add_version(pitch_id, 1, draft, None, viewer.person_id, now)
    return pitch_id


async def save_draft(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    pitch_id: int,
    draft: PitchDraft,
    expected: DraftToken | None = None,
    uscc: str | None = None,
) -> DraftToken:
    """Write the draft, or begin the next one; a save from a form opened on an older state is a conflict."""
    async with db.transaction() as conn:
        pitches, now = PitchRepository(conn), clock.now()
        locked = await lock_for_writing(pitches, viewer, pitch_id)
        present = DraftToken(locked["version"], locked["revision"])
        if expected is not None and expected != present:
            raise Conflict("draft_changed")
        await _register(pitches, locked["company_id"], uscc, now)
        if locked["frozen_at"] is not None:
            following = present.version + 1
            deck = None if locked["deck_id"] is None else DeckId(locked["deck_id"])
            await pitches.add_version(pitch_id, following, draft, deck, viewer.person_id, now)
            return DraftToken(following, 0)
        revision = await pitches.save(pitch_id, present, draft, viewer.person_id, now)
        if revision is None:
            raise Conflict("draft_changed")
        return DraftToken(present.version, revision)


async def submit_pitch(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    pitch_id: int,
    showcase: bool,
    lang: str | None = None,
    expected: DraftToken | None = None,
) -> int:
    """Close the draft and let it wait for review; answers the version that waits.

    Submitting is agreeing to the present text of the consent to be shown to vetted providers. A withdrawn
    pitch may be submitted again as it was; any other needs a new draft.
    """
    async with db.transaction() as conn:
        pitches, now = PitchRepository(conn), clock.now()
        locked = await lock_for_writing(pitches, viewer, pitch_id)
        status, version = PitchStatus(locked["status"]), locked["version"]
        if expected is not None and expected != DraftToken(version, locked["revision"]):
            raise Conflict("draft_changed")
        if locked["frozen_at"] is not None:
            if status is not PitchStatus.WITHDRAWN:
                raise Conflict("nothing_to_submit")
            await pitches.copy_version(pitch_id, version, viewer.person_id, now)
            version += 1
        missing = lacking((await _version(pitches, pitch_id, version)).text)
        if missing:
            raise Invalid("pitch_incomplete", n=len(missing))
        moved = await pitches.freeze(pitch_id, version, now) and await pitches.submit(pitch_id, status, now)
        if not moved:
            raise Conflict("state_moved_on")
        agreed_in = lang or viewer.locale
        await _agree(pitches, clock, viewer, pitch_id, SHOW_TO_PROVIDERS, agreed_in)
        if showcase:
            await _agree(pitches, clock, viewer, pitch_id, SHOWCASE, agreed_in)
        elif await pitches.revoke_consent(pitch_id, SHOWCASE, now):
            await pitches.end_showcase(pitch_id, now)
        await _note(conn, clock, viewer, "submit_pitch", pitch_id, {"version": version})
        # Compared with the others by the time an organiser reads it.
        await jobs.enqueue(conn, "encode")
        return int(version)


async def withdraw_pitch(db: Database, clock: Clock, *, viewer: Viewer, pitch_id: int) -> None:
    """Out of everybody's sight at once, consents included; it can be submitted again."""
    async with db.transaction() as conn:
        pitches, now = PitchRepository(conn), clock.now()
        locked = await _lock(pitches, viewer, pitch_id)
        status = PitchStatus(locked["status"])
        if status is PitchStatus.WITHDRAWN or not await pitches.withdraw(pitch_id, status, now):
            raise Conflict("state_moved_on")
        for purpose in (SHOW_TO_PROVIDERS, SHOWCASE):
            await pitches.revoke_consent(pitch_id, purpose, now)
        await _note(conn, clock, viewer, "withdraw_pitch", pitch_id, {"from": status})


async def give_consent(
    db: Database, clock: Clock, *, viewer: Viewer, pitch_id: int, purpose: str, lang: str | None = None
) -> None:
    """Agree again to the present text, after a consent was taken back or for the first time."""
    async with db.transaction() as conn:
        pitches = PitchRepository(conn)
        locked = await _lock(pitches, viewer, pitch_id)
        if locked["status"] in (PitchStatus.DRAFT, PitchStatus.WITHDRAWN):
            raise Conflict("consent_with_submission")
        if purpose == SHOWCASE and await pitches.consent_in_force(pitch_id, SHOW_TO_PROVIDERS) is None:
            raise Conflict("consent_providers_first")
        await _agree(pitches, clock, viewer, pitch_id, purpose, lang or viewer.locale)
        await _note(conn, clock, viewer, "give_consent", pitch_id, {"purpose": purpose})


async def revoke_consent(db: Database, clock: Clock, *, viewer: Viewer, pitch_id: int, purpose: str) -> None:
    """Take a consent back; without the one for providers there is no public page either."""
    async with db.transaction() as conn:
        pitches, now = PitchRepository(conn), clock.now()
        await _lock(pitches, viewer, pitch_id)
        if not await pitches.revoke_consent(pitch_id, purpose, now):
            raise Conflict("state_moved_on")
        if purpose == SHOW_TO_PROVIDERS:
            await pitches.revoke_consent(pitch_id, SHOWCASE, now)
        await pitches.end_showcase(pitch_id, now)
        await _note(conn, clock, viewer, "revoke_consent", pitch_id, {"purpose": purpose})


async def lock_for_writing(pitches: PitchRepository, viewer: Viewer, pitch_id: int) -> Mapping[str, Any]:
    """The viewer's pitch with its newest version, held until the end; refused while it is in review."""
    locked = await _lock(pitches, viewer, pitch_id)
    if locked["status"] == PitchStatus.SUBMITTED:
        raise Conflict("pitch_in_review")
    return locked


async def _lock(pitches: PitchRepository, viewer: Viewer, pitch_id: int) -> Mapping[str, Any]:
    locked = await pitches.lock(pitch_id, _companies(viewer))
    if locked is None:
        raise NotFound
    return locked


async def _head(pitches: PitchRepository, viewer: Viewer, pitch_id: int) -> PitchHead:
    head = await pitches.head(pitch_id, company_ids=_companies(viewer))
    if head is None:
        raise NotFound
    return head


async def _version(pitches: PitchRepository, pitch_id: int, version: int | None) -> PitchVersion:
    found = await pitches.version(pitch_id, version)
    if found is None:
        raise NotFound
    return found


async def _agree(
    pitches: PitchRepository, clock: Clock, viewer: Viewer, pitch_id: int, purpose: str, lang: str
) -> None:
    """Leave a consent to the present text as it is; one to an older text is replaced."""
    given = await pitches.consent_in_force(pitch_id, purpose)
    if given == CURRENT[purpose]:
        return
    now = clock.now()
    if given is not None:
        await pitches.revoke_consent(pitch_id, purpose, now)
    await pitches.give_consent(pitch_id, viewer.person_id, purpose, CURRENT[purpose], lang, now)


async def _register(pitches: PitchRepository, company_id: int, uscc: str | None, now: datetime) -> None:
    """Put a team's code on record once it is registered; a code on record is not changed here."""
    if uscc is not None:
        await pitches.register_company(company_id, uscc, now)


async def _note(
    conn: Connection, clock: Clock, viewer: Viewer, action: str, pitch_id: int, details: dict[str, Any]
) -> None:
    await AuditRepository(conn).note(clock.now(), viewer.person_id, action, "pitch", pitch_id, details)
