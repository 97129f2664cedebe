"""The filters of a provider's list and the provider's answer to a pitch."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import QueryParams

from models.entities.matching import MatchFilters
from models.entities.vocabulary import Choice, Instrument, NoReason, Stage
from web.forms.base import Data, FormReader, Parsed
from web.services.matching import MOST_PLACES, ListAsked
from web.vocabulary import district_codes, sector_codes

CHOICES = ("open", "new", "interested", "later", "no")


class MatchFiltersForm:
    """`?words=&stage=&sector=&district=&instrument=&choice=&page=`."""

    @staticmethod
    def parse(query: QueryParams) -> Parsed[ListAsked]:
        """An unknown value is an error of its field, not quietly ignored."""
        form = FormReader(Data(query.multi_items()))
        choice = form.code("choice", CHOICES, required=False) or "open"
        if "choice" not in form.errors:
            form.values["choice"] = choice
        filters = MatchFilters(
            form.choice("stage", Stage, required=False),
            form.code("sector", sector_codes(), required=False),
            form.code("district", district_codes(), required=False),
            form.choice("instrument", Instrument, required=False),
            choice,
            form.text("words", most=200, required=False),
        )
        page = form.whole("page", least=1, most=MOST_PLACES, required=False)
        return form.finish(ListAsked(filters, page or 1))


@dataclass(frozen=True, slots=True)
class ChoiceInput:
    """A provider's answer to a pitch."""

    choice: Choice
    reason: NoReason | None
    note: str
    back: str


class ChoiceForm:
    """Interested, later, or no with a reason."""

    @staticmethod
    def parse(data: Data) -> Parsed[ChoiceInput]:
        """A reason alone means no."""
        form = FormReader(data)
        reason = form.choice("reason", NoReason, required=False)
        choice = Choice.NO if reason is not None else form.choice("choice", Choice)
        note = form.text("note", most=300, required=False)
        back = form.raw("back")
        if choice is None:
            return form.finish(None)
        return form.finish(ChoiceInput(choice, reason, note, back))


class IntroductionAnswerForm:
    """The founder's answer."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[bool, str]]:
        """(accept, reason)."""
        form = FormReader(data)
        answer = form.code("answer", ("accept", "decline"))
        reason = form.long_text("reason", most=500, required=False)
        return form.finish((answer == "accept", reason))
