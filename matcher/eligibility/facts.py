"""What rules are judged by: facts with their source and day, and the closed vocabulary of their names.

A fact that is not in the mapping is not known; there is no other way to say so, and no default.
The vocabulary is told in words in `docs/rules.md`, which a test compares with this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# A number is an int: minor units of CNY, basis points or a count. Words are codes of a closed list.
Value = bool | int | date | str | tuple[str, ...]


class FactKind(StrEnum):
    """The unit in which a fact is given."""

    MONEY = "money"  # minor units of CNY
    BP = "bp"  # basis points, a ten-thousandth
    COUNT = "count"
    MONTHS = "months"
    FLAG = "flag"  # true or false
    DATE = "date"
    WORD = "word"  # a code, or several


class About(StrEnum):
    """Of whom or what a fact tells."""

    DEAL = "deal"
    COMPANY = "company"
    PROVIDER = "provider"
    SPACE = "space"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Fact:
    """One known fact.

    Parameters
    ----------
    value : bool, int, date, str or tuple of str
        In the unit that the vocabulary gives for its name.
    source : str
        Where it came from, as a code: `record`, `register`, `declared`, `evidence`, `computed`, …
    on : date or None
        The day that it speaks of or was stated on.
    """

    value: Value
    source: str
    on: date | None = None


Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A name of the vocabulary: what kind of value it has, and whom it is about."""

    name: str
    kind: FactKind
    about: About


def _specs(about: About, **kinds: FactKind) -> dict[str, FactSpec]:
    return {name: FactSpec(name, kind, about) for name, kind in kinds.items()}


_MONEY, _BP, _COUNT, _MONTHS = FactKind.MONEY, FactKind.BP, FactKind.COUNT, FactKind.MONTHS
_FLAG, _DATE, _WORD = FactKind.FLAG, FactKind.DATE, FactKind.WORD

VOCABULARY: Mapping[str, FactSpec] = {
    **_specs(
        About.DEAL,
        # Of any deal.
        signed_on=_DATE,
        instrument=_WORD,
        first_of_kind=_FLAG,
        evidence=_WORD,
        host_space=_FLAG,
        # Of an investment.
        investment_amount=_MONEY,
        paid_in_on=_DATE,
        held_until=_DATE,
        direct_equity=_FLAG,
        first_round=_FLAG,
        holding_after_bp=_BP,
        largest_holder_after=_FLAG,
        gain_same_company=_MONEY,
        gain_other_companies=_MONEY,
        loss_amount=_MONEY,
        # Of a loan.
        loan_principal=_MONEY,
        drawn_on=_DATE,
        drawn_amount=_MONEY,
        used_until=_DATE,
        loan_term_months=_MONTHS,
        loan_rate_bp=_BP,
        lpr_bp=_BP,
        base_rate_bp=_BP,
        production_purpose=_FLAG,
        other_security=_FLAG,
        first_loan_of_product=_FLAG,
        loan_loss=_MONEY,
        # Of a guarantee.
        guaranteed_amount=_MONEY,
        guarantee_fee_bp=_BP,
        fee_paid=_MONEY,
        bank_diligence=_FLAG,
        guarantor_diligence=_FLAG,
    ),
    **_specs(
        About.COMPANY,
        company_place=_WORD,
        company_registered_on=_DATE,
        independent_legal_person=_FLAG,
        resident_company=_FLAG,
        books_based_tax=_FLAG,
        biomedicine=_FLAG,
        tech_firm=_FLAG,
        best_rated=_FLAG,
        talent_firm=_FLAG,
        staff=_COUNT,
        graduates=_COUNT,
        total_assets=_MONEY,
        annual_sales=_MONEY,
        revenue_two_years=_MONEY,
        rd_cost=_MONEY,
        total_cost=_MONEY,
        rd_cost_next_year=_MONEY,
        total_cost_next_year=_MONEY,
        listed=_FLAG,
        listed_within_two_years=_FLAG,
        acquired_or_listed=_FLAG,
        bankrupt=_FLAG,
        bankrupt_on=_DATE,
        liquidated=_FLAG,
        liquidated_on=_DATE,
        dishonesty_list=_FLAG,
        first_credit_entry_on=_DATE,
        in_candidate_library=_FLAG,
        on_name_list=_FLAG,
        intellectual_property=_FLAG,
        high_tech_certificate=_FLAG,
        angel_vc_money=_MONEY,
    ),
    **_specs(
        About.PROVIDER,
        provider_kind=_WORD,
        provider_place=_WORD,
        registered_fund_or_incubator=_FLAG,
        provincial_compensation_paid=_FLAG,
        bank_of_area=_FLAG,
        licensed_guarantor=_FLAG,
        book_total=_MONEY,
        book_small_or_farm=_MONEY,
        book_small_or_farm_within_limit=_MONEY,
        most_guaranteed_for_one=_MONEY,
    ),
    **_specs(
        About.SPACE,
        n_tenants=_COUNT,
        n_tenants_invested_by_funds=_COUNT,
        n_tenants_financed_in_year=_COUNT,
        n_tenants_growing=_COUNT,
        space_income=_MONEY,
        space_income_beyond_rent=_MONEY,
    ),
    **_specs(About.CLAIM, claimed_on=_DATE, judged_on=_DATE),
}


class BadFact(ValueError):
    """A fact's name is not in the vocabulary, or its value is not of its kind."""


def checked(facts: Facts) -> Facts:
    """The same facts, when each is of the vocabulary and of its kind.

    Raises
    ------
    BadFact
        Naming the fact, so that a mistyped name never counts as unknown.
    """
    for name, fact in facts.items():
        spec = VOCABULARY.get(name)
        if spec is None:
            raise BadFact(f"no fact is called {name!r}")
        if not fits(spec.kind, fact.value):
            raise BadFact(f"{name} is a {spec.kind}, which {fact.value!r} is not")
    return facts


def fits(kind: FactKind, value: object) -> bool:
    """Whether a value is of a kind; money, counts and months are never negative."""
    if kind is FactKind.FLAG:
        return isinstance(value, bool)
    if kind is FactKind.DATE:
        # A datetime is a date to Python, and compares with none.
        return type(value) is date
    if kind is FactKind.WORD:
        return isinstance(value, str) or (isinstance(value, tuple) and all(isinstance(v, str) for v in value))
    return isinstance(value, int) and not isinstance(value, bool) and (kind is FactKind.BP or value >= 0)
