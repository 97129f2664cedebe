"""What is due: facts with their sources, each side its own, and what is not known never counts as met."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.eligibility import Verdict
from models.entities.vocabulary import Role
from models.errors import Invalid, NotAllowed, NotFound
from tests.web.services.claim_stories import ANGEL, ANGEL_RULE, LENDER, LENDER_RULE, confirm, declare, publish
from tests.web.signed_in import viewer_of
from tests.world_claims import BONUS
from web.claim_words import sees, working
from web.i18n import use_locale
from web.services.adopted_rules import adopt_rule, open_adoptions
from web.services.declared_facts import FactFileSent, declare_facts, open_fact_file, open_facts
from web.services.rule_facts import declared_ids, freeze, thaw
from web.services.subsidies import Standing, claimable, open_case, open_subsidies

pytestmark = pytest.mark.anyio


@pytest.fixture
async def angel(world_db, world_conn, world, clock):
    """Wang, whose investment in lin's company is confirmed, under a rule for angels."""
    await confirm(world_conn, world, "wang_lin", "lin")
    await publish(world_conn, world, ANGEL, ANGEL_RULE)
    return await viewer_of(world_db, clock, "wang")


async def case_of(db, clock, viewer, world, code=ANGEL, record="wang_lin", role=Role.PROVIDER):
    return await open_case(db, clock, viewer=viewer, role=role, record_id=world.record[record], code=code)


def standings(found):
    return {c.rule.code: c.standing for c in found.cases}


async def test_unknown_facts_leave_a_case_undecided_and_name_who_can_say(world_db, world, clock, angel):
    case = (await case_of(world_db, clock, angel, world)).case

    assert (case.standing, case.due, case.outcome.amount) == (Standing.UNDECIDED, None, None)
    assert case.outcome.missing == ("staff", "first_round")
    assert case.outcome.at_most == 5_000_000


async def test_declared_facts_decide_a_case_with_their_sources(world_db, world_conn, world, clock, angel):
    await declare(world_conn, world, "lin", "staff", 12)
    await declare(world_conn, world, "wang", "first_round", True, record="wang_lin")

    view = await case_of(world_db, clock, angel, world)

    case = view.case
    assert (case.standing, case.due, case.total, view.may_claim) == (
        Standing.DUE,
        5_000_000,
        5_000_000,
        True,
    )
    known = case.facts.known
    assert known["investment_amount"].origin.source == "record"
    assert known["investment_amount"].origin.record_id == world.record["wang_lin"]
    assert (known["staff"].origin.organisation_name, known["staff"].origin.text) == ("晨稷冷链", "年报")
    assert known["staff"].fact.on == date(2026, 5, 1)


async def test_provider_learns_the_verdict_of_a_company_s_fact_and_never_its_value(
    world_db, world_conn, world, clock, angel
):
    await declare(world_conn, world, "lin", "staff", 4711)
    case = (await case_of(world_db, clock, angel, world)).case
    officer = await viewer_of(world_db, clock, "sun")

    with use_locale("en"):
        to_angel = working(case.outcome, case.facts, sees(angel))
        to_officer = working(case.outcome, case.facts, sees(officer))

    assert to_angel.lines[0].pill[1] == to_officer.lines[0].pill[1] == "Not fulfilled"
    assert "4,711" in to_officer.lines[0].values[0].text
    assert "4,711" not in repr(to_angel)
    assert "年报" not in repr(to_angel.lines[0])
    assert to_angel.lines[0].values[0].text == "staff: known, not shown"


async def test_arithmetic_on_a_hidden_fact_is_hidden_too(world_db, world_conn, world, clock, angel):
    award = {"formula": "share", "of": "annual_sales", "share": "10%"}
    await publish(world_conn, world, ANGEL, ANGEL_RULE, "2", conditions=[], award=award)
    await declare(world_conn, world, "lin", "annual_sales", 123_400)
    case = (await case_of(world_db, clock, angel, world)).case

    shown = working(case.outcome, case.facts, sees(angel))

    assert (shown.hidden, shown.arithmetic) == (True, [])
    assert case.due == 12_340


async def test_what_two_sides_say_differently_is_not_known(world_db, world_conn, world, clock, angel):
    await declare(world_conn, world, "lin", "staff", 12)
    await declare(world_conn, world, "wang", "first_round", True, record="wang_lin")
    await declare(world_conn, world, "lin", "first_round", False, record="wang_lin")

    case = (await case_of(world_db, clock, angel, world)).case

    assert case.standing is Standing.UNDECIDED
    assert case.facts.contested == {"first_round"}
    assert case.outcome.missing == ("first_round",)


