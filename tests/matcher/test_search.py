"""Texts are found by words, parts of words and words with an error; nothing is counted that may not be seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.dictionary import Dictionary
from matcher.glossing import Glosser
from matcher.search import Alike, SearchText, TextSearch, spread
from matcher.search_words import Form, corrected, marked, one_edit_apart, stem, terms
from matcher.translating import Translator

TEXTS = (
    SearchText("霜筐冷链", "草莓周转筐", "夜里充冷，白天跑十四小时"),
    SearchText(
        "Ferrous Bloom", "Rust-free rebar made from basalt fibre", "It does not corrode in sea walls."
    ),
    SearchText("榫卯家具", "不用钉子的木床", "燕尾榫数控加工"),
    SearchText("Moth & Rye", "Sourdough starter for bakeries", "It wakes in six hours."),
)


@pytest.fixture
def index():
    found = TextSearch()
    for text in TEXTS:
        found.add(text)
    return found


def rows_of(index, typed, rows=None, **more):
    rows = np.arange(index.n) if rows is None else np.array(rows)
    return [hit.row for hit in index.search(typed, rows, top=10, **more).hits]


@pytest.mark.parametrize(
    ("typed", "row"),
    [
        ("basalt rebar", 1),
        ("冷链", 0),
        ("周转", 0),
        ("basal", 1),
        ("sourd", 3),
        ("free", 1),
        ("bassalt", 1),
        ("reabr", 1),
        ("燕尾隼", 2),
        ("ＳＯＵＲＤＯＵＧＨ", 3),
        ("corroding", 1),
        ("bakery", 3),
    ],
)
def test_words_parts_and_errors_find_their_text(index, typed, row):
    assert rows_of(index, typed)[0] == row


def test_exact_word_stands_above_part_and_part_above_error():
    index = TextSearch()
    for line in ("silos", "siloed", "sylo"):
        index.add(SearchText(line=line))

    assert rows_of(index, "silo") == [0, 1, 2]


def test_word_of_another_language_is_found_by_what_stands_for_it(index):
    alike = (Alike("strawberry", (Form("strawberry", 1.0), Form("草莓", 0.7))),)

    assert rows_of(index, "strawberry") == []
    assert rows_of(index, "strawberry", alike=alike) == [0]


def test_meaning_finds_what_no_word_does(index):
    cosines = np.array([0.1, 0.1, 0.6, np.nan], dtype=np.float32)

    found = index.search("nail-less beds", np.arange(4), top=10, cosines=cosines)

    assert [(hit.row, hit.answers) for hit in found.hits] == [(2, True)]
    assert found.n_found == 1


def test_row_that_may_not_be_seen_changes_nothing(index):
    seen = [0, 2, 3]
    alone = TextSearch()
    for row in seen:
        alone.add(TEXTS[row])

    for typed in ("basalt", "sourdough starter in sea walls", "木床 rebar"):
        among = index.search(typed, np.array(seen), top=10)
        only = alone.search(typed, np.arange(3), top=10)
        assert [(seen[h.row], h.score) for h in only.hits] == [(h.row, h.score) for h in among.hits]
        assert (only.n_found, only.matched) == (among.n_found, among.matched)


@given(st.text(max_size=40))
def test_any_text_typed_is_answered_within_bounds(typed):
    index = TextSearch()
    for text in TEXTS:
        index.add(text)

    found = index.search(typed, np.arange(4), top=10)

    assert all(0 < hit.words <= 1 for hit in found.hits)
    assert [h.score for h in found.hits] == sorted((h.score for h in found.hits), reverse=True)


def test_hits_that_say_the_same_are_spread_unless_words_hold_them():
    rows, scores = np.arange(3), np.array([0.5, 0.49, 0.4], dtype=np.float32)
    vectors = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)

    loose = spread(rows, scores, vectors, 3, firm=np.zeros(3, dtype=np.float32))
    firm = spread(rows, scores, vectors, 3, firm=np.ones(3, dtype=np.float32))

    assert loose.tolist() == [0, 2, 1]
    assert firm.tolist() == [0, 1, 2]


@given(st.text("abcd", max_size=6), st.text("abcd", max_size=6))
def test_one_edit_is_symmetric_and_never_nothing(one, other):
    assert one_edit_apart(one, other) == one_edit_apart(other, one)
    assert not one_edit_apart(one, one)


@given(st.text("abc", min_size=2, max_size=8), st.integers(0, 6))
def test_two_letters_swapped_are_one_edit(word, at):
    at = min(at, len(word) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    assert one_edit_apart(word, swapped) == (word != swapped)


def test_plural_is_folded_and_other_endings_are_left():
    assert [stem(w) for w in ("batteries", "silos", "glass", "bus", "basis")] == [
        "battery",
        "silo",
        "glass",
        "bus",
        "basis",
    ]


def test_chinese_is_kept_by_characters_and_pairs():
    assert list(terms("木床 Bed")) == ["木", "床", "木床", "bed"]


@given(st.text(max_size=60), st.frozensets(st.sampled_from(["木床", "bed", "床"]), min_size=1))
def test_marked_pieces_joined_are_the_text(text, matched):
    assert "".join(piece for piece, _ in marked(text, matched)) == text


def test_marks_stand_where_words_answer():
    assert marked("不用钉子的木床", frozenset({"木床", "的"})) == [("不用钉子的", False), ("木床", True)]
    assert marked("Beds, old", frozenset({"bed"})) == [("Beds", True), (", old", False)]
    assert marked("床", frozenset({"床"})) == [("床", True)]


def test_correction_comes_from_the_texts_shown_and_from_nothing_else():
    texts = ["Cobalt from old batteries", "燕尾榫木床"]

    assert corrected("cobolt batteries", texts) == "cobalt batteries"
    assert corrected("燕尾隼", texts) == "燕尾榫"
    assert corrected("cobalt", texts) is None
    assert corrected("basolt", texts) is None


def test_word_that_a_dictionary_knows_is_not_corrected():
    texts = ["It is sold by the box", "冷藏物资"]

    assert corrected("cold box", texts) == "sold box"
    assert corrected("cold box", texts, {"cold", "box"}) is None
    assert corrected("冷藏物流", texts) == "冷藏物资"
    assert corrected("冷藏物流", texts, {"冷藏", "物流"}) is None


def test_dictionary_is_read_both_ways():
    dictionary = Dictionary({"虾": "", "草莓": "strawberry", "货船": "cargo ship", "轮船": "ship"}, {})
    translator = Translator(Glosser({"对虾": "prawn shrimp"}, dictionary=dictionary))

    (english,) = translator.alike("prawns")
    (chinese,) = translator.alike("草莓")

    assert [form.word for form in english.forms] == ["prawn", "shrimp", "对虾"]
    assert [form.word for form in chinese.forms] == ["草莓", "strawberry"]
