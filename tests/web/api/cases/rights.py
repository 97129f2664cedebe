"""A person's rights: their own data, corrections, and who sees a pitch."""

from __future__ import annotations

from typing import Any

from tests.web.api.cases import Case
from tests.world import NOW, World, insert


async def seen_by_wang(conn: Any, w: World) -> None:
    await insert(
        conn, "pitch_view", pitch_id=w.pitch["lin"], organisation_id=w.org["wang"],
        person_id=w.person["wang"], what="page", seen_at=NOW,
    )  # fmt: skip


WORDS = {"mail": "cancelled", "locale": "zh", "version": 0, "subject": "{event}取消", "body": "{reason}"}
WHICH = {"mail": "cancelled", "locale": "zh"}
CASES = [
    Case(
        "rights.show",
        "lin",
        also=("he", "sun"),
        holds=lambda w, a: (
            [c["id"] for c in a["corrections"]] == [w.correction["lin"]] and a["consents"] != []
        ),
    ),
    Case("rights.download", "lin", also=("wang", "gao")),
    Case("rights.list_order", "wang", body=lambda w: {"order": "date"}, also=("lin",)),
    Case(
        "rights.ask_correction",
        "lin",
        body=lambda w: {"kind": "record", "wanted": "记录 1 的日期应为 5 月 16 日"},
        also=("zhao",),
    ),
    Case(
        "rights.withdraw_correction",
        "lin",
        path=lambda w: {"correction_id": w.correction["lin"]},
        wrong={"qian": 404, "gao": 404},
    ),
    Case(
        "corrections.list",
        "gao",
        wrong={"lin": 403, "zhao": 403},
        holds=lambda w, a: [c["asked"]["id"] for c in a] == [w.correction["lin"]],
    ),
    Case(
        "corrections.answer",
        "gao",
        path=lambda w: {"correction_id": w.correction["lin"]},
        body=lambda w: {"outcome": "noted", "answer": "另一方的陈述保持不变。"},
        wrong={"lin": 403, "zhao": 403},
    ),
    Case(
        "pitches.recipients",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin"]},
        wrong={"qian": 404, "wang": 403},
        holds=lambda w, a: w.org["wang"] in {r["organisation_id"] for r in a["recipients"]},
    ),
    Case(
        "pitches.choose_recipients",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin"]},
        body=lambda w: {"audience": "all_but", "named": [w.org["wang"]]},
        wrong={"qian": 404, "wang": 403},
    ),
    Case(
        "pitches.readers",
        "lin",
        path=lambda w: {"pitch_id": w.pitch["lin"]},
        wrong={"qian": 404, "wang": 403},
        before=seen_by_wang,
        holds=lambda w, a: w.org["wang"] in {s["organisation_id"] for s in a},
    ),
    Case(
        "wordings.of_event",
        "zhao",
        path=lambda w: {"event_id": w.event["zhao"]},
        query=lambda w: WHICH,
        wrong={"zhou": 404, "lin": 403},
        holds=lambda w, a: "event" in a["placeholders"],
    ),
    Case(
        "wordings.save_for_event",
        "zhao",
        path=lambda w: {"event_id": w.event["zhao"]},
        body=lambda w: WORDS,
        wrong={"zhou": 404, "lin": 403},
    ),
    Case("wordings.of_site", "gao", query=lambda w: WHICH, wrong={"zhao": 403, "lin": 403}),
    Case("wordings.save_for_site", "gao", body=lambda w: WORDS, wrong={"zhao": 403, "lin": 403}),
]
