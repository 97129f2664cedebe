"""Conflicts of interest of jurors: declared, set aside, restored."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from models.entities.jury import (
    ConflictKind,
)
from models.entities.vocabulary import Role
from web.api.bodies import Body, Id
from web.api.operation import Area, Ask, Done
from web.forms.juries import (
    ConflictForm,
    DecisionForm,
)
from web.i18n import N_
from web.services import jury_conflicts

AREA = Area(N_("Conflicts of interest"), "reviews")


class ConflictBody(Body):
    """A conflict of interest of somebody with a company, since when and until when."""

    form_names = {"person_id": "person", "company_id": "company"}  # noqa: RUF012 - read by the class alone
    person_id: Id
    company_id: Id
    kind: ConflictKind
    since: date | None = None
    until: date | None = None
    note: Annotated[str, Field(max_length=300)] = ""


_CONFLICT = {"person_id": 10, "company_id": 2, "kind": "family"}


@AREA.add(
    "POST", "/events/{event_id}/jury/conflicts", "juries.declare_conflict",
    N_("Declare a conflict of interest"), Done, body=ConflictBody,
    pages=("organiser.jury_conflicts", "founder.jury_conflict"), example=_CONFLICT,
)  # fmt: skip
async def declare_conflict(ask: Ask) -> None:
    """By the event's organisers, and by the founder of a pitch there."""
    viewer = ask.acting(Role.ORGANISER, Role.FOUNDER)
    given = ask.clean(ConflictForm.parse(ask.form()))
    organises = Role.ORGANISER in viewer.roles
    say = jury_conflicts.declare_as_organiser if organises else jury_conflicts.declare_as_company
    await say(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        event_id=ask.path["event_id"],
        person_id=given.person_id,
        company_id=given.company_id,
        said=given.said,
    )


class LiftBody(Body):
    """Which conflict, and why it is set aside."""

    form_names = {"person_id": "person", "company_id": "company"}  # noqa: RUF012 - read by the class alone
    person_id: Id
    company_id: Id
    kind: ConflictKind
    reason: Annotated[str, Field(min_length=1, max_length=500)]


@AREA.add(
    "POST", "/events/{event_id}/jury/conflicts/lift", "juries.lift_conflict",
    N_("Set a conflict of interest aside"), Done, body=LiftBody, pages=("organiser.jury_lift",),
    example={**_CONFLICT, "kind": "adviser", "reason": "三年前只听过一次课"},
)  # fmt: skip
async def lift(ask: Ask) -> None:
    """By the event's organisers, with the reason on record."""
    viewer, given = ask.acting(Role.ORGANISER), ask.clean(DecisionForm.parse(ask.form(), with_reason=True))
    await jury_conflicts.lift(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        event_id=ask.path["event_id"],
        person_id=given.person_id,
        company_id=given.company_id,
        kind=given.kind,
        reason=given.reason,
    )


class RestoreBody(Body):
    """Which conflict counts again."""

    form_names = {"person_id": "person", "company_id": "company"}  # noqa: RUF012 - read by the class alone
    person_id: Id
    company_id: Id
    kind: ConflictKind


@AREA.add(
    "POST", "/events/{event_id}/jury/conflicts/restore", "juries.restore_conflict",
    N_("Let a conflict of interest count again"), Done, body=RestoreBody, pages=("organiser.jury_restore",),
    example=_CONFLICT,
)  # fmt: skip
async def restore(ask: Ask) -> None:
    """By the event's organisers."""
    viewer, given = ask.acting(Role.ORGANISER), ask.clean(DecisionForm.parse(ask.form(), with_reason=False))
    await jury_conflicts.restore(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        event_id=ask.path["event_id"],
        person_id=given.person_id,
        company_id=given.company_id,
        kind=given.kind,
    )
