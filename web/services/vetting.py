"""Letting providers in: an organiser decides, on evidence, and says so to the provider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from models.db import Connection, Database
from models.entities.ids import OrganisationId
from models.entities.vetting import (
    ContactSeen,
    DealSeen,
    Decided,
    OwnStanding,
    ProductSeen,
    ProviderRow,
    ProviderSeen,
    QualificationSeen,
    VettingCounts,
    VettingDecision,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.vetting import VettingRepository
from web.clock import Clock
from web.i18n import gettext
from web.services.mail import tell_members

# The day by which a qualification runs out is the city's.
_ZONE = ZoneInfo("Asia/Shanghai")
_MOST = 300
# What may follow on what: nobody is let in twice, and only who is in can be put out.
_AFTER: dict[VettingDecision, frozenset[VettingDecision | None]] = {
    VettingDecision.GRANTED: frozenset({None, VettingDecision.REFUSED, VettingDecision.REVOKED}),
    VettingDecision.REFUSED: frozenset({None}),
    VettingDecision.REVOKED: frozenset({VettingDecision.GRANTED}),
}


@dataclass(frozen=True, slots=True)
class ProviderView:
    """A provider with all that a decision rests on."""

    provider: ProviderSeen
    products: list[ProductSeen]
    deals: list[DealSeen]
    contacts: list[ContactSeen]
    decisions: list[Decided]
    qualifications: list[QualificationSeen]
    today: date
    # False for an organiser who acts for this provider too.
    may_decide: bool

    @property
    def latest(self) -> Decided | None:
        """The decision that counts."""
        return self.decisions[0] if self.decisions else None

    @property
    def qualification(self) -> QualificationSeen | None:
        """The mark in force, if any."""
        for one in self.qualifications:
            if one.revoked_at is None and (one.valid_until is None or one.valid_until >= self.today):
                return one
        return None

    def may(self, decision: VettingDecision) -> bool:
        """Whether this decision can follow on the present one."""
        present = self.latest.decision if self.latest else None
        return self.may_decide and present in _AFTER[decision]


async def list_providers(
    db: Database, clock: Clock, *, viewer: Viewer, state: str = "", text: str = ""
) -> tuple[list[ProviderRow], VettingCounts]:
    """All providers for an organiser, those that wait first."""
    _body(viewer)
    async with db.read() as conn:
        vetting = VettingRepository(conn)
        rows = await vetting.providers(state=state, text=text, today=_today(clock), limit=_MOST)
        return rows, await vetting.counts()


async def not_let_in(db: Database, *, viewer: Viewer) -> list[OwnStanding]:
    """The viewer's own providers that wait to be let in, or are not."""
    async with db.glance() as conn:
        return await VettingRepository(conn).not_let_in(viewer)


async def open_provider(db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int) -> ProviderView:
    """One provider for an organiser."""
    _body(viewer)
    async with db.read() as conn:
        vetting = VettingRepository(conn)
        provider = await vetting.provider(organisation_id)
        if provider is None:
            raise NotFound
        return ProviderView(
            provider,
            await vetting.products(organisation_id),
            await vetting.deals(organisation_id),
            await vetting.contacts(organisation_id),
            await vetting.decisions(organisation_id),
            await vetting.qualifications(organisation_id),
            _today(clock),
            not _own(viewer, organisation_id),
        )


async def vet_provider(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int,
    decision: VettingDecision,
    evidence: str,
    seen: int | None = None,
) -> None:
    """Let a provider in, refuse it or put it out, in the name of the viewer's organising body.

    `seen` is the id of the decision that the viewer saw as the latest (0: none); when another came
    meanwhile, nothing happens and `Conflict` says so. None: whatever the present state is.
    """
    body_id = _body(viewer)
    if not evidence.strip():
        raise Invalid("evidence_needed", field="evidence")
    async with db.transaction() as conn:
        vetting = VettingRepository(conn)
        latest_id, present = await _hold(vetting, viewer, organisation_id)
        if present not in _AFTER[decision] or (seen is not None and seen != (latest_id or 0)):
            raise Conflict("state_moved_on")
        now = clock.now()
        await vetting.decide(
            organisation_id,
            decision,
            evidence=evidence.strip(),
            decided_by=viewer.person_id,
            body_id=body_id,
            now=now,
        )
        await AuditRepository(conn).note(
            now, viewer.person_id, f"vetting_{decision}", "organisation", organisation_id
        )
        await _tell(conn, clock, organisation_id, lambda: _decision_words(decision, evidence.strip()))


