"""Vectors follow the words; another model is prepared beside the one that serves, whatever is killed meanwhile."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

import pytest

from matcher.background import background_version, encode_background
from matcher.encoding import HashingEncoder
from matcher.ranking import WeightedRanker
from models.entities.encoding import ModelState
from models.entities.matching import MatchFilters
from models.repositories.embeddings import EmbeddingRepository, TextModelRepository
from tests.ops.helpers import PROJECT
from tests.web.signed_in import viewer_of
from web.services.encoding import (
    REST,
    CannotEncode,
    TextWatch,
    encode_pending,
    encode_serving,
    prepare_coming,
    use_model,
)
from web.services.index import MatchIndex
from web.services.match_feed import KEPT, forget_old_changes
from web.services.matching import open_matches

pytestmark = pytest.mark.anyio
OLD, NEW = HashingEncoder(256), HashingEncoder(48)
MADE = {"old": OLD, "new": NEW}


class Breaking(HashingEncoder):
    """Encodes a few documents and then breaks off, as a killed process does."""

    def __init__(self, dimension, calls):
        super().__init__(dimension)
        self.calls = calls

    def encode_documents(self, texts):
        self.calls -= 1
        if self.calls < 0:
            raise RuntimeError("killed")
        return super().encode_documents(texts)


def background_calls():
    """What the texts that ship take, which are encoded before all others."""
    encoder = Breaking(48, calls=10**6)
    encode_background(encoder)
    return 10**6 - encoder.calls


@pytest.fixture
async def served(world_db, clock):
    """The world with everything encoded by the old model."""
    await use_model(world_db, OLD, clock, "old")
    assert await encode_serving(world_db, MADE.__getitem__, clock) > 0
    return world_db


async def models_of(db):
    async with db.read() as conn:
        return {m.model: m.state for m in await TextModelRepository(conn).all()}


async def the_list(db, clock, who="wang"):
    viewer = await viewer_of(db, clock, who)
    found = await open_matches(db, WeightedRanker(), clock, viewer=viewer, filters=MatchFilters())
    return [(m.pitch.pitch_id, m.ranked and m.ranked.score) for m in found.matches], found.n_unencoded


async def dimensions(conn):
    rows = await conn.fetch("select model, count(*) as n from embedding where part = 0 group by model")
    return {row["model"]: row["n"] for row in rows}


async def test_first_model_of_all_serves_at_once(world_db, clock):
    assert await use_model(world_db, OLD, clock, "old") is ModelState.SERVING
    assert await use_model(world_db, OLD, clock, "old") is ModelState.SERVING


async def test_another_model_serves_only_when_everything_is_encoded_with_it(served, world_conn, clock):
    before = await the_list(served, clock)

    assert await use_model(served, NEW, clock, "new") is ModelState.COMING
    broken = Breaking(48, calls=background_calls() + 3)
    with pytest.raises(RuntimeError, match="killed"):
        await prepare_coming(served, {"old": OLD, "new": broken}.__getitem__, clock)
    halfway = await dimensions(world_conn)
    assert 0 < halfway[NEW.name] < halfway[OLD.name]
    assert await the_list(served, clock) == before
    assert await models_of(served) == {OLD.name: ModelState.SERVING, NEW.name: ModelState.COMING}

    rest = await prepare_coming(served, MADE.__getitem__, clock)
    assert rest == halfway[OLD.name] - halfway[NEW.name]
    assert await models_of(served) == {NEW.name: ModelState.SERVING, OLD.name: ModelState.RETIRED}
    after = await the_list(served, clock)
    assert after != before
    assert after[1] == 0
    async with served.read() as conn:
        parts, _ = await EmbeddingRepository(conn).parts(pitches=[before[0][0][0]])
    assert {len(vector) for _, _, vector in next(iter(parts.values()))} == {48}


async def background_of(db, index):
    async with index.look(db):
        pass
    asking = await index.run(lambda t: (t.companies.table.text.asking, t.providers.table.text.asking))
    return [one.common.tobytes() for one in asking]


async def test_lists_compare_texts_against_the_background_of_the_model_that_serves(served, clock):
    index = MatchIndex()
    for model in (OLD, NEW):
        await use_model(served, model, clock, "old" if model is OLD else "new")
        await prepare_coming(served, MADE.__getitem__, clock)
        found = encode_background(model)
        assert await background_of(served, index) == [
            found.thesis.common.tobytes(),
            found.pitch.common.tobytes(),
        ]


@pytest.mark.parametrize(
    "kept", ["null, background_version = null", "background, background_version = 'old'"]
)
async def test_site_without_this_background_gets_it_once_and_its_lists_follow(
    served, world_conn, clock, kept
):
    await world_conn.execute(f"update text_model set background = {kept}")
    index, broken = MatchIndex(), Breaking(256, calls=0)
    before = await background_of(served, index)
    listed = await the_list(served, clock)

    assert await encode_serving(served, MADE.__getitem__, clock) == 0
    assert await encode_serving(served, lambda _: broken, clock) == 0, "nothing is left to encode"

    after = await background_of(served, index)
    assert b"" not in after
    async with served.read() as conn:
        serving = await TextModelRepository(conn).in_state(ModelState.SERVING)
    assert serving is not None
    assert serving.background_version == background_version()
    if kept.startswith("null"):
        assert before == [b"", b""]
        assert await the_list(served, clock) != listed


async def test_words_that_change_meanwhile_are_encoded_for_both(served, world_conn, world, clock):
    await use_model(served, NEW, clock, "new")
    with pytest.raises(RuntimeError, match="killed"):
        await prepare_coming(served, {"new": Breaking(48, calls=background_calls() + 5)}.__getitem__, clock)
    await world_conn.execute(
        "update provider_profile set thesis = 'Cold chains for orchards' where organisation_id = $1",
        world.org["wang"],
    )

    assert await encode_serving(served, MADE.__getitem__, clock) == 1
    await prepare_coming(served, MADE.__getitem__, clock)

    said = await world_conn.fetch(
        "select model, body from embedding where subject = 'thesis' and subject_id = $1 and part = 0",
        world.org["wang"],
    )
    assert {row["model"] for row in said} == {OLD.name, NEW.name}
    assert all(row["body"].startswith("Cold chains for orchards") for row in said)


async def test_going_back_encodes_only_what_has_changed_since(served, clock):
    await use_model(served, NEW, clock, "new")
    await prepare_coming(served, MADE.__getitem__, clock)

    await use_model(served, OLD, clock, "old")

    assert await prepare_coming(served, MADE.__getitem__, clock) == 0
    assert await models_of(served) == {OLD.name: ModelState.SERVING, NEW.name: ModelState.RETIRED}


async def test_rested_vectors_are_forgotten_after_a_week_and_not_before(served, world_conn, clock):
    await use_model(served, NEW, clock, "new")
    await prepare_coming(served, MADE.__getitem__, clock)
    clock.instant += REST - timedelta(seconds=1)
    await prepare_coming(served, MADE.__getitem__, clock)
    assert set(await dimensions(world_conn)) == {OLD.name, NEW.name}

    clock.instant += timedelta(seconds=2)
    await prepare_coming(served, MADE.__getitem__, clock)

    assert set(await dimensions(world_conn)) == {NEW.name}
    assert await models_of(served) == {NEW.name: ModelState.SERVING}


async def test_setting_that_leads_to_other_weights_now_encodes_nothing_under_the_old_name(
    served, clock, world, world_conn
):
    await world_conn.execute("update provider_profile set thesis = 'Bridges'")

    with pytest.raises(CannotEncode, match=NEW.name):
        await encode_serving(served, lambda source: NEW, clock)


async def test_choice_that_is_taken_back_ends_the_preparation(served, clock):
    await use_model(served, NEW, clock, "new")

    assert await use_model(served, OLD, clock, "old") is ModelState.SERVING

    assert await models_of(served) == {OLD.name: ModelState.SERVING, NEW.name: ModelState.RETIRED}
    assert await prepare_coming(served, MADE.__getitem__, clock) == 0


async def test_several_processes_prepare_one_model_together(cloned_world_db, clock):
    await use_model(cloned_world_db, OLD, clock, "old")
    await encode_serving(cloned_world_db, MADE.__getitem__, clock)
    await use_model(cloned_world_db, NEW, clock, "new")

    shares = await asyncio.gather(
        *(prepare_coming(cloned_world_db, MADE.__getitem__, clock) for _ in range(3))
    )

    async with cloned_world_db.read() as conn:
        progress = await EmbeddingRepository(conn).progress(NEW.name)
    assert sum(shares) == progress.total == progress.done
    assert (await models_of(cloned_world_db))[NEW.name] is ModelState.SERVING


SLOWLY = """
import asyncio, sys, time
from matcher.background import background_version, encode_background
from matcher.encoding import HashingEncoder
from models.db import Database
from web.clock import SystemClock
from web.services.encoding import prepare_coming

