"""Risk-compensation pools: the officer's alone."""

from tests.web.expectations import Expect

SUN = frozenset({"sun"})

EXPECTATIONS = [
    Expect("officer.pool", SUN),
    Expect(
        "officer.pool",
        SUN,
        ok=303,
        method="POST",
        query=lambda w: {"pool": str(w.pool["city"])},
        data=lambda w: {
            "act": "terms",
            "product_id": str(w.pool["product"]),
            "since": "2026-01-01",
            "pool_share": "70",
            "bank_share": "30",
            "source": "补充协议",
        },
    ),
]
