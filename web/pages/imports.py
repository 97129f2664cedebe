"""Pages of files that people bring in: where to bring them, and what would become of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.entities.events import Event
from models.entities.imports import Fate, ImportFile, ImportKind, ImportLine, ImportStatus
from web import formats
from web.forms.base import Parsed
from web.i18n import N_, current_locale, gettext, ngettext
from web.imports.columns import COLUMNS, column
from web.imports.preview import Preview, Problem
from web.services.imports import MOST_BYTES, Desk
from web.tables.table import Column, Drawn, Kind, Report, Row, Table, both, in_both
from web.vocabulary import label

SHOWN_PROBLEMS = 100
TITLES = {
    ImportKind.PITCHES: N_("Pitches from a file"),
    ImportKind.OWN_PITCHES: N_("My pitches from a file"),
    ImportKind.PROVIDERS: N_("Providers from a file"),
    ImportKind.DEALS: N_("Past deals from a file"),
    ImportKind.OWN_DEALS: N_("My past deals from a file"),
    ImportKind.PARTICIPANTS: N_("Participants from a file"),
}
ANSWERS = {
    ImportKind.PITCHES: N_(
        "Each row becomes a draft that its founder is asked to take over; it shows and submits nothing."
    ),
    ImportKind.OWN_PITCHES: N_("Each row becomes a draft of yours; you submit it when it is ready."),
    ImportKind.PROVIDERS: N_(
        "Each row becomes a provider with its profile, whose contact is asked to manage it. "
        "Vetting comes after."
    ),
    ImportKind.DEALS: N_(
        "Each row becomes a past deal of a provider on record; its list of matches learns from it."
    ),
    ImportKind.OWN_DEALS: N_("Each row becomes a past deal of yours; your list of matches learns from it."),
    ImportKind.PARTICIPANTS: N_(
        "Each row gets a seat, or a turn on the waiting list, and a mail that says so."
    ),
}
# Where one comes from and goes back to.
BACK = {
    ImportKind.PITCHES: ("organiser.review", N_("Review")),
    ImportKind.OWN_PITCHES: ("founder.pitches", N_("My pitches")),
    ImportKind.PROVIDERS: ("organiser.providers", N_("Providers")),
    ImportKind.DEALS: ("organiser.providers", N_("Providers")),
    ImportKind.OWN_DEALS: ("provider.profile", N_("Profile")),
    ImportKind.PARTICIPANTS: ("organiser.event_registrations", N_("Registrations")),
}
# An officer brings past deals too, and has no list of providers.
OFFICERS_BACK = ("reports.index", N_("Reports"))
PILLS = {
    ImportStatus.PREVIEW: "attention",
    ImportStatus.QUEUED: "information",
    ImportStatus.DONE: "good",
    ImportStatus.REFUSED: "bad",
    ImportStatus.DROPPED: "neutral",
}
FATE_PILLS = {Fate.NEW: "good", Fate.CHANGED: "attention", Fate.SAME: "neutral"}


@dataclass(frozen=True, slots=True)
class Back:
    """The page that a file belongs to."""

    href: str
    label: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that was brought before."""

    row: ImportLine
    pill: str
    said: str


@dataclass(frozen=True, slots=True)
class DeskPage:
    """`imports/desk.html`."""

    title: str
    answer: str
    back: Back
    action: str
    template_csv: str
    template_xlsx: str
    form: Parsed[object]
    lines: list[FileLine]
    needed: str
    most_mb: int


def desk_page(desk: Desk, back: Back, action: str, form: Parsed[object], link: dict[str, str]) -> DeskPage:
    """Bring a file, take a template, or look again at what was brought."""
    lines = [FileLine(f, PILLS[f.status], _line_said(f)) for f in desk.files]
    needed = [gettext(c.header) for c in COLUMNS[desk.kind] if c.needed]
    return DeskPage(
        _title(desk.kind, desk.event, desk.organisation_name),
        gettext(ANSWERS[desk.kind]),
        back,
        action,
        link["csv"],
        link["xlsx"],
        form,
        lines,
        ("、" if current_locale() == "zh" else ", ").join(needed),
        MOST_BYTES // (1024 * 1024),
    )


def _title(kind: ImportKind, event: Event | None, organisation_name: str = "") -> str:
    title = gettext(TITLES[kind])
    about = event.title_for(current_locale()) if event is not None else organisation_name
    return f"{title} · {about}" if about else title


def _line_said(line: ImportLine) -> str:
    match line.status:
        case ImportStatus.PREVIEW:
            return gettext("kept until %(when)s", when=formats.datetime(line.expires_at))
        case ImportStatus.DONE:
            return _counts_said(line.n_new, line.n_changed, line.n_same)
        case ImportStatus.QUEUED | ImportStatus.REFUSED | ImportStatus.DROPPED:
            return ""


def _counts_said(n_new: int, n_changed: int, n_same: int) -> str:
    return gettext(
        "%(new)s new, %(changed)s changed, %(same)s on record already",
        new=n_new,
        changed=n_changed,
        same=n_same,
    )


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """What is wrong with a cell, in words."""

    row: str
    column: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column of the file and what it is read as."""

    field: str
    header: str
    key: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One of the first rows."""

    number: int
    cells: list[str]
    pill: str
    fate: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """`imports/file.html`."""

    title: str
    answer: str
    file: ImportFile
    pill: str
    back: Back
    again: str
    action: str
    button: str
    may_be_taken: bool
    taken_before: bool
    n_wait: int
    n_rows: int
    problems: list[ProblemLine]
    n_problems: int
    problems_csv: str
    columns: list[MappedColumn]
    choices: list[tuple[str, str]]
    rows: list[ShownRow]
    refusal: str


