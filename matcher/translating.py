"""Other words for the same thing, in either language: the dictionary read there and back, for the search."""

import functools
from collections import defaultdict
from collections.abc import Mapping

from matcher.glossing import Glosser
from matcher.search import Alike
from matcher.search_words import Form, fold, pieces

# A sense of more words tells what a thing is like rather than what it is called.
_LONGEST_SENSE = 3
# Words of the other language for one; those whose sense says least else come first.
_MOST = 16
# What they count beside the word as typed.
_TRANSLATED, _SYNONYM = 0.7, 0.5
_LONGEST_WORD = 5
# What English needs for its grammar; it stands in every other sense of the dictionary.
_EMPTY_WORDS = frozenset(
    """a an and are as at be by for from have in into is it make no not of off on one or out sb so some sth
    that the their this to up use used using very when who with without""".split()  # noqa: SIM905 - running words
)


class Translator:
    """Words for the same thing, by the glosser's lexicon and dictionary.

    Parameters
    ----------
    glosser : Glosser
        Its words decide; reading them the other way round takes a second at the first query.
    """

    def __init__(self, glosser: Glosser) -> None:
        self._glosser = glosser

    def alike(self, typed: str) -> tuple[Alike, ...]:
        """For each word typed itself, words of the other language, and by way of them its synonyms.

        A sense of several words counts less for each of them.
        """
        out: list[Alike] = []
        for piece in pieces(typed):
            if piece.is_chinese:
                words = self._glosser.gloss(piece.folded).glosses
                out += [Alike(gloss.word, self._of_chinese(gloss.word, gloss.english)) for gloss in words]
            elif piece.folded not in _EMPTY_WORDS:
                out.append(Alike(piece.folded, self._of_english(piece.folded)))
        return tuple(out)

    def _of_chinese(self, word: str, senses: str) -> tuple[Form, ...]:
        english = _content_words(senses)
        found: dict[str, float] = {}
        for one in english:
            _note(found, one, _TRANSLATED / len(english))
            for size, other in self._chinese.get(one, ()):
                _note(found, other, _SYNONYM / len(english) / size)
        return _forms(found, word)

    def _of_english(self, word: str) -> tuple[Form, ...]:
        found: dict[str, float] = {}
        for size, chinese in self._chinese.get(word, ()):
            _note(found, chinese, _TRANSLATED / size)
            for other in self._english[chinese]:
                _note(found, other, _SYNONYM / size)
        return _forms(found, word)

    @functools.cached_property
    def _english(self) -> Mapping[str, tuple[str, ...]]:
        """What each Chinese word of a few characters is called in a few English words."""
        senses = {**self._glosser.dictionary.words, **self._glosser.lexicon}
        said = {
            word: tuple(dict.fromkeys(_content_words(english)))
            for word, english in senses.items()
            if len(word) <= _LONGEST_WORD
        }
        # A single character has a dozen senses, or one: 床 is a bed and nothing else.
        return {w: e for w, e in said.items() if 0 < len(e) <= (_LONGEST_SENSE if len(w) > 1 else 1)}

    @functools.cached_property
    def _chinese(self) -> Mapping[str, tuple[tuple[int, str], ...]]:
        """The same the other way round, with how many words the sense has; the plainest first."""
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for word, english in self._english.items():
            for one in english:
                found[one].append((len(english), word))
        return {english: tuple(sorted(words)[:_MOST]) for english, words in found.items()}


def _note(found: dict[str, float], word: str, weight: float) -> None:
    found[word] = max(weight, found.get(word, 0.0))


def _forms(found: Mapping[str, float], typed: str) -> tuple[Form, ...]:
    return (
        Form(typed, 1.0),
        *(Form(word, weight) for word, weight in sorted(found.items()) if word != typed),
    )


def _content_words(senses: str) -> list[str]:
    return [p.folded for p in pieces(fold(senses)) if p.folded not in _EMPTY_WORDS and not p.is_chinese]
