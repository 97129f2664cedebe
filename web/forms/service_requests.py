"""What founders and spaces type: a request for a service, a step on one, filters of the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from models.entities.ids import OrganisationId, PitchId
from models.entities.service_requests import DeclineReason, NewRequest, NewServiceStep, ServiceStep
from models.entities.spaces import OfferKind
from web.forms.base import Data, FormReader, Parsed
from web.services.service_figures import FigureFilters
from web.services.service_requests import ANY
from web.vocabulary import district_codes

MOST_NEED, MOST_NOTE = 2000, 1000


@dataclass(frozen=True, slots=True)
class RequestSent:
    """A request as it came in."""

    new: NewRequest
    key: str


class RequestForm:
    """What is needed, from whom, by when."""

    @staticmethod
    def parse(data: Data, companies: Sequence[int]) -> Parsed[RequestSent]:
        """Clean values, or an error a field; who has one company need not name it."""
        form = FormReader(data)
        kind = form.choice("kind", OfferKind)
        space_id, district = _where(form)
        need = form.long_text("need", most=MOST_NEED)
        needed_by = form.day("needed_by", required=False)
        pitch = form.whole("pitch_id", least=1, most=10**11, required=False)
        asked = form.code("company_id", [str(c) for c in companies], required=len(companies) > 1)
        company = int(asked) if asked else next(iter(companies), None)
        key = form.text("key", most=64)
        if kind is None or company is None:
            return form.finish(None)
        new = NewRequest(
            OrganisationId(company),
            None if pitch is None else PitchId(pitch),
            kind,
            need,
            needed_by,
            space_id,
            district,
        )
        return form.finish(RequestSent(new, key))


def _where(form: FormReader) -> tuple[OrganisationId | None, str | None]:
    """A space's id, or any of the city (`any`) or of a district (`any:jingkou`)."""
    text = form.raw("where")
    word, _, district = text.partition(":")
    if word == ANY and (not district or district in district_codes()):
        return None, district or None
    if text.isascii() and text.isdigit() and len(text) < 12:
        return OrganisationId(int(text)), None
    form.fail("where", "not_a_choice" if text else "required")
    return None, None


@dataclass(frozen=True, slots=True)
class StepSent:
    """A step as it came in, and at which space."""

    space_id: int
    new: NewServiceStep
    key: str


class ServiceStepForm:
    """An answer, a question, a reply, a word, a withdrawal, an end, a rating."""

    @staticmethod
    def parse(data: Data) -> Parsed[StepSent]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        space_id = form.whole("space_id", least=1, most=10**11)
        step = form.choice("step", ServiceStep)
        key = form.text("key", most=64)
        needs_note = step in {ServiceStep.NEEDS_MORE, ServiceStep.REPLY, ServiceStep.WORD}
        note = form.long_text("note", most=MOST_NOTE, required=needs_note)
        reason = form.choice("reason", DeclineReason) if step is ServiceStep.DECLINED else None
        promised = form.day("promised_on") if step is ServiceStep.ACCEPTED else None
        rating = form.whole("rating", least=1, most=5) if step is ServiceStep.RATED else None
        if space_id is None or step is None:
            return form.finish(None)
        new = NewServiceStep(step, note, reason, promised, rating)
        return form.finish(StepSent(space_id, new, key))


class FigureFiltersForm:
    """`?year=&kind=&space=`."""

    @staticmethod
    def parse(query: QueryParams) -> Parsed[FigureFilters]:
        """An unknown value is an error of its field, not quietly ignored."""
        form = FormReader(Data(query.multi_items()))
        year = form.whole("year", least=2000, most=2100, required=False)
        kind = form.choice("kind", OfferKind, required=False)
        space = form.whole("space", least=1, most=10**11, required=False)
        return form.finish(FigureFilters(year, kind, space))