async def test_nobody_speaks_for_another_and_nobody_overrides_the_ledger(
    world_db, world_conn, world, clock, angel
):
    await declare(world_conn, world, "qian", "staff", 12)
    await declare(world_conn, world, "wang", "staff", 12)
    await declare(world_conn, world, "wang", "investment_amount", 99_000_000, record="wang_lin")
    await declare(world_conn, world, "chen", "first_round", True, record="wang_lin")

    case = (await case_of(world_db, clock, angel, world)).case

    assert set(case.outcome.missing) == {"staff", "first_round"}
    assert case.facts.known["investment_amount"].fact.value == 50_000_000


async def test_lists_hold_the_viewer_s_own_cases_and_all_for_an_officer(
    world_db, world_conn, world, clock, angel
):
    await publish(world_conn, world, LENDER, LENDER_RULE)
    found = {}
    for persona, role in (
        ("wang", Role.PROVIDER),
        ("chen", Role.PROVIDER),
        ("lin", Role.FOUNDER),
        ("qian", Role.FOUNDER),
        ("wu", Role.PROVIDER),
        ("guo", Role.PROVIDER),
        ("sun", Role.OFFICER),
    ):
        viewer = await viewer_of(world_db, clock, persona)
        found[persona] = standings(await open_subsidies(world_db, clock, viewer=viewer, role=role))

    assert found["wang"][ANGEL] is Standing.UNDECIDED
    assert found["chen"][LENDER] is Standing.DUE
    assert found["lin"][BONUS] is Standing.CLAIMED
    assert {ANGEL, LENDER} & set(found["lin"]) == set()
    assert {ANGEL, BONUS} & set(found["chen"]) == set()
    assert found["qian"] == found["wu"] == found["guo"] == {}
    assert {ANGEL, LENDER, BONUS} <= set(found["sun"])


@pytest.mark.parametrize(
    ("persona", "role"), [("lin", Role.FOUNDER), ("chen", Role.PROVIDER), ("qian", Role.FOUNDER)]
)
async def test_case_of_another_applicant_is_not_found(world_db, world, clock, angel, persona, role):
    other = await viewer_of(world_db, clock, persona)

    with pytest.raises(NotFound):
        await case_of(world_db, clock, other, world, role=role)


async def test_rule_of_another_place_is_an_example_until_it_is_adopted(
    world_db, world_conn, world, clock, angel
):
    admin = await viewer_of(world_db, clock, "gao")
    await publish(
        world_conn, world, ANGEL, ANGEL_RULE, "2", place={"zh": "深圳", "en": "Shenzhen"}, conditions=[]
    )
    before = (await case_of(world_db, clock, angel, world)).case

    await adopt_rule(world_db, clock, viewer=admin, code=ANGEL, adopted=True, note="本市采用")

    after = (await case_of(world_db, clock, angel, world)).case
    assert (before.standing, before.outcome.verdict) == (Standing.EXAMPLE, Verdict.PASS)
    assert after.standing is Standing.DUE
    await adopt_rule(world_db, clock, viewer=admin, code=ANGEL, adopted=False, note="停止")
    assert (await case_of(world_db, clock, angel, world)).case.standing is Standing.EXAMPLE


async def test_only_rules_of_this_place_pay_without_a_decision_and_only_administrators_decide(
    world_db, world, clock, angel
):
    admin = await viewer_of(world_db, clock, "gao")

    found = await open_adoptions(world_db, viewer=admin)

    assert {s.book.latest.place.en for s in found if s.adopted} == {"Zhenjiang"}
    assert not any(s.adopted for s in found if s.book.code == "shenzhen-first-loan")
    with pytest.raises(NotAllowed):
        await adopt_rule(world_db, clock, viewer=angel, code=ANGEL, adopted=True, note="我要")


