"""A deal: a provider and a pitch between introduction and money, as far as each side may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.entities.ids import DealId, EventId, IntroductionId, OrganisationId, PersonId, PitchId, RecordId
from models.entities.vocabulary import OrganisationKind


class DealSide(StrEnum):
    """Who does something."""

    FOUNDER = "founder"
    PROVIDER = "provider"

    @property
    def other(self) -> DealSide:
        """The side across the table."""
        return DealSide.PROVIDER if self is DealSide.FOUNDER else DealSide.FOUNDER


class DealLevel(StrEnum):
    """DOMAIN of interest levels, in their order; ended is a no of either side."""

    OBSERVING = "observing"
    CONSIDERING = "considering"
    COMMITTED = "committed"
    INVESTED = "invested"
    ENDED = "ended"


# A deal in one of these goes on, so that silence matters.
LIVE = frozenset({DealLevel.OBSERVING, DealLevel.CONSIDERING, DealLevel.COMMITTED})


class DealStep(StrEnum):
    """What a side can do; "invested" is said by the ledger and by nobody else."""

    OBSERVING = "observing"
    CONSIDERING = "considering"
    COMMITTED = "committed"
    WITHDRAWN = "withdrawn"
    NO = "no"
    ENDED = "ended"
    STILL_LOOKING = "still_looking"
    WORD = "word"


class ItemState(StrEnum):
    """Where an item of the checklist stands."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Deal:
    """One deal with its parties and where it stands; nothing in it is private to a side."""

    id: DealId
    organisation_id: OrganisationId
    provider_name: str
    provider_lang: str
    provider_kinds: tuple[OrganisationKind, ...]
    pitch_id: PitchId
    pitch_name: str
    pitch_lang: str
    company_id: OrganisationId
    company_name: str
    company_lang: str
    ground: str
    opened_at: datetime
    level: DealLevel
    level_at: datetime
    amount_min: int | None
    amount_max: int | None
    currency: str
    last_step: DealStep | None
    reason: str | None
    ended_side: DealSide | None
    record_id: RecordId | None
    introduction_id: IntroductionId | None
    # An event at which the two met or both took part, the latest.
    event_id: EventId | None
    founder_moved_at: datetime
    provider_moved_at: datetime
    founder_until: date | None
    provider_until: date | None
    # Open items of the checklist by side, and those of them that are due or overdue.
    n_founder_items: int
    n_provider_items: int
    n_founder_due: int
    n_provider_due: int
    # Sides whose silence has been flagged and goes on.
    silent: tuple[DealSide, ...]
    lead_asked_side: DealSide | None
    lead_agreed_at: datetime | None
    # Whether another provider leads this round; known to the founder alone.
    led_by_another: bool

    @property
    def is_live(self) -> bool:
        """Whether it goes on."""
        return self.level in LIVE

    @property
    def leads(self) -> bool:
        """Whether both agreed that this provider leads the round."""
        return self.lead_agreed_at is not None

    @property
    def moved_at(self) -> datetime:
        """When anybody last did something."""
        return max(self.founder_moved_at, self.provider_moved_at, self.level_at)

    def waits_on(self, side: DealSide) -> bool:
        """Whether this side is asked for something now."""
        if not self.is_live:
            return False
        due = self.n_founder_due if side is DealSide.FOUNDER else self.n_provider_due
        asked = self.lead_asked_side is side.other and not self.leads
        return due > 0 or asked or side in self.silent


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One line of a deal's history; both sides read it."""

    side: DealSide
    step: DealStep
    amount_min: int | None
    amount_max: int | None
    currency: str | None
    reason: str | None
    until_on: date | None
    note: str
    lang: str
    person_name: str
    body_name: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class NewStep:
    """What somebody wants to do; amounts in minor units."""

    step: DealStep
    amount_min: int | None = None
    amount_max: int | None = None
    reason: str | None = None
    until_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at, with who has it and who changed it last."""

    id: int
    part: str
    code: str | None
    title: str
    lang: str
    side: DealSide
    owner_id: PersonId | None
    owner_name: str | None
    due_on: date | None
    state: ItemState
    revision: int
    changed_by_name: str | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item as a template or a side makes it."""

    part: str
    code: str | None
    title: str
    lang: str
    side: DealSide
    owner_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """Who has an item now, until when, and where it stands."""

    owner_id: int | None
    due_on: date | None
    state: ItemState
    revision: int


@dataclass(frozen=True, slots=True)
class DealMember:
    """Somebody of either side who can have an item."""

    person_id: PersonId
    name: str
    side: DealSide


@dataclass(frozen=True, slots=True)
class Memo:
    """What the provider alone keeps: its thoughts and its hours."""

    body: str
    lang: str
    revision: int
    saved_by_name: str | None
    saved_at: datetime | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Addressee:
    """A member of a side, for a mail."""

    person_id: PersonId
    email: str
    locale: str
    side: DealSide


@dataclass(frozen=True, slots=True)
class DueSilence:
    """A side that has not moved for long and was not flagged for it."""

    deal_id: DealId
    side: DealSide
    since: datetime


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many deals of an event stand at a level."""

    level: DealLevel
    n: int


@dataclass(frozen=True, slots=True)
class SilentDeal:
    """A deal of an event that its organiser may ask about: who, and since when; no amounts."""

    provider_name: str
    provider_lang: str
    pitch_name: str
    pitch_lang: str
    level: DealLevel
    side: DealSide
    since: datetime
