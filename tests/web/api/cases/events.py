"""Events from the organiser's end, and registration."""

from __future__ import annotations

from tests.web.api.cases import Case

FACTS = {
    "kind": "roadshow",
    "title_zh": "秋季路演",
    "day": "2026-06-05",
    "starts": "08:30",
    "ends": "18:00",
    "attendance": "on_site",
    "place": "会议中心",
    "languages": ["zh"],
    "n_tables": 4,
    "rooms": ["A", "B"],
}
CALL_OFF = {
    "act": "cancel",
    "reason_zh": "台风",
    "reason_en": "A typhoon",
    "seen_starts_at": "2026-06-05T01:00:00Z",
}
NOT_THEIRS = {"zhou": 404, "lin": 403}


def zhaos(w):
    return {"event_id": w.event["zhao"]}


def salon(w):
    return {"event_id": w.event["salon"]}


CASES = [
    Case("events.today", "zhao", wrong={"lin": 403}),
    Case(
        "events.list",
        "zhao",
        also=("zhou",),
        wrong={"lin": 403},
        holds=lambda w, a: (
            w.event["zhao"] in [e["event"]["id"] for e in a]
            and w.event["zhou"] not in [e["event"]["id"] for e in a]
        ),
    ),
    Case(
        "events.show",
        "zhao",
        path=zhaos,
        wrong=NOT_THEIRS,
        holds=lambda w, a: a["event"]["id"] == w.event["zhao"] and a["slots"] != [],
    ),
    Case("events.create", "zhao", also=("zhou",), body=lambda w: FACTS, wrong={"lin": 403}),
    Case("events.change", "zhao", path=zhaos, body=lambda w: {**FACTS, "sequence": 0}, wrong=NOT_THEIRS),
    Case(
        "events.publish",
        "zhou",
        path=lambda w: {"event_id": w.event["zhou"]},
        wrong={"zhao": 404, "lin": 403},
    ),
    Case(
        "events.add_slots",
        "zhao",
        path=zhaos,
        body=lambda w: {
            "kind": "meeting",
            "day": "2026-06-05",
            "start": "14:00",
            "minutes": 15,
            "count": 2,
            "break_minutes": 5,
        },
        wrong=NOT_THEIRS,
        holds=lambda w, a: a == {"n": 2},
    ),
    Case(
        "events.remove_slots",
        "zhao",
        path=zhaos,
        body=lambda w: {"slot_ids": [w.slot["zhao_pitch1"]]},
        wrong=NOT_THEIRS,
        # A plan uses it.
        holds=lambda w, a: a == {"n": 0},
    ),
    Case("events.pitch_choices", "zhao", path=zhaos, wrong=NOT_THEIRS),
    Case(
        "events.select_pitches",
        "zhao",
        path=zhaos,
        body=lambda w: {"pitch_ids": [w.pitch["qian"]]},
        wrong=NOT_THEIRS,
        holds=lambda w, a: a == {"n": 1},
    ),
    Case("events.provider_choices", "zhao", path=zhaos, wrong=NOT_THEIRS),
    Case(
        "events.invite_providers",
        "zhao",
        path=zhaos,
        body=lambda w: {"organisation_ids": [w.org["chen"]]},
        wrong=NOT_THEIRS,
        holds=lambda w, a: a == {"n": 1},
    ),
    Case(
        "events.jurors",
        "zhao",
        path=zhaos,
        wrong=NOT_THEIRS,
        holds=lambda w, a: w.person["he"] in [j["person_id"] for j in a],
    ),
    Case(
        "events.add_juror",
        "zhao",
        path=zhaos,
        body=lambda w: {"email": "new@example.test", "name": "新评委", "language": "zh"},
        wrong=NOT_THEIRS,
    ),
    Case(
        "events.remove_juror",
        "zhao",
        path=lambda w: {**zhaos(w), "person_id": w.person["he"]},
        wrong=NOT_THEIRS,
    ),
    Case(
        "events.preview_call_off",
        "zhao",
        path=zhaos,
        body=lambda w: CALL_OFF,
        wrong=NOT_THEIRS,
        holds=lambda w, a: a["event"]["id"] == w.event["zhao"],
    ),
    Case(
        "events.call_off",
        "zhao",
        path=zhaos,
        body=lambda w: CALL_OFF,
        wrong=NOT_THEIRS,
        holds=lambda w, a: a["done"] is True,
    ),
    Case("registrations.own", "lin", also=("xu", "sun", "zhao")),
    Case(
        "registrations.register",
        "lin",
        path=salon,
        also=("wang", "zhao"),
        holds=lambda w, a: a["status"] in ("registered", "waiting"),
    ),
    Case("registrations.unregister", "xu", path=salon, wrong={"lin": 404}),
    Case(
        "registrations.put_forward",
        "qian",
        path=salon,
        body=lambda w: {"pitch_id": w.pitch["qian"]},
        wrong={"lin": 404, "wang": 403},
    ),
    Case(
        "registrations.take_back",
        "lin",
        path=salon,
        body=lambda w: {"pitch_id": w.pitch["lin"]},
        wrong={"qian": 404, "wang": 403},
    ),
    Case(
        "registrations.answer_offer",
        "qian",
        path=lambda w: {"reserve_id": w.reserve["qian"]},
        body=lambda w: {"accept": True},
        wrong={"lin": 404, "wang": 403},
    ),
    Case("registrations.book", "zhao", path=salon, wrong=NOT_THEIRS),
    Case(
        "registrations.attendance",
        "zhao",
        path=salon,
        body=lambda w: {"came": [{"registration_id": w.registration["xu"], "came": "present"}]},
        wrong=NOT_THEIRS,
        holds=lambda w, a: a == {"n": 1},
    ),
    Case(
        "registrations.promote",
        "zhao",
        path=salon,
        body=lambda w: {"registration_id": w.registration["sun"], "because": "致辞"},
        wrong=NOT_THEIRS,
    ),
    Case("events.reserves", "zhao", path=zhaos, wrong=NOT_THEIRS),
    Case(
        "events.add_reserve",
        "zhao",
        path=zhaos,
        body=lambda w: {"pitch_id": w.pitch["qian"]},
        wrong=NOT_THEIRS,
    ),
    Case(
        "events.change_reserve",
        "zhao",
        path=lambda w: {**salon(w), "reserve_id": w.reserve["qian"]},
        body=lambda w: {"act": "up"},
        wrong=NOT_THEIRS,
    ),
]
