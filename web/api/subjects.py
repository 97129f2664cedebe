"""What a webhook tells of an event: what its reader may see of the subject at that moment."""

from __future__ import annotations

from typing import Any

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed, NotFound
from web.api.shapes import plain
from web.resources import Resources
from web.services import first_statements, funding, participation, pitches
from web.services.deals import open_deal
from web.services.introductions import open_introductions


async def seen(parts: Resources, viewer: Viewer, event: str, subject_id: int) -> Any | None:
    """The subject as this person may see it; None when they may not know of it."""
    try:
        return plain(await _open(parts, viewer, event.split(".", maxsplit=1)[0], subject_id))
    except (NotFound, NotAllowed):
        return None


async def _open(parts: Resources, viewer: Viewer, kind: str, subject_id: int) -> Any:
    match kind:
        case "introduction":
            return await _introduction(parts, viewer, subject_id)
        case "pitch":
            found = await pitches.open_pitch(parts.db, viewer=viewer, pitch_id=subject_id)
            return {"head": found.head, "history": found.history}
        case "meeting":
            plan = await participation.open_own_plan(parts.db, viewer=viewer, event_id=subject_id)
            return {"event_id": subject_id, "title_zh": plan.event.title_zh, "title_en": plan.event.title_en}
        case "record":
            return (await funding.open_record(parts.db, viewer=viewer, record_id=subject_id)).record
        case "certificate":
            return await first_statements.open_certificate(parts.db, viewer=viewer, certificate_id=subject_id)
        case "deal":
            return (await open_deal(parts.db, parts.clock, viewer=viewer, deal_id=subject_id)).deal
    raise NotFound


async def _introduction(parts: Resources, viewer: Viewer, introduction_id: int) -> Any:
    for role in (Role.PROVIDER, Role.FOUNDER):
        if role in viewer.roles:
            for one in await open_introductions(parts.db, viewer=viewer, role=role):
                if one.id == introduction_id:
                    return one
    raise NotFound
