"""Pages of the inbox and of how a person wants mail."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from babel.dates import get_day_names

from models.entities.inbox import Delivery, InboxEntry
from models.entities.mail import MailStatus
from web import formats
from web.formats import ZONES
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.pages.account import LANGUAGES
from web.pages.admin import Paging, Tab
from web.services.inbox import A_PAGE, Inbox, InboxFilter
from web.services.mail_purposes import PURPOSES, SWITCHABLE, TOPIC_LABELS, Topic


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message and what became of its mail."""

    entry: InboxEntry

    @property
    def topic(self) -> str:
        """Its group, in words."""
        return gettext(TOPIC_LABELS[Topic(self.entry.topic)])

    @property
    def fate(self) -> str:
        """Whether a mail of it came."""
        if self.entry.in_digest:
            return gettext("Was in a digest")
        return {
            MailStatus.HELD: "",
            MailStatus.QUEUED: gettext("A mail of it is on its way"),
            MailStatus.GATHERED: gettext("Waits for your digest"),
            MailStatus.KEPT: gettext("No mail, as you chose"),
            MailStatus.SENT: gettext("Came by mail too"),
            MailStatus.FAILED: gettext("Its mail could not be delivered"),
            MailStatus.REMOVED: "",
        }[self.entry.status]


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`messages/inbox.html`."""

    title: str
    answer: str
    lines: list[MessageLine]
    tabs: list[Tab]
    # The same filter with read messages or without.
    other: str
    wanted: InboxFilter
    paging: Paging
    n_unread: int
    newest: int | None
    filtered: bool


def inbox_page(path: str, found: Inbox, wanted: InboxFilter) -> InboxPage:
    """The messages under a filter; `path` is the inbox's own address."""
    n = found.n_unread
    answer = (
        ngettext("%(num)s message is unread.", "%(num)s messages are unread.", n)
        if n
        else gettext("Everything is read.")
    )
    tabs = [Tab(gettext("All"), _address(path, None, wanted.unread), wanted.topic is None, n)]
    for topic, count in found.counts.items():
        label = gettext(TOPIC_LABELS[topic])
        here = wanted.topic is topic
        tabs.append(Tab(label, _address(path, topic, wanted.unread), here, count.n_unread))
    first, shown, total = (wanted.page - 1) * A_PAGE, len(found.entries), found.total(wanted)
    return InboxPage(
        gettext("Inbox"),
        answer,
        [MessageLine(e) for e in found.entries],
        tabs,
        _address(path, wanted.topic, not wanted.unread),
        wanted,
        Paging(
            first + 1,
            first + shown,
            total,
            _address(path, wanted.topic, wanted.unread, wanted.page - 1) if wanted.page > 1 else None,
            _address(path, wanted.topic, wanted.unread, wanted.page + 1) if first + shown < total else None,
        ),
        n,
        found.entries[0].id if found.entries and wanted.page == 1 else None,
        wanted.unread or wanted.topic is not None or wanted.page > 1,
    )


def _address(path: str, topic: Topic | None, unread: bool, page: int = 1) -> str:  # noqa: FBT001 - a filter
    query = {"topic": topic, "unread": "1" if unread else None, "page": str(page) if page > 1 else None}
    said = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(said)}" if said else path


@dataclass(frozen=True, slots=True)
class NotificationsPage:
    """`messages/notifications.html`."""

    title: str
    answer: str
    form: Parsed[object]
    topics: list[tuple[Topic, str, str]]
    always: str
    deliveries: list[tuple[str, str]]
    zones: list[tuple[str, str]]
    hours: list[tuple[str, str]]
    days: list[tuple[str, str]]
    languages: tuple[tuple[str, str], ...]
    labels: dict[str, str]


def notifications_page(form: Parsed[object]) -> NotificationsPage:
    """How mail comes, and everything that can be chosen about it."""
    names = get_day_names("wide", locale="zh_Hans_CN" if current_locale() == "zh" else "en")
    topics = [(t, gettext(TOPIC_LABELS[t]), _about(t)) for t in SWITCHABLE]
    labels = {f"delivery_{t}": label for t, label, _ in topics}
    return NotificationsPage(
        gettext("Mail and quiet hours"),
        gettext("Your inbox always has everything; here you choose what also comes by mail, and when."),
        form,
        topics,
        formats.in_a_row(gettext(p.label) for p in PURPOSES.values() if p.transactional),
        [
            (Delivery.AT_ONCE, gettext("At once")),
            (Delivery.DAILY, gettext("In a daily digest")),
            (Delivery.WEEKLY, gettext("In a weekly digest")),
            (Delivery.INBOX, gettext("In the inbox alone")),
        ],
        [(zone, zone.replace("_", " ")) for zone in ZONES],
        [(str(hour), f"{hour:02}:00") for hour in range(24)],
        [(str(day), names[day - 1]) for day in range(1, 8)],
        LANGUAGES,
        labels
        | {
            "timezone": gettext("Time zone"),
            "digest_hour": gettext("Hour of digests"),
            "digest_day": gettext("Day of the weekly digest"),
            "language": gettext("Language"),
            "quiet_from": gettext("From"),
            "quiet_to": gettext("Until"),
        },
    )


def _about(topic: Topic) -> str:
    """What belongs to a group, as far as there is a choice."""
    return formats.in_a_row(
        gettext(p.label) for p in PURPOSES.values() if p.topic is topic and not p.transactional
    )


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    """`messages/unsubscribe.html`: one button, or that it is done."""

    title: str
    topic: str
    done: bool
