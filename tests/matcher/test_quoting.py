"""Which sentences a reason quotes."""

import numpy as np
import pytest

from matcher.encoding import EncodedText
from matcher.quoting import Quotable, Topicality, best_sentence_pairs, fit_topicality


def text(whole, rows, sentences, topicality=None):
    return Quotable(
        EncodedText("en", np.array(whole, np.float32), tuple(sentences), np.array(rows, np.float32)),
        topicality,
    )


def sentences_along(axis, n=40, dimension=6):
    """Unit vectors of n sentences that have something of this axis and of chance."""
    rows = np.random.default_rng(axis).normal(size=(n, dimension))
    rows[:, axis] += 2
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_no_sentence_is_quoted_twice():
    ours = text([0, 0], [[1, 0], [0.9, 0.1], [0.8, 0.6]], ["a, b", "a, b", "c"])
    theirs = text([0, 0], [[1, 0], [0, 1]], ["x", "y"])

    # Two clauses of the first sentence are nearer than the second sentence.
    pairs = best_sentence_pairs(ours, theirs)

    assert [pair[:2] for pair in pairs] == [("a, b", "x"), ("c", "y")]
    assert [pair[2] for pair in pairs] == pytest.approx([0.95, 0.6], abs=1e-6)


def test_one_wish_of_a_list_is_enough():
    ours = text([1, 0, 0], [[1, 0, 0]], ["a fish pond alarm"])
    rows, said = [[0.9, 0.436, 0], [0, 0, 1], [0.6, 0.8, 0]], ["ponds, robots", "ponds, robots", "some water"]

    assert best_sentence_pairs(ours, text([0, 0, 0], rows, said), top=1)[0][1] == "ponds, robots"


def test_what_is_alike_in_passing_is_not_quoted():
    # "60,000 barges" and "60,000 yuan" are nearest to each other, and to neither text as a whole.
    ours = text([1, 0, 0], [[0, 0, 1], [0.9, 0.4, 0]], ["60,000 barges", "berthing radar"])
    theirs = text([0.9, 0.4, 0], [[0, 0.1, 0.99], [0.95, 0.3, 0]], ["60,000 yuan", "safer vessels"])

    assert best_sentence_pairs(ours, theirs, top=1)[0][:2] == ("berthing radar", "safer vessels")


def test_without_sentences_there_is_nothing_to_quote():
    something = text([1, 0], [[1, 0]], ["x"])

    no_clause = EncodedText("en", np.zeros(2, np.float32), (), np.zeros((0, 2), np.float32))
    for nothing in (None, EncodedText("en", np.zeros(2, np.float32)), no_clause):
        assert best_sentence_pairs(Quotable(nothing), something) == []
        assert best_sentence_pairs(something, Quotable(nothing)) == []


def test_sentence_about_the_matter_is_quoted_before_one_that_is_a_little_nearer():
    ours = text([0, 0, 0], [[1, 0, 0]], ["a fish pond alarm"])
    rows, said = [[0.9, 0.436, 0], [0.95, 0, 0.312]], ["whatever lives in ponds", "paid in eleven days"]

    def quoted(topicality):
        return best_sentence_pairs(ours, text([0, 0, 0], rows, said, topicality), top=1)[0][1]

    assert quoted(None) == "paid in eleven days"
    assert quoted(Topicality(np.array([0.0, 1.0, 0.0]))) == "whatever lives in ponds"


def test_pair_that_is_no_more_telling_than_any_is_not_quoted():
    ours = text([0, 0], [[1, 0], [0, 1]], ["a", "b"])
    theirs = text([0, 0], [[1, 0], [0.6, 0.8]], ["x", "y"])

    assert [pair[:2] for pair in best_sentence_pairs(ours, theirs, least=0.9)] == [("a", "x")]
    assert best_sentence_pairs(ours, theirs, least=1.0) == []


def test_topicality_is_told_from_labelled_sentences():
    about, other = sentences_along(0), sentences_along(1)
    found = fit_topicality(about, other)

    assert (about @ found.direction + found.offset).mean() == pytest.approx(1)
    assert (other @ found.direction + found.offset).mean() == pytest.approx(0, abs=1e-9)
    high, low = found.of(np.eye(6)[:2])
    assert (high, low) == (1, 0)


def test_labels_that_are_not_even_in_number_weigh_the_same():
    about, other = sentences_along(0), sentences_along(1)
    once, thrice = fit_topicality(about, other), fit_topicality(about, np.concatenate([other] * 3))

    assert once.direction @ thrice.direction == pytest.approx(
        np.linalg.norm(once.direction) * np.linalg.norm(thrice.direction), rel=1e-2
    )


def test_nothing_is_known_where_the_model_does_not_tell_them_apart():
    same = np.tile(np.eye(4)[0], (3, 1))

    assert fit_topicality(same, same).of(same).tolist() == [0, 0, 0]


def test_topicality_of_another_models_length_is_left_out_of_account():
    assert Topicality(np.ones(3), 1.0).of(np.eye(2)).tolist() == [0, 0]
