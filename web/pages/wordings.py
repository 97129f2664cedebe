"""The page on which the mails of an event, or of the site, are worded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from models.entities.wordings import WordingVersion
from web.forms.base import Parsed, blank
from web.i18n import LOCALES, gettext, ngettext
from web.pages.admin import Tab
from web.pages.events import EventLine
from web.services.event_texts import SHIPPED, Words
from web.services.event_wording import Desk, Wanted, before_written


@dataclass(frozen=True, slots=True)
class Choice:
    """A mail that can be worded."""

    label: str
    href: str
    current: bool
    written: bool


@dataclass(frozen=True, slots=True)
class WordingPage:
    """`events/wording.html`."""

    title: str
    answer: str
    # None on the administrator's page.
    line: EventLine | None
    here: str
    wanted: Wanted
    label: str
    mails: list[Choice]
    languages: list[Tab]
    form: Parsed[Any]
    version: int
    is_written: bool
    names: list[str]
    preview: tuple[str, str] | None
    shipped: Words
    versions: list[WordingVersion]


def wording_page(here: str, desk: Desk, wrong: Parsed[Any] | None = None) -> WordingPage:
    """One mail with its words, how it would read, and the others; `wrong` is what was refused or is tried."""
    wanted = desk.wanted
    line = None if desk.event is None else EventLine(desk.event)
    n = len({code for code, _ in desk.written})
    languages = {"zh": gettext("Chinese"), "en": gettext("English")}
    return WordingPage(
        gettext("Words of its mails") if line is not None else gettext("Words of mails that events send"),
        ngettext(
            "%(num)s mail has words of its own; the others go as shipped or as the site has them.",
            "%(num)s mails have words of their own; the others go as shipped or as the site has them.",
            n,
        )
        if line is not None
        else ngettext(
            "%(num)s mail has words of this site; an organiser may word it otherwise for an event.",
            "%(num)s mails have words of this site; an organiser may word them otherwise for an event.",
            n,
        ),
        line,
        here,
        wanted,
        gettext(SHIPPED[wanted.code].label),
        [
            Choice(
                gettext(one.label),
                _address(here, code, wanted.locale),
                code == wanted.code,
                any((code, locale) in desk.written for locale in LOCALES),
            )
            for code, one in SHIPPED.items()
        ],
        [
            Tab(languages[lang], _address(here, wanted.code, lang), lang == wanted.locale, None)
            for lang in LOCALES
        ],
        wrong or blank({"subject": desk.words.subject, "body": desk.words.body}),
        desk.version,
        desk.is_written,
        [f"{{{name}}}" for name in SHIPPED[wanted.code].names],
        desk.preview,
        before_written(wanted),
        desk.versions,
    )


def _address(here: str, code: str, locale: str) -> str:
    return f"{here}?{urlencode({'mail': code, 'locale': locale})}"
