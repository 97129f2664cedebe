"""Calendar arithmetic of rules: months are calendar months, and a day that a month lacks is its last."""

import calendar
from datetime import date

_LAST_MONTH = 9999 * 12 + 11


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it has no such day.

    31 January plus one month is 28 or 29 February. Past the year 9999 the answer is its last day.
    """
    whole = day.year * 12 + day.month - 1 + months
    if whole > _LAST_MONTH:
        return date.max
    year, month = divmod(whole, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def complete_months(start: date, end: date) -> int:
    """How many whole months lie between two days: the most n with start plus n months not after end.

    Zero when `end` lies before `start`.
    """
    if end < start:
        return 0
    n = (end.year - start.year) * 12 + end.month - start.month
    return n if add_months(start, n) <= end else n - 1
