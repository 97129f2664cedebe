"""Firsts elsewhere, facts, inheritances: who may state them, and what becomes of the certificates."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import asyncpg
import pytest

from models.entities.firsts import (
    Fact,
    NewElsewhere,
    NewFact,
    NewSuccession,
    Statement,
    SuccessionKind,
)
from models.entities.vocabulary import FundingKind
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.web.services.first_stories import company, in_force, waiting
from tests.web.signed_in import viewer_of
from web.services import firsts as settling
from web.services.first_definitions import Because, Verdict, definitions
from web.services.first_statements import (
    declare_elsewhere,
    open_certificate,
    open_company_firsts,
    open_first_evidence,
    record_succession,
    standing_of,
    state_fact,
    withdraw_statement,
)
from web.services.funding import open_ledger
from web.services.funding_answers import confirm_record
from web.services.funding_evidence import Upload

pytestmark = pytest.mark.anyio
FILE = Upload("proof.pdf", b"%PDF-1.7 a proof", "other")
DAY = date(2025, 3, 1)
CODE = "91110108551385082Q"


class Story:
    """One world's services with less to type."""

    def __init__(self, db, conn, world, clock, files) -> None:
        self.db, self.conn, self.world, self.clock, self.files = db, conn, world, clock, files

    async def who(self, persona):
        return await viewer_of(self.db, self.clock, persona)

    async def confirmed(self, company_id, *days, **more):
        """Records that both sides confirm, one a day given."""
        records = await waiting(self.conn, self.world, company_id, *days, **more)
        for record in records:
            await confirm_record(
                self.db, self.clock, viewer=await self.who("lin"), record_id=record, side="company"
            )
        return records

    async def elsewhere(self, persona, on, *, company="lin", kind="loan", uploads=(FILE,)):
        new = NewElsewhere(FundingKind(kind), on, "外地银行", "", "zh")
        return await declare_elsewhere(
            self.db,
            self.clock,
            self.files,
            viewer=await self.who(persona),
            company_id=self.world.org.get(company, company),
            new=new,
            uploads=uploads,
        )

    async def fact(self, persona, fact, value, *, on=DAY, record=None, company="lin", uploads=(FILE,)):
        new = NewFact(fact, value, on, record, "", "zh")
        return await state_fact(
            self.db,
            self.clock,
            self.files,
            viewer=await self.who(persona),
            company_id=self.world.org.get(company, company),
            new=new,
            uploads=uploads,
        )

    async def inherits(self, persona, to_id, from_id, kind=SuccessionKind.MERGED, uploads=()):
        new = NewSuccession(from_id, kind, date(2026, 5, 1), "", "zh")
        return await record_succession(
            self.db,
            self.clock,
            self.files,
            viewer=await self.who(persona),
            company_id=to_id,
            new=new,
            uploads=uploads,
        )

    async def take_back(self, persona, statement, statement_id, company_id):
        await withdraw_statement(
            self.db,
            self.clock,
            viewer=await self.who(persona),
            company_id=company_id,
            statement=statement,
            statement_id=statement_id,
            because="写错了",
        )

    async def standing(self, company_id):
        return await in_force(self.db, company_id)

    async def reasons(self, company_id):
        rows = await self.conn.fetch(
            "select definition, record_id, revoked_because from first_certificate "
            "where company_id = $1 and revoked_at is not null order by id",
            company_id,
        )
        return [tuple(r) for r in rows]

    async def entries(self):
        return [r["subject"] for r in await self.conn.fetch("select subject from ledger_entry order by seq")]


@pytest.fixture
def story(world_db, world_conn, world, clock, files) -> Story:
    return Story(world_db, world_conn, world, clock, files)


async def test_clean_report_of_the_bureau_certifies_the_loan_under_the_bureau_s_definition(story) -> None:
    lin, loan = story.world.org["lin"], story.world.record["chen_lin"]
    assert await story.standing(lin) == {("loan", "ledger-1"): [loan]}

    await story.fact("lin", Fact.BUREAU_RECORD, "none", on=date(2026, 4, 30))

    assert await story.standing(lin) == {("loan", "ledger-1"): [loan], ("loan", "bureau-2"): [loan]}
    assert (await story.entries())[-2:] == ["fact", "certificate"]
    mails = await story.conn.fetch("select to_address, subject from outbox_mail where purpose = 'funding'")
    assert {(m["to_address"], m["subject"]) for m in mails} == {
        ("lin@example.test", "晨稷冷链的首贷已认定"),
        ("chen@example.test", "晨稷冷链的首贷已认定"),
    }


