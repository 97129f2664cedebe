"""What every report page is made of: figures that open their rows, tables, and the same tables as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from web import formats
from web.forms.base import Parsed
from web.i18n import N_, current_locale, gettext
from web.services.firsts import FirstDefinition
from web.tables.answer import FileLinks
from web.tables.cells import number
from web.tables.table import (
    Both,
    Cell,
    Column,
    Drawn,
    Kind,
    Meaning,
    Report,
    Share,
    Table,
    Unit,
    both,
    in_both,
)

FIGURES = "figures"
_NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.SHARE})


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure: its name as a marked text, and a number, an amount or a share; `rows` names its table."""

    name: str
    n: int | Decimal | None = None
    money: int | None = None
    share: Share | None = None
    rows: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, where it leads to and in which language its first cell is."""

    cells: tuple[Cell, ...]
    href: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A table of a report before it is shown or written."""

    key: str
    title: Both
    columns: tuple[Column, ...]
    lines: list[Line]
    note: str = ""
    empty: str = ""

    def table(self) -> Table:
        """As files hold it."""
        return Table(self.key, self.title, self.columns, [line.cells for line in self.lines])


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell in the reader's words."""

    text: str
    href: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class ShownHeader:
    """A column's name; numbers stand to the right."""

    label: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A table as the page shows it."""

    key: str
    title: str
    headers: list[ShownHeader]
    rows: list[list[ShownCell]]
    note: str
    empty: str


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure as the page shows it."""

    label: str
    value: str
    href: str | None
    note: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`reports/report.html`."""

    title: str
    answer: str
    as_of: datetime
    # The address without its query, for the filters' form.
    here: str
    form: Parsed[object]
    years: list[tuple[str, str]]
    # What can be starred in lists that leave the house; empty where nothing can.
    stars: list[tuple[str, str]]
    figures: list[ShownFigure]
    parts: list[ShownPart]
    meanings: list[tuple[str, str]]
    files: FileLinks
    more: object | None = None
    # Words and address of the page that goes on from here.
    onward: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """A report in all its shapes."""

    title: Both
    figures: list[Figure]
    parts: list[Part]
    meanings: tuple[Meaning, ...]
    filters: tuple[Meaning, ...] = ()

    def report(self, name: str, drawn: Drawn) -> Report:
        """As files hold it: the figures first, then their rows."""
        return Report(
            name,
            self.title,
            (figures_table(self.figures), *(part.table() for part in self.parts)),
            drawn,
            self.filters,
            self.meanings,
        )

    def names(self) -> list[tuple[str, Both]]:
        """Key and title of each table."""
        return [(FIGURES, both(N_("Key figures"))), *((part.key, part.title) for part in self.parts)]


def figures_table(figures: Iterable[Figure]) -> Table:
    """All figures as one table."""
    columns = (
        Column("measure_zh", N_("Measure, in Chinese")),
        Column("measure_en", N_("Measure, in English")),
        Column("number", N_("Number"), Kind.DECIMAL),
        Column("amount", N_("Amount"), Kind.MONEY),
        Column("share", N_("Share"), Kind.SHARE),
    )
    rows = [(said.zh, said.en, f.n, f.money, f.share) for f in figures for said in (both(f.name),)]
    return Table(FIGURES, both(N_("Key figures")), columns, rows)


def spoken(words: Both) -> str:
    """One of two languages: the reader's."""
    return words.zh if current_locale() == "zh" else words.en


def shown_figures(figures: Sequence[Figure], unit: Unit) -> list[ShownFigure]:
    """Figures as the page shows them, each with a link to its rows."""
    return [
        ShownFigure(spoken(both(f.name)), _value(f, unit), f"#{f.rows}" if f.rows else None, f.note)
        for f in figures
    ]


def _value(figure: Figure, unit: Unit) -> str:
    if figure.money is not None:
        return amount_words(figure.money, unit)
    if figure.share is not None:
        return shown(figure.share, Kind.SHARE, unit)
    if isinstance(figure.n, Decimal):
        return shown(figure.n, Kind.DECIMAL, unit)
    return formats.number(figure.n)


def shown_part(part: Part, unit: Unit) -> ShownPart:
    """A table as the page shows it: columns that hold nothing are left to the files."""
    kept = [
        place
        for place in range(len(part.columns))
        if place == 0 or any(line.cells[place] is not None for line in part.lines)
    ]
    columns = tuple(part.columns[place] for place in kept)
    lines = [replace(line, cells=tuple(line.cells[place] for place in kept)) for line in part.lines]
    return ShownPart(
        part.key,
        spoken(part.title),
        [ShownHeader(spoken(both(c.header)), "number" if c.kind in _NUMERIC else None) for c in columns],
        [_shown_line(line, columns, unit) for line in lines],
        part.note,
        part.empty,
    )


def _shown_line(line: Line, columns: tuple[Column, ...], unit: Unit) -> list[ShownCell]:
    found = []
    for place, (cell, column) in enumerate(zip(line.cells, columns, strict=True)):
        text = shown(cell, column.kind, unit)
        found.append(ShownCell(text, line.href, line.lang) if place == 0 else ShownCell(text))
    return found


def shown(cell: Cell, kind: Kind, unit: Unit) -> str:
    """A cell in the reader's words."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return formats.datetime(cell)
    if isinstance(cell, date):
        return formats.date(cell)
    if cell is None:
        return "—"
    if kind is Kind.MONEY and isinstance(cell, int):
        return amount_words(cell, unit)
    exact = number(cell, kind, unit)
    if exact is None:
        return "—"
    if kind is Kind.SHARE:
        return f"{formats.number(exact * 100, 2)} %"
    return formats.number(exact, 2 if exact != exact.to_integral_value() else 0)


def amount_words(minor: int, unit: Unit) -> str:
    """An amount in the unit that was chosen; 元 by the reader's habit."""
    if unit is Unit.YUAN:
        return formats.money(minor)
    exact = number(minor, Kind.MONEY, unit) or Decimal(0)
    zh = {Unit.THOUSAND: "千元", Unit.TEN_THOUSAND: "万元"}[unit]
    en = {Unit.THOUSAND: "CNY 1,000", Unit.TEN_THOUSAND: "CNY 10,000"}[unit]
    figure = formats.number(exact, max(0, -int(exact.normalize().as_tuple().exponent)))
    return f"{figure} {zh}" if current_locale() == "zh" else f"{figure} × {en}"


def first_meaning(definition: FirstDefinition) -> Meaning:
    """The definition of a first that a report uses."""
    return Meaning(
        in_both(lambda: gettext("First, by definition %(code)s", code=definition.code)),
        Both(f"{definition.zh}{definition.source_zh}", f"{definition.en} {definition.source_en}"),
    )


def meaning(term: str, text: str) -> Meaning:
    """A marked term with its marked explanation."""
    return Meaning(both(term), both(text))


def shown_meanings(meanings: Iterable[Meaning]) -> list[tuple[str, str]]:
    """Terms and explanations in the reader's language."""
    return [(spoken(one.term), spoken(one.text)) for one in meanings]
