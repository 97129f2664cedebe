"""First visits: a deck that becomes a pitch, and a text that becomes a profile."""

from __future__ import annotations

from tests.web.expectations import Expect
from tests.web.expectations.founder import DRAFT, FOUNDERS

PROVIDERS = frozenset({"wang", "wu", "chen", "guo"})

EXPECTATIONS = [
    Expect(
        "welcome.seen",
        FOUNDERS,
        method="POST",
        ok=303,
        data=lambda w: {"role": "founder"},
        is_page=False,
    ),
    Expect("founder.deck_read", FOUNDERS, method="POST", ok=422, is_page=False),
    Expect(
        "founder.from_deck",
        frozenset({"lin"}),
        params=lambda w: {"reading_id": w.deck["lin_reading"]},
        denied_for={"qian": 404},
        other=lambda w: {"reading_id": w.deck["qian_reading"]},
        missing={"reading_id": 999_999},
    ),
    Expect(
        "founder.from_deck",
        frozenset({"lin"}),
        method="POST",
        ok=303,
        params=lambda w: {"reading_id": w.deck["lin_reading"]},
        data=lambda w: {**DRAFT, "company_id": str(w.org["lin"])},
        denied_for={"qian": 404},
        other=lambda w: {"reading_id": w.deck["qian_reading"]},
        missing={"reading_id": 999_999},
        is_page=False,
    ),
    Expect("provider.start", PROVIDERS),
    Expect(
        "provider.start",
        PROVIDERS,
        method="POST",
        data=lambda w: {"act": "propose", "thesis": "种子轮的冷链项目,单笔50万到300万元,不投游戏。"},
        is_page=False,
    ),
]
