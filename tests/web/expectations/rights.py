"""A person's rights: recipients and readers of a pitch, and what everybody may do about their own data."""

from __future__ import annotations

from tests.web.expectations import SIGNED_IN, Expect
from tests.web.expectations.founder import NO_PITCH


def _of_pitch(route: str, *, method: str = "GET", ok: int = 200, data=None) -> Expect:
    return Expect(
        route,
        frozenset({"lin"}),
        ok=ok,
        method=method,
        params=lambda w: {"pitch_id": w.pitch["lin"]},
        data=data,
        denied_for={"qian": 404},
        other=lambda w: {"pitch_id": w.pitch["qian"]},
        missing=NO_PITCH,
        is_page=method == "GET",
    )


EXPECTATIONS = [
    _of_pitch("founder.recipients"),
    _of_pitch(
        "founder.recipients", method="POST", ok=303,
        data=lambda w: {"audience": "all_but", "named": [str(w.org["wang"])]},
    ),
    _of_pitch("founder.readers"),
    Expect(
        "account.list_order", SIGNED_IN, ok=303, method="POST",
        data=lambda w: {"order": "date", "back": "/account"},
    ),
    Expect("account.rights", SIGNED_IN),
    Expect("account.download", SIGNED_IN, method="POST"),
    Expect("account.consents", SIGNED_IN),
    Expect("account.corrections", SIGNED_IN),
    Expect(
        "account.corrections", SIGNED_IN, ok=303, method="POST",
        data=lambda w: {"kind": "record", "wanted": "记录 1 的日期应为 5 月 16 日"},
    ),
    Expect(
        "account.correction_withdraw", frozenset({"lin"}), ok=303, method="POST",
        params=lambda w: {"correction_id": w.correction["lin"]}, denied=404,
        missing={"correction_id": 999_999},
    ),
    Expect("account.leave", SIGNED_IN),
    Expect(
        "account.leave", SIGNED_IN, ok=422, method="POST",
        data=lambda w: {"password": "not this phrase", "when": "now", "understood": "1"},
    ),
    # Nobody has asked to leave but 何.
    Expect("account.stay", frozenset({"he"}), ok=303, method="POST", denied=404),
    Expect("admin.corrections", frozenset({"gao"})),
    Expect(
        "admin.correction", frozenset({"gao"}), ok=303, method="POST",
        params=lambda w: {"correction_id": w.correction["lin"]},
        data=lambda w: {"outcome": "noted", "answer": "另一方的陈述保持不变。"},
        missing={"correction_id": 999_999},
    ),
]  # fmt: skip
