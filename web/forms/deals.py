"""What the two sides of a deal type: a step, an item of the checklist, a memo, hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from models.entities.deals import DealSide, DealStep, ItemChange, ItemState, NewStep
from models.entities.vocabulary import NoReason
from web.forms.base import Data, FormReader, Parsed

_HOURS = re.compile(r"^(?P<sign>-?)(?P<whole>\d{1,3})(?:[.,](?P<part>\d{1,2}))?$")


@dataclass(frozen=True, slots=True)
class StepSent:
    """A step as it came in."""

    new: NewStep
    key: str
    understood: bool


@dataclass(frozen=True, slots=True)
class ItemSent:
    """A change of one item (by its id), or a new one."""

    item_id: int | None
    change: ItemChange
    title: str
    side: DealSide


@dataclass(frozen=True, slots=True)
class PrivateSent:
    """What the provider keeps for itself: a memo, or hours of a day."""

    body: str | None
    revision: int
    minutes: int | None
    spent_on: date | None


class StepForm:
    """A level, a no, a word, or a day until which somebody is still looking."""

    @staticmethod
    def parse(data: Data) -> Parsed[StepSent]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        step = form.choice("step", DealStep)
        key = form.text("key", most=64)
        least = most = reason = until = None
        if step is DealStep.COMMITTED:
            least = most = form.money("amount")
            if least == 0:
                form.fail("amount", "not_an_amount")
        elif step is DealStep.CONSIDERING:
            least = form.money("amount_min", required=False) or None
            most = form.money("amount_max", required=False) or None
            if least is not None and most is not None and least > most:
                form.fail("amount_max", "amounts_reversed")
        elif step is DealStep.NO:
            reason = form.choice("reason", NoReason)
        elif step is DealStep.STILL_LOOKING:
            until = form.day("until_on")
        needs_note = step in {DealStep.WITHDRAWN, DealStep.WORD}
        note = form.long_text("note", most=1000, required=needs_note)
        understood = form.flag("understood")
        if step is None:
            return form.finish(None)
        new = NewStep(step, least, most, reason, until, note)
        return form.finish(StepSent(new, key, understood))


class LeadForm:
    """Ask, agree, or say that it is not so."""

    @staticmethod
    def parse(data: Data) -> Parsed[str]:
        """One word."""
        form = FormReader(data)
        return form.finish(form.code("word", ("ask", "agree", "end")))


class ItemForm:
    """An item of the checklist: who has it, until when, where it stands."""

    @staticmethod
    def parse(data: Data) -> Parsed[ItemSent]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        item_id = form.whole("item_id", least=1, most=10**11, required=False)
        new = item_id is None
        title = form.text("title", most=200, required=new) if new else ""
        side = form.choice("side", DealSide, required=new) or DealSide.FOUNDER
        owner = form.whole("owner", least=1, most=10**11, required=False)
        due_on = form.day("due_on", required=False)
        state = form.choice("state", ItemState, required=not new) or ItemState.OPEN
        revision = form.whole("revision", required=not new) or 0
        return form.finish(ItemSent(item_id, ItemChange(owner, due_on, state, revision), title, side))


class PrivateForm:
    """The memo, or hours of a day; a minus takes hours back."""

    @staticmethod
    def parse(data: Data) -> Parsed[PrivateSent]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        if "memo" in data:
            body = form.long_text("memo", most=20_000, required=False)
            revision = form.whole("revision", most=10**9) or 0
            return form.finish(PrivateSent(body, revision, None, None))
        minutes = _minutes(form)
        spent_on = form.day("spent_on")
        return form.finish(PrivateSent(None, 0, minutes, spent_on))


def _minutes(form: FormReader) -> int | None:
    """`1.5` hours are 90 minutes, exactly; halves of a minute are rounded up."""
    text = form.raw("hours")
    if not text:
        form.fail("hours", "required")
        return None
    found = _HOURS.match(text)
    if found is None:
        form.fail("hours", "not_hours")
        return None
    hundredths = int(found["whole"]) * 100 + int((found["part"] or "0").ljust(2, "0"))
    minutes = (hundredths * 60 + 50) // 100
    if minutes == 0:
        form.fail("hours", "not_hours")
        return None
    return -minutes if found["sign"] else minutes
