"""Which passwords are taken: long enough, and not among those that are tried first."""

from __future__ import annotations

import functools
import unicodedata
from pathlib import Path

from models.errors import Invalid

LEAST = 10
MOST = 200
_ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "1qaz2wsx3edc4rfv",
)
# What people write for a letter, undone before looking in the list.
_UNDONE = str.maketrans("@$0135!7", "asoiesit")


@functools.cache
def _common() -> frozenset[str]:
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip())


def folded(password: str) -> str:
    """One form for what looks the same, before it is hashed or compared."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, *, email: str = "", name: str = "") -> str:
    """The password as it is hashed; `Invalid` says why it is not taken."""
    password = folded(password)
    if len(password) < LEAST:
        raise Invalid("password_too_short", field="password", least=LEAST)
    if len(password) > MOST:
        raise Invalid("password_too_long", field="password", most=MOST)
    if _is_common(password.casefold()):
        raise Invalid("password_common", field="password")
    rest = password.casefold()
    for own in {email.partition("@")[0], name.replace(" ", ""), *name.split()}:
        if len(own) >= 3:
            rest = rest.replace(own.casefold(), "")
    if len(rest) < LEAST // 2:
        raise Invalid("password_from_name", field="password")
    return password


def _is_common(text: str) -> bool:
    stem = text.strip("0123456789!.@#?_-+*~ ")
    if {text, text.translate(_UNDONE)} & _common() or {stem, stem.translate(_UNDONE)} & _common():
        return True
    if len(set(text)) < 4:
        return True
    return _repeats(text) or _walks(text)


def _repeats(text: str) -> bool:
    """`abcabcabcabc`: a piece of at most four characters, again and again."""
    return any((text[:n] * len(text)).startswith(text) for n in range(1, 5))


def _walks(text: str) -> bool:
    """Along a row of the keyboard, the alphabet or the digits, forwards or backwards."""
    return any(text in row * 3 or text in row[::-1] * 3 for row in _ROWS)
