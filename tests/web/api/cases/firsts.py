"""Firsts of a company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.web.api.cases import Case
from tests.world import World


def lin(w: World) -> Mapping[str, Any]:
    return {"company_id": w.org["lin"]}


CASES = [
    Case(
        "firsts.company",
        "lin",
        path=lin,
        wrong={"qian": 404, "wang": 404},
        holds=lambda w, a: a["company"]["id"] == w.org["lin"] and a["may_state"],
        also=("zhao", "sun"),
    ),
    Case(
        "firsts.state",
        "lin",
        path=lin,
        body=lambda w: {
            "form": "elsewhere",
            "kind": "purchase",
            "happened_on": "2024-04-01",
            "provider_name": "外地买家",
        },
        file=("letter.pdf", b"%PDF-1.4 a letter"),
        wrong={"qian": 404},
    ),
    Case(
        "firsts.withdraw",
        "lin",
        path=lin,
        body=lambda w: {"statement": "elsewhere", "statement_id": w.elsewhere["lin"], "because": "写错了"},
        wrong={"qian": 404},
    ),
    Case(
        "firsts.evidence",
        "lin",
        path=lambda w: {"evidence_id": w.evidence["elsewhere_lin"]},
        wrong={"qian": 404},
    ),
    Case(
        "firsts.certificate",
        "lin",
        path=lambda w: {"certificate_id": w.certificate["chen_lin"]},
        wrong={"qian": 404},
        also=("chen", "sun"),
    ),
]
