"""Review of pitches, vetting of providers, fair chances."""

from __future__ import annotations

from tests.web.api.cases import Case

NOT_ORGANISER = {"lin": 403, "sun": 403}


def submitted(w):
    return {"pitch_id": w.pitch["lin_submitted"]}


def of(key):
    return lambda w: {"organisation_id": w.org[key]}


CASES = [
    Case(
        "review.queue",
        "zhao",
        also=("zhou",),
        wrong=NOT_ORGANISER,
        holds=lambda w, a: w.pitch["lin_submitted"] in [p["id"] for p in a["waiting"]],
    ),
    Case(
        "review.show",
        "zhao",
        path=submitted,
        wrong=NOT_ORGANISER,
        holds=lambda w, a: a["waits"] and a["head"]["id"] == w.pitch["lin_submitted"],
    ),
    Case(
        "review.decide",
        "zhao",
        path=submitted,
        body=lambda w: {"decision": "approve", "version": 1},
        wrong=NOT_ORGANISER,
    ),
    Case(
        "review.showcase",
        "zhao",
        path=lambda w: {"pitch_id": w.pitch["lin"]},
        body=lambda w: {"on": True},
        wrong=NOT_ORGANISER,
    ),
    Case(
        "vetting.list",
        "zhao",
        query=lambda w: {"q": ""},
        wrong=NOT_ORGANISER,
        holds=lambda w, a: w.org["wu"] in [p["id"] for p in a["providers"]],
    ),
    Case("vetting.show", "zhao", path=of("wu"), wrong=NOT_ORGANISER),
    Case(
        "vetting.decide",
        "zhao",
        path=of("wu"),
        body=lambda w: {"decision": "granted", "evidence": "执照", "seen": 0},
        wrong=NOT_ORGANISER,
    ),
    Case(
        "vetting.qualify",
        "zhao",
        path=of("wang"),
        body=lambda w: {"qualified_on": "2026-05-01", "evidence": "资产证明"},
        wrong=NOT_ORGANISER,
    ),
    Case("vetting.unqualify", "zhao", path=of("wang"), wrong=NOT_ORGANISER),
    Case("fairness.show", "zhao", also=("sun", "gao"), wrong={"lin": 403}),
    Case(
        "fairness.set_rules",
        "zhao",
        also=("gao",),
        body=lambda w: {"enabled": True, "reach": 2, "line": 8, "most": 1},
        wrong=NOT_ORGANISER,
    ),
    Case("fairness.plan", "gao", also=("zhao",), wrong=NOT_ORGANISER),
]
