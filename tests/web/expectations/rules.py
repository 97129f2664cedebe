"""Rules that pay: everybody signed in reads them; the desk is the administrator's alone."""

from tests.web.expectations import SIGNED_IN, Expect

GAO = frozenset({"gao"})
NO_SUCH = {"code": "no-such-rule"}


def draft(_):
    return {"code": "zhen-ke-tong"}


EXPECTATIONS = [
    Expect("rules.list", SIGNED_IN),
    Expect("rules.show", SIGNED_IN, params=lambda w: {"code": "angel-reward"}, missing=NO_SUCH),
    Expect("admin.rules", GAO),
    Expect(
        "admin.rules", GAO, ok=303, method="POST",
        data=lambda w: {
            "code": "talent-loan", "title_zh": "人才贷", "title_en": "Talent loan",
            "subject": "loan", "beneficiary": "company",
        },
    ),
    Expect("admin.rule", GAO, params=draft, missing=NO_SUCH),
    Expect(
        "admin.rule", GAO, ok=303, method="POST", params=draft, missing=NO_SUCH,
        data=lambda w: {"act": "publish", "revision": "1"},
    ),
]  # fmt: skip
