"""Gates close only where both sides state the matter."""

import pytest
from hypothesis import given

from matcher.features import problem_for_company, problem_for_provider
from matcher.gates import GateCode, gates
from matcher.problem import Ask, Company, Place, Product, Provider
from matcher.tables import CompanyTable, ProviderTable
from tests.matcher.builders import companies, many_companies, many_providers, providers

BLANK_PROVIDER = Provider(id="p")
BLANK_COMPANY = Company(id="c")


def codes(company, provider, **options):
    return [gate.code for gate in gates(company, provider, **options)]


@given(companies())
def test_gates_of_a_provider_that_states_nothing_are_open(company):
    assert codes(company, BLANK_PROVIDER) == []


@given(providers())
def test_gates_of_a_company_that_states_nothing_close_only_for_a_full_provider(provider):
    assert codes(BLANK_COMPANY, provider) == ([GateCode.FULL] if provider.full else [])


@pytest.mark.parametrize(
    ("company", "provider", "expected"),
    [
        (Company(id="c", stage="idea"), Provider(id="p", stages=frozenset({"a"})), ["stage"]),
        (
            Company(id="c", asks=(Ask(instrument="loan"),)),
            Provider(id="p", instruments=frozenset({"equity"})),
            ["instrument"],
        ),
        (
            Company(id="c", asks=(Ask(amount_min=500, amount_max=900),)),
            Provider(id="p", amount_min=1, amount_max=499),
            ["amount"],
        ),
        (
            Company(id="c", asks=(Ask(amount_min=499, amount_max=900),)),
            Provider(id="p", amount_min=1, amount_max=499),
            [],
        ),
        (Company(id="c", asks=(Ask(amount_max=900),)), Provider(id="p", amount_max=10), []),
        (
            Company(id="c", sectors=frozenset({"agri.food"})),
            Provider(id="p", never_sectors=frozenset({"agri"})),
            ["sector"],
        ),
        (
            Company(id="c", sectors=frozenset({"agri"})),
            Provider(id="p", never_sectors=frozenset({"agri.food"})),
            [],
        ),
        (
            Company(id="c", place=Place(district="danyang")),
            Provider(id="p", districts=frozenset({"jingkou"})),
            ["district"],
        ),
        (Company(id="c", conflicts=frozenset({"p"})), BLANK_PROVIDER, ["conflict"]),
        (Company(id="c", declined=frozenset({"p"})), BLANK_PROVIDER, ["declined"]),
        (BLANK_COMPANY, Provider(id="p", declined=frozenset({"c"})), ["declined"]),
        (BLANK_COMPANY, Provider(id="p", full=True), ["full"]),
    ],
)
def test_gates_of_a_pair_name_what_shuts_it(company, provider, expected):
    assert [str(code) for code in codes(company, provider)] == expected


def test_gates_a_lender_is_held_to_its_products_limits():
    lender = Provider(
        id="p",
        amount_max=10,
        products=(Product(instrument="loan", amount_min=100, amount_max=500),),
    )

    inside = Company(id="c", asks=(Ask(instrument="loan", amount_min=200, amount_max=200),))
    outside = Company(id="c", asks=(Ask(instrument="loan", amount_min=501, amount_max=600),))

    assert codes(inside, lender) == []
    assert codes(outside, lender) == [GateCode.AMOUNT]


def test_gates_one_of_several_asks_is_enough():
    both = Company(
        id="c",
        asks=(Ask(instrument="equity", amount_min=900), Ask(instrument="loan", amount_max=50)),
    )
    lender = Provider(id="p", instruments=frozenset({"loan"}), amount_max=100)

    assert codes(both, lender) == []


def test_gates_amount_tells_what_each_side_stated():
    company = Company(id="c", asks=(Ask(instrument="equity", amount_min=500, amount_max=900),))

    (gate,) = gates(company, Provider(id="p", amount_min=1, amount_max=499))

    assert gate.params == {
        "ask_min": 500,
        "ask_max": 900,
        "instrument": "equity",
        "amount_min": 1,
        "amount_max": 499,
    }


def test_gates_a_backer_is_struck_only_when_new_investors_are_wanted():
    company = Company(id="c", backers=frozenset({"p"}))

    assert codes(company, BLANK_PROVIDER) == []
    assert codes(company, BLANK_PROVIDER, strike_backers=True) == [GateCode.BACKED]


@given(companies("c1"), many_providers())
def test_open_mask_for_a_company_equals_the_gates_pair_by_pair(company, candidates):
    for strike in (False, True):
        problem = problem_for_company(company, ProviderTable(candidates), strike_backers=strike)

        expected = [not gates(company, p, strike_backers=strike) for p in candidates]
        assert problem.open.tolist() == expected


@given(providers("p3"), many_companies())
def test_open_mask_for_a_provider_equals_the_gates_pair_by_pair(provider, candidates):
    for strike in (False, True):
        problem = problem_for_provider(provider, CompanyTable(candidates), strike_backers=strike)

        expected = [not gates(c, provider, strike_backers=strike) for c in candidates]
        assert problem.open.tolist() == expected
