"""Matching for both sides."""

from __future__ import annotations

from tests.web.api.cases import Case

CASES = [
    Case("matches.list", "wang", wrong={"lin": 403, "wu": 403}, also=("chen", "guo")),
    Case(
        "matches.show",
        "wang",
        path=lambda w: {"pitch_id": w.pitch["lin"]},
        wrong={"wu": 403, "lin": 403},
        holds=lambda w, a: a["pitch"]["terms"] is not None,
        also=("chen",),
    ),
    Case(
        "matches.choose",
        "wang",
        path=lambda w: {"pitch_id": w.pitch["lin"]},
        body=lambda w: {"choice": "later"},
        wrong={"wu": 403, "lin": 403},
    ),
    Case(
        "introductions.list",
        "chen",
        wrong={"sun": 403},
        holds=lambda w, a: w.introduction["chen_lin"] in [i["id"] for i in a["items"]],
        also=("lin",),
    ),
    Case(
        "introductions.answer",
        "lin",
        path=lambda w: {"introduction_id": w.introduction["wang_lin"]},
        body=lambda w: {"accept": True},
        wrong={"qian": 404, "wang": 403},
    ),
    Case(
        "matches.who_fits",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin"]},
        wrong={"qian": 404, "wang": 403},
    ),
    Case("matches.openings", "wang", wrong={"lin": 403, "wu": 403}),
    Case(
        "matches.founder_openings",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin"]},
        wrong={"qian": 404, "wang": 403},
    ),
]
