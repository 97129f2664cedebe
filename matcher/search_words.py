"""What a text is found by, and what of it is marked: words of Latin script, pairs of Chinese characters.

Chinese is written without spaces, so every pair of neighbouring characters is a term, and every single one:
a word is found wherever it stands, in part, and with one wrong character. The index is in `search.py`.
"""

import bisect
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

_HAN = "\u3400-\u9fff\uf900-\ufaff"
# A word of letters and digits of any script but Chinese, or a run of Chinese.
_PIECE = re.compile(rf"[{_HAN}]+|(?:(?![{_HAN}_])\w)+")
_IS_HAN = re.compile(rf"[{_HAN}]")
# Shorter words are found whole or by their beginning: one wrong letter of three makes another word.
_SHORTEST_FORGIVEN = 4
# A word's last part counts as part of it from this length on: "proof" finds "waterproof".
_SHORTEST_END = 4
_MOST_FORMS = 40
# Endings by which an English word becomes another of its family: charge, charger, charging.
_ENDINGS = ("", "e", "ed", "er", "ing", "ion", "ation", "or", "al", "able", "ment", "y", "ly")
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a run of Chinese in a text: where it stands, and how it is looked up."""

    start: int
    end: int
    folded: str
    is_chinese: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A word of the vocabulary that answers to a word typed, and how much it counts, in (0, 1]."""

    word: str
    weight: float


def fold(text: str) -> str:
    """Small letters without accents, full-width forms made plain."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFKC", "".join(c for c in plain if not unicodedata.combining(c)))


def stem(word: str) -> str:
    """A folded English word without the plural's ending; other words as they are."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def pieces(text: str) -> Iterator[Piece]:
    """The words and runs of Chinese of a text, in order."""
    for match in _PIECE.finditer(text):
        is_chinese = bool(_IS_HAN.match(match.group()))
        folded = match.group() if is_chinese else stem(fold(match.group()))
        yield Piece(match.start(), match.end(), folded, is_chinese)


def terms(text: str) -> Iterator[str]:
    """What a text is found by, each as often as it occurs."""
    for piece in pieces(unicodedata.normalize("NFKC", text)):
        if piece.is_chinese:
            yield from piece.folded
            yield from pairs(piece.folded)
        elif piece.folded:
            yield piece.folded


