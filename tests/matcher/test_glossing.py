"""Chinese words and the English that stands for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.dictionary import Dictionary, short_senses
from matcher.glossing import Gloss, Glosser


@pytest.fixture(scope="module")
def glosser():
    return Glosser()


def test_gloss_english_text_comes_back_unchanged(glosser):
    glossed = glosser.gloss("Cold  chain, 3.5 tons.")

    assert glossed.text == "Cold  chain, 3.5 tons."
    assert glossed.glosses == ()


def test_gloss_takes_the_field_lexicon_before_the_dictionary(glosser):
    glossed = glosser.gloss("区块链平台")

    assert glossed.glosses == (Gloss("区块链", "blockchain"), Gloss("平台", "platform"))


def test_gloss_keeps_words_of_the_lexicon_whole_within_a_run():
    glossed = Glosser({"数字人": "digital human avatar"}).gloss("直播数字人")

    assert "digital human avatar" in glossed.text


def test_gloss_leaves_out_words_that_only_hold_the_sentence(glosser):
    glossed = glosser.gloss("我们的苹果")

    assert glossed.text == "apple"


def test_gloss_names_words_that_nobody_knows():
    glossed = Glosser({}).gloss("短时预报")

    assert glossed.unknown == ("短时",)


@given(st.text(alphabet="果园预冷桃子电池abc 1。，（）", max_size=40))
def test_gloss_any_text_leaves_no_chinese_character(text):
    glossed = Glosser().gloss(text)

    assert not any("\u3400" <= c <= "\u9fff" for c in glossed.text)


@pytest.mark.parametrize(
    ("definitions", "senses"),
    [
        (["apple", "CL:個|个[ge4]"], ("apple",)),
        (["surname Li", "plum"], ("plum",)),
        (["variant of 吃[chi1]", "to eat"], ("eat",)),
        (["blockchain (computing)"], ("blockchain",)),
        (["to open", "to spread", "sheet"], ("open", "spread")),
        (
            ["a word that needs far more than four words to say"],
            ("word that needs far more than four words",),
        ),
        (["surname Zhang"], ()),
    ],
)
def test_short_senses_say_what_the_word_means(definitions, senses):
    assert short_senses(definitions) == senses


def test_words_of_a_text_are_those_that_carry_matter(glosser):
    assert glosser.words("我们的果园和冷链") == ("果园", "冷链")


def test_word_of_the_field_inside_another_cut_is_none(glosser):
    assert "Chinese medicine" not in glosser.gloss("集中药品采购").text


def test_traditional_characters_read_as_simplified_and_are_shown_as_written(glosser):
    glossed = glosser.gloss("區塊鏈平臺")

    assert glossed.text == glosser.gloss("区块链平台").text
    assert [gloss.word for gloss in glossed.glosses] == ["區塊鏈", "平臺"]


def test_latin_words_and_full_width_forms_are_kept():
    glossed = Glosser({}).gloss("ＡＩ制药，SaaS 软件，３．５吨")

    assert glossed.text.startswith("AI ")
    assert "SaaS" in glossed.text
    assert glossed.text.endswith("3.5 tons")


def test_words_that_mix_letters_and_characters_are_read_whole():
    glossed = Glosser({"3D打印": "3D printing", "打印": "print"}).gloss("3d打印义齿")

    assert glossed.text.startswith("3D printing ")
    assert glossed.glosses[0] == Gloss("3d打印", "3D printing")


def test_dictionary_kept_as_a_file_gives_the_same_glosses(glosser):
    kept = Dictionary.from_json(glosser.dictionary.to_json())
    text = "桃子采下來到傍晚就爛，我們把預冷箱開進果園。"

    assert Glosser(dictionary=kept).gloss(text) == glosser.gloss(text)


def test_version_follows_the_lexicon():
    assert Glosser({"药": "medicine"}).version != Glosser({"药": "drug"}).version
