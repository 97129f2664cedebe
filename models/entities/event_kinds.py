"""What each kind of event has: the one table that pages, forms and services ask."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class KindParts:
    """The parts of an event; what a kind does not have is neither offered nor accepted."""

    # Pitches in rooms, one after the other.
    stage: bool
    # One-to-one meetings of founders and providers.
    meetings: bool
    # People who comment on and score the pitches.
    jury: bool
    # Whether it cannot be held without a selected pitch.
    needs_pitch: bool
    # Whether anybody may register, unless the organiser says otherwise.
    registers: bool

    @property
    def pitches(self) -> bool:
        """Whether pitches are selected at all: for the stage, or to be met."""
        return self.stage or self.meetings


PARTS: dict[EventKind, KindParts] = {
    EventKind.ROADSHOW: KindParts(stage=True, meetings=True, jury=True, needs_pitch=True, registers=False),
    EventKind.COMPETITION: KindParts(stage=True, meetings=True, jury=True, needs_pitch=True, registers=True),
    EventKind.SALON: KindParts(stage=False, meetings=True, jury=False, needs_pitch=False, registers=True),
    EventKind.LECTURE: KindParts(stage=False, meetings=False, jury=False, needs_pitch=False, registers=True),
}