def pairs(run: str) -> list[str]:
    """Each two neighbouring characters."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter was added, left out, replaced, or swapped with its neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return swapped or short[at + 1 :] == long[at + 1 :]


class Vocabulary:
    """The words of Latin script that occur, to be found by their beginning, their end, or with one error."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._forwards: list[str] = []
        self._backwards: list[str] = []

    def add(self, word: str) -> None:
        """One more word; sorting waits until somebody asks."""
        self._words.add(word)

    def forms(self, typed: str) -> list[Form]:
        """The words that may be meant by a folded word, each once with its best weight."""
        self._sort()
        found: dict[str, float] = {}

        def note(word: str, weight: float) -> None:
            found[word] = max(weight, found.get(word, 0.0))

        if typed in self._words:
            note(typed, 1.0)
        for word in _beginning(self._forwards, typed, _MOST_FORMS) if len(typed) > 1 else ():
            note(word, 0.9 * (len(typed) / len(word)) ** 0.25)
        if len(typed) >= _SHORTEST_END:
            for turned in _beginning(self._backwards, typed[::-1], _MOST_FORMS):
                note(turned[::-1], 0.7 * (len(typed) / len(turned)) ** 0.25)
        for word in self._family(typed):
            note(word, 0.8)
        if len(typed) >= _SHORTEST_FORGIVEN:
            for word in self._near(typed):
                # Beside a word that is there as typed, a neighbour is hardly what was meant.
                note(word, 0.3 if typed in self._words else 0.65)
        return [Form(word, weight) for word, weight in sorted(found.items())]

    def family(self, word: str) -> list[Form]:
        """A word as it is, where it occurs, and others of its family."""
        self._sort()
        whole = [Form(word, 1.0)] if word in self._words else []
        return [*whole, *(Form(other, 0.8) for other in self._family(word) if other != word)]

    def _family(self, typed: str) -> Iterator[str]:
        stems = {typed[: len(typed) - len(e)] for e in _ENDINGS if typed.endswith(e)}
        for start in sorted(s for s in stems if len(s) >= _SHORTEST_STEM):
            for word in _beginning(self._forwards, start):
                if word[len(start) :] in _ENDINGS:
                    yield word

    def _near(self, typed: str) -> Iterator[str]:
        """Words one error away: one error leaves the beginning or the end of a word as it is."""
        kept = max(1, len(typed) // 2 - 1)
        for word in _beginning(self._forwards, typed[:kept]):
            if one_edit_apart(typed, word):
                yield word
        for turned in _beginning(self._backwards, typed[::-1][:kept]):
            if one_edit_apart(typed, turned[::-1]):
                yield turned[::-1]

    def _sort(self) -> None:
        if len(self._forwards) != len(self._words):
            self._forwards = sorted(self._words)
            self._backwards = sorted(word[::-1] for word in self._words)


def _beginning(ordered: Sequence[str], start: str, most: int | None = None) -> Iterator[str]:
    """The words of a sorted list that begin so, the first so many."""
    at = bisect.bisect_left(ordered, start)
    end = len(ordered) if most is None else min(len(ordered), at + most)
    while at < end and ordered[at].startswith(start):
        yield ordered[at]
        at += 1


def marked(text: str, matched: Mapping[str, object] | frozenset[str]) -> list[tuple[str, bool]]:
    """A text cut where it answers to a query: (piece, whether it is marked), joined the text itself.

    `matched` are terms. Single characters mark nothing inside a longer run, or every 的 would shine,
    unless a single character is all that was asked for.
    """
    singles = all(len(term) == 1 for term in matched)
    spans: list[tuple[int, int]] = []
    for piece in pieces(text):
        if not piece.is_chinese:
            if piece.folded in matched:
                spans.append((piece.start, piece.end))
            continue
        for at in range(len(piece.folded)):
            if piece.folded[at : at + 2] in matched and at + 1 < len(piece.folded):
                spans.append((piece.start + at, piece.start + at + 2))
            elif singles and piece.folded[at] in matched:
                spans.append((piece.start + at, piece.start + at + 1))
    out: list[tuple[str, bool]] = []
    done = 0
    for start, end in _joined(spans):
        if start > done:
            out.append((text[done:start], False))
        out.append((text[start:end], True))
        done = end
    if done < len(text):
        out.append((text[done:], False))
    return out


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def corrected(typed: str, texts: Sequence[str], known: Collection[str] = ()) -> str | None:
    """What was typed, each word that stands in none of these texts put as they write it; None when none is.

    The texts are those of what the reader was shown: a suggestion tells of nothing else. Words that a
    dictionary knows are spelled rightly and stay; a run of Chinese where it is made of them.
    """
    written: dict[str, str] = {}
    runs: list[str] = []
    for text in texts:
        for piece in pieces(text):
            if piece.is_chinese:
                runs.append(piece.folded)
            else:
                written.setdefault(piece.folded, text[piece.start : piece.end])
    out, done, changed = [], 0, False
    for piece in pieces(typed):
        word = typed[piece.start : piece.end]
        if _is_known(piece, known):
            better = None
        else:
            better = _better_run(word, runs) if piece.is_chinese else _better_word(piece.folded, written)
        out += [typed[done : piece.start], better or word]
        done, changed = piece.end, changed or better is not None
    return "".join([*out, typed[done:]]) if changed else None


def _is_known(piece: Piece, known: Collection[str]) -> bool:
    if not piece.is_chinese:
        return piece.folded in known
    # How far from the beginning known words reach, one after the other.
    reached = {0}
    for at in range(len(piece.folded)):
        if at in reached:
            reached |= {at + len(word) for word in known if word and piece.folded.startswith(word, at)}
    return len(piece.folded) in reached


def _better_word(folded: str, written: Mapping[str, str]) -> str | None:
    if len(folded) < _SHORTEST_FORGIVEN or any(word.startswith(folded) for word in written):
        return None
    near = (shown for word, shown in written.items() if one_edit_apart(folded, word))
    found = next(near, None)
    return None if found is None else found.lower()


def _better_run(run: str, runs: Sequence[str]) -> str | None:
    """The run with the one character replaced in which it differs from a place in these runs."""
    if len(run) < 3 or any(run in other for other in runs):
        return None
    for other in runs:
        for at in range(len(other) - len(run) + 1):
            place = other[at : at + len(run)]
            if sum(a != b for a, b in zip(run, place, strict=True)) == 1:
                return place
    return None
