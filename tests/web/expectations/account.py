"""Signing up and in is everybody's; one's own account is everybody's who is signed in."""

from __future__ import annotations

from tests.personas import email
from tests.web.expectations import EVERYBODY, SIGNED_IN, Expect

FORGED = {"token": "forged"}

EXPECTATIONS = [
    Expect("account.sign_up", EVERYBODY),
    Expect("account.sign_up", EVERYBODY, ok=422, method="POST", data=lambda w: {"name": "苏木"}),
    Expect("account.sent", EVERYBODY),
    Expect("account.verify", EVERYBODY, ok=404, params=lambda w: FORGED, is_page=False),
    Expect("account.verify", EVERYBODY, ok=404, method="POST", params=lambda w: FORGED),
    Expect("account.sign_in", EVERYBODY),
    Expect(
        "account.sign_in", EVERYBODY, ok=422, method="POST",
        data=lambda w: {"email": email("lin"), "password": "not this phrase"},
    ),
    # Nobody in the world owes a code: nobody is sent to sign in, the others home.
    Expect("account.second_factor", SIGNED_IN, ok=303, is_page=False),
    Expect("account.second_factor", SIGNED_IN, ok=303, method="POST", data=lambda w: {"code": "123456"}),
    Expect("account.sign_out", EVERYBODY, ok=303, method="POST"),
    Expect("account.forgot", EVERYBODY),
    Expect("account.forgot", EVERYBODY, ok=303, method="POST", data=lambda w: {"email": "x@example.test"}),
    Expect("account.reset", EVERYBODY, ok=404, params=lambda w: FORGED, is_page=False),
    Expect("account.reset", EVERYBODY, ok=404, method="POST", params=lambda w: FORGED,
           data=lambda w: {"password": "eine lange Wortfolge"}),
    Expect("account.home", SIGNED_IN),
    Expect("account.profile", SIGNED_IN, ok=303, method="POST", data=lambda w: {"name": "苏木", "language": "en"}),
    Expect("account.password", SIGNED_IN, ok=422, method="POST", data=lambda w: {"current": "a", "password": "b"}),
    Expect("account.second_factor_setup", SIGNED_IN),
    Expect("account.second_factor_setup", SIGNED_IN, ok=422, method="POST", data=lambda w: {"code": "123456"}),
    Expect("account.sign_out_everywhere", SIGNED_IN, ok=303, method="POST"),
]  # fmt: skip
