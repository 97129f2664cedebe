"""Mail on its way out: the protocol that services speak, and SMTP behind it.

When to try again is decided by `web/services/mail.py`; here a mail is sent once or refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from web.clock import Clock, SystemClock
from web.settings import Settings

_TIMEOUT_SECONDS = 30


class MailRefused(Exception):
    """The server will never take this mail; trying again is of no use."""


class MailDelayed(Exception):
    """The server could not take this mail now; try again later."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one address. The key is the same at every try, so that a doubled one is recognised."""

    key: str
    to_address: str
    subject: str
    body: str
    locale: str
    attachment_name: str | None = None
    attachment_type: str | None = None
    attachment: bytes | None = None
    # The same text for a reader of HTML, and the address where one POST ends mails of this kind (RFC 8058).
    html: str | None = None
    unsubscribe: str | None = None


class Mailer(Protocol):
    """Anything that can send one mail."""

    async def send(self, mail: Mail) -> None:
        """Hand the mail over; raises `MailRefused` or `MailDelayed`."""
        ...


class _AddressHeader(BaseHeader):
    """A header that holds one long address: it goes out as it is on one line.

    The library would break it into encoded words, which mail programs do not read in this place.
    """

    max_count = 1
    parse = UnstructuredHeader.parse

    def fold(self, *, policy: Policy) -> str:
        """Name and value as they are."""
        return f"{self.name}: {self}{policy.linesep}"


class _SubjectHeader(BaseHeader):
    """A subject that is written as it is said.

    The library decodes what looks like an encoded word when a header is set, and a line break in it would
    then begin a header of its own.
    """

    max_count = 1

    @staticmethod
    def parse(value: str, kwds: dict[str, Any]) -> None:
        """Nothing is decoded."""
        kwds |= {"decoded": value, "parse_tree": None}

    def fold(self, *, policy: Policy) -> str:
        """The header's lines, encoded wherever the text is not plain."""
        text = str(self)
        plain = text.isascii() and "=?" not in text
        lines = Header(text, None if plain else "utf-8", header_name="Subject").encode()
        return f"Subject: {lines}\n".replace("\n", policy.linesep)


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("subject", _SubjectHeader)
_HEADERS.map_to_type("list-unsubscribe", _AddressHeader)
_POLICY = SMTP.clone(header_factory=_HEADERS)


class SmtpMailer:
    """Sends through one server: `smtp://` takes STARTTLS where it is offered, `smtps://` begins in TLS."""

    def __init__(self, url: str, sender: str, clock: Clock | None = None) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._secure else 587 if parts.username else 25)
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender = sender
        self._clock = clock or SystemClock()

    async def send(self, mail: Mail) -> None:
        """Hand the mail to the server, which then answers for it."""
        try:
            await aiosmtplib.send(
                self.compose(mail),
                sender=parseaddr(self._sender)[1],
                recipients=[mail.to_address],
                hostname=self._host,
                port=self._port,
                username=self._username,
                password=self._password,
                use_tls=self._secure,
                # None: upgrade when the server offers it. A password is never sent in the clear.
                start_tls=None if self._username is None else not self._secure,
                timeout=_TIMEOUT_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refusal.code for refusal in error.recipients]
            raise self._by_code(min(codes, default=450), str(error)) from error
        except aiosmtplib.SMTPAuthenticationError as error:
            # A wrong password is the operator's to mend; the mails wait for it.
            raise MailDelayed(f"the mail server refused our sign-in: {error.message}") from error
        except aiosmtplib.SMTPResponseException as error:
            raise self._by_code(error.code, error.message) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailDelayed(str(error) or type(error).__name__) from error

    @staticmethod
    def _by_code(code: int, message: str) -> MailRefused | MailDelayed:
        return (MailRefused if 500 <= code < 600 else MailDelayed)(f"{code} {message}")

    def compose(self, mail: Mail) -> EmailMessage:
        """The message as it goes out; raises `MailRefused` when it cannot be written."""
        message = EmailMessage(policy=_POLICY)
        domain = parseaddr(self._sender)[1].rpartition("@")[2] or "localhost"
        digest = hashlib.sha256(mail.key.encode()).hexdigest()[:32]
        try:
            message["From"] = self._sender
            message["To"] = mail.to_address
            # A line break in a subject would begin a header of its own.
            message["Subject"] = " ".join(mail.subject.split())
            message["Date"] = format_datetime(self._clock.now())
            message["Message-ID"] = f"<{digest}@{domain}>"
            message["Auto-Submitted"] = "auto-generated"
            if mail.unsubscribe is not None:
                message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
                message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            message.set_content(mail.body)
            if mail.html is not None:
                message.add_alternative(mail.html, subtype="html")
            if mail.attachment is not None:
                kind, _, subtype = (mail.attachment_type or "application/octet-stream").partition("/")
                message.add_attachment(
                    mail.attachment, maintype=kind, subtype=subtype, filename=mail.attachment_name
                )
            # Last: setting the content removes every Content- header there is.
            message["Content-Language"] = mail.locale
        except ValueError as error:
            raise MailRefused(f"the mail cannot be written: {error}") from error
        return message


def mailer_for(settings: Settings) -> Mailer | None:
    """The mailer that the settings name, or None: then mail waits in the outbox, where a page shows it."""
    if settings.smtp_url is None:
        return None
    return SmtpMailer(settings.smtp_url, settings.mail_from)