async def qualify_provider(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int,
    qualified_on: date,
    evidence: str,
    valid_until: date | None = None,
) -> None:
    """Mark a vetted provider as qualified to read terms (DOMAIN.md section 9), dated and evidenced."""
    _body(viewer)
    if not evidence.strip():
        raise Invalid("evidence_needed", field="qualification_evidence")
    if qualified_on > _today(clock):
        raise Invalid("qualified_in_future", field="qualified_on")
    if valid_until is not None and valid_until < max(qualified_on, _today(clock)):
        raise Invalid("valid_until_past", field="valid_until")
    async with db.transaction() as conn:
        vetting = VettingRepository(conn)
        _, present = await _hold(vetting, viewer, organisation_id)
        if present is not VettingDecision.GRANTED:
            raise Conflict("vet_first")
        now = clock.now()
        await vetting.qualify(
            organisation_id,
            qualified_on=qualified_on,
            valid_until=valid_until,
            evidence=evidence.strip(),
            granted_by=viewer.person_id,
            now=now,
        )
        await AuditRepository(conn).note(now, viewer.person_id, "qualify", "organisation", organisation_id)
        await _tell(conn, clock, organisation_id, _qualified_words)


async def end_qualification(db: Database, clock: Clock, *, viewer: Viewer, organisation_id: int) -> None:
    """A provider may no longer read terms."""
    _body(viewer)
    async with db.transaction() as conn:
        vetting = VettingRepository(conn)
        await _hold(vetting, viewer, organisation_id)
        now = clock.now()
        if not await vetting.end_qualification(organisation_id, now):
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(
            now, viewer.person_id, "end_qualification", "organisation", organisation_id
        )
        await _tell(conn, clock, organisation_id, _unqualified_words)


def _today(clock: Clock) -> date:
    return clock.now().astimezone(_ZONE).date()


def _body(viewer: Viewer) -> OrganisationId:
    """The organising body in whose name the viewer decides."""
    bodies = viewer.organisations(Role.ORGANISER)
    if not bodies:
        raise NotAllowed("not_allowed")
    return bodies[0].organisation_id


def _own(viewer: Viewer, organisation_id: int) -> bool:
    return any(a.organisation_id == organisation_id for a in viewer.acting)


async def _hold(
    vetting: VettingRepository, viewer: Viewer, organisation_id: int
) -> tuple[int | None, VettingDecision | None]:
    if not await vetting.lock(organisation_id):
        raise NotFound
    if _own(viewer, organisation_id):
        raise NotAllowed("vetting_own")
    return await vetting.latest(organisation_id)


async def _tell(
    conn: Connection, clock: Clock, organisation_id: int, words: Callable[[], tuple[str, str]]
) -> None:
    await tell_members(conn, clock, "vetting", organisation_id, words, None, link="/provider/profile")


def _decision_words(decision: VettingDecision, evidence: str) -> tuple[str, str]:
    if decision is VettingDecision.GRANTED:
        return (
            gettext("Vetting: you are let in"),
            gettext("An organiser has vetted you. Pitches that fit you now wait under Matches."),
        )
    if decision is VettingDecision.REFUSED:
        return (
            gettext("Vetting: not let in"),
            gettext(
                "An organiser has looked at what you say of yourselves and has not let you in. "
                "The reason:\n%(why)s",
                why=evidence,
            ),
        )
    return (
        gettext("Vetting: withdrawn"),
        gettext(
            "An organiser has withdrawn your vetting; pitches are closed to you from now on. "
            "The reason:\n%(why)s",
            why=evidence,
        ),
    )


def _qualified_words() -> tuple[str, str]:
    return (
        gettext("Terms: open to you"),
        gettext(
            "An organiser has marked you as qualified: you may now read the terms of what founders offer."
        ),
    )


def _unqualified_words() -> tuple[str, str]:
    return (
        gettext("Terms: closed to you"),
        gettext(
            "An organiser has ended your qualification: the terms of offers are closed to you from now on."
        ),
    )
