"""What a person chooses when making a token or a webhook."""

from __future__ import annotations

from dataclasses import dataclass

from web.forms.base import Data, FormReader, Parsed
from web.services.api_scopes import SCOPES
from web.services.api_tokens import LIFETIMES
from web.services.webhooks import EVENTS


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


class WebhookForm:
    """Where to, and of what."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[str, tuple[str, ...]]]:
        """(address, events)."""
        form = FormReader(data)
        url = form.text("url", most=500)
        events = form.codes("events", EVENTS)
        if not events:
            form.fail("events", "webhook_events")
        return form.finish((url, events))


class WebhookStepForm:
    """What is to become of a webhook, or of one line of its log."""

    @staticmethod
    def parse(data: Data) -> Parsed[tuple[str, int]]:
        """(step, delivery)."""
        form = FormReader(data)
        step = form.code("step", ("remove", "enable", "again"))
        delivery = form.whole("delivery_id", least=1, most=10**11, required=step == "again")
        return form.finish((step or "", delivery or 0))
