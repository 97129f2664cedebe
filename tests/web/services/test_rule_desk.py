"""The desk of rules: who may write, what is kept, whom a change would affect, one act that publishes."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
from datetime import date

import pytest

from matcher.eligibility import Beneficiary, Scope, Subject, Verdict, read_rule, write_rule
from models.entities.claims import NewFact
from models.entities.ids import OrganisationId, PersonId
from models.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from models.repositories.claims import FactRepository
from tests.web.signed_in import viewer_of
from tests.world_rules import LOAN, REWARD
from web.services import rule_desk
from web.services.rule_desk import NewProduct
from web.services.rule_edits import (
    AwardEdit,
    Demand,
    Formula,
    NewCondition,
    RuleEdit,
    edited,
    figures,
    money_caps,
    shown_dates,
    with_condition,
    without_condition,
)
from web.services.rule_preview import Effect, Standing, effect
from web.services.subsidy_rules import book_of, rule_books, rules_in_force, shipped_rules

pytestmark = pytest.mark.anyio
WAN = 1_000_000


async def save(world_db, clock, viewer, content, revision, code="zhen-ke-tong", note="因预算调整"):
    await rule_desk.save_draft(
        world_db, clock, viewer=viewer, code=code, content=content, note=note, revision=revision
    )


async def desk(world_db, clock, viewer, code="zhen-ke-tong"):
    return await rule_desk.open_desk(world_db, clock, viewer=viewer, code=code)


@pytest.mark.parametrize("who", ["sun", "wang", "lin", "zhao"])
async def test_only_administrators_sit_at_the_desk(world_db, clock, world, who) -> None:
    viewer = await viewer_of(world_db, clock, who)

    with pytest.raises(NotAllowed):
        await rule_desk.open_shelf(world_db, viewer=viewer)
    with pytest.raises(NotAllowed):
        await desk(world_db, clock, viewer)
    with pytest.raises(NotAllowed):
        await save(world_db, clock, viewer, LOAN, 1)
    with pytest.raises(NotAllowed):
        await rule_desk.publish_draft(world_db, clock, viewer=viewer, code="zhen-ke-tong", revision=1)
    with pytest.raises(NotAllowed):
        await rule_desk.discard_draft(world_db, clock, viewer=viewer, code="zhen-ke-tong", revision=1)


async def test_what_was_published_follows_what_was_shipped(world_db, clock, world) -> None:
    book = book_of(await rule_books(world_db), "angel-reward")

    assert [v.version for v in book.versions] == ["0", "2026"]
    assert (book.n_shipped, book.latest) == (1, read_rule(REWARD, "angel-reward"))
    on_day = {r.code: r.version for r in await rules_in_force(world_db, date(2026, 5, 15))}
    assert on_day["angel-reward"] == "2026"
    # Before its first day the empty one is all there is, and the plan of 2015 begins in 2015.
    assert {r.code: r.version for r in await rules_in_force(world_db, date(2019, 1, 1))}[
        "angel-reward"
    ] == "0"
    assert "angel-reward" not in {r.code for r in await rules_in_force(world_db, date(2015, 5, 14))}


async def test_a_published_draft_becomes_the_next_version_and_is_gone(world_db, clock, world) -> None:
    gao = await viewer_of(world_db, clock, "gao")

    version = await rule_desk.publish_draft(world_db, clock, viewer=gao, code="zhen-ke-tong", revision=1)

    book = book_of(await rule_books(world_db), "zhen-ke-tong")
    assert (version, [v.version for v in book.versions]) == ("1", ["0", "1"])
    assert book.latest == read_rule(LOAN, "zhen-ke-tong")
    assert (await desk(world_db, clock, gao)).draft is None
    with pytest.raises(Conflict, match="draft_moved_on"):
        await rule_desk.publish_draft(world_db, clock, viewer=gao, code="zhen-ke-tong", revision=1)


async def test_what_is_published_is_what_was_seen(world_db, clock, world) -> None:
    gao = await viewer_of(world_db, clock, "gao")
    await save(world_db, clock, gao, {**LOAN, "version": "2"}, 1)

    with pytest.raises(Conflict, match="draft_moved_on"):
        await rule_desk.publish_draft(world_db, clock, viewer=gao, code="zhen-ke-tong", revision=1)
    with pytest.raises(Conflict, match="draft_moved_on"):
        await save(world_db, clock, gao, LOAN, 1)

    assert (await desk(world_db, clock, gao)).rule.version == "2"


async def test_a_version_s_name_is_used_once(world_db, clock, world) -> None:
    gao = await viewer_of(world_db, clock, "gao")

    with pytest.raises(Conflict, match="rule_version_taken"):
        await save(world_db, clock, gao, {**REWARD, "version": "2026"}, 0, code="angel-reward")


async def test_a_version_without_a_reason_is_not_published(world_db, clock, world) -> None:
    gao = await viewer_of(world_db, clock, "gao")
    await save(world_db, clock, gao, LOAN, 1, note="")

    with pytest.raises(Invalid, match="rule_note_missing"):
        await rule_desk.publish_draft(world_db, clock, viewer=gao, code="zhen-ke-tong", revision=2)

    assert (await desk(world_db, clock, gao)).draft is not None


async def test_data_that_is_no_rule_is_not_kept(world_db, clock, world) -> None:
    gao = await viewer_of(world_db, clock, "gao")
    broken = copy.deepcopy(LOAN)
    broken["conditions"][0]["fact"] = "shoe_size"

    with pytest.raises(Invalid) as refused:
        await save(world_db, clock, gao, broken, 1)

    assert refused.value.params == {"where": "conditions[0].fact", "reason": "unknown_fact"}


async def test_a_new_rule_begins_with_nothing_known(world_db, clock, world) -> None:
    gao = await viewer_of(world_db, clock, "gao")
    new = NewProduct("talent-loan", "人才贷", "Talent loan", Subject.LOAN, Beneficiary.COMPANY)

    await rule_desk.begin_rule(world_db, clock, viewer=gao, new=new)

    found = await desk(world_db, clock, gao, "talent-loan")
    assert (found.book, found.revision, found.rule.is_computable) == (None, 1, False)
    with pytest.raises(Conflict, match="rule_exists"):
        await rule_desk.begin_rule(world_db, clock, viewer=gao, new=new)
    await rule_desk.discard_draft(world_db, clock, viewer=gao, code="talent-loan", revision=1)
    with pytest.raises(NotFound):
        await desk(world_db, clock, gao, "talent-loan")


async def test_two_who_publish_at_once_publish_once(cloned_world_db, clock, world) -> None:
    world_db = cloned_world_db
    gao = await viewer_of(world_db, clock, "gao")

    async def publish():
        try:
            return await rule_desk.publish_draft(world_db, clock, viewer=gao, code="zhen-ke-tong", revision=1)
        except DomainError as error:
            return error.code

    answers = await asyncio.gather(*(publish() for _ in range(6)))

    assert sorted(answers) == ["1"] + ["draft_moved_on"] * 5


async def test_the_preview_names_whom_the_draft_would_affect(world_db, clock, world) -> None:
    gao = await viewer_of(world_db, clock, "gao")

    found = (await desk(world_db, clock, gao)).preview

    # Of the loans on record one is confirmed: the bank's to Lin, of 500 000. The empty rule knew nothing of it.
    assert found is not None
    assert [(x.deal.record_id, x.applicant.organisation_id, x.effect) for x in found.lines] == [
        (world.record["chen_lin"], world.org["lin"], Effect.GAINS)
    ]
    assert (found.lines[0].before.verdict, found.lines[0].after.verdict) == (Verdict.UNKNOWN, Verdict.PASS)
    assert (found.n_cases, found.cut) == (1, False)
    tighter = copy.deepcopy(LOAN)
    tighter["conditions"][0]["limit"] = "49万元"
    await save(world_db, clock, gao, tighter, 1)
    found = (await desk(world_db, clock, gao)).preview
    assert found is not None
    assert [x.effect for x in found.lines] == [Effect.DECIDED_AGAINST]


async def test_the_preview_knows_what_the_parties_declared(world_db, clock, world) -> None:
    gao = await viewer_of(world_db, clock, "gao")
    small = {
        **LOAN,
        "conditions": [{"test": "compare", "code": "staff", "fact": "staff", "op": "at_most", "limit": 7}],
    }
    await save(world_db, clock, gao, small, 1)
    unknown = (await desk(world_db, clock, gao)).preview
    assert unknown is not None
    assert unknown.lines == ()
    async with world_db.transaction() as conn:
        said = NewFact(OrganisationId(world.org["lin"]), None, "staff", 7, clock.now().date(), "工资表", "zh")
        await FactRepository(conn).declare(said, PersonId(world.person["lin"]), clock.now())

    found = (await desk(world_db, clock, gao)).preview

    assert found is not None
    assert [x.effect for x in found.lines] == [Effect.GAINS]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((Verdict.UNKNOWN, None), (Verdict.PASS, 5), Effect.GAINS),
        ((None, None), (Verdict.PASS, None), Effect.GAINS),
        ((Verdict.PASS, 5), (Verdict.PASS, 6), Effect.GAINS),
        ((Verdict.PASS, None), (Verdict.PASS, 6), Effect.GAINS),
        ((Verdict.PASS, 5), (Verdict.PASS, 4), Effect.LOSES),
        ((Verdict.PASS, 5), (Verdict.FAIL, 0), Effect.LOSES),
        ((Verdict.PASS, 5), (None, None), Effect.LOSES),
        ((Verdict.PASS, 5), (Verdict.UNKNOWN, None), Effect.BECOMES_UNKNOWN),
        ((Verdict.PASS, 5), (Verdict.PASS, None), Effect.BECOMES_UNKNOWN),
        ((Verdict.FAIL, 0), (Verdict.UNKNOWN, None), Effect.BECOMES_UNKNOWN),
        ((Verdict.UNKNOWN, None), (Verdict.FAIL, 0), Effect.DECIDED_AGAINST),
        ((Verdict.FAIL, 0), (None, None), Effect.SAME),
        ((Verdict.PASS, 5), (Verdict.PASS, 5), Effect.SAME),
    ],
)
def test_effects_of_a_change(before, after, expected) -> None:
    assert effect(Standing(*before), Standing(*after)) is expected


# ---------------------------------------------------------------- edits of the data


def edit(**changed):
    plain = RuleEdit(
        version="2",
        title_zh="镇科通",
        title_en="Zhen-Ke-Tong loan",
        start=date(2026, 1, 1),
        end=None,
        certain=True,
        source_zh="未知",
        source_en="Not known",
        number=None,
        article=None,
        url=None,
        verify=(),
        figures={},
        award=AwardEdit(Formula.KEEP),
        caps=dict.fromkeys(Scope),
    )
    return edited(LOAN, dataclasses.replace(plain, **changed))


def test_figures_are_typed_over_and_emptied() -> None:
    key = next(f.key for f in figures(LOAN))

    assert edit(figures={key: 500 * WAN})["conditions"][0]["limit"] == "500万元"
    assert edit(figures={key: None})["conditions"][0]["limit"] is None
    # What came in is left alone.
    assert LOAN["conditions"][0]["limit"] == "300万元"


def test_every_figure_of_every_shipped_rule_can_be_typed_over_without_changing_it() -> None:
    for book in shipped_rules():
        for rule in book.versions:
            content = write_rule(rule)
            same = RuleEdit(
                version=rule.version,
                title_zh=rule.title.zh,
                title_en=rule.title.en,
                start=shown_dates(content)[0],
                end=shown_dates(content)[1],
                certain=shown_dates(content)[2],
                source_zh=rule.citation.title.zh,
                source_en=rule.citation.title.en,
                number=rule.citation.number,
                article=rule.citation.article,
                url=rule.citation.url,
                verify=rule.verify,
                figures={f.key: f.value for f in figures(content)},
                award=AwardEdit(Formula.KEEP),
                caps=money_caps(content),
            )
            assert edited(content, same) == content


def test_dates_are_certain_or_not() -> None:
    assert edit()["in_force"] == LOAN["in_force"]
    doubtful = edit(certain=False, end=date(2026, 12, 31))
    assert doubtful["in_force"] == {"surely": None, "perhaps": ["2026-01-01", "2026-12-31"]}


def test_amount_and_caps_are_set() -> None:
    made = edit(
        award=AwardEdit(Formula.SHARE, "drawn_amount", 250),
        caps={**dict.fromkeys(Scope), Scope.YEAR: 20 * WAN},
    )

    assert made["award"] == {"formula": "share", "of": "drawn_amount", "share": "2.5%"}
    assert made["caps"] == [{"scope": "year", "amount": "20万元"}]
    assert read_rule(made, "x").is_computable


@pytest.mark.parametrize(
    ("fact", "tested", "value", "test"),
    [
        ("staff", Demand.AT_MOST, "300", {"test": "compare", "op": "at_most", "limit": 300}),
        ("annual_sales", Demand.LESS_THAN, "5000万", {"test": "compare", "op": "less_than", "limit": "5000万元"}),
        ("loan_rate_bp", Demand.AT_LEAST, "2", {"test": "compare", "op": "at_least", "limit": "2%"}),
        ("staff", Demand.AT_MOST, "", {"test": "compare", "op": "at_most", "limit": None}),
        ("tech_firm", Demand.IS, "", {"test": "is", "wanted": True}),
        ("listed", Demand.IS_NOT, "", {"test": "is", "wanted": False}),
        ("drawn_on", Demand.NOT_BEFORE, "2026-01-01", {"test": "within", "from": "2026-01-01", "until": None}),
        ("provider_kind", Demand.ONE_OF, "angel、fund", {"test": "one_of", "words": ["angel", "fund"]}),
    ],
)  # fmt: skip
def test_a_condition_is_added_in_the_unit_of_its_fact(fact, tested, value, test) -> None:
    made = with_condition(LOAN, NewCondition(fact, tested, value))

    assert made["conditions"][-1] == {"code": fact.replace("_", "-"), "fact": fact, **test}
    assert read_rule(made, "x").conditions[-1].code == fact.replace("_", "-")


@pytest.mark.parametrize(
    ("fact", "tested", "value", "code"),
    [
        ("staff", Demand.IS, "", "test_does_not_suit"),
        ("tech_firm", Demand.AT_LEAST, "1", "test_does_not_suit"),
        ("staff", Demand.AT_MOST, "many", "not_a_number"),
        ("annual_sales", Demand.AT_MOST, "a lot", "not_an_amount"),
        ("loan_rate_bp", Demand.AT_MOST, "low", "not_a_percentage"),
        ("drawn_on", Demand.NOT_AFTER, "2026-02-30", "not_a_date"),
        ("provider_kind", Demand.ONE_OF, "", "required"),
    ],
)
def test_a_condition_that_cannot_be_asked_is_refused(fact, tested, value, code) -> None:
    with pytest.raises(Invalid, match=code):
        with_condition(LOAN, NewCondition(fact, tested, value))


def test_the_same_fact_twice_gets_a_code_of_its_own_and_a_condition_can_go() -> None:
    once = with_condition(LOAN, NewCondition("staff", Demand.AT_MOST, "300"))
    twice = with_condition(once, NewCondition("staff", Demand.AT_LEAST, "3"))

    assert [c["code"] for c in twice["conditions"]] == ["sum", "staff", "staff-2"]
    assert without_condition(twice, "staff")["conditions"] == [twice["conditions"][0], twice["conditions"][2]]
    with pytest.raises(Invalid):
        without_condition(twice, "no-such-condition")
