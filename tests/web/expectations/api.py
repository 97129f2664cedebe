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
]  # fmt: skip
