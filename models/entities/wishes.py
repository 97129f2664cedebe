"""Wishes of both sides of an event: what was said, whom one could wish for, and the organiser's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.entities.ids import EventId, OrganisationId, ParticipantId, PitchId


class WishKind(StrEnum):
    """What one participant wishes of another; `none` sets a proposal aside."""

    MUST = "must"
    LIKE = "like"
    NONE = "none"
    NO = "no"


class PromiseKind(StrEnum):
    """The organiser's word on a pair."""

    PROMISED = "promised"
    SHUT_OUT = "shut_out"


@dataclass(frozen=True, slots=True)
class WishTerms:
    """How wishes work at an event."""

    most_must: int
    most_like: int
    closes_at: datetime | None
    n_interpreters: int | None
    # Meetings that one side wished, of which each founder should have so many.
    good_meetings: int = 0


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody of the other side who comes, as the wishing side may see them.

    `choice` is the wishing provider's own answer to the pitch, never known to a founder;
    `introduction` is known to both.
    """

    id: ParticipantId
    organisation_id: OrganisationId
    organisation_name: str
    organisation_lang: str
    kinds: tuple[str, ...]
    pitch_id: PitchId | None
    pitch_name: str | None
    pitch_lang: str | None
    one_line: str | None
    said: WishKind | None
    choice: str | None
    introduction: str | None
    # A provider whose other musts fill all the meetings that it has.
    full: bool

    @property
    def name(self) -> str:
        """The pitch, or the provider."""
        return self.pitch_name or self.organisation_name

    @property
    def lang(self) -> str:
        """The language of that name."""
        return self.pitch_lang or self.organisation_lang


@dataclass(frozen=True, slots=True)
class Promise:
    """The organiser's word on one pair, and why."""

    founder_id: ParticipantId
    provider_id: ParticipantId
    kind: PromiseKind
    reason: str
    lang: str
    made_by_name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class AvailabilityWord:
    """Who last said when a participant is free."""

    said_by_name: str
    by_organiser: bool
    note: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """A span in which the person who comes is booked, and by which event."""

    starts_at: datetime
    ends_at: datetime
    event_id: EventId
    title_zh: str
    title_en: str