async def test_first_elsewhere_revokes_what_looks_beyond_the_ledger_and_its_withdrawal_restores_it(
    story,
) -> None:
    lin, loan = story.world.org["lin"], story.world.record["chen_lin"]
    await story.fact("lin", Fact.BUREAU_RECORD, "none", on=date(2026, 4, 30))

    stated = await story.elsewhere("lin", date(2024, 1, 1))

    assert await story.standing(lin) == {("loan", "ledger-1"): [loan]}
    assert await story.reasons(lin) == [("bureau-2", loan, "elsewhere")]
    view = await open_company_firsts(story.db, story.clock, viewer=await story.who("lin"), company_id=lin)
    outcomes = {(str(line.kind), line.definition.code): line.outcome for line in view.lines}
    assert outcomes["loan", "bureau-2"].because is Because.ELSEWHERE
    assert outcomes["loan", "ledger-1"].verdict is Verdict.FIRST

    await story.take_back("lin", Statement.ELSEWHERE, stated, lin)

    assert (await story.standing(lin))["loan", "bureau-2"] == [loan]
    assert (await story.entries())[-4:] == ["elsewhere", "revocation", "withdrawal", "certificate"]
    # The new certificate follows the one that was revoked.
    assert (
        await story.conn.fetchval(
            "select count(*) from first_certificate f join first_certificate b on b.id = f.supersedes_id "
            "where f.definition = 'bureau-2' and b.revoked_because = 'elsewhere'"
        )
        == 1
    )
    with pytest.raises(Conflict, match="withdrawn_already"):
        await story.take_back("lin", Statement.ELSEWHERE, stated, lin)


async def test_first_elsewhere_that_came_later_takes_nothing_away(story) -> None:
    lin, loan = story.world.org["lin"], story.world.record["chen_lin"]
    await story.fact("lin", Fact.BUREAU_RECORD, "none", on=date(2026, 4, 30))

    await story.elsewhere("lin", date(2026, 5, 9))

    assert (await story.standing(lin))["loan", "bureau-2"] == [loan]


async def test_relation_is_stated_by_either_side_and_a_difference_revokes(story) -> None:
    lin = story.world.org["lin"]
    (record,) = await story.confirmed(lin, DAY)
    assert ("investment", "unrelated-1") not in await story.standing(lin)

    await story.fact("wang", Fact.RELATION, "unrelated", record=record, uploads=())
    assert (await story.standing(lin))["investment", "unrelated-1"] == [record]

    await story.fact("lin", Fact.RELATION, "related", record=record, uploads=())
    assert ("investment", "unrelated-1") not in await story.standing(lin)
    assert await story.reasons(lin) == [("unrelated-1", record, "facts")]

    await story.fact("lin", Fact.RELATION, "unrelated", record=record, uploads=())
    assert (await story.standing(lin))["investment", "unrelated-1"] == [record]


async def test_money_of_a_team_passes_on_to_the_company_that_it_became(story) -> None:
    lin = story.world.org["lin"]
    team = await company(story.conn, story.world, "lin", "蟹队")
    (early,) = await story.confirmed(team, DAY)
    assert await story.standing(team) == {("investment", "ledger-1"): [early]}

    await story.inherits("lin", lin, team, SuccessionKind.REGISTERED)

    assert await story.standing(team) == {}
    assert await story.reasons(team) == [("ledger-1", early, "passed_on")]
    assert (await story.standing(lin))["investment", "ledger-1"] == [early]
    # What comes later for either counts for the company.
    (earlier,) = await story.confirmed(team, DAY - timedelta(days=1))
    assert (await story.standing(lin))["investment", "ledger-1"] == [earlier]
    assert await story.standing(team) == {}


async def test_team_that_gets_its_code_keeps_its_firsts(story) -> None:
    team = await company(story.conn, story.world, "lin", "蟹队")
    (record,) = await story.confirmed(team, DAY)

    await story.conn.execute("update organisation set uscc = $2 where id = $1", team, CODE)
    await story.confirmed(team, DAY + timedelta(days=1))

    assert await story.standing(team) == {("investment", "ledger-1"): [record]}


@pytest.mark.parametrize("forebear_is_earlier", [True, False])
async def test_merger_of_two_firsts_leaves_the_earlier(story, forebear_is_earlier) -> None:
    lin = story.world.org["lin"]
    other = await company(story.conn, story.world, "lin", "并入的公司", uscc=CODE)
    earlier, later = (other, lin) if forebear_is_earlier else (lin, other)
    (first,) = await story.confirmed(earlier, DAY)
    (second,) = await story.confirmed(later, DAY + timedelta(days=9))

    await story.inherits("lin", lin, other)

    assert (await story.standing(lin))["investment", "ledger-1"] == [first]
    assert await story.standing(other) == {}
    gone = {*await story.reasons(lin), *await story.reasons(other)}
    assert ("ledger-1", second, "merged") in gone
    assert gone - {("ledger-1", second, "merged")} == (
        {("ledger-1", first, "passed_on")} if forebear_is_earlier else set()
    )
    assert "merger" in await story.entries()


