"""What anybody may read."""

from __future__ import annotations

from tests.web.api.cases import Case

CASES = [
    Case("public.events", "lin", holds=lambda w, a: w.event["zhao"] in [e["id"] for e in a["items"]]),
    Case("public.event", "lin", path=lambda w: {"event_id": w.event["zhao"]}),
    Case(
        "public.projects", "lin", holds=lambda w, a: [p["pitch_id"] for p in a["items"]] == [w.pitch["lin"]]
    ),
    Case("public.project", "lin", path=lambda w: {"pitch_id": w.pitch["lin"]}),
    Case("public.results", "lin"),
    Case("public.vocabulary", "lin", holds=lambda w, a: "jingkou" in [d["code"] for d in a["district"]]),
    Case("public.first_definitions", "lin"),
    Case("public.certificate", "lin", query=lambda w: {"number": "0000-0000-0000"}),
    Case("public.keys", "lin"),
    Case("public.ledger_heads", "lin"),
    Case(
        "public.check_passport",
        "lin",
        file=("passport.json", b"{}"),
        holds=lambda w, a: a == {"holds": False, "company": None, "as_of": None, "key_id": None},
    ),
]
