"""The roadshow programme as plain values: pitches into blocks and rooms. No solver is needed here.

A submission is a pitch, a session a block of slots, a topic what a block is about; the words are
those of CONTRACTS.md. Penalties are counts; what a count costs stands in `Weights`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from matcher.scheduling.problem import Status

Cell = tuple[str, str]  # session, room


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of count costs. Zero leaves the kind out."""

    topic_session: float = 1
    topic_room: float = 1
    session_room: float = 1
    similar: float = 1
    rooms_per_topic: float = 1
    parallel: float = 1
    consecutive: float = 1
    time_zone: float = 1
    submission_session: float = 1
    submission_room: float = 1
    presenters: float = 100_000
    attendees: float = 1
    chairs: float = 0
    jurors: float = 1
    mixed: float = 10  # each topic beyond the first in one block, where blocks may be mixed
    order: float = 0.001  # each pair in a block that stands against the wished order
    left_out: float = 0  # each submission that is not placed; zero where all must be


@dataclass(frozen=True, slots=True)
class Session:
    """A block: how many slots it has."""

    name: str
    slots: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """Where a submission must stand; what is None is free."""

    session: str
    room: str | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A pitch. `forbidden` are sessions that its presenters cannot attend, `barred` places in a session.

    `presenters`, `jurors` and `attendees` must, should and would like to be there.
    """

    id: str
    topic: str
    slots: int = 1
    presenters: tuple[str, ...] = ()
    attendees: tuple[str, ...] = ()
    jurors: tuple[str, ...] = ()
    forbidden: frozenset[str] = frozenset()
    barred: frozenset[tuple[str, str, int]] = frozenset()  # session, room, start
    session_penalty: Mapping[str, float] = field(default_factory=dict)
    room_penalty: Mapping[str, float] = field(default_factory=dict)
    time_zone_penalty: Mapping[str, float] = field(default_factory=dict)
    fixed: Fixed | None = None
    order: int = 0  # rank within its block, 0 for no wish


@dataclass(frozen=True)
class ProgrammeProblem:
    """Everything a programme depends on.

    `mixed_blocks`: a block in a room may hold several topics (the usual small roadshow); without
    it a block in a room holds one topic alone (CoSPLib). `closed` are cells not to be used,
    `room_slots` the slots of rooms that have fewer than their session.
    """

    sessions: tuple[Session, ...]
    rooms: tuple[str, ...]
    topics: tuple[str, ...]
    submissions: tuple[Submission, ...]
    weights: Weights = Weights()
    topic_session: Mapping[tuple[str, str], float] = field(default_factory=dict)
    topic_room: Mapping[tuple[str, str], float] = field(default_factory=dict)
    session_room: Mapping[Cell, float] = field(default_factory=dict)
    similar: Mapping[tuple[str, str], float] = field(default_factory=dict)
    chairs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: frozenset[Cell] = frozenset()
    room_slots: Mapping[Cell, int] = field(default_factory=dict)
    mixed_blocks: bool = False

    @cached_property
    def session(self) -> dict[str, Session]:
        """Sessions by name."""
        return {session.name: session for session in self.sessions}

    @cached_property
    def submission(self) -> dict[str, Submission]:
        """Submissions by id."""
        return {submission.id: submission for submission in self.submissions}

    def slots_of(self, session: str, room: str) -> int:
        """How many slots a room has in a session."""
        return self.room_slots.get((session, room), self.session[session].slots)

    def needs_flat(self) -> bool:
        """True where single slots matter, so that every submission needs a place of its own."""
        return (
            self.mixed_blocks
            or bool(self.room_slots)
            or self.weights.left_out > 0
            or any(one.barred or (one.fixed and one.fixed.start) for one in self.submissions)
        )

    def open_sessions(self, submission: Submission) -> tuple[str, ...]:
        """Where a submission may stand: long enough, not forbidden, and as fixed."""
        fixed = submission.fixed
        return tuple(
            session.name
            for session in self.sessions
            if session.slots >= submission.slots
            and session.name not in submission.forbidden
            and (fixed is None or fixed.session == session.name)
        )


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a submission stands: slots start .. start + its slots - 1."""

    submission: str
    session: str
    room: str
    start: int


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """Placements with their score (lower is better) and what is proven."""

    placements: tuple[Placement, ...]
    score: float
    bound: float | None
    status: Status


@dataclass(frozen=True, slots=True)
class ProgrammeProgress:
    """Where a running solve stands. `plan()` builds the programme as of this moment."""

    seconds: float
    work: int
    score: float
    bound: float | None
    plan: Callable[[], ProgrammePlan] = field(repr=False)
