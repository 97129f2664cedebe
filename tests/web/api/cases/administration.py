"""Administration, and what lists have learned."""

from __future__ import annotations

from matcher.ranking import WeightedRanker
from tests.web.api.cases import Case
from tests.web.learned import stored

GAO_ALONE = {"sun": 403, "lin": 403}
LEARNED = WeightedRanker(provider_weights={"place.stated": 2.0}, name="weights-1", deviations={})


def person(key):
    return lambda w: {"person_id": w.person[key]}


CASES = [
    Case(
        "people.list",
        "gao",
        query=lambda w: {"q": "lin"},
        wrong=GAO_ALONE,
        holds=lambda w, a: w.person["lin"] in [p["id"] for p in a["people"]],
    ),
    Case("people.show", "gao", path=person("lin"), wrong=GAO_ALONE),
    Case("people.grant_role", "gao", path=person("lin"), body=lambda w: {"role": "officer"}, wrong=GAO_ALONE),
    Case(
        "people.revoke_role", "gao", path=person("sun"), body=lambda w: {"role": "officer"}, wrong=GAO_ALONE
    ),
    Case("people.close", "gao", path=person("wu"), wrong=GAO_ALONE),
    Case("people.forget", "gao", path=person("wu"), wrong=GAO_ALONE),
    Case("bodies.list", "gao", wrong=GAO_ALONE, holds=lambda w, a: a["total"] >= len(a["organisations"]) > 5),
    Case(
        "bodies.create",
        "gao",
        body=lambda w: {"kind": "space", "name": "西津渡众创", "manager_email": "xijin@example.test"},
        wrong=GAO_ALONE,
    ),
    Case(
        "bodies.appoint",
        "gao",
        path=lambda w: {"organisation_id": w.org["xu"]},
        body=lambda w: {"email": "new@example.test"},
        wrong=GAO_ALONE,
    ),
    Case(
        "outbox.list",
        "gao",
        query=lambda w: {"status": "failed"},
        wrong=GAO_ALONE,
        holds=lambda w, a: [m["status"] for m in a["mails"]] == ["failed"] * a["counts"]["failed"],
    ),
    Case("outbox.show", "gao", path=lambda w: {"mail_id": w.mail["lin"]}, wrong=GAO_ALONE),
    Case("outbox.retry", "gao", path=lambda w: {"mail_id": w.mail["failed"]}, wrong=GAO_ALONE),
    Case("text_models.show", "gao", wrong=GAO_ALONE),
    Case(
        "learning.show",
        "zhao",
        also=("gao",),
        wrong={"sun": 403},
        holds=lambda w, a: a["version"] == "weighted-1",
    ),
    Case("learning.train", "gao", wrong=GAO_ALONE),
    Case(
        "learning.use",
        "zhao",
        also=("gao",),
        before=lambda conn, w: stored(conn, LEARNED),
        body=lambda w: {"version": LEARNED.name, "seen": 0},
    ),
    Case("learning.model", "lin", path=lambda w: {"version": "weighted-1"}, also=("sun",)),
]
