"""The preview keeps caps as if everybody had applied, the earliest money first."""

from __future__ import annotations

import dataclasses
from datetime import date

from matcher.eligibility import Verdict, read_rule
from models.entities.ids import OrganisationId, RecordId
from models.entities.subsidy_rules import LedgerDeal
from models.entities.vocabulary import FundingInstrument, FundingKind
from tests.world_rules import REWARD
from web.services.ledger_facts import applicant_of, facts_of_deal
from web.services.rule_preview import Effect, preview

WAN = 1_000_000
TODAY = date(2026, 11, 24)
REWARDED = read_rule(REWARD, "angel-reward")


def ledger_alone(one):
    return facts_of_deal(one, TODAY)


def deal(record_id, amount, day, provider=1, **changed):
    plain = LedgerDeal(
        record_id=RecordId(record_id),
        company_id=OrganisationId(100 + record_id),
        company_name="企业",
        provider_id=OrganisationId(provider),
        provider_name="天使",
        creditor_id=None,
        creditor_name=None,
        kind=FundingKind.INVESTMENT,
        instrument=FundingInstrument.PRICED_EQUITY,
        amount=amount,
        value_on=date.fromisoformat(day),
        district="jingkou",
        in_space=True,
        details={},
        evidence_types=("agreement",),
        provider_kinds=("angel",),
        is_first=True,
        has_first=True,
        ended_on=None,
    )
    return dataclasses.replace(plain, **changed)


def test_the_earliest_money_uses_up_a_yearly_cap() -> None:
    deals = [
        deal(3, 500 * WAN, "2025-09-01"),
        deal(1, 400 * WAN, "2025-02-01"),
        deal(2, 500 * WAN, "2025-06-01"),
        deal(4, 100 * WAN, "2026-01-05"),
        deal(5, 100 * WAN, "2025-12-01", provider=2),
    ]

    found = preview((), (REWARDED,), deals, ledger_alone, cut=False)

    # 400 万 × 10 % = 40 万; 500 万 × 10 % = 50 万; then 10 万 of the year's 100 万 are left.
    assert {x.deal.record_id: x.after.amount for x in found.lines} == {
        1: 40 * WAN,
        2: 50 * WAN,
        3: 10 * WAN,
        4: 10 * WAN,
        5: 10 * WAN,
    }
    assert (found.sum_before, found.sum_after, found.counts[Effect.GAINS]) == (0, 120 * WAN, 5)


def test_who_loses_comes_first() -> None:
    tighter = dataclasses.replace(REWARDED, version="2027", caps=())
    no_space = deal(2, 100 * WAN, "2025-06-01", in_space=False)
    deals = [deal(1, 900 * WAN, "2025-02-01"), no_space]

    found = preview((tighter,), (tighter, REWARDED), deals, ledger_alone, cut=True)

    # Without caps 90 万, with them 50 万; the other deal passes by neither.
    assert [(x.deal.record_id, x.effect) for x in found.lines] == [(1, Effect.LOSES)]
    assert (found.n_cases, found.counts[Effect.SAME], found.cut) == (2, 1, True)


def test_what_the_ledger_does_not_know_is_left_out() -> None:
    facts = facts_of_deal(deal(1, WAN, "2025-02-01", district=None, has_first=False), TODAY)

    assert {"company_place", "first_of_kind", "direct_equity", "signed_on"}.isdisjoint(facts)
    assert facts["paid_in_on"].value == date(2025, 2, 1)
    assert facts["held_until"].value == TODAY


def test_a_loan_s_details_are_facts() -> None:
    loan = deal(
        1,
        300 * WAN,
        "2025-02-01",
        kind=FundingKind.LOAN,
        instrument=FundingInstrument.LOAN,
        ended_on=date(2025, 8, 1),
        details={
            "contract_no": "A1",
            "rate_kind": "lpr_1y",
            "rate_bp": 40,
            "term_months": 12,
            "security": ["ip"],
            "first_drawdown": 100 * WAN,
            "production": "yes",
        },
    )

    facts = {name: fact.value for name, fact in facts_of_deal(loan, TODAY).items()}

    assert facts["drawn_amount"] == 100 * WAN
    assert facts["used_until"] == date(2025, 8, 1)
    assert (facts["production_purpose"], facts["other_security"], facts["intellectual_property"]) == (
        True, False, True,
    )  # fmt: skip
    # A rate above the prime rate is not known until the prime rate of the day is.
    assert "loan_rate_bp" not in facts
    assert applicant_of(loan, REWARDED.beneficiary) is None


def test_a_rule_over_no_deal_names_nobody() -> None:
    found = preview((), (REWARDED,), [], ledger_alone, cut=False)

    assert (found.lines, found.n_cases) == ((), 0)
    assert Verdict.PASS not in {x.after.verdict for x in found.lines}
