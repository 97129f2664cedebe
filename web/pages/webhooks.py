"""A person's webhooks, and one of them with its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.entities.api import Delivery, DeliveryStatus, Webhook
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.services.webhooks import EVENTS


@dataclass(frozen=True, slots=True)
class WebhooksPage:
    """`account/webhooks.html`."""

    title: str
    answer: str
    webhooks: list[Webhook]
    form: Parsed[object]
    events: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log in words."""

    delivery: Delivery
    event: str
    pill: str
    state: str


@dataclass(frozen=True, slots=True)
class WebhookPage:
    """`account/webhook.html`."""

    title: str
    answer: str
    webhook: Webhook
    secret: str
    lines: list[LogLine]


def webhooks_page(found: Sequence[Webhook], form: Parsed[object]) -> WebhooksPage:
    """All of them."""
    answer = ngettext(
        "%(num)s address is told of events.", "%(num)s addresses are told of events.", len(found)
    )
    events = [(code, gettext(text), code) for code, text in EVENTS.items()]
    return WebhooksPage(gettext("Webhooks"), answer, list(found), form, events)


def webhook_page(found: Webhook, log: Sequence[Delivery], secret: str) -> WebhookPage:
    """One with its log."""
    answer = (
        gettext("It is told of what happens, with what you may see of it at that moment.")
        if found.disabled_at is None
        else gettext("It did not answer many times in a row, so nothing more is sent to it.")
    )
    return WebhookPage(gettext("Webhook"), answer, found, secret, [_line(d) for d in log])


def _line(delivery: Delivery) -> LogLine:
    pill, state = {
        DeliveryStatus.QUEUED: ("attention", gettext("Waits to be sent")),
        DeliveryStatus.SENT: ("good", gettext("Sent")),
        DeliveryStatus.FAILED: ("bad", gettext("Not delivered")),
        DeliveryStatus.HIDDEN: ("neutral", gettext("not public")),
    }[delivery.status]
    return LogLine(delivery, gettext(EVENTS[delivery.type]), pill, state)