async def test_inheritance_taken_back_gives_each_company_its_own_first_again(story) -> None:
    lin = story.world.org["lin"]
    other = await company(story.conn, story.world, "lin", "并入的公司", uscc=CODE)
    (first,) = await story.confirmed(other, DAY)
    (second,) = await story.confirmed(lin, DAY + timedelta(days=9))
    stated = await story.inherits("lin", lin, other)

    await story.take_back("lin", Statement.SUCCESSION, stated, lin)

    assert ("ledger-1", first, "facts") in await story.reasons(lin)
    assert (await story.standing(lin))["investment", "ledger-1"] == [second]
    assert (await story.standing(other))["investment", "ledger-1"] == [first]


async def test_inheritance_goes_along_the_line_and_never_in_a_circle(story) -> None:
    a, b, c = [await company(story.conn, story.world, "lin", name) for name in ("甲", "乙", "丙")]
    (record,) = await story.confirmed(a, DAY)

    await story.inherits("lin", b, a)
    await story.inherits("lin", c, b)

    assert await story.standing(c) == {("investment", "ledger-1"): [record]}
    assert {await story.conn.fetchval("select company_root($1)", x) for x in (a, b, c)} == {c}
    family = await story.conn.fetch("select company_family($1)", c)
    assert {r[0] for r in family} == {a, b, c}
    # The service offers no such company, and the database refuses what got past it.
    with pytest.raises(Conflict, match="heir_already"):
        await story.inherits("lin", a, c)
    for heir, error in ((a, asyncpg.ExclusionViolationError), (b, None)):
        if error:
            with pytest.raises(error):
                async with story.conn.transaction():
                    await link(story, c, heir)
    with pytest.raises(asyncpg.UniqueViolationError):
        async with story.conn.transaction():
            await link(story, a, c)


async def link(story, from_id, to_id):
    await story.conn.execute(
        "insert into company_succession (from_id, to_id, kind, succeeded_on, lang, recorded_by, recorded_at) "
        "values ($1, $2, 'merged', '2026-05-01', 'zh', 1, now())",
        from_id,
        to_id,
    )


async def test_company_with_a_code_is_no_team(story) -> None:
    other = await company(story.conn, story.world, "lin", "有代码", uscc=CODE)

    with pytest.raises(Invalid, match="forebear_is_registered"):
        await story.inherits("lin", story.world.org["lin"], other, SuccessionKind.REGISTERED)


async def test_founder_inherits_from_companies_that_they_act_for_alone(story) -> None:
    with pytest.raises(Invalid, match="forebear_not_offered"):
        await story.inherits("lin", story.world.org["lin"], story.world.org["qian"])


async def test_organiser_and_officer_prove_what_they_state_for_others(story) -> None:
    lin, qian = story.world.org["lin"], story.world.org["qian"]
    with pytest.raises(Invalid, match="evidence_missing"):
        await story.inherits("sun", lin, qian)
    await story.elsewhere("zhao", date(2024, 1, 1))
    await story.inherits("sun", lin, qian, uploads=(FILE,))

    view = await open_company_firsts(story.db, story.clock, viewer=await story.who("sun"), company_id=lin)
    assert [(e.declared_side, e.withdrawn_at) for e in view.elsewhere if e.kind == "loan"] == [
        ("organiser", None)
    ]
    assert [s.from_id for s in view.successions] == [qian]


@pytest.mark.parametrize("uploads", [(), (dataclasses.replace(FILE, content=b"<html>"),)])
async def test_statement_without_a_proper_file_is_refused(story, uploads) -> None:
    with pytest.raises(Invalid, match="evidence"):
        await story.elsewhere("lin", date(2024, 1, 1), uploads=uploads)


async def test_day_to_come_is_refused(story) -> None:
    with pytest.raises(Invalid, match="day_in_future"):
        await story.elsewhere("lin", date(2026, 5, 16))


@pytest.mark.parametrize("persona", ["qian", "wang", "chen", "zhou", "xu"])
async def test_who_has_nothing_to_do_with_the_company_learns_and_states_nothing(story, persona) -> None:
    who, lin = await story.who(persona), story.world.org["lin"]
    stated = await story.elsewhere("lin", date(2024, 1, 1))
    file = await story.conn.fetchval("select id from first_evidence")

    with pytest.raises(NotFound):
        await open_company_firsts(story.db, story.clock, viewer=who, company_id=lin)
    with pytest.raises(NotFound):
        await story.elsewhere(persona, date(2024, 1, 1))
    with pytest.raises(NotFound):
        await story.take_back(persona, Statement.ELSEWHERE, stated, lin)
    with pytest.raises(NotFound):
        await open_first_evidence(story.db, story.files, viewer=who, evidence_id=file)


