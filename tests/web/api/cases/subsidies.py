"""Rules that pay, what they give, facts and claims."""

from __future__ import annotations

from tests.web.api.cases import Case
from tests.world_claims import BONUS, THANKS
from tests.world_rules import LOAN

DRAFT = {"code": "zhen-ke-tong"}


def case(w):
    return {"record_id": w.record["chen_lin"], "code": BONUS}


def claim(w):
    return {"claim_id": w.claim["lin"]}


CASES = [
    Case("rules.list", "lin", also=("he", "sun"), holds=lambda w, a: BONUS in {r["code"] for r in a}),
    Case(
        "rules.show",
        "he",
        path=lambda w: {"code": "angel-reward"},
        holds=lambda w, a: a["rule"]["code"] == "angel-reward" and len(a["versions"]) >= 1,
    ),
    Case(
        "subsidies.list",
        "lin",
        also=("wang", "sun"),
        wrong={"zhao": 403},
        holds=lambda w, a: all(c["applicant_id"] == w.org["lin"] for c in a["cases"]) and a["cases"] != [],
    ),
    Case(
        "subsidies.show",
        "lin",
        path=case,
        also=("sun",),
        wrong={"qian": 404, "wang": 404, "chen": 404},
        holds=lambda w, a: a["case"]["rule_code"] == BONUS and a["conditions"] != [],
    ),
    Case(
        "claims.submit",
        "lin",
        path=lambda w: {"record_id": w.record["chen_lin"], "code": THANKS},
        body=lambda w: {"expected": {"minor": 5_000_000}, "note": "请查收"},
        wrong={"qian": 404, "sun": 403},
    ),
    Case("claims.list", "sun", wrong={"lin": 403}, holds=lambda w, a: len(a["claims"]) == len(w.claim)),
    Case(
        "claims.show",
        "lin",
        path=claim,
        also=("sun",),
        wrong={"qian": 404, "wang": 404},
        holds=lambda w, a: a["claim"]["id"] == w.claim["lin"],
    ),
    Case(
        "claims.step",
        "sun",
        path=claim,
        body=lambda w: {"step": "under_review"},
        wrong={"lin": 409, "qian": 404},
    ),
    Case("facts.list", "lin", also=("wang",), wrong={"sun": 403}),
    Case(
        "facts.declare",
        "lin",
        body=lambda w: {"values": {"staff": "12"}, "as_of": "2026-05-01", "source": "年报"},
        wrong={"wang": 422, "sun": 403},
        holds=lambda w, a: a == {"n_new": 1},
    ),
    Case(
        "facts.file",
        "lin",
        path=lambda w: {"fact_id": w.fact["lin"]},
        also=("sun",),
        wrong={"qian": 404, "wang": 404},
    ),
    Case("rules.adopted", "gao", wrong={"sun": 403}),
    Case(
        "rules.adopt",
        "gao",
        path=lambda w: {"code": "angel-tax"},
        body=lambda w: {"adopted": True, "note": "适用于本市"},
        wrong={"sun": 403},
    ),
    Case(
        "rules.begin",
        "gao",
        body=lambda w: {
            "code": "talent-loan",
            "title_zh": "人才贷",
            "title_en": "Talent loan",
            "subject": "loan",
            "beneficiary": "company",
        },
        wrong={"sun": 403},
    ),
    Case(
        "rules.draft",
        "gao",
        path=lambda w: DRAFT,
        wrong={"sun": 403},
        holds=lambda w, a: a["revision"] == 1 and a["content"]["version"],
    ),
    Case(
        "rules.save_draft",
        "gao",
        path=lambda w: DRAFT,
        body=lambda w: {"content": LOAN, "note": "按新文件", "revision": 1},
        wrong={"sun": 403},
    ),
    Case("rules.publish", "gao", path=lambda w: DRAFT, body=lambda w: {"revision": 1}, wrong={"sun": 403}),
    Case("rules.discard", "gao", path=lambda w: DRAFT, body=lambda w: {"revision": 1}, wrong={"sun": 403}),
]
