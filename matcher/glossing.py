"""Chinese into English word by word, from a dictionary, before an English model reads it.

The model of the default reads English only. Words are cut by jieba, looked up in the field's own
lexicon (`data/lexicon.txt`) and then in CC-CEDICT, and replaced by their first short senses.
Nothing here is tuned on graded queries: each rule stands for a reason given beside it.
"""

import functools
import hashlib
import importlib.metadata
import importlib.resources
import logging
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matcher.dictionary import Dictionary, dictionary_version

# One more with each change of a rule below: vectors under other rules are other vectors.
_RULES = 2

_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_STOPS = str.maketrans("。、“”《》", '.,""""')
# After a figure a unit tells of the matter (兆瓦 of power stations, 亩 of fields); money and counts do not.
_UNITS = {
    "千瓦时": "kilowatt hours",
    "兆瓦时": "megawatt hours",
    "吉瓦时": "gigawatt hours",
    "千瓦": "kilowatts",
    "兆瓦": "megawatts",
    "吉瓦": "gigawatts",
    "千伏": "kilovolts",
    "安时": "ampere hours",
    "平方公里": "square kilometres",
    "平方米": "square metres",
    "平米": "square metres",
    "立方米": "cubic metres",
    "公顷": "hectares",
    "公里": "kilometres",
    "公斤": "kilograms",
    "毫米": "millimetres",
    "微米": "micrometres",
    "纳米": "nanometres",
    "毫升": "millilitres",
    "摄氏度": "degrees Celsius",
    "小时": "hours",
    "分钟": "minutes",
    "个月": "months",
    "亩": "mu of farmland",
    "吨": "tons",
    "岁": "years old",
}
_UNIT = re.compile(r"(?<=[\d万亿])\s*(?:" + "|".join(sorted(_UNITS, key=len, reverse=True)) + ")")
# Words that hold a sentence together and say nothing of its matter.
_STOP_WORDS = frozenset(
    """我们 你们 他们 它们 自己 这个 那个 这些 那些 一个 一种 一些 一下 一次 可以 能够 没有 不是
    就是 还是 但是 因为 所以 如果 以及 或者 而且 并且 不再 已经 正在 目前 现在 今年 去年 明年
    一年 两年 三年 多年 每年 每天 一天 通过 进行 实现 提供 具有 相关 主要 其中 之间 之后 之前
    以后 以前 以上 以下 左右 非常 比较 更加 更多 很多 许多 各种 什么 怎么 如何 为了 对于 关于
    由于 随着 根据 按照 同时 此外 另外 不能 不会 不用 不要 需要 希望 愿意 要求 优先 优选 使得
    成为 作为 起来 下来 出来 上去 下去 只要 只有 无论 不论 即使 虽然 然而 因此 于是 一直 一起
    一样 这样 那样 这里 那里 有的 有人 大家 别人 人家 时候 方面 情况 问题 东西 事情 公司 我司
    本公司 本基金 机构 团队 项目 企业 投资 融资 资金 基金 万元 亿元 元 百分之 以内 以外 超过
    达到 计划 准备 打算 目标""".split()  # noqa: SIM905 - a word list reads best as running words
)


@dataclass(frozen=True, slots=True)
class Gloss:
    """A Chinese word and the English that stood for it when the text was encoded."""

    word: str
    english: str


@dataclass(frozen=True, slots=True)
class Glossed:
    """A text ready for an English model, and the glosses that were used, in order, each once.

    `unknown` names the words that no dictionary had; the page may show them as not understood.
    """

    text: str
    glosses: tuple[Gloss, ...]
    unknown: tuple[str, ...]


