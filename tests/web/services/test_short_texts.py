"""What a provider types is encoded inside the request and orders the list, in either language."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from matcher.encoding import HashingEncoder, encode_texts
from matcher.ranking import WeightedRanker
from models.entities.encoding import ModelState
from models.entities.matching import MatchFilters
from models.repositories.embeddings import TextModelRepository
from tests.ops.helpers import PROJECT
from tests.web.signed_in import viewer_of
from web.quick import QuickEncoders, dictionary_file, exported_folder
from web.services.encoding import encode_pending
from web.services.matching import open_matches
from web.services.short_texts import encode_now

pytestmark = pytest.mark.anyio


@pytest.fixture
def quick(settings):
    return QuickEncoders(settings.encoders_dir)


async def test_words_are_encoded_by_the_model_that_serves(world_db, clock, quick):
    assert await encode_now(world_db, quick, "crab") is None
    await encode_pending(world_db, HashingEncoder(64), clock)

    typed = await encode_now(world_db, quick, "crab film")

    assert typed is not None
    expected = encode_texts(HashingEncoder(64), ["crab film"], as_query=False)
    assert typed.encoded.whole.tolist() == expected.whole.tolist()
    assert (typed.encoded.sentences, typed.encoded.language) == (("crab film",), "en")
    assert await encode_now(world_db, quick, "  ") is None


async def test_model_that_nobody_has_exported_reads_nothing(world_db, world_conn, clock, quick):
    async with world_db.transaction() as conn:
        await TextModelRepository(conn).put("some-model@1234", "some", 8, ModelState.SERVING, clock.now())

    assert await encode_now(world_db, quick, "crab") is None


async def test_list_is_ordered_by_what_is_looked_for_and_not_remembered(
    world_db, world_conn, world, clock, quick
):
    wang = await viewer_of(world_db, clock, "wang")
    await world_conn.execute(
        "update pitch_version set problem = 'Lithium battery recycling', solution = 'Black mass into cathode' where pitch_id = $1",
        world.pitch["qian"],
    )
    await world_conn.execute(
        "update pitch_version set problem = 'Orchard cooling', solution = 'Field-side cold storage' where pitch_id = $1",
        world.pitch["lin"],
    )
    await encode_pending(world_db, HashingEncoder(), clock)

    async def order(words):
        found = await open_matches(
            world_db, WeightedRanker(), clock, viewer=wang, filters=MatchFilters(),
            looked_for=await encode_now(world_db, quick, words),
        )  # fmt: skip
        return [m.pitch.pitch_id for m in found.matches]

    assert await order("battery recycling") == [world.pitch["qian"], world.pitch["lin"]]
    assert await order("cold storage for orchards") == [world.pitch["lin"], world.pitch["qian"]]
    assert await world_conn.fetchval("select count(*) from impression") == 0


async def test_words_read_by_a_model_that_serves_no_longer_are_left_aside(world_db, world, clock, quick):
    wang = await viewer_of(world_db, clock, "wang")
    await encode_pending(world_db, HashingEncoder(), clock)
    typed = await encode_now(world_db, quick, "battery")
    assert typed is not None
    older = replace(typed, model="an-older-model")

    lists = [
        await open_matches(
            world_db, WeightedRanker(), clock, viewer=wang, filters=MatchFilters(), looked_for=words
        )
        for words in (typed, older)
    ]

    assert [found.words_read for found in lists] == [True, False]


async def test_page_says_when_words_cannot_be_read_yet(client, world_db, clock):
    client.sign_in("wang")

    early = await client.get("/provider/matches", params={"words": "crab", "lang": "en"})
    await encode_pending(world_db, HashingEncoder(), clock)
    later = await client.get("/provider/matches", params={"words": "crab", "lang": "en"})
    too_long = await client.get("/provider/matches", params={"words": "crab " * 60, "lang": "en"})

    assert "Words cannot be read yet" in early.text
    assert "ordered by what you look for: crab" in later.text
    assert "Words cannot be read yet" not in later.text
    assert too_long.status_code == 422


IN_THE_WEB = """
import sys
from pathlib import Path
import web.app
from matcher.glossing import Glosser
from web.quick import QuickEncoders

encoder = QuickEncoders(Path(sys.argv[1])).get(sys.argv[2])
rows = encoder.encode_documents(["桃子采下来到傍晚就烂", "field-side cold storage for peaches", "tax law"])
assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.1, rows @ rows.T
print(*sorted(set(sys.modules) & {"torch", "sklearn", "sentence_transformers", "transformers", "scipy"}))
"""


@pytest.mark.slow
def test_web_process_encodes_both_languages_without_pytorch(exported):
    folder, name = exported

    done = subprocess.run(
        [sys.executable, "-c", IN_THE_WEB, str(folder), name],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

    assert (done.stdout.strip(), done.stderr) == ("", "")


@pytest.mark.slow
def test_exported_model_is_whole_and_leaves_no_draft(exported):
    folder, name = exported

    assert sorted(p.name for p in folder.iterdir()) == sorted(
        [exported_folder(folder, name.partition("+")[0]).name, dictionary_file(folder).name]
    )


@pytest.fixture(scope="session")
def exported(tmp_path_factory):
    """The bundled model as the worker exports it: the folder, and the name that its vectors bear."""
    from web.encoders import encoder_for

    folder = tmp_path_factory.mktemp("data") / "encoders"
    encoder = encoder_for("all-MiniLM-L6-v2", folder)
    assert encoder.dimension == 384
    return folder, encoder.name
