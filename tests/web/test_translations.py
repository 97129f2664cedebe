"""Both languages, always: every marked text has its Chinese, and no Chinese is left over or broken."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir

from web import sentences
from web.i18n import FOLDER, read_area

WEB = Path(__file__).parents[2] / "web"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# Marked texts that are the same in Chinese, each with its reason.
SAME = {
    ", ": "a mark between the words of a list",
}
OPTIONS = {"**.html": {"newstyle_gettext": "true", "extensions": "jinja2.ext.do", "trimmed": "false"}}
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}


def marked() -> dict[str, str]:
    """Every msgid in the sources with where it stands; a plural pair by its singular."""
    found: dict[str, str] = {}
    for file, line, message, _comments, _context in extract_from_dir(
        str(WEB), [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")], OPTIONS, keywords=KEYWORDS
    ):
        key = message[0] if isinstance(message, tuple) else message
        if key:
            found.setdefault(key, f"{file}:{line}")
    return found


def translated() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((FOLDER / "zh").glob("*.po")):
        for message in read_area(path):
            if message.id:
                key = message.id[0] if isinstance(message.id, tuple | list) else message.id
                text = message.string[0] if isinstance(message.string, tuple | list) else message.string
                assert not message.fuzzy, (path.name, key)
                found[key] = text or ""
    return found


def test_every_marked_text_has_its_chinese() -> None:
    have = translated()

    missing = {text: where for text, where in marked().items() if not have.get(text)}

    assert missing == {}


def test_every_translation_is_used() -> None:
    assert sorted(set(translated()) - set(marked())) == []


def test_every_translation_is_chinese_and_keeps_its_placeholders() -> None:
    found = translated()

    # One test, not one a text: there are thousands, and each would cost its start.
    strange = {
        english: sorted(lost)
        for english, chinese in found.items()
        if (lost := set(PLACEHOLDER.findall(chinese)) - set(PLACEHOLDER.findall(english)))
    }
    not_chinese = [
        english
        for english, chinese in found.items()
        if english not in SAME and not re.search(r"[\u4e00-\u9fff]", chinese)
    ]

    assert strange == {}
    assert not_chinese == []


def test_every_raised_code_has_its_sentence() -> None:
    codes = set()
    for folder in ("web", "models"):
        for path in (WEB.parent / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            codes |= set(re.findall(r"\b(?:NotFound|NotAllowed|Conflict|Invalid)\(\s*\"([a-z_]+)\"", text))
            codes |= set(re.findall(r"\bflash=\"([a-z_]+)\"", text))

    assert sorted(codes - set(sentences.table())) == []


# Where Chinese may stand in a template: the language switch, the brand, the samples of the components page.
CHINESE_TEMPLATES = {"base.html", "frame/top.html", "dev/components.html"}


def test_templates_hold_no_hard_coded_chinese() -> None:
    folder = WEB / "templates"
    found = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if re.search(
            r"[\u4e00-\u9fff]", re.sub(r"_\((?:'[^']*'|\"[^\"]*\")", "", path.read_text(encoding="utf-8"))
        )
    }

    assert found - CHINESE_TEMPLATES == set()
