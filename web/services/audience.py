"""Which of the vetted providers see a pitch, as its founders decide; and who has seen it so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.db import Connection, Database
from models.entities.pitches import PitchHead
from models.entities.rights import Audience, AudienceKind, Recipient, SeenBy
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid, NotFound
from models.repositories.audience import AudienceRepository
from models.repositories.audit import AuditRepository
from models.repositories.pitches import PitchRepository
from web.clock import Clock
from web.services.consents import CURRENT, RECIPIENTS
from web.services.introductions import tell_declined

# More are found by a part of the name.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class PitchAudience:
    """To whom a pitch is shown: the decision in force, those before it, and whom one may name."""

    pitch_id: int
    name: str
    lang: str
    showcased: bool
    in_force: Audience | None
    past: list[Audience]
    recipients: list[Recipient]
    text: str


@dataclass(frozen=True, slots=True)
class Readers:
    """Who has seen a pitch."""

    pitch_id: int
    name: str
    lang: str
    seen_by: list[SeenBy]


async def open_audience(db: Database, *, viewer: Viewer, pitch_id: int, text: str = "") -> PitchAudience:
    """The recipients of one of the viewer's pitches; `text` looks for a provider's name."""
    async with db.read() as conn:
        head, name, lang = await _own(conn, viewer, pitch_id)
        audience = AudienceRepository(conn)
        decisions = await audience.decisions(viewer, pitch_id)
        recipients = await audience.recipients(viewer, pitch_id, text, MOST_SHOWN)
    in_force = next((d for d in decisions if d.ended_at is None), None)
    past = [d for d in decisions if d.ended_at is not None]
    return PitchAudience(pitch_id, name, lang, head.showcased, in_force, past, recipients, text)


async def decide_audience(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    pitch_id: int,
    audience: AudienceKind,
    named: Sequence[int] = (),
    lang: str | None = None,
) -> None:
    """From now on these providers see the pitch; what the others had asked is declined, and they are told.

    Named may be whom the founders may know of. Lists that are open elsewhere lose the pitch with their
    next look: who may see it is part of every query.
    """
    async with db.transaction() as conn:
        pitches = PitchRepository(conn)
        # Decisions on one pitch happen one after the other.
        if await pitches.lock(pitch_id, viewer.organisation_ids(Role.FOUNDER)) is None:
            raise NotFound
        chosen = [] if audience is AudienceKind.ALL else sorted(set(named))
        if audience is not AudienceKind.ALL and not chosen:
            raise Invalid("recipients_name_one", field="named")
        repository, now = AudienceRepository(conn), clock.now()
        known = await repository.recipients(viewer, pitch_id, "", 10_000)
        if set(chosen) - {r.organisation_id for r in known}:
            raise Invalid("not_a_choice", field="named")
        await repository.decide(
            pitch_id, audience, chosen, CURRENT[RECIPIENTS], lang or viewer.locale, viewer.person_id, now
        )
        await AuditRepository(conn).note(
            now, viewer.person_id, "decide_recipients", "pitch", pitch_id,
            {"audience": audience, "named": chosen},
        )  # fmt: skip
        for introduction_id, organisation_id in await repository.decline_kept(
            pitch_id, viewer.person_id, now
        ):
            await tell_declined(conn, clock, viewer, introduction_id, organisation_id)


async def open_readers(db: Database, *, viewer: Viewer, pitch_id: int) -> Readers:
    """Who has seen one of the viewer's pitches, what of it and when."""
    async with db.read() as conn:
        _, name, lang = await _own(conn, viewer, pitch_id)
        return Readers(pitch_id, name, lang, await AudienceRepository(conn).seen_by(viewer, pitch_id))


async def _own(conn: Connection, viewer: Viewer, pitch_id: int) -> tuple[PitchHead, str, str]:
    pitches = PitchRepository(conn)
    head = await pitches.head(pitch_id, company_ids=viewer.organisation_ids(Role.FOUNDER))
    latest = None if head is None else await pitches.version(pitch_id, None)
    if head is None or latest is None:
        raise NotFound
    return head, latest.text.name, latest.text.lang
