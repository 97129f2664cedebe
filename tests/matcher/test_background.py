"""What any pitch and any thesis says counts for less, under whatever model."""

import json

import numpy as np
import pytest

from matcher import background
from matcher.background import background_version, dump_background, encode_background, load_background
from matcher.encoding import EncodedText, GlossingEncoder, HashingEncoder, bundled_encoder
from matcher.features import problem_for_company
from matcher.problem import Company, Provider
from matcher.quoting import fit_topicality
from matcher.ranking import WeightedRanker, rank
from matcher.tables import ProviderTable
from matcher.text_index import TextIndex
from matcher.text_scale import Asking
from matcher.texts import detect_language

HASHING = HashingEncoder(64)


class Same(HashingEncoder):
    """A model to which all texts are the same."""

    def encode_documents(self, texts):
        rows = np.zeros((len(texts), self.dimension), np.float32)
        rows[:, 0] = 1.0
        return rows


def unit(*values):
    row = np.array(values, dtype=np.float32)
    return row / np.linalg.norm(row)


def said(row, language="en"):
    return EncodedText(language, row, ("It says so.",), row[None], "")


@pytest.fixture(scope="module")
def hashed():
    return encode_background(HASHING)


def test_background_survives_json_to_the_last_bit(hashed):
    back = load_background(json.loads(json.dumps(dump_background(hashed))))

    for there, here in ((back.pitch, hashed.pitch), (back.thesis, hashed.thesis)):
        assert there.common.dtype == np.float32
        assert there.common.tobytes() == here.common.tobytes()
        assert (there.whole, there.sentences, there.wording) == (here.whole, here.sentences, here.wording)


def test_what_is_known_of_sentences_survives_too(hashed):
    back = load_background(json.loads(json.dumps(dump_background(hashed))))

    for kind in ("pitch", "thesis"):
        there, here = getattr(back.thesis.quoting, kind), getattr(hashed.pitch.quoting, kind)
        assert len(here.direction) == HASHING.dimension
        assert (there.direction.tobytes(), there.offset) == (here.direction.tobytes(), here.offset)
    assert back.pitch.quoting.least == hashed.pitch.quoting.least > 0


def test_older_background_knows_nothing_of_sentences(hashed):
    older = {kind: kept for kind, kept in dump_background(hashed).items() if kind != "quoting"}

    quoting = load_background(older).pitch.quoting

    assert quoting.least == -np.inf
    assert not len(quoting.thesis.direction)


def test_each_labelled_sentence_is_labelled_once_and_both_kinds_have_both_languages():
    for labels in background._labelled().values():
        sentences = [*labels["about"], *labels["other"]]
        assert len(set(sentences)) == len(sentences)
        for of_label in labels.values():
            assert {detect_language(sentence) for sentence in of_label} == {"zh", "en"}


@pytest.mark.parametrize("kind", ["pitch", "thesis"])
def test_true_model_tells_sentences_of_others_that_are_about_the_matter(kind):
    """Learned from the first half of either label and judged on the second, which other people wrote."""
    encoder = GlossingEncoder(bundled_encoder())
    halves = [
        np.array_split(background._sentences(encoder, background._labelled()[kind][label], kind), 2)
        for label in ("about", "other")
    ]
    found = fit_topicality(*(first for first, _ in halves))
    about, other = (found.of(second) for _, second in halves)

    right = (about[:, None] > other).mean() + (about[:, None] == other).mean() / 2

    assert right > 0.75


def test_either_kind_has_both_languages_and_its_own_middle(hashed):
    assert set(hashed.pitch.wording) == set(hashed.thesis.wording) == {"zh", "en"}
    assert not np.allclose(hashed.pitch.common, hashed.thesis.common)


def test_each_language_weighs_the_same_in_the_middle(hashed):
    texts = background._encoded(HASHING, "pitch")
    middles = [
        np.concatenate([text.vectors for text in texts if text.language == tag]).mean(axis=0)
        for tag in ("zh", "en")
    ]

    assert np.allclose(hashed.pitch.common, np.mean(middles, axis=0), atol=1e-6)


def test_scale_is_what_cosines_look_like_within_a_list(hashed):
    pitches, theses = background._encoded(HASHING, "pitch"), background._encoded(HASHING, "thesis")
    lists = [
        [
            (pitch.whole - hashed.pitch.common / 2) @ thesis.whole
            for thesis in theses
            if thesis.language == tag
        ]
        for pitch in pitches
        for tag in ("zh", "en")
    ]

    assert hashed.pitch.whole.mean == pytest.approx(np.mean([np.mean(one) for one in lists]), abs=1e-4)
    assert hashed.pitch.whole.deviation == pytest.approx(np.mean([np.std(one) for one in lists]), abs=1e-4)


@pytest.mark.parametrize("shipped", ["_texts", "_labelled"])
def test_version_follows_the_texts(monkeypatch, shipped):
    before = background_version()
    background_version.cache_clear()
    monkeypatch.setattr(background, shipped, lambda: {"pitch": {"en": ["Another."]}, "thesis": {}})

    assert background_version() != before

    background_version.cache_clear()


def test_half_of_what_any_text_says_is_taken_from_the_asking_side_alone():
    common, clause, thesis = unit(1, 0, 0) * np.float32(0.4), unit(1, 1, 0), unit(2, 1, 1)
    index = TextIndex([said(thesis)], asking=Asking(common))

    like = index.like(said(clause))

    expected = clause @ thesis - 0.5 * (common @ thesis)
    assert like.whole[0] == pytest.approx(expected, abs=1e-6)
    assert like.sentences[0] == pytest.approx(expected, abs=1e-6)


def test_text_that_is_near_to_everything_gives_way_to_the_one_that_is_meant():
    any_pitch = [unit(1, *row) for row in np.eye(4)]
    hub, meant = said(unit(1, 0.1, 0.1, 0.1, 0.1)), said(unit(0, 1, 0.2, 0, 0))
    pitch = Company(id="c", text=said(any_pitch[0]))
    providers = [Provider(id="hub", text=hub), Provider(id="meant", text=meant)]

    def first(asking):
        return rank(WeightedRanker(), problem_for_company(pitch, ProviderTable(providers, asking=asking)))[0]

    assert first(Asking()).id == "hub"
    assert first(Asking(np.mean(any_pitch, axis=0))).id == "meant"


@pytest.mark.parametrize("rows", [np.zeros(3, np.float32), np.zeros((2, 3), np.float32)])
def test_text_that_says_nothing_goes_on_saying_nothing(rows):
    assert not Asking(unit(1, 2, 3)).told_apart(rows).any()


def test_background_of_another_models_length_is_left_out_of_account():
    row = unit(1, 2)

    assert Asking(unit(1, 2, 3)).told_apart(row) is row


def test_model_to_which_all_texts_are_the_same_still_gives_numbers():
    found = encode_background(Same(8))
    table = ProviderTable(
        [
            Provider(id=name, text=said(unit(*row)))
            for name, row in (("a", np.eye(8)[0]), ("b", np.eye(8)[0]))
        ],
        asking=found.pitch,
    )

    problem = problem_for_company(Company(id="c", text=said(unit(*np.eye(8)[0]))), table)

    assert np.isfinite(problem.column("text.whole")).all()
    assert len(set(problem.column("text.whole"))) == 1
