"""What a person sees of a file before anything of it is taken."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.events import Event
from models.entities.imports import Counts, Fate, ImportFile


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: row 0 is the file itself; `column` is the key, empty for the row as a whole."""

    row: int
    column: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One of the first rows, with what would become of it; None where it has a problem."""

    number: int
    cells: tuple[str, ...]
    fate: Fate | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be taken now."""

    file: ImportFile
    event: Event | None
    headers: tuple[str, ...]
    # The key of each column, empty for one that is left out.
    mapping: list[str]
    rows: list[PreviewRow]
    problems: list[Problem]
    n_rows: int
    counts: Counts
    # Of new registrations, how many would stand on the waiting list.
    n_wait: int
    taken_before: bool

    @property
    def may_be_taken(self) -> bool:
        """Whether pressing the button would do it."""
        return not self.problems and not self.taken_before
