"""Subsidies: each party its own, officers all; facts and claims of others do not exist."""

from __future__ import annotations

from tests.web.expectations import Expect
from tests.world_claims import BONUS

FOUNDERS = frozenset({"lin", "qian"})
PROVIDERS = frozenset({"wang", "chen", "guo"})
PARTIES = frozenset({"lin", "qian", "wang", "wu", "chen", "guo"})
LIN, SUN, GAO = frozenset({"lin"}), frozenset({"sun"}), frozenset({"gao"})


def unseen(allowed):
    """Who has to do with subsidies and may not know of this one."""
    return dict.fromkeys(PARTIES - allowed, 404)


def case(w):
    return {"record_id": w.record["chen_lin"], "code": BONUS}


def other_case(w):
    return {"record_id": w.record["chen_qian"], "code": BONUS}


def claim(w):
    return {"claim_id": w.claim["lin"]}


def other_claim(w):
    return {"claim_id": w.claim["qian"]}


EXPECTATIONS = [
    Expect("founder.subsidies", FOUNDERS),
    Expect("provider.subsidies", PROVIDERS | {"wu"}),
    Expect("officer.subsidies", SUN),
    # A provider that was not let in speaks for nobody.
    Expect("subsidies.facts", FOUNDERS | PROVIDERS),
    Expect(
        "subsidies.facts",
        FOUNDERS,
        ok=303,
        method="POST",
        data=lambda w: {"fact-staff-0": "12", "as_of": "2026-05-01", "source": "年报"},
        # They say nothing that is theirs to say.
        denied_for=dict.fromkeys(PROVIDERS, 422),
    ),
    Expect(
        "subsidies.fact_file",
        LIN | SUN,
        params=lambda w: {"fact_id": w.fact["lin"]},
        denied_for=unseen(LIN),
        other=lambda w: {"fact_id": w.fact["qian"]},
        allowed_of_other=SUN,
        missing={"fact_id": 999_999},
        is_page=False,
    ),
    Expect(
        "subsidies.case",
        LIN | SUN,
        params=case,
        denied_for=unseen(LIN),
        # The loan of qian waits for its confirmation, so that there is no case yet.
        other=other_case,
        missing={"record_id": 999_999, "code": BONUS},
    ),
    Expect(
        "subsidies.case",
        frozenset(),
        method="POST",
        params=case,
        data=lambda w: {"expected": "5000000", "key": "k1"},
        # It has been claimed already; an officer claims for nobody.
        denied_for={**unseen(LIN), "lin": 409, "sun": 403},
    ),
    Expect("officer.claims", SUN),
    Expect(
        "claims.show",
        LIN | SUN,
        params=claim,
        denied_for=unseen(LIN),
        other=other_claim,
        allowed_of_other=SUN,
        missing={"claim_id": 999_999},
    ),
    Expect(
        "claims.show",
        SUN,
        ok=303,
        method="POST",
        params=claim,
        data=lambda w: {"step": "under_review", "key": "k1"},
        # The applicant decides nothing.
        denied_for={**unseen(LIN), "lin": 409},
        missing={"claim_id": 999_999},
    ),
    Expect("admin.adopted_rules", GAO),
    Expect(
        "admin.adopted_rules",
        GAO,
        ok=303,
        method="POST",
        data=lambda w: {"code": "angel-tax", "adopted": "yes", "note": "适用于本市"},
    ),
]
