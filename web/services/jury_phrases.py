"""When a reason is one that a founder can use, and in which languages; words are in `web/jury_words.py`.

A starter phrase is known in both languages. What a juror writes is in one, and nobody but a person
puts it into the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

STRENGTHS = (
    "problem_real",
    "customers_proof",
    "technology_ahead",
    "team_fits",
    "numbers_hold",
    "plan_clear",
)
TO_WORK_ON = (
    "who_pays",
    "numbers_missing",
    "rivals_missing",
    "team_gap",
    "use_of_money",
    "first_customers",
    "protect_technology",
    "say_simpler",
)
PHRASES = STRENGTHS + TO_WORK_ON
# A sentence that says something takes fewer characters in Chinese.
LEAST = {"zh": 12, "en": 30}


def phrases_suffice(phrases: Sequence[str]) -> bool:
    """A strength and something to work on."""
    return bool(set(phrases) & set(STRENGTHS)) and bool(set(phrases) & set(TO_WORK_ON))


def words_suffice(text: str, lang: str) -> bool:
    """Own words that are long enough to say something."""
    return len(text.strip()) >= LEAST[lang]


def usable(phrases: Sequence[str], reason: str, lang: str) -> bool:
    """Whether a founder can use this reason."""
    return phrases_suffice(phrases) or words_suffice(reason, lang)


def languages_of(
    phrases: Sequence[str], reason: str, lang: str, translations: Mapping[str, str]
) -> frozenset[str]:
    """The languages in which a founder can read a usable reason from this sheet."""
    if phrases_suffice(phrases):
        return frozenset(LEAST)
    if not words_suffice(reason, lang):
        return frozenset()
    return frozenset({lang, *translations})
