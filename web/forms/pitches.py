"""What a founder types into a pitch, an organiser into a review and a juror into a comment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.entities.ids import OrganisationId
from models.entities.pitches import DraftToken, PitchDraft, PitchVersion, Seek, SpaceChoice
from models.entities.vocabulary import FounderCategory, Instrument, Stage
from models.errors import Invalid
from models.uscc import clean_uscc
from web.formats import money_input
from web.forms.base import Data, FormReader, Parsed
from web.i18n import LOCALES, current_locale
from web.services.pitches import Company
from web.vocabulary import district_codes, leaf_sector_codes

LIMITS = {
    "name": 40,
    "one_line": 80,
    "problem": 1500,
    "solution": 1500,
    "market": 1500,
    "team": 1500,
    "terms": 1500,
}
NEW_COMPANY = "new"


@dataclass(frozen=True, slots=True)
class PitchInput:
    """A draft and what stands around it in the form."""

    draft: PitchDraft
    uscc: str | None
    company_id: OrganisationId | None = None
    company_name: str = ""
    expected: DraftToken | None = None


def _token(text: str) -> DraftToken | None:
    version, dot, revision = text.partition(".")
    if (
        not dot
        or not version.isascii()
        or not version.isdigit()
        or not revision.isascii()
        or not revision.isdigit()
    ):
        return None
    return DraftToken(int(version[:9]), int(revision[:9]))


class PitchForm:
    """A draft: everything may be missing, but what is there must be right."""

    @staticmethod
    def parse(
        data: Data, spaces: Sequence[SpaceChoice], companies: Sequence[Company] | None = None
    ) -> Parsed[PitchInput]:
        """Clean values, or an error a field; `companies` where a first draft asks for whom it is."""
        form = FormReader(data)
        company_id, company_name = None, ""
        if companies is not None:
            chosen = form.code(
                "company_id", [*(str(c.id) for c in companies), NEW_COMPANY], required=bool(companies)
            )
            if chosen in (None, NEW_COMPANY):
                company_name = form.text("company_name", most=80)
            else:
                form.raw("company_name")
                company_id = OrganisationId(int(chosen or 0))
        draft = _draft(form, spaces)
        code = form.raw("uscc")
        uscc = _uscc(form, code) if code else None
        return form.finish(PitchInput(draft, uscc, company_id, company_name, _token(form.raw("expected"))))


def _uscc(form: FormReader, code: str) -> str | None:
    try:
        return clean_uscc(code)
    except Invalid as error:
        form.fail("uscc", error.code, **error.params)
        return None


def _draft(form: FormReader, spaces: Sequence[SpaceChoice]) -> PitchDraft:
    main = form.choice("main_category", FounderCategory, required=False)
    others = form.choices("categories", FounderCategory)
    sector = form.code("sector", leaf_sector_codes(), required=False)
    sector2 = form.code("sector2", leaf_sector_codes(), required=False)
    if sector2 is not None and sector2 == sector:
        form.fail("sector2", "sector_twice")
    space = form.code("space_id", [str(s.id) for s in spaces], required=False)
    text = {
        name: form.text(name, most=limit, required=False, lines=name not in ("name", "one_line"))
        for name, limit in LIMITS.items()
    }
    return PitchDraft(
        lang=form.code("lang", LOCALES, required=False) or current_locale(),
        **text,
        main_category=main,
        categories=tuple(c for c in FounderCategory if c in others or c is main),
        sector=sector,
        sector2=sector2,
        stage=form.choice("stage", Stage, required=False),
        district=form.code("district", district_codes(), required=False),
        city=form.text("city", most=40, required=False),
        space_id=None if space is None else OrganisationId(int(space)),
        seeks=_seeks(form),
    )


def _seeks(form: FormReader) -> tuple[Seek, ...]:
    sought = form.choices("seeks", Instrument)
    found = []
    for instrument in Instrument:
        least = form.money(f"{instrument}_min", required=False)
        most = form.money(f"{instrument}_max", required=False)
        if least is not None and most is not None and least > most:
            form.fail(f"{instrument}_max", "min_above_max")
        if instrument in sought:
            found.append(Seek(instrument, least, most))
        elif least is not None or most is not None:
            form.fail("seeks", "amount_without_instrument")
    return tuple(found)


def values_of(version: PitchVersion) -> dict[str, str | list[str]]:
    """The form's values for the text on record."""
    text = version.text
    values: dict[str, str | list[str]] = {name: getattr(text, name) for name in LIMITS if name != "terms"}
    for name in ("main_category", "sector", "sector2", "stage", "district", "city", "space_id", "lang"):
        values[name] = str(getattr(text, name) or "")
    values["categories"] = [str(c) for c in text.categories]
    values["seeks"] = [str(s.instrument) for s in text.seeks]
    for seek in text.seeks:
        values[f"{seek.instrument}_min"] = money_input(seek.amount_min)
        values[f"{seek.instrument}_max"] = money_input(seek.amount_max)
    values["terms"] = version.terms
    return values


@dataclass(frozen=True, slots=True)
class Submission:
    """What a founder agrees to when submitting."""

    showcase: bool
    expected: DraftToken | None


class SubmitForm:
    """The consent without which nothing is shown, and the one that is free."""

    @staticmethod
    def parse(data: Data) -> Parsed[Submission]:
        """Clean values, or the consent that is needed."""
        form = FormReader(data)
        if not form.flag("consent"):
            form.fail("consent", "consent_needed")
        return form.finish(Submission(form.flag("showcase"), _token(form.raw("expected"))))


@dataclass(frozen=True, slots=True)
class ReviewInput:
    """An organiser's decision on the version that was read."""

    approve: bool
    version: int
    comment: str
    showcase: bool


class ReviewForm:
    """Approve or return; returning says why."""

    @staticmethod
    def parse(data: Data) -> Parsed[ReviewInput]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        decision = form.code("decision", ("approve", "return"))
        comment = form.long_text("comment", most=2000, required=decision == "return")
        version = form.whole("version", least=1)
        return form.finish(ReviewInput(decision == "approve", version or 0, comment, form.flag("showcase")))


class CommentForm:
    """A mentor's or juror's words for the founder."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[str, str]]:
        """(comment, language)."""
        form = FormReader(data)
        body = form.long_text("body", most=3000)
        lang = form.code("lang", LOCALES, required=False) or current_locale()
        return form.finish((body, lang))
