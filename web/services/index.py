"""What is on show, in this process's memory: pitches and vetted providers as tables that are ranked whole.

Postgres stays the source of truth. Every request that ranks first asks the feed of changes, inside its own
look at the database, and reads again what changed and nothing else; so no list is older than the look that
it was made in. The tables hold what anybody might see. Who may see what is in no table: each request asks
the database for the ids, and ranks those rows alone.

A use looks like this:

    async with index.look(db) as conn:
        found = await MatchRepository(conn).candidate_ids(viewer, organisation_id, filters)
        ranked = await index.run(lambda tables: work_out(tables, found.ids))

Ids become rows inside the work and nowhere else: between two works a row may pass to somebody else.
Work that takes longer than a list takes a copy of what it needs and leaves the tables alone (`run_apart`).
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

import anyio.to_thread
import numpy as np
from numpy.typing import NDArray

from matcher.postings import Rows, grown
from matcher.problem import Company, Provider
from matcher.tables import CompanyTable, ProviderTable
from models.db import Connection, Database
from models.entities.match_feed import Change, Changes
from models.repositories.match_feed import MatchFeedRepository
from web.services.matching_problem import background_of, company_of, provider_of

T = TypeVar("T")
Taken = TypeVar("Taken")
Table = TypeVar("Table", bound=CompanyTable | ProviderTable)

# How many rows are read and put at once, so that filling does not hold everything twice.
_AT_ONCE = 500
# How many answers of works apart are kept.
_KEPT = 200


class Shelf(Generic[Table]):
    """One table with the database's ids of its rows."""

    def __init__(self, table: Table) -> None:
        self.table: Table = table
        self._number_of_row: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._sorted: tuple[NDArray[np.int64], Rows] | None = None

    def rows(self, ids: NDArray[np.int64]) -> Rows:
        """The rows of those of the ids that are on show, in the ids' order."""
        numbers, rows = self._lookup()
        if not len(numbers):
            return np.zeros(0, dtype=np.int64)
        at = np.minimum(np.searchsorted(numbers, ids), len(numbers) - 1)
        found: Rows = rows[at[numbers[at] == ids]]
        return found

    def places(self, ids: NDArray[np.int64]) -> Rows:
        """The row of each id, in the ids' order; -1 where one is not on show."""
        numbers, rows = self._lookup()
        if not len(numbers):
            return np.full(len(ids), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(numbers, ids), len(numbers) - 1)
        return np.where(numbers[at] == ids, rows[at], -1)

    def row(self, number: int) -> int | None:
        """The row of one id; None when it is not on show."""
        return self.table.slots.row_of.get(str(number))

    def numbers(self, rows: Rows) -> NDArray[np.int64]:
        """The ids of some rows."""
        return self._number_of_row[rows]

    def note(self, number: int) -> None:
        """The table has put or dropped this id."""
        self._sorted = None
        row = self.row(number)
        if row is not None:
            self._number_of_row = grown(self._number_of_row, row + 1)
            self._number_of_row[row] = number

    def _lookup(self) -> tuple[NDArray[np.int64], Rows]:
        if self._sorted is None:
            live = self.table.slots.live
            numbers = self._number_of_row[live]
            order = np.argsort(numbers)
            self._sorted = numbers[order], live[order]
        return self._sorted


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything on show: pitches as companies that ask, and vetted providers."""

    companies: Shelf[CompanyTable] = field(default_factory=lambda: Shelf(CompanyTable()))
    providers: Shelf[ProviderTable] = field(default_factory=lambda: Shelf(ProviderTable()))


@dataclass(frozen=True, slots=True)
class IndexReport:
    """How large the index is, how long ago it was last known to be up to date, and what that took.

    `fill_seconds` is what reading everything took last, `refresh_seconds` the last look for changes.
    """

    n_pitches: int
    n_providers: int
    n_bytes: int
    age_seconds: float
    refresh_seconds: float
    fill_seconds: float


@dataclass(frozen=True, slots=True)
class FeedLook:
    """What the feed said at a look, asked since an earlier one; None for who begins."""

    since: int | None
    found: Changes


class MatchIndex:
    """The tables of one process. It begins empty; the first `refresh` fills it."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._tables = Tables()
        self._timer = timer
        self._since: int | None = None
        self._model: str | None = None
        self._background_version: str | None = None
        # Changes at or after `_since` that are in the tables already.
        self._seen: set[Change] = set()
        self._looking = asyncio.Lock()
        # Whoever reads or changes the tables does so alone. Turns are waited for in the event loop: a
        # thread that waited would be missing to everybody else.
        self._alone = asyncio.Lock()
        # Counts how often the tables were changed.
        self._revision = 0
        # Works apart go one after the other, so that they leave a processor to the lists.
        self._apart = asyncio.Lock()
        self._answers: OrderedDict[tuple[int, Hashable], object] = OrderedDict()
        self._fresh_at = self._timer()
        self._refresh_seconds = self._fill_seconds = 0.0

    @asynccontextmanager
    async def look(self, db: Database) -> AsyncIterator[Connection]:
        """A look at one instant of the database, with the tables brought up to it.

        Who waits for another one's look, be it the filling of everything, waits without a connection:
        however many lists are asked for meanwhile, the pool serves everybody else.
        """
        async with self.look_at_feed(db) as (conn, _):
            yield conn

    @asynccontextmanager
    async def look_at_feed(self, db: Database) -> AsyncIterator[tuple[Connection, FeedLook]]:
        """The same, with what the feed said, for who follows it beside the tables and need not ask again."""
        async with AsyncExitStack() as stack:
            async with self._looking:
                conn = await stack.enter_async_context(db.read())
                look = await self._bring_up_to(conn)
            yield conn, look

    async def refresh(self, conn: Connection) -> None:
        """Bring the tables up to the instant that `conn` looks at; for who has a connection anyway.

        Raises what the database raises; the tables are then as they were, or ahead by whole rows.
        """
        async with self._looking:
            await self._bring_up_to(conn)

    async def run(self, work: Callable[[Tables], T]) -> T:
        """Do short numeric work on the tables, in a thread, while nobody changes them."""
        async with self._alone:
            return await anyio.to_thread.run_sync(lambda: work(self._tables))

    async def run_apart(
        self, key: Hashable, take: Callable[[Tables], Taken], work: Callable[[Taken], T]
    ) -> T:
        """Do longer work on a copy that `take` makes, so that lists need not wait for it.

        `key` names all that the answer depends on beside the tables: the work itself, the party, who may
        be seen. Asked again with the same key before the tables change, the answer is the one given then.
        """
        async with self._apart:
            async with self._alone:
                asked = (self._revision, key)
                if asked in self._answers:
                    self._answers.move_to_end(asked)
                    return self._answers[asked]  # type: ignore[return-value] # the key names the work
                taken = await anyio.to_thread.run_sync(lambda: take(self._tables))
            answer = await anyio.to_thread.run_sync(work, taken)
            self._answers[asked] = answer
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
            return answer

    @property
    def model(self) -> str | None:
        """The text model whose vectors the tables hold."""
        return self._model

    def report(self) -> IndexReport:
        """Figures for /metrics."""
        companies, providers = self._tables.companies.table, self._tables.providers.table
        return IndexReport(
            n_pitches=len(companies.slots.row_of),
            n_providers=len(providers.slots.row_of),
            n_bytes=companies.text.nbytes + providers.text.nbytes,
            age_seconds=self._timer() - self._fresh_at,
            refresh_seconds=self._refresh_seconds,
            fill_seconds=self._fill_seconds,
        )

    async def _bring_up_to(self, conn: Connection) -> FeedLook:
        begun = self._timer()
        feed, since = MatchFeedRepository(conn), self._since
        found = await feed.changes(since)
        known = self._model, self._background_version
        if self._since is None or found.lost or (found.model, found.background_version) != known:
            await self._fill(feed, found)
            self._fill_seconds = self._timer() - begun
        else:
            await self._follow(feed, found)
            self._refresh_seconds = self._timer() - begun
        self._fresh_at = self._timer()
        return FeedLook(since, found)

    async def _change(self, work: Callable[[Tables], None]) -> None:
        """Do a work that changes the tables: answers that were worked out before are no longer given."""
        async with self._alone:
            self._revision += 1
            self._answers.clear()
            await anyio.to_thread.run_sync(lambda: work(self._tables))

    async def _fill(self, feed: MatchFeedRepository, found: Changes) -> None:
        """Read everything into tables of its own, then put them in the old ones' place."""
        background = background_of(await feed.background())
        tables = Tables(
            Shelf(CompanyTable(asking=background.thesis)), Shelf(ProviderTable(asking=background.pitch))
        )
        async for companies in _companies(feed, None):
            await anyio.to_thread.run_sync(_replace, tables.companies, (), companies)
        async for providers in _providers(feed, None):
            await anyio.to_thread.run_sync(_replace, tables.providers, (), providers)
        await self._change(lambda _: self._take(tables))
        self._model, self._background_version = found.model, found.background_version
        self._since, self._seen = found.next_since, set()

    def _take(self, tables: Tables) -> None:
        self._tables = tables

    async def _follow(self, feed: MatchFeedRepository, found: Changes) -> None:
        """Read again what changed; what is no longer on show goes."""
        new = [change for change in found.changes if change not in self._seen]
        for ids in _batches(sorted({c.subject_id for c in new if c.subject == "pitch"})):
            async for companies in _companies(feed, ids):
                await self._change(partial(_follow_companies, ids, companies))
        for ids in _batches(sorted({c.subject_id for c in new if c.subject == "provider"})):
            async for providers in _providers(feed, ids):
                await self._change(partial(_follow_providers, ids, providers))
        # An older look than the last one sees nothing new and must not turn the clock back.
        self._since = max(self._since or 0, found.next_since)
        # What this very transaction changed may change again under the same number.
        self._seen = {c for c in self._seen if c.changed_in >= self._since} | {c for c in new if not c.own}


