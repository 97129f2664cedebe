"""Encoders: unit rows, long texts in parts, prompts, the true model."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.encoding import (
    GlossingEncoder,
    HashingEncoder,
    SentenceTransformerEncoder,
    bundled_model_path,
    encode_in_parts,
    encode_texts,
    weights_hash,
)
from matcher.features import problem_for_company
from matcher.problem import Company, Provider
from matcher.ranking import WeightedRanker, rank
from matcher.tables import ProviderTable


@given(st.lists(st.text(max_size=30), max_size=5))
def test_hashing_rows_are_units_or_nothing(texts):
    rows = HashingEncoder(32).encode_documents(texts)

    assert rows.shape == (len(texts), 32)
    assert rows.dtype == np.float32
    norms = np.linalg.norm(rows, axis=1)
    assert np.all((np.abs(norms - 1) < 1e-5) | (norms == 0))


def test_hashing_sees_shared_wording_in_both_languages():
    encoder = HashingEncoder()
    rows = encoder.encode_documents(
        ["果园预冷设备", "果园里的预冷箱", "城市内涝预警", "cooling orchards", "orchard cooling box"]
    )

    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2
    assert rows[3] @ rows[4] > 0.4


def test_hashing_is_the_same_in_every_run():
    (row,) = HashingEncoder(8).encode_documents(["果园 orchard"])

    assert row.tolist() == HashingEncoder(8).encode_queries(["果园 orchard"])[0].tolist()


def test_glossing_lets_an_english_reader_see_chinese():
    encoder = GlossingEncoder(HashingEncoder())
    rows = encoder.encode_documents(["区块链", "blockchain", "orchard"])

    assert rows[0] @ rows[1] == pytest.approx(1.0, abs=1e-5)
    assert re.fullmatch(r"hashing-256\+gloss-[0-9a-f]{8}", encoder.name)
    assert [gloss.english for gloss in encoder.glosses("区块链")] == ["blockchain"]


def test_encode_texts_first_text_weighs_as_much_as_the_rest():
    encoder = HashingEncoder()
    first, second = encoder.encode_documents(["orchard", "battery"])

    encoded = encode_texts(encoder, ["orchard", "battery", ""], as_query=True)

    assert encoded.whole @ first == pytest.approx(encoded.whole @ second, abs=1e-5)
    assert encoded.sentences == ("orchard", "battery")
    assert encoded.language == "en"


def test_encode_texts_by_clauses_of_which_each_knows_its_sentence():
    encoder = HashingEncoder()
    sentence = "Field-side cooling for orchards, shelf-life coatings for fruit."

    encoded = encode_texts(encoder, [sentence], as_query=False)

    assert encoded.sentences == (sentence, sentence)
    clauses = encoder.encode_documents(["Field-side cooling for orchards", "shelf-life coatings for fruit."])
    assert encoded.vectors == pytest.approx(clauses, abs=1e-5)


def test_encode_texts_nothing_said_is_like_nothing():
    encoded = encode_texts(HashingEncoder(8), ["", " "], as_query=False)

    assert not encoded.whole.any()
    assert encoded.language is None


def test_encode_in_parts_reads_the_end_of_a_long_text():
    seen = []

    def encode(parts):
        seen.extend(parts)
        return np.array([[1.0, 0.0] if "peach" in part else [0.0, 1.0] for part in parts])

    rows = encode_in_parts(["word " * 300 + "peach", ""], encode, 2)

    assert all(len(part.split()) <= 160 for part in seen)
    assert 0 < rows[0, 0] < rows[0, 1]
    assert not rows[1].any()


def test_weights_hash_follows_the_weights(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"1")
    first = weights_hash(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"2")

    assert first != weights_hash(tmp_path)
    assert weights_hash(tmp_path / "nowhere") == "none"


@pytest.mark.slow
def test_true_model_finds_the_thesis_in_the_other_language():
    encoder = GlossingEncoder(SentenceTransformerEncoder(bundled_model_path()))
    theses = {
        "orchard": "Field-side cooling and cold storage for fruit growers.",
        "battery": "正极材料与固态电池。",
        "hearing": "Hearing aids and devices for the deaf.",
    }
    table = ProviderTable(
        [Provider(id=i, text=encode_texts(encoder, [text], as_query=False)) for i, text in theses.items()]
    )

    def best(pitch):
        company = Company(id="c", text=encode_texts(encoder, [pitch], as_query=True))
        return rank(WeightedRanker(), problem_for_company(company, table))[0].id

    assert best("桃子采下来到傍晚就烂，我们把预冷箱开进果园。") == "orchard"
    assert best("A cathode powder that makes cells last ten years.") == "battery"
    assert best("给听障儿童做的助听器，一小时打印好。") == "hearing"
