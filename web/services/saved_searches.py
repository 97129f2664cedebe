"""Searches that people keep, and the mail that tells once a day what is new in one.

A thing is new once: what was there when the search was kept, and what was told since, is on record. What is
told is what its owner may see at that moment, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from matcher.ranking import Ranker
from models.db import Database
from models.entities.ids import SearchId
from models.entities.matching import MatchFilters
from models.entities.search import FindFilters, FindKind, NewSearch, SavedPage, SavedSearch
from models.entities.viewer import Viewer
from models.entities.vocabulary import Stage
from models.errors import Conflict, DomainError, Invalid, NotFound
from models.repositories.people import PeopleRepository
from models.repositories.saved_searches import SavedSearchRepository
from models.repositories.search import SearchRepository
from web.clock import Clock
from web.i18n import current_locale, gettext, ngettext, use_locale
from web.services.mail import queue_mail
from web.services.matching import acting_provider, open_pitch_ids
from web.services.search import Searcher, answering
from web.services.tokens import STOP_SEARCH, make_token, read_token
from web.settings import Settings

MOST_KEPT = 50
MOST_QUERY = 1000
# How much of what a search finds is looked at, and how much of what is new stands in one mail.
_MOST_FOUND = 200
_MOST_TOLD = 10
_AT_ONCE = 50
_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the query of an address becomes filters; None where its words are no longer known."""

    search: Callable[[str], FindFilters | None]
    matches: Callable[[str], MatchFilters | None]


@dataclass(frozen=True, slots=True)
class Looker:
    """What it takes to look through a search of either page."""

    searcher: Searcher
    ranker: Ranker
    reading: Reading


async def list_searches(db: Database, *, viewer: Viewer) -> list[SavedSearch]:
    """The viewer's searches by name."""
    async with db.read() as conn:
        return await SavedSearchRepository(conn).own(viewer)


async def keep_search(
    db: Database, looker: Looker, clock: Clock, *, viewer: Viewer, new: NewSearch
) -> SearchId:
    """Keep a search under a name; what it finds now is not told later."""
    if new.page is SavedPage.MATCHES:
        acting = acting_provider(viewer, new.organisation_id)
        new = NewSearch(new.name, new.page, acting.organisation_id, new.query)
    now = clock.now()
    kept = SavedSearch(
        SearchId(0),
        viewer.person_id,
        new.name,
        new.page,
        new.organisation_id,
        None,
        new.query,
        True,
        now,
        now,
    )
    there = await _found_by(db, looker, clock, viewer, kept)
    async with db.transaction() as conn:
        searches = SavedSearchRepository(conn)
        if await searches.count(viewer) >= MOST_KEPT:
            raise Invalid("too_many_searches", field="name", most=MOST_KEPT)
        search_id = await searches.keep(viewer, new, now)
        if search_id is None:
            raise Invalid("search_name_taken", field="name")
        for kind, numbers in there.items():
            await searches.note_seen(search_id, kind, numbers, now)
    return search_id


async def rename_search(db: Database, *, viewer: Viewer, search_id: int, name: str) -> None:
    """Another name."""
    async with db.transaction() as conn:
        searches = SavedSearchRepository(conn)
        if await searches.one(viewer.person_id, search_id) is None:
            raise NotFound
        if not await searches.rename(viewer, search_id, name):
            raise Conflict("search_name_taken")


async def delete_search(db: Database, *, viewer: Viewer, search_id: int) -> None:
    """Forget it."""
    async with db.transaction() as conn:
        if not await SavedSearchRepository(conn).delete(viewer, search_id):
            raise NotFound


async def set_mails(
    db: Database, looker: Looker, clock: Clock, *, viewer: Viewer, search_id: int, mails: bool
) -> None:
    """Start or stop the mails of a search; what came while it was quiet is not told afterwards."""
    async with db.read() as conn:
        search = await SavedSearchRepository(conn).one(viewer.person_id, search_id)
    if search is None:
        raise NotFound
    there = await _found_by(db, looker, clock, viewer, search) if mails and not search.mails else {}
    async with db.transaction() as conn:
        searches = SavedSearchRepository(conn)
        if not await searches.set_mails(viewer.person_id, search_id, mails=mails, now=clock.now()):
            raise NotFound
        for kind, numbers in there.items():
            await searches.note_seen(search.id, kind, numbers, clock.now())


async def stopping(db: Database, settings: Settings, clock: Clock, token: str) -> SavedSearch:
    """The search whose mails a link would stop; whoever holds the mail may."""
    said = read_token(settings, clock, STOP_SEARCH, token)
    async with db.read() as conn:
        found = await SavedSearchRepository(conn).one(said["person"], said["search"])
    if found is None:
        raise NotFound
    return found


async def stop_by_link(db: Database, settings: Settings, clock: Clock, token: str) -> None:
    """Stop the mails of one search without signing in; a second time changes nothing."""
    search = await stopping(db, settings, clock, token)
    async with db.transaction() as conn:
        await SavedSearchRepository(conn).set_mails(search.person_id, search.id, mails=False, now=clock.now())