class Slow(HashingEncoder):
    def encode_documents(self, texts):
        time.sleep(0.1)
        return super().encode_documents(texts)

async def main():
    db = await Database.connect(sys.argv[1])
    await prepare_coming(db, lambda source: Slow(48), SystemClock())

asyncio.run(main())
"""


async def test_killed_half_way_the_lists_stay_and_the_next_process_ends_the_work(
    cloned_world_db, cloned_world_dsn, clock
):
    await use_model(cloned_world_db, OLD, clock, "old")
    await encode_serving(cloned_world_db, MADE.__getitem__, clock)
    before = await the_list(cloned_world_db, clock)
    await use_model(cloned_world_db, NEW, clock, "new")

    async def progress():
        async with cloned_world_db.read() as conn:
            return await EmbeddingRepository(conn).progress(NEW.name)

    child = await asyncio.create_subprocess_exec(sys.executable, "-c", SLOWLY, cloned_world_dsn, cwd=PROJECT)
    async with asyncio.timeout(60):
        while not (await progress()).done:
            await asyncio.sleep(0.02)
    child.kill()
    await child.wait()

    assert 0 < (await progress()).done < (await progress()).total
    assert await the_list(cloned_world_db, clock) == before
    await prepare_coming(cloned_world_db, MADE.__getitem__, clock)
    assert (await progress()).waiting == 0
    assert (await models_of(cloned_world_db))[NEW.name] is ModelState.SERVING


async def test_text_of_a_deck_counts_and_goes_with_it(world_db, world_conn, world, clock):
    await encode_pending(world_db, OLD, clock)

    async def said():
        await encode_pending(world_db, OLD, clock)
        return await world_conn.fetchval(
            "select body from embedding where subject = 'pitch' and subject_id = $1 and part = 0",
            world.pitch["lin"],
        )

    changed = await world_conn.execute(
        "update deck set extracted_text = '每箱成本下降四成', extraction = 'done' where id = "
        "(select v.deck_id from pitch p join pitch_version v on v.pitch_id = p.id and v.version = p.approved_version"
        " where p.id = $1)",
        world.pitch["lin"],
    )
    assert changed == "UPDATE 1"
    assert "每箱成本下降四成" in await said()
    await world_conn.execute(
        "update deck set extracted_text = $1 where extracted_text = '每箱成本下降四成'",
        "成本\n三亩棚去年三月到五月丢了一千一百斤，一个筐每年能\n转两百天以上，批发商愿意再加一块。",
    )
    assert "一个筐每年能转两百天以上" in await said()
    await world_conn.execute("update deck set removed_at = $1", clock.now())
    assert "每箱成本下降四成" not in await said()


async def test_products_of_a_provider_count_even_without_a_thesis(world_db, world_conn, world, clock):
    await world_conn.execute("update provider_profile set thesis = ''")
    await world_conn.execute(
        "update provider_product set purpose = '向果农发放冷库贷款' where id = $1", world.product["chen"]
    )

    await encode_pending(world_db, OLD, clock)

    bodies = await world_conn.fetch(
        "select subject_id, body from embedding where subject = 'thesis' and part = 0"
    )
    assert [r["subject_id"] for r in bodies if "向果农发放冷库贷款" in r["body"]] == [world.org["chen"]]


WORDS = {
    "pitch corrected": "update pitch_version set problem = 'other words' where pitch_id = {lin}",
    "pitch on show again": "update consent set revoked_at = null where pitch_id = {lin}",
    "thesis changed": "update provider_profile set thesis = 'other words' where organisation_id = {wang}",
    "product renamed": "update provider_product set name = 'other words' where organisation_id = {chen}",
    "product retired": "update provider_product set retired_at = now() where organisation_id = {chen}",
    "deck read": "update deck set extraction = 'done', extracted_text = 'other words' where id = {deck}",
    "deck removed": "update deck set removed_at = now() where id = {deck}",
    "vectors gone": "delete from embedding where subject = 'pitch' and subject_id = {lin}",
}


class Looks:
    """Counts how often all texts were compared."""

    def __init__(self, monkeypatch):
        self.whole = 0
        stale = EmbeddingRepository.stale

        async def counted(repository, *arguments):
            self.whole += 1
            return await stale(repository, *arguments)

        monkeypatch.setattr(EmbeddingRepository, "stale", counted)


@pytest.mark.parametrize("change", WORDS)
async def test_worker_that_follows_the_feed_encodes_what_a_whole_look_would(
    cloned_world_db, world, clock, monkeypatch, change
):
    db, watch = cloned_world_db, TextWatch()
    deck = world.deck["lin"]
    async with db.transaction() as conn:
        if change == "deck removed":
            await conn.execute(
                "update deck set extraction = 'done', extracted_text = 'words' where id = $1", deck
            )
        if change == "pitch on show again":
            await conn.execute(
                "update consent set revoked_at = now() where pitch_id = $1", world.pitch["lin"]
            )
    await use_model(db, OLD, clock, "old")
    await encode_serving(db, MADE.__getitem__, clock, watch)
    names = {"lin": world.pitch["lin"], "wang": world.org["wang"], "chen": world.org["chen"], "deck": deck}
    async with db.transaction() as conn:
        await conn.execute(WORDS[change].format(**names))
    looks = Looks(monkeypatch)

    followed = await encode_serving(db, MADE.__getitem__, clock, watch)

    assert looks.whole == 0
    assert followed == 1
    assert await encode_serving(db, MADE.__getitem__, clock) == 0


async def test_worker_that_broke_off_is_told_the_same_again(cloned_world_db, world, clock):
    db, watch = cloned_world_db, TextWatch()
    await use_model(db, OLD, clock, "old")
    await encode_serving(db, MADE.__getitem__, clock, watch)
    async with db.transaction() as conn:
        await conn.execute(
            "update provider_profile set thesis = 'new' where organisation_id = $1", world.org["wang"]
        )
    broken = Breaking(256, calls=0)

    with pytest.raises(RuntimeError):
        await encode_serving(db, lambda _: broken, clock, watch)

    assert await encode_serving(db, MADE.__getitem__, clock, watch) == 1


async def test_worker_that_missed_what_was_thrown_away_compares_everything(
    cloned_world_db, world, clock, monkeypatch
):
    db, watch = cloned_world_db, TextWatch()
    await use_model(db, OLD, clock, "old")
    await encode_serving(db, MADE.__getitem__, clock, watch)
    async with db.transaction() as conn:
        await conn.execute(
            "update provider_profile set thesis = 'new' where organisation_id = $1", world.org["wang"]
        )
        await conn.execute("update match_change set changed_at = $1", clock.now() - 2 * KEPT)
    await forget_old_changes(db, clock)
    looks = Looks(monkeypatch)

    assert await encode_serving(db, MADE.__getitem__, clock, watch) == 1
    assert looks.whole > 0
