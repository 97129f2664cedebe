"""Files in."""

from __future__ import annotations

from tests.web.api.cases import Case

CASES = [
    Case(
        "imports.list",
        "zhao",
        holds=lambda w, a: [f["id"] for f in a["files"]] == [w.brought["zhao"]],
        also=("lin",),
    ),
    Case(
        "imports.bring",
        "zhao",
        path=lambda _: {"kind": "participants"},
        query=lambda w: {"event_id": w.event["salon"]},
        file=("people.csv", "姓名,邮箱\n新一,one@example.test\n".encode()),
        wrong={"zhou": 404, "lin": 403},
    ),
    Case(
        "imports.show",
        "zhao",
        path=lambda w: {"import_id": w.brought["zhao"]},
        wrong={"zhou": 404, "lin": 404},
        holds=lambda _, a: (a["may_be_taken"], a["n_new"], a["problems"]) == (True, 1, []),
    ),
    Case(
        "imports.map",
        "zhao",
        path=lambda w: {"import_id": w.brought["zhao"]},
        body=lambda _: {"columns": ["name", "email"]},
        wrong={"lin": 404},
    ),
    Case(
        "imports.take",
        "zhao",
        path=lambda w: {"import_id": w.brought["zhao"]},
        wrong={"zhou": 404, "lin": 404},
        holds=lambda _, a: (a["status"], a["n_new"]) == ("done", 1),
    ),
    Case("imports.drop", "zhao", path=lambda w: {"import_id": w.brought["zhao"]}, wrong={"lin": 404}),
]
