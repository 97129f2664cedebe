"""The texts that are found by words, in this process's memory, following the same feed as the lists.

Beside each text stand the facts by which SQL says who may see it, as of the same instant: a search masks by
them, so that what is not for its viewer is neither found nor counted. What a hit shows is asked of the
database with the viewer once more (`search.py`).
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntFlag
from typing import TypeVar, assert_never

import anyio.to_thread
import numpy as np
from numpy.typing import NDArray

from matcher.postings import TagIndex, grown
from matcher.search import SearchText, TextSearch
from models.db import Connection
from models.entities.match_feed import Change
from models.entities.search import FindKind, TextToFind
from models.repositories.match_feed import MatchFeedRepository
from models.repositories.search import SearchRepository
from web.i18n import LOCALES, use_locale
from web.services.index import FeedLook, MatchIndex, Tables
from web.vocabulary import label

T = TypeVar("T")
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]

# Rows of texts that were put anew stay as holes until there are more of them than texts, and than this.
_FEW_HOLES = 1000


class Audience(IntFlag):
    """Who may find a text beside the organisation that it is of."""

    NOBODY = 0
    ANYBODY = 1
    PROVIDERS = 2
    ORGANISERS = 4
    FOUNDERS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A text with what the database says of it: whose it is, who may find it, by which filters."""

    number: int
    text: SearchText
    audience: Audience
    owner: int
    tags: frozenset[str]


class TextShelf:
    """Texts of one kind by row, with what the database says of each; the texts themselves are not kept."""

    def __init__(self) -> None:
        self.index = TextSearch()
        self.row_of: dict[int, int] = {}
        self.numbers: Rows = np.zeros(0, dtype=np.int64)
        self._audience: NDArray[np.uint8] = np.zeros(0, dtype=np.uint8)
        self._owner: Rows = np.zeros(0, dtype=np.int64)
        self._live: Mask = np.zeros(0, dtype=bool)
        self._tags = TagIndex()
        self._said: dict[int, int] = {}

    @property
    def n_holes(self) -> int:
        """Rows that nobody uses any more."""
        return self.index.n - len(self.row_of)

    def put(self, entry: Entry) -> None:
        """A text anew, in a row of its own; nothing happens when it says the same as before."""
        if self._said.get(entry.number) == hash(entry):
            return
        self.drop(entry.number)
        row = self.index.add(entry.text)
        self.row_of[entry.number] = row
        self._said[entry.number] = hash(entry)
        self._audience, self._owner = grown(self._audience, row + 1), grown(self._owner, row + 1)
        self.numbers, self._live = grown(self.numbers, row + 1), grown(self._live, row + 1)
        self.numbers[row], self._owner[row] = entry.number, entry.owner
        self._audience[row], self._live[row] = entry.audience, True
        self._tags.put(row, entry.tags)

    def drop(self, number: int) -> None:
        """Out of sight; the row stays a hole."""
        row = self.row_of.pop(number, None)
        if row is not None:
            del self._said[number]
            self._live[row] = False

    def rows(
        self, audience: Audience, owners: Sequence[int], tags: Sequence[str], without: Sequence[int] = ()
    ) -> Rows:
        """The rows that somebody may find who is of this audience and acts for these owners.

        `without` are numbers that are kept from the audience, though not from their owners.
        """
        n = self.index.n
        seen = (self._audience[:n] & int(audience)) > 0
        kept_from = [self.row_of[number] for number in without if number in self.row_of]
        if kept_from:
            seen[kept_from] = (self._audience[kept_from] & int(audience & ~Audience.PROVIDERS)) > 0
        if owners:
            seen |= np.isin(self._owner[:n], np.array(owners, dtype=np.int64))
        seen &= self._live[:n]
        for tag in tags:
            seen &= self._tags.has([tag])
        return seen.nonzero()[0]


