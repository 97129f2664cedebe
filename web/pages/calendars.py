"""The page of one's calendar addresses."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.calendars import FeedAddress
from web import formats
from web.i18n import current_locale, gettext


@dataclass(frozen=True, slots=True)
class FreshAddress:
    """An address just made, shown this once: to be copied, or pressed on a phone."""

    https: str
    webcal: str


@dataclass(frozen=True, slots=True)
class AddressLine:
    """An address in use, by what it is for."""

    label: str
    made: str
    event_id: int | None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """`participation/feed.html`."""

    title: str
    answer: str
    lines: list[AddressLine]
    fresh: FreshAddress | None

    @property
    def has_all(self) -> bool:
        """Whether there is an address for everything."""
        return any(line.event_id is None for line in self.lines)


def feed_page(addresses: list[FeedAddress], fresh: str | None) -> FeedPage:
    """The addresses in use; the one just made is shown this once."""
    lines = [AddressLine(_label(a), formats.date(a.created_at), a.event_id) for a in addresses]
    if fresh is not None:
        answer = gettext("This address is shown this once. Copy it into your calendar now.")
    elif lines:
        answer = gettext("Your calendar address was made on %(day)s.", day=lines[0].made)
    else:
        answer = gettext("You have no calendar address yet.")
    shown = None if fresh is None else FreshAddress(fresh, f"webcal://{fresh.partition('://')[2]}")
    return FeedPage(gettext("My calendar"), answer, lines, shown)


def _label(address: FeedAddress) -> str:
    if address.event_id is None:
        return gettext("All my events")
    first, second = address.title_zh, address.title_en
    if current_locale() == "en":
        first, second = second, first
    return first or second or gettext("not known")