async def tell_news(db: Database, looker: Looker, clock: Clock, settings: Settings) -> int:
    """Look through the searches that are due and mail what is new in each; answers how many mails."""
    n_mails = 0
    async with db.read() as conn:
        due = await SavedSearchRepository(conn).due(clock.now() - _EVERY, _AT_ONCE)
    for search in due:
        async with db.read() as conn:
            owner = await PeopleRepository(conn).viewer(search.person_id, clock.now())
        there = {} if owner is None else await _found_by(db, looker, clock, owner, search)
        async with db.transaction() as conn:
            searches = SavedSearchRepository(conn)
            if not await searches.take(search, clock.now()) or owner is None:
                continue
            new = {kind: await searches.unseen(search.id, kind, ids) for kind, ids in there.items()}
            with use_locale(owner.locale):
                lines = await _lines(SearchRepository(conn), owner, new, settings.public_url)
                if lines:
                    subject, body = _mail(search, lines, settings, clock)
                    await queue_mail(
                        conn,
                        clock,
                        person_id=owner.person_id,
                        address=owner.email,
                        locale=owner.locale,
                        purpose="saved_search",
                        subject=subject,
                        body=body,
                        dedupe_key=f"search-{search.id}-{clock.now():%Y%m%d%H%M}",
                        link=address_of(search),
                    )
                    n_mails += 1
            for kind, numbers in new.items():
                await searches.note_seen(search.id, kind, numbers, clock.now())
    return n_mails


async def is_due(db: Database, clock: Clock) -> bool:
    """Whether any search waits to be looked through."""
    async with db.read() as conn:
        return bool(await SavedSearchRepository(conn).due(clock.now() - _EVERY, 1))


def address_of(search: SavedSearch) -> str:
    """The path of the page that shows the search."""
    path = "/search" if search.page is SavedPage.SEARCH else "/provider/matches"
    of = f"for={search.organisation_id}" if search.organisation_id is not None else ""
    query = "&".join(part for part in (search.query, of) if part)
    return f"{path}?{query}" if query else path


async def _found_by(
    db: Database, looker: Looker, clock: Clock, viewer: Viewer, search: SavedSearch
) -> dict[FindKind, list[int]]:
    """What a search finds for its owner now; nothing where they may no longer look, or its words are gone."""
    if search.page is SavedPage.SEARCH:
        filters = looker.reading.search(search.query)
        if filters is None:
            return {}
        return await answering(db, looker.searcher, viewer=viewer, filters=filters, most=_MOST_FOUND)
    asked = looker.reading.matches(search.query)
    if asked is None or search.organisation_id is None:
        return {}
    try:
        ids = await open_pitch_ids(
            db,
            looker.ranker,
            clock,
            viewer=viewer,
            organisation_id=search.organisation_id,
            filters=asked,
            index=looker.searcher.tables,
            limit=_MOST_FOUND,
        )
    except DomainError:
        # Not vetted any more, or no longer theirs: nothing is told.
        return {}
    if asked.words:
        said = FindFilters(
            asked.words,
            FindKind.PITCH,
            Stage(asked.stage) if asked.stage else None,
            asked.sector,
            asked.district,
        )
        answers = await answering(db, looker.searcher, viewer=viewer, filters=said, most=_MOST_FOUND)
        ids = [n for n in ids if n in set(answers[FindKind.PITCH])]
    return {FindKind.PITCH: ids}


async def _lines(
    repository: SearchRepository, viewer: Viewer, new: Mapping[FindKind, list[int]], site: str
) -> list[str]:
    """What is new, a line each with its address, as far as its owner may see it."""
    lines: list[str] = []
    if numbers := new.get(FindKind.PITCH):
        pitches = await repository.found_pitches(viewer, numbers)
        lines += [
            f"{p.name or p.company_name}: {p.one_line}\n{site}{_pitch_path(p.via, p.pitch_id)}"
            for p in pitches
        ]
    if numbers := new.get(FindKind.PROVIDER):
        may = await repository.may_find(viewer)
        providers = await repository.found_providers(viewer, may.own_on_show, numbers)
        lines += [p.name for p in providers]
    if numbers := new.get(FindKind.EVENT):
        events = await repository.found_events(viewer, numbers)
        lines += [f"{_title(e.title_zh, e.title_en)}\n{site}/events/{e.event_id}" for e in events]
    return lines


def _title(chinese: str, english: str) -> str:
    return (chinese or english) if current_locale() == "zh" else (english or chinese)


# Why a person may see a pitch -> the path of the page that shows it to them.
_PITCH_PATHS = {
    "own": "/founder/pitches/{}",
    "provider": "/provider/pitches/{}",
    "organiser": "/organiser/review/{}",
    "public": "/projects/{}",
}


def _pitch_path(via: str, pitch_id: int) -> str:
    return _PITCH_PATHS[via].format(pitch_id)


def _mail(search: SavedSearch, lines: list[str], settings: Settings, clock: Clock) -> tuple[str, str]:
    n = len(lines)
    subject = ngettext("“%(name)s”: %(num)s new", "“%(name)s”: %(num)s new", n, name=search.name)
    token = make_token(settings, clock, STOP_SEARCH, {"person": search.person_id, "search": search.id})
    parts = [
        ngettext(
            "%(num)s thing is new in your search “%(name)s”.",
            "%(num)s things are new in your search “%(name)s”.",
            n,
            name=search.name,
        ),
        *lines[:_MOST_TOLD],
    ]
    if n > _MOST_TOLD:
        parts.append(ngettext("And %(num)s more.", "And %(num)s more.", n - _MOST_TOLD))
    parts += [
        gettext("The whole search:") + f"\n{settings.public_url}{address_of(search)}",
        gettext("No more mails about this search:") + f"\n{settings.public_url}/searches/stop/{token}",
    ]
    return subject, "\n\n".join(parts)
