"""Finds a participant for whoever may act for them: their own organisation, or the event's organiser."""

from __future__ import annotations

from dataclasses import dataclass

from models.db import Connection
from models.entities.events import Event, Participant
from models.entities.viewer import Viewer
from models.errors import NotFound
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.wishes import WishRepository


@dataclass(frozen=True, slots=True)
class Found:
    """A participant whom the viewer may act for, themselves or as the event's organiser."""

    event: Event
    participant: Participant
    for_organiser: bool


async def find_participant(
    conn: Connection, viewer: Viewer, participant_id: int, *, as_organiser: bool
) -> Found:
    """The viewer's own participant, or one of an event that the viewer's body holds; else nothing."""
    people, events = ParticipantRepository(conn), EventRepository(conn)
    if as_organiser:
        event_id = await WishRepository(conn).event_of(viewer, participant_id)
        found = (
            [] if event_id is None else [p for p in await people.of_event(event_id) if p.id == participant_id]
        )
    else:
        found = await people.own(viewer, participant_id=participant_id)
    if not found:
        raise NotFound
    (event,) = await events.by_ids([found[0].event_id])
    return Found(event, found[0], as_organiser)
