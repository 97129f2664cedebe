"""Forms of the wording of mails that events send."""

from __future__ import annotations

from dataclasses import dataclass

from web.forms.base import Data, FormReader, Parsed
from web.i18n import LOCALES, current_locale
from web.services.event_texts import SHIPPED, Words
from web.services.event_wording import Wanted


class WantedForm:
    """`?mail=&locale=`: which mail, and in which language."""

    @staticmethod
    def parse(query: Data) -> Parsed[Wanted]:
        """The mail asked for, else the first."""
        r = FormReader(query)
        code = r.code("mail", SHIPPED, required=False) or next(iter(SHIPPED))
        locale = r.code("locale", LOCALES, required=False) or current_locale()
        return r.finish(Wanted(code, locale))


@dataclass(frozen=True, slots=True)
class WordingAct:
    """What is to be done with a wording."""

    act: str
    wanted: Wanted
    version: int
    words: Words


class WordingForm:
    """The words of one mail: to be tried, saved, or taken back."""

    ACTS = ("try", "save", "reset")

    @staticmethod
    def parse(data: Data) -> Parsed[WordingAct]:
        """A clean act, or an error a field."""
        r = FormReader(data)
        act = r.code("act", WordingForm.ACTS)
        code = r.code("mail", SHIPPED)
        locale = r.code("locale", LOCALES)
        version = r.whole("version", most=2**31 - 2)
        resets = act == "reset"
        subject = r.text("subject", most=200, required=not resets)
        body = r.long_text("body", most=8000, required=not resets)
        if act is None or code is None or locale is None or version is None:
            return r.finish(None)
        return r.finish(WordingAct(act, Wanted(code, locale), version, Words(subject, body)))
