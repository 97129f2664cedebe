"""Numbers of certificates: eleven places that nobody can guess, and a check character as in GB 32100.

The database makes them (`certificate_number()`); here they are read and shown.
"""

from __future__ import annotations

from models.errors import Invalid
from models.uscc import ALPHABET, fold

LENGTH = 12


def shown_number(number: str) -> str:
    """In three groups of four, as people read it out."""
    return "-".join(number[i : i + 4] for i in range(0, LENGTH, 4))


def clean_number(text: str) -> str:
    """What somebody typed as the plain number; `Invalid` when no certificate can have it."""
    number = fold(text)
    if len(number) != LENGTH or not set(number) <= set(ALPHABET):
        raise Invalid("certificate_number_form", field="number")
    total = sum(pow(3, place, 31) * ALPHABET.index(c) for place, c in enumerate(number))
    # The check character's weight is 1, not the next power: it makes the sum a multiple of 31.
    checked = total - pow(3, LENGTH - 1, 31) * ALPHABET.index(number[-1]) + ALPHABET.index(number[-1])
    if checked % 31:
        raise Invalid("certificate_number_check", field="number")
    return number
