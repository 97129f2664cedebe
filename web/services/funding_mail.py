"""The mails of the ledger: to the side that is asked, and to both when it is settled."""

from __future__ import annotations

from collections.abc import Callable

from models.db import Connection
from models.entities.funding import FundingRecord
from models.entities.viewer import Viewer
from models.repositories.funding import LedgerRepository
from web import formats
from web.clock import Clock
from web.i18n import gettext, use_locale
from web.services.mail import queue_mail
from web.vocabulary import label


async def tell_proposed(conn: Connection, clock: Clock, viewer: Viewer, record_id: int) -> None:
    """Ask the sides that have not confirmed yet; the lending bank of a guarantee is told."""
    record = await _record(conn, record_id)
    asked = {
        "company": [record.provider_id],
        "provider": [record.company_id],
        "organiser": [record.company_id, record.provider_id],
    }[record.proposed_side]

    def words() -> tuple[str, str]:
        return (
            gettext("%(kind)s of %(amount)s: please confirm", **_facts(record)),
            gettext(
                "%(proposer)s has put this on record: %(kind)s, %(provider)s to %(company)s, %(amount)s, "
                "%(day)s.\nOpen the record under Money to see the evidence, and confirm or dispute it.",
                **_facts(record),
            ),
        )

    for organisation_id in asked:
        await _send(conn, clock, organisation_id, f"record-{record_id}-asked", words)


async def tell_confirmed(conn: Connection, clock: Clock, record_id: int) -> None:
    """Both sides have confirmed; parties and the lending bank are told."""
    record = await _record(conn, record_id)

    def words() -> tuple[str, str]:
        return (
            gettext("%(kind)s of %(amount)s: confirmed by both sides", **_facts(record)),
            gettext(
                "%(kind)s, %(provider)s to %(company)s, %(amount)s, %(day)s is now confirmed by both "
                "sides and cannot be changed; a mistake is mended by a new record.",
                **_facts(record),
            ),
        )

    for organisation_id in filter(None, (record.company_id, record.provider_id, record.creditor_id)):
        await _send(conn, clock, organisation_id, f"record-{record_id}-confirmed", words)


async def tell_disputed(conn: Connection, clock: Clock, record_id: int, comment: str) -> None:
    """One side says that it is not so; everybody concerned reads why."""
    record = await _record(conn, record_id)

    def words() -> tuple[str, str]:
        return (
            gettext("%(kind)s of %(amount)s: disputed", **_facts(record)),
            gettext(
                "%(kind)s, %(provider)s to %(company)s, %(amount)s, %(day)s is disputed:\n%(comment)s",
                comment=comment,
                **_facts(record),
            ),
        )

    for organisation_id in {record.company_id, record.provider_id, record.proposed_body_id}:
        await _send(conn, clock, organisation_id, f"record-{record_id}-disputed", words)


async def _record(conn: Connection, record_id: int) -> FundingRecord:
    return await LedgerRepository(conn).for_mail(record_id)


def _facts(record: FundingRecord) -> dict[str, str]:
    return {
        "kind": label("funding_kind", record.kind),
        "amount": formats.money(record.amount, record.currency),
        "day": formats.date(record.value_on),
        "company": record.company_name,
        "provider": record.provider_name,
        "proposer": record.proposed_body_name,
    }


async def _send(
    conn: Connection,
    clock: Clock,
    organisation_id: int,
    key: str,
    words: Callable[[], tuple[str, str]],
) -> None:
    for member in await LedgerRepository(conn).addresses(organisation_id):
        with use_locale(member["locale"]):
            subject, body = words()
        await queue_mail(
            conn,
            clock,
            person_id=member["person_id"],
            address=member["email"],
            locale=member["locale"],
            purpose="funding",
            subject=subject,
            body=body,
            dedupe_key=f"{key}-{member['person_id']}",
        )
