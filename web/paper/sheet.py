"""What stands on a printed sheet, in words: the same for the page that prints itself and for the PDF."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A text and its language; `lang` is empty where it is the sheet's own."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what holds; with an address where one can go there."""

    term: str
    value: Words
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A code to scan: what it holds, what it is for, and the same to read or to press."""

    content: str
    label: str
    # What stands below, for who cannot scan.
    reading: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the day: the time, then a text a column, with a smaller note where there is one."""

    time: str
    cells: tuple[Words, ...]
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: whose it is, what they need to know, and their day."""

    # `zh` or `en`: the language of everything that the platform says on it.
    locale: str
    title: Words
    subtitle: tuple[Words, ...]
    facts: tuple[Fact, ...]
    heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    # Said in place of the rows when there is none.
    empty: str
    steps_heading: str
    steps: tuple[str, ...]
    codes: tuple[Code, ...]
    # Which version of which day this is.
    foot: str
