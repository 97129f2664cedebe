"""The one-to-one meetings problem and its plan, as plain values. Files are read in `forms`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class BadForm(ValueError):
    """The file is not of the form that was asked for."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One fact of a contradiction: a stable code and what it speaks of."""

    code: str
    params: Mapping[str, str | int]


class Contradiction(Exception):
    """The input contradicts itself: no plan can keep all that it promises."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(clashes)
        self.clashes = clashes

    def __str__(self) -> str:
        from matcher.scheduling.words import clash_words

        return "; ".join(clash_words(clash) for clash in self.clashes)


class BlockerCode(StrEnum):
    """What can stand between two people and their meeting."""

    NOT_LISTED = "not_listed"  # the pair is not among the problem's pairs
    FORBIDDEN = "forbidden"
    NO_COMMON_SLOT = "no_common_slot"  # their times do not meet
    PROMISED_SLOT = "promised_slot"  # promised for `slot`, where one of them is away
    TABLES_DIFFER = "tables_differ"  # both always sit at a table of their own
    NO_TABLES = "no_tables"  # the event has none
    FOUNDER_CAP = "founder_cap"  # has all the meetings that they may have
    INVESTOR_CAP = "investor_cap"
    HOUSE = "house"  # the founder already meets `other` of the same house
    FOUNDER_BUSY = "founder_busy"  # meets `other` in `slot`
    INVESTOR_BUSY = "investor_busy"
    TABLES_FULL = "tables_full"  # every table is taken in `slot`
    TABLE_TAKEN = "table_taken"  # their own table is taken in `slot`
    FOUNDER_BREAK = "founder_break"  # would have more in a row than they can
    INVESTOR_BREAK = "investor_break"
    INTERPRETERS = "interpreters"  # all are busy in `slot`
    FOUNDER_AWAY = "founder_away"  # not there in `slot`
    INVESTOR_AWAY = "investor_away"
    NO_INTERPRETERS = "no_interpreters"  # the event has none
    WORTH_LESS = "worth_less"  # nothing stands in the way but better meetings
    FOUNDER_GAP = "founder_gap"  # would wait longer between two meetings than they can
    INVESTOR_GAP = "investor_gap"
    TABLE_CHANGES = "table_changes"  # would have to change tables more often than they can
    NO_PAIRS = "no_pairs"  # nobody is listed that this person could meet


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why a meeting is not in the plan."""

    code: BlockerCode
    params: Mapping[str, str | int] = field(default_factory=dict)


class Side(StrEnum):
    """Which side of the table a person sits on."""

    FOUNDER = "founder"
    INVESTOR = "investor"


class Status(StrEnum):
    """How much is proven about a plan."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


@dataclass(frozen=True, slots=True)
class Person:
    """A founder or an investor: when they are there and how much they want."""

    id: str
    available: frozenset[int]
    max_meetings: int
    min_meetings: int = 0
    house: str | None = None  # two people of one house never meet the same founder
    table: int | None = None  # always sits there
    break_after: int | None = None  # most meetings in a row
    max_gap: int | None = None  # most free slots in a row between two meetings
    table_changes: int | None = None  # how often they may have to change tables
    min_good: int = 0  # of their meetings so many should be good ones
    category: str | None = None  # of a founder, for the report on fairness


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may meet, what that is worth, and what was promised."""

    founder: str
    investor: str
    value: float
    required: bool = False
    forbidden: bool = False
    slot: int | None = None  # if they meet, then there
    online: bool = False  # needs no table
    interpreter: bool = False  # needs one of the problem's interpreters
    good: bool | None = None  # counts as a good meeting; None: where its value reaches `good_from`


