"""A provider's profile, products and past deals; deals from files go row by row through the same form."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.profiles import NewDeal, NewProduct, NewProfile, Profile
from models.entities.vocabulary import Instrument, Stage
from web import formats
from web.forms.base import Data, FormReader, Parsed
from web.i18n import LOCALES
from web.vocabulary import district_codes, sector_codes


class ProfileForm:
    """What the provider looks for."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewProfile]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        least, most = form.money("amount_min", required=False), form.money("amount_max", required=False)
        if least is not None and most is not None and least > most:
            form.fail("amount_max", "min_above_max")
        return form.finish(
            NewProfile(
                form.code("lang", LOCALES) or "zh",
                form.long_text("thesis", most=6000),
                form.codes("sectors", sector_codes()),
                tuple(form.choices("stages", Stage)),
                tuple(form.choices("instruments", Instrument)),
                least,
                most,
                form.codes("districts", district_codes()),
                form.codes("never_sectors", sector_codes()),
                form.long_text("never_text", most=1000, required=False),
                form.whole("max_founders", least=0, most=500, required=False),
                form.flag("visible_to_founders"),
                form.text("house", most=100, required=False) or None,
            )
        )

    @staticmethod
    def values(profile: Profile | None, lang: str) -> dict[str, str | list[str]]:
        """What is on record, as a person would have typed it."""
        if profile is None:
            return {"lang": lang, "visible_to_founders": "1"}
        return {
            "lang": profile.lang,
            "thesis": profile.thesis,
            "sectors": list(profile.sectors),
            "stages": list(profile.stages),
            "instruments": list(profile.instruments),
            "amount_min": formats.money_input(profile.amount_min),
            "amount_max": formats.money_input(profile.amount_max),
            "districts": list(profile.districts),
            "never_sectors": list(profile.never_sectors),
            "never_text": profile.never_text,
            "max_founders": "" if profile.max_founders is None else str(profile.max_founders),
            "visible_to_founders": "1" if profile.visible_to_founders else "",
            "house": profile.house or "",
        }


@dataclass(frozen=True, slots=True)
class FirstWords:
    """What a provider writes at its first visit: a thesis, a list of past deals, or both."""

    thesis: str
    deals: str


class FirstWordsForm:
    """In the provider's own words; the fields of a profile are read out of it."""

    @staticmethod
    def parse(data: Data) -> Parsed[FirstWords]:
        """The two texts; one of them is needed."""
        form = FormReader(data)
        thesis = form.long_text("thesis", most=6000, required=False)
        deals = form.long_text("deals", most=20_000, required=False)
        if not thesis and not deals:
            form.fail("thesis", "required")
        return form.finish(FirstWords(thesis, deals))


class ProductForm:
    """One loan or guarantee product."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewProduct]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        kind = form.code("kind", ("loan", "guarantee"))
        least, most = form.money("product_min", required=False), form.money("product_max", required=False)
        if least is not None and most is not None and least > most:
            form.fail("product_max", "min_above_max")
        return form.finish(
            NewProduct(
                kind or "loan",
                form.text("name", most=100),
                form.long_text("purpose", most=1000, required=False),
                least,
                most,
                form.text("rate_text", most=100, required=False),
                form.whole("term_months", least=1, most=360, required=False),
                form.code("product_lang", LOCALES) or "zh",
            )
        )


class DealForm:
    """One past deal, with the same rules as a line of the file."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewDeal]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        return form.finish(
            NewDeal(
                form.text("company", most=200),
                form.code("sector", sector_codes(), required=False),
                form.choice("stage", Stage, required=False),
                form.choice("instrument", Instrument, required=False),
                form.money("amount", required=False),
                form.day("date", required=False),
                form.code("district", district_codes(), required=False),
            )
        )
