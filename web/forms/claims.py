"""What is typed about facts and claims: values in the unit of each fact, a claim, a decision, an adoption."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from matcher.eligibility import VOCABULARY, FactKind
from matcher.eligibility.facts import Value
from matcher.eligibility.units import bp_from
from models.entities.claims import ClaimStep
from web.fact_fields import field_name, take_back_name
from web.fact_words import PLACES
from web.forms.base import Data, FormReader, Parsed

_PERCENT = re.compile(r"^-?[0-9]{1,6}(\.[0-9]{1,2})?$")
NOTE = 2000


@dataclass(frozen=True, slots=True)
class FactsSent:
    """Values by the name of the fact; None takes one back."""

    values: dict[str, Value | None]
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class ClaimSent:
    """A claim with the amount, in minor units, that the applicant was shown."""

    expected: int
    note: str
    key: str


@dataclass(frozen=True, slots=True)
class StepSent:
    """An officer's decision, or a withdrawal."""

    step: ClaimStep
    amount: int | None
    note: str
    key: str


@dataclass(frozen=True, slots=True)
class AdoptionSent:
    """Whether a rule pays here, and why."""

    code: str
    adopted: bool
    note: str


class FactsForm:
    """The facts of an organisation or of one deal; a field left empty says nothing new."""

    @staticmethod
    def parse(data: Data, names: Iterable[str], record_id: int | None) -> Parsed[FactsSent]:
        """Clean values; at least one, or one taken back."""
        form = FormReader(data)
        values: dict[str, Value | None] = {}
        for name in names:
            if form.flag(take_back_name(name, record_id)):
                values[name] = None
                continue
            found = _read(form, name, field_name(name, record_id))
            if found is not None:
                values[name] = found
        as_of = form.day("as_of")
        source = form.text("source", most=500)
        if not values and not form.errors:
            form.fail("source", "no_fact_given")
        return form.finish(None if as_of is None else FactsSent(values, as_of, source))


def _read(form: FormReader, name: str, field: str) -> Value | None:
    kind = VOCABULARY[name].kind
    match kind:
        case FactKind.MONEY:
            return form.money(field, required=False)
        case FactKind.COUNT | FactKind.MONTHS:
            return form.whole(field, most=100_000_000, required=False)
        case FactKind.DATE:
            return form.day(field, required=False)
        case FactKind.WORD:
            return form.code(field, PLACES, required=False)
        case FactKind.FLAG:
            found = form.code(field, ("yes", "no"), required=False)
            return None if found is None else found == "yes"
        case FactKind.BP:
            return _percent(form, field)
        case _:
            assert_never(kind)


def _percent(form: FormReader, field: str) -> int | None:
    text = form.raw(field).rstrip("%").strip()
    if not text:
        return None
    found = bp_from(f"{text}%") if _PERCENT.match(text) else None
    if found is None:
        form.fail(field, "not_a_percentage")
    return found


class ClaimForm:
    """A claim: the amount that was shown, a word, a key."""

    @staticmethod
    def parse(data: Data) -> Parsed[ClaimSent]:
        """Clean, or what is wrong with it."""
        form = FormReader(data)
        expected = form.whole("expected", least=1, most=10**11)
        note = form.long_text("note", most=NOTE, required=False)
        key = form.text("key", most=100)
        return form.finish(None if expected is None else ClaimSent(expected, note, key))


class StepForm:
    """A decision on a claim, with its amount and reason where it has them."""

    @staticmethod
    def parse(data: Data) -> Parsed[StepSent]:
        """Clean, or what is wrong with it."""
        form = FormReader(data)
        step = form.choice("step", ClaimStep)
        amount = form.money("amount", required=False)
        reasoned = step in (ClaimStep.REFUSED, ClaimStep.CLAWED_BACK)
        note = form.long_text("note", most=NOTE, required=reasoned)
        key = form.text("key", most=100)
        return form.finish(None if step is None else StepSent(step, amount, note, key))


class AdoptionForm:
    """Whether a rule pays here."""

    @staticmethod
    def parse(data: Data, codes: Iterable[str]) -> Parsed[AdoptionSent]:
        """Clean, or what is wrong with it."""
        form = FormReader(data)
        code = form.code("code", codes)
        adopted = form.code("adopted", ("yes", "no"))
        note = form.long_text("note", most=NOTE)
        if code is None or adopted is None:
            return form.finish(None)
        return form.finish(AdoptionSent(code, adopted == "yes", note))
