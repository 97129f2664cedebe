"""Runs of training: asked for once, done once, told truly, and only by whom it may be."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from matcher.ranking import WeightedRanker
from models.entities.learning import TrainingOutcome
from models.errors import Conflict, NotAllowed, NotFound
from models.repositories.learning import ModelRepository, TrainingRepository
from tests.web.learned import put_in_use, stored
from tests.web.services.test_rankers import LEARNED
from tests.web.signed_in import viewer_of
from tests.world import NOW, insert
from web.services.learning import (
    ask_for_training,
    open_learning,
    open_model,
    open_own_taste,
    reset_own_taste,
    use_model,
)
from web.services.rankers import RankerSource
from web.services.training import NEWS, NOT_WITHIN, train_now, train_pending
from web.services.training_set import material_of, read_facts

pytestmark = pytest.mark.anyio


@pytest.fixture
async def gao(world_db, clock):
    return await viewer_of(world_db, clock, "gao")


@pytest.fixture
async def wang(world_db, clock):
    return await viewer_of(world_db, clock, "wang")


async def answers(conn, world, n, day=NOW):
    for _ in range(n):
        await insert(
            conn,
            "feedback",
            organisation_id=world.org["wang"],
            pitch_id=world.pitch["lin"],
            choice="later",
            chosen_by=world.person["wang"],
            chosen_at=day,
        )


async def test_training_asked_for_twice_is_one_run_and_one_wake_up_each(
    world_db, world_conn, clock, gao
) -> None:
    for _ in range(2):
        await ask_for_training(world_db, clock, viewer=gao)

    assert await world_conn.fetchval("select count(*) from training") == 1
    assert await world_conn.fetchval("select count(*) from pgqueuer where entrypoint = 'train'") == 2


async def test_training_is_asked_for_by_administrators_alone(world_db, clock) -> None:
    for persona in ("zhao", "wang", "lin"):
        with pytest.raises(NotAllowed):
            await ask_for_training(world_db, clock, viewer=await viewer_of(world_db, clock, persona))


async def test_training_on_little_says_how_little_and_changes_nothing(
    world_db, world_conn, clock, gao
) -> None:
    await ask_for_training(world_db, clock, viewer=gao)

    assert await train_pending(world_db, clock) == 1
    assert await train_pending(world_db, clock) == 0

    async with world_db.read() as conn:
        [run] = await TrainingRepository(conn).latest()
        marks = await ModelRepository(conn).in_use()
    assert (run.outcome, run.finished_at, marks.model_id) == (TrainingOutcome.TOO_LITTLE, NOW, None)
    assert run.report["n_before"] == 0
    assert await world_conn.fetchval("select count(*) from ranker_model") == 0
    view = await open_learning(world_db, viewer=gao)
    assert not any(curve.enough for curve in view.in_use.calibration.values())


async def test_train_from_the_command_line_tells_its_operator(world_db, clock) -> None:
    assert "weighted-1 stays in use" in await train_now(world_db, clock)


async def test_training_starts_by_itself_with_news_and_not_twice_a_day(
    world_db, world_conn, world, clock
) -> None:
    await insert(world_conn, "training", requested_at=NOW, finished_at=NOW, outcome="too_little", report={})
    clock.instant = NOW + NOT_WITHIN - timedelta(minutes=1)
    await answers(world_conn, world, NEWS, NOW + timedelta(hours=1))
    assert await train_pending(world_db, clock) == 0

    clock.instant = NOW + NOT_WITHIN
    assert await train_pending(world_db, clock) == 1
    assert await train_pending(world_db, clock) == 0


async def test_training_does_not_start_by_itself_before_anything_was_said(world_db, clock) -> None:
    assert await train_pending(world_db, clock) == 0


async def test_two_workers_do_one_run(cloned_world_db, clock) -> None:
    gao = await viewer_of(cloned_world_db, clock, "gao")
    await ask_for_training(cloned_world_db, clock, viewer=gao)

    done = await asyncio.gather(*(train_pending(cloned_world_db, clock) for _ in range(3)))

    assert sum(done) >= 1
    async with cloned_world_db.read() as conn:
        runs = await TrainingRepository(conn).latest()
    assert [run.outcome for run in runs] == [TrainingOutcome.TOO_LITTLE]


async def test_failed_run_is_told_and_the_next_one_works(world_db, clock, gao, monkeypatch) -> None:
    def broken(_start):
        raise ArithmeticError

    await ask_for_training(world_db, clock, viewer=gao)
    with monkeypatch.context() as patch:
        patch.setattr("web.services.training._train", broken)
        assert await train_pending(world_db, clock) == 1

    async with world_db.read() as conn:
        [run] = await TrainingRepository(conn).latest()
    assert (run.outcome, run.report) == (TrainingOutcome.FAILED, {"error": "ArithmeticError"})
    assert "weighted-1 stays in use" in await train_now(world_db, clock)


async def test_features_know_no_money_and_no_deal_of_a_later_day(world_db, world_conn, world, clock) -> None:
    await answers(world_conn, world, 1, NOW + timedelta(days=10))
    later = NOW + timedelta(days=40)
    lin, chen, wang = str(world.pitch["lin"]), str(world.org["chen"]), str(world.org["wang"])

    async with world_db.read() as conn:
        # The loan of chen to lin's company was confirmed at NOW, in the window before the latest.
        material = material_of(await read_facts(conn, later))

    backer = material.names.index("relations.backer")
    assert {e.what for e in material.happened} >= {"accepted", "record"}
    for (provider, window), table in material.tables.items():
        known = provider == chen and window == 0
        value = table.X[table.places[lin], backer]
        assert (value == 1.0) == known, (provider, window)
    assert (wang, 1) in material.tables


async def test_who_withdrew_consent_is_not_learned_from(world_db, world_conn, world, clock) -> None:
    await world_conn.execute("update consent set revoked_at = now() where pitch_id = $1", world.pitch["lin"])

    async with world_db.read() as conn:
        material = material_of(await read_facts(conn, NOW + timedelta(days=1)))

    assert str(world.pitch["lin"]) not in {event.pitch for event in material.happened}


async def test_model_put_in_use_by_hand_names_who_and_comes_back(world_db, world_conn, clock, gao) -> None:
    await stored(world_conn, LEARNED)
    source = RankerSource(world_db)

    await use_model(world_db, clock, viewer=gao, version="weights-1", seen=0)
    source.forget()
    assert (await source.current()).version == "weights-1"
    view = await open_learning(world_db, viewer=gao)
    assert [(u.version, u.chosen_by, u.why) for u in view.uses] == [("weights-1", gao.person_id, "chosen")]

    await use_model(world_db, clock, viewer=gao, version="weighted-1", seen=view.use_id)
    source.forget()
    assert (await source.current()).version == "weighted-1"


async def test_model_chosen_on_an_old_page_is_refused(world_db, world_conn, clock, gao) -> None:
    model = await stored(world_conn, LEARNED)
    await put_in_use(world_db, model)

    with pytest.raises(Conflict, match="model_changed_meanwhile"):
        await use_model(world_db, clock, viewer=gao, version="weighted-1", seen=0)
    seen = (await open_learning(world_db, viewer=gao)).use_id
    with pytest.raises(Conflict, match="model_in_use_already"):
        await use_model(world_db, clock, viewer=gao, version="weights-1", seen=seen)
    with pytest.raises(NotFound):
        await use_model(world_db, clock, viewer=gao, version="weights-9", seen=seen)


async def test_two_choose_a_model_at_once_and_one_is_told(cloned_world_db, clock) -> None:
    zhao, gao = [await viewer_of(cloned_world_db, clock, persona) for persona in ("zhao", "gao")]
    async with cloned_world_db.transaction() as conn:
        await stored(conn, LEARNED)

    answers_ = await asyncio.gather(
        *(
            use_model(cloned_world_db, clock, viewer=who, version="weights-1", seen=0)
            for who in (zhao, gao, zhao, gao)
        ),
        return_exceptions=True,
    )

    assert sum(answer is None for answer in answers_) == 1
    assert {a.code for a in answers_ if isinstance(a, Conflict)} == {"model_changed_meanwhile"}


async def test_models_and_their_use_cannot_be_changed_or_deleted(world_conn, world_db) -> None:
    await put_in_use(world_db, await stored(world_conn, LEARNED))

    for table in ("ranker_model", "ranker_in_use", "ranker_calibration", "taste_reset"):
        rights = await world_conn.fetchrow(
            "select has_table_privilege($1, 'update') as changes, has_table_privilege($1, 'delete') as deletes",
            table,
        )
        assert tuple(rights) == (False, False), table


async def test_own_taste_is_told_to_its_provider_and_forgotten_when_asked(
    world_db, world_conn, world, clock, wang
) -> None:
    mine = str(world.org["wang"])
    own = {"amount.range": 0.15, "amount.usual": 0.2}
    await put_in_use(world_db, await stored(world_conn, _with_tastes({mine: own})))
    source = RankerSource(world_db)

    before = await open_own_taste(world_db, viewer=wang, ranker=(await source.current()).ranker)
    clock.instant = NOW + timedelta(days=1)
    await reset_own_taste(world_db, clock, viewer=wang)
    source.forget()
    after = await open_own_taste(world_db, viewer=wang, ranker=(await source.current()).ranker)

    assert [(g.group, round(g.times, 2)) for g in before.groups] == [("amount", 1.5)]
    assert (after.groups, after.reset_at) == ([], clock.instant)


async def test_own_taste_of_somebody_else_is_not_shown(world_db, world, clock, wang) -> None:
    ranker = _with_tastes({})

    with pytest.raises(NotFound):
        await open_own_taste(world_db, viewer=wang, ranker=ranker, organisation_id=world.org["chen"])
    with pytest.raises(NotFound):
        await reset_own_taste(world_db, clock, viewer=wang, organisation_id=world.org["chen"])
    async with world_db.read() as conn:
        assert await ModelRepository(conn).own_answers(wang, world.org["chen"]) == []


async def test_model_page_shows_nobody_s_own_taste(world_db, world_conn, world, clock, wang) -> None:
    await stored(world_conn, _with_tastes({str(world.org["chen"]): {"text.whole": 1.0}}))

    view = await open_model(world_db, viewer=wang, version="weights-2")

    assert {(w.group, round(w.times, 6)) for w in view.weights} == {(w.group, 1.0) for w in view.weights}


def _with_tastes(deviations):
    return WeightedRanker(name="weights-2", deviations=deviations)
