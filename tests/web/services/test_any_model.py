"""Any sentence-transformers model: from the setting through the worker to the list, prompts and length and all."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.encoding import GlossingEncoder, SentenceTransformerEncoder
from matcher.ranking import WeightedRanker
from models.db import Database
from models.entities.encoding import ModelState
from models.entities.matching import MatchFilters
from models.repositories.embeddings import EmbeddingRepository, TextModelRepository
from tests.tiny_model import DOCUMENT_PROMPT, QUERY_PROMPT, save_tiny_model
from tests.web.signed_in import viewer_of
from web import worker
from web.encoders import LightEncoder, encoder_for, forget_exported
from web.quick import QuickEncoders, exported_folder
from web.services.matching import open_matches
from web.services.short_texts import encode_now
from web.settings import load

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    return save_tiny_model(tmp_path_factory.mktemp("models") / "tiny", dimension=32)


@pytest.fixture
def chosen(tiny, settings):
    return load(
        {
            "DATA_DIR": str(settings.data_dir),
            "EMBEDDING_MODEL": str(tiny),
            "DATABASE_URL": "postgresql://unused/",
        }
    )


async def test_model_of_a_folder_makes_the_lists(chosen, tiny, world_db, world_conn, world, clock):
    tools = worker.Tools(chosen, world_db, worker.ReadyPipe(None), clock)
    await worker.CHORES["encode"](tools)
    await worker.CHORES["prepare_model"](tools)

    name = SentenceTransformerEncoder(tiny).name
    viewer = await viewer_of(world_db, clock, "wang")
    quick = QuickEncoders(chosen.encoders_dir)
    typed = await encode_now(world_db, quick, "螃蟹 crabs")
    found = await open_matches(
        world_db, WeightedRanker(), clock, viewer=viewer, filters=MatchFilters(), looked_for=typed
    )
    async with world_db.read() as conn:
        serving = await TextModelRepository(conn).in_state(ModelState.SERVING)
        pitches, _ = await EmbeddingRepository(conn).parts(pitches=[world.pitch["lin"]])
    assert serving is not None
    assert (serving.model, serving.source, serving.dimension) == (name, str(tiny), 32)
    assert found.n_unencoded == 0
    assert {m.pitch.pitch_id for m in found.matches} == {world.pitch["lin"], world.pitch["qian"]}
    assert all(m.ranked and any(r.code == "text" for r in m.ranked.reasons) for m in found.matches)
    # A model of a site's own is never glossed, and a pitch is what asks.
    text, _, vector = pitches[world.pitch["lin"]][1]
    plain = SentenceTransformerEncoder(tiny)
    assert vector @ plain.encode_queries([text])[0] == pytest.approx(1, abs=1e-4)
    assert vector @ plain.encode_documents([text])[0] < 0.9999
    assert not isinstance(encoder_for(str(tiny)), GlossingEncoder)


def test_prompts_change_the_vectors_under_pytorch_and_exported(chosen, tiny):
    plain = SentenceTransformerEncoder(tiny)
    light = encoder_for(str(tiny), chosen.encoders_dir)
    texts = ["Cold boxes for orchards.", "果园预冷", "word " * 300]

    assert isinstance(light, LightEncoder)
    for ours, theirs in (
        (light.encode_queries, plain.encode_queries),
        (light.encode_documents, plain.encode_documents),
    ):
        assert np.sum(ours(texts) * theirs(texts), axis=1) == pytest.approx(1, abs=1e-4)
    assert exported_folder(chosen.encoders_dir, plain.name).is_dir()
    model = plain.model
    said = model.encode([QUERY_PROMPT + texts[0], DOCUMENT_PROMPT + texts[0]], normalize_embeddings=True)
    assert plain.encode_queries(texts[:1])[0] @ said[0] == pytest.approx(1, abs=1e-4)
    assert plain.encode_documents(texts[:1])[0] @ said[1] == pytest.approx(1, abs=1e-4)
    assert said[0] @ said[1] < 0.9999


def test_exported_model_that_is_missing_is_made_again_and_forgotten_ones_go(chosen, tiny):
    models = worker.Tools(chosen, Database(None), worker.ReadyPipe(None)).text_models
    name = SentenceTransformerEncoder(tiny).name
    other = exported_folder(chosen.encoders_dir, "other@12345678")
    other.mkdir(parents=True)

    models.export_if_missing(str(tiny))
    forget_exported(chosen.encoders_dir, [f"{name}+gloss-00000000"])

    assert exported_folder(chosen.encoders_dir, name).is_dir()
    assert not other.exists()