async def test_facts_sheet_begins_with_what_rules_wait_for(world_db, world, clock, angel):
    lin = await viewer_of(world_db, clock, "lin")

    hers = await open_facts(world_db, clock, viewer=lin, role=Role.FOUNDER, organisation_id=None)
    his = await open_facts(world_db, clock, viewer=angel, role=Role.PROVIDER, organisation_id=None)

    assert hers.groups[0].facts[0].name == "staff"
    awaited = {
        f.name for g in hers.groups for f in g.facts if any(c.rule.code == ANGEL for c in f.awaited_by)
    }
    assert awaited == {"staff", "first_round"}
    assert "staff" not in {f.name for g in his.groups for f in g.facts}
    assert "first_round" in {f.name for g in his.groups for f in g.facts}


async def test_facts_are_said_once_taken_back_and_kept_with_their_file(
    world_db, world_conn, world, clock, files, angel
):
    lin = await viewer_of(world_db, clock, "lin")

    async def say(value, **more):
        return await declare_facts(
            world_db,
            clock,
            files,
            viewer=lin,
            role=Role.FOUNDER,
            organisation_id=None,
            record_id=None,
            values={"staff": value},
            as_of=date(2026, 5, 1),
            source="年报",
            **more,
        )

    file = FactFileSent("年报.pdf", b"%PDF-1.4 report")
    assert [await say(12, file=file), await say(12), await say(13), await say(None)] == [1, 0, 1, 1]

    rows = await world_conn.fetch(
        "select id, value, sha256 from declared_fact where fact = 'staff' order by id"
    )
    assert [r["value"] for r in rows] == [12, 13, None]
    found, content = await open_fact_file(world_db, files, viewer=lin, fact_id=rows[0]["id"])
    assert (content, found.media_type) == (b"%PDF-1.4 report", "application/pdf")
    with pytest.raises(NotFound):
        await open_fact_file(world_db, files, viewer=angel, fact_id=rows[0]["id"])
    assert "staff" in (await case_of(world_db, clock, angel, world)).case.outcome.missing


@pytest.mark.parametrize(
    ("persona", "role", "name", "record", "error"),
    [
        ("wang", Role.PROVIDER, "staff", None, Invalid),
        ("lin", Role.FOUNDER, "bank_of_area", None, Invalid),
        ("lin", Role.FOUNDER, "investment_amount", "wang_lin", Invalid),
        ("qian", Role.FOUNDER, "first_round", "wang_lin", NotFound),
        ("wu", Role.PROVIDER, "first_round", "wang_lin", NotAllowed),
    ],
)
async def test_fact_that_is_not_yours_is_refused(
    world_db, world, clock, files, angel, persona, role, name, record, error
):
    viewer = await viewer_of(world_db, clock, persona)

    with pytest.raises(error):
        await declare_facts(
            world_db,
            clock,
            files,
            viewer=viewer,
            role=role,
            organisation_id=None,
            record_id=None if record is None else world.record[record],
            values={name: True},
            as_of=date(2026, 5, 1),
            source="年报",
        )


async def test_frozen_facts_come_back_as_they_were(world_db, world_conn, world, clock, angel):
    await declare(world_conn, world, "lin", "staff", 12)
    case = (await case_of(world_db, clock, angel, world)).case

    frozen = freeze(case.facts, sorted(case.facts.known))

    said = [k.origin for k in case.facts.known.values() if k.origin.declared_id is not None]
    speakers = {o.declared_id: (o.organisation_name, o.person_name) for o in said}
    assert sorted(declared_ids(frozen)) == sorted(speakers)
    assert thaw(frozen, speakers).known == case.facts.known
    assert not any(o.person_name in repr(frozen) for o in said)


async def test_sum_of_what_is_due_counts_a_shared_limit_once(world_db, world_conn, world, clock):
    await confirm(world_conn, world, "chen_qian", "qian")
    await publish(world_conn, world, LENDER, LENDER_RULE)
    chen = await viewer_of(world_db, clock, "chen")

    found = await open_subsidies(world_db, clock, viewer=chen, role=Role.PROVIDER)

    assert [c.due for c in found.cases if c.rule.code == LENDER] == [5_000_000, 5_000_000]
    assert claimable(found.cases) == 8_000_000


async def test_rule_that_is_not_fully_known_is_apart_from_what_facts_would_decide(
    world_db, world_conn, world, clock, angel
):
    further = [{"test": "unstated", "code": "further"}]
    await publish(world_conn, world, ANGEL, ANGEL_RULE, "2", conditions=further)

    found = standings(await open_subsidies(world_db, clock, viewer=angel, role=Role.PROVIDER))

    assert found[ANGEL] is Standing.UNSTATED
    assert found["angel-tax"] is Standing.EXAMPLE
