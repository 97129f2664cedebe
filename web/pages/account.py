"""Pages of signing up, signing in and one's own account."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from markupsafe import Markup

from models.entities.people import CameAs
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.services.accounts import AccountView

# Each in its own words, for who cannot read the other.
LANGUAGES = (("zh", "中文"), ("en", "English"))


@dataclass(frozen=True, slots=True)
class SignUpPage:
    """`account/sign_up.html`."""

    title: str
    form: Parsed[object]
    reasons: list[tuple[str, str, str]]
    languages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SignInPage:
    """`account/sign_in.html`."""

    title: str
    form: Parsed[object]
    sign_up_href: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """`account/forgot.html`, `account/reset.html`, `account/second_factor.html`: one form, one question."""

    title: str
    form: Parsed[object]


@dataclass(frozen=True, slots=True)
class PlainPage:
    """`account/sent.html`, `account/verify.html`: a sentence and at most one button."""

    title: str


@dataclass(frozen=True, slots=True)
class SecondFactorPage:
    """`account/second_factor_setup.html`."""

    title: str
    form: Parsed[object]
    qr: Markup
    secret: str
    # Whether there is one already, which the new one replaces.
    replaces: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """`account/home.html`."""

    title: str
    email: str
    view: AccountView
    sessions: str
    profile: Parsed[object]
    password: Parsed[object]
    has_second_factor: bool
    languages: tuple[tuple[str, str], ...]


def came_as_choices() -> list[tuple[str, str, str]]:
    """What may bring a person here, and what follows from it."""
    return [
        (CameAs.FOUNDER, gettext("I have a project"), gettext("You can begin your pitch at once.")),
        (
            CameAs.PROVIDER,
            gettext("I invest, lend, guarantee or buy"),
            gettext("You set up your organisation; pitches open once an organiser has vetted it."),
        ),
        (
            CameAs.SPACE,
            gettext("I work for a host space"),
            gettext("You ask your space to let you act for it."),
        ),
        (
            CameAs.ORGANISER,
            gettext("I organise events"),
            gettext("You ask your organising body to let you act for it."),
        ),
        (CameAs.MENTOR, gettext("I am a mentor or juror"), gettext("An organiser invites you to an event.")),
    ]


def qr_code(uri: str) -> Markup:
    """The address as an inline picture without styles, dark on light in every theme."""
    picture = segno.make(uri, error="m").svg_inline(
        scale=5, border=3, dark="#000", light="#fff", title=gettext("QR code for your authenticator")
    )
    return Markup(picture.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - made by us, its text escaped


def spaced(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def sessions_answer(n_sessions: int) -> str:
    """In how many places the person is signed in."""
    return ngettext("You are signed in in %(num)s place.", "You are signed in in %(num)s places.", n_sessions)
