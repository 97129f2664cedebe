"""The manager's hand on the space's own page: its words, its offers, and how it would look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from models.entities.spaces import Offer, OfferKind, OwnSpace, SpaceCard
from models.entities.tenancies import TenancyStage
from models.entities.vocabulary import FounderCategory
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.pages.spaces import OfferLine, SpacePage, offer_line, space_page
from web.services.spaces import Naming, PageSent, PublicSpace, SpacePageDesk
from web.space_words import space_options
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """An offer with the values of its form."""

    line: OfferLine
    dates: str
    is_active: bool
    form: Parsed[object] | None
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SpaceDeskPage:
    """`space/page.html`; `form` is the page's, `preview` how the public would read it."""

    title: str
    answer: str
    space: OwnSpace
    others: list[tuple[str, str]]
    form: Parsed[object]
    categories: list[tuple[str, str]]
    stages: list[tuple[str, str]]
    namings: list[tuple[str, str]]
    naming: str
    phone: str
    preview: SpacePage | None
    offers: list[OwnOffer]
    kinds: list[tuple[str, str]]
    new_offer: Parsed[object] | None
    today: str
    labels: Mapping[str, str]


def desk_page(
    desk: SpacePageDesk,
    viewer_id: int,
    today: date,
    here: str,
    form: Parsed[object],
    *,
    form_of: str = "page",
    preview: PageSent | None = None,
) -> SpaceDeskPage:
    """The page of one space with its forms; `form_of` names the one that was sent (`page`, `offer-…`)."""
    space = desk.space
    n_active = sum(o.is_active(today) for o in desk.offers)
    offers = ngettext("%(num)s offer is in force", "%(num)s offers are in force", n_active)
    answer = (
        gettext("The page is public; %(offers)s.", offers=offers)
        if space.text.published
        else gettext("The page is not public yet; %(offers)s.", offers=offers)
    )
    return SpaceDeskPage(
        gettext("Our page"),
        answer,
        space,
        [(s.name, f"{here}?space={s.id}") for s in desk.spaces if s.id != space.id],
        form if form_of == "page" and (form.values or form.errors) else _on_record(space),
        [(str(c), label("category", c)) for c in FounderCategory],
        [(str(s), label("tenancy_stage", s)) for s in TenancyStage],
        _namings(desk, viewer_id),
        str(_naming_now(desk, viewer_id)),
        desk.contact.phone if desk.contact and desk.contact.person_id == viewer_id else "",
        None if preview is None else _preview(desk, preview, today),
        [_own_offer(o, today, form, form_of) for o in desk.offers],
        space_options("offer_kind"),
        form if form_of == "offer-new" else None,
        today.isoformat(),
        _labels(),
    )


def _on_record(space: OwnSpace) -> Parsed[object]:
    """What is on record as the values of the form."""
    values: dict[str, str | list[str]] = {}
    for name, value in asdict(space.text).items():
        if isinstance(value, tuple):
            values[name] = [str(v) for v in value]
        elif isinstance(value, bool):
            values[name] = "1" if value else ""
        else:
            values[name] = "" if value is None else str(value)
    return Parsed(values, {}, None)


def _naming_now(desk: SpacePageDesk, viewer_id: int) -> Naming:
    if desk.contact is None:
        return Naming.NOBODY
    return Naming.ME if desk.contact.person_id == viewer_id else Naming.KEEP


def _namings(desk: SpacePageDesk, viewer_id: int) -> list[tuple[str, str]]:
    """Oneself, nobody, or whoever stands there by their own word."""
    found = [
        (str(Naming.NOBODY), gettext("Name nobody")),
        (
            str(Naming.ME),
            gettext("Name me: everybody may read my name, mail address and the telephone number below"),
        ),
    ]
    if desk.contact is not None and desk.contact.person_id != viewer_id:
        found.append((str(Naming.KEEP), gettext("%(name)s stays named", name=desk.contact.name)))
    return found


def _preview(desk: SpacePageDesk, sent: PageSent, today: date) -> SpacePage:
    """The public page with the words that were just typed; counts stay with the page itself."""
    offers = [o for o in desk.offers if o.is_active(today)]
    card = SpaceCard(
        id=desk.space.id,
        name=desk.space.name,
        lang=desk.space.lang,
        district=desk.space.district,
        kinds=tuple(dict.fromkeys(o.kind for o in offers)),
        n_tenants=0,
        n_firsts=0,
        **asdict(sent.text),
    )
    return space_page(PublicSpace(card, offers, None, [], 0, None))


def _own_offer(offer: Offer, today: date, form: Parsed[object], form_of: str) -> OwnOffer:
    begins = formats.date(offer.active_from)
    if offer.active_until is None:
        dates = gettext("since %(day)s", day=begins) if offer.active_from <= today else begins
    else:
        dates = gettext("%(begin)s to %(end)s", begin=begins, end=formats.date(offer.active_until))
    values = {
        name: "" if value is None else str(value)
        for name, value in asdict(offer).items()
        if name != "is_free"
    }
    return OwnOffer(
        offer_line(offer),
        dates,
        offer.is_active(today),
        form if form_of == f"offer-{offer.id}" else None,
        values | {"is_free": "1" if offer.is_free else ""},
    )


def _labels() -> dict[str, str]:
    """The names of the fields, for the form and for the list of what is to be mended."""
    return {
        "about_zh": gettext("About the space, in Chinese"),
        "about_en": gettext("About the space, in English"),
        "address_zh": gettext("Address, in Chinese"),
        "address_en": gettext("Address, in English"),
        "opening_zh": gettext("Opening hours, in Chinese"),
        "opening_en": gettext("Opening hours, in English"),
        "link": gettext("Website"),
        "categories": gettext("Founders who are welcome in particular"),
        "stages": gettext("Parts of the path that it has"),
        "n_desks": gettext("Desks"),
        "n_rooms": gettext("Rooms"),
        "area_m2": gettext("Square metres"),
        "naming": gettext("Whom the page names"),
        "phone": gettext("Telephone"),
        "published": gettext("Public"),
        "kind": gettext("Kind of service"),
        "title_zh": gettext("Title, in Chinese"),
        "title_en": gettext("Title, in English"),
        "text_zh": gettext("What it is, in Chinese"),
        "text_en": gettext("What it is, in English"),
        "is_free": gettext("Free of charge"),
        "price_zh": gettext("Price and conditions, in Chinese"),
        "price_en": gettext("Price and conditions, in English"),
        "capacity": gettext("For how many at a time"),
        "partner": gettext("Partner who gives it"),
        "active_from": gettext("From"),
        "active_until": gettext("Last day"),
    }


def offer_kind_of(value: str) -> OfferKind | None:
    """A kind from an address; anything else is none."""
    return OfferKind(value) if value in set(OfferKind) else None
