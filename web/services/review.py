"""An organiser's side of a pitch: what waits, and one decision a version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models import jobs
from models.db import Connection, Database
from models.entities.ids import OrganisationId
from models.entities.pitches import Consent, PitchHead, PitchVersion, VersionRow, WaitingPitch
from models.entities.reviews import Decided, Decision
from models.entities.viewer import Viewer
from models.entities.vocabulary import PitchStatus, Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.pitches import PitchRepository
from models.repositories.reviews import ReviewRepository
from web.clock import Clock
from web.i18n import gettext
from web.services.consents import SHOWCASE
from web.services.mail import tell_members
from web.services.nearest import Alike, Nearest, alike


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits and what was decided lately."""

    waiting: list[WaitingPitch]
    decided: list[Decided]


@dataclass(frozen=True, slots=True)
class PitchUnderReview:
    """A submitted version with its history; a draft that follows it is never part of this."""

    head: PitchHead
    version: PitchVersion
    history: list[VersionRow]
    consents: list[Consent]
    alike: list[Alike] | None

    @property
    def waits(self) -> bool:
        """Whether this version is still to be decided on."""
        return self.head.status is PitchStatus.SUBMITTED

    def agreed(self, purpose: str) -> bool:
        """Whether the founder's consent to a purpose is in force."""
        return any(c.purpose == purpose and c.revoked_at is None for c in self.consents)


async def open_queue(db: Database, *, viewer: Viewer) -> Queue:
    """Every organiser sees what was submitted, to whichever body."""
    _body(viewer)
    async with db.read() as conn:
        reviews = ReviewRepository(conn)
        return Queue(await reviews.waiting(), await reviews.decided_lately())


async def open_review(db: Database, nearest: Nearest, *, viewer: Viewer, pitch_id: int) -> PitchUnderReview:
    """The last submitted version of a pitch, with those that say nearly the same."""
    _body(viewer)
    async with db.read() as conn:
        pitches = PitchRepository(conn)
        head = await pitches.head(pitch_id, company_ids=[], as_organiser=True)
        version = await pitches.version(pitch_id, frozen_only=True)
        if head is None or version is None:
            raise NotFound
        return PitchUnderReview(
            head,
            version,
            await pitches.history(pitch_id, frozen_only=True),
            await pitches.consents(pitch_id),
            await alike(nearest, conn, pitch_id),
        )


async def approve_pitch(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    pitch_id: int,
    version: int,
    comment: str = "",
    showcase: bool = False,
    lang: str | None = None,
    site: str = "",
) -> None:
    """Show this version to vetted providers, and to everybody with `showcase`; its people get a mail."""
    async with db.transaction() as conn:
        reviews = ReviewRepository(conn)
        company_id = await _open_decision(conn, pitch_id, version)
        if showcase and await PitchRepository(conn).consent_in_force(pitch_id, SHOWCASE) is None:
            raise Invalid("showcase_without_consent", field="showcase")
        now = clock.now()
        await reviews.add(
            pitch_id,
            version,
            Decision.APPROVED,
            comment,
            lang or viewer.locale,
            viewer.person_id,
            _body(viewer),
            now,
        )
        if not await reviews.approve(pitch_id, version, now, showcased=showcase):
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(
            now,
            viewer.person_id,
            "approve_pitch",
            "pitch",
            pitch_id,
            {"version": version, "showcase": showcase},
        )
        await jobs.enqueue(conn, "encode")
        name = await _name(conn, pitch_id, version)

        def words() -> tuple[str, str]:
            subject = gettext("%(name)s: approved", name=name)
            body = gettext(
                "Your pitch “%(name)s” is approved. Vetted providers can find it from now on.", name=name
            )
            return subject, _letter(body, comment)

        await _tell(conn, clock, company_id, pitch_id, f"approved-{version}", words, site)


async def return_pitch(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    pitch_id: int,
    version: int,
    comment: str,
    lang: str | None = None,
    site: str = "",
) -> None:
    """Back to the founder with the reason; its people get a mail."""
    if not comment.strip():
        raise Invalid("required", field="comment")
    async with db.transaction() as conn:
        reviews = ReviewRepository(conn)
        company_id = await _open_decision(conn, pitch_id, version)
        now = clock.now()
        await reviews.add(
            pitch_id,
            version,
            Decision.RETURNED,
            comment,
            lang or viewer.locale,
            viewer.person_id,
            _body(viewer),
            now,
        )
        if not await reviews.send_back(pitch_id, now):
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(
            now, viewer.person_id, "return_pitch", "pitch", pitch_id, {"version": version}
        )
        name = await _name(conn, pitch_id, version)

        def words() -> tuple[str, str]:
            subject = gettext("%(name)s: please revise", name=name)
            body = gettext(
                "An organiser has read your pitch “%(name)s” and asks you to change it before it is shown. "
                "Your text is kept; edit it and submit it again.",
                name=name,
            )
            return subject, _letter(body, comment)

        await _tell(conn, clock, company_id, pitch_id, f"returned-{version}", words, site)


async def set_showcase(db: Database, clock: Clock, *, viewer: Viewer, pitch_id: int, on: bool) -> None:
    """Put an approved pitch on the public pages, or take it off them."""
    _body(viewer)
    async with db.transaction() as conn:
        if await PitchRepository(conn).lock_submitted(pitch_id) is None:
            raise NotFound
        now = clock.now()
        if not await ReviewRepository(conn).set_showcase(pitch_id, now, on=on):
            raise Conflict("showcase_without_consent")
        await AuditRepository(conn).note(now, viewer.person_id, "set_showcase", "pitch", pitch_id, {"on": on})


async def _open_decision(conn: Connection, pitch_id: int, version: int) -> int:
    """Hold the pitch and make sure that this version is the one that waits; answers its company."""
    locked = await PitchRepository(conn).lock_submitted(pitch_id)
    if locked is None:
        raise NotFound
    if locked["status"] != PitchStatus.SUBMITTED:
        raise Conflict("already_reviewed")
    if await ReviewRepository(conn).latest_frozen(pitch_id) != version:
        raise Conflict("state_moved_on")
    return int(locked["company_id"])


async def _name(conn: Connection, pitch_id: int, version: int) -> str:
    found = await PitchRepository(conn).version(pitch_id, version)
    if found is None:
        raise NotFound
    return found.text.name


def _body(viewer: Viewer) -> OrganisationId:
    """The organising body for which the viewer decides."""
    bodies = viewer.organisation_ids(Role.ORGANISER)
    if not bodies:
        raise NotAllowed("not_allowed")
    return OrganisationId(bodies[0])


def _letter(body: str, comment: str) -> str:
    if not comment:
        return body
    head = gettext("The reviewer writes:")
    return f"{body}\n\n{head}\n{comment}"


async def _tell(
    conn: Connection,
    clock: Clock,
    company_id: int,
    pitch_id: int,
    what: str,
    words: Callable[[], tuple[str, str]],
    site: str,
) -> None:
    def with_link() -> tuple[str, str]:
        subject, body = words()
        return subject, f"{body}\n\n{site}/founder/pitches/{pitch_id}" if site else body

    key, path = f"pitch-{pitch_id}-{what}", f"/founder/pitches/{pitch_id}"
    await tell_members(conn, clock, "review", company_id, with_link, key, link=path)
