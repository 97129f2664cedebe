"""The day of an event, and its door."""

from __future__ import annotations

from tests.web.api.cases import Case
from web.services.door import door_code
from web.settings import load

NOT_THEIRS = {"zhou": 404, "lin": 403}
# The same key as the application of the tests has.
SETTINGS = load({"SECRET_KEY": "k" * 40, "EMBEDDING_MODEL": "hashing"})


def zhaos(w):
    return {"event_id": w.event["zhao"]}


def meeting(w):
    return {"event_id": w.event["zhao"], "meeting_id": w.meeting["zhao"]}


async def begun(conn, w):
    """The day is today, as far as slots know."""
    await conn.execute(
        "update event_slot set during = tstzrange(lower(during) - interval '60 days', upper(during) - interval '60 days')"
        " where event_id = $1",
        w.event["zhao"],
    )


CASES = [
    Case("day.own", "lin", path=zhaos, also=("wang", "he"), wrong={"qian": 404}),
    Case(
        "day.said",
        "lin",
        path=lambda w: {"meeting_id": w.meeting["zhao"]},
        body=lambda w: {"side": "founder", "said": "took_place"},
        before=begun,
        wrong={"qian": 404},
    ),
    Case(
        "day.answer_standby",
        "lin",
        path=lambda w: {"offer_id": w.offer["zhao"]},
        body=lambda w: {"side": "founder", "accept": True},
        wrong={"qian": 404},
    ),
    Case("day.show", "zhao", path=zhaos, wrong=NOT_THEIRS, holds=lambda w, a: a["programme"] != []),
    Case(
        "day.make_link",
        "zhao",
        path=zhaos,
        body=lambda w: {"kind": "door", "name": "北门"},
        wrong=NOT_THEIRS,
    ),
    Case(
        "day.end_link",
        "zhao",
        path=lambda w: {**zhaos(w), "link_id": w.link["zhao_door"]},
        wrong=NOT_THEIRS,
    ),
    Case(
        "day.decide",
        "zhao",
        path=meeting,
        body=lambda w: {"said": "took_place"},
        before=begun,
        wrong=NOT_THEIRS,
    ),
    Case(
        "day.move_meeting",
        "zhao",
        path=meeting,
        body=lambda w: {"slot_id": w.slot["zhao_meeting1"]},
        wrong=NOT_THEIRS,
    ),
    Case("day.call_off_meeting", "zhao", path=meeting, wrong=NOT_THEIRS),
    Case(
        "day.delay",
        "zhao",
        path=zhaos,
        body=lambda w: {"room_id": w.room["zhao"], "minutes": 12},
        wrong=NOT_THEIRS,
    ),
    Case(
        "day.undo_delay",
        "zhao",
        path=lambda w: {**zhaos(w), "delay_id": w.delay["zhao"]},
        wrong=NOT_THEIRS,
    ),
    Case(
        "door.list",
        "zhao",
        path=zhaos,
        wrong=NOT_THEIRS,
        holds=lambda w, a: len(a["guests"]) > 1,
    ),
    Case(
        "door.seen",
        "zhao",
        path=zhaos,
        body=lambda w: {
            "seen": [
                {
                    "id": "6f1d0a52-93f7-4f6e-8d84-0a3f5a6c1b11",
                    "code": door_code(SETTINGS, event_id=w.event["zhao"], person_id=w.person["lin"]),
                    "at": "2026-06-05T01:02:03Z",
                }
            ],
            "sent_at": "2026-06-05T01:02:04Z",
        },
        wrong=NOT_THEIRS,
    ),
]
