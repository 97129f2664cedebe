"""Reading form fields: raw input is kept, errors are in the reader's language, clean values are typed."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email
from starlette.datastructures import ImmutableMultiDict, UploadFile

from web.sentences import sentence

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=enum.StrEnum)

Data = ImmutableMultiDict[str, str | UploadFile]

_AMOUNT = re.compile(r"^(?P<number>\d{1,12}(?:\.\d{1,6})?)\s*(?P<unit>亿元|亿|万元|万|千元|元|)$")
# What may surround a text without being a part of it. Control characters may not: they are refused.
_BLANKS = "\t\n" + "".join(
    c for c in map(chr, range(0x3001)) if unicodedata.category(c) in ("Zs", "Zl", "Zp")
)
_UNITS = {"亿元": 8, "亿": 8, "万元": 4, "万": 4, "千元": 3, "元": 0, "": 0}


# Control characters, codes that never stand for a character, and the mark of bytes that were none.
_NEVER = "\ufdd0-\ufdef\ufffd" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_NO_CHARACTER = re.compile(f"[\x00-\x1f\x7f-\x9f{_NEVER}]")
_NO_CHARACTER_OF_LINES = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_NEVER}]")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T_co]):
    """What a form gave: the clean value, or `None` with an error a field; raw input in either case."""

    values: dict[str, str | list[str]]
    errors: dict[str, str]
    clean: T_co | None

    @property
    def ok(self) -> bool:
        """Whether there is a clean value."""
        return self.clean is not None and not self.errors

    def with_error(self, name: str, text: str) -> Parsed[T_co]:
        """The same input, refused by a service for one field."""
        return Parsed(self.values, {**self.errors, name: text}, None)


def blank(values: dict[str, str | list[str]] | None = None) -> Parsed[object]:
    """A form not yet sent, perhaps with what is on record."""
    return Parsed(values or {}, {}, None)


@dataclass
class FormReader:
    """Reads one field after another; `finish` turns them into a `Parsed`."""

    data: Data
    values: dict[str, str | list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def fail(self, name: str, code: str, **params: object) -> None:
        """Note an error; the first of a field stays."""
        self.errors.setdefault(name, sentence(code, **params))

    def raw(self, name: str) -> str:
        """The field as typed, folded to NFC with plain line ends, or the empty string."""
        value = self.data.get(name, "")
        text = value if isinstance(value, str) else ""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            self.fail(name, "control_characters")
            text = text.encode("utf-8", "replace").decode("utf-8")
        self.values[name] = text
        return unicodedata.normalize("NFC", text).strip(_BLANKS)

    def text(self, name: str, *, most: int = 200, required: bool = True, lines: bool = False) -> str:
        """A text of at most `most` characters; what is no character is refused, never removed quietly."""
        text = self.raw(name)
        if (_NO_CHARACTER_OF_LINES if lines else _NO_CHARACTER).search(text):
            self.fail(name, "control_characters")
        if len(text) > most:
            self.fail(name, "too_long", limit=most, length=len(text))
        if required and not text:
            self.fail(name, "required")
        return text

    def long_text(self, name: str, *, most: int = 4000, required: bool = True) -> str:
        """A text of several lines."""
        return self.text(name, most=most, required=required, lines=True)

    def email(self, name: str = "email") -> str:
        """A mail address, folded to lower case."""
        text = self.text(name, most=254)
        if name in self.errors:
            return text
        try:
            found = validate_email(text, check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            self.fail(name, "not_an_address")
            return text
        return found.normalized.lower()

    def choice(self, name: str, kind: type[E], *, required: bool = True) -> E | None:
        """One value of a closed list."""
        text = self.raw(name)
        if not text:
            if required:
                self.fail(name, "required")
            return None
        try:
            return kind(text)
        except ValueError:
            self.fail(name, "not_a_choice")
            return None

    def choices(self, name: str, kind: type[E], *, required: bool = False) -> tuple[E, ...]:
        """Several values of a closed list, in its order, each once."""
        return tuple(kind(v) for v in self.codes(name, [str(k) for k in kind], required=required))

    def code(self, name: str, allowed: Iterable[str], *, required: bool = True) -> str | None:
        """One code of a list that is not an enum (sectors, districts, ids)."""
        text = self.raw(name)
        if not text:
            if required:
                self.fail(name, "required")
            return None
        if text not in set(allowed):
            self.fail(name, "not_a_choice")
            return None
        return text

    def codes(self, name: str, allowed: Iterable[str], *, required: bool = False) -> tuple[str, ...]:
        """Several codes, in the list's order, each once."""
        given = [v for v in self.data.getlist(name) if isinstance(v, str) and v]
        self.values[name] = list(given)
        known = list(allowed)
        if set(given) - set(known):
            self.fail(name, "not_a_choice")
        if required and not given:
            self.fail(name, "required")
        return tuple(k for k in known if k in set(given))

    def flag(self, name: str) -> bool:
        """A check box."""
        return bool(self.raw(name))

    def whole(self, name: str, *, least: int = 0, most: int = 1_000_000, required: bool = True) -> int | None:
        """A whole number in a range."""
        text = self.raw(name)
        if not text:
            if required:
                self.fail(name, "required")
            return None
        if not re.fullmatch(r"-?[0-9]{1,12}", text):
            self.fail(name, "not_a_number")
            return None
        number = int(text)
        if not least <= number <= most:
            self.fail(name, "out_of_range", least=least, most=most)
            return None
        return number

    def money(self, name: str, *, required: bool = True) -> int | None:
        """An amount in 元 (`500000`, `50万`, `1.2亿`), as minor units; exact, never through a float."""
        text = self.raw(name)
        if not text:
            if required:
                self.fail(name, "required")
            return None
        folded = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
        found = _AMOUNT.match(folded)
        if found is None:
            self.fail(name, "not_an_amount")
            return None
        whole, _, part = found["number"].partition(".")
        shift = _UNITS[found["unit"]] + 2
        if len(part.rstrip("0")) > shift:
            self.fail(name, "not_an_amount")
            return None
        minor = int(whole + part.ljust(shift, "0")[:shift])
        if minor > 10**15:
            self.fail(name, "not_an_amount")
            return None
        return minor

    def per_cent(self, name: str, *, required: bool = True) -> int | None:
        """A share or rate such as `10.5` or `3.45%`, as basis points; exact, from 0 to 100."""
        text = self.raw(name)
        if not text:
            if required:
                self.fail(name, "required")
            return None
        folded = unicodedata.normalize("NFKC", text).replace(" ", "").removesuffix("%")
        found = re.fullmatch(r"(\d{1,3})(?:\.(\d{1,2})0*)?", folded, re.ASCII)
        if found is None:
            self.fail(name, "not_a_per_cent")
            return None
        basis_points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
        if basis_points > 10_000:
            self.fail(name, "not_a_per_cent")
            return None
        return basis_points

    def rate(self, name: str) -> Decimal | None:
        """What one unit of a currency is worth in another: `7.1234`, at most eight decimals, above nought."""
        text = self.raw(name)
        if not text:
            return None
        folded = unicodedata.normalize("NFKC", text).replace(" ", "")
        if re.fullmatch(r"\d{1,9}(\.\d{1,8})?", folded, re.ASCII) is None or Decimal(folded) <= 0:
            self.fail(name, "not_a_rate")
            return None
        return Decimal(folded)

    def day(self, name: str, *, required: bool = True) -> date | None:
        """A date as `2026-05-15`."""
        text = self.raw(name)
        if not text:
            if required:
                self.fail(name, "required")
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail(name, "not_a_date")
            return None

    def instant(self, name: str, zone: str, *, required: bool = True) -> datetime | None:
        """A wall-clock time `2026-05-15T09:30` in a named zone."""
        text = self.raw(name)
        if not text:
            if required:
                self.fail(name, "required")
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
        except ValueError:
            self.fail(name, "not_a_time")
            return None

    def link(self, name: str, *, required: bool = False) -> str:
        """An http or https link."""
        text = self.text(name, most=500, required=required)
        if text and not re.match(r"^https?://[^\s<>\"']+$", text):
            self.fail(name, "not_a_link")
        return text

    def upload(self, name: str, *, required: bool = False) -> UploadFile | None:
        """A file, or nothing when none was chosen."""
        value = self.data.get(name)
        if isinstance(value, UploadFile) and value.filename:
            return value
        if required:
            self.fail(name, "required")
        return None

    def finish(self, clean: T | None) -> Parsed[T]:
        """The parsed form; `clean` counts only when no field failed."""
        return Parsed(self.values, self.errors, None if self.errors else clean)
