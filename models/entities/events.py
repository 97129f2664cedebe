"""Events: what is held when and where, its rooms and slots, and who is asked to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.entities.event_kinds import PARTS, KindParts
from models.entities.ids import (
    EventId,
    OrganisationId,
    ParticipantId,
    PersonId,
    PitchId,
    PlanId,
    RoomId,
    SlotId,
)
from models.entities.vocabulary import Answer, Attendance, EventKind, EventStatus


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What an organiser writes about an event; rooms by name."""

    kind: EventKind
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    attendance: Attendance
    place: str
    link: str
    district: str | None
    languages: tuple[str, ...]
    n_tables: int
    rooms: tuple[str, ...]
    # Whether people may register, for how many seats (none is no limit) and until when.
    open_registration: bool = False
    seats: int | None = None
    registration_until: datetime | None = None
    pitch_minutes: int = 8
    question_minutes: int = 7
    offer_hours: int = 24


@dataclass(frozen=True, slots=True)
class Event:
    """One event with the body that holds it."""

    id: EventId
    organiser_id: OrganisationId
    organiser_name: str
    organiser_lang: str
    kind: EventKind
    status: EventStatus
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    attendance: Attendance
    place: str
    link: str
    district: str | None
    languages: tuple[str, ...]
    n_tables: int
    published_at: datetime | None
    cancelled_at: datetime | None
    changed_at: datetime
    sequence: int
    # How many wishes of a kind a side may have, until when, and how many interpreters there are.
    most_must: int
    most_like: int
    wishes_close_at: datetime | None
    n_interpreters: int | None
    # How many meetings that one side wished each founder should have.
    good_meetings: int
    open_registration: bool
    # Seats for those who register; none is no limit. Who is invited has a place of their own.
    seats: int | None
    registration_until: datetime | None
    pitch_minutes: int
    question_minutes: int
    offer_hours: int
    # Postponed without a new date: `starts_at` still holds the former one, which nobody is shown.
    date_open: bool
    reason_zh: str
    reason_en: str

    @property
    def parts(self) -> KindParts:
        """What an event of this kind has."""
        return PARTS[self.kind]

    def is_online(self, table_no: int) -> bool:
        """Whether a meeting's number lies beyond the tables: the two meet online."""
        return self.attendance is not Attendance.ON_SITE and table_no > self.n_tables

    def lang_for(self, locale: str) -> str:
        """The language in which the title is shown to a reader: theirs if it was written, else the other."""
        other = "en" if locale == "zh" else "zh"
        return locale if (self.title_zh if locale == "zh" else self.title_en) else other

    def title_for(self, locale: str) -> str:
        """The title for a reader; never translated, only chosen."""
        return self.title_zh if self.lang_for(locale) == "zh" else self.title_en

    def about_for(self, locale: str) -> tuple[str, str]:
        """The description for a reader and its language."""
        first, second = (("zh", self.about_zh), ("en", self.about_en))
        if locale == "en":
            first, second = second, first
        return (first[1], first[0]) if first[1] else (second[1], second[0])

    def reason_for(self, locale: str) -> str:
        """Why it was postponed or cancelled, for a reader."""
        first, second = (self.reason_zh, self.reason_en)
        return (first or second) if locale == "zh" else (second or first)


@dataclass(frozen=True, slots=True)
class EventCounts:
    """How far an event is."""

    event_id: EventId
    n_pitch_slots: int
    n_meeting_slots: int
    n_founders: int
    n_founders_accepted: int
    n_providers: int
    n_providers_accepted: int
    n_pending: int
    n_without_availability: int
    n_jurors: int
    latest_plan_id: PlanId | None
    released_plan_id: PlanId | None
    n_drafts: int
    n_registered: int
    n_waiting: int
    # Pitches in reserve, and places that are offered to some now.
    n_reserves: int
    n_offered: int


@dataclass(frozen=True, slots=True)
class Room:
    """A room of an event."""

    id: RoomId
    name: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A span of time, in a room for pitches, at the tables for meetings."""

    id: SlotId
    kind: str
    room_id: RoomId | None
    room_name: str | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A slot to be added."""

    kind: str
    room_id: RoomId | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Participant:
    """A pitch or a provider that is asked to come, and its answer."""

    id: ParticipantId
    event_id: EventId
    side: str
    organisation_id: OrganisationId
    organisation_name: str
    organisation_lang: str
    kinds: tuple[str, ...]
    pitch_id: PitchId | None
    pitch_name: str | None
    pitch_lang: str | None
    person_id: PersonId | None
    person_name: str | None
    answer: Answer
    max_meetings: int
    min_meetings: int
    availability_at: datetime | None
    busy: frozenset[int]
    # The provider's house, and the first level of the pitch's sector.
    house: str | None
    topic: str | None
    # The founder category of the pitch's company, how they said they take part, and their languages.
    category: str | None
    attendance: Attendance | None
    languages: frozenset[str]
    # Who judges the pitch, for the planner alone; empty where a participant reads of their own.
    jurors: frozenset[int]

    @property
    def name(self) -> str:
        """What others call it: the pitch, or the provider."""
        return self.pitch_name or self.organisation_name

    @property
    def lang(self) -> str:
        """The language of that name."""
        return self.pitch_lang or self.organisation_lang


@dataclass(frozen=True, slots=True)
class PitchChoice:
    """An approved pitch with consent that may be selected."""

    pitch_id: PitchId
    company_id: OrganisationId
    company_name: str
    company_lang: str
    name: str
    lang: str
    one_line: str
    sector: str | None
    stage: str | None
    district: str | None
    main_category: str | None
    n_interested: int
    selected: bool
    # Put forward by its founder, and its rank among the reserves.
    applied: bool
    reserve_rank: int | None


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """A vetted provider that may be invited."""

    organisation_id: OrganisationId
    name: str
    lang: str
    kinds: tuple[str, ...]
    district: str | None
    # How many of the event's selected pitches it has said to be interested in.
    n_interested: int
    invited: bool


@dataclass(frozen=True, slots=True)
class Juror:
    """A person asked to comment on the event's pitches."""

    person_id: PersonId
    name: str
    email: str
    invited_at: datetime


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person to whom a mail about an event goes, and for which organisation."""

    person_id: PersonId
    email: str
    name: str
    locale: str
    organisation_name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person who may come for an organisation."""

    person_id: PersonId
    name: str


@dataclass(frozen=True, slots=True)
class MemberOf:
    """A person who may come, and for which organisation."""

    person_id: PersonId
    name: str
    organisation_id: OrganisationId


@dataclass(frozen=True, slots=True)
class Today:
    """What waits for an organising body."""

    n_to_review: int
    n_to_vet: int
    n_unanswered: int
    n_plan_drafts: int
    n_records_waiting: int


@dataclass(frozen=True, slots=True)
class ProgrammeEntry:
    """One pitch of a released programme as anybody may read it; without consent the names are withheld."""

    starts_at: datetime
    ends_at: datetime
    room_name: str
    pitch_id: PitchId | None
    pitch_name: str | None
    pitch_lang: str | None
    company_name: str | None
    company_lang: str | None