async def test_statement_of_the_company_is_not_the_organiser_s_to_take_back(story) -> None:
    lin = story.world.org["lin"]
    stated = await story.elsewhere("lin", date(2024, 1, 1))

    with pytest.raises(NotAllowed, match="not_your_statement"):
        await story.take_back("zhao", Statement.ELSEWHERE, stated, lin)
    with pytest.raises(NotFound):
        await story.take_back("lin", Statement.FACT, stated, lin)
    await story.take_back("sun", Statement.ELSEWHERE, stated, lin)


async def test_member_of_an_inherited_company_does_not_see_into_its_heir(story) -> None:
    lin, qian = story.world.org["lin"], story.world.org["qian"]
    await story.elsewhere("lin", date(2024, 1, 1))
    await story.inherits("sun", lin, qian, uploads=(FILE,))

    view = await open_company_firsts(story.db, story.clock, viewer=await story.who("qian"), company_id=qian)

    assert (view.company.root_name, view.lines, view.elsewhere) == ("晨稷冷链", [], [])
    assert {c.record_company_id for c in view.certificates} <= {qian}


async def test_heir_sees_the_money_that_it_inherited_and_nobody_else_does(story) -> None:
    lin, qian = story.world.org["lin"], story.world.org["qian"]
    inherited = story.world.record["chen_qian"]
    assert inherited not in {r.id for r in await open_ledger(story.db, viewer=await story.who("lin"))}

    await story.inherits("sun", lin, qian, uploads=(FILE,))

    assert inherited in {r.id for r in await open_ledger(story.db, viewer=await story.who("lin"))}
    assert {r.id for r in await open_ledger(story.db, viewer=await story.who("qian"))} == {inherited}


async def test_certificate_opens_to_its_parties_and_its_number_to_everybody(story) -> None:
    lin = story.world.org["lin"]
    (record,) = await story.confirmed(lin, DAY)
    held, number = await story.conn.fetchrow(
        "select id, number from first_certificate where record_id = $1", record
    )

    for persona in ("lin", "wang", "sun"):
        found = await open_certificate(story.db, viewer=await story.who(persona), certificate_id=held)
        assert (found.record_id, found.number) == (record, number)
    for persona in ("qian", "chen", "zhou"):
        with pytest.raises(NotFound):
            await open_certificate(story.db, viewer=await story.who(persona), certificate_id=held)
    assert await standing_of(story.db, number=number) is True
    assert await standing_of(story.db, number="000000000000") is None


async def test_definition_that_ended_issues_nothing_new_but_keeps_what_it_began(story, monkeypatch) -> None:
    lin, qian = story.world.org["lin"], story.world.org["qian"]
    other = await company(story.conn, story.world, "lin", "后来的公司")
    (first,) = await story.confirmed(lin, DAY)
    ended = tuple(dataclasses.replace(d, until=date(2026, 1, 1)) for d in definitions())
    monkeypatch.setattr(settling, "definitions", lambda: ended)

    (earlier,) = await story.confirmed(lin, DAY - timedelta(days=1))
    await story.confirmed(other, DAY)

    assert (await story.standing(lin))["investment", "ledger-1"] == [earlier]
    assert await story.reasons(lin) == [("ledger-1", first, "earlier_record")]
    assert await story.standing(other) == {}
    assert qian != other


@pytest.mark.parametrize(
    "statement",
    [
        "update first_certificate set number = 'X'",
        "update first_certificate set revoked_at = null",
        "update first_certificate set revoked_at = now(), revoked_because = 'facts', record_id = 1",
        "delete from first_certificate",
        "truncate first_certificate cascade",
        "update company_succession set kind = 'merged'",
        "delete from first_elsewhere",
        "update first_fact set value = 'some'",
        "delete from first_evidence",
        "delete from first_withdrawal",
    ],
)
async def test_database_refuses_to_change_what_was_certified_or_stated(world_conn, statement) -> None:
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.RestrictViolationError)):
        await world_conn.execute(statement)


async def test_certificate_is_stamped_once_and_never_again(world_conn) -> None:
    await world_conn.execute("update first_certificate set revoked_at = now(), revoked_because = 'facts'")

    with pytest.raises(asyncpg.RestrictViolationError):
        await world_conn.execute("update first_certificate set revoked_because = 'merged'")
