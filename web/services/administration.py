"""What administrators do: roles, accounts, spaces and organising bodies, the outbox."""

from __future__ import annotations

from dataclasses import replace

from models.db import Connection, Database
from models.entities.ids import OrganisationId, PersonId
from models.entities.mail import MailStatus, OutboxMail
from models.entities.organisations import BodyRow, NewOrganisation
from models.entities.people import GRANTABLE, PersonRow
from models.entities.viewer import Viewer
from models.entities.vocabulary import OrganisationKind, Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.jobs import enqueue
from models.repositories.audit import AuditRepository
from models.repositories.drafts import DraftRepository
from models.repositories.imports import ImportRepository
from models.repositories.mail import MailRepository
from models.repositories.organisations import OrganisationRepository
from models.repositories.people import PeopleRepository
from models.repositories.sessions import SessionRepository
from models.uscc import clean_uscc
from web.clock import Clock
from web.mailer import Mail
from web.services.account_mail import tell_changed, tell_role
from web.services.mail_delivery import composed
from web.services.mail_purposes import SECRET_PURPOSES
from web.services.organisations import invite_address
from web.settings import Settings

A_PAGE = 50
# A file holds a list whole; more than this nobody has.
MOST_IN_A_FILE = 1_000_000
# What only an administrator may set up.
BODY_KINDS = (OrganisationKind.SPACE, OrganisationKind.ORGANISER)


def _window(page: int | None) -> dict[str, int]:
    """The rows of a page, or all of them where none is named."""
    if page is None:
        return {"limit": MOST_IN_A_FILE, "offset": 0}
    return {"limit": A_PAGE, "offset": (page - 1) * A_PAGE}


async def list_people(
    db: Database, *, viewer: Viewer, text: str = "", role: Role | None = None, page: int | None = 1
) -> tuple[list[PersonRow], int]:
    """People, newest first, and how many there are in all."""
    _admin(viewer)
    async with db.read() as conn:
        return await PeopleRepository(conn).people(text=text, role=role, **_window(page))


async def open_person(db: Database, *, viewer: Viewer, person_id: int) -> PersonRow:
    """One person for an administrator."""
    _admin(viewer)
    async with db.read() as conn:
        found, _ = await PeopleRepository(conn).people(person_id=person_id, limit=1)
    if not found:
        raise NotFound
    return found[0]


async def grant_role(db: Database, clock: Clock, *, viewer: Viewer, person_id: int, role: Role) -> None:
    """Let a person act in a role that belongs to people, not to organisations."""
    _admin(viewer)
    if role not in GRANTABLE:
        raise Invalid("role_needs_organisation", field="role")
    async with db.transaction() as conn:
        people, now = PeopleRepository(conn), clock.now()
        person = await people.by_id(person_id, lock=True)
        if person is None:
            raise NotFound
        if person.closed_at is not None or not await people.grant_role(
            person_id, role, viewer.person_id, now
        ):
            raise Conflict("state_moved_on")
        await tell_role(conn, clock, person, role, granted=True)
        await AuditRepository(conn).note(
            now, viewer.person_id, "grant_role", "person", person_id, {"role": role}
        )


async def revoke_role(db: Database, clock: Clock, *, viewer: Viewer, person_id: int, role: Role) -> None:
    """Take a role away; somebody always administers."""
    _admin(viewer)
    async with db.transaction() as conn:
        people, now = PeopleRepository(conn), clock.now()
        if role is Role.ADMIN:
            await _keep_an_admin(people, person_id)
        person = await people.by_id(person_id)
        if person is None:
            raise NotFound
        if not await people.revoke_role(person_id, role):
            raise Conflict("state_moved_on")
        if person.closed_at is None:
            await tell_role(conn, clock, person, role, granted=False)
        await AuditRepository(conn).note(
            now, viewer.person_id, "revoke_role", "person", person_id, {"role": role}
        )


async def close_account(db: Database, clock: Clock, *, viewer: Viewer, person_id: int) -> None:
    """End an account: sessions, memberships and sign-in end at once; what the person did stays on record."""
    _admin(viewer)
    async with db.transaction() as conn:
        await end_account(conn, clock, viewer=viewer, person_id=person_id)


async def end_account(conn: Connection, clock: Clock, *, viewer: Viewer, person_id: int) -> None:
    """The same inside a transaction that does more; the caller has made sure that the viewer administers."""
    people, now = PeopleRepository(conn), clock.now()
    await _keep_an_admin(people, person_id)
    if await people.by_id(person_id) is None:
        raise NotFound
    if not await people.close(person_id, now):
        raise Conflict("state_moved_on")
    await SessionRepository(conn).end_all(PersonId(person_id))
    await OrganisationRepository(conn).leave_all(person_id, now)
    await DraftRepository(conn).drop_all(person_id)
    await ImportRepository(conn).forget_of(person_id, clock.now())
    await AuditRepository(conn).note(now, viewer.person_id, "close_account", "person", person_id)


