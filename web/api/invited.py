"""Who is asked to come to an event, as the API tells it."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.events import Participant
from models.entities.vocabulary import Answer, Attendance


@dataclass(frozen=True, slots=True)
class OneInvited:
    """A pitch or a provider that is asked to come."""

    participant_id: int
    event_id: int
    side: str
    organisation_id: int
    organisation_name: str
    pitch_id: int | None
    pitch_name: str | None
    answer: Answer
    max_meetings: int
    person_id: int | None
    attendance: Attendance | None
    languages: list[str]


def invited(one: Participant) -> OneInvited:
    """Without what is the planner's alone."""
    return OneInvited(
        int(one.id),
        int(one.event_id),
        one.side,
        int(one.organisation_id),
        one.organisation_name,
        one.pitch_id,
        one.pitch_name,
        one.answer,
        one.max_meetings,
        one.person_id,
        one.attendance,
        sorted(one.languages),
    )
