"""Forms of signing up, signing in and one's own account; passwords are never shown again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from models.entities.people import CameAs, NewPerson
from web.forms.base import Data, FormReader, Parsed
from web.i18n import LOCALES
from web.services.password_rules import MOST

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WithPassword(Generic[T]):
    """What was typed besides a password, and the password."""

    content: T
    password: str


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """The present password and the new one."""

    current: str
    password: str


def password_of(reader: FormReader, name: str = "password") -> str:
    """As typed: neither stripped nor kept among the values that a page shows again."""
    text = reader.data.get(name, "")
    if not isinstance(text, str) or not text:
        reader.fail(name, "required")
        return ""
    if len(text) > MOST:
        reader.fail(name, "password_too_long", most=MOST)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        reader.fail(name, "control_characters")
    return text


class SignUpForm:
    """Name, address, password, language and what brings a person here."""

    @staticmethod
    def parse(data: Data) -> Parsed[WithPassword[NewPerson]]:
        """The newcomer and the password."""
        reader = FormReader(data)
        name = reader.text("name", most=80)
        email = reader.email()
        password = password_of(reader)
        came_as = reader.choice("came_as", CameAs)
        locale = reader.code("language", LOCALES) or ""
        reader.raw("next")
        return reader.finish(WithPassword(NewPerson(email, name, locale, came_as), password))


class SignInForm:
    """Address and password."""

    @staticmethod
    def parse(data: Data) -> Parsed[WithPassword[str]]:
        """The address and the password."""
        reader = FormReader(data)
        email, password = reader.email(), password_of(reader)
        reader.raw("next")
        return reader.finish(WithPassword(email, password))


class AddressForm:
    """An address alone."""

    @staticmethod
    def parse(data: Data) -> Parsed[str]:
        """The address, folded."""
        reader = FormReader(data)
        email = reader.email()
        return reader.finish(email)


class NewPasswordForm:
    """A new password alone."""

    @staticmethod
    def parse(data: Data) -> Parsed[str]:
        """The password as typed."""
        reader = FormReader(data)
        password = password_of(reader)
        return reader.finish(password)


class PasswordChangeForm:
    """The present password and a new one."""

    @staticmethod
    def parse(data: Data) -> Parsed[PasswordChange]:
        """Both as typed."""
        reader = FormReader(data)
        change = PasswordChange(password_of(reader, "current"), password_of(reader))
        return reader.finish(change)


class CodeForm:
    """Six digits of the second factor, and the enrolment that a setting-up form carries."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[str, str]]:
        """The code and the enrolment (empty at sign-in)."""
        reader = FormReader(data)
        code = reader.text("code", most=20)
        enrolment = reader.text("enrolment", most=1000, required=False)
        reader.raw("next")
        return reader.finish((code, enrolment))


class ProfileForm:
    """Name and language."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[str, str]]:
        """Both, clean."""
        reader = FormReader(data)
        name = reader.text("name", most=80)
        locale = reader.code("language", LOCALES) or ""
        return reader.finish((name, locale))
