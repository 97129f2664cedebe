"""Finding by words, and saved searches."""

from __future__ import annotations

from tests.web.api.cases import Case

CASES = [
    Case("search.find", "wang", query=lambda w: {"q": "lin 项目", "kind": "pitch"}, also=("lin", "zhao")),
    Case(
        "search.compare",
        "wang",
        query=lambda w: {"pitch_id": [w.pitch["lin"], w.pitch["qian"]]},
        wrong={"wu": 404},
        holds=lambda w, a: {p["pitch"]["pitch_id"] for p in a} == {w.pitch["lin"], w.pitch["qian"]},
    ),
    Case(
        "searches.list", "lin", holds=lambda w, a: [s["id"] for s in a["searches"]] == [w.link["lin_search"]]
    ),
    Case(
        "searches.keep",
        "lin",
        body=lambda w: {"name": "果园", "page": "search", "query": "q=orchard"},
    ),
    Case(
        "searches.change",
        "lin",
        path=lambda w: {"search_id": w.link["lin_search"]},
        body=lambda w: {"act": "quiet"},
        wrong={"qian": 404},
    ),
]
