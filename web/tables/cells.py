"""One cell at a time: exact text for CSV, and the guard that keeps texts from becoming formulas."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from web.tables.table import Cell, Kind, Share, Unit, amount

ZONE = ZoneInfo("Asia/Shanghai")
# What begins a formula for some spreadsheet; full-width forms count, since Chinese input makes them.
_STARTS = frozenset("=+-@")


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet could take it for a formula.

    Blanks before a sign do not disarm it, and a tab or line break at the beginning is suspect by itself.
    """
    if not text:
        return text
    first = unicodedata.normalize("NFKC", text.lstrip("\ufeff\u200b \u00a0\u3000\t\r\n\v\f"))[:1]
    return f"'{text}" if text[0] in "\t\r\n" or first in _STARTS else text


def moment(value: datetime) -> datetime:
    """An instant as wall-clock time in Beijing, to the second."""
    return value.astimezone(ZONE).replace(tzinfo=None, microsecond=0)


def number(cell: Cell, kind: Kind, unit: Unit) -> Decimal | None:
    """The exact number of a cell that holds one, else None."""
    if cell is None or isinstance(cell, str | date):
        return None
    if isinstance(cell, Share):
        return cell.as_decimal()
    # A float would get here only past the type checker; it is refused all the same.
    if isinstance(cell, float) or (kind is Kind.MONEY and not isinstance(cell, int)):
        message = f"a cell of {kind} cannot hold {type(cell).__name__}"
        raise TypeError(message)
    return amount(int(cell), unit) if kind is Kind.MONEY else Decimal(cell)


def written(cell: Cell, kind: Kind, unit: Unit) -> str:
    """The cell as CSV writes it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, datetime):
        return moment(cell).isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    exact = number(cell, kind, unit)
    if exact is None:
        return ""
    return f"{exact * 100:.2f}%" if kind is Kind.SHARE else f"{exact:f}"
