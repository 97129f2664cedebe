"""Figures of a rule as people write them: "5000万元" and "70%", exactly, in both directions."""

import re
from decimal import Decimal

_MONEY = re.compile(r"^(?P<number>[0-9]{1,15}(?:\.[0-9]{1,6})?)(?P<unit>亿元|万元|元)$")
_PERCENT = re.compile(r"^(?P<sign>-?)(?P<number>[0-9]{1,6}(?:\.[0-9]{1,2})?)%$")
_SIZES = {"亿元": 10**10, "万元": 10**6, "元": 100}


def money_from(text: str) -> int | None:
    """Minor units of a sum such as "20万元" or "1.5亿元"; None where it is none."""
    found = _MONEY.match(text)
    if found is None:
        return None
    minor = Decimal(found["number"]) * _SIZES[found["unit"]]
    return int(minor) if minor == minor.to_integral_value() else None


def money_text(minor: int) -> str:
    """The same sum as text, in 万元 where that is a whole number."""
    if minor and minor % 10**6 == 0:
        return f"{minor // 10**6}万元"
    whole, part = divmod(minor, 100)
    return f"{whole}.{part:02d}元" if part else f"{whole}元"


def bp_from(text: str) -> int | None:
    """Basis points of a percentage such as "70%" or "0.75%"; None where it is none."""
    found = _PERCENT.match(text)
    if found is None:
        return None
    bp = int(Decimal(found["number"]) * 100)
    return -bp if found["sign"] else bp


def bp_text(bp: int) -> str:
    """The same share as text."""
    whole, part = divmod(abs(bp), 100)
    number = f"{whole}.{part:02d}".rstrip("0") if part else str(whole)
    return f"{'-' if bp < 0 else ''}{number}%"
