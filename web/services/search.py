"""Finding by words: pitches, providers and events, each as far as the viewer may see it.

The texts in memory (`search_index.py`) say what is found and how much there is of it; the database says once
more, with the viewer, what each hit shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import assert_never

import anyio.to_thread
import numpy as np
from numpy.typing import NDArray

from matcher.search import Alike
from matcher.search_words import corrected
from matcher.tables import CompanyTable, ProviderTable
from models.db import Connection, Database
from models.entities.search import FindFilters, FindKind, FoundEvent, FoundPitch, FoundProvider, MayFind
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.repositories.search import SearchRepository
from web.quick import QuickEncoders
from web.services.index import MatchIndex, Shelf, Tables
from web.services.search_index import Audience, SearchIndex, TextShelf

Rows = NDArray[np.int64]
Vectors = NDArray[np.float32]

# A page of one kind, and what a page of all kinds shows of each.
PAGE_SIZE = 20
FEW = 5
MOST_PAGES = 25
# From this share of the words on nobody is asked whether they meant something else.
_WELL = 0.75


@dataclass(frozen=True, slots=True)
class Searcher:
    """What a search is done with: tables for meaning, texts for words, the quick text model."""

    tables: MatchIndex
    texts: SearchIndex
    quick: QuickEncoders


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, and which page of the hits of one kind."""

    filters: FindFilters = field(default_factory=FindFilters)
    page: int = 1


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found: how much of each kind, what is shown of it, and the terms to mark.

    `n` counts what answers to the words or says nearly the same. `meant` is what was typed as the hits
    write it, where it is likely that this was meant.
    """

    n: dict[FindKind, int] = field(default_factory=dict)
    pitches: list[FoundPitch] = field(default_factory=list)
    providers: list[FoundProvider] = field(default_factory=list)
    events: list[FoundEvent] = field(default_factory=list)
    matched: frozenset[str] = frozenset()
    meant: str | None = None
    # Through which of their own pitches a founder sees providers.
    through: int | None = None


async def find(
    db: Database,
    searcher: Searcher,
    *,
    viewer: Viewer | None,
    filters: FindFilters,
    page: int = 1,
    whole: bool = False,
) -> Hits:
    """What the viewer may see and the words and filters ask for; without words the newest first.

    `whole` are all pages of each kind at once.
    """
    async with searcher.tables.look_at_feed(db) as (conn, look):
        await searcher.texts.refresh(conn, look)
        top = FEW if filters.kind is None else PAGE_SIZE * page
        top = PAGE_SIZE * MOST_PAGES if whole else top
        may, best, known = await _look_up(conn, searcher, viewer, filters, top)
        repository = SearchRepository(conn)
        first = 0 if filters.kind is None or whole else top - PAGE_SIZE
        shown = {kind: best[kind].numbers[first:] for kind in FindKind if filters.kind in (None, kind)}
        hits = Hits(
            n={kind: one.n for kind, one in best.items()},
            pitches=await repository.found_pitches(viewer, shown.get(FindKind.PITCH, [])),
            providers=await repository.found_providers(
                viewer, may.own_on_show, shown.get(FindKind.PROVIDER, [])
            ),
            events=await repository.found_events(viewer, shown.get(FindKind.EVENT, [])),
            matched=frozenset().union(*(best[kind].matched for kind in shown)),
            through=may.own_on_show[0] if may.own_on_show else None,
        )
    if filters.words and all(best[kind].share < _WELL for kind in shown):
        return replace(hits, meant=corrected(filters.words, _shown_texts(hits), known))
    return hits


async def answering(
    db: Database, searcher: Searcher, *, viewer: Viewer, filters: FindFilters, most: int
) -> dict[FindKind, list[int]]:
    """The ids of what answers to a search now, by kind; what only comes near in meaning is not among them."""
    async with searcher.tables.look_at_feed(db) as (conn, look):
        await searcher.texts.refresh(conn, look)
        _, best, _ = await _look_up(conn, searcher, viewer, filters, most)
    return {kind: best[kind].answering for kind in FindKind if filters.kind in (None, kind)}


async def _look_up(
    conn: Connection, searcher: Searcher, viewer: Viewer | None, filters: FindFilters, top: int
) -> tuple[MayFind, dict[FindKind, _Best], frozenset[str]]:
    """The best of each kind among what the viewer may see, and the words typed that a dictionary knows."""
    may = await SearchRepository(conn).may_find(viewer) if viewer is not None else MayFind()
    read = await _read_words(searcher, filters.words)
    best = await searcher.texts.run(
        searcher.tables,
        lambda texts, tables: {
            kind: _best(
                texts.shelf(kind),
                _visible(texts.shelf(kind), kind, viewer, may, filters),
                _meaning(tables, kind),
                filters.words,
                read,
                top,
            )
            for kind in FindKind
        },
    )
    return may, best, frozenset(one.word for one in read.alike if len(one.forms) > 1)


@dataclass(frozen=True, slots=True)
class _Read:
    """The words as the lists' texts are encoded, and other words for them; as far as the worker is ready."""

    vector: Vectors | None = None
    alike: tuple[Alike, ...] = ()