class Glosser:
    """Replaces the Chinese words of a text by English senses; everything else stays as it is.

    Parameters
    ----------
    lexicon : mapping of str to str, optional
        Words of the field and their English, looked up before the dictionary and known to the
        cut. The bundled list when left out.
    dictionary : Dictionary, optional
        The bundled one when left out; it is read when the first Chinese word is met.
    """

    def __init__(
        self, lexicon: Mapping[str, str] | None = None, *, dictionary: Dictionary | None = None
    ) -> None:
        self.lexicon = dict(_bundled_lexicon() if lexicon is None else lexicon)
        self._given = dictionary
        # Words such as B超 and 3D打印 are no runs of Han characters; the longest is tried first.
        mixed = sorted((word for word in self.lexicon if not _HAN_RUN.fullmatch(word)), key=_longest_first)
        self._mixed = re.compile("|".join(map(re.escape, mixed)) or r"(?!)", re.IGNORECASE)
        self._mixed_english = {word.lower(): self.lexicon[word] for word in mixed}

    @functools.cached_property
    def dictionary(self) -> Dictionary:
        """What is looked up after the lexicon."""
        return self._given or _bundled_dictionary()

    @functools.cached_property
    def version(self) -> str:
        """Eight hex digits over whatever decides the glosses: rules, lexicon, editions."""
        parts = [str(_RULES), dictionary_version(), importlib.metadata.version("jieba")]
        parts += [f"{word}\t{english}" for word, english in sorted(self.lexicon.items())]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]

    @functools.cached_property
    def _tokenizer(self) -> Any:
        return _tokenizer_with(frozenset(w for w in self.lexicon if len(w) > 1 and _HAN_RUN.fullmatch(w)))

    def gloss(self, text: str) -> Glossed:
        """Gloss one text.

        Parameters
        ----------
        text : str
            Any text. Latin words, figures and punctuation are kept; full-width letters and
            figures become plain ones where the text holds Chinese.

        Returns
        -------
        Glossed
            `text` holds no Han character. A text without Chinese comes back unchanged.
        """
        if not _HAN_RUN.search(text):
            return Glossed(text, (), ())
        glosses: dict[str, str] = {}
        unknown: dict[str, None] = {}

        def of_mixed(match: re.Match[str]) -> str:
            glosses[match.group()] = english = self._mixed_english[match.group().lower()]
            return f" {english} "

        def of_unit(match: re.Match[str]) -> str:
            return f" {_UNITS[match.group().strip()]} "

        def of_run(match: re.Match[str]) -> str:
            said: list[str] = []
            start = 0
            for word in self._words(match.group()):
                senses = self._senses(word)
                # Shown as the writer wrote it, be it in traditional characters.
                written = match.group()[start : start + len(word)]
                start += len(word)
                if senses:
                    glosses[written] = senses
                    said.append(senses)
                elif senses is None:
                    unknown[written] = None
            return f" {' '.join(said)} "

        folded = _fold(text)
        replaced = _HAN_RUN.sub(of_run, _UNIT.sub(of_unit, self._mixed.sub(of_mixed, folded)))
        return Glossed(
            " ".join(replaced.split()),
            tuple(Gloss(word, senses) for word, senses in glosses.items()),
            tuple(unknown),
        )

    def words(self, text: str) -> tuple[str, ...]:
        """The Chinese words of a text that carry matter, in order: what is compared by wording."""
        return tuple(
            word
            for run in _HAN_RUN.findall(text)
            for word in self._words(run)
            if word not in _STOP_WORDS and (len(word) > 1 or word in self.lexicon)
        )

    def _words(self, run: str) -> list[str]:
        """Cut a run of Han characters into simplified words; joined they are as long as the run."""
        simplified = "".join(self.dictionary.simplified.get(c, c) for c in run)
        words: list[str] = []
        # Without new words (HMM): a word that jieba makes up is in no dictionary.
        for word in self._tokenizer.cut(simplified, HMM=False):
            if len(word) > 2 and word not in _STOP_WORDS and not self._knows(word):
                words += self._split_unknown(word)
            else:
                words.append(word)
        return words

    def _senses(self, word: str) -> str | None:
        """English for a word; empty when it says nothing by rule, None when nobody knows it."""
        known = self.lexicon.get(word)
        if known is not None:
            return known
        # Words of one character are mostly particles or have a dozen senses; those that carry
        # matter in the field (药, 鱼, 氢) stand in the lexicon.
        if word in _STOP_WORDS or len(word) == 1:
            return ""
        return self.dictionary.words.get(word)

    def _knows(self, word: str) -> bool:
        return bool(self.lexicon.get(word) or self.dictionary.words.get(word))

    def _split_unknown(self, word: str) -> list[str]:
        """Cut a word that nobody knows into the fewest known words of two or more characters.

        Characters that belong to none stand alone; the whole stays one unknown word when no part is known.
        """
        best: list[tuple[int, int, list[str]]] = [(0, 0, [])]  # unknown characters, words, cut
        for end in range(1, len(word) + 1):
            lost, n_words, cut = best[end - 1]
            options = [(lost + 1, n_words + 1, [*cut, word[end - 1]])]
            for start in range(end - 1):
                piece = word[start:end]
                if self._knows(piece):
                    lost, n_words, cut = best[start]
                    options.append((lost, n_words + 1, [*cut, piece]))
            best.append(min(options))
        if best[-1][0] == len(word):
            return [word]
        return best[-1][2]


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word


def _fold(text: str) -> str:
    """Full-width forms and Chinese stops become plain ones, so that the model sees where sentences end."""
    return unicodedata.normalize("NFKC", text).translate(_STOPS)


@functools.lru_cache(maxsize=4)
def _tokenizer_with(words: frozenset[str]) -> Any:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    # As frequent as a word must be to stay whole, so that the most likely cut of a run decides:
    # 中药 is a word of the field, and 集中药品 still holds none.
    for word in sorted(words):
        tokenizer.add_word(word)
    return tokenizer


@functools.cache
def _bundled_dictionary() -> Dictionary:
    return Dictionary.bundled()


@functools.cache
def _bundled_lexicon() -> Mapping[str, str]:
    text = importlib.resources.files("matcher").joinpath("data/lexicon.txt").read_text("utf-8")
    pairs = (line.partition("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {word: english for word, _, english in pairs}
