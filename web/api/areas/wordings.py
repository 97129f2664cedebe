"""The wording of the mails that events send: an organiser's for an event, an administrator's for the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from models.entities.vocabulary import Role
from models.entities.wordings import WordingVersion
from web.api.bodies import Body, Language, Query
from web.api.operation import Area, Ask, Done
from web.forms.base import Data
from web.forms.wordings import WantedForm, WordingForm
from web.i18n import N_
from web.services import event_wording
from web.services.event_texts import SHIPPED

AREA = Area(N_("Wording of mails"), "events")
_OF_EVENT = "/events/{event_id}/mails"
Code = Annotated[str, Field(json_schema_extra={"enum": list(SHIPPED)})]


class WhichMail(Query):
    """Which mail, and in which language."""

    mail: Code
    locale: Language


@dataclass(frozen=True, slots=True)
class MailWords:
    """The words in use, what placeholders they may hold, every version, and how it would read now.

    `version` is what the next wording is to name; without an event to take facts from the preview is null.
    """

    subject: str
    body: str
    placeholders: list[str]
    written_here: bool
    version: int
    versions: list[WordingVersion]
    preview_subject: str | None
    preview_body: str | None


async def _show(ask: Ask, role: Role, event_id: int | None) -> MailWords:
    wanted = ask.clean(WantedForm.parse(Data([("mail", ask.query.mail), ("locale", ask.query.locale)])))
    desk = await event_wording.open_desk(
        ask.parts.db, viewer=ask.acting(role), event_id=event_id, wanted=wanted,
        site=ask.parts.settings.public_url,
    )  # fmt: skip
    subject, body = desk.preview or (None, None)
    return MailWords(
        desk.words.subject, desk.words.body, sorted(SHIPPED[wanted.code].names), desk.is_written,
        desk.version, desk.versions, subject, body,
    )  # fmt: skip


class WordingBody(Body):
    """The words after `version`; null for both goes back to the text before anybody wrote here."""

    mail: Code
    locale: Language
    version: Annotated[int, Field(ge=0, le=2**31 - 2, description="The newest version that you have read.")]
    subject: Annotated[str, Field(max_length=200)] | None
    body: Annotated[str, Field(max_length=8000)] | None


async def _save(ask: Ask, role: Role, event_id: int | None) -> None:
    back = ask.body.subject is None and ask.body.body is None
    asked = ask.clean(WordingForm.parse(ask.form(act="reset" if back else "save")))
    await event_wording.save_wording(
        ask.parts.db, ask.parts.clock, viewer=ask.acting(role), event_id=event_id, wanted=asked.wanted,
        words=None if back else asked.words, version=asked.version,
    )  # fmt: skip


_WORDS = {"subject": "{event} is off", "body": "{reason}"}
_EXAMPLE = {"mail": "cancelled", "locale": "en", "version": 0, **_WORDS}


@AREA.add(
    "GET", _OF_EVENT, "wordings.of_event", N_("How a mail of an event reads"), MailWords, query=WhichMail,
    pages=("organiser.wording",),
)  # fmt: skip
async def of_event(ask: Ask) -> MailWords:
    """The event's own wording, else the site's, else the shipped one."""
    return await _show(ask, Role.ORGANISER, ask.path["event_id"])


@AREA.add(
    "PUT", _OF_EVENT, "wordings.save_for_event", N_("Word a mail of an event"), Done, body=WordingBody,
    pages=("organiser.wording",), example=_EXAMPLE,
)  # fmt: skip
async def save_for_event(ask: Ask) -> None:
    """A placeholder that the mail does not have is refused by its name."""
    await _save(ask, Role.ORGANISER, ask.path["event_id"])


@AREA.add(
    "GET", "/mails", "wordings.of_site", N_("How a mail of events reads everywhere"), MailWords,
    query=WhichMail, scope="admin", pages=("admin.wording",),
)  # fmt: skip
async def of_site(ask: Ask) -> MailWords:
    """What holds where an organiser has written nothing."""
    return await _show(ask, Role.ADMIN, None)


@AREA.add(
    "PUT", "/mails", "wordings.save_for_site", N_("Word a mail of events for the whole site"), Done,
    body=WordingBody, scope="admin", pages=("admin.wording",), example=_EXAMPLE,
)  # fmt: skip
async def save_for_site(ask: Ask) -> None:
    """Each wording is a version, and going back is one more."""
    await _save(ask, Role.ADMIN, None)
