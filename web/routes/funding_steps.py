"""What happens to a record after both sides confirmed it: its money moves, or the record is voided."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.vocabulary import FundingStatus
from models.errors import Conflict, Invalid
from web.forms.funding import MovementAnswerForm, MovementForm, VoidForm
from web.render import see
from web.resources import resources
from web.routes.funding import money_viewer, sent, show_record
from web.sentences import sentence
from web.services import funding, funding_answers, funding_movements


async def void(request: Request) -> Response:
    """A side, or the officer with proof, signs that a confirmed record is void."""
    viewer, _ = money_viewer(request)
    parts, record_id = resources(request), request.path_params["record_id"]
    data, uploads = await sent(request)
    parsed = VoidForm.parse(data)
    if parsed.clean is None:
        return await show_record(request, viewer, parsed)
    try:
        status = await funding_answers.void_record(
            parts.db,
            parts.clock,
            parts.files,
            viewer=viewer,
            record_id=record_id,
            side=parsed.clean.side,
            reason=parsed.clean.comment,
            upload=uploads[0] if uploads else None,
            key=parsed.clean.key,
            site=parts.settings.public_url,
        )
    except Invalid as error:
        refused = parsed.with_error(error.field or "reason", sentence(error.code, **error.params))
        return await show_record(request, viewer, refused)
    done = "record_voided" if status is FundingStatus.VOIDED else "void_asked"
    return see(request, "funding.record", record_id=record_id, flash=done)


async def move(request: Request) -> Response:
    """One side states how the money moved."""
    viewer, _ = money_viewer(request)
    parts, record_id = resources(request), request.path_params["record_id"]
    view = await funding.open_record(parts.db, viewer=viewer, record_id=record_id)
    funding_movements.check_may_move(viewer, view)
    data, uploads = await sent(request)
    parsed = MovementForm.parse(data, view.movement_kinds, view.shares)
    if parsed.clean is None:
        return await show_record(request, viewer, parsed)
    try:
        await funding_movements.state_movement(
            parts.db,
            parts.clock,
            parts.files,
            viewer=viewer,
            record_id=record_id,
            side=parsed.clean.side,
            new=parsed.clean.new,
            upload=uploads[0] if uploads else None,
            key=parsed.clean.key,
            site=parts.settings.public_url,
        )
    except Invalid as error:
        field = _FIELDS.get(error.field or "", error.field or "moved")
        return await show_record(
            request, viewer, parsed.with_error(field, sentence(error.code, **error.params))
        )
    except Conflict as error:
        if error.code != "balance_does_not_fit":
            raise
        return await show_record(request, viewer, parsed.with_error("moved", sentence(error.code)))
    return see(request, "funding.record", record_id=record_id, flash="movement_stated")


# What the service calls a field, and what the form does: the record's page has other fields of these names.
_FIELDS = {"value_on": "moved_on", "evidence": "moved_evidence"}


async def answer_movement(request: Request) -> Response:
    """The other side confirms or disputes a movement, or the own side takes it back."""
    viewer, _ = money_viewer(request)
    parts = resources(request)
    parsed = MovementAnswerForm.parse(await request.form())
    if parsed.clean is None:
        raise Invalid("not_a_choice", field="answer")
    record_id = await funding_movements.answer_movement(
        parts.db,
        parts.clock,
        viewer=viewer,
        movement_id=request.path_params["movement_id"],
        answer=parsed.clean.side,
        comment=parsed.clean.comment,
        key=parsed.clean.key,
    )
    return see(request, "funding.record", record_id=record_id, flash="movement_answered")


routes = [
    Route("/funding/{record_id:int}/void", void, name="funding.void", methods=["POST"]),
    Route("/funding/{record_id:int}/movements", move, name="funding.move", methods=["POST"]),
    Route("/funding/movements/{movement_id:int}", answer_movement, name="funding.movement", methods=["POST"]),
]
