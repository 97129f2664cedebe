"""Companies, investors, deals and queries as files give them: reading, checking, the form of each.

Part of the command line; the rest of the room never sees a file.
"""

import gzip
import json
import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from matcher.problem import Place


class BrokenInput(ValueError):
    """A file is missing, broken or not of the form; the message names file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRow:
    """A line of `companies.jsonl.gz`."""

    id: str
    name: str | None
    text: str | None
    language: str | None
    sectors: tuple[str, ...]
    stage: str | None
    instrument: str | None
    amount: float | None
    place: Place
    state: str | None
    founded: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestorRow:
    """A line of `investors.jsonl.gz`."""

    id: str
    name: str | None
    text: str | None
    language: str | None
    kind: str | None
    sectors: tuple[str, ...]
    stages: tuple[str, ...]
    instruments: tuple[str, ...]
    amount_min: float | None
    amount_max: float | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRow:
    """A line of `history.jsonl.gz`: one investor in one round."""

    investor: str
    company: str
    on: date | None
    round: str | None
    amount: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRow:
    """What a line of a queries file lets a matcher know; the truth beside it is never read."""

    company: str
    on: date | None
    round: str | None
    amount: float | None
    previous_rounds: int | None


@dataclass(frozen=True, slots=True)
class Folder:
    """A data folder, read whole; ids in the order of the files."""

    companies: Mapping[str, CompanyRow]
    investors: Mapping[str, InvestorRow]
    deals: tuple[DealRow, ...]


def read_folder(folder: Path, *, without: frozenset[str] = frozenset()) -> Folder:
    """Read the three files of a data folder.

    Parameters
    ----------
    folder : Path
        Holds `companies`, `investors` and `history`, each `.jsonl.gz` (or plain `.jsonl`).
    without : frozenset of str
        Fields of deals to forget: `round`, `amount`.

    Raises
    ------
    BrokenInput
        If one of them cannot be used.
    """
    companies: dict[str, CompanyRow] = {}
    for line in read_lines(_find(folder, "companies")):
        company = _company(line)
        if company.id in companies:
            raise line.broken("id", f"the id {company.id} stands twice")
        companies[company.id] = company
    investors: dict[str, InvestorRow] = {}
    for line in read_lines(_find(folder, "investors")):
        investor = _investor(line)
        if investor.id in investors:
            raise line.broken("id", f"the id {investor.id} stands twice")
        investors[investor.id] = investor
    deals = tuple(
        DealRow(
            investor=line.id("investor"),
            company=line.id("company"),
            on=line.date("date"),
            round=None if "round" in without else line.text("round"),
            amount=None if "amount" in without else line.amount("amount"),
        )
        for line in read_lines(_find(folder, "history"))
    )
    return Folder(companies, investors, deals)


def read_queries(path: Path, *, without: frozenset[str] = frozenset()) -> list[QueryRow]:
    """Read a queries file; fields of `without` and the truth are left unread."""
    queries = []
    seen = set()
    for line in read_lines(path):
        company = line.id("company")
        if company in seen:
            raise line.broken("company", f"the company {company} is asked about twice")
        seen.add(company)
        queries.append(
            QueryRow(
                company=company,
                on=line.date("date"),
                round=None if "round" in without else line.text("round"),
                amount=None if "amount" in without else line.amount("amount"),
                previous_rounds=line.whole("previous_rounds"),
            )
        )
    return queries


@dataclass(frozen=True, slots=True)
class Line:
    """One JSON object of a file, with where it stands; each reader checks one field's form."""

    path: Path
    number: int
    fields: Mapping[str, Any]

    def broken(self, key: str, what: str) -> BrokenInput:
        """What to raise about one field of this line."""
        return BrokenInput(f"{self.path}, line {self.number}, {key}: {what}")

    def id(self, key: str) -> str:
        """A string that is not empty."""
        value = self.fields.get(key)
        if not isinstance(value, str) or not value:
            raise self.broken(key, "an id (a string that is not empty) is needed")
        return value

    def text(self, key: str) -> str | None:
        """A string; None when missing, null or empty."""
        value = self.fields.get(key)
        if value is not None and not isinstance(value, str):
            raise self.broken(key, f"a string is needed, not {_show(value)}")
        return value or None

    def texts(self, key: str) -> tuple[str, ...]:
        """Strings; none when missing or null."""
        value = self.fields.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
            raise self.broken(key, f"a list of strings is needed, not {_show(value)}")
        return tuple(tag for tag in value if tag)

    def amount(self, key: str) -> float | None:
        """A finite number of 0 or more."""
        value = self.fields.get(key)
        if value is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
            or value < 0
        ):
            raise self.broken(key, f"an amount of 0 or more is needed, not {_show(value)}")
        return float(value)

    def whole(self, key: str) -> int | None:
        """A whole number."""
        value = self.fields.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            raise self.broken(key, f"a whole number is needed, not {_show(value)}")
        return int(value)

    def date(self, key: str) -> date | None:
        """A day in ISO form."""
        value = self.text(key)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.broken(key, f"a date as 2012-07-01 is needed, not {_show(value)}") from None

    def place(self) -> Place:
        """The four levels of a place."""
        return Place(
            country=self.text("country"),
            region=self.text("region"),
            city=self.text("city"),
            district=self.text("district"),
        )


def _company(line: Line) -> CompanyRow:
    return CompanyRow(
        id=line.id("id"),
        name=line.text("name"),
        text=line.text("text"),
        language=line.text("language"),
        sectors=line.texts("sectors"),
        stage=line.text("stage"),
        instrument=line.text("instrument"),
        amount=line.amount("amount"),
        place=line.place(),
        state=line.text("state"),
        founded=line.whole("founded"),
    )


def _investor(line: Line) -> InvestorRow:
    return InvestorRow(
        id=line.id("id"),
        name=line.text("name"),
        text=line.text("text"),
        language=line.text("language"),
        kind=line.text("kind"),
        sectors=line.texts("sectors"),
        stages=line.texts("stages"),
        instruments=line.texts("instruments"),
        amount_min=line.amount("amount_min"),
        amount_max=line.amount("amount_max"),
        place=line.place(),
    )


def _find(folder: Path, stem: str) -> Path:
    plain = folder / f"{stem}.jsonl"
    return plain if plain.exists() else folder / f"{stem}.jsonl.gz"


def read_lines(path: Path) -> Iterator[Line]:
    """The objects of a file of JSON lines, gzipped or plain; blank lines are passed over."""
    number = 0
    try:
        with _open(path) as file:
            for number, text in enumerate(file, start=1):
                if text.strip():
                    fields = json.loads(text)
                    if not isinstance(fields, dict):
                        message = f"{path}, line {number}: a JSON object is needed"
                        raise BrokenInput(message)
                    yield Line(path, number, fields)
    except FileNotFoundError:
        message = f"{path} is missing"
        raise BrokenInput(message) from None
    except (json.JSONDecodeError, RecursionError):
        message = f"{path}, line {number}: this is no JSON"
        raise BrokenInput(message) from None
    except UnicodeDecodeError:
        message = f"{path}, line {number + 1}: this is no UTF-8"
        raise BrokenInput(message) from None
    except (OSError, EOFError, zlib.error) as error:
        message = f"{path}, line {number + 1}: cannot be read ({error})"
        raise BrokenInput(message) from None


def _open(path: Path) -> Any:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}…"
