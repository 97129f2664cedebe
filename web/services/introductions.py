"""Interest from one side, agreement from the other; contacts open only when both said yes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from models.db import Connection, Database
from models.entities.matching import Introduction
from models.entities.viewer import Viewer
from models.entities.vocabulary import Choice, IntroductionStatus, NoReason, Role
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.leaving import AskedNoMore
from models.repositories.matching import IntroductionRepository, MatchRepository
from web.clock import Clock
from web.i18n import gettext
from web.services.mail import tell_members
from web.services.matching import acting_provider


async def choose(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int | None,
    pitch_id: int,
    choice: Choice,
    reason: NoReason | None = None,
    note: str = "",
) -> None:
    """Interested asks the founder for an introduction; later and no take an open question back."""
    if choice is Choice.NO and reason is None:
        raise Invalid("no_needs_reason", field="reason")
    acting = acting_provider(viewer, organisation_id)
    async with db.transaction() as conn:
        matching, introductions = MatchRepository(conn), IntroductionRepository(conn)
        found = await matching.candidates(viewer, acting.organisation_id, [pitch_id])
        if not found:
            raise NotFound
        now = clock.now()
        kept = reason if choice is Choice.NO else None
        await introductions.choose(
            acting.organisation_id, pitch_id, choice, kept, note, viewer.person_id, now
        )
        if choice is not Choice.INTERESTED:
            await introductions.withdraw(acting.organisation_id, pitch_id, now)
            return
        if await introductions.propose(acting.organisation_id, pitch_id, viewer.person_id, now) is None:
            return
        pitch = found[0]

        def words() -> tuple[str, str]:
            return (
                gettext(
                    "%(pitch)s: %(provider)s would like to meet you", pitch=pitch.name, provider=acting.name
                ),
                gettext(
                    "%(provider)s is interested in %(pitch)s. Open Introductions to read who they "
                    "are, and accept or decline. They see your contact only when you accept.",
                    pitch=pitch.name,
                    provider=acting.name,
                ),
            )

        key = f"introduction-{acting.organisation_id}-{pitch_id}"
        await _tell(conn, clock, pitch.company_id, key, words, "/founder/introductions")


async def answer_introduction(
    db: Database, clock: Clock, *, viewer: Viewer, introduction_id: int, accept: bool, reason: str = ""
) -> Introduction:
    """The founder's answer; only the first one counts."""
    status = IntroductionStatus.ACCEPTED if accept else IntroductionStatus.DECLINED
    async with db.transaction() as conn:
        introductions = IntroductionRepository(conn)
        found = await introductions.visible(viewer, Role.FOUNDER, introduction_id=introduction_id)
        if not found:
            raise NotFound
        row = await introductions.answer(
            introduction_id, status, viewer.person_id, clock.now(), "" if accept else reason
        )
        if row is None:
            raise Conflict("introduction_answered")
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, f"introduction_{status}", "introduction", introduction_id
        )
        one = found[0]

        def words() -> tuple[str, str]:
            if not accept:
                return _declined(one, reason)
            return (
                gettext("%(pitch)s: the founder would like to meet you", pitch=one.pitch_name),
                gettext(
                    "%(company)s has accepted your introduction. Open Introductions for the contact.",
                    company=one.company_name,
                ),
            )

        key = f"introduction-{introduction_id}-{status}"
        await _tell(conn, clock, one.organisation_id, key, words, "/provider/introductions")
    return one


async def tell_declined(
    conn: Connection, clock: Clock, viewer: Viewer, introduction_id: int, organisation_id: int
) -> None:
    """Tell a provider of a no that the founder gave by keeping the pitch from it."""
    found = await IntroductionRepository(conn).visible(viewer, Role.FOUNDER, introduction_id=introduction_id)
    status = IntroductionStatus.DECLINED
    for one in found:
        key = f"introduction-{introduction_id}-{status}"
        await _tell(conn, clock, organisation_id, key, partial(_declined, one), "/provider/introductions")


async def tell_asked_no_more(conn: Connection, clock: Clock, one: AskedNoMore) -> None:
    """Tell a company that a provider that asked to meet has left; not who it was."""

    def words() -> tuple[str, str]:
        return (
            gettext("%(pitch)s: a request to meet has ended", pitch=one.pitch_name),
            gettext("The provider that asked has left the platform. There is nothing to answer any more."),
        )

    await _tell(conn, clock, one.company_id, f"introduction-{one.id}-left", words, "/founder/introductions")


def _declined(one: Introduction, reason: str = "") -> tuple[str, str]:
    return (
        gettext("%(pitch)s: the founder has declined", pitch=one.pitch_name),
        gettext("%(company)s has declined the introduction for now.", company=one.company_name)
        + (f"\n\n{reason}" if reason else ""),
    )


async def open_introductions(db: Database, *, viewer: Viewer, role: Role) -> list[Introduction]:
    """The viewer's introductions as founder or as provider, open questions first."""
    async with db.read() as conn:
        return await IntroductionRepository(conn).visible(viewer, role)


async def _tell(
    conn: Connection,
    clock: Clock,
    organisation_id: int,
    key: str,
    words: Callable[[], tuple[str, str]],
    link: str,
) -> None:
    await tell_members(conn, clock, "introduction", organisation_id, words, key, link=link)
