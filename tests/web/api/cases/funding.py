"""Money on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.web.api.cases import Case
from tests.world import NOW, World, insert

SLIP = ("slip.pdf", b"%PDF-1.4 one more slip")
STRANGERS = {"qian": 404, "guo": 404}


def wang_lin(w: World) -> Mapping[str, Any]:
    return {"record_id": w.record["wang_lin"]}


def chen_lin(w: World) -> Mapping[str, Any]:
    return {"record_id": w.record["chen_lin"]}


def loan(w: World) -> dict[str, Any]:
    return {
        "instrument": "loan",
        "company_id": w.org["lin"],
        "provider_id": w.org["chen"],
        "amount": {"minor": 30_000_000, "currency": "CNY"},
        "value_on": "2026-05-12",
        "contract_no": "2026-017",
        "rate_kind": "lpr_1y",
        "rate_bp": 40,
        "term_months": 12,
        "security": ["none"],
        "first_drawdown": {"minor": 30_000_000},
        "production": "yes",
    }


async def expired(conn: Any, w: World) -> None:
    """Nobody answered what wang had proposed to lin in time."""
    await insert(
        conn,
        "funding_step",
        record_id=w.record["wang_lin"],
        step="expired",
        lang="zh",
        taken_at=NOW,
        comment="",
    )


CASES = [
    Case(
        "funding.list",
        "lin",
        wrong={"he": 403},
        holds=lambda w, a: w.record["wang_lin"] in [r["id"] for r in a["items"]],
        also=("sun", "zhao"),
    ),
    Case("funding.choices", "lin", wrong={"sun": 403}, also=("chen", "zhao")),
    Case("funding.propose", "chen", body=loan, wrong={"guo": 422, "sun": 403}),
    Case(
        "funding.show",
        "lin",
        path=chen_lin,
        wrong=STRANGERS,
        holds=lambda w, a: a["balance"]["repaid"] == {"minor": 0, "currency": "CNY"},
        also=("chen", "sun"),
    ),
    Case("funding.confirm", "lin", path=wang_lin, body=lambda w: {"side": "company"}, wrong=STRANGERS),
    Case(
        "funding.dispute",
        "lin",
        path=wang_lin,
        body=lambda w: {"side": "company", "comment": "金额不对"},
        wrong=STRANGERS,
    ),
    Case("funding.withdraw", "wang", path=wang_lin, wrong=STRANGERS),
    Case(
        "funding.correct",
        "chen",
        path=chen_lin,
        body=lambda w: {**loan(w), "note": "合同号写错了。"},
        wrong={"qian": 404},
    ),
    Case(
        "funding.again",
        "wang",
        path=wang_lin,
        before=expired,
        body=lambda w: {"theirs": False},
        wrong={"qian": 404},
    ),
    Case(
        "funding.attach",
        "wang",
        path=wang_lin,
        body=lambda w: {"evidence_type": "bank_slip", "page": 1},
        file=SLIP,
        wrong=STRANGERS,
    ),
    Case(
        "funding.evidence",
        "lin",
        path=lambda w: {"evidence_id": w.evidence["wang_lin"]},
        wrong=STRANGERS,
    ),
    Case(
        "funding.void",
        "lin",
        path=chen_lin,
        body=lambda w: {"side": "company", "reason": "这笔贷款没有发放"},
        file=SLIP,
        wrong={"qian": 404},
    ),
    Case(
        "funding.move",
        "chen",
        path=chen_lin,
        body=lambda w: {
            "side": "provider",
            "movement": "repayment",
            "minor": 1_000_000,
            "moved_on": "2026-05-13",
        },
        file=SLIP,
        wrong={"qian": 404},
    ),
    Case(
        "funding.answer_movement",
        "lin",
        path=lambda w: {"movement_id": w.movement["chen_lin"]},
        body=lambda w: {"answer": "confirmed"},
        wrong={"qian": 404},
        holds=lambda w, a: a == {"id": w.record["chen_lin"]},
    ),
    Case(
        "funding.drafts",
        "lin",
        holds=lambda w, a: [d["id"] for d in a] == [w.draft["lin"]],
        wrong={"sun": 403},
    ),
    Case(
        "funding.save_draft",
        "lin",
        body=lambda w: {"key": "k-9", "instrument": "loan", "fields": {"amount": "半个"}},
        wrong={"sun": 403},
    ),
    Case(
        "funding.discard_draft",
        "lin",
        path=lambda w: {"draft_id": w.draft["lin"]},
        wrong={"qian": 404, "sun": 403},
    ),
]
