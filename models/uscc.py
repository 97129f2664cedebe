"""统一社会信用代码 (GB 32100-2015): folding what people type, look-alike letters, the check digit."""

from __future__ import annotations

import unicodedata

from models.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
# Letters that the code never holds, because they look like others; what is probably meant instead.
LOOK_ALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))


def check_digit(first17: str) -> str:
    """The last character that belongs to the first seventeen."""
    total = sum(weight * _VALUE[c] for weight, c in zip(_WEIGHTS, first17, strict=True))
    # The outer remainder matters: a sum of 0 mod 31 means the digit 0, not one past the alphabet.
    return ALPHABET[(31 - total % 31) % 31]


def fold(text: str) -> str:
    """What a person typed or pasted, as plain capital letters and digits."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if not c.isspace() and c not in "-‐‑–—")


def clean_uscc(text: str) -> str:
    """The code in its plain form; `Invalid` says what is wrong with it, look-alikes by name."""
    code = fold(text)
    if len(code) != LENGTH:
        raise Invalid("uscc_length", field="uscc", length=len(code))
    for c in code:
        if c in LOOK_ALIKES:
            raise Invalid("uscc_look_alike", field="uscc", found=c, meant=LOOK_ALIKES[c])
        if c not in _VALUE:
            raise Invalid("uscc_character", field="uscc", found=c)
    if check_digit(code[:-1]) != code[-1]:
        raise Invalid("uscc_check_digit", field="uscc")
    return code
