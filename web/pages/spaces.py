"""Host spaces as anybody reads them: the directory with its filters as links, and one space's page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

from models.entities.spaces import Offer, OfferKind, SpaceCard, SpaceContact, SpaceEvent
from models.entities.tenancies import TenancyStage
from models.entities.vocabulary import FounderCategory
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.services.small_groups import LEAST
from web.services.spaces import PublicSpace, SpaceFilters, told
from web.space_words import in_reader, space_word
from web.vocabulary import district_codes, label


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A filter as an address that one can send; choosing it again leaves it out."""

    label: str
    href: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class FilterRow:
    """The choices of one filter."""

    title: str
    links: list[FilterLink]


@dataclass(frozen=True, slots=True)
class Said:
    """A text and its language."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class SpaceLine:
    """A space of the directory."""

    space: SpaceCard
    about: Said
    address: Said
    kinds: list[str]
    stages: str
    welcomes: str
    room: str


@dataclass(frozen=True, slots=True)
class SpacesPage:
    """`spaces/list.html`."""

    title: str
    answer: str
    rows: list[FilterRow]
    # The filters in use, each leading to the address without it.
    chosen: list[FilterLink]
    lines: list[SpaceLine]
    form: Parsed[object]
    clear: str | None


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer in the reader's words."""

    offer: Offer
    kind: str
    title: Said
    text: Said
    price: Said
    facts: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event at a space."""

    event: SpaceEvent
    title: Said
    kind: str


@dataclass(frozen=True, slots=True)
class SpacePage:
    """`spaces/show.html`; also what a manager looks at before publishing."""

    title: str
    lang: str
    answer: str
    line: SpaceLine
    opening: Said
    offers: list[OfferLine]
    # What it offers, as values for the form of a request.
    kinds: list[tuple[str, str]]
    contact: SpaceContact | None
    events: list[EventLine]
    counts: list[tuple[str, str]]
    answers: str


def _said(zh: str, en: str) -> Said:
    return Said(*in_reader(zh, en))


def spaces_page(spaces: Sequence[SpaceCard], filters: Parsed[SpaceFilters], path: str) -> SpacesPage:
    """The directory under its filters."""
    asked = filters.clean or SpaceFilters()
    shown = [s for s in spaces if asked.take(s)]
    districts = {d for s in shown if (d := s.district)}
    if not spaces:
        answer = gettext("No host space has published its page yet.")
    elif not shown:
        answer = gettext("No host space fits these filters.")
    else:
        answer = ngettext(
            "%(num)s host space in %(districts)s helps founders with what is listed here.",
            "%(num)s host spaces in %(districts)s help founders with what is listed here.",
            len(shown),
            districts=ngettext("%(num)s district", "%(num)s districts", len(districts)),
        )
    in_use = asked != SpaceFilters()
    rows = _filter_rows(spaces, asked, path)
    return SpacesPage(
        gettext("Host spaces"),
        answer,
        rows,
        [link for row in rows for link in row.links if link.current],
        [space_line(s) for s in shown],
        filters,
        path if in_use or filters.errors else None,
    )


def _filter_rows(spaces: Sequence[SpaceCard], asked: SpaceFilters, path: str) -> list[FilterRow]:
    """Only what leaves something, and what is in use; each says how many it would leave."""

    def row(title: str, name: str, codes: Iterable[object], say: Callable[[object], str]) -> FilterRow:
        links = []
        for code in codes:
            current = getattr(asked, name) == code
            n = sum(replace(asked, **{name: code}).take(s) for s in spaces)  # type: ignore[arg-type] # one field
            if n or current:
                turned = replace(asked, **{name: None if current else code})  # type: ignore[arg-type] # one field
                links.append(FilterLink(say(code), _address(path, turned), current, n))
        return FilterRow(title, links)

    rows = [
        row(gettext("District"), "district", district_codes(), lambda c: label("district", c)),
        row(gettext("For founders who are"), "category", FounderCategory, lambda c: label("category", c)),
        row(gettext("What it offers"), "kind", OfferKind, lambda c: space_word("offer_kind", c)),
        row(gettext("Part of the path"), "stage", TenancyStage, lambda c: label("tenancy_stage", c)),
    ]
    return [r for r in rows if r.links]


def _address(path: str, filters: SpaceFilters) -> str:
    names = ("district", "category", "kind", "stage")
    query = {n: str(v) for n in names if (v := getattr(filters, n)) is not None}
    return f"{path}?{urlencode(query)}" if query else path


def space_line(space: SpaceCard) -> SpaceLine:
    """A space in the reader's words."""
    room = [
        ngettext("%(num)s desk", "%(num)s desks", space.n_desks) if space.n_desks else "",
        ngettext("%(num)s room", "%(num)s rooms", space.n_rooms) if space.n_rooms else "",
        gettext("%(area)s m²", area=formats.number(space.area_m2)) if space.area_m2 else "",
    ]
    welcomes = formats.in_a_row(label("category", c) for c in space.categories)
    return SpaceLine(
        space,
        _said(space.about_zh, space.about_en),
        _said(space.address_zh, space.address_en),
        [space_word("offer_kind", k) for k in OfferKind if k in space.kinds],
        formats.in_a_row(label("tenancy_stage", s) for s in space.stages),
        welcomes or gettext("all founders"),
        formats.in_a_row(filter(None, room)),
    )


