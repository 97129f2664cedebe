"""A mail as its reader gets it: plain text and HTML from one source, saying why it came and how to stop it.

Nothing is loaded from anywhere, and all styles stand in one block, so that a page may show the letter under a
policy that allows this block alone.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from web.i18n import gettext, use_locale

STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 16px; background: #f6f5f1; color: #1b2426;
  font: 16px/1.6 -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
    sans-serif; }
.letter { max-width: 600px; margin: 0 auto; padding: 24px; background: #fff; border: 1px solid #d8d6cd;
  border-radius: 6px; overflow-wrap: anywhere; }
.sender { margin: 0; color: #55605f; font-size: 14px; }
h1 { margin: 4px 0 16px; font-size: 20px; line-height: 1.35; }
h2 { margin: 24px 0 8px; font-size: 16px; }
p { margin: 0 0 16px; }
a { color: #0b5f5f; }
.button { display: inline-block; padding: 10px 20px; border-radius: 6px; background: #0b5f5f; color: #fff;
  font-weight: 600; text-decoration: none; }
.why { margin: 24px auto 0; max-width: 600px; padding: 0 24px; color: #55605f; font-size: 14px; }
@media (prefers-color-scheme: dark) {
  body { background: #14191a; color: #e8ebe9; }
  .letter { background: #1d2425; border-color: #3a4445; }
  .sender, .why { color: #a9b4b2; }
  a { color: #7fd1c8; }
  .button { background: #7fd1c8; color: #0f2221; }
}
"""
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# What a browser may do with a letter that is shown as a document of its own: apply its styles, nothing else.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-popups allow-top-navigation-by-user-activation"
)
# An address goes on until a space, a mark around it or Chinese; a full stop ends the sentence, not it.
_PATH = (
    r"[/?#][^\s<>\"'，。；：、（）“”《》\u3000-\u9fff]*[^\s<>\"'，。；：、（）“”《》\u3000-\u9fff.,;:!?)\]]"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says."""

    subject: str
    body: str
    locale: str
    # The page that it is about, as a path; empty for none.
    link: str
    # What it is for and the group by which its reader chooses, as texts to be translated.
    purpose: str
    topic: str
    # Where one POST ends mails of the group; None where there is no choice.
    unsubscribe: str | None


def plain_and_html(letter: Letter, site: str) -> tuple[str, str]:
    """Both bodies, which say the same, in the reader's language."""
    with use_locale(letter.locale):
        return _plain(letter, site), str(_html(letter, site))


def _why(letter: Letter) -> str:
    purpose, topic = gettext(letter.purpose), gettext(letter.topic)
    if letter.unsubscribe is None:
        return gettext(
            "Shoutou writes to you about: %(purpose)s. Such mails always come, because you would be at a "
            "loss without them.",
            purpose=purpose,
        )
    return gettext(
        "Shoutou writes to you about: %(purpose)s (group: %(topic)s).", purpose=purpose, topic=topic
    )


def _plain(letter: Letter, site: str) -> str:
    parts = [letter.body.rstrip()]
    if letter.link and not _names(letter.body, site + letter.link):
        parts.append(gettext("Open it: %(link)s", link=site + letter.link))
    foot = [
        "-- ",
        _why(letter),
        gettext("Choose what comes, and when: %(link)s", link=f"{site}/account/notifications"),
    ]
    if letter.unsubscribe is not None:
        foot.append(gettext("No more mails of this group: %(link)s", link=letter.unsubscribe))
    return "\n\n".join(parts) + "\n\n" + "\n".join(foot) + "\n"


def _names(body: str, address: str) -> bool:
    """Whether the body says this very address, and not one that only begins with it."""
    return re.search(re.escape(address) + r"(?![\w/?#&=%.-]*[\w/])", body) is not None


def _html(letter: Letter, site: str) -> Markup:
    lang = "zh-Hans" if letter.locale == "zh" else "en"
    blocks = [b for b in re.split(r"\n{2,}", letter.body.strip("\n")) if b.strip()]
    pages = [line.strip() for line in letter.body.split("\n") if _is_page(line.strip(), site)]
    # The one page that a letter is about stands as a button; several, as in a digest, stay links.
    shown = pages[0] if len(pages) == 1 else None
    content = Markup("\n").join(_block(block, site, shown) for block in blocks)
    if letter.link and not _names(letter.body, site + letter.link):
        content += Markup("\n") + _button(site + letter.link)
    foot = Markup('{}<br>\n<a href="{}">{}</a>').format(
        _why(letter), f"{site}/account/notifications", gettext("Choose what comes, and when")
    )
    if letter.unsubscribe is not None:
        foot += Markup('<br>\n<a href="{}">{}</a>').format(
            letter.unsubscribe, gettext("No more mails of this group")
        )
    return Markup(
        '<!doctype html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<title>{}</title>\n<style>{}</style>\n</head>\n'
        '<body>\n<main class="letter">\n<p class="sender">首投 <span lang="en">Shoutou</span></p>\n'
        '<h1>{}</h1>\n{}\n</main>\n<footer class="why">\n<p>{}</p>\n</footer>\n</body>\n</html>\n'
    ).format(lang, letter.subject, Markup(STYLE), letter.subject, content, foot)  # noqa: S704 - our own styles


def _ours(site: str) -> str:
    """A pattern of our own addresses; `https://ours.example.evil.example` is none."""
    return re.escape(site) + rf"(?:{_PATH})?/?(?![\w@-]|[.:]\w)"


def _is_page(line: str, site: str) -> bool:
    return re.fullmatch(_ours(site), line) is not None


def _button(address: str) -> Markup:
    return Markup('<p><a class="button" href="{}">{}</a></p>').format(address, gettext("Open in Shoutou"))


def _block(block: str, site: str, shown: str | None) -> Markup:
    """A paragraph with its line breaks; a line that is nothing but the letter's page becomes the button."""
    lines: list[Markup] = []
    made = Markup("")
    for line in block.split("\n"):
        if shown is not None and line.strip() == shown:
            made += _paragraph(lines) + _button(shown)
            lines = []
        elif line.strip():
            lines.append(_linked(line.strip(), site))
    return made + _paragraph(lines)


def _paragraph(lines: list[Markup]) -> Markup:
    return Markup("<p>{}</p>").format(Markup("<br>\n").join(lines)) if lines else Markup("")


def _linked(line: str, site: str) -> Markup:
    """The line with our own addresses as links; an address of anybody else stays text."""
    made, last = Markup(""), 0
    for found in re.finditer(_ours(site), line):
        made += escape(line[last : found.start()])
        made += Markup('<a href="{0}">{0}</a>').format(found[0])
        last = found.end()
    return made + escape(line[last:])
