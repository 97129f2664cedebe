"""The outbox of an event: the mails of its releases, held until the organiser sends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.entities.mail import MailStatus, ReleaseMail
from web.forms.base import Parsed, blank
from web.i18n import gettext, ngettext
from web.pages.admin import mail_status_label
from web.pages.events import EventLine
from web.services.release_mail import EventOutbox

_PILLS = {
    MailStatus.HELD: "attention",
    MailStatus.QUEUED: "information",
    MailStatus.GATHERED: "neutral",
    MailStatus.KEPT: "neutral",
    MailStatus.SENT: "good",
    MailStatus.FAILED: "bad",
    MailStatus.REMOVED: "neutral",
}


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail with where it stands."""

    mail: ReleaseMail
    pill: str
    status: str
    language: str
    # Its words, to be changed for this reader alone; None once it is not held any more.
    form: Parsed[Any] | None = None


@dataclass(frozen=True, slots=True)
class TextForm:
    """The words around the plan in one language."""

    locale: str
    language: str
    form: Parsed[Any]


@dataclass(frozen=True, slots=True)
class EventOutboxPage:
    """`events/outbox.html`."""

    title: str
    answer: str
    line: EventLine
    held: list[MailLine]
    others: list[MailLine]
    texts: list[TextForm]


def outbox_page(
    found: EventOutbox,
    wrong: tuple[str, Parsed[Any]] | None = None,
    *,
    wrong_mail: Parsed[Any] | None = None,
) -> EventOutboxPage:
    """The mails, those held first; `wrong` and `wrong_mail` are texts that were refused."""
    languages = {"zh": gettext("Chinese"), "en": gettext("English")}
    lines = [
        MailLine(
            m, _PILLS[m.status], mail_status_label(m.status), languages[m.locale], _words_form(m, wrong_mail)
        )
        for m in found.mails
    ]
    held = [line for line in lines if line.mail.status is MailStatus.HELD]
    answer = (
        ngettext(
            "%(num)s mail waits here until you send it.",
            "%(num)s mails wait here until you send them.",
            len(held),
        )
        if held
        else gettext("No mail is held.")
    )
    forms = {
        lang: blank({"subject": t.subject, "opening": t.opening, "closing": t.closing})
        for lang, t in found.texts.items()
    }
    if wrong is not None:
        forms[wrong[0]] = wrong[1]
    spoken = {line.mail.locale for line in held}
    line = EventLine(found.event)
    return EventOutboxPage(
        gettext("Outbox of %(event)s", event=line.title),
        answer,
        line,
        held,
        [one for one in lines if one not in held],
        [TextForm(lang, languages[lang], form) for lang, form in forms.items() if lang in spoken],
    )


def _words_form(mail: ReleaseMail, wrong: Parsed[Any] | None) -> Parsed[Any] | None:
    if mail.status is not MailStatus.HELD:
        return None
    if wrong is not None and wrong.values.get("mail") == str(mail.id):
        return wrong
    return blank({"subject": mail.subject, "body": mail.body})
