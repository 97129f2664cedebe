"""Pages of wishes: whom one would meet at an event, and all wishes as the organiser sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matcher.wishes import Wanted
from models.entities.events import Participant
from models.entities.wishes import PromiseKind, WishKind
from web import formats
from web.formats import in_a_row
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.opening_words import substitute_sentence
from web.pages.events import EventLine
from web.reasons import gate_sentence
from web.services.promises import EventWishes, Promised, WishedPair
from web.services.wishes import WishList, WishRow, closes_at
from web.vocabulary import label


def wish_words() -> dict[str, str]:
    """The words of the four wishes, in the order in which they are offered."""
    return {
        WishKind.MUST: gettext("Must meet"),
        WishKind.LIKE: gettext("Would like"),
        WishKind.NONE: gettext("No wish"),
        WishKind.NO: gettext("Not for us"),
    }


@dataclass(frozen=True, slots=True)
class Counter:
    """How many wishes of a kind are said, of how many."""

    word: str
    count: int
    most: int

    @property
    def over(self) -> bool:
        """Whether there are too many."""
        return self.count > self.most


@dataclass(frozen=True, slots=True)
class WishLine:
    """One of the other side with its four buttons."""

    id: int
    name: str
    lang: str
    detail: str
    one_line: str | None
    one_line_lang: str
    fit: float | None
    shut: list[str]
    wish: str
    was: str
    # "from your list", where the wish was proposed and not said.
    mark: str | None
    full: str | None
    instead: list[str]


@dataclass(frozen=True, slots=True)
class WishesPage:
    """`participation/wishes.html`."""

    title: str
    answer: str
    found: WishList
    line: EventLine
    action: str
    back: str
    lines: list[WishLine]
    words: list[tuple[str, str]]
    counters: list[Counter]
    # Why nothing was saved, or when it was.
    error: str | None
    saved: str | None
    ranked_note: str | None


def wishes_page(
    found: WishList,
    *,
    action: str,
    back: str,
    form: Parsed[Any] | None = None,
    error: str | None = None,
    saved_at: datetime | None = None,
) -> WishesPage:
    """Whom one would meet; a refused form keeps what was pressed."""
    typed = form.values if form is not None and error is not None else {}
    names: dict[int, str] = {row.partner.id: row.partner.name for row in found.rows}
    zone = found.event.timezone
    until = formats.datetime(closes_at(found.event), zone)
    who = in_a_row([found.participant.name]) if found.for_organiser else ""
    answer = (
        gettext("You say it for %(name)s. Only they and the organiser see it.", name=who)
        if found.for_organiser
        else gettext("You may change this until %(when)s. Only you and the organiser see it.", when=until)
        if found.open
        else gettext("Wishes are closed. Ask the organiser if something must change.")
    )
    counters = [
        Counter(wish_words()[WishKind(w)], found.count(w), most)
        for w, most in ((Wanted.MUST, found.event.most_must), (Wanted.LIKE, found.event.most_like))
    ]
    return WishesPage(
        gettext("Whom would you like to meet?")
        if not found.for_organiser
        else gettext("Wishes of %(name)s", name=found.participant.name),
        answer,
        found,
        EventLine(found.event),
        action,
        back,
        [_line(row, names, typed) for row in found.rows],
        list(wish_words().items()),
        counters,
        error,
        gettext("Saved at %(time)s.", time=formats.time(saved_at, zone)) if saved_at else None,
        None
        if found.ranked or not found.rows
        else gettext("There is no match score: your own side of this event is not on show."),
    )


def _line(row: WishRow, names: Mapping[int, str], typed: Mapping[str, Any]) -> WishLine:
    p = row.partner
    full = bool(row.instead) or p.full
    return WishLine(
        p.id,
        p.name,
        p.lang,
        in_a_row(label("organisation", k) for k in p.kinds if k != "company")
        or ("" if p.organisation_name == p.name else p.organisation_name),
        p.one_line,
        p.lang,
        row.fit,
        [gate_sentence(g) for g in row.shut],
        str(typed.get(f"w-{p.id}", row.stated.wanted)),
        str(row.stated.wanted),
        gettext("from your list") if not row.stated.said and row.stated.wanted is not Wanted.NONE else None,
        gettext("Full: others who must meet them fill all the meetings they have.") if full else None,
        [substitute_sentence(s, p.name, names[int(s.id)]) for s in row.instead if int(s.id) in names],
    )


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two and what each side wishes."""

    founder: Participant
    provider: Participant
    founder_wish: str
    provider_wish: str
    pill: str
    means: str


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """The organiser's word on two."""

    promised: Promised
    pill: str
    word: str
    made_at: str


