"""What administrators do: people, organisations, the outbox, text models, and what lists have learned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from matcher.calibration import Calibration
from models.entities.learning import ModelLine, Training, UseLine
from models.entities.mail import MailStatus, OutboxMail
from models.entities.organisations import BodyRow
from models.entities.people import GRANTABLE, PersonRow
from models.entities.vocabulary import OrganisationKind, Role
from web.api.bodies import Body, Query
from web.api.operation import Area, Ask, Done
from web.forms.admin import AppointForm, BodyForm, RoleForm
from web.i18n import N_
from web.services import administration, forgetting, learning
from web.services.learning import GroupWeight, ModelView
from web.services.text_models import TextModels, open_text_models

AREA = Area(N_("Administration"), "admin")
Numbered = Annotated[int, Field(ge=1, le=100_000, description="Which page of the list.")]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people, newest first, and how many fit in all."""

    people: list[PersonRow]
    total: int


class PeopleQuery(Query):
    """A part of a name or address, a role."""

    q: Annotated[str, Field(max_length=100)] = ""
    role: Literal[tuple(str(r) for r in GRANTABLE)] | None = None  # type: ignore[valid-type] # a closed list
    page: Numbered = 1


@AREA.add(
    "GET", "/people", "people.list", N_("People with an account"), PeoplePage, query=PeopleQuery,
    pages=("admin.people",),
)  # fmt: skip
async def list_people(ask: Ask) -> PeoplePage:
    """For administrators."""
    wanted = ask.query
    rows, total = await administration.list_people(
        ask.parts.db,
        viewer=ask.acting(Role.ADMIN),
        text=wanted.q.strip(),
        role=Role(wanted.role) if wanted.role else None,
        page=wanted.page,
    )
    return PeoplePage(rows, total)


@AREA.add(
    "GET", "/people/{person_id}", "people.show", N_("One person"), PersonRow, pages=("admin.person",)
)  # fmt: skip
async def show_person(ask: Ask) -> PersonRow:
    """For administrators."""
    return await administration.open_person(
        ask.parts.db, viewer=ask.acting(Role.ADMIN), person_id=ask.path["person_id"]
    )


class RoleBody(Body):
    """A role that belongs to people, not to organisations."""

    role: Literal[tuple(str(r) for r in GRANTABLE)]  # type: ignore[valid-type] # a closed list


@AREA.add(
    "POST", "/people/{person_id}/roles/grant", "people.grant_role", N_("Let a person act in a role"), Done,
    body=RoleBody, pages=("admin.grant_role",), example={"role": "officer"},
)  # fmt: skip
async def grant_role(ask: Ask) -> None:
    """By an administrator."""
    viewer, role = ask.acting(Role.ADMIN), ask.clean(RoleForm.parse(ask.form()))
    await administration.grant_role(
        ask.parts.db, ask.parts.clock, viewer=viewer, person_id=ask.path["person_id"], role=role
    )


@AREA.add(
    "POST", "/people/{person_id}/roles/revoke", "people.revoke_role", N_("Take a role away"), Done,
    body=RoleBody, pages=("admin.revoke_role",), example={"role": "officer"},
)  # fmt: skip
async def revoke_role(ask: Ask) -> None:
    """By an administrator; somebody always administers."""
    viewer, role = ask.acting(Role.ADMIN), ask.clean(RoleForm.parse(ask.form()))
    await administration.revoke_role(
        ask.parts.db, ask.parts.clock, viewer=viewer, person_id=ask.path["person_id"], role=role
    )


@AREA.add(
    "POST", "/people/{person_id}/close", "people.close", N_("End an account"), Done,
    pages=("admin.close_account",),
)  # fmt: skip
async def close_account(ask: Ask) -> None:
    """By an administrator; what the person did stays on record."""
    await administration.close_account(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.ADMIN), person_id=ask.path["person_id"]
    )


