"""Text as the matcher sees it: its language, its sentences, its parts. Encoding is next door."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

Language = Literal["zh", "en"]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
# Chinese stops end a sentence wherever they stand; a Latin full stop only before a space or the
# end, so that 1.5 and e.g.com stay whole. Line breaks end one too: decks are lists of lines.
_SENTENCE_END = re.compile(r"(?<=[。！？；!?])\s*|(?<=[.;])(?=\s|$)\s*|\s*[\r\n]+\s*")
# A full stop after these does not end anything.
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|no|co|ltd|inc|dr|mr|ms|st|fig)|\b[A-Za-z])\.$", re.IGNORECASE
)
_MIN_SENTENCE = 2
# What stands for itself within a sentence ends here: lists name one thing after the other. A Latin mark
# only before a space, so that 1,500 and 12:30 stay whole.
_CLAUSE_END = re.compile(r"(?<=[，；：、])|(?<=[,;:])(?=\s)")
_MARKS = " ,;:，；：、"
# Words or Han characters below which a clause goes on: a word or two by themselves are near to everything.
_MIN_WORDS, _MIN_CHARACTERS = 4, 8
# Words or Han characters; below are headings and names as 市场 or Our team, which are near to everything.
_MIN_QUOTED_WORDS, _MIN_QUOTED_CHARACTERS = 5, 8
# A line begins with one of these in a list; a line that ends with one of those is whole.
_BULLET = re.compile(r"^\s*[•·▪●○■□◆►▶※*–—-]+\s*")
_LINE_ENDS = tuple("。！？；.!?;:：")
# Lines of fewer characters are broken by hand; lines of so much of the widest are broken by the page.
_NARROWEST_PAGE, _BROKEN_FROM = 16, 0.75


def detect_language(text: str) -> Language:
    """The language that a text is mainly written in.

    Parameters
    ----------
    text : str
        Any text; full-width forms are folded first.

    Returns
    -------
    {'zh', 'en'}
        `zh` when Han characters carry at least as much as Latin words do (two characters weigh
        as much as one word), else `en`. Text with neither is `en`.
    """
    folded = unicodedata.normalize("NFKC", text)
    n_han = len(_HAN.findall(folded))
    n_words = len(_LATIN_WORD.findall(folded))
    return "zh" if n_han and n_han >= 2 * n_words else "en"


def split_sentences(text: str) -> tuple[str, ...]:
    """Cut a Chinese or English text, or one that mixes both, into sentences.

    Parameters
    ----------
    text : str
        Running text, or lines as they come from a deck.

    Returns
    -------
    tuple of str
        The sentences in order, stripped, without those of fewer than two letters or digits.
        Joined they hold every letter of the text except those left out. The cut is stable: a
        sentence's index may be stored and used later with the same text.
    """
    sentences: list[str] = []
    for piece in _SENTENCE_END.split(text):
        stripped = piece.strip()
        if not stripped:
            continue
        if sentences and _ABBREVIATION.search(sentences[-1]) and stripped[0].isascii():
            sentences[-1] = f"{sentences[-1]} {stripped}"
        else:
            sentences.append(stripped)
    return tuple(s for s in sentences if sum(c.isalnum() for c in s) >= _MIN_SENTENCE)


def join_wrapped(lines: Iterable[str]) -> list[str]:
    """Lines that a page broke, joined again; a line of a list begins anew, without its bullet.

    Parameters
    ----------
    lines : iterable of str
        Lines of one width, as a PDF gives them; empty ones are left out.
    """
    said = [line.strip() for line in lines if line.strip()]
    widest = max((len(line) for line in said), default=0)
    joined: list[str] = []
    broken = False
    for line in said:
        plain = _BULLET.sub("", line)
        if broken and plain == line:
            # No space between two Han characters.
            joined[-1] += plain if ord(joined[-1][-1]) > 0x2E80 else f" {plain}"
        elif plain:
            joined.append(plain)
        broken = (
            bool(plain)
            and widest >= _NARROWEST_PAGE
            and len(line) >= _BROKEN_FROM * widest
            and not line.endswith(_LINE_ENDS)
        )
    return joined


def cut_parts(text: str, *, max_units: int = 160) -> tuple[str, ...]:
    """Cut a long text into parts that a model with a short window reads whole.

    Parameters
    ----------
    text : str
        Running text.
    max_units : int, default=160
        The most that a part holds: a Latin word or a Han character each counts one. 160 stays
        below 256 word pieces for plain English.

    Returns
    -------
    tuple of str
        Parts in order, cut between sentences; one sentence that is longer than a part is cut
        between words. At least one part, which is empty only when the text is.
    """
    parts: list[str] = []
    held: list[str] = []
    n_held = 0
    for sentence in split_sentences(text):
        for piece in _cut_long(sentence, max_units):
            n_units = _count_units(piece)
            if held and n_held + n_units > max_units:
                parts.append(" ".join(held))
                held, n_held = [], 0
            held.append(piece)
            n_held += n_units
    if held:
        parts.append(" ".join(held))
    return tuple(parts) or (text.strip(),)


def quotable(sentences: Sequence[str]) -> list[int]:
    """The places of the sentences that say enough to be quoted; all, where none does.

    A heading is near to many sentences and proves nothing, so that it is compared but not shown.
    """
    said = [place for place, sentence in enumerate(sentences) if _says_enough(sentence)]
    return said or list(range(len(sentences)))


def cut_clauses(sentence: str) -> tuple[str, ...]:
    """Cut a sentence at its commas, colons and semicolons.

    Parameters
    ----------
    sentence : str
        One sentence.

    Returns
    -------
    tuple of str
        The clauses in order, without the marks at their ends. One of fewer than four words or eight Han
        characters goes on with the next, the last one with the one before.
    """
    enough = _MIN_CHARACTERS if _HAN.search(sentence) else _MIN_WORDS
    clauses: list[str] = []
    held: list[str] = []
    n_held = 0
    for piece in _CLAUSE_END.split(sentence):
        held.append(piece)
        n_held += _count_units(piece)
        if n_held >= enough:
            clauses.append("".join(held))
            held, n_held = [], 0
    if held:
        clauses[-1:] = ["".join([*clauses[-1:], *held])]
    return tuple(clause.strip(_MARKS) for clause in clauses)


def clauses_of(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The clauses of several texts, in order, each with the sentence that it stands in; a sentence once."""
    sentences = dict.fromkeys(sentence for text in texts for sentence in split_sentences(text))
    return tuple((clause, sentence) for sentence in sentences for clause in cut_clauses(sentence))


@functools.lru_cache(maxsize=4096)
def _says_enough(sentence: str) -> bool:
    """Remembered: a list asks it of each of its texts' clauses, and of the reader's own for each of them."""
    least = _MIN_QUOTED_CHARACTERS if _HAN.search(sentence) else _MIN_QUOTED_WORDS
    return _count_units(sentence) >= least


def _count_units(text: str) -> int:
    return len(_HAN.findall(text)) + len(_LATIN_WORD.findall(text))


def _cut_long(sentence: str, max_units: int) -> list[str]:
    if _count_units(sentence) <= max_units:
        return [sentence]
    tokens = re.findall(r"[\u3400-\u9fff\uf900-\ufaff]|\S[^\s\u3400-\u9fff]*\s*", sentence)
    return ["".join(tokens[start : start + max_units]).strip() for start in range(0, len(tokens), max_units)]
