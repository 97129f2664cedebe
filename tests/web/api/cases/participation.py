"""Taking part: invitations, wishes, free times, plans, calendars; the organiser's words."""

from __future__ import annotations

from tests.web.api.cases import Case

NOT_THEIRS = {"zhou": 404, "lin": 403}
OTHERS = {"qian": 404, "zhao": 404}
AS_ORGANISER = {"as_organiser": "true"}


def mine(w):
    return {"participant_id": w.participant["zhao_founder"]}


def zhaos(w):
    return {"event_id": w.event["zhao"]}


def pair(w):
    return {
        "founder_id": w.participant["zhao_founder"],
        "provider_id": w.participant["zhao_provider"],
    }


def wish(w):
    return {"wishes": [{"partner_id": w.participant["zhao_provider"], "wish": "must"}]}


CASES = [
    Case(
        "participation.list",
        "lin",
        query=lambda w: {"side": "founder"},
        wrong={"wang": 403},
        holds=lambda w, a: w.participant["zhao_founder"] in [p["participant"]["participant_id"] for p in a],
    ),
    Case(
        "participation.answer",
        "lin",
        path=mine,
        body=lambda w: {"answer": "accepted", "expected": "accepted", "max_meetings": 4},
        wrong=OTHERS,
    ),
    Case("participation.plan", "lin", path=zhaos, also=("wang",), wrong={"qian": 404}),
    Case("participation.calendar", "lin", path=zhaos, wrong={"qian": 404}),
    Case(
        "participation.answer_meeting",
        "wang",
        path=lambda w: {"meeting_id": w.meeting["zhao"]},
        body=lambda w: {"answer": "accepted", "expected": "pending", "side": "provider"},
        wrong={"qian": 404},
    ),
    Case(
        "participation.answer_pitch_slot",
        "lin",
        path=lambda w: {"placed_id": w.placed["zhao"]},
        body=lambda w: {"answer": "accepted", "expected": "pending"},
        wrong={"qian": 404},
    ),
    Case(
        "participation.wishes",
        "lin",
        path=mine,
        wrong=OTHERS,
        holds=lambda w, a: w.participant["zhao_provider"] in [r["partner_id"] for r in a["rows"]],
    ),
    Case("participation.wishes", "zhao", path=mine, query=lambda w: AS_ORGANISER, wrong=NOT_THEIRS),
    Case("participation.set_wishes", "lin", path=mine, body=wish, wrong=OTHERS),
    Case("participation.availability", "lin", path=mine, wrong=OTHERS),
    Case(
        "participation.set_availability",
        "lin",
        path=mine,
        body=lambda w: {"free_slot_ids": [w.slot["zhao_meeting0"]]},
        wrong=OTHERS,
    ),
    Case(
        "participation.set_availability",
        "zhao",
        path=mine,
        query=lambda w: AS_ORGANISER,
        body=lambda w: {"free_slot_ids": [w.slot["zhao_meeting0"]], "note": "周一电话"},
        wrong=NOT_THEIRS,
    ),
    Case("participation.set_way", "lin", path=mine, body=lambda w: {"languages": ["en"]}, wrong=OTHERS),
    Case(
        "events.wishes",
        "zhao",
        path=zhaos,
        wrong=NOT_THEIRS,
        holds=lambda w, a: w.participant["zhao_founder"] in [p["participant_id"] for p in a["founders"]],
    ),
    Case(
        "events.set_wish_terms",
        "zhao",
        path=zhaos,
        body=lambda w: {"most_must": 2, "most_like": 5, "good_meetings": 1, "closes_at": "2026-06-01T18:00"},
        wrong=NOT_THEIRS,
    ),
    Case(
        "events.promise",
        "zhao",
        path=zhaos,
        body=lambda w: {**pair(w), "kind": "promised", "reason": "区里牵的线"},
        wrong=NOT_THEIRS,
    ),
    Case("events.take_back_promise", "zhao", path=zhaos, body=pair, wrong=NOT_THEIRS),
    Case("calendars.addresses", "lin", also=("wang", "zhao")),
    Case(
        "calendars.renew",
        "lin",
        body=lambda w: {},
        also=("wang",),
        holds=lambda w, a: a["address"].endswith(".ics"),
    ),
    Case("calendars.stop", "lin", body=lambda w: {}, also=("wang",)),
]
