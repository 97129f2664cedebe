"""What comes after a record: papers, movements, being voided; and drafts before one."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from models.entities.funding import (
    SavedDraft,
)
from models.entities.funding_movements import Movement
from models.entities.vocabulary import FundingInstrument
from web.api.areas.funding import ONE, PROPOSERS, SEERS, AsRole, NowStands, Paper, role_of
from web.api.bodies import Body, Id, in_units
from web.api.operation import Area, Ask, Done, File, Made
from web.forms.funding import MovementAnswerForm, MovementForm, VoidForm
from web.i18n import N_
from web.services import funding, funding_answers, funding_drafts, funding_evidence, funding_movements
from web.services.funding_evidence import Upload

AREA = Area(N_("Papers, movements and drafts"), "funding")
_SUFFIX = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


class AgainBody(Body):
    """`theirs`: the other side's version; else the same once more."""

    theirs: bool


@AREA.add(
    "POST",
    f"{ONE}/again",
    "funding.again",
    N_("Propose again: the other side’s version, or the same once more"),
    Made,
    body=AgainBody,
    status=201,
    pages=("funding.correct",),
    example={"theirs": False},
)
async def again(ask: Ask) -> Made:
    """After a dispute, or when nobody answered in time."""
    made = await funding.propose_again(
        ask.parts.db,
        ask.parts.clock,
        ask.parts.files,
        viewer=ask.acting(*PROPOSERS),
        **ask.path,
        theirs=ask.body.theirs,
        key=uuid.uuid4().hex,
        answer_days=ask.parts.settings.answer_days,
        site=ask.parts.settings.public_url,
    )
    return Made(made)


class PaperBody(Body):
    """What the file is, and on which page the proof stands."""

    evidence_type: Paper = "other"
    page: Annotated[int, Field(ge=1, le=10_000)] | None = None


@AREA.add(
    "POST",
    f"{ONE}/evidence",
    "funding.attach",
    N_("Attach a paper to a record"),
    Done,
    body=PaperBody,
    takes_file=True,
    pages=("funding.attach",),
)
async def attach(ask: Ask) -> None:
    """PDF, PNG or JPEG, at most 20 MB; while the record waits."""
    sent = ask.file
    await funding_evidence.attach_evidence(
        ask.parts.db,
        ask.parts.clock,
        ask.parts.files,
        viewer=ask.acting(*SEERS),
        **ask.path,
        upload=Upload(sent.filename, sent.content, ask.body.evidence_type, ask.body.page),
    )


@AREA.add(
    "GET",
    "/funding/evidence/{evidence_id}",
    "funding.evidence",
    N_("A paper of a record, as a file"),
    File,
    gives_file=True,
    pages=("funding.evidence",),
)
async def evidence(ask: Ask) -> File:
    """For whoever may see the record."""
    found, content = await funding_evidence.open_evidence(
        ask.parts.db, ask.parts.files, viewer=ask.acting(*SEERS), **ask.path
    )
    name = f"evidence-{found.record_id}-{found.id}.{_SUFFIX[found.media_type]}"
    return File(content, found.media_type, name)


class VoidBody(Body):
    """For which side it is void, and why; an officer adds the proof."""

    side: Literal["company", "provider", "officer"]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


@AREA.add(
    "POST",
    f"{ONE}/void",
    "funding.void",
    N_("Sign that a confirmed record is void"),
    NowStands,
    body=VoidBody,
    takes_file=True,
    file_needed=False,
    pages=("funding.void",),
)
async def void(ask: Ask) -> NowStands:
    """It is void once both sides signed, or an officer with proof."""
    answer = ask.clean(VoidForm.parse(ask.form()))
    upload = None if ask.upload is None else Upload(ask.upload.filename, ask.upload.content, "other")
    status = await funding_answers.void_record(
        ask.parts.db,
        ask.parts.clock,
        ask.parts.files,
        viewer=ask.acting(*SEERS),
        **ask.path,
        side=answer.side,
        reason=answer.comment,
        upload=upload,
        site=ask.parts.settings.public_url,
    )
    return NowStands(status)


