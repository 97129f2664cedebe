"""The inbox and how mail comes."""

from __future__ import annotations

from tests.web.api.cases import Case
from tests.web.expectations.messages import CHOICES

CASES = [
    Case(
        "messages.inbox",
        "lin",
        query=lambda w: {"unread": "true"},
        holds=lambda w, a: [m["id"] for m in a["items"]] == [w.mail["lin"]],
    ),
    Case("messages.read", "lin", path=lambda w: {"mail_id": w.mail["lin"]}, wrong={"qian": 404, "zhao": 404}),
    Case(
        "account.notifications",
        "lin",
        body=lambda w: {**CHOICES, "digest_hour": 8, "digest_day": 1},
    ),
]
