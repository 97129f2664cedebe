"""Inbox and choices about mail are everybody's own; the link in a mail is good for whoever has it."""

from __future__ import annotations

from tests.web.expectations import EVERYBODY, SIGNED_IN, Expect

CHOICES = {
    **{f"delivery_{t}": "daily" for t in ("event", "pitch", "deal", "money", "organisation", "search")},
    "timezone": "Asia/Shanghai",
    "digest_hour": "8",
    "digest_day": "1",
    "language": "zh",
}
LIN = frozenset({"lin"})

EXPECTATIONS = [
    Expect("messages.inbox", SIGNED_IN),
    Expect(
        "messages.read",
        LIN,
        ok=303,
        method="POST",
        data=lambda w: {"mail": str(w.mail["lin"])},
        denied=404,
    ),
    Expect("account.notifications", SIGNED_IN),
    Expect("account.notifications", SIGNED_IN, ok=303, method="POST", data=lambda w: CHOICES),
    Expect("messages.unsubscribe", EVERYBODY, ok=404, params=lambda w: {"token": "forged"}, is_page=False),
    Expect("messages.unsubscribe", EVERYBODY, ok=404, method="POST", params=lambda w: {"token": "forged"}),
]
