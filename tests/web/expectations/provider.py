"""A provider's own page: its members, vetted or not."""

from tests.web.expectations import Expect

PROVIDERS = frozenset({"wang", "wu", "chen", "guo"})
BANK = frozenset({"chen"})
PROFILE = {
    "lang": "zh",
    "thesis": "只看能在县城落地的活鲜保运。",
    "instruments": ["equity"],
    "amount_min": "10万",
}

EXPECTATIONS = [
    Expect("provider.profile", PROVIDERS),
    Expect("provider.profile", PROVIDERS, ok=303, method="POST", data=lambda w: PROFILE),
    Expect(
        "provider.product_add",
        PROVIDERS,
        ok=303,
        method="POST",
        data=lambda w: {"kind": "loan", "name": "蟹农贷", "product_lang": "zh"},
    ),
    Expect(
        "provider.product_retire",
        BANK,
        ok=303,
        method="POST",
        params=lambda w: {"product_id": w.product["chen"]},
        denied_for=dict.fromkeys(PROVIDERS - BANK, 404),
        other=lambda w: {"product_id": w.product["guo"]},
        missing={"product_id": 999_999},
    ),
    Expect("provider.deal_add", PROVIDERS, ok=303, method="POST", data=lambda w: {"company": "某保鲜公司"}),
    Expect(
        "provider.deal_remove",
        BANK,
        ok=303,
        method="POST",
        params=lambda w: {"deal_id": w.deal["chen"]},
        denied_for=dict.fromkeys(PROVIDERS - BANK, 404),
        other=lambda w: {"deal_id": w.deal["guo"]},
        missing={"deal_id": 999_999},
    ),
]
