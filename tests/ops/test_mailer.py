"""The mailer against a real SMTP server on a free port."""

from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

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

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.answer_to_data.startswith("250"):
            self.mails.append(
                (envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default))
            )
        return self.answer_to_data


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
