"""Plans of an event, wishes that they do not meet, and the outbox."""

from __future__ import annotations

from tests.web.api.cases import Case

NOT_THEIRS = {"zhou": 404, "lin": 403}


def zhaos(w):
    return {"event_id": w.event["zhao"]}


def plan(w):
    return {"event_id": w.event["zhao"], "plan_id": w.plan["zhao_draft"]}


def held(w):
    return {"event_id": w.event["zhao"], "mail_id": w.mail["held"]}


CASES = [
    Case("plans.request", "zhao", path=zhaos, body=lambda w: {"seconds": 10}, wrong=NOT_THEIRS),
    Case(
        "plans.show",
        "zhao",
        path=plan,
        wrong=NOT_THEIRS,
        holds=lambda w, a: a["plan"]["id"] == w.plan["zhao_draft"],
    ),
    Case(
        "plans.stop",
        "zhao",
        path=plan,
        before=lambda conn, w: conn.execute(
            "update plan set status = 'solving', solved_at = null where id = $1", w.plan["zhao_draft"]
        ),
    ),
    Case(
        "plans.change",
        "zhao",
        path=plan,
        body=lambda w: {"act": "lock", "revision": 0, "participant_id": w.participant["zhao_founder"]},
        wrong=NOT_THEIRS,
    ),
    Case("plans.release", "zhao", path=plan, body=lambda w: {"revision": 0}, wrong=NOT_THEIRS),
    Case("plans.changes", "zhao", path=plan, wrong=NOT_THEIRS),
    Case("plans.copy", "zhao", path=plan, wrong=NOT_THEIRS),
    Case("plans.wishes", "zhao", path=plan, wrong=NOT_THEIRS),
    Case("participation.unmet", "lin", path=zhaos, also=("wang",), wrong={"qian": 404}),
    Case(
        "events.outbox",
        "zhao",
        path=zhaos,
        wrong=NOT_THEIRS,
        holds=lambda w, a: w.mail["held"] in [m["id"] for m in a["mails"]],
    ),
    Case("events.send_outbox", "zhao", path=zhaos, wrong=NOT_THEIRS, holds=lambda w, a: a["n"] >= 1),
    Case("events.remove_mail", "zhao", path=held, wrong=NOT_THEIRS),
    Case(
        "events.word_mail",
        "zhao",
        path=held,
        body=lambda w: {"subject": "您的路演", "body": "请提前十分钟到场。"},
        wrong=NOT_THEIRS,
    ),
    Case(
        "events.set_mail_text",
        "zhao",
        path=zhaos,
        body=lambda w: {"language": "zh", "opening": "请看新的安排。"},
        wrong=NOT_THEIRS,
    ),
]
