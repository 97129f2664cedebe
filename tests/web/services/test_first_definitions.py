"""Who holds a first, by each definition: derived from records and facts, and unknown never issues."""

from __future__ import annotations

import dataclasses
import itertools
import random
from datetime import UTC, date, datetime

import pytest

from models.entities.firsts import Candidate, Fact, StatedFact
from models.entities.ids import OrganisationId, RecordId
from models.entities.vocabulary import FundingInstrument, FundingKind, OrganisationKind
from web.services.first_definitions import (
    Because,
    Facts,
    FirstDefinition,
    Verdict,
    default_definition,
    definition_of,
    definitions,
)

DAY = date(2026, 5, 8)


def candidate(number=1, **changes):
    plain = Candidate(
        id=RecordId(number),
        company_id=OrganisationId(1),
        provider_id=OrganisationId(100 + number),
        kind=FundingKind.INVESTMENT,
        instrument=FundingInstrument.PRICED_EQUITY,
        value_on=DAY,
        provider_kinds=frozenset({OrganisationKind.ANGEL}),
    )
    return dataclasses.replace(plain, **changes)


def loan(number=1, **changes):
    bank = frozenset({OrganisationKind.BANK})
    return candidate(number, instrument=FundingInstrument.LOAN, provider_kinds=bank, **changes)


def said(fact, value, *, number=1, provider=None, seen_on=DAY, side="company"):
    return StatedFact(number, fact, None, provider, value, seen_on, side, datetime(2026, 6, 1, tzinfo=UTC))


def unrelated(provider, **more):
    return said(Fact.RELATION, "unrelated", provider=provider, **more)


def named(code):
    found = definition_of(code)
    assert found is not None
    return found


def of(code, kind, candidates, **facts):
    outcome = named(code).first_of(FundingKind(kind), candidates, Facts(**facts))
    return outcome.verdict, outcome.because, outcome.record_id


def test_every_definition_is_dated_cited_and_in_both_languages():
    codes = [d.code for d in definitions()]

    assert codes == [
        "ledger-1",
        "unrelated-1",
        "institutions-only-1",
        "bureau-1",
        "bureau-2",
        "guarantee-any-licensed-1",
    ]
    assert default_definition().code == "ledger-1"
    for d in definitions():
        assert all((d.name_zh, d.name_en, d.zh, d.en, d.source_zh, d.source_en))
        assert d.until is None or d.since < d.until


def test_earlier_version_is_no_longer_in_use_when_the_next_begins():
    of_family: dict[str, list[FirstDefinition]] = {}
    for d in definitions():
        of_family.setdefault(d.family, []).append(d)

    for versions in of_family.values():
        for before, after in itertools.pairwise(versions):
            assert before.version + 1 == after.version
            assert before.until is not None
            assert before.until <= after.since
    assert not named("bureau-1").in_use(DAY)
    assert named("bureau-1").in_use(date(2022, 12, 31))


def test_earliest_money_is_the_first_and_ties_go_to_the_older_record():
    records = [candidate(3), candidate(2), candidate(1, value_on=date(2026, 5, 9))]

    for _ in range(6):
        random.Random(2015).shuffle(records)
        assert of("ledger-1", "investment", records) == (Verdict.FIRST, Because.EARLIEST, 2)


def test_note_counts_from_the_day_on_which_it_converted():
    note = candidate(1, instrument=FundingInstrument.CONVERTIBLE_NOTE, value_on=date(2026, 1, 1))
    later = candidate(2)

    assert of("ledger-1", "investment", [note]) == (Verdict.NONE, Because.NO_RECORD, None)
    assert of("ledger-1", "investment", [note, later])[2] == 2
    converted = dataclasses.replace(note, converted_on=date(2026, 5, 1))
    assert of("ledger-1", "investment", [converted, later])[2] == 1
    converted = dataclasses.replace(note, converted_on=date(2026, 5, 20))
    assert of("ledger-1", "investment", [converted, later])[2] == 2


def test_ledger_does_not_look_beyond_itself():
    assert of("ledger-1", "investment", [candidate()], elsewhere_on=(date(2020, 1, 1),))[2] == 1


@pytest.mark.parametrize(
    ("day", "verdict"),
    [(date(2026, 5, 7), Verdict.NONE), (DAY, Verdict.NONE), (date(2026, 5, 9), Verdict.FIRST)],
)
def test_first_elsewhere_is_not_claimed_unless_it_came_later(day, verdict):
    found = of("unrelated-1", "investment", [candidate()], elsewhere_on=(day,), stated=(unrelated(101),))

    assert found[0] is verdict
    assert (found[1] is Because.ELSEWHERE) == (verdict is Verdict.NONE)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ((), Verdict.UNKNOWN),
        ((unrelated(101),), Verdict.FIRST),
        ((unrelated(101), unrelated(101, number=2, side="provider")), Verdict.FIRST),
        ((unrelated(999),), Verdict.UNKNOWN),
        ((said(Fact.RELATION, "related", provider=101),), Verdict.NONE),
        # The sides differ; what one side said last is what it says.
        (
            (unrelated(101), said(Fact.RELATION, "related", provider=101, number=2, side="provider")),
            Verdict.UNKNOWN,
        ),
        ((said(Fact.RELATION, "related", provider=101), unrelated(101, number=2)), Verdict.FIRST),
    ],
)
def test_relation_has_to_be_stated_and_undisputed(facts, verdict):
    assert of("unrelated-1", "investment", [candidate()], stated=facts)[0] is verdict


