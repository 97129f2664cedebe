"""How the quoted Chinese sentence was read: shown across languages alone, and only if it was glossed."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.encoding import Encoder, GlossingEncoder, HashingEncoder
from matcher.ranking import Ranked, Reason
from web.quick import QuickEncoders
from web.reasons import reason_lines, sentence_across
from web.services.short_texts import glosses_of

pytestmark = pytest.mark.anyio


class Quick(QuickEncoders):
    """Holds one encoder, under its own name."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(Path())
        self.encoder = encoder

    def get(self, name: str) -> Encoder | None:
        return self.encoder if name == self.encoder.name else None


def ranked(left: str, right: str) -> Ranked:
    pairs = [{"company_sentence": left, "provider_sentence": right}]
    reasons = (Reason("sector", 2.0, {}), Reason("text", 1.0, {"pairs": pairs}))
    return Ranked(0, "1", 3.0, 60.0, 60.0, 60.0, reasons)


def test_sentence_is_the_chinese_one_of_two_languages() -> None:
    assert sentence_across(ranked("果园预冷", "We cool fruit.")) == "果园预冷"
    assert sentence_across(ranked("We cool fruit.", "果园预冷")) == "果园预冷"
    assert sentence_across(ranked("果园预冷", "冷库")) == ""
    assert sentence_across(ranked("We cool fruit.", "Cold stores.")) == ""


def test_quoted_sentences_say_what_language_each_is_in() -> None:
    lines = reason_lines(ranked("果园预冷，Q4 起", "We cool 果园 fruit close to the field."))

    pair = next(line.pairs[0] for line in lines if line.pairs)
    assert (pair.left_lang, pair.right_lang) == ("zh", "en")


async def test_glosses_are_those_of_the_model_that_serves() -> None:
    glossing = GlossingEncoder(HashingEncoder())

    found = await glosses_of(Quick(glossing), glossing.name, "果园预冷")

    assert [one.word for one in found] == [one.word for one in glossing.glosses("果园预冷")] != []


async def test_model_that_reads_chinese_by_itself_has_none() -> None:
    plain = HashingEncoder()

    assert await glosses_of(Quick(plain), plain.name, "果园预冷") == ()
    assert await glosses_of(Quick(plain), "another", "果园预冷") == ()
    assert await glosses_of(Quick(plain), None, "果园预冷") == ()
