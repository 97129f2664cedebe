"""What is compared: companies that ask, providers that give. Plain facts, no rules and no scores.

In every field, empty or None means *not stated*: it shuts nobody out and counts for nothing.
Ids, sectors, stages, instruments, kinds and places are opaque strings to this room; only the dot
in a sector's code (`agri.cold-chain` lies in `agri`) has a meaning. Amounts are integers of one
currency within one problem (minor units, or whole ones: only ratios and order count).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from matcher.encoding import EncodedText

PLACE_LEVELS = ("country", "region", "city", "district")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a party sits or works, as far as it is known."""

    country: str | None = None
    region: str | None = None
    city: str | None = None
    district: str | None = None

    def keys(self) -> tuple[str, ...]:
        """One key per known level, coarse to fine, such as `country:CHN`.

        A region's key holds its country, a city's its country too, so that namesakes differ.
        """
        keys = []
        if self.country:
            keys.append(f"country:{self.country}")
        if self.region:
            keys.append(f"region:{self.country or ''}/{self.region}")
        if self.city:
            keys.append(f"city:{self.country or ''}/{self.city}")
        if self.district:
            keys.append(f"district:{self.district}")
        return tuple(keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing a company seeks: an instrument with a range of amounts, each possibly unstated."""

    instrument: str | None = None
    amount_min: int | None = None
    amount_max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company that raises money, as it presents itself in one pitch.

    `backers` are the providers who already funded it; `declined` those it does not want to meet;
    `conflicts` those who may not be matched with it. `previous_rounds` counts closed rounds.
    """

    id: str
    text: EncodedText | None = None
    sectors: frozenset[str] = frozenset()
    stage: str | None = None
    asks: tuple[Ask, ...] = ()
    place: Place = field(default_factory=Place)
    backers: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()
    on: date | None = None
    round: str | None = None
    previous_rounds: int | None = None
    founded: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDeals:
    """A provider's deals in sum, none later than the day of the question.

    Each mapping counts deals by what the funded company was; the counts of one deal with three
    sectors go to each of the three. `partners` weighs other providers by deals shared.
    """

    count: int = 0
    last_on: date | None = None
    sectors: Mapping[str, float] = field(default_factory=dict)
    places: Mapping[str, float] = field(default_factory=dict)
    stages: Mapping[str, float] = field(default_factory=dict)
    amounts: tuple[int, ...] = ()
    partners: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product of a lender or guarantor: an instrument within limits."""

    instrument: str
    amount_min: int | None = None
    amount_max: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who gives money, as its profile states it; past deals are what it did.

    `districts` are those it works in; where it sits is `place`. For an instrument with products
    the products' limits hold instead of `amount_min` and `amount_max`. `full` says that it takes
    no more introductions for now.
    """

    id: str
    text: EncodedText | None = None
    kind: str | None = None
    sectors: frozenset[str] = frozenset()
    never_sectors: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    instruments: frozenset[str] = frozenset()
    amount_min: int | None = None
    amount_max: int | None = None
    products: tuple[Product, ...] = ()
    districts: frozenset[str] = frozenset()
    place: Place = field(default_factory=Place)
    deals: PastDeals | None = None
    declined: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()
    full: bool = False


@lru_cache(maxsize=4096)
def sector_path(sector: str) -> tuple[str, ...]:
    """A sector's code and those it lies in, fine to coarse: `a.b` gives `a.b`, `a`."""
    pieces = sector.split(".")
    return tuple(".".join(pieces[:end]) for end in range(len(pieces), 0, -1))
