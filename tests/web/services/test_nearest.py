"""Pitches that say nearly the same: in memory and by the database, for organisers and nobody else."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from matcher.encoding import HashingEncoder
from models.db import Database
from models.entities.encoding import ModelState
from models.errors import NotAllowed
from models.repositories.embeddings import TextModelRepository
from models.vector_indexes import keep_indexes
from tests.conftest import in_thread
from tests.web.signed_in import viewer_of
from web.services.encoding import encode_pending
from web.services.nearest import BySize, InDatabase, InMemory, alike
from web.services.review import open_review

pytestmark = pytest.mark.anyio
ENCODER = HashingEncoder(48)
WAYS = pytest.mark.parametrize("way", [InMemory, InDatabase], ids=["memory", "database"])


@pytest.fixture
async def read(world_db, clock):
    """The world with every text encoded."""
    await encode_pending(world_db, ENCODER, clock)
    return world_db


async def found(db, nearest, pitch_id, limit=5):
    async with db.read() as conn:
        return await alike(nearest, conn, pitch_id, limit=limit)


async def put_vectors(conn, vectors, clock, first=10_000):
    """Vectors under pitches that do not exist: nobody may read those."""
    model = await conn.fetchval("select model from text_model where state = 'serving'")
    await conn.executemany(
        "insert into embedding values ('pitch', $1, $2, 0, '', 'en', $3, 'h', $4, $5)",
        [(first + n, model, len(v), v, clock.now()) for n, v in enumerate(vectors)],
    )


@WAYS
async def test_pitch_that_waits_is_compared_with_those_on_show(read, world, way):
    others = await found(read, way(), world.pitch["lin_submitted"])

    assert [other.pitch.pitch_id for other in others] == [world.pitch["lin"]]
    assert others[0].score > 0.8
    assert others[0].pitch.name == "lin 项目"


@WAYS
async def test_draft_is_nobodys_neighbour_and_withdrawn_no_longer(read, world_conn, world, way):
    nearest = way()
    assert await found(read, nearest, world.pitch["lin_submitted"])

    await world_conn.execute("update pitch set status = 'withdrawn' where id = $1", world.pitch["lin"])

    assert await found(read, nearest, world.pitch["lin_submitted"]) == []
    assert await found(read, nearest, world.pitch["lin_draft"]) is None


@WAYS
async def test_who_may_not_be_read_takes_no_ones_place(read, world_conn, world, clock, way):
    own = await world_conn.fetchval(
        "select vector from embedding where subject = 'pitch' and part = 0 and subject_id = $1",
        world.pitch["lin_submitted"],
    )
    await put_vectors(world_conn, [own.to_numpy()] * 40, clock)

    others = await found(read, way(), world.pitch["lin_submitted"], limit=3)

    assert [other.pitch.pitch_id for other in others] == [world.pitch["lin"]]


async def test_both_ways_find_the_same_with_the_same_scores(read, world):
    for key in ("lin", "lin_submitted", "qian"):
        async with read.read() as conn:
            vector = np.ones(48, np.float32) / np.sqrt(48).astype(np.float32)
            here, there = [
                await way.nearest(conn, vector, but_not=world.pitch[key], limit=9)
                for way in (InMemory(), InDatabase())
            ]
        assert [near.pitch_id for near in here] == [near.pitch_id for near in there]
        assert [near.score for near in here] == pytest.approx([near.score for near in there], abs=1e-6)
        assert len(here) == 2


async def test_memory_follows_what_is_encoded_again(read, world_conn, world, clock):
    nearest = InMemory()
    assert await found(read, nearest, world.pitch["lin_submitted"])

    clock.instant = clock.instant.replace(year=clock.instant.year + 1)
    await world_conn.execute(
        "update pitch_version set one_line = $2, problem = $2, solution = $2, market = $2, team = $2 where pitch_id = $1",
        world.pitch["lin"],
        "Orchestras rent violins by the hour",
    )
    await encode_pending(read, ENCODER, clock)

    assert await found(read, nearest, world.pitch["lin_submitted"]) == []


async def test_memory_starts_anew_with_another_model(read, world, clock):
    nearest = InMemory()
    assert await found(read, nearest, world.pitch["lin_submitted"])

    await encode_pending(read, HashingEncoder(64), clock)

    assert [a.pitch.pitch_id for a in await found(read, nearest, world.pitch["lin_submitted"])] == [
        world.pitch["lin"]
    ]


async def test_size_decides_who_answers(read, world):
    class Told:
        def __init__(self):
            self.asked = 0

        async def nearest(self, conn, vector, *, but_not, limit):
            self.asked += 1
            return []

    for limit, expected in ((2, (0, 1)), (3, (1, 0))):
        chooser = BySize(limit)
        chooser._few, chooser._many = few, many = Told(), Told()
        await found(read, chooser, world.pitch["lin"])
        assert (few.asked, many.asked) == expected


async def test_review_shows_organisers_what_is_nearly_the_same(read, clock, world):
    zhao = await viewer_of(read, clock, "zhao")

    page = await open_review(read, InMemory(), viewer=zhao, pitch_id=world.pitch["lin_submitted"])

    assert page.alike is not None
    assert [other.pitch.pitch_id for other in page.alike] == [world.pitch["lin"]]


@pytest.mark.parametrize("who", ["lin", "qian", "wang", "sun"])
async def test_review_is_for_organisers(read, clock, world, who):
    with pytest.raises(NotAllowed):
        await open_review(
            read, InMemory(), viewer=await viewer_of(read, clock, who), pitch_id=world.pitch["lin_submitted"]
        )


@pytest.mark.parametrize(
    ("locale", "words"), [("zh", "另有 1 个项目内容相近。"), ("en", "1 other pitch says nearly the same.")]
)
async def test_review_page_names_them_in_both_languages(client, read, world, locale, words):
    client.sign_in("zhao")

    page = await client.get(f"/organiser/review/{world.pitch['lin_submitted']}?lang={locale}")

    assert words in page.text
    assert f'/organiser/review/{world.pitch["lin"]}"' in page.text


async def test_index_is_made_above_the_limit_used_and_dropped_with_its_model(server, cloned_dsn, clock):
    owner = cloned_dsn.replace("shoutou_app", "postgres")
    db = await Database.connect(cloned_dsn)
    random = np.random.default_rng(0)
    vectors = random.standard_normal((400, 48)).astype(np.float32)
    said: list[str] = []

    def keep(above):
        return in_thread(asyncio.run, keep_indexes(owner, above=above, say=said.append))

    try:
        async with db.transaction() as conn:
            await TextModelRepository(conn).put("m's", "x", 48, ModelState.SERVING, clock.now())
            await put_vectors(conn, vectors, clock)
        assert keep(400) == 0
        assert keep(399) == 1
        assert keep(399) == 0
        async with db.transaction() as conn:
            await conn.execute("set local enable_seqscan = off")
            plan = await conn.fetch(
                "explain select subject_id from embedding where subject = 'pitch' and part = 0 and model = 'm''s' "
                "order by vector::halfvec(48) <=> $1::vector::halfvec(48) limit 5",
                vectors[0],
            )
        assert "embedding_near_" in "\n".join(row[0] for row in plan)
        async with db.transaction() as conn:
            await TextModelRepository(conn).retire("m's", clock.now())
        assert keep(399) == 0
        assert len(said) == 1
        async with db.read() as conn:
            left = await conn.fetchval("select count(*) from pg_class where relname like 'embedding_near_%'")
        assert left == 0
    finally:
        await db.close()