def file_page(
    found: Preview, back: Back, again: str, action: str, problems_csv: str, refusal: str
) -> FilePage:
    """A file as it would be taken now, or what became of it."""
    kind = found.file.kind
    problems = [problem_line(kind, found.headers, found.mapping, p) for p in found.problems]
    return FilePage(
        _title(kind, found.event),
        _answer(found),
        found.file,
        PILLS[found.file.status],
        back,
        again,
        action,
        ngettext("Import %(num)s row", "Import %(num)s rows", found.n_rows),
        found.may_be_taken,
        found.taken_before,
        found.n_wait,
        found.n_rows,
        problems[:SHOWN_PROBLEMS],
        len(problems),
        problems_csv,
        [
            MappedColumn(f"column-{place}", header or gettext("Column %(n)s", n=place + 1), key)
            for place, (header, key) in enumerate(zip(found.headers, found.mapping, strict=True))
        ],
        [(c.key, gettext(c.header)) for c in COLUMNS[kind]],
        [
            ShownRow(
                r.number,
                [_short(c) for c in r.cells],
                "bad" if r.fate is None else FATE_PILLS[r.fate],
                gettext("Cannot be taken") if r.fate is None else label("import_fate", r.fate),
            )
            for r in found.rows
        ],
        refusal,
    )


def _answer(found: Preview) -> str:
    file = found.file
    match file.status:
        case ImportStatus.DONE:
            return gettext(
                "Imported: %(counts)s.", counts=_counts_said(file.n_new, file.n_changed, file.n_same)
            )
        case ImportStatus.QUEUED:
            return gettext("The import is under way; a mail tells you when it is done.")
        case ImportStatus.REFUSED:
            return gettext("Nothing of this file was imported.")
        case ImportStatus.DROPPED:
            return gettext("This file was deleted; nothing of it was imported.")
        case ImportStatus.PREVIEW:
            pass
    if found.taken_before:
        return gettext("This very file was imported before; nothing was imported a second time.")
    if found.problems:
        return _wrong_said(found)
    c = found.counts
    return gettext(
        "All rows can be taken: %(counts)s. Nothing is saved until you press the button.",
        counts=_counts_said(c.n_new, c.n_changed, c.n_same),
    )


def _wrong_said(found: Preview) -> str:
    rows = len({p.row for p in found.problems if p.row})
    if rows:
        return ngettext(
            "%(num)s row cannot be taken yet, so none is. Mend the file and bring it again.",
            "%(num)s rows cannot be taken yet, so none is. Mend the file and bring it again.",
            rows,
        )
    if found.headers:
        return gettext("Not every column that is needed was found. Say below what the columns are.")
    return gettext("This file cannot be read yet.")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def problem_line(
    kind: ImportKind, headers: Sequence[str], mapping: Sequence[str], problem: Problem
) -> ProblemLine:
    """The problem with the column's name, as the file has it and as we call it."""
    known = column(kind, problem.column)
    name = "" if known is None else gettext(known.header)
    if problem.column and problem.column in mapping:
        header = headers[list(mapping).index(problem.column)]
        name = name if header in ("", name) else f"{name} ({header})"
    row = gettext("Row %(n)s", n=problem.row) if problem.row else gettext("File")
    return ProblemLine(row, name, _short(problem.value), problem.text)


def problems_report(found: Preview, now: datetime, by: str) -> Report:
    """Everything that is wrong, as a file to mend by."""
    rows: list[Row] = []
    for p in found.problems:
        line = problem_line(found.file.kind, found.headers, found.mapping, p)
        rows.append((p.row or None, line.column, p.value, p.text))
    table = Table(
        "problems",
        both(N_("Problems of the file")),
        (
            Column("row", N_("Row"), Kind.INTEGER),
            Column("column", N_("Column")),
            Column("value", N_("What it holds")),
            Column("problem", N_("What is wrong")),
        ),
        rows,
    )
    return Report("import-problems", both(N_("Problems of the file")), (table,), Drawn(now, now, by))


def template_report(
    kind: ImportKind, words: Sequence[tuple[str, str, str, str]], now: datetime, by: str
) -> Report:
    """A file to fill in: headers and one example, what the columns are, and the values of their lists."""
    zh = current_locale() == "zh"
    columns = COLUMNS[kind]
    example = Table(
        "rows",
        both(TITLES[kind]),
        tuple(Column(c.key, c.header) for c in columns),
        [tuple(c.example_zh if zh else c.example_en for c in columns)],
    )

    def said(text: str) -> tuple[str, str]:
        words_of = in_both(lambda: gettext(text))
        return words_of.zh, words_of.en

    explained = Table(
        "columns",
        both(N_("Columns")),
        (
            Column("key", N_("Key")),
            Column("zh", N_("Column, in Chinese")),
            Column("en", N_("Column, in English")),
            Column("needed", N_("Needed")),
            Column("help_zh", N_("What belongs there, in Chinese")),
            Column("help_en", N_("What belongs there, in English")),
        ),
        [(c.key, *said(c.header), gettext("yes") if c.needed else "", *said(c.help)) for c in columns],
    )
    values = Table(
        "values",
        both(N_("Values")),
        (
            Column("column", N_("Column")),
            Column("code", N_("Code")),
            Column("zh", N_("Meaning, in Chinese")),
            Column("en", N_("Meaning, in English")),
        ),
        list(words),
    )
    return Report(
        f"template-{kind.value.replace('_', '-')}",
        both(TITLES[kind]),
        (example, explained, values),
        Drawn(now, now, by),
    )
