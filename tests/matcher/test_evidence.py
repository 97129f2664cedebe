"""Which sentences a reason quotes."""

import numpy as np
import pytest

from matcher.encoding import EncodedText
from matcher.evidence import Quotable, best_sentence_pairs


def text(whole, rows, sentences):
    return Quotable(
        EncodedText("en", np.array(whole, np.float32), tuple(sentences), np.array(rows, np.float32))
    )


def test_no_sentence_is_quoted_twice():
    ours = text([0, 0], [[1, 0], [0.9, 0.1], [0.8, 0.6]], ["a, b", "a, b", "c"])
    theirs = text([0, 0], [[1, 0], [0, 1]], ["x", "y"])

    # Two clauses of the first sentence are nearer than the second sentence.
    pairs = best_sentence_pairs(ours, theirs)

    assert [pair[:2] for pair in pairs] == [("a, b", "x"), ("c", "y")]
    assert [pair[2] for pair in pairs] == pytest.approx([0.975, 0.6], abs=1e-6)


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