def test_unknown_before_a_known_one_leaves_it_unknown_who_was_first():
    early, late = candidate(1, value_on=date(2026, 5, 1)), candidate(2)

    assert of("unrelated-1", "investment", [early, late], stated=(unrelated(102),)) == (
        Verdict.UNKNOWN,
        Because.RELATION_UNKNOWN,
        1,
    )
    related = (unrelated(102), said(Fact.RELATION, "related", provider=101))
    assert of("unrelated-1", "investment", [early, late], stated=related)[2] == 2
    assert of("unrelated-1", "investment", [late, early], stated=(unrelated(101),))[2] == 1


def test_institutions_alone_count_where_the_definition_says_so():
    angel = candidate(1, value_on=date(2026, 5, 1))
    fund = candidate(2, provider_kinds=frozenset({OrganisationKind.FUND}))

    assert of("institutions-only-1", "investment", [angel, fund], stated=(unrelated(102),))[2] == 2
    assert of("institutions-only-1", "investment", [angel])[:2] == (Verdict.NONE, Because.NO_RECORD)


@pytest.mark.parametrize(
    ("reports", "verdict", "because"),
    [
        ((), Verdict.UNKNOWN, Because.BUREAU_UNKNOWN),
        ((("none", date(2026, 5, 1)),), Verdict.FIRST, Because.EARLIEST),
        ((("none", date(2026, 2, 7)),), Verdict.FIRST, Because.EARLIEST),
        ((("none", date(2026, 2, 6)),), Verdict.UNKNOWN, Because.BUREAU_UNKNOWN),
        # A report of after the money would show the loan itself, and says nothing of before.
        ((("none", date(2026, 5, 9)),), Verdict.UNKNOWN, Because.BUREAU_UNKNOWN),
        ((("some", date(2026, 5, 9)),), Verdict.UNKNOWN, Because.BUREAU_UNKNOWN),
        ((("some", date(2020, 1, 1)), ("none", DAY)), Verdict.NONE, Because.BUREAU_HAS_RECORD),
    ],
)
def test_bureau_s_report_decides_whether_a_loan_is_the_first(reports, verdict, because):
    facts = tuple(said(Fact.BUREAU_RECORD, v, number=i, seen_on=on) for i, (v, on) in enumerate(reports))

    assert of("bureau-2", "loan", [loan()], stated=facts)[:2] == (verdict, because)


@pytest.mark.parametrize(
    ("paid_on", "seen_on", "value", "verdict"),
    [
        (date(2022, 6, 1), date(2022, 5, 31), "none", Verdict.FIRST),
        (date(2022, 12, 31), date(2022, 6, 20), "none", Verdict.FIRST),
        (date(2022, 12, 31), date(2022, 5, 30), "none", Verdict.UNKNOWN),
        (date(2022, 12, 31), date(2022, 5, 30), "some", Verdict.NONE),
        (date(2022, 5, 31), date(2022, 5, 31), "none", Verdict.NONE),
        (date(2023, 1, 1), date(2022, 5, 31), "none", Verdict.NONE),
    ],
)
def test_shenzhen_2022_asks_for_the_cut_off_and_the_period(paid_on, seen_on, value, verdict):
    facts = (said(Fact.BUREAU_RECORD, value, seen_on=seen_on),)

    assert of("bureau-1", "loan", [loan(value_on=paid_on)], stated=facts)[0] is verdict


def test_second_loan_in_the_period_is_no_first_when_one_came_before_it():
    facts = (said(Fact.BUREAU_RECORD, "none", seen_on=date(2022, 5, 31)),)
    loans = [loan(1, value_on=date(2022, 3, 1)), loan(2, value_on=date(2022, 7, 1))]

    assert of("bureau-1", "loan", loans, stated=facts)[:2] == (Verdict.NONE, Because.EARLIER_OUTSIDE)


def test_guarantee_of_any_licensed_guarantor_counts():
    guarantor = frozenset({OrganisationKind.GUARANTOR})
    given = candidate(instrument=FundingInstrument.GUARANTEE, provider_kinds=guarantor)

    assert of("guarantee-any-licensed-1", "guarantee", [given])[2] == 1
    assert of("guarantee-any-licensed-1", "guarantee", [given], elsewhere_on=(DAY,))[1] is Because.ELSEWHERE
