"""Webhooks are their person's."""

from __future__ import annotations

from tests.web.api.cases import Case

CASES = [
    Case("webhooks.list", "lin", holds=lambda w, a: [h["id"] for h in a] == [w.webhook["lin"]]),
    Case(
        "webhooks.subscribe",
        "lin",
        body=lambda w: {"url": "https://example.org/hook", "events": ["record.confirmed"]},
    ),
    Case("webhooks.remove", "lin", path=lambda w: {"webhook_id": w.webhook["lin"]}, wrong={"qian": 404}),
    Case("webhooks.enable", "lin", path=lambda w: {"webhook_id": w.webhook["lin"]}, wrong={"qian": 404}),
    Case(
        "webhooks.log",
        "lin",
        path=lambda w: {"webhook_id": w.webhook["lin"]},
        wrong={"qian": 404},
        holds=lambda w, a: a["items"][0]["last_status"] == 500,
    ),
    Case(
        "webhooks.send_again",
        "lin",
        path=lambda w: {"delivery_id": w.webhook["lin_delivery"]},
        wrong={"qian": 404},
    ),
]