async def _companies(feed: MatchFeedRepository, ids: Sequence[int] | None) -> AsyncIterator[list[Company]]:
    """Pitches on show as companies, some at a time; at least once, be there none."""
    for some in _batches(await feed.pitches(ids)) or [[]]:
        texts = await feed.texts("pitch", [p.pitch_id for p in some]) if some else {}
        yield [company_of(p, texts.get(p.pitch_id)) for p in some]


async def _providers(feed: MatchFeedRepository, ids: Sequence[int] | None) -> AsyncIterator[list[Provider]]:
    """Vetted providers, some at a time; at least once, be there none."""
    for some in _batches(await feed.providers(ids)) or [[]]:
        texts = await feed.texts("thesis", [f.organisation_id for f in some]) if some else {}
        yield [provider_of(f, texts.get(f.organisation_id)) for f in some]


def _follow_companies(ids: Sequence[int], companies: Sequence[Company], tables: Tables) -> None:
    _replace(tables.companies, ids, companies)


def _follow_providers(ids: Sequence[int], providers: Sequence[Provider], tables: Tables) -> None:
    _replace(tables.providers, ids, providers)


def _replace(shelf: Shelf[Any], ids: Sequence[int], found: Sequence[Any]) -> None:
    """Put what was found, and take out those of the ids that were not."""
    gone = set(ids)
    for one in found:
        shelf.table.put(one)
        shelf.note(int(one.id))
        gone.discard(int(one.id))
    for number in gone:
        shelf.table.drop(str(number))
        shelf.note(number)


def _batches(values: Sequence[T]) -> list[Sequence[T]]:
    return [values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE)]
