"""The mails of a deal: what binds or ends it, a lead, a word, a silence; to the side that must know."""

from __future__ import annotations

from collections.abc import Callable, Collection

from models.db import Connection
from models.entities.deals import DealSide, DealStep, NewStep
from models.repositories.deals import DealRepository
from web import formats
from web.clock import Clock
from web.i18n import gettext
from web.services.mail import mail_each
from web.vocabulary import label

Words = Callable[[dict[str, str]], tuple[str, str]]
_BOTH = frozenset(DealSide)


async def tell_step(
    conn: Connection, clock: Clock, deal_id: int, side: DealSide, new: NewStep, currency: str
) -> None:
    """Tell of a step that the other side must know at once; a withdrawal goes to both."""
    if new.step is DealStep.COMMITTED:
        await _send(conn, clock, deal_id, {DealSide.FOUNDER}, "committed", _committed(new, currency))
    elif new.step is DealStep.WITHDRAWN:
        await _send(conn, clock, deal_id, _BOTH, "withdrawn", _withdrawn(new))
    elif new.step in {DealStep.NO, DealStep.ENDED}:
        await _send(conn, clock, deal_id, {side.other}, "ended", _ended(new, side))
    elif new.step in {DealStep.WORD, DealStep.STILL_LOOKING}:
        await _send(conn, clock, deal_id, {side.other}, "word", _word(new, side))


def _committed(new: NewStep, currency: str) -> Words:
    def words(names: dict[str, str]) -> tuple[str, str]:
        facts = names | {"amount": formats.money(new.amount_min, currency)}
        return (
            gettext("%(pitch)s: %(provider)s commits %(amount)s", **facts),
            gettext(
                "%(provider)s has committed %(amount)s to %(company)s. A signer has confirmed that this "
                "binds %(provider)s; it can be withdrawn only with a reason, which you would read. "
                "It is not money on record yet: that comes when it is paid and both sides confirm it.\n"
                "Open the deal from your pitch to see what is still to be done.",
                **facts,
            ),
        )

    return words


def _withdrawn(new: NewStep) -> Words:
    def words(names: dict[str, str]) -> tuple[str, str]:
        facts = names | {"reason": new.note}
        return (
            gettext("%(pitch)s: %(provider)s withdraws its commitment", **facts),
            gettext(
                "%(provider)s no longer commits money to %(company)s. The reason given:\n%(reason)s", **facts
            ),
        )

    return words


def _ended(new: NewStep, side: DealSide) -> Words:
    def words(names: dict[str, str]) -> tuple[str, str]:
        if side is DealSide.FOUNDER:
            text = gettext("%(company)s does not go on with this deal.", **names)
            return gettext("%(pitch)s: the founder has ended the deal", **names), _with_note(text, new)
        facts = names | {"reason": label("no_reason", new.reason)}
        text = gettext("%(provider)s does not go on with %(pitch)s. The reason: %(reason)s.", **facts)
        return gettext("%(pitch)s: %(provider)s does not go on", **facts), _with_note(text, new)

    return words


def _word(new: NewStep, side: DealSide) -> Words:
    def words(names: dict[str, str]) -> tuple[str, str]:
        facts = names | {"who": names["company" if side is DealSide.FOUNDER else "provider"]}
        if new.step is DealStep.WORD:
            return gettext("%(pitch)s: a word from %(who)s", **facts), new.note
        facts |= {"day": formats.date(new.until_on)}
        text = gettext("%(who)s is still looking at it and will be back by %(day)s.", **facts)
        return gettext("%(pitch)s: %(who)s needs time until %(day)s", **facts), _with_note(text, new)

    return words


def _with_note(text: str, new: NewStep) -> str:
    return f"{text}\n\n{new.note}" if new.note else text


async def tell_lead(conn: Connection, clock: Clock, deal_id: int, side: DealSide, word: str) -> None:
    """Tell the other side that a lead was asked for, agreed, or is no more."""

    def words(names: dict[str, str]) -> tuple[str, str]:
        if word == "ask":
            return (
                gettext("%(pitch)s: shall %(provider)s lead the round?", **names),
                gettext(
                    "The other side asks that %(provider)s lead the round of %(company)s. "
                    "Open the deal to agree or not.",
                    **names,
                ),
            )
        if word == "agree":
            return (
                gettext("%(pitch)s: %(provider)s leads the round", **names),
                gettext("Both sides agree: %(provider)s leads the round of %(company)s.", **names),
            )
        return (
            gettext("%(pitch)s: %(provider)s does not lead the round", **names),
            gettext(
                "It is not, or no longer, agreed that %(provider)s leads the round of %(company)s.", **names
            ),
        )

    await _send(conn, clock, deal_id, {side.other}, f"lead-{word}", words)


async def tell_silence(conn: Connection, clock: Clock, deal_id: int, side: DealSide, days: int) -> None:
    """Tell both that a side has not moved for so many days, and what ends it."""

    def words(names: dict[str, str]) -> tuple[str, str]:
        who = names["company" if side is DealSide.FOUNDER else "provider"]
        facts: dict[str, object] = {**names, "who": who, "days": days}
        return (
            gettext("%(pitch)s: nothing from %(who)s for %(days)s days", **facts),
            gettext(
                "%(provider)s and %(company)s have a deal in hand, and nothing has come from %(who)s "
                "for %(days)s days. Anything done on the deal answers this; so does “still looking, "
                "until” with a day.",
                **facts,
            ),
        )

    await _send(conn, clock, deal_id, _BOTH, f"silent-{side}", words)


async def _send(
    conn: Connection, clock: Clock, deal_id: int, sides: Collection[DealSide], key: str, words: Words
) -> None:
    deals = DealRepository(conn)
    found = await deals.for_mail(deal_id)
    names = {
        "pitch": found["pitch_name"],
        "provider": found["provider_name"],
        "company": found["company_name"],
    }
    # Somebody of both sides reads it once.
    to = {one.person_id: one for one in await deals.addressees(deal_id) if one.side in sides}
    key = f"deal-{deal_id}-{key}-{clock.now().isoformat()}"
    path = f"/deals/{deal_id}"
    await mail_each(conn, clock, "deal", to.values(), lambda _: words(names), key, link=path)
