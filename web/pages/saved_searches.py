"""The searches that a person keeps, and the page behind the link that stops one's mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from models.entities.search import SavedPage, SavedSearch
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.services.saved_searches import address_of
from web.vocabulary import label

# Which list of labels names the values of a filter.
_LABELS = {
    "stage": "stage",
    "sector": "sector",
    "district": "district",
    "instrument": "instrument",
    "choice": "choice",
}


@dataclass(frozen=True, slots=True)
class SavedLine:
    """One search: what it looks for in words, and whether its form was just refused."""

    search: SavedSearch
    href: str
    where: str
    asks: list[str]
    is_refused: bool


@dataclass(frozen=True, slots=True)
class SavedPageView:
    """`search/saved.html`."""

    title: str
    answer: str
    lines: list[SavedLine]
    form: Parsed[Any]


@dataclass(frozen=True, slots=True)
class StopPage:
    """`search/stop.html`."""

    title: str
    answer: str
    search: SavedSearch


def saved_page(found: Sequence[SavedSearch], form: Parsed[Any], search_id: int | None) -> SavedPageView:
    """Each search with the address that it stands for."""
    n_mailing = sum(search.mails for search in found)
    return SavedPageView(
        gettext("Saved searches"),
        ngettext(
            "You keep %(num)s search; of %(mailing)s we write what is new.",
            "You keep %(num)s searches; of %(mailing)s we write what is new.",
            len(found),
            mailing=n_mailing,
        ),
        [
            SavedLine(
                search,
                address_of(search),
                _where(search),
                [_said(name, value) for name, value in parse_qsl(search.query)],
                search.id == search_id,
            )
            for search in found
        ],
        form,
    )


def stop_page(search: SavedSearch) -> StopPage:
    """Asks once, or says that it is done."""
    answer = (
        gettext("Once a day we write to you what is new in “%(name)s”.", name=search.name)
        if search.mails
        else gettext("We write no more about “%(name)s”. The search itself is kept.", name=search.name)
    )
    return StopPage(gettext("Mails about a search"), answer, search)


def _where(search: SavedSearch) -> str:
    if search.page is SavedPage.SEARCH:
        return gettext("Search")
    return gettext("Matches for %(name)s", name=search.organisation_name or "")


def _said(name: str, value: str) -> str:
    if name == "kind":
        kinds = {"pitch": gettext("Projects"), "provider": gettext("Providers"), "event": gettext("Events")}
        return kinds.get(value, value)
    if name == "choice" and value in ("open", "new"):
        return gettext("Not yet answered") if value == "new" else gettext("All but those I declined")
    return label(_LABELS[name], value) if name in _LABELS else f"“{value}”"
