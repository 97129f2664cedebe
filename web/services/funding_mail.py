"""The mails of the ledger: to the side that is asked, and to both when it is settled or about to lapse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from models.db import Connection
from models.entities.funding import FundingRecord
from models.repositories.funding import LedgerRepository
from web import formats
from web.clock import Clock
from web.i18n import gettext
from web.services.mail import tell_members
from web.vocabulary import label

Words = Callable[[], tuple[str, str]]


async def tell_proposed(conn: Connection, clock: Clock, record_id: int, site: str) -> None:
    """Ask the sides that have not confirmed yet; where the proposer may not sign, their own side too."""
    record = await _record(conn, record_id)
    signed = {s.step for s in await LedgerRepository(conn).steps(record_id)}
    asked = [
        body
        for body, step in (
            (record.company_id, "confirmed_by_company"),
            (record.provider_id, "confirmed_by_provider"),
        )
        if step not in signed
    ]

    def words() -> tuple[str, str]:
        facts = _facts(record, site)
        return (
            gettext("%(kind)s of %(amount)s: please confirm", **facts),
            gettext(
                "%(proposer)s has put this on record: %(kind)s, %(provider)s to %(company)s, %(amount)s, "
                "%(day)s.\n\nSee the facts and the evidence, and confirm or dispute it by %(until)s:\n"
                "%(link)s",
                **facts,
            ),
        )

    await _send(conn, clock, asked, f"record-{record_id}-asked", words, record_id)


async def tell_confirmed(conn: Connection, clock: Clock, record_id: int, site: str) -> None:
    """Both sides have confirmed; parties and the lending bank are told."""
    record = await _record(conn, record_id)

    def words() -> tuple[str, str]:
        facts = _facts(record, site)
        return (
            gettext("%(kind)s of %(amount)s: confirmed by both sides", **facts),
            gettext(
                "%(kind)s, %(provider)s to %(company)s, %(amount)s, %(day)s is now confirmed by both "
                "sides and cannot be changed; a mistake is mended by a new record.\n\n%(link)s",
                **facts,
            ),
        )

    concerned = (record.company_id, record.provider_id, record.creditor_id)
    await _send(conn, clock, concerned, f"record-{record_id}-confirmed", words, record_id)


async def tell_disputed(conn: Connection, clock: Clock, record_id: int, comment: str, site: str) -> None:
    """One side says that it is not so; everybody concerned reads why."""
    record = await _record(conn, record_id)

    def words() -> tuple[str, str]:
        facts = _facts(record, site)
        return (
            gettext("%(kind)s of %(amount)s: disputed", **facts),
            gettext(
                "%(kind)s, %(provider)s to %(company)s, %(amount)s, %(day)s is disputed:\n%(comment)s\n\n"
                "%(link)s",
                comment=comment,
                **facts,
            ),
        )

    await _send(conn, clock, _concerned(record), f"record-{record_id}-disputed", words, record_id)


async def tell_lapsing(conn: Connection, clock: Clock, record_id: int, until: datetime, site: str) -> None:
    """Some days are left to answer; both sides are told, since either may call the other."""
    record = await _record(conn, record_id)

    def words() -> tuple[str, str]:
        facts = _facts(record, site) | {"until": formats.datetime(until)}
        return (
            gettext("%(kind)s of %(amount)s: still without an answer", **facts),
            gettext(
                "%(kind)s, %(provider)s to %(company)s, %(amount)s, %(day)s waits for an answer until "
                "%(until)s. After that it expires and has to be put on record anew.\n\n%(link)s",
                **facts,
            ),
        )

    await _send(conn, clock, _concerned(record), f"record-{record_id}-reminded", words, record_id)


async def tell_expired(conn: Connection, clock: Clock, record_id: int, site: str) -> None:
    """Nobody answered in time; nothing is lost, and one press asks again."""
    record = await _record(conn, record_id)

    def words() -> tuple[str, str]:
        facts = _facts(record, site)
        return (
            gettext("%(kind)s of %(amount)s: expired without an answer", **facts),
            gettext(
                "Nobody answered in time: %(kind)s, %(provider)s to %(company)s, %(amount)s, %(day)s. The "
                "record is kept as expired. To ask again with the same facts and papers, one press is "
                "enough:\n%(link)s",
                **facts,
            ),
        )

    await _send(conn, clock, _concerned(record), f"record-{record_id}-expired", words, record_id)


async def tell_void_asked(
    conn: Connection, clock: Clock, record_id: int, side: str, reason: str, site: str
) -> None:
    """One side has signed that a confirmed record is void; the other is asked."""
    record = await _record(conn, record_id)
    other = record.provider_id if side == "company" else record.company_id

    def words() -> tuple[str, str]:
        facts = _facts(record, site)
        return (
            gettext("%(kind)s of %(amount)s: void?", **facts),
            gettext(
                "The other side has signed that this record is void: %(kind)s, %(provider)s to %(company)s, "
                "%(amount)s, %(day)s.\nWhy: %(reason)s\n\nIt stands until your side signs too:\n%(link)s",
                reason=reason,
                **facts,
            ),
        )

    await _send(conn, clock, [other], f"record-{record_id}-void-asked", words, record_id)


async def tell_voided(conn: Connection, clock: Clock, record_id: int, reason: str, site: str) -> None:
    """The record no longer counts; everybody concerned reads why."""
    record = await _record(conn, record_id)

    def words() -> tuple[str, str]:
        facts = _facts(record, site)
        return (
            gettext("%(kind)s of %(amount)s: void", **facts),
            gettext(
                "%(kind)s, %(provider)s to %(company)s, %(amount)s, %(day)s is void and no longer counts.\n"
                "Why: %(reason)s\n\n%(link)s",
                reason=reason,
                **facts,
            ),
        )

    await _send(conn, clock, _concerned(record), f"record-{record_id}-voided", words, record_id)


async def tell_moved(
    conn: Connection,
    clock: Clock,
    record_id: int,
    movement_id: int,
    side: str,
    what: str,
    amount: int,
    site: str,
) -> None:
    """One side states how the money moved; the other is asked. `what` is a code of the list of movements."""
    record = await _record(conn, record_id)
    other = record.provider_id if side == "company" else record.company_id

    def words() -> tuple[str, str]:
        facts = _facts(record, site) | {
            "what": label("movement", what),
            "moved": formats.money(amount, record.currency),
        }
        return (
            gettext("%(what)s of %(moved)s: please confirm", **facts),
            gettext(
                "The other side states: %(what)s, %(moved)s. It belongs to %(kind)s, %(provider)s to "
                "%(company)s, %(amount)s, %(day)s.\n\nSee the paper, and confirm or dispute it:\n%(link)s",
                **facts,
            ),
        )

    await _send(conn, clock, [other], f"movement-{movement_id}-asked", words, record_id)


async def tell_movement_answered(
    conn: Connection,
    clock: Clock,
    record_id: int,
    movement_id: int,
    side: str,
    answer: str,
    comment: str,
    what: str,
    amount: int,
) -> None:
    """What the other side said to a movement, or that it was taken back, to the members of `side`."""
    record = await _record(conn, record_id)
    to = record.company_id if side == "company" else record.provider_id

    def words() -> tuple[str, str]:
        facts = _facts(record, "") | {
            "what": label("movement", what),
            "moved": formats.money(amount, record.currency),
        }
        subject = {
            "confirmed": gettext("%(what)s of %(moved)s: confirmed", **facts),
            "disputed": gettext("%(what)s of %(moved)s: disputed", **facts),
            "withdrawn": gettext("%(what)s of %(moved)s: taken back", **facts),
        }[answer]
        body = gettext("It belongs to %(kind)s, %(provider)s to %(company)s, %(amount)s, %(day)s.", **facts)
        return subject, f"{body}\n\n{comment}" if comment else body

    await _send(conn, clock, [to], f"movement-{movement_id}-{answer}", words, record_id)


async def _record(conn: Connection, record_id: int) -> FundingRecord:
    return await LedgerRepository(conn).for_mail(record_id)


def _concerned(record: FundingRecord) -> set[int]:
    return {record.company_id, record.provider_id, record.proposed_body_id}


def _facts(record: FundingRecord, site: str) -> dict[str, str]:
    return {
        "kind": label("funding_kind", record.kind),
        "amount": formats.money(record.amount, record.currency),
        "day": formats.date(record.value_on),
        "company": record.company_name,
        "provider": record.provider_name,
        "proposer": record.proposed_body_name,
        "until": formats.datetime(record.answer_until),
        "link": f"{site}/funding/{record.id}",
    }


async def _send(
    conn: Connection,
    clock: Clock,
    organisation_ids: Iterable[int | None],
    key: str,
    words: Words,
    record_id: int,
) -> None:
    """To each active member of these organisations, once under this key."""
    for organisation_id in dict.fromkeys(organisation_ids):
        if organisation_id is not None:
            await tell_members(
                conn, clock, "funding", organisation_id, words, key, link=f"/funding/{record_id}"
            )
