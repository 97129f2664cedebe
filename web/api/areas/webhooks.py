"""Webhooks by program: subscribed, listed, ended, their log, and sending again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from models.entities.api import Delivery, Webhook
from web.api.bodies import Body, Paged
from web.api.cursors import after, page
from web.api.operation import Area, Ask, Done, Made
from web.api.shapes import Page
from web.i18n import N_
from web.services import webhooks

AREA = Area(N_("Webhooks"), "account")
_ONE = "/webhooks/{webhook_id}"


@dataclass(frozen=True, slots=True)
class WebhookShown:
    """Where events are told; disabled after many failures in a row."""

    id: int
    url: str
    events: list[str]
    created_at: datetime
    n_failed: int
    disabled_at: datetime | None
    # By which a receiver knows that it was us.
    secret: str


def _shown(ask: Ask, found: Webhook) -> WebhookShown:
    secret = webhooks.secret_of(ask.parts.settings, found.salt)
    return WebhookShown(
        found.id, found.url, list(found.events), found.created_at, found.n_failed, found.disabled_at, secret
    )


@AREA.add(
    "GET", "/webhooks", "webhooks.list", N_("Your webhooks"), list[WebhookShown],
    pages=("account.webhooks",),
)  # fmt: skip
async def webhook_list(ask: Ask) -> list[WebhookShown]:
    """At most ten."""
    found = await webhooks.own_webhooks(ask.parts.db, viewer=ask.careful())
    return [_shown(ask, one) for one in found]


class WebhookBody(Body):
    """Where to, and of what."""

    url: Annotated[str, Field(min_length=1, max_length=500)]
    events: Annotated[tuple[str, ...], Field(min_length=1, max_length=50)]


@AREA.add(
    "POST",
    "/webhooks",
    "webhooks.subscribe",
    N_("Let an address be told of events"),
    Made,
    body=WebhookBody,
    status=201,
    pages=("account.webhooks",),
    example={"url": "https://example.org/hook", "events": ["introduction.answered"]},
)
async def subscribe(ask: Ask) -> Made:
    """From now on."""
    made = await webhooks.subscribe(
        ask.parts.db,
        ask.parts.clock,
        ask.parts.settings,
        viewer=ask.careful(),
        url=ask.body.url,
        events=ask.body.events,
    )
    return Made(made)


@AREA.add("DELETE", _ONE, "webhooks.remove", N_("End a webhook"), Done, pages=("account.webhook",))
async def remove(ask: Ask) -> None:
    """Nothing more is sent to it."""
    await webhooks.remove_webhook(ask.parts.db, ask.parts.clock, viewer=ask.careful(), **ask.path)


@AREA.add(
    "POST",
    f"{_ONE}/enable",
    "webhooks.enable",
    N_("Switch a disabled webhook on again"),
    Done,
    pages=("account.webhook",),
)
async def enable(ask: Ask) -> None:
    """What waited meanwhile is sent."""
    await webhooks.enable_webhook(ask.parts.db, viewer=ask.careful(), **ask.path)


@AREA.add(
    "GET",
    f"{_ONE}/deliveries",
    "webhooks.log",
    N_("What was sent to a webhook"),
    Page[Delivery],
    query=Paged,
    pages=("account.webhook",),
)
async def log(ask: Ask) -> Page[Delivery]:
    """The latest first; kept for thirty days."""
    _, found = await webhooks.open_webhook(
        ask.parts.db,
        viewer=ask.careful(),
        **ask.path,
        before=after(ask, "webhooks.log"),
        most=ask.query.limit + 1,
    )
    return page(ask, "webhooks.log", found, lambda d: d.id)


@AREA.add(
    "POST",
    "/webhooks/deliveries/{delivery_id}/again",
    "webhooks.send_again",
    N_("Send a delivery once more"),
    Done,
    pages=("account.webhook",),
)
async def send_again(ask: Ask) -> None:
    """With what its reader may see by then."""
    await webhooks.send_again(ask.parts.db, ask.parts.clock, viewer=ask.careful(), **ask.path)
