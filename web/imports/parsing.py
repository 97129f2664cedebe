"""From rows of texts to clean values: each row goes through the form that the page has."""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.entities.imports import ImportKind
from models.entities.pitches import SpaceChoice
from models.entities.vocabulary import OrganisationKind
from web import formats
from web.forms.base import Data, FormReader, Parsed
from web.forms.organisations import OPEN_IN_ORDER, read_organisation
from web.forms.pitches import PitchForm
from web.forms.profiles import DealForm, ProfileForm
from web.i18n import LOCALES, current_locale, gettext, use_locale
from web.imports.columns import COLUMNS, ImportColumn, Reads
from web.imports.reading import Sheet, SheetRow
from web.sentences import sentence
from web.services.imports import DealRow, Numbered, PersonRow, PitchRow, ProviderRow
from web.vocabulary import options

_SEPARATORS = re.compile(r"[;；,，、|\n]+")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
# A longer word list is in the template alone.
_MOST_NAMED = 10
_YES = frozenset({"1", "yes", "y", "true", "是", "有", "对"})
_NO = frozenset({"", "0", "no", "n", "false", "否", "无"})


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with a cell: the row, the key of its column (empty: the row), its text, why."""

    row: int
    column: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The clean rows of a file, and what is wrong with the others."""

    rows: list[Numbered[Any]] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


def parse_file(
    kind: ImportKind, sheet: Sheet, mapping: Sequence[str], spaces: Sequence[SpaceChoice]
) -> ParsedFile:
    """Each row by the form of its page; what is wrong is said in the reader's language."""
    columns = {c.key: c for c in COLUMNS[kind]}
    places = {key: place for place, key in enumerate(mapping) if key in columns}
    found = ParsedFile()
    space_ids = _space_ids(spaces)
    for row in sheet.rows:
        _parse_row(found, kind, row, columns, places, spaces, space_ids)
    return found


def mapping_problems(kind: ImportKind, mapping: Sequence[str]) -> list[str]:
    """What is wrong with how the columns are read."""
    wrong = []
    for one in COLUMNS[kind]:
        n = list(mapping).count(one.key)
        if n > 1:
            wrong.append(sentence("import_column_twice", column=gettext(one.header)))
        if one.needed and n == 0:
            wrong.append(sentence("import_column_missing", column=gettext(one.header)))
    return wrong


def _parse_row(
    found: ParsedFile,
    kind: ImportKind,
    row: SheetRow,
    columns: Mapping[str, ImportColumn],
    places: Mapping[str, int],
    spaces: Sequence[SpaceChoice],
    space_ids: Mapping[str, str],
) -> None:
    at = {place: key for key, place in places.items()}
    wrong: dict[str, str] = {}
    for place, (code, params) in row.problems.items():
        if place in at or place >= len(row.cells):
            wrong[at.get(place, "")] = sentence(code, **params)
    pairs: list[tuple[str, str]] = []
    for key, place in places.items():
        text = row.cells[place]
        if columns[key].reads is Reads.SPACE and text.strip():
            space = space_ids.get(_folded(text))
            if space is None:
                wrong.setdefault(key, sentence("import_unknown_space"))
            else:
                pairs.append((key, space))
            continue
        if columns[key].reads is Reads.FLAG and _folded(text) not in _YES | _NO:
            wrong.setdefault(key, sentence("import_yes_or_no"))
        pairs += [(key, value) for value in _values(columns[key], text)]
    parsed = _parsed(kind, Data(pairs), spaces)
    for name, text in parsed.errors.items():
        wrong.setdefault(name, _said(columns.get(name), text))
    if wrong or parsed.clean is None:
        for name, text in wrong.items():
            # What the form says of a field that the file has no column for is said of the row.
            shown = name if name in places else ""
            value = row.cells[places[name]] if name in places else ""
            found.problems.append(CellProblem(row.number, shown, value, text))
    else:
        found.rows.append(Numbered(row.number, parsed.clean))


def _said(column: ImportColumn | None, text: str) -> str:
    """A page offers its values to choose from; a file has to be told which there are."""
    if column is None or not column.words or text != sentence("not_a_choice"):
        return text
    names = [name for _, name in options(column.words)]
    if len(names) > _MOST_NAMED:
        return sentence("import_not_a_value")
    return sentence("import_one_of", values=formats.in_a_row(names))


