"""The search page's filters, and the searches that people keep; the address is the filters' state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams

from models.entities.matching import MatchFilters
from models.entities.search import FindFilters, FindKind, SavedPage
from models.entities.vocabulary import Stage
from web.forms.base import Data, FormReader, Parsed
from web.forms.matches import MatchFiltersForm
from web.services.saved_searches import MOST_QUERY, Reading
from web.services.search import MOST_PAGES, Asked
from web.vocabulary import district_codes, sector_codes


class FindForm:
    """`?q=&kind=&stage=&sector=&district=&page=`."""

    @staticmethod
    def parse(query: QueryParams) -> Parsed[Asked]:
        """An unknown value is an error of its field, not quietly ignored."""
        form = FormReader(Data(query.multi_items()))
        filters = FindFilters(
            form.text("q", most=200, required=False),
            form.choice("kind", FindKind, required=False),
            form.choice("stage", Stage, required=False),
            form.code("sector", sector_codes(), required=False),
            form.code("district", district_codes(), required=False),
        )
        page = form.whole("page", least=1, most=MOST_PAGES, required=False)
        return form.finish(Asked(filters, page or 1))


def read_search(query: str) -> FindFilters | None:
    """The filters that a kept query of the search page stands for."""
    found = FindForm.parse(QueryParams(query)).clean
    return None if found is None else found.filters


def read_matches(query: str) -> MatchFilters | None:
    """The same of a provider's matches."""
    found = MatchFiltersForm.parse(QueryParams(query)).clean
    return None if found is None else found.filters


READING = Reading(read_search, read_matches)


# Parameters that belong to a look at the hits and not to the search.
_PASSING = frozenset({"page", "lang", "for", "as"})


def kept_query(query: str) -> str:
    """The part of an address that says what is looked for."""
    pairs = parse_qsl(query, keep_blank_values=False)
    return urlencode([(name, value) for name, value in pairs if name not in _PASSING])


@dataclass(frozen=True, slots=True)
class KeepInput:
    """A search to be kept under a name."""

    name: str
    page: SavedPage
    organisation_id: int | None
    query: str


class KeepForm:
    """A name, and the address that it stands for."""

    @staticmethod
    def parse(data: Data) -> Parsed[KeepInput]:
        """The address is the page's own query, sent along unseen."""
        form = FormReader(data)
        name = form.text("name", most=80)
        page = form.choice("page", SavedPage)
        query = kept_query(form.text("query", most=MOST_QUERY, required=False))
        organisation = form.whole("for", most=10**15, required=False)
        if page is SavedPage.SEARCH and organisation is not None:
            form.fail("for", "value_not_accepted")
        if page is None:
            return form.finish(None)
        return form.finish(KeepInput(name, page, organisation, query))


class CompareForm:
    """`?pitch=1&pitch=2`, up to four."""

    @staticmethod
    def parse(query: QueryParams) -> Parsed[tuple[int, ...]]:
        """Whatever is no number is no pitch."""
        given = [v for v in query.getlist("pitch") if v.isascii() and v.isdigit() and len(v) < 16]
        return FormReader(Data(query.multi_items())).finish(tuple(map(int, given)))


class SearchAct(StrEnum):
    """What may be done with a search that is kept."""

    RENAME = "rename"
    MAIL = "mail"
    QUIET = "quiet"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class ChangeInput:
    """What is to be done, and the new name where it is a renaming."""

    act: SearchAct
    name: str


class ChangeForm:
    """Rename, start or stop its mails, or delete."""

    @staticmethod
    def parse(data: Data) -> Parsed[ChangeInput]:
        """A name is asked for only where it changes."""
        form = FormReader(data)
        act = form.choice("act", SearchAct)
        name = form.text("name", most=80, required=act is SearchAct.RENAME)
        return form.finish(None if act is None else ChangeInput(act, name))
