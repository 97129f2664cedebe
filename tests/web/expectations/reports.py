"""A report is for whom it is about, and for officers; a passport also for whoever holds a link."""

from __future__ import annotations

from tests.conftest import FixedClock
from tests.web.expectations import EVERYBODY, SIGNED_IN, Expect
from tests.world import NOW
from web.services.passports import share_token
from web.settings import load

LIN, ZHAO, SUN = frozenset({"lin"}), frozenset({"zhao"}), frozenset({"sun"})


def company(w):
    return {"company_id": w.org["lin"]}


def other_company(w):
    return {"company_id": w.org["qian"]}


def event(w):
    return {"event_id": w.event["zhao"]}


def other_event(w):
    return {"event_id": w.event["zhou"]}


def link(w):
    return {"token": share_token(load({"SECRET_KEY": "k" * 40}), FixedClock(NOW), w.link["lin_passport"])}


EXPECTATIONS = [
    Expect("reports.index", SIGNED_IN - {"he", "gao"}),
    Expect(
        "reports.space",
        frozenset({"xu", "sun"}),
        params=lambda w: {"space_id": w.org["xu"]},
        other=lambda w: {"space_id": w.org["other_space"]},
        allowed_of_other=SUN,
        missing={"space_id": 999_999},
    ),
    Expect(
        "reports.event",
        ZHAO | SUN,
        params=event,
        denied_for={"zhou": 404},
        other=other_event,
        missing={"event_id": 999_999},
    ),
    Expect(
        "reports.state_host",
        ZHAO,
        ok=303,
        method="POST",
        params=event,
        denied_for={"zhou": 404},
        other=other_event,
        missing={"event_id": 999_999},
        data=lambda w: {"name": "校团委", "role": "host"},
    ),
    Expect(
        "reports.withdraw_host",
        ZHAO,
        ok=303,
        method="POST",
        denied_for={"zhou": 404},
        params=lambda w: {**event(w), "host_id": w.link["xu_host"]},
        other=lambda w: {**other_event(w), "host_id": w.link["xu_host"]},
        missing={"event_id": 999_999, "host_id": 999_999},
    ),
    Expect(
        "reports.provider",
        frozenset({"chen", "sun"}),
        params=lambda w: {"provider_id": w.org["chen"]},
        denied_for={"wang": 404, "wu": 404, "guo": 404},
        other=lambda w: {"provider_id": w.org["wang"]},
        allowed_of_other=SUN,
        missing={"provider_id": 999_999},
    ),
    Expect(
        "reports.company",
        LIN | SUN,
        params=company,
        denied_for={"qian": 404},
        other=other_company,
        allowed_of_other=SUN,
        missing={"company_id": 999_999},
    ),
    Expect(
        "passports.share",
        LIN,
        ok=303,
        method="POST",
        params=company,
        denied_for={"qian": 404},
        other=other_company,
        missing={"company_id": 999_999},
        data=lambda w: {"parts": "firsts", "days": "30"},
    ),
    Expect(
        "passports.revoke",
        LIN,
        ok=303,
        method="POST",
        denied_for={"qian": 404},
        params=lambda w: {**company(w), "share_id": w.link["lin_passport"]},
        other=lambda w: {**company(w), "share_id": w.link["qian_passport"]},
        missing={"company_id": 999_999, "share_id": 999_999},
    ),
    Expect("passports.shared", EVERYBODY, params=link, missing={"token": "forged"}),
    Expect("passports.verify", EVERYBODY),
    Expect("passports.verify", EVERYBODY, ok=422, method="POST"),
]
