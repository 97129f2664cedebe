"""Forms of the inbox and of how a person wants mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from models.entities.inbox import Delivery, MailReader
from web.formats import ZONES
from web.forms.base import Data, FormReader, Parsed
from web.i18n import LOCALES
from web.services.inbox import InboxFilter
from web.services.mail_choices import MailChoices
from web.services.mail_purposes import SWITCHABLE, Topic

_MOST_PAGES = 10_000
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class InboxFilterForm:
    """`?topic=&unread=&page=`."""

    @staticmethod
    def parse(query: Data) -> Parsed[InboxFilter]:
        """Clean values, or an error a field."""
        r = FormReader(query)
        topic = r.choice("topic", Topic, required=False)
        page = r.whole("page", least=1, most=_MOST_PAGES, required=False) or 1
        return r.finish(InboxFilter(topic, r.flag("unread"), page))


@dataclass(frozen=True, slots=True)
class ReadMark:
    """What was read: one message, or everything up to the newest that was shown."""

    mail_id: int | None
    newest: int | None
    topic: Topic | None


class ReadForm:
    """One message, or all of them."""

    @staticmethod
    def parse(data: Data) -> Parsed[ReadMark]:
        """A clean mark, or what is wrong."""
        r = FormReader(data)
        mail_id = r.whole("mail", least=1, most=2**53, required=False)
        newest = r.whole("newest", least=1, most=2**53, required=mail_id is None)
        topic = r.choice("topic", Topic, required=False)
        return r.finish(ReadMark(mail_id, newest, topic))


class MailChoicesForm:
    """How each group comes, quiet hours, the hour of digests and the language."""

    @staticmethod
    def parse(data: Data) -> Parsed[MailChoices]:
        """Clean choices, or an error a field."""
        r = FormReader(data)
        deliveries = {t: r.choice(f"delivery_{t}", Delivery) or Delivery.AT_ONCE for t in SWITCHABLE}
        zone = r.code("timezone", ZONES) or ZONES[0]
        hour = r.whole("digest_hour", most=23) or 0
        day = r.whole("digest_day", least=1, most=7) or 1
        locale = r.code("language", LOCALES) or LOCALES[0]
        quiet = r.flag("quiet")
        quiet_from, quiet_to = (_clock(r, name, required=quiet) for name in ("quiet_from", "quiet_to"))
        if quiet and quiet_from is not None and quiet_from == quiet_to:
            r.fail("quiet_to", "quiet_hours_without_end")
        if not quiet:
            quiet_from = quiet_to = None
        return r.finish(MailChoices(MailReader(zone, quiet_from, quiet_to, hour, day), deliveries, locale))

    @staticmethod
    def values_of(choices: MailChoices) -> dict[str, str | list[str]]:
        """The form with what is on record."""
        reader = choices.reader
        values: dict[str, str | list[str]] = {f"delivery_{t}": str(d) for t, d in choices.deliveries.items()}
        return values | {
            "timezone": reader.timezone,
            "digest_hour": str(reader.digest_hour),
            "digest_day": str(reader.digest_day),
            "language": choices.locale,
            "quiet": "" if reader.quiet_from is None else "1",
            "quiet_from": f"{reader.quiet_from or time(22):%H:%M}",
            "quiet_to": f"{reader.quiet_to or time(8):%H:%M}",
        }


def _clock(r: FormReader, name: str, *, required: bool) -> time | None:
    text = r.raw(name)
    found = _CLOCK.fullmatch(text)
    if found is None:
        if text or required:
            r.fail(name, "not_an_hour")
        return None
    return time(int(found[1]), int(found[2]))