class MovementBody(Body):
    """How the money of a confirmed record moved; `minor` in the record's currency."""

    form_names = {  # noqa: RUF012 - a ClassVar of the parent
        "minor": "moved",
        "moved_on": "moved_on",
        "note": "moved_note",
    }

    side: Literal["company", "provider"]
    movement: Movement
    minor: Annotated[int, Field(ge=1, le=10**14)]
    moved_on: date
    into_record_id: Id | None = None
    note: Annotated[str, Field(max_length=2000)] = ""

    def pairs(self) -> list[tuple[str, str]]:
        """The amount as the form takes it."""
        return [(n, in_units(int(v)) if n == "moved" else v) for n, v in super().pairs()]


@AREA.add(
    "POST",
    f"{ONE}/movements",
    "funding.move",
    N_("State how the money of a record moved"),
    Made,
    body=MovementBody,
    takes_file=True,
    status=201,
    pages=("funding.move",),
)
async def move(ask: Ask) -> Made:
    """With the paper that shows it; the other side confirms."""
    viewer, parts = ask.acting(*SEERS), ask.parts
    view = await funding.open_record(parts.db, viewer=viewer, **ask.path)
    funding_movements.check_may_move(viewer, view)
    sent = ask.clean(MovementForm.parse(ask.form(key=uuid.uuid4().hex), view.movement_kinds, view.shares))
    made = await funding_movements.state_movement(
        parts.db,
        parts.clock,
        parts.files,
        viewer=viewer,
        **ask.path,
        side=sent.side,
        new=sent.new,
        upload=Upload(ask.file.filename, ask.file.content, "other"),
        key=sent.key,
        site=parts.settings.public_url,
    )
    return Made(made)


class MovementAnswer(Body):
    """Confirmed or disputed by the other side, or taken back by the own."""

    answer: Literal["confirmed", "disputed", "withdrawn"]
    comment: Annotated[str, Field(max_length=2000)] = ""


@AREA.add(
    "POST",
    "/funding/movements/{movement_id}/answer",
    "funding.answer_movement",
    N_("Answer a stated movement"),
    Made,
    body=MovementAnswer,
    pages=("funding.movement",),
    example={"answer": "confirmed"},
)
async def answer_movement(ask: Ask) -> Made:
    """Answers the id of its record."""
    viewer = ask.acting(*SEERS)
    sent = ask.clean(MovementAnswerForm.parse(ask.form()))
    record_id = await funding_movements.answer_movement(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        **ask.path,
        answer=sent.side,
        comment=sent.comment,
    )
    return Made(record_id)


@AREA.add(
    "GET",
    "/funding/drafts",
    "funding.drafts",
    N_("Your unfinished records"),
    list[SavedDraft],
    pages=("funding.list",),
)
async def drafts(ask: Ask) -> list[SavedDraft]:
    """Seen by nobody else."""
    return await funding_drafts.drafts_of(ask.parts.db, viewer=ask.acting(*PROPOSERS))


class DraftBody(Body):
    """What was typed so far, under the key of its form; nothing is checked before it is proposed."""

    key: Annotated[str, Field(min_length=1, max_length=100)]
    instrument: FundingInstrument
    fields: Annotated[dict[str, str], Field(max_length=80)]


@AREA.add(
    "PUT",
    "/funding/drafts",
    "funding.save_draft",
    N_("Keep an unfinished record"),
    Made,
    body=DraftBody,
    query=AsRole,
    pages=("funding.draft",),
    example={"key": "k-1", "instrument": "loan", "fields": {"amount": "30万"}},
)
async def save_draft(ask: Ask) -> Made:
    """Under a key that is there it is saved anew."""
    viewer, role = role_of(ask)
    fields: dict[str, Any] = {**ask.body.fields, "instrument": str(ask.body.instrument)}
    made = await funding_drafts.save_draft(
        ask.parts.db, ask.parts.clock, viewer=viewer, role=role, key=ask.body.key, fields=fields
    )
    return Made(made)


@AREA.add(
    "DELETE",
    "/funding/drafts/{draft_id}",
    "funding.discard_draft",
    N_("Forget an unfinished record"),
    Done,
    pages=("funding.discard",),
)
async def discard_draft(ask: Ask) -> None:
    """One's own."""
    await funding_drafts.discard_draft(ask.parts.db, viewer=ask.acting(*PROPOSERS), **ask.path)
