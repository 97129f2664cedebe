"""Plans of an event: who pitches when, who meets whom, at what value, and what could not be had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from models.entities.ids import EventId, MeetingId, ParticipantId, PersonId, PlanId, SlotId
from models.entities.vocabulary import Answer
from models.entities.wishes import PromiseKind, WishKind


class PlanStatus(StrEnum):
    """A plan is asked for, solved, corrected by hand, released, and superseded by the next release."""

    QUEUED = "queued"
    SOLVING = "solving"
    DRAFT = "draft"
    RELEASED = "released"
    SUPERSEDED = "superseded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of an event's plan."""

    id: PlanId
    event_id: EventId
    version: int
    status: PlanStatus
    requested_at: datetime
    solved_at: datetime | None
    value: float | None
    bound: float | None
    solver_status: str | None
    failure: str | None
    notes: list[dict[str, Any]]
    revision: int
    released_at: datetime | None
    # How long it may be solved.
    seconds: int
    stop_at: datetime | None
    # The version that it was made again around, or is a copy of.
    former_id: PlanId | None
    former_version: int | None
    # What moving a meeting must gain, as a share of a meeting's mean value; None for a plan made anew.
    move_price: float | None
    # What the meetings were worth when it was solved; `value` follows corrections by hand.
    solved_value: float | None
    solved_seconds: float | None
    programme: dict[str, Any]
    # Corrections by hand that stand, meetings that somebody declined, and what the others are worth.
    n_edits: int
    n_declined: int
    standing_value: float
    # Whether somebody's answer or free time changed since it was solved.
    answers_moved: bool
    # How the solve went and what was corrected, where that was asked for.
    detail: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a solve: the best value so far and a proven bound on all plans."""

    seconds: float
    value: float
    bound: float | None
    n_meetings: int


@dataclass(frozen=True, slots=True)
class PlannedPitch:
    """A pitch in its slot."""

    id: int
    slot_id: SlotId
    participant_id: ParticipantId
    locked: bool
    answer: Answer


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """Two who meet, when and at which table."""

    id: MeetingId
    founder_id: ParticipantId
    provider_id: ParticipantId
    slot_id: SlotId
    table_no: int
    value: float
    locked: bool
    founder_answer: Answer
    provider_answer: Answer


@dataclass(frozen=True, slots=True)
class PlanContents:
    """All that a plan holds."""

    pitches: tuple[PlannedPitch, ...]
    meetings: tuple[PlannedMeeting, ...]


@dataclass(frozen=True, slots=True)
class PairWish:
    """What is on record between a pitch and a provider of an event."""

    founder_id: ParticipantId
    provider_id: ParticipantId
    # What each side said for this event, if anything, and the organiser's word.
    founder_said: WishKind | None
    provider_said: WishKind | None
    promise: PromiseKind | None
    # The ranker's latest score of the pitch for this provider; None when it was never shown.
    score: float | None
    choice: str | None
    introduction: str | None
    # Whether the provider gives anything that the pitch seeks; None when one of them does not say.
    instruments_meet: bool | None


@dataclass(frozen=True, slots=True)
class Booked:
    """A span in which a person is taken by another event."""

    person_id: PersonId
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One line of a person's plan: a pitch of their own, or a meeting with a partner."""

    kind: str
    item_id: int
    event_id: EventId
    plan_version: int
    # Whether it stands in the released version, answered or not.
    released: bool
    # False when a later version, an answer or the event's end took it away.
    stands: bool
    participant_id: ParticipantId
    side: str
    starts_at: datetime
    ends_at: datetime
    room_name: str | None
    table_no: int | None
    partner_id: ParticipantId | None
    partner_name: str | None
    partner_lang: str | None
    # The pitch that is spoken of; None where its consent no longer holds.
    pitch_name: str | None
    pitch_lang: str | None
    own_answer: Answer
    partner_answer: Answer | None
    person_id: PersonId | None
    # When this entry, or what it hangs on, last changed.
    changed_at: datetime


# An entry of a plan by its key, as a correction notes it: none where there is no such entry.
Entries = dict[str, dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class PlanEdit:
    """A correction by hand: the entries that it touched, before and after."""

    id: int
    act: str
    before: Entries
    after: Entries


@dataclass(frozen=True, slots=True)
class EditState:
    """Which act could be undone and which made again, who corrected last, and how many mails are held."""

    undo: str | None
    redo: str | None
    last_by: str | None
    last_at: datetime | None
    n_held: int
