"""The mails about an account: confirm the address, a new password, and what was changed."""

from __future__ import annotations

from models.db import Connection
from models.entities.people import Credentials
from models.entities.vocabulary import Role
from web.clock import Clock
from web.i18n import gettext, use_locale
from web.services.mail import queue_mail
from web.services.tokens import RESET, VERIFY, fingerprint, make_token
from web.settings import Settings
from web.vocabulary import label


def state_of(person: Credentials) -> str:
    """What a link to verify or to reset is bound to: it dies when either has happened."""
    return fingerprint(person.id, person.email, person.password_hash, person.verified_at, person.closed_at)


async def send_verification(
    conn: Connection, clock: Clock, settings: Settings, person: Credentials, next_path: str
) -> None:
    """Ask whether the address is theirs. What was typed at sign-up is not repeated: anybody may have."""
    content = {"person": person.id, "state": state_of(person), "next": next_path}
    link = f"{settings.public_url}/verify/{make_token(settings, clock, VERIFY, content)}"
    with use_locale(person.locale):
        subject = gettext("Your address: please confirm it")
        body = gettext(
            "Somebody, probably you, has signed up for Shoutou with this address.\n\n"
            "Confirm it here, within three days:\n%(link)s\n\n"
            "If it was not you, do nothing: without this step nobody can sign in.",
            link=link,
        )
    await queue_mail(
        conn, clock, person_id=person.id, address=person.email, locale=person.locale, purpose="verify",
        subject=subject, body=body,
    )  # fmt: skip


async def send_already_here(conn: Connection, clock: Clock, settings: Settings, person: Credentials) -> None:
    """Somebody signed up with an address that has an account."""
    with use_locale(person.locale):
        subject = gettext("Your account: you have one already")
        if person.closed_at is not None:
            body = gettext(
                "Somebody, probably you, has tried to sign up for Shoutou with this "
                "address. It belongs to an "
                "account that has been closed. Please write to the administrator if you want it back."
            )
        else:
            body = gettext(
                "Somebody, probably you, has tried to sign up for Shoutou with this "
                "address. You have an account "
                "already; nothing was changed.\n\nSign in: %(sign_in)s\nForgotten the password: %(forgot)s",
                sign_in=f"{settings.public_url}/sign-in",
                forgot=f"{settings.public_url}/forgot",
            )
    await queue_mail(
        conn, clock, person_id=person.id, address=person.email, locale=person.locale, purpose="already_here",
        subject=subject, body=body,
    )  # fmt: skip


async def send_reset(conn: Connection, clock: Clock, settings: Settings, person: Credentials) -> None:
    """A link to choose a new password."""
    content = {"person": person.id, "state": state_of(person)}
    link = f"{settings.public_url}/reset/{make_token(settings, clock, RESET, content)}"
    with use_locale(person.locale):
        subject = gettext("Your password: choose a new one")
        body = gettext(
            "Somebody, probably you, has asked for a new password for Shoutou.\n\n"
            "Choose it here, within two hours:\n%(link)s\n\n"
            "If it was not you, do nothing: your password stays as it is.",
            link=link,
        )
    await queue_mail(
        conn, clock, person_id=person.id, address=person.email, locale=person.locale, purpose="reset",
        subject=subject, body=body,
    )  # fmt: skip


async def tell_role(
    conn: Connection, clock: Clock, person: Credentials, role: Role, *, granted: bool
) -> None:
    """An administrator lets somebody act in a role, or no longer."""
    with use_locale(person.locale):
        name = label("role", role)
        if granted:
            subject = gettext("Your account: you may act as %(role)s", role=name)
            body = gettext("An administrator lets you act as %(role)s. Choose it in the header.", role=name)
        else:
            subject = gettext("Your account: you no longer act as %(role)s", role=name)
            body = gettext("An administrator has ended that you act as %(role)s.", role=name)
    await queue_mail(
        conn, clock, person_id=person.id, address=person.email, locale=person.locale,
        purpose="role_changed", subject=subject, body=body, link="/account",
    )  # fmt: skip


async def tell_changed(
    conn: Connection, clock: Clock, settings: Settings, person: Credentials, what: str
) -> None:
    """Password or second factor were changed: if it was not the person, they should know at once."""
    with use_locale(person.locale):
        subject, text = {
            "password": (
                gettext("Your password: it has been changed"),
                gettext(
                    "The password of your account at Shoutou has just been changed, and "
                    "you are signed out elsewhere."
                ),
            ),
            "second_factor": (
                gettext("Your second factor: it has been set up"),
                gettext(
                    "A second factor has just been set up for your account at Shoutou, and "
                    "you are signed out elsewhere."
                ),
            ),
            "second_factor_removed": (
                gettext("Your second factor: it has been removed"),
                gettext(
                    "An administrator has removed the second factor of your account at "
                    "Shoutou. Set up a new one at your next sign-in."
                ),
            ),
        }[what]
        body = (
            text
            + "\n\n"
            + gettext(
                "If it was not you, choose a new password now: %(link)s", link=f"{settings.public_url}/forgot"
            )
        )
    await queue_mail(
        conn, clock, person_id=person.id, address=person.email, locale=person.locale,
        purpose=f"{what}_changed", subject=subject, body=body, link="/account",
    )  # fmt: skip
