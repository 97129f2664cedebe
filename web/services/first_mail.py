"""The mail of certificates: who holds a first, or no longer does, reads it once for all that changed."""

from __future__ import annotations

from models.certificate_number import shown_number
from models.db import Connection
from models.entities.firsts import Certificate
from models.entities.mail import MemberToTell
from models.repositories.firsts import FirstsRepository
from models.repositories.mail import MailRepository
from web import formats
from web.clock import Clock
from web.i18n import current_locale, gettext
from web.services.firsts import Settled, definition_of
from web.services.mail import mail_each
from web.vocabulary import label


async def tell_firsts(conn: Connection, clock: Clock, settled: Settled) -> None:
    """Tell the company and the provider of every certificate that was issued or revoked."""
    changed = [*settled.revoked, *settled.issued]
    if not changed:
        return
    certificates = await FirstsRepository(conn).certificates(None, ids=changed)
    readers: dict[int, MemberToTell] = {}
    told: dict[int, list[Certificate]] = {}
    for certificate in certificates:
        for organisation_id in {
            certificate.company_id,
            certificate.record_company_id,
            certificate.provider_id,
        }:
            for member in await MailRepository(conn).members(organisation_id):
                readers[member.person_id] = member
                mine = told.setdefault(member.person_id, [])
                if certificate not in mine:
                    mine.append(certificate)
    to = sorted(readers.values(), key=lambda one: one.person_id)
    key = f"certificates-{'-'.join(str(c) for c in changed)}"
    await mail_each(
        conn,
        clock,
        "funding",
        to,
        lambda one: _words(told[one.person_id]),
        key,
        link=lambda one: f"/companies/{told[one.person_id][0].company_id}/firsts",
    )


def _words(certificates: list[Certificate]) -> tuple[str, str]:
    """The subject names the one that matters most: a new certificate, else the one that fell."""
    issued = [c for c in certificates if c.revoked_at is None]
    first = (issued or certificates)[0]
    subject = (
        gettext(
            "%(first)s certified for %(company)s",
            first=label("first", first.kind),
            company=first.company_name,
        )
        if issued
        else gettext(
            "%(first)s of %(company)s: certificate revoked",
            first=label("first", first.kind),
            company=first.company_name,
        )
    )
    return subject, "\n\n".join(_line(c) for c in certificates)


def _line(certificate: Certificate) -> str:
    facts = {
        "number": shown_number(certificate.number),
        "first": label("first", certificate.kind),
        "definition": definition_name(certificate.definition),
        "provider": certificate.provider_name,
        "company": certificate.company_name,
        "amount": formats.money(certificate.amount, certificate.currency),
        "day": formats.date(certificate.effective_on),
    }
    if certificate.revoked_because is None:
        return gettext(
            "Certificate %(number)s is in force: %(first)s (%(definition)s), %(provider)s to %(company)s, "
            "%(amount)s, %(day)s.",
            **facts,
        )
    return gettext(
        "Certificate %(number)s is no longer in force: %(first)s (%(definition)s), %(provider)s to "
        "%(company)s, %(amount)s, %(day)s. %(why)s",
        why=label("revocation", certificate.revoked_because),
        **facts,
    )


def definition_name(code: str) -> str:
    """A definition's short name in the reader's language, with its version."""
    definition = definition_of(code)
    if definition is None:
        return code
    return definition.name_zh if current_locale() == "zh" else definition.name_en
