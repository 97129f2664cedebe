"""What somebody finds wrong and cannot correct themselves: asked, answered by an administrator, on record."""

from __future__ import annotations

from models.db import Database
from models.entities.rights import ANSWERS, Correction, CorrectionKind, CorrectionOutcome
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.corrections import CorrectionRepository
from web.clock import Clock
from web.i18n import gettext, use_locale
from web.services.mail import mail_each, queue_mail
from web.vocabulary import label

# So many may wait at once: whoever needs more tells them in one.
MOST_OPEN = 10
MOST_SHOWN = 200


async def ask_correction(
    db: Database, clock: Clock, *, viewer: Viewer, kind: CorrectionKind, wanted: str, lang: str
) -> int:
    """Say what is wrong and how it would be right; every administrator is told."""
    async with db.transaction() as conn:
        corrections, now = CorrectionRepository(conn), clock.now()
        if await corrections.count_open(viewer.person_id) >= MOST_OPEN:
            raise Invalid("corrections_too_many", field="wanted", most=MOST_OPEN)
        made = await corrections.ask(viewer.person_id, kind, wanted, lang, now)

        def words(_: object) -> tuple[str, str]:
            return (
                gettext("Correction %(id)s: %(name)s asks for one", id=made, name=viewer.name),
                gettext(
                    "%(name)s asks for a correction (%(kind)s). Please answer it.",
                    name=viewer.name,
                    kind=label("correction_kind", kind),
                ),
            )

        await mail_each(
            conn, clock, "correction_asked", await corrections.administrators(), words,
            f"correction-{made}-asked", link="/admin/corrections",
        )  # fmt: skip
        await AuditRepository(conn).note(
            now, viewer.person_id, "ask_correction", "correction_request", made, {"kind": kind}
        )
    return made


async def withdraw_correction(db: Database, clock: Clock, *, viewer: Viewer, correction_id: int) -> None:
    """The person no longer asks."""
    async with db.transaction() as conn:
        corrections, now = CorrectionRepository(conn), clock.now()
        if not await corrections.of(viewer, correction_id=correction_id, limit=1):
            raise NotFound
        withdrawn = CorrectionOutcome.WITHDRAWN
        if not await corrections.end(correction_id, withdrawn, "", None, viewer.person_id, now):
            raise Conflict("state_moved_on")


async def list_corrections(db: Database, *, viewer: Viewer) -> list[Correction]:
    """Everybody's requests for an administrator, those that wait longest first."""
    if Role.ADMIN not in viewer.granted:
        raise NotAllowed("not_allowed")
    async with db.read() as conn:
        return await CorrectionRepository(conn).all(viewer, limit=MOST_SHOWN)


async def answer_correction(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    correction_id: int,
    outcome: CorrectionOutcome,
    answer: str,
    lang: str,
) -> None:
    """What became of it, and why; only the first answer counts, and the person is told."""
    if Role.ADMIN not in viewer.granted:
        raise NotAllowed("not_allowed")
    if outcome not in ANSWERS:
        raise Invalid("not_a_choice", field="outcome")
    async with db.transaction() as conn:
        corrections, now = CorrectionRepository(conn), clock.now()
        found = await corrections.all(viewer, correction_id=correction_id, limit=1)
        if not found:
            raise NotFound
        if not await corrections.end(correction_id, outcome, answer, lang, viewer.person_id, now):
            raise Conflict("state_moved_on")
        one = found[0]
        with use_locale(one.locale):
            subject = gettext(
                "Correction %(id)s: %(outcome)s", id=one.id, outcome=label("correction_outcome", outcome)
            )
            body = gettext(
                "You had asked:\n%(wanted)s\n\nThe answer:\n%(answer)s", wanted=one.wanted, answer=answer
            )
        await queue_mail(
            conn, clock, person_id=one.person_id, address=one.email, locale=one.locale,
            purpose="correction_answered", subject=subject, body=body,
            dedupe_key=f"correction-{one.id}-answered", link="/account/rights/corrections",
        )  # fmt: skip
        await AuditRepository(conn).note(
            now, viewer.person_id, "answer_correction", "correction_request", one.id, {"outcome": outcome}
        )
