"""What a jury says in words: bands as sure as the scores, reasons usable in which languages, notes of an assignment."""

from __future__ import annotations

import pytest

from models.entities.jury import ConflictKind, FounderReason, JuryMode, JuryState
from web.i18n import use_locale
from web.jury_words import KINDS, MODES, PHRASES, STATE_PILLS, STATES, note_words
from web.pages.jury_outcome import place_words, scale_of
from web.pages.jury_told import _reason_entry, band_words
from web.services import jury_phrases
from web.services.jury_phrases import languages_of, usable


def test_every_code_has_its_words() -> None:
    assert KINDS.keys() == set(ConflictKind)
    assert MODES.keys() == set(JuryMode)
    assert STATES.keys() == STATE_PILLS.keys() == set(JuryState)
    assert PHRASES.keys() == set(jury_phrases.PHRASES)


@pytest.mark.parametrize(
    ("best", "worst", "total", "said"),
    [
        (1, 4, 12, "Your pitch stands in the first third of 12."),
        (5, 8, 12, "Your pitch stands in the middle third of 12."),
        (10, 12, 12, "Your pitch stands in the last third of 12."),
        (3, 9, 12, "Your pitch stands between the first third and the last third of 12; the scores do not tell more exactly."),
        (1, 2, 4, "With so few pitches the jury tells reasons rather than places."),
        (None, None, 12, "The jury did not score this pitch."),
    ],
)  # fmt: skip
def test_band_is_as_exact_as_the_scores(best, worst, total, said) -> None:
    with use_locale("en"):
        assert band_words(best, worst, total) == said


def test_place_is_one_or_a_span() -> None:
    assert place_words(2, 2) == "2"
    assert place_words(2, 4) == "2–4"


def test_scores_of_picks_are_chances() -> None:
    scale = scale_of(JuryMode.PAIRS, 10)

    assert (scale.words(0.0), scale.share(0.0)) == ("50", 50.0)
    assert scale_of(JuryMode.RUBRIC, 10).words(7.04) == "7.0"


@pytest.mark.parametrize(
    ("phrases", "reason", "lang", "translations", "languages"),
    [
        (("team_fits", "who_pays"), "", "zh", {}, {"zh", "en"}),
        (("team_fits",), "", "zh", {}, set()),
        ((), "先把两家冷库谈下来再谈估值,价格要说清。", "zh", {}, {"zh"}),
        ((), "先把两家冷库谈下来再谈估值,价格要说清。", "zh", {"en": "Sign two cold stores first."}, {"zh", "en"}),
        ((), "Good.", "en", {}, set()),
    ],
)  # fmt: skip
def test_reason_is_usable_in_the_languages_a_person_wrote(
    phrases, reason, lang, translations, languages
) -> None:
    assert languages_of(phrases, reason, lang, translations) == languages
    assert usable(phrases, reason, lang) == bool(languages)


def test_founder_reads_own_language_else_the_original_marked_as_such() -> None:
    written = FounderReason(1, 2, ("team_fits", "who_pays"), "先谈两家冷库。", "zh", {}, None)
    translated = FounderReason(
        1, 2, (), "先谈两家冷库。", "zh", {"en": "Talk to two cold stores first."}, None
    )

    with use_locale("en"):
        plain, both = _reason_entry(written), _reason_entry(translated)

    assert (plain.text, plain.lang, plain.translated) == ("先谈两家冷库。", "zh", False)
    assert plain.strengths == ["The team has what this needs."]
    assert (both.text, both.lang, both.translated) == ("Talk to two cold stores first.", "en", True)
    assert both.original == "先谈两家冷库。"


def test_note_names_the_pitch_and_why() -> None:
    note = {
        "code": "too_few_may",
        "params": {"participant": 1, "missing": 2, "may": 1, "conflicted": 3, "forbidden": 0},
    }

    with use_locale("en"):
        said = note_words(note, lambda _: "Cold chain", lambda _: "He")

    assert said == ("Cold chain lacks 2 jurors: 1 may judge it, 3 have a conflict, 0 are ruled out by hand.")
