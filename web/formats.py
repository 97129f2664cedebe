"""Dates, money and numbers as a reader writes them; the filters of the templates."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal

from models.entities.people import LEFT
from web.i18n import current_locale, gettext

DEFAULT_ZONE = "Asia/Shanghai"
# The zones that an event can be held in.
ZONES = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "UTC",
)


def sentences(*said: str) -> str:
    """Whole sentences in a row: Chinese ones need no space between them."""
    return ("" if current_locale() == "zh" else " ").join(text for text in said if text)


def in_a_row(parts: Iterable[str], *, end: bool = False) -> str:
    """Words in a row with the reader's commas; with `end` sentences one after the other."""
    zh = current_locale() == "zh"
    given = [p for p in parts if p]
    if end:
        return "".join(f"{p}。" for p in given) if zh else " ".join(f"{p}." for p in given)
    return ("、" if zh else ", ").join(given)


def colon() -> str:
    """The mark between a name and what is said of it, as the reader's language writes it."""
    return "：" if current_locale() == "zh" else ": "


def semicolon() -> str:
    """The mark between two halves of a sentence, as the reader's language writes it."""
    return "；" if current_locale() == "zh" else "; "


@functools.cache
def _locale(language: str) -> Locale:
    # Parsed once: given as text, Babel looks its data up at every call.
    return Locale.parse("zh_CN" if language == "zh" else "en_GB")


def _babel() -> Locale:
    return _locale(current_locale())


def date(value: dt.date | dt.datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """A day, such as 2026年11月24日 or 24 Nov 2026."""
    if value is None:
        return gettext("not known")
    if isinstance(value, dt.datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return format_date(value, "long" if current_locale() == "zh" else "d MMM y", locale=_babel())


def datetime(value: dt.datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """An instant with the name of its zone."""
    if value is None:
        return gettext("not known")
    local = value.astimezone(ZoneInfo(zone))
    pattern = "y年M月d日 HH:mm" if current_locale() == "zh" else "d MMM y, HH:mm"
    return f"{format_datetime(local, pattern, locale=_babel())}{in_zone(zone)}"


def time(value: dt.datetime, zone: str = DEFAULT_ZONE) -> str:
    """The time of day, such as 09:30."""
    return format_time(value.astimezone(ZoneInfo(zone)), "HH:mm", locale=_babel())


def in_zone(zone: str) -> str:
    """The zone behind a time, in the brackets of the reader's script."""
    return f"（{zone_name(zone)}）" if current_locale() == "zh" else f" ({zone_name(zone)})"


def person(name: str) -> str:
    """A person's name, or that they have left for good."""
    return gettext("a person who has left") if name == LEFT else name


def zone_name(zone: str) -> str:
    """What people call the zone."""
    return gettext("Beijing time") if zone == DEFAULT_ZONE else zone


def number(value: float | Decimal | None, digits: int = 0) -> str:
    """A number with the reader's separators."""
    if value is None:
        return gettext("not known")
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, pattern, locale=_babel())


def money(minor: int | None, currency: str = "CNY") -> str:
    """An amount by the reader's habit: 50 万元, or CNY 500,000; the exact one is `money_exact`."""
    if minor is None:
        return gettext("not known")
    units = Decimal(minor) / 100
    if current_locale() == "zh" and currency == "CNY":
        for size, unit in ((10**8, "亿元"), (10**4, "万元")):
            if abs(units) >= size:
                shown = units / size
                if shown == shown.quantize(Decimal("0.01")):
                    return f"{format_decimal(shown, '#,##0.##', locale=_babel())} {unit}"
        return f"{format_decimal(units, '#,##0.##', locale=_babel())} 元"
    return f"{currency} {format_decimal(units, '#,##0.##', locale=_babel())}"


def money_exact(minor: int | None, currency: str = "CNY") -> str:
    """The amount to the minor unit."""
    if minor is None:
        return gettext("not known")
    return f"{currency} {format_decimal(Decimal(minor) / 100, '#,##0.00', locale=_babel())}"


def money_range(least: int | None, most: int | None, currency: str = "CNY") -> str:
    """From least to most; an open end is said in words."""
    if least is None and most is None:
        return gettext("not known")
    if least is None:
        return gettext("up to %(most)s", most=money(most, currency))
    if most is None:
        return gettext("from %(least)s", least=money(least, currency))
    if least == most:
        return money(least, currency)
    low, high = money(least, currency), money(most, currency)
    figure, _, unit = low.rpartition(" ")
    if figure and high.endswith(f" {unit}"):
        return f"{figure}–{high}"
    return gettext("%(least)s to %(most)s", least=low, most=high)


def money_input(minor: int | None) -> str:
    """The amount as a person would type it into a field."""
    if minor is None:
        return ""
    units = Decimal(minor) / 100
    return f"{units.normalize():f}"


def per_cent(basis_points: int | None) -> str:
    """A share or rate kept in basis points: 1050 is 10.5 %."""
    if basis_points is None:
        return gettext("not known")
    return f"{format_decimal(Decimal(basis_points) / 100, '#,##0.##', locale=_babel())} %"


def per_cent_input(basis_points: int | None) -> str:
    """The share or rate as a person would type it into a field."""
    if basis_points is None:
        return ""
    return f"{(Decimal(basis_points) / 100).normalize():f}"
