"""Laws of the engine, over every shipped rule and over made ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matcher.eligibility import (
    NOTHING_USED,
    VOCABULARY,
    BadFact,
    Fact,
    FactKind,
    NoRule,
    Scope,
    Spent,
    Used,
    Verdict,
    choose,
    evaluate,
    read_rule,
    write_rule,
)
from matcher.eligibility.awards import (
    DayCount,
    Deduction,
    Fixed,
    Interest,
    Rate,
    ShareOf,
    Sum,
    Tier,
    Tiers,
)
from matcher.eligibility.conditions import (
    Against,
    AllOf,
    AnyOf,
    Compare,
    EachOf,
    Is,
    MonthsBetween,
    NoneOf,
    Not,
    OneOf,
    Op,
    Share,
    Unstated,
    When,
    Within,
    facts_of,
    judge,
    walk,
)
from matcher.eligibility.days import add_months, complete_months
from matcher.eligibility.rules import Cap, Period, Span
from tests.matcher.eligibility.shipped import ALWAYS, all_shipped, as_if_in_force, facts, shipped


def amount_of(outcome):
    """An amount that is known; 0 where it is not would hide an error."""
    assert outcome.amount is not None
    return outcome.amount


DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31))
MONEY = st.integers(0, 10**13)
WORDS = ("a", "b", "c", "shenzhen", "zhenjiang", "angel", "agreement", "bank_slip")
VALUES: dict[FactKind, Any] = {
    FactKind.MONEY: MONEY,
    FactKind.BP: st.integers(-500, 20_000),
    FactKind.COUNT: st.integers(0, 400),
    FactKind.MONTHS: st.integers(0, 120),
    FactKind.FLAG: st.booleans(),
    FactKind.DATE: DAYS,
    FactKind.WORD: st.sampled_from(WORDS) | st.lists(st.sampled_from(WORDS), max_size=3).map(tuple),
}
SPENT = st.builds(Spent, st.integers(0, 3 * 10**8), st.integers(0, 3))
USED = st.builds(Used, st.none() | SPENT, st.none() | SPENT, st.none() | SPENT, st.none() | SPENT)


def some_facts(names):
    return st.fixed_dictionaries(
        {}, optional={n: VALUES[VOCABULARY[n].kind].map(lambda v: Fact(v, "test")) for n in names}
    )


def all_facts(names):
    return st.fixed_dictionaries(
        {n: VALUES[VOCABULARY[n].kind].map(lambda v: Fact(v, "test")) for n in names}
    )


# A few names of each kind, so that conditions meet the same facts.
NAMES = {
    FactKind.FLAG: ("first_round", "listed"),
    FactKind.MONEY: ("investment_amount", "annual_sales"),
    FactKind.BP: ("loan_rate_bp", "lpr_bp"),
    FactKind.COUNT: ("staff", "graduates"),
    FactKind.DATE: ("paid_in_on", "held_until"),
    FactKind.WORD: ("evidence", "provider_kind"),
}
SOME = [n for names in NAMES.values() for n in names]


def name(kind):
    return st.sampled_from(NAMES[kind])


OPS = st.sampled_from(Op)
LISTED = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple)
LEAVES = st.one_of(
    st.builds(Is, st.just("c"), name(FactKind.FLAG), st.booleans()),
    st.builds(Compare, st.just("c"), name(FactKind.COUNT), OPS, st.none() | st.integers(0, 400)),
    st.builds(
        Against, st.just("c"), name(FactKind.BP), OPS, name(FactKind.BP), st.integers(0, 20_000), st.integers(0, 99)
    ),
    st.builds(
        Share, st.just("c"), name(FactKind.MONEY), name(FactKind.MONEY), OPS, st.none() | st.integers(0, 10_000)
    ),
    st.builds(Within, st.just("c"), name(FactKind.DATE), st.none() | DAYS, st.none() | DAYS),
    st.builds(
        MonthsBetween, st.just("c"), name(FactKind.DATE), name(FactKind.DATE), OPS, st.none() | st.integers(0, 120)
    ),
    *(st.builds(kind, st.just("c"), name(FactKind.WORD), LISTED) for kind in (OneOf, EachOf, NoneOf)),
    st.builds(Unstated, st.just("c")),
)  # fmt: skip
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        *(st.builds(k, st.just("c"), st.lists(inner, min_size=1, max_size=3).map(tuple)) for k in (AllOf, AnyOf)),
        st.builds(Not, st.just("c"), inner),
        st.builds(When, st.just("c"), inner, inner),
    ),
    max_leaves=8,
)  # fmt: skip
BP = st.integers(0, 12_000)
SIMPLE_AWARDS = st.one_of(
    st.builds(Fixed, st.none() | MONEY),
    st.builds(ShareOf, name(FactKind.MONEY), st.none() | BP, st.integers(0, 10**6)),
    st.builds(
        lambda base, ends, shares: Tiers(
            base, tuple(Tier(e, s) for e, s in zip([*sorted(ends), None], shares, strict=False))
        ),
        name(FactKind.MONEY), st.sets(st.integers(1, 10**12), max_size=2), st.lists(BP, min_size=3, max_size=3),
    ),
    st.builds(
        Interest, name(FactKind.MONEY), st.just("paid_in_on"), st.just("held_until"), bp=st.none() | BP,
        rate=st.none() | name(FactKind.BP), share_bp=BP, most_months=st.none() | st.integers(0, 60),
        count=st.sampled_from(DayCount),
    ),
    st.builds(Rate, name(FactKind.MONEY), name(FactKind.BP), st.none() | BP),
    st.builds(
        Deduction, st.just("investment_amount"), st.none() | BP, st.just("gain_same_company"),
        st.just("listed"), st.just("gain_other_companies"),
    ),
)  # fmt: skip
AWARDS = SIMPLE_AWARDS | st.builds(Sum, st.lists(SIMPLE_AWARDS, min_size=1, max_size=3).map(tuple))
CAPS = st.lists(
    st.builds(Cap, st.sampled_from(Scope), st.none() | st.integers(0, 10**9), st.none() | st.integers(1, 3)),
    max_size=4,
).map(tuple)
AMOUNT_FACTS = [*SOME, "gain_same_company", "gain_other_companies"]
TEMPLATE = as_if_in_force(shipped("zhongguancun-angel", "2021"))


def made(conditions=(), award=None, caps=()):
    """A rule in force at all times."""
    return replace(
        TEMPLATE, conditions=tuple(conditions), award=award or Fixed(100), caps=caps, dated_by="paid_in_on"
    )


@given(CONDITIONS, all_facts(SOME), st.data())
def test_taking_facts_away_leaves_an_answer_as_it_is_or_makes_it_unknown(condition, known, data):
    fewer = data.draw(
        st.sets(st.sampled_from(SOME)).map(lambda gone: {n: f for n, f in known.items() if n not in gone})
    )

    before, after = judge(condition, known).verdict, judge(condition, fewer).verdict

    # Stronger than asked: an unknown fact never makes a pass of a fail, nor a fail of a pass.
    assert after in (before, Verdict.UNKNOWN)


@given(CONDITIONS)
def test_without_facts_only_what_needs_none_is_decided(condition):
    line = judge(condition, {})

    if line.verdict is not Verdict.UNKNOWN:
        # No leaf is ever decided without a fact.
        raise AssertionError(condition)


@pytest.mark.parametrize("rule", all_shipped(), ids=lambda r: f"{r.code}-{r.version}")
@given(data=st.data())
def test_shipped_rules_keep_the_laws(rule, data):
    names = rule.facts()
    known = data.draw(all_facts(names))
    gone = data.draw(st.sets(st.sampled_from(sorted(names))))
    used = data.draw(USED)
    fewer = {n: f for n, f in known.items() if n not in gone}

    outcome, less = evaluate(rule, known, used), evaluate(rule, fewer, used)

    if outcome.verdict is not Verdict.PASS:
        assert less.verdict is not Verdict.PASS
    for found in (outcome, less):
        assert found.amount is None or found.amount >= 0
        assert found.amount is None or found.verdict is not Verdict.UNKNOWN
        assert found.verdict is not Verdict.FAIL or not found.amount
        for cap in found.caps:
            if found.amount and cap.left is not None:
                assert found.amount <= cap.left
    assert set(less.missing) <= gone


@given(AWARDS, CAPS, some_facts(AMOUNT_FACTS), USED)
def test_amounts_are_never_negative_and_caps_never_exceeded(award, caps, known, used):
    outcome = evaluate(made(award=award, caps=caps), known, used)

    if outcome.amount is None:
        return
    assert outcome.verdict is Verdict.PASS
    assert outcome.amount >= 0
    for line in outcome.caps:
        spent = used.of(line.cap.scope)
        assert spent is not None
        if line.cap.amount is not None:
            assert outcome.amount <= max(line.cap.amount - spent.amount, 0)
        if line.cap.times is not None and spent.times >= line.cap.times:
            assert outcome.amount == 0


@given(AWARDS, CAPS, all_facts(AMOUNT_FACTS), st.integers(0, 10**12), USED)
def test_a_larger_base_never_gives_less(award, caps, known, more, used):
    rule = made(award=award, caps=caps)
    larger = dict(known)
    for base in ("investment_amount", "annual_sales"):
        larger[base] = Fact(known[base].value + more, "test")

    before, after = evaluate(rule, known, used).amount, evaluate(rule, larger, used).amount

    assert (before is None) == (after is None)
    assert before is None or after is None or before <= after


@given(AWARDS, all_facts(AMOUNT_FACTS), CAPS, SPENT, st.integers(0, 10**9))
def test_more_given_before_never_leaves_more(award, known, caps, spent, more):
    rule = made(award=award, caps=caps)
    used = Used(spent, spent, spent, spent)
    further = Used(*[Spent(spent.amount + more, spent.times + 1)] * 4)

    before, after = evaluate(rule, known, used).amount, evaluate(rule, known, further).amount

    assert (before is None) == (after is None)
    assert before is None or after is None or after <= before


@given(
    st.integers(0, 10**13), st.lists(st.integers(0, 10**9), min_size=1, max_size=12), st.integers(0, 10**9)
)
def test_claims_in_a_row_never_exceed_a_cap_together(base, bases, limit):
    rule = made(award=ShareOf("investment_amount", 1_000), caps=(Cap(Scope.YEAR, limit),))
    given_so_far = 0
    for one in [base, *bases]:
        used = Used(year=Spent(given_so_far, 0))
        given_so_far += amount_of(
            evaluate(rule, facts(paid_in_on=date(2026, 1, 1), investment_amount=one), used)
        )

    assert given_so_far <= limit


@given(MONEY, MONEY, st.lists(st.integers(0, 10**12), min_size=1, max_size=8))
def test_a_deduction_is_used_up_exactly(base, first_gain, gains):
    rule = made(award=Deduction("investment_amount", 7_000, "gain_same_company"))
    taken, carried = 0, 0
    for gain in [first_gain, *gains]:
        known = facts(paid_in_on=date(2026, 1, 1), investment_amount=base, gain_same_company=gain)
        outcome = evaluate(rule, known, Used(deal=Spent(taken, 0)))
        assert amount_of(outcome) <= gain
        assert outcome.carried is not None
        taken, carried = taken + amount_of(outcome), outcome.carried

    assert taken + carried == base * 7_000 // 10_000


@given(CONDITIONS, AWARDS, CAPS)
def test_a_written_rule_reads_back_the_same(condition, award, caps):
    assume(len(list(walk(condition))) < 60)
    numbered = renamed(condition)
    award = award if not isinstance(award, Interest) or award.rate is None else replace(award, bp=None)
    award = cleaned(award)
    rule = made([numbered], award, caps)

    data = json.loads(json.dumps(write_rule(rule), ensure_ascii=False))

    assume(depth(numbered) <= 6)
    assert read_rule(data, rule.code) == rule


def cleaned(award):
    """Of an interest with a rate that is a fact, the other rate means nothing and is not written."""
    if isinstance(award, Sum):
        return Sum(tuple(cleaned(p) for p in award.parts))
    if isinstance(award, Interest) and award.rate is not None:
        return replace(award, bp=None)
    return award


def renamed(condition, counter=None):
    """The same condition with a code of its own for each part; a window's days in their order."""
    counter = counter if counter is not None else iter(range(1_000))
    code = f"c{next(counter)}"
    if isinstance(condition, AllOf | AnyOf):
        return replace(condition, code=code, parts=tuple(renamed(p, counter) for p in condition.parts))
    if isinstance(condition, Not):
        return replace(condition, code=code, part=renamed(condition.part, counter))
    if isinstance(condition, When):
        return replace(
            condition,
            code=code,
            given=renamed(condition.given, counter),
            then=renamed(condition.then, counter),
        )
    if (
        isinstance(condition, Within)
        and condition.start
        and condition.end
        and condition.end < condition.start
    ):
        return replace(condition, code=code, start=condition.end, end=condition.start)
    return replace(condition, code=code)


