"""Sentences, parts and language of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.texts import (
    clauses_of,
    cut_clauses,
    cut_parts,
    detect_language,
    join_wrapped,
    quotable,
    split_sentences,
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("果园预冷", "zh"),
        ("Field-side cooling", "en"),
        ("我们用 AI 做质检", "zh"),
        ("A fund of 张 for orchards and cold chains", "en"),
        ("", "en"),
        ("2026", "en"),
    ],
)
def test_detect_language_by_what_carries_most(text, language):
    assert detect_language(text) == language


def test_split_sentences_keeps_figures_and_abbreviations_whole():
    text = "桃子傍晚就烂了。我们有 1.5 吨，e.g. peaches. And 3.5 tons!\nOne box"

    assert split_sentences(text) == (
        "桃子傍晚就烂了。",
        "我们有 1.5 吨，e.g. peaches.",
        "And 3.5 tons!",
        "One box",
    )


@given(st.text(alphabet="ab .。！；\n果园1", max_size=80))
def test_split_sentences_any_text_keeps_its_letters_in_order(text):
    joined = "".join(split_sentences(text)).replace(" ", "")
    letters = text.replace(" ", "").replace("\n", "")

    position = 0
    for letter in joined:
        position = letters.index(letter, position) + 1


@given(st.text(alphabet="ab c。果园\n", max_size=400), st.integers(1, 20))
def test_cut_parts_any_text_stays_within_the_window(text, window):
    for part in cut_parts(text, max_units=window):
        assert sum("\u3400" <= c <= "\u9fff" for c in part) <= window


def test_cut_parts_one_long_sentence_is_cut_between_words():
    parts = cut_parts("word " * 500, max_units=160)

    assert [len(part.split()) for part in parts] == [160, 160, 160, 20]


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        # A bit too short to stand for itself goes on with the next, the last one with the one before.
        (
            "Cathode powders, separators, solvent-free coating, kit: we want to see coin-to-pouch data.",
            ["Cathode powders, separators, solvent-free coating", "kit: we want to see coin-to-pouch data."],
        ),
        ("小分子、多肽优先，基因与细胞治疗也会看，药。", ["小分子、多肽优先，基因与细胞治疗也会看，药。"]),
        (
            "要有公斤级样品和数据，不投整车，也不投电池包。",
            ["要有公斤级样品和数据", "不投整车，也不投电池包。"],
        ),
        ("We paid 1,500 yuan at 12:30 for it.", ["We paid 1,500 yuan at 12:30 for it."]),
        ("药。", ["药。"]),
    ],
)
def test_cut_clauses_at_marks_but_not_into_single_words(sentence, clauses):
    assert list(cut_clauses(sentence)) == clauses


@given(st.lists(st.text(alphabet="ab 药果，,、;：:1."), max_size=4))
def test_clauses_hold_every_letter_and_know_their_sentence(texts):
    clauses = clauses_of(texts)
    sentences = dict.fromkeys(s for text in texts for s in split_sentences(text))

    assert list(dict.fromkeys(sentence for _, sentence in clauses)) == list(sentences)
    for sentence in sentences:
        own = "".join(clause for clause, of in clauses if of == sentence)
        assert [c for c in own if c.isalnum()] == [c for c in sentence if c.isalnum()]


@pytest.mark.parametrize(
    ("sentences", "places"),
    [
        (("市场", "只投从地头到市场这一截", "Our team", "We move berries by night."), [1, 3]),
        (("市场", "团队"), [0, 1]),
        (("魏家农机服务社", "给旧插秧机加装侧深施肥"), [1]),
        ((), []),
    ],
)
def test_quotable_leaves_headings_out_unless_there_is_nothing_else(sentences, places):
    assert quotable(sentences) == places


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (
            ["Problem", "Edgers flush out thirty", "tonnes of sludge a day.", "Landfill is dear."],
            ["Problem", "Edgers flush out thirty tonnes of sludge a day.", "Landfill is dear."],
        ),
        (["葡萄和杨梅六月接上，一个筐一年能", "转两百天。"], ["葡萄和杨梅六月接上，一个筐一年能转两百天。"]),
        (
            ["We sell to stations and to", "• millers in three towns", "• growers"],
            ["We sell to stations and to", "millers in three towns", "growers"],
        ),
        (["Prices", "by the tin", "by the jar"], ["Prices", "by the tin", "by the jar"]),
        (
            ["", "  ", "—", "One line of a certain length", "and its end"],
            ["One line of a certain length and its end"],
        ),
        ([], []),
    ],
)
def test_lines_that_a_page_broke_are_joined(lines, joined):
    assert join_wrapped(lines) == joined


@given(st.lists(st.text(alphabet="ab 药果，。.-•"), max_size=6))
def test_joined_lines_keep_every_letter(lines):
    letters = [c for line in lines for c in line if c.isalnum()]

    assert [c for line in join_wrapped(lines) for c in line if c.isalnum()] == letters