async def _read_words(searcher: Searcher, words: str) -> _Read:
    def read() -> _Read:
        encoder = searcher.quick.get(searcher.tables.model) if searcher.tables.model else None
        translator = searcher.quick.translator()
        return _Read(
            None if encoder is None else encoder.encode_queries([words])[0],
            () if translator is None else translator.alike(words),
        )

    return await anyio.to_thread.run_sync(read) if words else _Read()


@dataclass(frozen=True, slots=True)
class _Meaning:
    """The vectors of one kind's texts, by the database's ids."""

    shelf: Shelf[CompanyTable] | Shelf[ProviderTable]

    def nearness(self, vector: Vectors, numbers: Rows) -> Vectors:
        """How near each is; nan where nothing is encoded."""
        places = self.shelf.places(numbers)
        out = np.full(len(numbers), np.nan, dtype=np.float32)
        out[places >= 0] = self.shelf.table.text.nearness(vector, places[places >= 0])
        return out

    def whole(self, numbers: Rows) -> Vectors:
        """The vector of each; zeros where nothing is encoded."""
        places = self.shelf.places(numbers)
        out = np.zeros((len(numbers), self.shelf.table.text.dimension), dtype=np.float32)
        out[places >= 0] = self.shelf.table.text.whole(places[places >= 0])
        return out


def _meaning(tables: Tables, kind: FindKind) -> _Meaning | None:
    """Where the vectors of a kind are; events have none."""
    match kind:
        case FindKind.PITCH:
            return _Meaning(tables.companies)
        case FindKind.PROVIDER:
            return _Meaning(tables.providers)
        case FindKind.EVENT:
            return None
        case _:
            assert_never(kind)


@dataclass(frozen=True, slots=True)
class _Best:
    """Of one kind the best numbers, how many there are in all, and how well the first one answers."""

    numbers: list[int]
    answering: list[int]
    n: int
    share: float = 0.0
    matched: frozenset[str] = frozenset()


def _best(shelf: TextShelf, rows: Rows, meaning: _Meaning | None, words: str, read: _Read, top: int) -> _Best:
    """The best among some rows; without words the newest."""
    numbers = shelf.numbers[rows]
    if not words:
        newest = np.sort(numbers)[::-1][:top].tolist()
        return _Best(newest, newest, len(rows))
    found = shelf.index.search(
        words,
        rows,
        top=top,
        alike=read.alike,
        cosines=None if meaning is None or read.vector is None else meaning.nearness(read.vector, numbers),
        vectors=None if meaning is None else lambda some: meaning.whole(shelf.numbers[some]),
    )
    return _Best(
        [int(shelf.numbers[hit.row]) for hit in found.hits],
        [int(shelf.numbers[hit.row]) for hit in found.hits if hit.answers],
        found.n_found,
        found.hits[0].words if found.hits else 0.0,
        found.matched,
    )


def _visible(
    shelf: TextShelf, kind: FindKind, viewer: Viewer | None, may: MayFind, filters: FindFilters
) -> Rows:
    """The rows of one kind that this viewer may see and that pass the filters."""
    audience = Audience.ANYBODY
    owners: list[int] = []
    if viewer is not None:
        if viewer.vetted_ids():
            audience |= Audience.PROVIDERS
        if Role.ORGANISER in viewer.roles:
            audience |= Audience.ORGANISERS
        if may.own_on_show:
            audience |= Audience.FOUNDERS
        owners = viewer.organisation_ids(Role.ORGANISER if kind is FindKind.EVENT else Role.FOUNDER)
    kept_from = may.kept_from if kind is FindKind.PITCH else ()
    asked = {"stage": filters.stage, "sector": filters.sector, "district": filters.district}
    tags = [f"{name}:{value}" for name, value in asked.items() if value]
    return shelf.rows(audience, owners, tags, kept_from)


def _shown_texts(hits: Hits) -> list[str]:
    """What a reader was shown, from which alone a correction is taken."""
    texts = [t for p in hits.pitches for t in (p.name, p.company_name, p.one_line, p.problem, p.solution)]
    texts += [t for p in hits.providers for t in (p.name, p.thesis)]
    return texts + [t for e in hits.events for t in (e.title_zh, e.title_en, e.about_zh, e.about_en)]
