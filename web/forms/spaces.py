"""Filters of the directory of spaces, and what a manager types of the space's page and offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.datastructures import QueryParams

from models.entities.spaces import NewOffer, OfferKind, SpaceText
from models.entities.tenancies import TenancyStage
from models.entities.vocabulary import FounderCategory
from web.forms.base import Data, FormReader, Parsed
from web.services.spaces import Naming, PageSent, SpaceFilters
from web.vocabulary import district_codes

MOST_ABOUT, MOST_LINE, MOST_OFFER = 2000, 200, 1000


class SpaceFiltersForm:
    """`?district=&category=&kind=&stage=`."""

    @staticmethod
    def parse(query: QueryParams) -> Parsed[SpaceFilters]:
        """An unknown value is an error of its field, not quietly ignored."""
        form = FormReader(Data(query.multi_items()))
        district = form.code("district", district_codes(), required=False)
        category = form.choice("category", FounderCategory, required=False)
        kind = form.choice("kind", OfferKind, required=False)
        stage = form.choice("stage", TenancyStage, required=False)
        return form.finish(SpaceFilters(district, category, kind, stage))


@dataclass(frozen=True, slots=True)
class PageForm:
    """A page as it came in, and whether it is only to be looked at."""

    sent: PageSent
    preview: bool


class SpacePageForm:
    """What a space says of itself."""

    @staticmethod
    def parse(data: Data) -> Parsed[PageForm]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        text = SpaceText(
            about_zh=form.long_text("about_zh", most=MOST_ABOUT, required=False),
            about_en=form.long_text("about_en", most=MOST_ABOUT, required=False),
            address_zh=form.text("address_zh", most=MOST_LINE, required=False),
            address_en=form.text("address_en", most=MOST_LINE, required=False),
            opening_zh=form.text("opening_zh", most=MOST_LINE, required=False),
            opening_en=form.text("opening_en", most=MOST_LINE, required=False),
            link=form.link("link"),
            categories=form.choices("categories", FounderCategory),
            stages=form.choices("stages", TenancyStage),
            n_desks=form.whole("n_desks", most=100_000, required=False),
            n_rooms=form.whole("n_rooms", most=10_000, required=False),
            area_m2=form.whole("area_m2", most=10_000_000, required=False),
            published=form.flag("published"),
        )
        revision = form.whole("revision", most=10**9) or 0
        naming = form.choice("naming", Naming, required=False) or Naming.KEEP
        phone = form.text("phone", most=40, required=False)
        act = form.code("act", ("save", "preview"), required=False)
        return form.finish(PageForm(PageSent(text, revision, naming, phone), act == "preview"))


@dataclass(frozen=True, slots=True)
class OfferSent:
    """A new offer, or (by its id) new words of one."""

    offer_id: int | None
    revision: int
    new: NewOffer


class OfferForm:
    """What a space offers."""

    @staticmethod
    def parse(data: Data, today: date) -> Parsed[OfferSent]:
        """Clean values, or an error a field; without a first day it holds from today."""
        form = FormReader(data)
        offer_id = form.whole("offer_id", least=1, most=10**11, required=False)
        revision = form.whole("revision", most=10**9, required=offer_id is not None) or 0
        kind = form.choice("kind", OfferKind)
        titles = (
            form.text("title_zh", most=80, required=False),
            form.text("title_en", most=80, required=False),
        )
        texts = (
            form.long_text("text_zh", most=MOST_OFFER, required=False),
            form.long_text("text_en", most=MOST_OFFER, required=False),
        )
        is_free = form.flag("is_free")
        prices = (
            form.text("price_zh", most=MOST_LINE, required=False),
            form.text("price_en", most=MOST_LINE, required=False),
        )
        capacity = form.whole("capacity", least=1, most=100_000, required=False)
        partner = form.text("partner", most=MOST_LINE, required=False)
        active_from = form.day("active_from", required=False) or today
        active_until = form.day("active_until", required=False)
        if kind is None:
            return form.finish(None)
        new = NewOffer(kind, *titles, *texts, is_free, *prices, capacity, partner, active_from, active_until)
        return form.finish(OfferSent(offer_id, revision, new))
