"""A person's tokens are theirs; the API's documentation is everybody's. Operations have a matrix of their own."""

from __future__ import annotations

from tests.web.expectations import EVERYBODY, SIGNED_IN, Expect

EXPECTATIONS = [
    Expect("api.docs", EVERYBODY),
    Expect("account.tokens", SIGNED_IN),
    Expect(
        "account.tokens", SIGNED_IN, ok=201, method="POST",
        data=lambda w: {"name": "报表", "days": "30", "scopes": ["pitches:read", "deals:read"]},
    ),
    Expect(
        "account.token_revoke", frozenset({"lin"}), ok=303, method="POST", denied=404,
        params=lambda w: {"token_id": w.token["lin"]}, other=lambda w: {"token_id": w.token["qian"]},
        missing={"token_id": 999_999},
    ),
    Expect("account.webhooks", SIGNED_IN),
    Expect(
        "account.webhooks", SIGNED_IN, ok=303, method="POST",
        data=lambda w: {"url": "https://example.org/hook", "events": ["pitch.approved"]},
    ),
    Expect(
        "account.webhook", frozenset({"lin"}), denied=404, params=lambda w: {"webhook_id": w.webhook["lin"]},
        other=lambda w: {"webhook_id": w.webhook["qian"]}, missing={"webhook_id": 999_999},
    ),
    Expect(
        "account.webhook", frozenset({"lin"}), ok=303, method="POST", denied=404,
        params=lambda w: {"webhook_id": w.webhook["lin"]}, data=lambda w: {"step": "remove"},
        other=lambda w: {"webhook_id": w.webhook["qian"]}, missing={"webhook_id": 999_999},
    ),
]  # fmt: skip
