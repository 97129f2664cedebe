"""Plain builders of companies, providers and hypothesis strategies for the matcher's tests."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from hypothesis import strategies as st

from matcher.encoding import EncodedText, HashingEncoder, encode_texts
from matcher.problem import Ask, Company, PastDeals, Place, Product, Provider

ENCODER = HashingEncoder(64)
SECTORS = ("agri", "agri.food", "agri.cold-chain", "energy", "energy.solar", "health.devices")
STAGES = ("idea", "seed", "angel", "a")
INSTRUMENTS = ("equity", "loan", "guarantee")
DISTRICTS = ("jingkou", "runzhou", "danyang")
TEXTS = (
    "",
    "We cool peaches beside the field. Orchards lose a third of the crop.",
    "果园预冷，桃子不再烂掉。合作社按箱付费。",
    "Solar panels with hot spots are found by drones.",
    "无人机巡检光伏板，找出热斑。",
    "A hearing aid for children. It is printed in an hour.",
)


def texts(values: Sequence[str]) -> EncodedText | None:
    """An encoded text by the hashing encoder; None when nothing is said."""
    return encode_texts(ENCODER, values, as_query=True) if any(values) else None


def amounts() -> st.SearchStrategy[tuple[int | None, int | None]]:
    """A range in order, either bound possibly unstated."""
    bound = st.one_of(st.none(), st.integers(1, 10_000))
    return st.tuples(bound, bound).map(
        lambda pair: pair if None in pair or pair[0] <= pair[1] else pair[::-1]  # type: ignore[operator]
    )


def subsets(values: Sequence[str]) -> st.SearchStrategy[frozenset[str]]:
    """Any subset."""
    return st.frozensets(st.sampled_from(values), max_size=3)


_counts = st.dictionaries(st.sampled_from(SECTORS), st.integers(1, 5).map(float), max_size=3)
_days = st.dates(date(2020, 1, 1), date(2026, 1, 1))


@st.composite
def companies(draw: st.DrawFn, id: str = "c") -> Company:  # noqa: A002 - it is the field's name
    """A company with any of its fields unstated."""
    asks = draw(
        st.lists(
            st.builds(
                lambda i, pair: Ask(instrument=i, amount_min=pair[0], amount_max=pair[1]),
                st.one_of(st.none(), st.sampled_from(INSTRUMENTS)),
                amounts(),
            ),
            max_size=2,
        )
    )
    return Company(
        id=id,
        text=texts([draw(st.sampled_from(TEXTS))]),
        sectors=draw(subsets(SECTORS)),
        stage=draw(st.one_of(st.none(), st.sampled_from(STAGES))),
        asks=tuple(asks),
        place=Place(
            country=draw(st.sampled_from([None, "CHN"])),
            district=draw(st.one_of(st.none(), st.sampled_from(DISTRICTS))),
        ),
        backers=draw(subsets(["p0", "p1", "p2"])),
        declined=draw(subsets(["p3"])),
        conflicts=draw(subsets(["p4"])),
        on=draw(st.one_of(st.none(), _days)),
        round=draw(st.sampled_from([None, "series-a"])),
    )


@st.composite
def providers(draw: st.DrawFn, id: str = "p") -> Provider:  # noqa: A002 - it is the field's name
    """A provider with any of its fields unstated."""
    low, high = draw(amounts())
    products = draw(
        st.lists(
            st.builds(
                lambda i, pair: Product(instrument=i, amount_min=pair[0], amount_max=pair[1]),
                st.sampled_from(INSTRUMENTS),
                amounts(),
            ),
            max_size=2,
        )
    )
    deals = None
    if draw(st.booleans()):
        deals = PastDeals(
            count=draw(st.integers(0, 9)),
            last_on=draw(st.one_of(st.none(), _days)),
            sectors=draw(_counts),
            places=draw(
                st.dictionaries(
                    st.sampled_from(["country:CHN", "district:jingkou"]),
                    st.just(2.0),
                )
            ),
            stages=draw(st.dictionaries(st.sampled_from([*STAGES, "series-a"]), st.just(1.0))),
            amounts=tuple(draw(st.lists(st.integers(1, 9_999), max_size=3))),
            partners=draw(st.dictionaries(st.sampled_from(["p0", "p1", "p2"]), st.just(1.0))),
        )
    return Provider(
        id=id,
        text=texts([draw(st.sampled_from(TEXTS))]),
        sectors=draw(subsets(SECTORS)),
        never_sectors=draw(subsets(SECTORS[:2])),
        stages=draw(subsets(STAGES)),
        instruments=draw(subsets(INSTRUMENTS)),
        amount_min=low,
        amount_max=high,
        products=tuple(products),
        districts=draw(subsets(DISTRICTS)),
        declined=draw(subsets(["c1"])),
        conflicts=draw(subsets(["c2"])),
        deals=deals,
        full=draw(st.sampled_from([False, False, False, True])),
    )


def many_providers(n: int = 6) -> st.SearchStrategy[list[Provider]]:
    """A list of providers with the ids p0, p1, …"""
    return st.integers(1, n).flatmap(
        lambda size: st.tuples(*(providers(f"p{i}") for i in range(size))).map(list)
    )


def many_companies(n: int = 6) -> st.SearchStrategy[list[Company]]:
    """A list of companies with the ids c0, c1, …"""
    return st.integers(1, n).flatmap(
        lambda size: st.tuples(*(companies(f"c{i}") for i in range(size))).map(list)
    )


def same(left: np.ndarray, right: np.ndarray) -> bool:
    """Equal to the last but a few bits, nan where the other is nan."""
    return bool(np.allclose(left, right, rtol=1e-6, atol=1e-6, equal_nan=True))
