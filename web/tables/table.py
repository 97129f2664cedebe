"""What a report is made of: typed columns with a name in each language, rows, and what its words mean."""

from __future__ import annotations

import enum
from collections.abc import AsyncIterable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from web import formats
from web.i18n import N_, gettext, use_locale


@dataclass(frozen=True, slots=True)
class Both:
    """The same words in both languages."""

    zh: str
    en: str


def in_both(say: Callable[[], str]) -> Both:
    """What `say` answers to a reader of each language."""
    with use_locale("zh"):
        zh = say()
    with use_locale("en"):
        return Both(zh, say())


def both(message: str, **params: object) -> Both:
    """A marked text in both languages."""
    return in_both(lambda: gettext(message, **params))


class Unit(enum.StrEnum):
    """In what amounts are written: 元, 千元 (as forms of the torch programme ask) or 万元."""

    YUAN = "yuan"
    THOUSAND = "thousand"
    TEN_THOUSAND = "ten_thousand"

    @property
    def shift(self) -> int:
        """How many decimal places lie between the minor unit and this one."""
        return {Unit.YUAN: 2, Unit.THOUSAND: 5, Unit.TEN_THOUSAND: 6}[self]


UNIT_NAMES = {
    Unit.YUAN: N_("yuan"),
    Unit.THOUSAND: N_("thousand yuan"),
    Unit.TEN_THOUSAND: N_("ten thousand yuan"),
}


class Kind(enum.StrEnum):
    """What a column holds, which decides how its cells are written."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    # Integer minor units; written in the unit that the reader chose.
    MONEY = "money"
    SHARE = "share"
    DAY = "day"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; nothing of nothing is not known."""

    n: int
    of: int

    def as_decimal(self) -> Decimal | None:
        """The part of one, to a hundredth of a percent, halves to even."""
        return None if self.of == 0 else (Decimal(self.n) / Decimal(self.of)).quantize(Decimal("0.0001"))


Cell = str | int | Decimal | Share | date | datetime | None
Row = Sequence[Cell]
Rows = Iterable[Row] | AsyncIterable[Row]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a stable key, its header as a marked text, and what it holds."""

    key: str
    header: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a report. Rows may come from an open cursor: they are read once, in order."""

    key: str
    title: Both
    columns: tuple[Column, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word of the report and what it stands for."""

    term: Both
    text: Both


@dataclass(frozen=True, slots=True)
class Drawn:
    """How the report came about: as of when, when and by whom it was drawn."""

    as_of: datetime
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Report:
    """Tables with their meanings; `name` begins the file's name."""

    name: str
    title: Both
    tables: tuple[Table, ...]
    drawn: Drawn
    # The filters in force, and the measures and definitions that the tables use.
    filters: tuple[Meaning, ...] = ()
    meanings: tuple[Meaning, ...] = ()

    def table(self, key: str) -> Table | None:
        """The table of this key; the sheet of definitions has one as well."""
        return next((t for t in self.tables if t.key == key), None)


DEFINITIONS = "definitions"


def definitions(report: Report, unit: Unit) -> Table:
    """The sheet that says what the others mean: instant, filters, unit, measures, definition of a first."""
    drawn = report.drawn
    rows = [
        Meaning(both(N_("Report")), report.title),
        Meaning(both(N_("As of")), in_both(lambda: formats.datetime(drawn.as_of))),
        Meaning(both(N_("Drawn at")), in_both(lambda: formats.datetime(drawn.at))),
        Meaning(both(N_("Drawn by")), Both(drawn.by, drawn.by)),
        Meaning(both(N_("Unit of amounts")), both(UNIT_NAMES[unit])),
        *(report.filters or (Meaning(both(N_("Filters")), both(N_("none"))),)),
        *report.meanings,
        Meaning(
            both(N_("Empty cell")), both(N_("Not known, or it does not apply; it never stands for nought."))
        ),
        Meaning(
            both(N_("Days and instants")),
            both(N_("Days are calendar days; instants are in Beijing time (UTC+8).")),
        ),
        Meaning(
            both(N_("Apostrophe before a text")),
            both(
                N_(
                    "In CSV a text that a spreadsheet could take for a formula begins with an apostrophe "
                    "that is not part of it."
                )
            ),
        ),
    ]
    columns = (
        Column("term_zh", N_("Item, in Chinese")),
        Column("term_en", N_("Item, in English")),
        Column("zh", N_("Meaning, in Chinese")),
        Column("en", N_("Meaning, in English")),
    )
    return Table(
        DEFINITIONS,
        both(N_("Definitions")),
        columns,
        [(m.term.zh, m.term.en, m.text.zh, m.text.en) for m in rows],
    )


def amount(minor: int, unit: Unit) -> Decimal:
    """Minor units in a unit of choice, exact, with at least two places and no needless nought after them."""
    exact = Decimal(minor).scaleb(-unit.shift)
    two = exact.quantize(Decimal("0.01"))
    return two if two == exact else exact.normalize()


def header(column: Column, unit: Unit) -> Both:
    """The column's name in both languages; an amount says its unit."""
    name = both(column.header)
    if column.kind is not Kind.MONEY:
        return name
    of = both(UNIT_NAMES[unit])
    return Both(f"{name.zh}（{of.zh}）", f"{name.en} ({of.en})")
