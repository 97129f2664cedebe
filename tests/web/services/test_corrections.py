"""What somebody says is wrong: asked once, answered once, told to both, and nobody else's."""

from __future__ import annotations

import pytest

from models.entities.rights import CorrectionKind, CorrectionOutcome
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.web.signed_in import viewer_of
from web.services.corrections import (
    MOST_OPEN,
    answer_correction,
    ask_correction,
    list_corrections,
    withdraw_correction,
)
from web.services.rights import open_rights

pytestmark = pytest.mark.anyio


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


@pytest.fixture
async def gao(world_db, clock):
    return await viewer_of(world_db, clock, "gao")


async def ask(db, clock, who, wanted="日期有误"):
    return await ask_correction(db, clock, viewer=who, kind=CorrectionKind.RECORD, wanted=wanted, lang="zh")


async def answer(db, clock, who, correction_id, outcome=CorrectionOutcome.NOTED):
    await answer_correction(
        db, clock, viewer=who, correction_id=correction_id, outcome=outcome, answer="如实保留", lang="zh"
    )


async def mails_to(conn, person_id, purpose):
    return await conn.fetch(
        "select subject, body from outbox_mail where person_id = $1 and purpose = $2 order by id desc",
        person_id,
        purpose,
    )


async def test_request_reaches_the_administrator_and_the_answer_the_person(
    world_db, world_conn, world, clock, lin, gao
):
    made = await ask(world_db, clock, lin)
    told = await mails_to(world_conn, world.person["gao"], "correction_asked")
    assert made in {c.id for c in await list_corrections(world_db, viewer=gao)}

    await answer(world_db, clock, gao, made)

    mine = next(c for c in (await open_rights(world_db, viewer=lin)).corrections if c.id == made)
    assert (mine.outcome, mine.answer, mine.ended_by_name) == ("noted", "如实保留", gao.name)
    assert len(told) == 1
    answered = await mails_to(world_conn, world.person["lin"], "correction_answered")
    assert "如实保留" in answered[0]["body"]


async def test_only_the_first_answer_counts(world_db, clock, lin, gao):
    made = await ask(world_db, clock, lin)
    await answer(world_db, clock, gao, made, CorrectionOutcome.CORRECTED)

    with pytest.raises(Conflict):
        await answer(world_db, clock, gao, made, CorrectionOutcome.REFUSED)
    with pytest.raises(Conflict):
        await withdraw_correction(world_db, clock, viewer=lin, correction_id=made)


async def test_nobody_reads_answers_or_withdraws_another_s(world_db, world, clock, lin):
    qian = await viewer_of(world_db, clock, "qian")
    made = await ask(world_db, clock, lin)

    assert made not in {c.id for c in (await open_rights(world_db, viewer=qian)).corrections}
    with pytest.raises(NotFound):
        await withdraw_correction(world_db, clock, viewer=qian, correction_id=made)
    with pytest.raises(NotAllowed):
        await answer(world_db, clock, qian, made)
    with pytest.raises(NotAllowed):
        await list_corrections(world_db, viewer=qian)


async def test_withdrawn_request_waits_no_longer(world_db, clock, lin, gao):
    made = await ask(world_db, clock, lin)

    await withdraw_correction(world_db, clock, viewer=lin, correction_id=made)

    with pytest.raises(Conflict):
        await answer(world_db, clock, gao, made)


async def test_so_many_wait_at_most(world_db, world_conn, world, clock, lin):
    waiting = "select count(*) from correction_request where person_id = $1 and outcome is null"
    for _ in range(MOST_OPEN - await world_conn.fetchval(waiting, world.person["lin"])):
        await ask(world_db, clock, lin)

    with pytest.raises(Invalid, match="corrections_too_many"):
        await ask(world_db, clock, lin)


async def test_refused_answer_is_asked_for_again_in_its_own_form(client, world):
    client.sign_in("gao")

    page = await client.post(f"/admin/corrections/{world.correction['lin']}", data={"outcome": "refused"})

    assert page.status_code == 422
    assert f'id="f-answer-{world.correction["lin"]}"' in page.text
