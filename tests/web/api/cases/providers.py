"""A provider's own words."""

from __future__ import annotations

from tests.web.api.cases import Case

CASES = [
    Case(
        "provider.profile",
        "wang",
        wrong={"lin": 403},
        holds=lambda w, a: a["organisation_id"] == w.org["wang"] and a["profile"]["amount_min"]["minor"] > 0,
        also=("wu", "chen"),
    ),
    Case(
        "provider.save_profile",
        "wang",
        body=lambda w: {
            "lang": "zh",
            "thesis": "只看能在县城落地的活鲜保运。",
            "instruments": ["equity"],
            "stages": ["seed"],
            "sectors": ["agri"],
            "amount_min": {"minor": 10_000_000},
        },
        wrong={"lin": 403},
    ),
    Case(
        "provider.add_product",
        "chen",
        body=lambda w: {"kind": "loan", "name": "蟹农贷", "lang": "zh", "amount_max": {"minor": 50_000_000}},
        wrong={"lin": 403},
    ),
    Case(
        "provider.retire_product",
        "chen",
        path=lambda w: {"product_id": w.product["chen"]},
        wrong={"guo": 404, "lin": 403},
    ),
    Case(
        "provider.add_past_deal",
        "wang",
        body=lambda w: {"company": "某保鲜公司", "instrument": "equity", "dealt_on": "2025-03-01"},
        wrong={"lin": 403},
    ),
    Case(
        "provider.remove_past_deal",
        "chen",
        path=lambda w: {"deal_id": w.deal["chen"]},
        wrong={"guo": 404, "lin": 403},
    ),
    Case("provider.taste", "wang", wrong={"lin": 403, "wu": 403}),
    Case("provider.reset_taste", "wang", wrong={"lin": 403, "wu": 403}),
]
