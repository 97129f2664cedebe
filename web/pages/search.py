"""The search page: hits with what of them answers marked, and what helps when there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never
from urllib.parse import urlencode

from matcher.search_words import marked
from models.entities.search import FindFilters, FindKind, FoundEvent, FoundPitch, FoundProvider
from models.entities.vocabulary import EventStatus
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.pages.matches import Chip
from web.services.search import FEW, MOST_PAGES, PAGE_SIZE, Asked, Hits
from web.vocabulary import label

Marked = list[tuple[str, bool]]

# How much of a text stands around the first marked word.
_BEFORE, _SHOWN = 24, 150


@dataclass(frozen=True, slots=True)
class HitLine:
    """One hit; `route` and `params` lead to it, or None where it has no page for this reader."""

    title: Marked
    lang: str
    route: str | None
    params: dict[str, int]
    line: Marked
    snippet: Marked
    text_lang: str
    tags: list[str]
    pill: str | None = None
    event: FoundEvent | None = None


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The hits of one kind; `more` leads to all of them where only some are shown."""

    kind: FindKind
    label: str
    lines: list[HitLine]
    more: str | None


@dataclass(frozen=True, slots=True)
class FindTab:
    """A link to the hits of one kind."""

    label: str
    href: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Pages:
    """Which of the hits are shown, and where the others are."""

    first: int
    last: int
    total: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`search/find.html`."""

    title: str
    answer: str
    form: Parsed[Any]
    words: str
    tabs: list[FindTab]
    chips: list[Chip]
    groups: list[HitGroup]
    pages: Pages | None
    # What was likely meant, and its address.
    meant: Chip | None
    # Where nothing is found: the same words without filters.
    without_filters: str | None
    # What a kept search would look for; None where there is nothing to keep.
    keep: str | None


def search_page(form: Parsed[Asked], hits: Hits, path: str) -> SearchPage:
    """What was found, and how to go on."""
    asked = form.clean or Asked()
    filters, total = asked.filters, sum(hits.n.values())
    given = _given(filters)

    def href(**changes: str) -> str:
        query = {k: v for k, v in {**given, **changes}.items() if v}
        return f"{path}?{urlencode(query)}" if query else path

    groups = [
        HitGroup(kind, _kind_label(kind), lines, href(kind=kind) if not filters.kind and n > FEW else None)
        for kind, lines, n in (
            (FindKind.PITCH, [_pitch_line(p, hits.matched) for p in hits.pitches], hits.n[FindKind.PITCH]),
            (
                FindKind.PROVIDER,
                [_provider_line(p, hits.matched, hits.through) for p in hits.providers],
                hits.n[FindKind.PROVIDER],
            ),
            (FindKind.EVENT, [_event_line(e, hits.matched) for e in hits.events], hits.n[FindKind.EVENT]),
        )
        if lines
    ]
    only_words = {"q": filters.words} if filters.words else {}
    return SearchPage(
        gettext("Search"),
        _answer(filters, hits.n[filters.kind] if filters.kind else total, groups),
        form,
        filters.words,
        [
            FindTab(
                gettext("All") if kind is None else _kind_label(kind),
                href(kind=kind or ""),
                kind is filters.kind,
                total if kind is None else hits.n[kind],
            )
            for kind in (None, *FindKind)
        ],
        [
            Chip(label(name, value), href(**{name: ""}))
            for name, value in given.items()
            if name in ("stage", "sector", "district")
        ],
        groups,
        _pages(asked, hits, groups, href),
        Chip(hits.meant, href(q=hits.meant)) if hits.meant else None,
        f"{path}?{urlencode(only_words)}" if len(given) > len(only_words) and not groups else None,
        urlencode(given) if given else None,
    )


def _given(filters: FindFilters) -> dict[str, str]:
    """The filters in use, as their address names them."""
    named = {
        "q": filters.words,
        "kind": filters.kind,
        "stage": filters.stage,
        "sector": filters.sector,
        "district": filters.district,
    }
    return {name: str(value) for name, value in named.items() if value}


def _pages(asked: Asked, hits: Hits, groups: Sequence[HitGroup], href: Any) -> Pages | None:
    """Through the hits of one kind, a page at a time."""
    if asked.filters.kind is None or not groups:
        return None
    total = min(max(hits.n[asked.filters.kind], len(groups[0].lines)), PAGE_SIZE * MOST_PAGES)
    first = (asked.page - 1) * PAGE_SIZE + 1
    last = first + len(groups[0].lines) - 1
    return Pages(
        first,
        last,
        max(total, last),
        href(page=str(asked.page - 1)) if asked.page > 1 else None,
        href(page=str(asked.page + 1)) if last < total else None,
    )


def _answer(filters: FindFilters, n: int, groups: Sequence[HitGroup]) -> str:
    if not filters.words:
        return gettext("Type what you look for, in Chinese or English; the other language is found, too.")
    if n:
        return ngettext(
            "%(num)s answer to “%(words)s”.", "%(num)s answers to “%(words)s”.", n, words=filters.words
        )
    if groups:
        return gettext("Nothing says “%(words)s”; this comes nearest in meaning.", words=filters.words)
    return gettext("Nothing is found for “%(words)s”.", words=filters.words)


def _kind_label(kind: FindKind) -> str:
    match kind:
        case FindKind.PITCH:
            return gettext("Projects")
        case FindKind.PROVIDER:
            return gettext("Providers")
        case FindKind.EVENT:
            return gettext("Events")
        case _:
            assert_never(kind)


# Why a viewer may see a pitch -> the page that shows it to them.
PITCH_ROUTES = {
    "own": "founder.pitch",
    "provider": "provider.pitch",
    "organiser": "organiser.review_pitch",
    "public": "public.project",
}


def _pitch_line(pitch: FoundPitch, matched: frozenset[str]) -> HitLine:
    name = pitch.name or pitch.company_name
    return HitLine(
        marked(name, matched),
        pitch.lang,
        PITCH_ROUTES[pitch.via],
        {"pitch_id": pitch.pitch_id},
        marked(pitch.one_line, matched),
        snippet([pitch.problem, pitch.solution, pitch.market, pitch.team], matched),
        pitch.lang,
        [label("stage", pitch.stage), label("sector", pitch.sector), label("district", pitch.district)],
        gettext("Yours") if pitch.via == "own" else None,
    )


def _provider_line(provider: FoundProvider, matched: frozenset[str], through: int | None) -> HitLine:
    route, params = ("founder.who_fits", {"pitch_id": through}) if through is not None else (None, {})
    if through is None:
        route, params = "organiser.provider", {"organisation_id": provider.organisation_id}
    return HitLine(
        marked(provider.name, matched),
        provider.name_lang,
        route,
        params,
        snippet([provider.thesis], matched, always=True),
        [],
        provider.lang,
        [
            *(label("organisation", kind) for kind in provider.kinds),
            *(label("instrument", one) for one in provider.instruments),
            *([label("district", provider.district)] if provider.district else []),
        ],
    )


def _event_line(event: FoundEvent, matched: frozenset[str]) -> HitLine:
    chinese = bool(event.title_zh) and (current_locale() == "zh" or not event.title_en)
    # The title in the reader's language, unless only the other one answers.
    titles = [(event.title_zh, "zh"), (event.title_en, "en")]
    title, lang = titles[0] if chinese else titles[1]
    is_draft = event.status is EventStatus.DRAFT
    about = [event.about_zh, event.about_en] if chinese else [event.about_en, event.about_zh]
    return HitLine(
        marked(title, matched),
        lang,
        "organiser.event" if event.is_own else "public.event",
        {"event_id": event.event_id},
        [],
        snippet(about, matched),
        lang,
        [label("event_kind", event.kind), *([event.place] if event.place else [])],
        label("event_status", event.status) if is_draft else None,
        event,
    )


def snippet(texts: Sequence[str], matched: frozenset[str], *, always: bool = False) -> Marked:
    """The place where most answers, with a little around it; nothing where nothing answers."""
    best: Marked = []
    most = 0 if not always else -1
    for text in texts:
        pieces = marked(text, matched)
        n = sum(len(piece) for piece, is_marked in pieces if is_marked)
        if text and n > most:
            best, most = pieces, n
    return _cut(best)


def _cut(pieces: Marked) -> Marked:
    """So much of a marked text, from shortly before its first mark."""
    before = 0
    for piece, is_marked in pieces:
        if is_marked:
            break
        before += len(piece)
    else:
        before = 0
    start = max(0, before - _BEFORE)
    out: Marked = [("…", False)] if start else []
    at = 0
    for piece, is_marked in pieces:
        part = piece[max(0, start - at) : max(0, start + _SHOWN - at)]
        if part:
            out.append((part, is_marked))
        at += len(piece)
    return [*out, ("…", False)] if at > start + _SHOWN else out
