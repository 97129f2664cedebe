"""The mails about who acts for an organisation."""

from __future__ import annotations

from models.db import Connection
from models.entities.organisations import Invitation, Member
from models.repositories.organisations import OrganisationRepository
from web.clock import Clock
from web.i18n import gettext, use_locale
from web.services.mail import queue_mail
from web.services.tokens import INVITATION, make_token
from web.settings import Settings


async def send_invitation(
    conn: Connection, clock: Clock, settings: Settings, invitation: Invitation, locale: str
) -> None:
    """Ask an address; the link is good for whoever signs in with it, once."""
    token = make_token(settings, clock, INVITATION, {"invitation": invitation.id})
    with use_locale(locale):
        subject = gettext("%(name)s: will you act for it?", name=invitation.organisation_name)
        body = gettext(
            "%(who)s invites you to act for %(name)s at Shoutou.\n\n"
            "Accept here, within two weeks; you can sign up on the way:\n%(link)s\n\n"
            "Whoever has this link can accept, once. Please do not pass it on.",
            who=invitation.invited_by_name,
            name=invitation.organisation_name,
            link=f"{settings.public_url}/invitations/{token}",
        )
    await queue_mail(
        conn, clock, person_id=None, address=invitation.email, locale=locale, purpose="invitation",
        subject=subject, body=body,
    )  # fmt: skip


async def tell_managers_accepted(
    conn: Connection, clock: Clock, organisation_id: int, name: str, member: Member, invited_address: str
) -> None:
    """Somebody accepted: who, and with which address."""
    for manager in await OrganisationRepository(conn).managers(organisation_id):
        if manager.person_id == member.person_id:
            continue
        with use_locale(manager.locale):
            subject = gettext("%(name)s: %(who)s has joined", name=name, who=member.name)
            body = gettext(
                "%(who)s (%(address)s) has accepted the invitation to %(invited)s and now acts for %(name)s.",
                who=member.name,
                address=member.email,
                invited=invited_address,
                name=name,
            )
        await _send(conn, clock, manager, "joined", subject, body, f"/organisations/{organisation_id}")


async def tell_managers_asked(
    conn: Connection, clock: Clock, settings: Settings, organisation_id: int, name: str, member: Member
) -> None:
    """Somebody asks to join: a manager should answer."""
    for manager in await OrganisationRepository(conn).managers(organisation_id):
        with use_locale(manager.locale):
            subject = gettext("%(name)s: %(who)s asks to join", name=name, who=member.name)
            body = gettext(
                "%(who)s (%(address)s) asks to act for %(name)s. Accept only people you know:\n%(link)s",
                who=member.name,
                address=member.email,
                name=name,
                link=f"{settings.public_url}/organisations/{organisation_id}",
            )
        await _send(conn, clock, manager, "join_asked", subject, body, f"/organisations/{organisation_id}")


async def tell_answered(conn: Connection, clock: Clock, name: str, member: Member, *, accepted: bool) -> None:
    """The answer to who asked."""
    with use_locale(member.locale):
        if accepted:
            subject = gettext("%(name)s: you may act for it", name=name)
            body = gettext("A manager of %(name)s has accepted your request. You now act for it.", name=name)
        else:
            subject = gettext("%(name)s: your request was refused", name=name)
            body = gettext("A manager of %(name)s has refused your request to act for it.", name=name)
    await _send(conn, clock, member, "join_answered", subject, body, "/organisations")


async def tell_removed(conn: Connection, clock: Clock, name: str, member: Member) -> None:
    """A manager ended somebody's membership."""
    with use_locale(member.locale):
        subject = gettext("%(name)s: you no longer act for it", name=name)
        body = gettext(
            "A manager of %(name)s has ended your membership; your rights in it ended at once.", name=name
        )
    await _send(conn, clock, member, "removed", subject, body, "/organisations")


async def tell_rights(conn: Connection, clock: Clock, name: str, member: Member, right: str) -> None:
    """What a member may do for an organisation from now on, or no longer."""
    with use_locale(member.locale):
        subject, body = {
            "manager": (
                gettext("%(name)s: you manage it now", name=name),
                gettext("You invite and let in others, and say who signs for %(name)s.", name=name),
            ),
            "no_manager": (
                gettext("%(name)s: you no longer manage it", name=name),
                gettext("You still act for %(name)s, and others manage it.", name=name),
            ),
            "signs": (
                gettext("%(name)s: you may sign for it", name=name),
                gettext("Your name now binds %(name)s on records of money.", name=name),
            ),
            "no_longer_signs": (
                gettext("%(name)s: you no longer sign for it", name=name),
                gettext(
                    "Your name no longer binds %(name)s on records of money; what you signed stands.",
                    name=name,
                ),
            ),
        }[right]
    await _send(conn, clock, member, "member_rights", subject, body, "/organisations")


async def _send(
    conn: Connection, clock: Clock, to: Member, purpose: str, subject: str, body: str, link: str
) -> None:
    await queue_mail(
        conn, clock, person_id=to.person_id, address=to.email, locale=to.locale, purpose=purpose,
        subject=subject, body=body, link=link,
    )  # fmt: skip
