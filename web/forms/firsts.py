"""What is stated about a company's firsts, as its page sends it; and a certificate's number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from models.certificate_number import clean_number
from models.entities.firsts import (
    FACT_VALUES,
    Fact,
    Forebear,
    NewElsewhere,
    NewFact,
    NewSuccession,
    Statement,
    SuccessionKind,
)
from models.entities.ids import RecordId
from models.entities.vocabulary import FundingKind
from models.errors import Invalid
from web.forms.base import Data, FormReader, Parsed
from web.i18n import current_locale

MOST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A statement to take back, and why."""

    statement: Statement
    statement_id: int
    because: str


Stated: TypeAlias = NewElsewhere | NewFact | NewSuccession | TakeBack

# The forms of a company's page; the hidden field `form` names the one that was sent.
FORMS = ("elsewhere", "bureau", "relation", "succession", "withdraw")


class StatementForm:
    """One of the forms of a company's page."""

    @staticmethod
    def parse(data: Data, forebears: list[Forebear], record_ids: list[int]) -> Parsed[Stated]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        match form.code("form", FORMS):
            case "elsewhere":
                return form.finish(_elsewhere(form))
            case "bureau":
                return form.finish(_bureau(form))
            case "relation":
                return form.finish(_relation(form, record_ids))
            case "succession":
                return form.finish(_succession(form, forebears))
            case "withdraw":
                return form.finish(_take_back(form))
        return form.finish(None)


class RelationForm:
    """Whether the provider of one record is related to the founders, on its certificate's page."""

    @staticmethod
    def parse(data: Data, record_id: int) -> Parsed[NewFact]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        form.data = Data([*data.multi_items(), ("record_id", str(record_id))])
        return form.finish(_relation(form, [record_id]))


class NumberForm:
    """The number of a certificate; nothing typed is no error."""

    @staticmethod
    def parse(data: Data) -> Parsed[str]:
        """The plain number, or why there can be no such certificate."""
        form = FormReader(data)
        text = form.text("number", most=40, required=False)
        if not text or form.errors:
            return form.finish(None)
        try:
            return form.finish(clean_number(text))
        except Invalid as error:
            form.fail("number", error.code)
            return form.finish(None)


def _note(form: FormReader) -> str:
    return form.long_text("note", most=MOST_NOTE, required=False)


def _elsewhere(form: FormReader) -> NewElsewhere | None:
    kind, on = form.choice("kind", FundingKind), form.day("happened_on")
    provider = form.text("provider_name")
    note = _note(form)
    if kind is None or on is None:
        return None
    return NewElsewhere(kind, on, provider, note, current_locale())


def _bureau(form: FormReader) -> NewFact | None:
    value, on = form.code("value", FACT_VALUES[Fact.BUREAU_RECORD]), form.day("seen_on")
    note = _note(form)
    if value is None or on is None:
        return None
    return NewFact(Fact.BUREAU_RECORD, value, on, None, note, current_locale())


def _relation(form: FormReader, record_ids: list[int]) -> NewFact | None:
    record = form.code("record_id", [str(i) for i in record_ids])
    value, on = form.code("value", FACT_VALUES[Fact.RELATION]), form.day("seen_on")
    note = _note(form)
    if record is None or value is None or on is None:
        return None
    return NewFact(Fact.RELATION, value, on, RecordId(int(record)), note, current_locale())


def _succession(form: FormReader, forebears: list[Forebear]) -> NewSuccession | None:
    known = {str(f.id): f.id for f in forebears}
    forebear = form.code("from_id", known)
    kind, on = form.choice("kind", SuccessionKind), form.day("succeeded_on")
    note = _note(form)
    if forebear is None or kind is None or on is None:
        return None
    return NewSuccession(known[forebear], kind, on, note, current_locale())


def _take_back(form: FormReader) -> TakeBack | None:
    statement, statement_id = form.choice("statement", Statement), form.whole("id", least=1, most=10**9)
    because = form.long_text("because", most=MOST_NOTE)
    if statement is None or statement_id is None:
        return None
    return TakeBack(statement, statement_id, because)
