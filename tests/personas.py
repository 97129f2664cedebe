"""The people of every story: who they are, and how each is signed in."""

from __future__ import annotations

PERSONAS = (
    "nobody",  # not signed in
    "lin",  # student founder; company, approved and showcased pitch, and a draft
    "qian",  # rival founder; must see nothing of lin's
    "wang",  # angel, vetted and qualified
    "wu",  # angel, signed up but not vetted
    "chen",  # loan officer of a bank, vetted
    "guo",  # guarantor, vetted
    "zhao",  # organiser of the city's service centre (event of lin's)
    "zhou",  # organiser of another body (the other event)
    "sun",  # city officer
    "he",  # juror at zhao's event
    "xu",  # manager of lin's host space
    "gao",  # administrator
)


def token(persona: str) -> str:
    """The session token under which the world has signed this persona in."""
    return f"token-of-{persona}"


def email(persona: str) -> str:
    """The persona's mail address."""
    return f"{persona}@example.test"
