"""The mails of imports: to those whom a file names, and to who brought it."""

from __future__ import annotations

from collections.abc import Sequence

from models.db import Connection
from models.entities.events import Addressee, Event
from models.entities.imports import Counts, ImportFile
from models.entities.viewer import Viewer
from models.entities.vocabulary import RegistrationStatus
from models.errors import DomainError
from models.repositories.participants import ParticipantRepository
from web.clock import Clock
from web.i18n import gettext, use_locale
from web.sentences import sentence
from web.services.calendars import mailed_calendar
from web.services.event_mail import facts_of
from web.services.mail import mail_each, queue_mail, tell_members


async def tell_pitch_brought(
    conn: Connection, clock: Clock, company_id: int, name: str, pitch_id: int
) -> None:
    """A company's people hear of a draft that an organiser wrote for them."""

    def words() -> tuple[str, str]:
        return (
            gettext("%(name)s: an organiser has written a draft for you", name=name),
            gettext(
                "An organiser has brought the pitch %(name)s as a draft of your company. Nobody else "
                "reads it until you submit it; change it, or leave it.",
                name=name,
            ),
        )

    await tell_members(
        conn,
        clock,
        "pitch_brought",
        company_id,
        words,
        f"pitch-brought-{pitch_id}",
        link=f"/founder/pitches/{pitch_id}",
    )


async def tell_deals_brought(
    conn: Connection, clock: Clock, import_id: int, provider_id: int, n: int
) -> None:
    """A provider hears that its history was entered for it, and may correct it."""

    def words() -> tuple[str, str]:
        return (
            gettext("%(n)s past deals have been entered for you", n=n),
            gettext(
                "%(n)s of your past deals have been entered from a file. Your list of matches learns from "
                "them. You can look at them and take out what is wrong under Profile.",
                n=n,
            ),
        )

    key = f"deals-brought-{import_id}-{provider_id}"
    link = f"/provider/profile?for={provider_id}"
    await tell_members(conn, clock, "deals_brought", provider_id, words, key, link=link)


async def tell_entered(
    conn: Connection,
    clock: Clock,
    event: Event,
    person_ids: Sequence[int],
    status: RegistrationStatus,
    site: str,
) -> None:
    """People whom the organiser registered: what they have, and how they give it back."""

    def words(_: Addressee) -> tuple[str, str]:
        facts = facts_of(event)
        tail = gettext(
            "If you cannot or would rather not come, please give it back on the page of the event. "
            "If you have no password yet, ask for one under “Forgotten password” with this address.",
        )
        if status is RegistrationStatus.WAITING:
            return (
                gettext("%(event)s: you are on the waiting list", **facts),
                gettext(
                    "%(organiser)s has put you on the waiting list of %(event)s, whose seats are taken.\n"
                    "When: %(when)s\nWhere: %(place)s",
                    **facts,
                )
                + f"\n\n{tail}",
            )
        return (
            gettext("%(event)s: you are registered", **facts),
            gettext(
                "%(organiser)s has registered you for %(event)s.\nWhen: %(when)s\nWhere: %(place)s", **facts
            )
            + f"\n\n{tail}",
        )

    to = await ParticipantRepository(conn).persons(person_ids)
    # The same entry for everybody: it is the event's own.
    file = mailed_calendar([], event, site, whole_event=True).attached
    await mail_each(conn, clock, "entered", to, words, None, lambda _: file, link=f"/events/{event.id}")


async def tell_import_done(
    conn: Connection, clock: Clock, viewer: Viewer, file: ImportFile, counts: Counts
) -> None:
    """A file that the worker took is on record."""
    with use_locale(viewer.locale):
        subject = gettext("%(file)s has been imported", file=file.filename)
        said = sentence("import_done", new=counts.n_new, changed=counts.n_changed, same=counts.n_same)
    await _tell_owner(conn, clock, viewer, file, subject, said)


async def tell_import_refused(
    conn: Connection, clock: Clock, viewer: Viewer, file: ImportFile, error: DomainError
) -> None:
    """A file that the worker was to take could not be taken."""
    with use_locale(viewer.locale):
        subject = gettext("%(file)s could not be imported", file=file.filename)
        said = sentence(error.code, **error.params)
    await _tell_owner(conn, clock, viewer, file, subject, said)


async def _tell_owner(
    conn: Connection,
    clock: Clock,
    viewer: Viewer,
    file: ImportFile,
    subject: str,
    said: str,
) -> None:
    await queue_mail(
        conn,
        clock,
        person_id=viewer.person_id,
        address=viewer.email,
        locale=viewer.locale,
        purpose="import_done",
        subject=subject,
        body=said,
        dedupe_key=f"import-{file.id}-told",
        link=f"/imports/{file.id}",
    )
