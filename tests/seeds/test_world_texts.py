"""The demo world's texts: how many, in which language, how long, and no sentence twice."""

import re
from collections import Counter

import pytest

from tests.seeds.world_records import (
    EVENTS,
    FUNDING,
    HAN,
    INTERESTS,
    ORGANISERS,
    PITCHES,
    PROVIDERS,
    SPACES,
    load,
    sentences,
    texts,
)


def test_counts_are_those_of_a_city():
    kinds = Counter(provider["kinds"][0] for provider in PROVIDERS.values())

    assert len(PITCHES) >= 66
    assert len(PROVIDERS) >= 48
    assert (kinds["angel"], kinds["fund"], kinds["bank"]) == (16, 14, 9)
    assert (kinds["guarantor"], kinds["public_buyer"]) == (6, 3)
    assert (len(SPACES), len(ORGANISERS), len(EVENTS)) == (10, 3, 3)
    assert len(FUNDING) >= 26
    assert len(INTERESTS) >= 90


def test_keys_are_unique_across_each_kind():
    for pattern in ("pitches/*.json", "providers/*.json", "spaces.json", "people.json"):
        keys = [record["key"] for record in load(pattern)]

        assert [key for key, n in Counter(keys).items() if n > 1] == []
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)


@pytest.mark.parametrize("records", [PITCHES, PROVIDERS], ids=["pitches", "providers"])
def test_languages_are_half_and_half(records):
    languages = Counter(record["lang"] for record in records.values())

    assert set(languages) == {"zh", "en"}
    assert languages["zh"] == languages["en"]


def test_no_sentence_occurs_twice():
    seen: dict[str, list[str]] = {}
    for owner, _, text in texts():
        for sentence in sentences(text):
            seen.setdefault(sentence, []).append(owner)

    assert {sentence: owners for sentence, owners in seen.items() if len(owners) > 1} == {}


def test_texts_are_written_in_their_language():
    wrong = []
    for owner, language, text in texts():
        share = len(HAN.findall(text)) / len(text)
        if (share < 0.5) if language == "zh" else (share > 0):
            wrong.append((owner, text))

    assert wrong == []


def test_pitch_texts_have_two_to_five_sentences_and_a_short_line():
    for key, pitch in PITCHES.items():
        assert len(pitch["one_line"]) <= (40 if pitch["lang"] == "zh" else 80), key
        for field in ("problem", "solution", "market", "team"):
            assert 2 <= len(sentences(pitch[field])) <= 5, (key, field)


def test_theses_have_four_to_eight_sentences_and_never_one():
    for key, provider in PROVIDERS.items():
        assert 4 <= len(sentences(provider["thesis"])) <= 8, key
        assert len(sentences(provider["never_text"])) == 1, key