@AREA.add(
    "POST", "/people/{person_id}/forget", "people.forget", N_("Somebody leaves for good"), Done,
    pages=("admin.forget_person",),
)  # fmt: skip
async def forget_person(ask: Ask) -> None:
    """By an administrator; the ledger keeps money facts and drops the person."""
    await forgetting.forget_person(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.ADMIN), person_id=ask.path["person_id"]
    )


@dataclass(frozen=True, slots=True)
class OrganisationsPage:
    """A page of organisations, and how many fit in all."""

    organisations: list[BodyRow]
    total: int


class BodiesQuery(Query):
    """A part of a name or the code, a kind."""

    q: Annotated[str, Field(max_length=100)] = ""
    kind: OrganisationKind | None = None
    page: Numbered = 1


@AREA.add(
    "GET", "/all-organisations", "bodies.list", N_("All organisations"), OrganisationsPage,
    query=BodiesQuery, pages=("admin.organisations",),
)  # fmt: skip
async def list_bodies(ask: Ask) -> OrganisationsPage:
    """For administrators."""
    wanted = ask.query
    rows, total = await administration.list_organisations(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ADMIN),
        text=wanted.q.strip(),
        kind=wanted.kind,
        page=wanted.page,
    )
    return OrganisationsPage(rows, total)


class BodyBody(Body):
    """A host space or organising body, and the address of its first manager."""

    kind: Literal["space", "organiser"]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    uscc: Annotated[str | None, Field(max_length=30)] = None
    district: Annotated[str | None, Field(max_length=40)] = None
    city: Annotated[str | None, Field(max_length=60)] = None
    about: Annotated[str, Field(max_length=2000)] = ""
    manager_email: Annotated[str, Field(max_length=254)]


@AREA.add(
    "POST", "/all-organisations", "bodies.create", N_("Set up a host space or an organising body"), Done,
    body=BodyBody, status=201, pages=("admin.organisations",),
    example={"kind": "space", "name": "西津渡众创", "manager_email": "xijin@example.org"},
)  # fmt: skip
async def create_body(ask: Ask) -> None:
    """By an administrator; the manager gets an invitation."""
    viewer, new = ask.acting(Role.ADMIN), ask.clean(BodyForm.parse(ask.form()))
    await administration.create_body(
        ask.parts.db,
        ask.parts.clock,
        ask.parts.settings,
        viewer=viewer,
        new=new.organisation,
        manager_email=new.manager_email,
    )


class AppointBody(Body):
    """Who is to manage it."""

    email: Annotated[str, Field(max_length=254)]


@AREA.add(
    "POST", "/all-organisations/{organisation_id}/appoint", "bodies.appoint",
    N_("Invite somebody to manage an organisation"), Done, body=AppointBody, pages=("admin.appoint",),
    example={"email": "new@example.org"},
)  # fmt: skip
async def appoint(ask: Ask) -> None:
    """By an administrator."""
    viewer, email = ask.acting(Role.ADMIN), ask.clean(AppointForm.parse(ask.form()))
    await administration.appoint_manager(
        ask.parts.db,
        ask.parts.clock,
        ask.parts.settings,
        viewer=viewer,
        organisation_id=ask.path["organisation_id"],
        email=email,
    )


@dataclass(frozen=True, slots=True)
class OutboxList:
    """A page of mails, newest first, and how many there are by where they stand."""

    mails: list[OutboxMail]
    counts: dict[str, int]


class OutboxQuery(Query):
    """Where the mails stand."""

    status: MailStatus | None = None
    page: Numbered = 1


@AREA.add(
    "GET", "/outbox", "outbox.list", N_("What went, waits and failed"), OutboxList, query=OutboxQuery,
    pages=("admin.outbox",),
)  # fmt: skip
async def list_outbox(ask: Ask) -> OutboxList:
    """For administrators; mails that carry a secret link keep it."""
    mails, counts = await administration.list_outbox(
        ask.parts.db,
        ask.parts.settings,
        viewer=ask.acting(Role.ADMIN),
        status=ask.query.status,
        page=ask.query.page,
    )
    return OutboxList(mails, {str(status): n for status, n in counts.items()})


