"""The second factor: six digits of a telephone's clock (TOTP), its secret encrypted at rest."""

from __future__ import annotations

import base64
from datetime import timedelta

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.db import Connection, Database
from models.entities.ids import PersonId
from models.entities.people import Credentials
from models.entities.viewer import Viewer
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.people import PeopleRepository
from models.repositories.sessions import SessionRepository
from web.clock import Clock
from web.services.account_mail import tell_changed
from web.services.sessions import token_hash
from web.services.throttle import CODE, count_try
from web.settings import Settings

ISSUER = "Shoutou 首投"
_STEP_SECONDS = 30
# One step to either side: telephones run a little early or late.
_DRIFT = (0, -1, 1)
# How long a QR code may stand on the screen before it is scanned and confirmed.
_ENROLMENT_LIFETIME = timedelta(minutes=30)


class SecretBox:
    """Encrypts secrets with a key that is derived from the installation's and is in no database."""

    def __init__(self, signing_key: str) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"shoutou second factor").derive(
            signing_key.encode()
        )
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def close(self, person_id: PersonId, secret: str, clock: Clock) -> str:
        """The secret, encrypted for one person: in another person's row it opens nothing."""
        text = f"{person_id}:{secret}".encode()
        return self._fernet.encrypt_at_time(text, int(clock.now().timestamp())).decode("ascii")

    def open(self, person_id: PersonId, text: str, clock: Clock, lifetime: timedelta | None = None) -> str:
        """The secret; `Invalid` when it is another person's, too old or from another installation."""
        try:
            if lifetime is None:
                found = self._fernet.decrypt(text)
            else:
                seconds = int(lifetime.total_seconds())
                found = self._fernet.decrypt_at_time(text, seconds, int(clock.now().timestamp()))
        except InvalidToken:
            raise Invalid("second_factor_begin_again", field="code") from None
        owner, _, secret = found.decode().partition(":")
        if owner != str(person_id):
            raise Invalid("second_factor_begin_again", field="code")
        return secret


def matching_step(secret: str, code: str, clock: Clock) -> int | None:
    """The time step whose code this is, near now; None when it is none of them."""
    digits = "".join(c for c in code if not c.isspace())
    present = int(clock.now().timestamp()) // _STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for drift in _DRIFT:
        if pyotp.utils.strings_equal(totp.generate_otp(present + drift), digits):
            return present + drift
    return None


async def use_code(conn: Connection, clock: Clock, box: SecretBox, person: Credentials, code: str) -> None:
    """Use up one code of a person; `Invalid` when it is wrong or was used before."""
    if person.totp_secret is None or person.totp_enrolled_at is None:
        raise NotAllowed("not_allowed")
    step = matching_step(box.open(person.id, person.totp_secret, clock), code, clock)
    if step is None or not await PeopleRepository(conn).use_step(person.id, step):
        raise Invalid("code_wrong", field="code")


def begin_enrolment(clock: Clock, settings: Settings, *, viewer: Viewer) -> tuple[str, str]:
    """A fresh secret and the same encrypted, for the form to carry until a code confirms it."""
    secret = pyotp.random_base32()
    return secret, SecretBox(settings.signing_key).close(viewer.person_id, secret, clock)


def resume_enrolment(clock: Clock, settings: Settings, *, viewer: Viewer, enrolment: str) -> str:
    """The secret that a form carries."""
    box = SecretBox(settings.signing_key)
    return box.open(viewer.person_id, enrolment, clock, _ENROLMENT_LIFETIME)


def provisioning_uri(secret: str, *, viewer: Viewer) -> str:
    """What the QR code says to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=viewer.email, issuer_name=ISSUER)


async def enrol(
    db: Database, clock: Clock, settings: Settings, *, viewer: Viewer, session: str, enrolment: str, code: str
) -> None:
    """Keep a second factor that has shown a right code; other sessions end."""
    if viewer.has_second_factor and not viewer.passed_second_factor:
        raise NotAllowed("not_allowed")
    await count_try(db, clock, CODE, str(viewer.person_id))
    secret = resume_enrolment(clock, settings, viewer=viewer, enrolment=enrolment)
    step = matching_step(secret, code, clock)
    if step is None:
        raise Invalid("code_wrong", field="code")
    async with db.transaction() as conn:
        people, now = PeopleRepository(conn), clock.now()
        person = await people.by_id(viewer.person_id, lock=True)
        if person is None:
            raise NotFound
        if (person.totp_enrolled_at is not None) != viewer.has_second_factor:
            raise Conflict("state_moved_on")
        closed = SecretBox(settings.signing_key).close(person.id, secret, clock)
        if not await people.enrol_second_factor(person.id, person.totp_enrolled_at, closed, now, step):
            raise Conflict("state_moved_on")
        await people.end_other_sessions(person.id, token_hash(session))
        await SessionRepository(conn).pass_second_factor(token_hash(session), now)
        await AuditRepository(conn).note(now, person.id, "enrol_second_factor", "person", person.id)
        await tell_changed(conn, clock, settings, person, "second_factor")
