"""Forms of a plan: asking for it, correcting it by hand, releasing it, and the words of its mails."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.mail import MailText
from web.forms.base import Data, FormReader, Parsed
from web.i18n import LOCALES
from web.services.plan_corrections import PlanChange
from web.services.planning import MOVE_PRICES, SECONDS


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a plan is to be made: for how long, and whether around the released version."""

    seconds: int
    around_released: bool
    price: str


class RequestForm:
    """Asking for a plan; a button without fields asks for one made anew in a minute."""

    @staticmethod
    def parse(data: Data) -> Parsed[Wanted]:
        """What is wanted, or what is wrong."""
        r = FormReader(data)
        seconds = r.code("seconds", [str(s) for s in SECONDS], required=False) or "60"
        price = r.code("price", list(MOVE_PRICES), required=False) or "balanced"
        return r.finish(Wanted(int(seconds), r.raw("again") == "1", price))


class ChangeForm:
    """A correction of a plan; a card's button may carry act and card in one value."""

    ACTS = ("place", "remove", "lock", "unlock", "lock_person", "unlock_person", "undo", "redo")

    @staticmethod
    def parse(data: Data) -> Parsed[PlanChange]:
        """A clean correction, or what is wrong."""
        r = FormReader(data)
        one = r.raw("one")
        if one:
            act, participant, provider = ChangeForm._of_button(one)
            if act not in ChangeForm.ACTS:
                r.fail("one", "not_a_choice")
        else:
            act = r.code("act", ChangeForm.ACTS)
            participant = r.whole("participant", least=1, most=2**53, required=act not in ("undo", "redo"))
            provider = r.whole("provider", least=1, most=2**53, required=False)
        revision = r.whole("revision", most=2**31)
        slot = r.whole("slot", least=1, most=2**53, required=act == "place")
        table = r.whole("table", least=1, most=10_000, required=False)
        if act is None or revision is None or (participant is None and act not in ("undo", "redo")):
            return r.finish(None)
        return r.finish(PlanChange(act, revision, participant or 0, provider, slot, table))

    @staticmethod
    def _of_button(text: str) -> tuple[str | None, int | None, int | None]:
        """Such as `lock:12:34`."""
        act, *ids = text.split(":")
        numbers = [int(i) for i in ids if i.isascii() and i.isdigit() and len(i) < 16]
        if len(numbers) != len(ids) or not 1 <= len(numbers) <= 2:
            return None, None, None
        return act, numbers[0], numbers[1] if len(numbers) == 2 else None


@dataclass(frozen=True, slots=True)
class Released:
    """Which state is released, and whether its mails wait."""

    revision: int
    hold: bool


class ReleaseForm:
    """The release; its mails are held unless the other button was pressed."""

    @staticmethod
    def parse(data: Data) -> Parsed[Released]:
        """A clean wish, or what is wrong."""
        r = FormReader(data)
        revision = r.whole("revision", most=2**31)
        mails = r.code("mails", ("hold", "send"), required=False)
        return r.finish(None if revision is None else Released(revision, mails != "send"))


@dataclass(frozen=True, slots=True)
class HeldWords:
    """Which held mail, and its words; none to write it with the others again."""

    mail_id: int
    words: tuple[str, str] | None


class HeldMailForm:
    """One held mail in the organiser's own words."""

    @staticmethod
    def parse(data: Data) -> Parsed[HeldWords]:
        """Clean words, or what is wrong."""
        r = FormReader(data)
        mail_id = r.whole("mail", least=1, most=2**53)
        if r.raw("act") == "restore":
            return r.finish(None if mail_id is None else HeldWords(mail_id, None))
        subject = r.text("subject", most=200)
        body = r.long_text("body", most=8000)
        return r.finish(None if mail_id is None else HeldWords(mail_id, (subject, body)))


class MailTextForm:
    """The words around the plan in one language."""

    @staticmethod
    def parse(data: Data) -> Parsed[MailText]:
        """Clean words, or what is wrong."""
        r = FormReader(data)
        locale = r.code("locale", LOCALES)
        subject = r.text("subject", most=150, required=False)
        opening = r.long_text("opening", most=2000, required=False)
        closing = r.long_text("closing", most=2000, required=False)
        return r.finish(None if locale is None else MailText(locale, subject, opening, closing))