@dataclass(frozen=True)
class MeetingsProblem:
    """Everything a plan of meetings depends on. Slots and tables are numbered from 0.

    `interpreters` is how many meetings that need one can run in a slot; None is no limit.
    With `number_online` an online meeting takes a table's number too: the JSON form wants one in
    every meeting, so there the tables limit all meetings of a slot.
    """

    slots: int
    tables: int
    founders: tuple[Person, ...]
    investors: tuple[Person, ...]
    pairs: tuple[Pair, ...]
    interpreters: int | None = None
    number_online: bool = False
    good_from: float | None = None

    @cached_property
    def founder(self) -> dict[str, Person]:
        """Founders by id."""
        return {person.id: person for person in self.founders}

    @cached_property
    def investor(self) -> dict[str, Person]:
        """Investors by id."""
        return {person.id: person for person in self.investors}

    @cached_property
    def pair(self) -> dict[tuple[str, str], Pair]:
        """Pairs by founder's and investor's id."""
        return {(pair.founder, pair.investor): pair for pair in self.pairs}

    def is_good(self, pair: Pair) -> bool:
        """True when this pair's meeting counts towards `min_good`."""
        if pair.good is not None:
            return pair.good
        return self.good_from is not None and pair.value >= self.good_from

    def open_slots(self, pair: Pair) -> frozenset[int]:
        """The slots in which this pair could meet if nothing else were planned."""
        founder, investor = self.founder[pair.founder], self.investor[pair.investor]
        if pair.forbidden or (self.tables == 0 and (self.number_online or not pair.online)):
            return frozenset()
        if pair.interpreter and self.interpreters == 0:
            return frozenset()
        if not pair.online and clashing_tables(founder, investor):
            return frozenset()
        common = founder.available & investor.available
        return common if pair.slot is None else common & {pair.slot}


def clashing_tables(founder: Person, investor: Person) -> bool:
    """True when both always sit at a table of their own, and not at the same one."""
    tables = (founder.table, investor.table)
    return None not in tables and tables[0] != tables[1]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a plan; `table` is None online, `frozen` means that it may not move."""

    founder: str
    investor: str
    slot: int
    table: int | None
    frozen: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """The pair that meets."""
        return (self.founder, self.investor)


@dataclass(frozen=True, slots=True)
class Short:
    """A person who has fewer meetings than their minimum, and what stands in the way."""

    id: str
    side: Side
    short: int
    why: tuple[Blocker, ...] = ()


@dataclass(frozen=True, slots=True)
class Missed:
    """A required pair that does not meet, and what stands in the way."""

    founder: str
    investor: str
    why: tuple[Blocker, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryShare:
    """What the founders of one category have of a plan, beside what all have."""

    category: str
    founders: int
    meetings: int
    value: float
    founder_share: float  # of all founders
    meeting_share: float  # of all meetings
    value_share: float  # of all value
    ratio: float | None  # meetings per founder, to that of all founders; None without meetings


@dataclass(frozen=True, slots=True)
class MeetingsPlan:
    """Meetings with their value, a proven bound and what could not be had.

    `bound`: no plan with the same number of required pairs missed and the same sum short of the
    minima is worth more. None only where nothing was proven (a plan that was read from a file).
    `least`: no plan misses fewer required pairs than the first and, among those that miss as few,
    none is less short (of minima and good meetings) than the second.
    """

    meetings: tuple[Meeting, ...]
    value: float
    bound: float | None
    status: Status
    below_minimum: tuple[Short, ...] = ()
    required_missed: tuple[Missed, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    added: tuple[tuple[str, str], ...] = ()
    replanned: bool = False  # True when there was a previous plan to compare with
    below_good: tuple[Short, ...] = ()  # who has fewer good meetings than they should
    least: tuple[int, int] | None = None
    shares: tuple[CategoryShare, ...] = ()  # only where founders have categories


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a running solve stands. `plan()` builds the plan as of this moment."""

    seconds: float
    work: int
    required_missed: int
    below_minimum: int
    value: float
    bound: float | None
    plan: Callable[[], MeetingsPlan] = field(repr=False)
