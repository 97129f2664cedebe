"""A founder's pitches."""

from __future__ import annotations

from typing import Any

from tests.web.api.cases import Case
from tests.world import World

DECK = ("deck.pdf", b"%PDF-1.4 another deck")


def draft(w: World) -> dict[str, Any]:
    return {
        "lang": "zh",
        "name": "湿膜蟹箱",
        "one_line": "活蟹保鲜，运输四十八小时不死",
        "problem": "每过一夜掉一成肉。",
        "solution": "一层会呼吸的湿膜。",
        "market": "两湖一江的蟹农。",
        "team": "三名食品系学生。",
        "main_category": "youth",
        "categories": ["youth", "farmer"],
        "sector": "agri.cold-chain",
        "stage": "seed",
        "district": "jingkou",
        "space_id": w.org["xu"],
        "seeks": [
            {
                "instrument": "equity",
                "amount_min": {"minor": 50_000_000},
                "amount_max": {"minor": 90_000_000},
            },
            {"instrument": "loan", "amount_max": {"minor": 30_000_000}},
        ],
    }


CASES = [
    Case(
        "pitches.list",
        "lin",
        wrong={"wang": 403, "sun": 403},
        holds=lambda w, a: w.pitch["lin"] in [p["id"] for p in a["items"]],
    ),
    Case("pitches.choices", "lin", wrong={"wang": 403}),
    Case(
        "pitches.create",
        "lin",
        body=lambda w: {**draft(w), "company_id": w.org["lin"]},
        wrong={"wang": 403, "qian": 422},
    ),
    Case(
        "pitches.show",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin"]},
        wrong={"qian": 404, "wang": 403},
        holds=lambda w, a: a["head"]["id"] == w.pitch["lin"],
    ),
    Case(
        "pitches.save",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin_draft"]},
        body=draft,
        wrong={"qian": 404},
    ),
    Case(
        "pitches.submit",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin_draft"]},
        body=lambda w: {"consent": True, "showcase": True},
        wrong={"qian": 404},
    ),
    Case(
        "pitches.withdraw", "lin", path=lambda w: {"pitch_id": w.pitch["lin_submitted"]}, wrong={"qian": 404}
    ),
    Case(
        "pitches.version",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin"], "version_id": 1},
        wrong={"qian": 404},
    ),
    Case(
        "pitches.give_consent",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin_submitted"]},
        body=lambda w: {"purpose": "showcase"},
        wrong={"qian": 404},
    ),
    Case(
        "pitches.revoke_consent",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin"]},
        body=lambda w: {"purpose": "showcase"},
        wrong={"qian": 404},
    ),
    Case(
        "pitches.attach_deck",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin_draft"]},
        file=DECK,
        wrong={"qian": 404},
    ),
    Case("pitches.remove_deck", "lin", path=lambda w: {"pitch_id": w.pitch["lin"]}, wrong={"qian": 404}),
    Case(
        "pitches.deck", "lin", path=lambda w: {"deck_id": w.deck["lin"]}, wrong={"qian": 404}, also=("wang",)
    ),
]
