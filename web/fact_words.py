"""Names and values of the facts by which rules judge, in the reader's language; see `docs/rules.md`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import assert_never

from matcher.eligibility import VOCABULARY, Fact, FactKind
from matcher.eligibility.facts import Value
from matcher.eligibility.units import bp_text
from web import formats
from web.i18n import N_, gettext
from web.labels import LABELS
from web.vocabulary import label

# What a number, a day or a word tells of.
NOUNS: dict[str, str] = {
    "signed_on": N_("day of signing"),
    "instrument": N_("instrument"),
    "evidence": N_("files of evidence"),
    "investment_amount": N_("money invested"),
    "paid_in_on": N_("day on which the money was paid in"),
    "held_until": N_("day until which the shares are held"),
    "holding_after_bp": N_("investor's share after the round"),
    "gain_same_company": N_("gain on the same company"),
    "gain_other_companies": N_("gain on other companies"),
    "loss_amount": N_("loss on the investment"),
    "loan_principal": N_("sum of the loan contract"),
    "drawn_on": N_("day of the first disbursement"),
    "drawn_amount": N_("first disbursement"),
    "used_until": N_("day until which the loan is used"),
    "loan_term_months": N_("term of the loan in months"),
    "loan_rate_bp": N_("interest rate of the loan"),
    "lpr_bp": N_("loan prime rate (LPR)"),
    "base_rate_bp": N_("base rate"),
    "loan_loss": N_("bank's loss on the loan"),
    "guaranteed_amount": N_("guaranteed sum"),
    "guarantee_fee_bp": N_("yearly fee of the guarantee"),
    "fee_paid": N_("fee paid for the guarantee"),
    "company_place": N_("where the company is registered"),
    "company_registered_on": N_("day of the company's registration"),
    "staff": N_("staff"),
    "graduates": N_("staff with a degree"),
    "total_assets": N_("total assets"),
    "annual_sales": N_("sales of the year"),
    "revenue_two_years": N_("revenue over two years in a row"),
    "rd_cost": N_("cost of research and development"),
    "total_cost": N_("total cost"),
    "rd_cost_next_year": N_("cost of research and development in the year after"),
    "total_cost_next_year": N_("total cost in the year after"),
    "bankrupt_on": N_("day of the bankruptcy"),
    "liquidated_on": N_("day of the liquidation"),
    "first_credit_entry_on": N_("first entry in the central bank's credit system"),
    "angel_vc_money": N_("money from angels and funds in all"),
    "provider_kind": N_("kind of provider"),
    "provider_place": N_("where the provider is registered"),
    "book_total": N_("all that is guaranteed"),
    "book_small_or_farm": N_("guaranteed for small firms and farms"),
    "book_small_or_farm_within_limit": N_("guaranteed for small firms and farms, up to 5 million each"),
    "most_guaranteed_for_one": N_("largest guaranteed sum of one borrower"),
    "n_tenants": N_("tenants"),
    "n_tenants_invested_by_funds": N_("tenants invested in by the space's own or joint funds"),
    "n_tenants_financed_in_year": N_("tenants financed in the year"),
    "n_tenants_growing": N_("tenants that grow by more than 20 % in revenue or research"),
    "space_income": N_("income of the space"),
    "space_income_beyond_rent": N_("income of the space beyond rent"),
    "claimed_on": N_("day of the application"),
    "judged_on": N_("day of the assessment"),
}

# What a flag says when it is set, and when it is not.
STATEMENTS: dict[str, tuple[str, str]] = {
    "first_of_kind": (N_("it is the company's first of its kind"), N_("it is not the first of its kind")),
    "host_space": (N_("the company sits in a host space"), N_("the company sits in no host space")),
    "direct_equity": (
        N_("the money was paid directly for new shares"),
        N_("the money was not paid directly for new shares"),
    ),
    "first_round": (N_("it is the company's first round"), N_("it is not the company's first round")),
    "largest_holder_after": (
        N_("the investor is the largest holder after the round"),
        N_("the investor is not the largest holder after the round"),
    ),
    "production_purpose": (
        N_("the money is for production and business"),
        N_("the money is not for production and business"),
    ),
    "other_security": (N_("there is other security"), N_("there is no other security")),
    "first_loan_of_product": (
        N_("it is the company's first loan of this product"),
        N_("it is a later loan of this product"),
    ),
    "bank_diligence": (N_("the bank has made its own inquiry"), N_("the bank has made no inquiry")),
    "guarantor_diligence": (
        N_("the guarantor has made its own inquiry"),
        N_("the guarantor has made no inquiry"),
    ),
    "independent_legal_person": (
        N_("the company is an independent legal person"),
        N_("the company is no independent legal person"),
    ),
    "resident_company": (N_("the company is resident in China"), N_("the company is not resident in China")),
    "books_based_tax": (
        N_("the company is taxed by its books"),
        N_("the company is not taxed by its books"),
    ),
    "biomedicine": (N_("the company works in biomedicine"), N_("the company does not work in biomedicine")),
    "tech_firm": (N_("it is a technology company"), N_("it is no technology company")),
    "best_rated": (N_("the company is among the best rated"), N_("the company is not among the best rated")),
    "talent_firm": (N_("it is a company of listed talents"), N_("it is no company of listed talents")),
    "listed": (N_("the company is listed"), N_("the company is not listed")),
    "listed_within_two_years": (
        N_("the company was listed within two years after"),
        N_("the company was not listed within two years after"),
    ),
    "acquired_or_listed": (
        N_("the company was acquired or listed"),
        N_("the company was neither acquired nor listed"),
    ),
    "bankrupt": (N_("the company is bankrupt"), N_("the company is not bankrupt")),
    "liquidated": (N_("the company is liquidated"), N_("the company is not liquidated")),
    "dishonesty_list": (
        N_("the company is on the list of serious dishonesty"),
        N_("the company is not on the list of serious dishonesty"),
    ),
    "in_candidate_library": (
        N_("the company is in the library of candidates"),
        N_("the company is not in the library of candidates"),
    ),
    "on_name_list": (
        N_("the company is on the product's list of names"),
        N_("the company is not on the product's list of names"),
    ),
    "intellectual_property": (
        N_("the company owns intellectual property"),
        N_("the company owns no intellectual property"),
    ),
    "high_tech_certificate": (
        N_("the company is certified as high-tech"),
        N_("the company is not certified as high-tech"),
    ),
    "registered_fund_or_incubator": (
        N_("the investor is a registered fund or an incubator"),
        N_("the investor is neither a registered fund nor an incubator"),
    ),
    "provincial_compensation_paid": (
        N_("the province has paid its compensation"),
        N_("the province has not paid its compensation"),
    ),
    "bank_of_area": (N_("the bank is one of the area"), N_("the bank is none of the area")),
    "licensed_guarantor": (N_("the guarantor is licensed"), N_("the guarantor is not licensed")),
}

PLACES: dict[str, str] = {
    "zhenjiang": N_("Zhenjiang"),
    "shenzhen": N_("Shenzhen"),
    "zhongguancun": N_("Zhongguancun, Beijing"),
    "chengdu": N_("Chengdu"),
    "suzhou": N_("Suzhou"),
    "suzhou-new-district": N_("Suzhou New District"),
    "hangzhou-shangcheng": N_("Shangcheng, Hangzhou"),
}

_LISTS = {"instrument": "funding_instrument", "evidence": "evidence_type", "provider_kind": "organisation"}

SOURCES: dict[str, str] = {
    "record": N_("from the record"),
    "ledger": N_("from the ledger"),
    "register": N_("from the company's entry here"),
    "profile": N_("from the profile"),
    "tenancy": N_("from the tenancy"),
    "evidence": N_("from the evidence"),
    "declared": N_("declared by the party"),
    "computed": N_("computed"),
    "claim": N_("from the claim"),
}


def fact_name(name: str) -> str:
    """What a fact is called: a noun, or for a flag what it says when it is set."""
    if name in STATEMENTS:
        return gettext(STATEMENTS[name][0])
    return gettext(NOUNS[name])


def flag_words(name: str, *, value: bool) -> str:
    """What a flag says."""
    yes, no = STATEMENTS[name]
    return gettext(yes if value else no)


def source_words(source: str) -> str:
    """Where a fact came from."""
    return gettext(SOURCES[source]) if source in SOURCES else source


def fact_words(name: str, fact: Fact | None) -> str:
    """A fact's value in words; "not known" where there is none."""
    return gettext("not known") if fact is None else value_words(name, fact.value)


