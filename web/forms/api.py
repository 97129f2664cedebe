"""What a person chooses when making a token or a webhook."""

from __future__ import annotations

from dataclasses import dataclass

from web.forms.base import Data, FormReader, Parsed
from web.services.api_scopes import SCOPES
from web.services.api_tokens import LIFETIMES


@dataclass(frozen=True, slots=True)
class NewToken:
    """What a token is called, what it may do, and for how many days."""

    name: str
    scopes: tuple[str, ...]
    days: int


class TokenForm:
    """A new token."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewToken]:
        """Clean values, or an error a field."""
        form = FormReader(data)
        name = form.text("name", most=80)
        scopes = form.codes("scopes", SCOPES)
        if not scopes:
            form.fail("scopes", "scope_needed")
        days = form.code("days", [str(d) for d in LIFETIMES])
        return form.finish(NewToken(name, scopes, int(days or 0)))
