"""The site's Ed25519 key: what is signed with it, an outsider checks with the published public half.

The private key is one file in DATA_DIR that its owner alone reads; it is never in the database. After a
rotation the old private key is gone and its public half stays published, so that old signatures still hold.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

PRIVATE_FILE = "site_key.pem"
RETIRED_FOLDER = "site_keys"


class SiteKeyError(Exception):
    """The key's file does not hold an Ed25519 key."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half that everybody may know; `key_id` is the beginning of its SHA-256."""

    key_id: str
    raw: bytes

    @classmethod
    def of(cls, raw: bytes) -> PublicKey:
        """The key with its name."""
        return cls(hashlib.sha256(raw).hexdigest()[:16], raw)

    def verifies(self, signature: str, message: bytes) -> bool:
        """Whether this key's private half signed exactly this message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(_unbase64(signature), message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def jwk(self) -> dict[str, str]:
        """As RFC 8037 writes it."""
        return {"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": self.key_id, "x": _base64(self.raw)}


class SiteKey:
    """The key that signs now."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = PublicKey.of(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    @property
    def key_id(self) -> str:
        """Which key a signature is of."""
        return self.public.key_id

    def sign(self, message: bytes) -> str:
        """The signature in base64url without padding; the same message gives the same one."""
        return _base64(self._private.sign(message))


def site_key(data_dir: Path) -> SiteKey:
    """The key of this installation, made when first asked for; of two processes at once one makes it."""
    path = data_dir / PRIVATE_FILE
    if not path.exists():
        draft = _draft(path, Ed25519PrivateKey.generate())
        try:
            # A hard link refuses to replace: whoever comes second reads the first one's key.
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
        _sync(data_dir)
    return _read(path)


def rotate(data_dir: Path) -> tuple[SiteKey, SiteKey]:
    """Replace the key; the old one's public half is published from then on, its private half is gone."""
    old = site_key(data_dir)
    retired = data_dir / RETIRED_FOLDER
    retired.mkdir(exist_ok=True)
    target = retired / f"{old.key_id}.json"
    # The old public half first: killed in between, the old key still signs and is published twice over.
    draft = target.with_suffix(".new")
    with draft.open("w", encoding="ascii") as file:
        json.dump(old.public.jwk(), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    _sync(retired)
    path = data_dir / PRIVATE_FILE
    _draft(path, Ed25519PrivateKey.generate()).replace(path)
    _sync(data_dir)
    return old, _read(path)


def published(data_dir: Path) -> list[PublicKey]:
    """Every public key that ever signed here, the present one first."""
    now = site_key(data_dir).public
    found = {now.key_id: now}
    for path in sorted((data_dir / RETIRED_FOLDER).glob("*.json")):
        old = public_from_jwk(json.loads(path.read_text(encoding="ascii")))
        found.setdefault(old.key_id, old)
    return list(found.values())


def public_from_jwk(jwk: dict[str, str]) -> PublicKey:
    """The key that a published entry stands for; its name is reckoned, not believed."""
    return PublicKey.of(_unbase64(jwk["x"]))


def _read(path: Path) -> SiteKey:
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise SiteKeyError(f"{path} holds no key: restore it from a backup") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise SiteKeyError(f"{path} holds a key of another kind: Ed25519 is needed")
    return SiteKey(private)


def _draft(path: Path, private: Ed25519PrivateKey) -> Path:
    """A whole file beside `path` that its owner alone reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    return draft


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