def _parsed(kind: ImportKind, data: Data, spaces: Sequence[SpaceChoice]) -> Parsed[Any]:
    match kind:
        case ImportKind.PITCHES | ImportKind.OWN_PITCHES:
            return _pitch(kind, data, spaces)
        case ImportKind.PROVIDERS:
            return _provider(data)
        case ImportKind.DEALS | ImportKind.OWN_DEALS:
            return _deal(kind, data)
        case ImportKind.PARTICIPANTS:
            return _person(data)


def _pitch(kind: ImportKind, data: Data, spaces: Sequence[SpaceChoice]) -> Parsed[Any]:
    form = FormReader(data)
    company = form.text("company_name", most=80)
    email = form.email() if kind is ImportKind.PITCHES else ""
    # A page lets a draft be without a name; rows are told apart by it.
    form.text("name", most=40)
    parsed = PitchForm.parse(data, spaces)
    errors = {**parsed.errors, **form.errors}
    if errors or parsed.clean is None:
        return Parsed(parsed.values, errors, None)
    clean = parsed.clean
    return Parsed(parsed.values, {}, PitchRow(company, clean.uscc, email, clean.draft))


def _provider(data: Data) -> Parsed[Any]:
    form = FormReader(data)
    chosen = form.codes(
        "kinds", [str(k) for k in OPEN_IN_ORDER if k is not OrganisationKind.COMPANY], required=True
    )
    organisation = read_organisation(form, frozenset(OrganisationKind(k) for k in chosen))
    email = form.email()
    # Without a column for the language, the texts are in the reader's.
    said = data if data.get("lang") else Data([*data.multi_items(), ("lang", current_locale())])
    profile = ProfileForm.parse(said)
    errors = {**profile.errors, **form.errors}
    if errors or profile.clean is None:
        return Parsed(form.values, errors, None)
    organisation = dataclasses.replace(organisation, lang=profile.clean.lang)
    return Parsed(form.values, {}, ProviderRow(organisation, email, profile.clean))


def _deal(kind: ImportKind, data: Data) -> Parsed[Any]:
    form = FormReader(data)
    provider = form.text("provider", most=200) if kind is ImportKind.DEALS else ""
    parsed = DealForm.parse(data)
    errors = {**parsed.errors, **form.errors}
    if errors or parsed.clean is None:
        return Parsed(parsed.values, errors, None)
    return Parsed(parsed.values, {}, DealRow(provider, parsed.clean))


def _person(data: Data) -> Parsed[Any]:
    form = FormReader(data)
    email, name = form.email(), form.text("name", most=80)
    locale = form.code("locale", LOCALES, required=False) or current_locale()
    return form.finish(PersonRow(email, name, locale))


def _values(column: ImportColumn, text: str) -> list[str]:
    """A cell as the form's field would hold it; what is not understood stays, and the form refuses it."""
    match column.reads:
        case Reads.TEXT | Reads.MONEY | Reads.SPACE:
            return [text]
        case Reads.CODE:
            return [_code(column.words, text)]
        case Reads.CODES:
            parts = [p for p in _SEPARATORS.split(text) if p.strip()]
            return list(dict.fromkeys(_code(column.words, p) for p in parts))
        case Reads.DAY:
            folded = unicodedata.normalize("NFKC", text).strip()
            day = _DAY.fullmatch(folded)
            return [f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else folded]
        case Reads.FLAG:
            said = _folded(text)
            return ["1"] if said in _YES else []


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).casefold().strip()


def _code(words: str, text: str) -> str:
    folded = _folded(text)
    return _codes(words).get(folded, text.strip()) if folded else ""


@functools.cache
def _codes(words: str) -> Mapping[str, str]:
    """Code and names in both languages -> code; a name that two codes have stands for neither."""
    found: dict[str, set[str]] = {}
    for locale in LOCALES:
        with use_locale(locale):
            pairs = options(words)
        for code, name in pairs:
            names = {code, name, *name.split(" · ")[-1:]} if words.startswith("sector") else {code, name}
            for one in names:
                found.setdefault(_folded(one), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def allowed(words: str) -> list[tuple[str, str, str]]:
    """(code, Chinese, English) of a word list, for the sheet that explains the columns."""
    with use_locale("zh"):
        zh = options(words)
    with use_locale("en"):
        en = dict(options(words))
    return [(code, name, en[code]) for code, name in zh]


def _space_ids(spaces: Sequence[SpaceChoice]) -> dict[str, str]:
    """Name or id -> id, as the form's field holds it."""
    return {_folded(s.name): str(s.id) for s in spaces}