@dataclass(slots=True)
class Texts:
    """Everything that is found by words."""

    pitches: TextShelf = field(default_factory=TextShelf)
    providers: TextShelf = field(default_factory=TextShelf)
    events: TextShelf = field(default_factory=TextShelf)

    def shelf(self, kind: FindKind) -> TextShelf:
        """The texts of one kind."""
        match kind:
            case FindKind.PITCH:
                return self.pitches
            case FindKind.PROVIDER:
                return self.providers
            case FindKind.EVENT:
                return self.events
            case _:
                assert_never(kind)

    @property
    def has_many_holes(self) -> bool:
        """Whether it is time to read everything again rather than to walk around holes."""
        shelves = (self.pitches, self.providers, self.events)
        return any(s.n_holes > max(_FEW_HOLES, len(s.row_of)) for s in shelves)


class SearchIndex:
    """The texts of one process. It begins empty; the first `refresh` fills it."""

    def __init__(self) -> None:
        self._texts = Texts()
        self._since: int | None = None
        self._seen: set[Change] = set()
        self._looking = asyncio.Lock()
        # Whoever reads or changes the texts does so alone, as with the lists' tables.
        self._alone = asyncio.Lock()

    async def refresh(self, conn: Connection, look: FeedLook) -> None:
        """Bring the texts up to the instant that `conn` looks at, by what the lists have read of the feed.

        Where the lists have asked since another instant, the feed is asked once more.
        """
        async with self._looking:
            known = look.since == self._since
            found = look.found if known else await MatchFeedRepository(conn).changes(self._since)
            repository = SearchRepository(conn)
            if self._since is None or found.lost or self._texts.has_many_holes:
                await self._fill(repository)
                self._since, self._seen = found.next_since, set()
                return
            new = [change for change in found.changes if change not in self._seen]
            await self._follow(repository, new)
            # An older look than the last one must not turn the clock back.
            self._since = max(self._since, found.next_since)
            self._seen = {c for c in self._seen if c.changed_in >= self._since}
            self._seen |= {c for c in new if not c.own}

    async def run(self, tables: MatchIndex, work: Callable[[Texts, Tables], T]) -> T:
        """Do short work on the texts and the lists' tables, in a thread, while nobody changes either."""
        async with self._alone:
            return await tables.run(lambda of_lists: work(self._texts, of_lists))

    async def _fill(self, repository: SearchRepository) -> None:
        texts = Texts()
        async for found in repository.every_text():
            await _put(texts, found)
        async with self._alone:
            self._texts = texts

    async def _follow(self, repository: SearchRepository, new: Sequence[Change]) -> None:
        """Put what changed; what is no longer to be found by anybody goes."""
        ids = {kind: sorted({c.subject_id for c in new if c.subject == kind}) for kind in FindKind}
        if not any(ids.values()):
            return
        found = await repository.texts(ids)
        async with self._alone:
            for kind, numbers in ids.items():
                for number in set(numbers) - {text.number for text in found if text.kind is kind}:
                    self._texts.shelf(kind).drop(number)
            await _put(self._texts, found)


async def _put(texts: Texts, found: Sequence[TextToFind]) -> None:
    def work() -> None:
        for text in found:
            texts.shelf(text.kind).put(_entry(text))

    await anyio.to_thread.run_sync(work)


def _entry(text: TextToFind) -> Entry:
    called = [
        *(_called("district", district) for district in text.districts),
        *(_called("sector", sector) for sector in text.sectors),
        _called("event_kind", text.event_kind),
    ]
    audience = Audience.NOBODY
    for one in text.audience:
        audience |= Audience[one.name]
    return Entry(
        text.number,
        SearchText(text.names, text.line, "\n".join([text.rest, *called])),
        audience,
        text.owner_id,
        _tags(text.sectors, text.stages, text.districts),
    )


def _tags(sectors: Iterable[str], stages: Iterable[str], districts: Iterable[str]) -> frozenset[str]:
    """By which filters a text is found; a sector also by the one above it."""
    paths = {part for sector in sectors for part in (sector, sector.partition(".")[0])}
    return frozenset(
        [f"sector:{path}" for path in paths]
        + [f"stage:{stage}" for stage in stages]
        + [f"district:{district}" for district in districts]
    )


@functools.cache
def _called(kind: str, code: str | None) -> str:
    """What a code is called in both languages, so that it is found in either."""
    if not code:
        return ""
    said = []
    for locale in LOCALES:
        with use_locale(locale):
            said.append(label(kind, code))
    return " ".join(said)
