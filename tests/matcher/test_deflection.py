"""Whom to show instead of a full provider: free ones in the list, the nearest first, with the difference."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from matcher.deflection import Trait, likeness, substitutes
from matcher.problem import Ask, Company, Place, Provider
from tests.matcher.builders import companies, many_providers, providers

COMPANY = Company(
    id="c",
    stage="seed",
    sectors=frozenset({"agri.food"}),
    asks=(Ask(instrument="equity", amount_min=100, amount_max=300), Ask(instrument="loan", amount_max=50)),
    place=Place(district="jingkou"),
)
FULL = Provider(
    id="full",
    stages=frozenset({"seed", "angel"}),
    sectors=frozenset({"agri"}),
    instruments=frozenset({"equity"}),
    amount_min=100,
    amount_max=400,
    districts=frozenset({"jingkou"}),
    full=True,
)


def other(key: str, **more: object) -> Provider:
    return replace(FULL, id=key, full=False, **more)  # type: ignore[arg-type] # a test's own keywords


def test_the_twin_of_the_full_one_comes_before_a_stranger_of_equal_fit() -> None:
    stranger = Provider(id="a", instruments=frozenset({"loan"}), districts=frozenset({"danyang"}))

    found = substitutes(COMPANY, FULL, [(stranger, 70.0), (other("twin"), 70.0)])

    assert [one.id for one in found] == ["twin", "a"]
    assert found[0].likeness == 1.0
    assert found[0].traits == (
        Trait.STAGE_TOO,
        Trait.SECTOR_TOO,
        Trait.LIKE_AMOUNTS,
        Trait.DISTRICT_TOO,
    )


def test_difference_is_told() -> None:
    small = other("small", amount_min=10, amount_max=40, stages=frozenset(), districts=frozenset())
    bank = Provider(id="bank", instruments=frozenset({"loan"}))

    [first, second] = substitutes(COMPANY, FULL, [(bank, 10.0), (small, 60.0)])

    assert first.traits == (Trait.ANY_STAGE, Trait.SECTOR_TOO, Trait.SMALLER, Trait.ANY_DISTRICT)
    assert second.traits == (Trait.ANY_STAGE, Trait.OTHER_INSTRUMENT, Trait.ANY_DISTRICT)
    assert second.instruments == ("loan",)


def test_full_ones_and_the_provider_itself_are_no_substitutes() -> None:
    full_too = replace(FULL, id="also full")

    assert substitutes(COMPANY, FULL, [(FULL, 90.0), (full_too, 90.0)]) == []


@given(companies(), providers("full"), many_providers(), st.lists(st.floats(0, 100), min_size=6, max_size=6))
def test_substitutes_are_free_in_order_and_whatever_the_order_of_the_others(
    company: Company, full: Provider, many: list[Provider], fits: list[float]
) -> None:
    others = list(zip(many, fits, strict=False))

    found = substitutes(company, full, others)

    assert found == substitutes(company, full, others[::-1])
    free = {provider.id for provider in many if not provider.full}
    assert {one.id for one in found} <= free
    assert len(found) == min(2, len(free))
    worth = [round(one.fit / 100 + one.likeness, 9) for one in found]
    assert worth == sorted(worth, reverse=True)


@given(providers("a"), providers("b"))
def test_likeness_is_even_handed_and_within_bounds(one: Provider, two: Provider) -> None:
    assert 0.0 <= likeness(one, two) <= 1.0 + 1e-6
    assert abs(likeness(one, two) - likeness(two, one)) < 1e-9