def depth(condition):
    parts = getattr(condition, "parts", ()) or [
        p
        for p in (getattr(condition, n, None) for n in ("part", "given", "then"))
        if p is not None and not isinstance(p, str)
    ]
    return 1 + max((depth(p) for p in parts), default=-1)


@pytest.mark.parametrize("rule", all_shipped(), ids=lambda r: f"{r.code}-{r.version}")
def test_shipped_rules_read_back_the_same(rule):
    data = json.loads(json.dumps(write_rule(rule), ensure_ascii=False))

    assert read_rule(data, rule.code) == rule


@given(DAYS, st.integers(0, 200))
def test_complete_months_undo_added_months(start, n):
    end = add_months(start, n)

    assert complete_months(start, end) >= n
    assert complete_months(start, end.replace(day=1)) <= n


@given(st.lists(st.tuples(DAYS, st.integers(0, 900)), min_size=1, max_size=5), DAYS)
def test_a_gap_is_said_and_a_later_version_takes_over_for_good(spans, day):
    versions = []
    for i, (start, length) in enumerate(sorted(spans)):
        period = Period(start, date.fromordinal(start.toordinal() + length))
        versions.append(replace(made(), version=str(i), span=Span(period, period)))

    found = choose(versions, facts(paid_in_on=day))

    begun = [v for v in versions if v.span.surely.first <= day]
    if begun and begun[-1].span.surely.holds(day):
        assert found == begun[-1]
    else:
        assert found == NoRule(TEMPLATE.code, "paid_in_on", day)


def test_an_unknown_day_is_no_pass():
    rule = replace(made(), span=Span(Period(date(2020, 1, 1), None), Period(date(2020, 1, 1), None)))

    assert evaluate(rule, {}).verdict is Verdict.UNKNOWN
    assert replace(rule, span=ALWAYS).span.verdict(None) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "known",
    [
        {"no_such_fact": Fact(1, "test")},
        {"staff": Fact(-1, "test")},
        {"staff": Fact(True, "test")},
        {"first_round": Fact(1, "test")},
        {"paid_in_on": Fact("2026-01-01", "test")},
        {"evidence": Fact(cast("Any", (1,)), "test")},
    ],
)
def test_a_fact_out_of_the_vocabulary_is_refused(known):
    with pytest.raises(BadFact):
        evaluate(made(), known, NOTHING_USED)


def test_every_fact_of_a_condition_is_named():
    for rule in all_shipped():
        for top in rule.conditions:
            for condition in walk(top):
                assert set(facts_of(condition)) <= VOCABULARY.keys()
