"""An organisation is its members' matter; vetting is every organiser's."""

from __future__ import annotations

from tests.conftest import FixedClock
from tests.web.expectations import EVERYBODY, SIGNED_IN, Expect
from tests.world import NOW
from web.services.tokens import INVITATION, make_token
from web.settings import load

ORGANISERS = frozenset({"zhao", "zhou"})
LIN = frozenset({"lin"})
MISSING = {"organisation_id": 999_999}


def of(key):
    return lambda w: {"organisation_id": w.org[key]}


def mei(w):
    return {"organisation_id": w.org["lin"], "membership_id": w.membership["mei"]}


def self_of_lin(w):
    return {"organisation_id": w.org["lin"], "membership_id": w.membership["lin"]}


def mei_elsewhere(w):
    return {"organisation_id": w.org["qian"], "membership_id": w.membership["mei"]}


def link(w):
    settings = load({"SECRET_KEY": "k" * 40})
    token = make_token(settings, FixedClock(NOW), INVITATION, {"invitation": w.invitation["stranger"]})
    return {"token": token}


def yes(w):
    return {"answer": "yes"}


NO_MEMBER = {"organisation_id": 999_999, "membership_id": 999_999}

EXPECTATIONS = [
    Expect("organisations.mine", SIGNED_IN),
    Expect("organisations.create", SIGNED_IN),
    Expect("organisations.create", SIGNED_IN, ok=422, method="POST", data=lambda w: {"kinds": "space"}),
    Expect("organisations.join", SIGNED_IN, query=lambda w: {"q": "五洲"}),
    Expect(
        "organisations.ask", SIGNED_IN - {"xu"}, ok=303, method="POST", params=of("xu"),
        denied_for={"xu": 409}, missing=MISSING,
    ),
    Expect("organisations.show", LIN, params=of("lin"), denied=404, other=of("qian"), missing=MISSING),
    Expect("organisations.edit", LIN, params=of("lin"), denied=404, other=of("qian"), missing=MISSING),
    Expect(
        "organisations.edit", LIN, ok=422, method="POST", params=of("lin"), denied=404, other=of("qian"),
        missing=MISSING,
    ),
    Expect(
        "organisations.invite", LIN, ok=303, method="POST", params=of("lin"), denied=404, other=of("qian"),
        missing=MISSING, data=lambda w: {"email": "new@example.test"},
    ),
    Expect(
        "organisations.withdraw_invitation", frozenset({"wang"}), ok=303, method="POST", denied=404,
        params=lambda w: {"organisation_id": w.org["wang"], "invitation_id": w.invitation["stranger"]},
        other=lambda w: {"organisation_id": w.org["lin"], "invitation_id": w.invitation["stranger"]},
        missing={"organisation_id": 999_999, "invitation_id": 999_999},
    ),
    Expect(
        "organisations.answer_request", LIN, ok=303, method="POST", params=mei, denied=404,
        other=mei_elsewhere, missing=NO_MEMBER, data=yes,
    ),
    # Mei does not act for it yet, and lin is its only manager.
    Expect(
        "organisations.set_manager", LIN, ok=409, method="POST", params=mei, denied=404,
        other=mei_elsewhere, missing=NO_MEMBER, data=yes,
    ),
    Expect(
        "organisations.remove_member", LIN, ok=403, method="POST", params=self_of_lin, denied=404,
        other=mei_elsewhere, missing=NO_MEMBER,
    ),
    Expect(
        "organisations.leave", LIN, ok=409, method="POST", params=of("lin"), denied=404, other=of("qian"),
        missing=MISSING,
    ),
    Expect(
        "organisations.answer_invitation", LIN, ok=303, method="POST", denied=404, data=yes,
        params=lambda w: {"invitation_id": w.invitation["lin"]},
        other=lambda w: {"invitation_id": w.invitation["stranger"]}, missing={"invitation_id": 999_999},
    ),
    Expect("organisations.invitation", EVERYBODY, params=link, missing={"token": "forged"}),
    Expect(
        "organisations.invitation", SIGNED_IN - {"wang"}, ok=303, method="POST", params=link,
        denied_for={"wang": 409}, missing={"token": "forged"},
    ),
    Expect("organiser.providers", ORGANISERS),
    Expect("organiser.provider", ORGANISERS, params=of("wu"), other=of("lin"), missing=MISSING),
    Expect(
        "organiser.vet_provider", ORGANISERS, ok=303, method="POST", params=of("wu"), other=of("lin"),
        missing=MISSING, data=lambda w: {"decision": "granted", "evidence": "执照", "seen": "0"},
    ),
    Expect(
        "organiser.qualify_provider", ORGANISERS, ok=303, method="POST", params=of("wang"), other=of("lin"),
        missing=MISSING, data=lambda w: {"qualified_on": "2026-05-01", "qualification_evidence": "资产证明"},
    ),
    Expect(
        "organiser.unqualify_provider", ORGANISERS, ok=303, method="POST", params=of("wang"), other=of("lin"),
        missing=MISSING,
    ),
]  # fmt: skip