def space_page(found: PublicSpace) -> SpacePage:
    """One space with what it offers."""
    space = found.space
    n = len(found.offers)
    free = sum(o.is_free for o in found.offers)
    if not n:
        answer = gettext("It lists no service at present.")
    else:
        answer = ngettext(
            "%(num)s service, %(free)s of them free of charge.",
            "%(num)s services, %(free)s of them free of charge.",
            n,
            free=formats.number(free),
        )
    return SpacePage(
        space.name,
        space.lang,
        answer,
        space_line(space),
        _said(space.opening_zh, space.opening_en),
        [offer_line(o) for kind in OfferKind for o in found.offers if o.kind is kind],
        [(str(k), space_word("offer_kind", k)) for k in OfferKind if k in space.kinds],
        found.contact,
        [EventLine(e, _said(e.title_zh, e.title_en), label("event_kind", e.kind)) for e in found.events],
        [
            (gettext("Companies here now"), _counted(space.n_tenants)),
            (gettext("Their firsts on record"), _counted(space.n_firsts)),
        ],
        _answers(found.n_answers, found.usual_answer),
    )


def _counted(n: int) -> str:
    shown = told(n)
    return gettext("fewer than %(least)s", least=LEAST) if shown is None else formats.number(shown)


def _answers(n: int, usual: timedelta | None) -> str:
    if usual is None:
        return ""
    days = max(1, -(-usual // timedelta(days=1)))
    return ngettext(
        "It has answered %(n_answers)s requests in a year, half of them within %(num)s day.",
        "It has answered %(n_answers)s requests in a year, half of them within %(num)s days.",
        days,
        n_answers=formats.number(n),
    )


def offer_line(offer: Offer) -> OfferLine:
    """An offer in the reader's words."""
    facts = [
        ngettext("for %(num)s at a time", "for %(num)s at a time", offer.capacity) if offer.capacity else "",
        gettext("with %(partner)s", partner=offer.partner) if offer.partner else "",
        gettext("until %(day)s", day=formats.date(offer.active_until)) if offer.active_until else "",
    ]
    price = _said(offer.price_zh, offer.price_en)
    return OfferLine(
        offer,
        space_word("offer_kind", offer.kind),
        _said(offer.title_zh, offer.title_en),
        _said(offer.text_zh, offer.text_en),
        price,
        formats.in_a_row(filter(None, facts)),
    )