def value_words(name: str, value: Value) -> str:
    """A value of a fact in its unit."""
    if isinstance(value, bool):
        return flag_words(name, value=value)
    if isinstance(value, date):
        return formats.date(value)
    if isinstance(value, str):
        return word(name, value)
    if isinstance(value, tuple):
        return formats.in_a_row(word(name, w) for w in value) or gettext("none")
    return number_words(VOCABULARY[name].kind, value)


def number_words(kind: FactKind, value: int | None) -> str:
    """A figure in the unit of a kind; "not known" for None."""
    if value is None:
        return gettext("not known")
    match kind:
        case FactKind.MONEY:
            return formats.money(value)
        case FactKind.BP:
            return percent(value)
        case FactKind.COUNT | FactKind.MONTHS | FactKind.FLAG | FactKind.DATE | FactKind.WORD:
            return formats.number(value)
        case _:
            assert_never(kind)


def percent(bp: int | None) -> str:
    """Basis points as a percentage, exactly."""
    if bp is None:
        return gettext("not known")
    figure = Decimal(bp) / 100
    digits = max(0, -int(figure.normalize().as_tuple().exponent))
    return f"{formats.number(figure, digits)}%"


def word(name: str, code: str) -> str:
    """A word of a fact, such as a place or a kind of provider; an unlisted code stands for itself."""
    if name in _LISTS and code in LABELS[_LISTS[name]]:
        return label(_LISTS[name], code)
    return gettext(PLACES[code]) if code in PLACES else code


def figure_input(kind: FactKind, value: int | None) -> str:
    """A figure as it is typed: money in yuan, shares in per cent."""
    if value is None:
        return ""
    if kind is FactKind.MONEY:
        return formats.money_input(value)
    return bp_text(value).removesuffix("%") if kind is FactKind.BP else str(value)