async def reset_second_factor(
    db: Database, clock: Clock, settings: Settings, *, viewer: Viewer, person_id: int
) -> None:
    """The telephone is lost: sessions end, and the next sign-in sets up another."""
    _admin(viewer)
    if person_id == viewer.person_id:
        raise NotAllowed("not_own_second_factor")
    async with db.transaction() as conn:
        people, now = PeopleRepository(conn), clock.now()
        person = await people.by_id(person_id, lock=True)
        if person is None:
            raise NotFound
        if not await people.remove_second_factor(person_id):
            raise Conflict("state_moved_on")
        await SessionRepository(conn).end_all(person.id)
        await tell_changed(conn, clock, settings, person, "second_factor_removed")
        await AuditRepository(conn).note(now, viewer.person_id, "reset_second_factor", "person", person_id)


async def list_organisations(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    text: str = "",
    kind: OrganisationKind | None = None,
    page: int | None = 1,
) -> tuple[list[BodyRow], int]:
    """Organisations, newest first, and how many there are in all."""
    _admin(viewer)
    async with db.read() as conn:
        return await OrganisationRepository(conn).bodies(clock.now(), text=text, kind=kind, **_window(page))


async def create_body(
    db: Database,
    clock: Clock,
    settings: Settings,
    *,
    viewer: Viewer,
    new: NewOrganisation,
    manager_email: str | None = None,
) -> OrganisationId:
    """A space or organising body; its first manager is invited by address."""
    _admin(viewer)
    if not new.kinds or not new.kinds <= set(BODY_KINDS):
        raise Invalid("not_a_choice", field="kinds")
    if new.uscc is not None:
        clean_uscc(new.uscc)
    async with db.transaction() as conn:
        now = clock.now()
        made = await OrganisationRepository(conn).add(new, viewer.person_id, now)
        await AuditRepository(conn).note(
            now, viewer.person_id, "create_organisation", "organisation", made, {"kinds": sorted(new.kinds)}
        )
        if manager_email is not None:
            await invite_address(
                conn,
                clock,
                settings,
                viewer=viewer,
                organisation_id=made,
                email=manager_email,
                is_manager=True,
            )
    return made


async def appoint_manager(
    db: Database, clock: Clock, settings: Settings, *, viewer: Viewer, organisation_id: int, email: str
) -> None:
    """Invite somebody to manage an organisation, such as one whose last manager's account was closed."""
    _admin(viewer)
    async with db.transaction() as conn:
        organisations = OrganisationRepository(conn)
        if not await organisations.lock(organisation_id):
            raise NotFound
        await invite_address(
            conn,
            clock,
            settings,
            viewer=viewer,
            organisation_id=organisation_id,
            email=email,
            is_manager=True,
        )


async def list_outbox(
    db: Database,
    settings: Settings,
    *,
    viewer: Viewer,
    status: MailStatus | None = None,
    page: int | None = 1,
) -> tuple[list[OutboxMail], dict[MailStatus, int]]:
    """The outbox, the latest first, and how many mails stand where."""
    _admin(viewer)
    async with db.read() as conn:
        outbox = MailRepository(conn)
        mails = await outbox.outbox(person_id=None, status=status, **_window(page))
        return [_shown(settings, m) for m in mails], await outbox.counts(person_id=None)


async def open_mail(db: Database, settings: Settings, *, viewer: Viewer, mail_id: int) -> OutboxMail:
    """One mail with its text."""
    _admin(viewer)
    async with db.read() as conn:
        found = await MailRepository(conn).mail(mail_id, person_id=None)
    if found is None:
        raise NotFound
    return _shown(settings, found)


async def open_letter(
    db: Database, settings: Settings, clock: Clock, *, viewer: Viewer, mail_id: int
) -> Mail:
    """One mail as it would go out, in both its forms; a link that lets its reader in stays hidden."""
    found = await open_mail(db, settings, viewer=viewer, mail_id=mail_id)
    mail = composed(found, settings, clock)
    if mail.unsubscribe is None:
        return mail
    # The way to stop these mails is for their reader; here it leads nowhere.
    gone = f"{settings.public_url}/unsubscribe/…"
    return replace(
        mail,
        body=mail.body.replace(mail.unsubscribe, gone),
        html=(mail.html or "").replace(mail.unsubscribe, gone),
        unsubscribe=gone,
    )


async def retry_mail(db: Database, clock: Clock, *, viewer: Viewer, mail_id: int) -> None:
    """Give a failed mail all its tries again."""
    _admin(viewer)
    async with db.transaction() as conn:
        outbox, now = MailRepository(conn), clock.now()
        found = await outbox.mail(mail_id, person_id=None)
        if found is None:
            raise NotFound
        if not await outbox.retry(found.id, now):
            raise Conflict("state_moved_on")
        await enqueue(conn, "send_mail")
        await AuditRepository(conn).note(now, viewer.person_id, "retry_mail", "mail", mail_id)


def _shown(settings: Settings, mail: OutboxMail) -> OutboxMail:
    """Links that let their reader in are hidden, unless this page is the only way to read mail at all."""
    if mail.purpose in SECRET_PURPOSES and settings.smtp_url is not None:
        return replace(mail, body="")
    return mail


def _admin(viewer: Viewer) -> None:
    if Role.ADMIN not in viewer.granted:
        raise NotAllowed("not_allowed")


async def _keep_an_admin(people: PeopleRepository, person_id: int) -> None:
    """Refuse when nobody would administer any more; the administrators are held until the end."""
    admins = await people.lock_admins()
    if admins == [person_id]:
        raise Conflict("last_admin")
