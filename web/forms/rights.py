"""Forms of a person's rights: recipients of a pitch, the order of lists, corrections, leaving."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.rights import ANSWERS, AudienceKind, CorrectionKind, CorrectionOutcome
from models.entities.vocabulary import ListOrder
from web.forms.account import password_of
from web.forms.base import Data, FormReader, Parsed

MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class NewAudience:
    """To whom a pitch is to be shown."""

    audience: AudienceKind
    named: tuple[int, ...]


class AudienceForm:
    """All, all but, or only those that are ticked."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewAudience]:
        """The kind, and the ids of the providers ticked."""
        reader = FormReader(data)
        audience = reader.choice("audience", AudienceKind) or AudienceKind.ALL
        given = [v for v in data.getlist("named") if isinstance(v, str)]
        reader.values["named"] = list(given)
        if not all(v.isascii() and v.isdigit() and len(v) < 19 for v in given):
            reader.fail("named", "not_a_choice")
            given = []
        return reader.finish(NewAudience(audience, tuple(map(int, given))))


class ListOrderForm:
    """By fit or by date, and the page to go back to."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[ListOrder, str]]:
        """The order, and the path that the form stood on."""
        reader = FormReader(data)
        order = reader.choice("order", ListOrder)
        return reader.finish((order or ListOrder.FIT, reader.raw("back")))


class CorrectionForm:
    """What is wrong, and how it would be right."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[CorrectionKind, str]]:
        """The kind of datum, and the person's own words."""
        reader = FormReader(data)
        kind = reader.choice("kind", CorrectionKind)
        wanted = reader.long_text("wanted", most=MOST_WORDS)
        return reader.finish((kind or CorrectionKind.OTHER, wanted))


class CorrectionAnswerForm:
    """What became of it, and why."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[CorrectionOutcome, str]]:
        """The outcome, and the administrator's words."""
        reader = FormReader(data)
        outcome = reader.code("outcome", ANSWERS)
        answer = reader.long_text("answer", most=MOST_WORDS)
        return reader.finish((CorrectionOutcome(outcome or CorrectionOutcome.REFUSED), answer))


@dataclass(frozen=True, slots=True)
class WishToLeave:
    """Leaving, proved by the password; at once, or after some days in which one may think better of it."""

    password: str
    at_once: bool


class LeaveForm:
    """The password, when, and that what happens was read."""

    @staticmethod
    def parse(data: Data) -> Parsed[WishToLeave]:
        """How the person wants to leave."""
        reader = FormReader(data)
        password = password_of(reader)
        when = reader.code("when", ("later", "now"))
        if not reader.flag("understood"):
            reader.fail("understood", "required")
        return reader.finish(WishToLeave(password, at_once=when == "now"))
