"""What a deal, its investor and a question are like, in classes: the codes that a likeness looks up.

Codes are small whole numbers from 0; `OF_DEALS`, `COMPARED` and `ASKED`, together `SIZES`, say how many
of each there are. Bounds were chosen once for being round and fine enough.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matcher.deals import CompanyColumns, DealHistory, DealQuery

Codes = NDArray[np.int16]

YEAR = 365.25

_LIKENESS = np.array([0.02, 0.08, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95], np.float32)
# Differences of natural logarithms of amounts.
_AMOUNTS = np.array(
    [-3, -2, -1.4, -1, -0.7, -0.45, -0.25, -0.1, -0.03, 0.03, 0.1, 0.25, 0.45, 0.7, 1, 1.4, 2, 3], np.float32
)
_ASKED = np.log1p(np.array([2e5, 1e6, 3e6, 1e7, 3e7]))
_AGES = np.array([-8, -5, -3, -2, -1, -0.5, 0.5, 1, 2, 3, 5, 8], np.float32)
_YEARS = np.array([0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12], np.float32)
_COUNTS = np.array([1, 2, 3, 5, 10, 20, 50])
_RECENT = np.array([0, 1, 2, 4, 8, 16, 32])
_SYNDICATES = np.array([1, 2, 3, 5, 8])
_SAME_DAY = np.array([1, 2, 4, 9])
_FOCUS = np.array([0.15, 0.3, 0.6, 0.9])
# Cosines of two rounds by whom they draw; nine of ten pairs of all rounds lie below 0.25.
_DRAWN = np.array([-0.2, -0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.95], np.float32)

_ROUNDS = 8
_DIGITS = 3  # more of them are not told apart
_SECTORS = 4  # none, one, two, more
PLACE_UNKNOWN, PLACE_NOT_ASKED, NOWHERE_KNOWN = 5, 6, 7  # of the deal, of the question, of both
_PREVIOUS = 5  # the greatest number of earlier rounds that is told apart

# Of a deal and its investor, whatever is asked.
OF_DEALS: Mapping[str, int] = {
    "round": _ROUNDS,
    "previous": _PREVIOUS + 1,
    "syndicate": len(_SYNDICATES) + 1,  # investors of the company so far
    "together": len(_SYNDICATES) + 1,  # those who came in on the same day
    "same_day": len(_SAME_DAY) + 1,  # the investor's deals of that day: some fund by the batch
    "dated": 3,  # how exactly the day is known
    "person": 2,
    "count": len(_COUNTS) + 1,  # the investor's deals
    "recent": len(_RECENT) + 1,  # those of the history's last year
    "focus": len(_FOCUS) + 1,  # on how few regions
    "digits": _DIGITS + 2,  # of the amount: unknown, one that counts, and so on; a converted one has many
    "recorded": 2 * _SECTORS,  # how many sectors the company is filed under, and if its founding is known
}
# Of a deal beside a question.
COMPARED: Mapping[str, int] = {
    "place": NOWHERE_KNOWN + 1,  # none shared, country, state, region, city; or who does not know
    "sector": len(_LIKENESS) + 2,
    "sector_coarse": 5,
    "text": len(_LIKENESS) + 1,
    "amount": len(_AMOUNTS) + 4,
    "age": len(_AGES) + 4,
    "time": len(_YEARS) + 1,
    "ties": 36,
    "drawn": len(_DRAWN) + 1,  # how alike whom the deal's round draws and whom the question's does
}
# Of a question.
ASKED: Mapping[str, int] = {
    "asked_round": _ROUNDS,
    "asked_previous": _PREVIOUS,
    "asked_amount": len(_ASKED) + 2,
    "asked_dated": 3,
    "asked_digits": _DIGITS + 2,
    "asked_recorded": 2 * _SECTORS,
}
SIZES: Mapping[str, int] = {**OF_DEALS, **COMPARED, **ASKED}


def history_classes(history: "DealHistory") -> dict[str, Codes]:
    """The classes of each deal that no question changes."""
    company, day, investor = history.company, history.day, history.investor
    last_year = day > day.max(initial=0.0) - 365
    recent = np.bincount(investor, last_year, minlength=history.n)
    days, of_day = np.unique(day, return_inverse=True)
    return {
        "round": (history.round + 1).astype(np.int16),
        "previous": np.clip(history.previous, 0, _PREVIOUS).astype(np.int16),
        "syndicate": _cut(_SYNDICATES, np.bincount(company)[company] if len(company) else company),
        "together": _cut(_SYNDICATES, _how_many(company * len(days) + of_day)),
        "same_day": _cut(_SAME_DAY, _how_many(investor * len(days) + of_day)),
        "dated": dated_of(day),
        "person": history.investors.person.astype(np.int16)[investor],
        "count": _cut(_COUNTS, history.count)[investor],
        "recent": _cut(_RECENT, recent)[investor],
        "focus": _cut(_FOCUS, history.own["region_focus"])[investor],
        "digits": history.digits,
        "recorded": history.recorded[company],
    }


def question_classes(history: "DealHistory", query: "DealQuery") -> dict[str, Any]:
    """The classes of each deal beside a question, and those of the question itself."""
    companies, asked = history.companies, query.company
    age = np.float32(query.day / YEAR - companies.founded[asked])
    sector = _sector(history, asked)
    return {
        "place": _place(history, companies.places[asked]),
        "sector": sector,
        "sector_coarse": np.minimum(sector // 3, 4),
        "text": _cut(_LIKENESS, history.text_like_used(asked))[history.local],
        "amount": _amount(history, query.amount),
        "age": _age(history, age),
        "time": _cut(_YEARS, ((query.day - history.day) / YEAR).astype(np.float32)),
        "ties": _ties(history, query),
        "drawn": _cut(_DRAWN, history.drawn_like(query))[history.past.of_deal],
        "asked_round": np.int16(query.round + 1),
        "asked_previous": np.int16(np.clip(np.nan_to_num(query.previous_rounds), 0, _PREVIOUS - 1)),
        "asked_amount": np.int16(
            len(_ASKED) + 1 if np.isnan(query.amount) else np.searchsorted(_ASKED, np.log1p(query.amount))
        ),
        "asked_dated": np.int16(_dated(query.day)),
        "asked_digits": digits_of(np.array([query.amount]))[0],
        "asked_recorded": history.recorded[asked],
    }


def dated_of(day: NDArray[np.float64]) -> Codes:
    """How exactly each day is known."""
    days, of_day = np.unique(day, return_inverse=True)
    return np.array([_dated(one) for one in days], np.int16)[of_day]


def digits_of(amounts: NDArray[np.float64]) -> Codes:
    """How many digits of amounts count, one to three, and four for more; 0 for what is unknown."""
    codes = np.zeros(len(amounts), np.int16)
    known = np.flatnonzero(amounts > 0)
    size = 10.0 ** np.floor(np.log10(amounts[known]))
    codes[known] = _DIGITS + 1
    for digits in range(_DIGITS, 0, -1):
        scaled = amounts[known] / size * 10 ** (digits - 1)
        codes[known[np.abs(scaled - np.round(scaled)) < 1e-6]] = digits
    return codes


def recorded_of(companies: "CompanyColumns") -> Codes:
    """How fully each company is recorded."""
    sectors = np.minimum((companies.sectors > 0).sum(axis=1), _SECTORS - 1)
    codes: Codes = (2 * sectors + ~np.isnan(companies.founded)).astype(np.int16)
    return codes


def _cut(bounds: NDArray[Any], values: NDArray[Any]) -> Codes:
    """How many bounds lie below each value; for a few bounds comparing is far faster than searching."""
    codes, above = np.zeros(values.shape, np.int8), np.empty(values.shape, bool)
    for bound in bounds:
        codes += np.greater(values, bound, out=above).view(np.int8)
    return codes.astype(np.int16)


def _how_many(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each key how often it stands among them."""
    _, place, count = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(count[place] if len(keys) else keys)


