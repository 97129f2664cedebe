"""Deals between introduction and money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.web.api.cases import Case
from tests.world import World


def wang_lin(w: World) -> Mapping[str, Any]:
    return {"deal_id": w.talk["wang_lin"]}


STRANGERS = {"qian": 404, "chen": 404, "sun": 403}

CASES = [
    Case(
        "deals.list",
        "wang",
        wrong={"lin": 403},
        holds=lambda w, a: [d["id"] for d in a["items"]] == [w.talk["wang_lin"]],
    ),
    Case("deals.start", "wang", body=lambda w: {"pitch_id": w.pitch["lin"]}, wrong={"guo": 404, "lin": 403}),
    Case(
        "deals.of_pitch",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin"]},
        wrong={"qian": 404, "wang": 403},
    ),
    Case(
        "deals.show",
        "wang",
        path=wang_lin,
        wrong=STRANGERS,
        holds=lambda w, a: a["memo"]["minutes"] == 90 and a["deal"]["amount_min"]["minor"] == 50_000_000,
    ),
    Case("deals.show", "lin", path=wang_lin, holds=lambda w, a: a["memo"] is None),
    Case(
        "deals.step",
        "wang",
        path=wang_lin,
        body=lambda w: {"step": "still_looking", "until_on": "2026-06-01"},
        wrong=STRANGERS,
        also=("lin",),
    ),
    Case("deals.lead", "wang", path=wang_lin, body=lambda w: {"word": "ask"}, wrong=STRANGERS),
    Case(
        "deals.add_item",
        "lin",
        path=wang_lin,
        body=lambda w: {"title": "上年度报表", "side": "founder", "due_on": "2026-06-01"},
        wrong=STRANGERS,
    ),
    Case(
        "deals.change_item",
        "lin",
        path=lambda w: {**wang_lin(w), "item_id": w.item["wang_lin"]},
        body=lambda w: {"state": "done", "revision": 0},
        wrong=STRANGERS,
    ),
    Case(
        "deals.memo",
        "wang",
        path=wang_lin,
        body=lambda w: {"body": "再看一次", "revision": 1},
        wrong={"lin": 403, "chen": 404},
    ),
    Case(
        "deals.hours",
        "wang",
        path=wang_lin,
        body=lambda w: {"minutes": 30, "spent_on": "2026-05-14"},
        wrong={"lin": 403, "chen": 404},
    ),
    Case(
        "deals.of_event",
        "zhao",
        path=lambda w: {"event_id": w.event["zhao"]},
        wrong={"zhou": 404, "lin": 403},
    ),
]
