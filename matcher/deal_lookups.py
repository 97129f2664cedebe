"""The tables of a likeness, and how many of them are looked up at once.

A table tells some classes of a deal, its investor and a question apart (`deal_classes`). Tables that
speak of the same aspects are joined for each question, as small as they are, so that the tens of
thousands of deals are looked up in half as many. numpy alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.deal_classes import ASKED, COMPARED, OF_DEALS, SIZES, Codes

Table = NDArray[np.float32]
Places = NDArray[np.intp]

ASPECTS = ("text", "sector", "place", "stage", "amount", "activity", "relations")
# What each table tells apart together, and the aspects that it speaks of.
TABLES: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("place",): ("place",),
    ("sector",): ("sector",),
    ("text",): ("text",),
    ("amount",): ("amount",),
    ("asked_round", "round"): ("stage",),
    ("asked_previous", "previous"): ("stage",),
    ("age",): ("stage",),
    ("time",): ("activity",),
    ("place", "sector"): ("place", "sector"),
    ("place", "asked_amount"): ("place", "amount"),
    ("amount", "asked_amount"): ("amount",),
    ("count", "time"): ("activity",),
    ("person", "place"): ("place",),
    ("ties",): ("relations",),
    ("place", "asked_round"): ("place", "stage"),
    ("sector_coarse", "asked_previous"): ("sector", "stage"),
    ("place", "time"): ("place", "activity"),
    ("person", "asked_round"): ("stage",),
    ("count", "place"): ("place", "activity"),
    ("syndicate", "asked_round"): ("stage",),
    ("together", "asked_round"): ("stage",),
    ("together", "asked_amount"): ("amount",),
    ("recent", "count"): ("activity",),
    ("recent", "time"): ("activity",),
    ("same_day", "asked_round"): ("activity",),
    ("asked_dated", "dated"): ("activity",),
    ("count", "sector"): ("sector", "activity"),
    ("focus", "place"): ("place",),
    ("asked_digits", "digits"): ("amount",),
    ("asked_recorded", "recorded"): ("sector", "stage"),
    ("drawn",): ASPECTS,
    ("drawn", "asked_previous"): ASPECTS,
    ("drawn", "count"): ASPECTS,
}
LENGTHS = tuple(prod(SIZES[one] for one in told_apart) for told_apart in TABLES)
# More entries than this are no longer few beside the deals.
_MOST_ENTRIES = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """Tables of the same aspects, joined.

    Attributes
    ----------
    compared, of_deals : tuple of str
        The classes of a deal that a code of all of them stands for, with and without a question.
    aspects : tuple of str
        What the tables speak of.
    tables : tuple of (int, ndarray, tuple)
        Of each table its number in `TABLES`, the entry that each code reads when all classes of the
        question are 0, and by how much each of these moves it.
    """

    compared: tuple[str, ...]
    of_deals: tuple[str, ...]
    aspects: tuple[str, ...]
    tables: tuple[tuple[int, Places, tuple[tuple[str, int], ...]], ...]

    @property
    def size(self) -> int:
        """How many codes there are."""
        return prod(SIZES[one] for one in (*self.compared, *self.of_deals))

    def codes(self, of_deals: Codes, classes: Mapping[str, Any]) -> Places:
        """Each deal's code.

        Parameters
        ----------
        of_deals : ndarray of int16, shape (n_deals,)
            The code of the classes that no question changes, see `joint_code`.
        classes : mapping
            The others, by name.
        """
        code = of_deals
        if self.compared:
            step = np.int16(prod(OF_DEALS[one] for one in self.of_deals))
            code = joint_code(self.compared, classes) * step + of_deals
        return code.astype(np.intp)

    def joined(self, tables: Sequence[NDArray[Any]], asked: Mapping[str, Any]) -> Table:
        """What all of its tables add for each code, for one question."""
        out = np.zeros(self.size, np.float32)
        for number, places, moves in self.tables:
            out += tables[number].take(places + _moved(moves, asked))
        return out

    def parted(
        self, figures: NDArray[np.float64], asked: Mapping[str, Any]
    ) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """The reverse for sums: each table's number, and what each of its entries has of the codes'."""
        for number, places, moves in self.tables:
            yield number, summed(places + _moved(moves, asked), figures, LENGTHS[number])


def summed(code: Places, figures: NDArray[np.floating[Any]], n: int) -> NDArray[np.float64]:
    """The sum of what has each of n codes."""
    return np.asarray(np.bincount(code, figures, minlength=n), dtype=np.float64)


def joint_code(names: Sequence[str], classes: Mapping[str, Any]) -> Codes:
    """One code for several classes, of which the last varies fastest."""
    code: Codes = classes[names[0]]
    for name in names[1:]:
        code = code * np.int16(SIZES[name]) + classes[name]
    return code


def _moved(moves: Sequence[tuple[str, int]], asked: Mapping[str, Any]) -> int:
    return sum(int(asked[name]) * by for name, by in moves)


def _lookups() -> Iterator[Lookup]:
    """Tables of the same aspects together as long as their codes stay few."""
    taken: list[tuple[tuple[str, ...], set[str], list[int]]] = []
    for number, (told_apart, aspects) in enumerate(TABLES.items()):
        told = set(told_apart) - ASKED.keys()
        roomy = (
            (classes, numbers)
            for others, classes, numbers in taken
            if others == aspects and prod(SIZES[one] for one in classes | told) <= _MOST_ENTRIES
        )
        classes, numbers = next(roomy, (set(), []))
        if not numbers:
            taken.append((aspects, classes, numbers))
        classes.update(told)
        numbers.append(number)
    for aspects, classes, numbers in taken:
        compared = tuple(one for one in COMPARED if one in classes)
        of_deals = tuple(one for one in OF_DEALS if one in classes)
        names = (*compared, *of_deals)
        value = dict(zip(names, np.indices([SIZES[one] for one in names]), strict=True))
        yield Lookup(
            compared, of_deals, aspects, tuple((number, *_places(number, value)) for number in numbers)
        )


def _places(number: int, value: Mapping[str, NDArray[Any]]) -> tuple[Places, tuple[tuple[str, int], ...]]:
    """The entry that each code reads in a table, and what the question's classes move it by."""
    told_apart = tuple(TABLES)[number]
    places, moves, step = np.zeros(next(iter(value.values())).size, np.intp), [], 1
    for name in reversed(told_apart):
        if name in ASKED:
            moves.append((name, step))
        else:
            places += step * value[name].ravel()
        step *= SIZES[name]
    return places, tuple(moves)


LOOKUPS = tuple(_lookups())