def _dated(day: float) -> int:
    """0 on the first of a year, 1 on the first of a month: the day may not be known; else 2."""
    on = date.fromordinal(max(int(day), 1))
    return 2 if on.day > 1 else int(on.month > 1)


def _place(history: "DealHistory", place: NDArray[np.int64]) -> Codes:
    codes, same = np.zeros(len(history.company), np.int8), np.empty(len(history.company), bool)
    for level in range(4):
        if place[level] >= 0:
            # A narrower place that is shared counts instead of the wider ones.
            np.equal(history.place[level], place[level], out=same)
            np.maximum(codes, same.view(np.int8) * np.int8(level + 1), out=codes)
    unknown = history.place[0] < 0
    if place[0] < 0:
        return np.where(unknown, NOWHERE_KNOWN, PLACE_NOT_ASKED).astype(np.int16)
    return np.where(unknown, PLACE_UNKNOWN, codes).astype(np.int16)


def _sector(history: "DealHistory", asked: int) -> Codes:
    if not history.companies.sectors[asked].any():
        return np.zeros(len(history.company), np.int16)
    return (_cut(_LIKENESS, history.sector_like_used(asked)) + np.int16(1))[history.local]


def _amount(history: "DealHistory", amount: float) -> Codes:
    known = len(_AMOUNTS)
    if np.isnan(amount):
        return np.where(np.isnan(history.amount), known + 3, known + 1).astype(np.int16)
    apart = history.amount - np.float32(np.log1p(amount))
    return np.where(np.isnan(apart), np.int16(known + 2), _cut(_AMOUNTS, apart))


def _age(history: "DealHistory", age: np.float32) -> Codes:
    known = len(_AGES)
    if np.isnan(age):
        return np.where(np.isnan(history.age), known + 3, known + 1).astype(np.int16)
    older = history.age - age
    return np.where(np.isnan(older), np.int16(known + 2), _cut(_AGES, older))


def _ties(history: "DealHistory", query: "DealQuery") -> Codes:
    """How many backers the deal's company shares, and how its investor is tied to them."""
    backers = query.backers
    if not len(backers):
        return np.zeros(len(history.company), np.int16)
    shared = np.zeros(len(history.companies.ids) + 1, np.int16)
    tied = np.zeros(history.n, np.int16)
    for backer in backers:
        shared[history.company[history.deals_of(backer)]] += 1
        partners, _, follows = history.partners_of(backer)
        # 1 shared a company with the backer; 2 came after it at least once.
        tied[partners] = np.maximum(tied[partners], np.where(follows > 0, 2, 1))
    few = 1 if len(backers) < 3 else 2
    codes = np.minimum(shared[history.company], 3) + 4 * tied[history.investor] + 12 * few
    return codes.astype(np.int16)
