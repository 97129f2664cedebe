"""Money in the tables of reports: the columns that all of them share, and what may be starred."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.entities.reports import MoneyRow
from models.entities.vocabulary import FundingKind
from web import formats
from web.i18n import N_, current_locale
from web.services.reports import Star
from web.tables.table import Cell, Column, Kind
from web.vocabulary import label

# What stands for a part that whoever takes the list away has chosen to hide.
STAR = "＊＊＊"
Address = Callable[[int], str | None]


MONEY = (
    Column("company", N_("Company")),
    Column("what", N_("What")),
    Column("provider", N_("Provider")),
    Column("amount", N_("Amount"), Kind.MONEY),
    Column("original", N_("In its own currency")),
    Column("on", N_("Value date"), Kind.DAY),
    Column("district", N_("District")),
)


def what(kind: FundingKind, *, is_first: bool) -> str:
    """The kind of money, or whose first it is."""
    return label("first" if is_first else "funding_kind", kind)


def original(amount: int, currency: str) -> str | None:
    """The amount in its own currency where that is not 元."""
    return None if currency == "CNY" else formats.money_exact(amount, currency)


def money_cells(row: MoneyRow, stars: Sequence[Star]) -> tuple[Cell, ...]:
    """A record under the columns of `MONEY`, its secret parts starred."""
    hidden = Star.AMOUNT in stars
    return (
        row.company_name,
        what(row.kind, is_first=row.is_first),
        STAR if Star.INVESTOR in stars else formats.person(row.provider_name),
        STAR if hidden else row.cny_amount,
        (STAR if hidden else original(row.amount, row.currency)) if row.currency != "CNY" else None,
        row.value_on,
        label("district", row.district) if row.district else None,
    )


def event_title(title_zh: str, title_en: str) -> str:
    """The event's title in the reader's language, else in the one that it has."""
    zh = current_locale() == "zh"
    return (title_zh if zh else title_en) or title_zh or title_en
