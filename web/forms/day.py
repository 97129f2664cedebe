"""What is sent from the pages of the day: a delay, an answer, a word on a meeting, a link."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.entities.day import Said, StaffSaid
from models.errors import Invalid
from web.forms.base import Data, FormReader, Parsed
from web.services.delays import MOST_MINUTES, TABLES


class Side(StrEnum):
    """On which side of a meeting somebody speaks."""

    FOUNDER = "founder"
    PROVIDER = "provider"


class LinkKind(StrEnum):
    """What a link opens."""

    DOOR = "door"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class DelayAsked:
    """A room, or the tables without one, and how many minutes."""

    room_id: int | None
    minutes: int


class DelayForm:
    """How late, and where."""

    @staticmethod
    def parse(data: Data, room_ids: list[int]) -> Parsed[DelayAsked]:
        """A room of the event or the tables, and minutes."""
        form = FormReader(data)
        room = form.code("room", [TABLES, *map(str, room_ids)])
        minutes = form.whole("minutes", least=1, most=MOST_MINUTES)
        if room is None or minutes is None:
            return form.finish(None)
        return form.finish(DelayAsked(None if room == TABLES else int(room), minutes))


class LinkForm:
    """A link for a volunteer or a projector, and what it is called."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[LinkKind, str]]:
        """Its kind and its name."""
        form = FormReader(data)
        kind, name = form.choice("kind", LinkKind), form.text("name", most=60)
        return form.finish(None if kind is None else (kind, name))


def said_of(data: Data) -> tuple[Side, Said]:
    """What a side says of its meeting; raises `Invalid` for what no button of ours sends."""
    form = FormReader(data)
    side, said = form.choice("side", Side), form.choice("said", Said)
    if side is None or said is None:
        raise Invalid("not_a_choice")
    return side, said


def staff_said_of(data: Data) -> StaffSaid | None:
    """What the staff say; none takes their word back."""
    form = FormReader(data)
    said = form.choice("said", StaffSaid, required=False)
    if form.errors:
        raise Invalid("not_a_choice")
    return said


def standby_answer(data: Data) -> tuple[Side, bool]:
    """On which side, and whether they step in."""
    form = FormReader(data)
    side, answer = form.choice("side", Side), form.code("answer", ("accept", "decline"))
    if side is None or answer is None:
        raise Invalid("not_a_choice")
    return side, answer == "accept"


def number_of(data: Data, name: str) -> int:
    """An id that a button of ours sends."""
    form = FormReader(data)
    found = form.whole(name, least=1, most=10**12 - 1)
    if found is None:
        raise Invalid("not_a_choice")
    return found
