"""The mailer against a real SMTP server on a free port."""

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.ops.helpers import free_port
from web.mailer import Mail, MailDelayed, Mailer, MailRefused, SmtpMailer, mailer_for
from web.settings import load

MAIL = Mail(
    key="outbox-7",
    to_address="lin@example.org",
    subject="两位投资人想见面\nBcc: qian@example.org",
    body="林同学：\n\n两位投资人想与您见面。\n",
    locale="zh",
)


class Inbox:
    """Keeps what comes in, and answers as told."""

    def __init__(self):
        self.mails = []
        self.url = ""
        self.answer_to_recipient = "250 OK"
        self.answer_to_data = "250 OK"
        # Where the connection breaks, if it does.
        self.lost_at = None
        self.raw = []
        self.encrypted = []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - aiosmtpd's name
        if self.lost_at == "connected":
            server.transport.abort()
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.lost_at == "recipient":
            server.transport.abort()
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.lost_at == "data":
            server.transport.abort()
            return "250 nobody hears this"
        self.encrypted.append(session.ssl is not None)
        self.raw.append(envelope.content)
        if self.answer_to_data.startswith("250"):
            self.mails.append(
                (envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default))
            )
        return self.answer_to_data


def own_certificate(folder):
    """A certificate for localhost that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret


@pytest.fixture
def inbox():
    handler = Inbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.url = f"smtp://127.0.0.1:{controller.port}"
    yield handler
    controller.stop()


@pytest.fixture
def mailer(inbox) -> Mailer:
    return SmtpMailer(inbox.url, "首投 <no-reply@shoutou.example.org>")


async def test_mail_arrives_with_its_text_and_one_recipient(mailer, inbox):
    await mailer.send(MAIL)

    [(recipients, message)] = inbox.mails
    assert recipients == ["lin@example.org"]
    assert message["Subject"] == "两位投资人想见面 Bcc: qian@example.org"
    assert message["Bcc"] is None
    assert message["Content-Language"] == "zh"
    assert message.get_content().replace("\r\n", "\n") == MAIL.body


async def test_mail_in_both_forms_carries_the_way_to_stop_it(mailer, inbox):
    address = "https://shoutou.example.org/unsubscribe/" + "eyJwZXJzb24iOjEyMywidG9waWMiOiJldmVudCJ9." * 4
    both = replace(MAIL, html="<!doctype html><p>两位投资人</p>", unsubscribe=address, attachment=b"BEGIN",
                   attachment_name="a.ics", attachment_type="text/calendar; charset=utf-8; method=PUBLISH")  # fmt: skip

    await mailer.send(both)

    [(_, message)] = inbox.mails
    assert message.get_content_type() == "multipart/mixed"
    alternative, entry = message.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in alternative.iter_parts()] == ["text/plain", "text/html"]
    assert "两位投资人" in message.get_body(("html",)).get_content()
    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert entry.get_param("method") == "PUBLISH"
    # As it went over the wire: no header was broken into encoded words that a mail program would not read.
    assert f"<{address}>".encode() in inbox.raw[0].replace(b"\r\n ", b" ")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
@pytest.mark.parametrize("field", ["subject", "to_address", "locale", "unsubscribe", "attachment_name"])
async def test_no_line_end_in_a_mail_begins_a_header(mailer, inbox, field, end):
    evil = f"x{end}Bcc: qian@example.org{end}{end}Body"
    mail = replace(MAIL, attachment=b"x", attachment_name="x", attachment_type="text/plain")

    try:
        await mailer.send(replace(mail, **{field: evil}))  # type: ignore[arg-type] # each field is a text
    except MailRefused:
        assert inbox.mails == []
        return

    [(recipients, message)] = inbox.mails
    assert recipients == ["lin@example.org"]
    assert message["Bcc"] is None
    assert "Bcc" not in {name for name, _ in message.items()}
    assert b"\nBcc:" not in inbox.raw[0].partition(b"\r\n\r\n")[0]


async def test_mail_sent_twice_carries_the_same_message_id(mailer, inbox):
    await mailer.send(MAIL)
    await mailer.send(MAIL)

    assert len({message["Message-ID"] for _, message in inbox.mails}) == 1


async def test_mail_with_calendar_entry_carries_it(mailer, inbox):
    with_entry = Mail(
        key="outbox-8",
        to_address="wang@example.org",
        subject="Your meetings",
        body="See the entry.\n",
        locale="en",
        attachment_name="meetings.ics",
        attachment_type="text/calendar",
        attachment=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    )

    await mailer.send(with_entry)

    [(_, message)] = inbox.mails
    [entry] = message.iter_attachments()
    assert (entry.get_filename(), entry.get_content_type()) == ("meetings.ics", "text/calendar")


@pytest.mark.parametrize(
    ("recipient", "data", "expected"),
    [
        ("550 no such person", "250 OK", MailRefused),
        ("451 later", "250 OK", MailDelayed),
        ("250 OK", "554 spam", MailRefused),
        ("250 OK", "452 full", MailDelayed),
    ],
)
async def test_mail_not_taken_tells_whether_to_try_again(mailer, inbox, recipient, data, expected):
    inbox.answer_to_recipient, inbox.answer_to_data = recipient, data

    with pytest.raises(expected):
        await mailer.send(MAIL)

    assert inbox.mails == []


@pytest.mark.parametrize("moment", ["connected", "recipient", "data"])
async def test_connection_lost_on_the_way_is_tried_again(mailer, inbox, moment):
    inbox.lost_at = moment

    with pytest.raises(MailDelayed):
        await mailer.send(MAIL)

    assert inbox.mails == []
    inbox.lost_at = None
    await mailer.send(MAIL)
    assert len(inbox.mails) == 1


async def test_mail_goes_encrypted_where_the_server_offers_it_and_not_to_a_server_that_it_cannot_trust(
    tmp_path, monkeypatch
):
    certificate, key = own_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    handler = Inbox()
    controller = Controller(
        handler, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True
    )
    controller.start()
    try:
        mailer = SmtpMailer(f"smtp://localhost:{controller.port}", "no-reply@shoutou.example.org")
        with pytest.raises(MailDelayed, match="certificate"):
            await mailer.send(MAIL)

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await mailer.send(MAIL)
    finally:
        controller.stop()

    assert handler.encrypted == [True]


async def test_mail_without_a_server_is_delayed():
    mailer = SmtpMailer(f"smtp://127.0.0.1:{free_port()}", "no-reply@example.org")

    with pytest.raises(MailDelayed):
        await mailer.send(MAIL)


async def test_mail_to_an_impossible_address_is_refused(mailer):
    impossible = Mail(key="k", to_address="a@b.org\nBcc: c@d.org", subject="s", body="b", locale="en")

    with pytest.raises(MailRefused):
        await mailer.send(impossible)


async def test_mail_password_is_never_sent_in_the_clear(inbox):
    mailer = SmtpMailer(inbox.url.replace("smtp://", "smtp://user:secret@"), "no-reply@example.org")

    with pytest.raises(MailDelayed):
        await mailer.send(MAIL)

    assert inbox.mails == []


def test_mailer_is_none_without_smtp_url():
    assert mailer_for(load({})) is None
    assert isinstance(mailer_for(load({"SMTP_URL": "smtps://mail.example.org"})), SmtpMailer)