@AREA.add("GET", "/outbox/{mail_id}", "outbox.show", N_("One mail"), OutboxMail, pages=("admin.mail",))
async def show_mail(ask: Ask) -> OutboxMail:
    """For administrators."""
    return await administration.open_mail(
        ask.parts.db, ask.parts.settings, viewer=ask.acting(Role.ADMIN), mail_id=ask.path["mail_id"]
    )


@AREA.add(
    "POST", "/outbox/{mail_id}/retry", "outbox.retry", N_("Try a failed mail again"), Done,
    pages=("admin.retry_mail",),
)  # fmt: skip
async def retry_mail(ask: Ask) -> None:
    """By an administrator."""
    await administration.retry_mail(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.ADMIN), mail_id=ask.path["mail_id"]
    )


@AREA.add(
    "GET", "/text-models", "text_models.show", N_("Which text model serves, and how far the next one is"),
    TextModels, pages=("admin.text_model",),
)  # fmt: skip
async def text_models(ask: Ask) -> TextModels:
    """For administrators."""
    return await open_text_models(ask.parts.db, viewer=ask.acting(Role.ADMIN))


@dataclass(frozen=True, slots=True)
class LearningNow:
    """The model that makes the lists, how its fits came true, and all that came before it."""

    version: str
    since: datetime | None
    calibration: dict[str, Calibration]
    weights: list[GroupWeight]
    last: Training | None
    waiting: Training | None
    models: list[ModelLine]
    uses: list[UseLine]
    # What `use` has to name, so that nobody overrules a change that they have not seen.
    seen: int


@AREA.add(
    "GET", "/learning", "learning.show", N_("What the lists have learned"), LearningNow,
    pages=("learning.show",),
)  # fmt: skip
async def show_learning(ask: Ask) -> LearningNow:
    """For organisers and administrators."""
    found = await learning.open_learning(ask.parts.db, viewer=ask.acting(Role.ORGANISER, Role.ADMIN))
    in_use = found.in_use
    return LearningNow(
        in_use.version,
        in_use.since,
        in_use.calibration,
        found.weights,
        found.last,
        found.waiting,
        found.models,
        found.uses,
        found.use_id,
    )


@AREA.add(
    "POST", "/learning/train", "learning.train", N_("Ask for training"), Done, pages=("learning.train",)
)
async def train(ask: Ask) -> None:
    """By an administrator; asking twice asks once."""
    await learning.ask_for_training(ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.ADMIN))


class UseBody(Body):
    """Which model makes the lists from now on, and the change that you saw last."""

    version: Annotated[str, Field(min_length=1, max_length=60)]
    seen: Annotated[int, Field(ge=0, le=2**62)]


@AREA.add(
    "POST", "/learning/use", "learning.use", N_("Let another model make the lists"), Done, body=UseBody,
    pages=("learning.use",), example={"version": "weighted-1", "seen": 3},
)  # fmt: skip
async def use_model(ask: Ask) -> None:
    """By an organiser or an administrator."""
    viewer = ask.acting(Role.ORGANISER, Role.ADMIN)
    await learning.use_model(
        ask.parts.db, ask.parts.clock, viewer=viewer, version=ask.body.version, seen=ask.body.seen
    )
    ask.parts.rankers.forget()


@AREA.add(
    "GET", "/learning/models/{version}", "learning.model", N_("The model whose name stands under a list"),
    ModelView, pages=("learning.model",),
)  # fmt: skip
async def show_model(ask: Ask) -> ModelView:
    """For everybody with an account: nobody's own taste is in it."""
    return await learning.open_model(ask.parts.db, viewer=ask.person, version=ask.path["version"])