@dataclass(frozen=True, slots=True)
class EventWishesPage:
    """`events/wishes.html`."""

    title: str
    answer: str
    line: EventLine
    # Those of which a side must, or will not; and those that a side would like.
    strong: list[PairLine]
    likes: list[PairLine]
    promises: list[PromiseLine]
    founders: list[tuple[str, str]]
    providers: list[tuple[str, str]]
    everybody: list[Participant]
    kinds: list[tuple[str, str]]
    terms: Parsed[Any]
    form: Parsed[Any]


def event_wishes_page(found: EventWishes, terms: Parsed[Any], form: Parsed[Any]) -> EventWishesPage:
    """All wishes of an event, with how they work and what was promised."""
    event = found.event
    n_coming = sum(n for n, _ in found.n_said.values())
    n_said = sum(n for _, n in found.n_said.values())
    n_mutual = sum(_mutual(p) for p in found.pairs)
    kinds = [
        (str(PromiseKind.PROMISED), gettext("Promised: they meet")),
        (str(PromiseKind.SHUT_OUT), gettext("Shut out: they do not meet")),
    ]
    words = dict(kinds)
    return EventWishesPage(
        gettext("Wishes and promises"),
        formats.sentences(
            gettext("%(n)s of %(total)s who come have said whom they would meet.", n=n_said, total=n_coming),
            ngettext("%(num)s pair is a must for both.", "%(num)s pairs are a must for both.", n_mutual),
        ),
        EventLine(event),
        [_pair_line(p) for p in found.pairs if _strong(p)],
        [_pair_line(p) for p in found.pairs if not _strong(p)],
        [
            PromiseLine(
                one,
                "bad" if one.refused else "good" if one.promise.kind is PromiseKind.PROMISED else "neutral",
                gettext("Cannot hold: one of them said no") if one.refused else words[one.promise.kind],
                formats.datetime(one.promise.made_at, event.timezone),
            )
            for one in found.promises
        ],
        [(str(p.id), p.name) for p in found.founders],
        [(str(p.id), p.name) for p in found.providers],
        [*found.founders, *found.providers],
        kinds,
        terms,
        form,
    )


def _strong(pair: WishedPair) -> bool:
    return bool({pair.wish.founder, pair.wish.provider} & {Wanted.MUST, Wanted.NO})


def _mutual(pair: WishedPair) -> bool:
    return pair.wish.founder is Wanted.MUST and pair.wish.provider is Wanted.MUST


def _pair_line(pair: WishedPair) -> PairLine:
    words = wish_words()
    pill, means = (
        ("bad", gettext("does not meet"))
        if Wanted.NO in (pair.wish.founder, pair.wish.provider)
        else ("good", gettext("promised by both"))
        if _mutual(pair)
        else ("attention", gettext("weighs most"))
        if Wanted.MUST in (pair.wish.founder, pair.wish.provider)
        else ("neutral", gettext("weighs more"))
    )
    return PairLine(
        pair.founder,
        pair.provider,
        words[WishKind(pair.wish.founder)],
        words[WishKind(pair.wish.provider)],
        pill,
        means,
    )
