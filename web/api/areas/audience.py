"""To which providers a founder's pitch is shown, and who has seen it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from models.entities.rights import Audience, AudienceKind, Recipient, SeenBy
from models.entities.vocabulary import Role
from web.api.bodies import Body, Id, Query
from web.api.operation import Area, Ask, Done
from web.forms.rights import AudienceForm
from web.i18n import N_, current_locale
from web.services import audience

AREA = Area(N_("Who sees a pitch"), "pitches")


class Wanted(Query):
    """Whom to look for."""

    q: Annotated[str, Field(max_length=80, description="A part of a provider's name.")] = ""


@dataclass(frozen=True, slots=True)
class Recipients:
    """The decision in force, null where all vetted providers see it; those before; up to 200 to name."""

    in_force: Audience | None
    past: list[Audience]
    recipients: list[Recipient]


@AREA.add(
    "GET", "/pitches/{pitch_id}/recipients", "pitches.recipients", N_("To which providers a pitch is shown"),
    Recipients, query=Wanted, pages=("founder.recipients",),
)  # fmt: skip
async def recipients(ask: Ask) -> Recipients:
    """Of a pitch of one's own."""
    found = await audience.open_audience(
        ask.parts.db, viewer=ask.acting(Role.FOUNDER), pitch_id=ask.path["pitch_id"], text=ask.query.q.strip()
    )
    return Recipients(found.in_force, found.past, found.recipients)


class AudienceBody(Body):
    """All, all but those named, or only those named."""

    audience: AudienceKind
    named: list[Id] = Field(default_factory=list, max_length=1000)


@AREA.add(
    "PUT", "/pitches/{pitch_id}/recipients", "pitches.choose_recipients",
    N_("Choose to which providers a pitch is shown"), Done, body=AudienceBody, pages=("founder.recipients",),
    example={"audience": "all_but", "named": [7]},
)  # fmt: skip
async def choose(ask: Ask) -> None:
    """Takes effect with everybody's next look; what the others had asked is declined."""
    wanted = ask.clean(AudienceForm.parse(ask.form()))
    await audience.decide_audience(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.FOUNDER), pitch_id=ask.path["pitch_id"],
        audience=wanted.audience, named=wanted.named, lang=current_locale(),
    )  # fmt: skip


@AREA.add(
    "GET", "/pitches/{pitch_id}/readers", "pitches.readers", N_("Who has seen a pitch"), list[SeenBy],
    pages=("founder.readers",),
)  # fmt: skip
async def readers(ask: Ask) -> list[SeenBy]:
    """By organisation; mentors and jurors are one line without a name."""
    found = await audience.open_readers(
        ask.parts.db, viewer=ask.acting(Role.FOUNDER), pitch_id=ask.path["pitch_id"]
    )
    return found.seen_by
