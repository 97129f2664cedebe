"""Wishes and free times: one's own for those who come, anybody's of their own event for organisers."""

from tests.web.expectations import Expect
from tests.web.expectations.events import (
    MISSING,
    MISSING_PLAN,
    ZHAO,
    mine,
    other_plan,
    own,
    plan,
    zhaos,
    zhous,
)

NO_PARTICIPANT = {"participant_id": 999_999}


def others(world):
    return {"participant_id": world.participant["zhou_founder"]}


def my_own(name, method="GET", *, ok=200, data=None):
    """Something of lin's participation that nobody else may know of."""
    return Expect(
        name,
        frozenset({"lin"}),
        ok=ok,
        method=method,
        params=mine,
        data=data,
        denied=404,
        other=others,
        missing=NO_PARTICIPANT,
    )


def held(name, method="GET", *, ok=200, data=None):
    """Something of lin's participation for the organiser of the event alone."""
    return Expect(
        name,
        ZHAO,
        ok=ok,
        method=method,
        params=mine,
        data=data,
        denied_for={"zhou": 404},
        other=others,
        missing=NO_PARTICIPANT,
    )


def wish(world):
    return {f"w-{world.participant['zhao_provider']}": "must"}


def pair(world):
    return {
        "founder": str(world.participant["zhao_founder"]),
        "provider": str(world.participant["zhao_provider"]),
    }


EXPECTATIONS = [
    my_own("participation.wishes"),
    my_own("participation.wishes", "POST", ok=303, data=wish),
    my_own("participation.way", "POST", ok=303, data=lambda w: {"languages": "en"}),
    held("organiser.participant_wishes"),
    held("organiser.participant_wishes", "POST", ok=303, data=wish),
    held("organiser.participant_way", "POST", ok=303, data=lambda w: {"languages": "en"}),
    held("organiser.participant_availability"),
    held(
        "organiser.participant_availability",
        "POST",
        ok=303,
        data=lambda w: {"slots": str(w.slot["zhao_meeting0"]), "note": "周一电话"},
    ),
    own("organiser.event_wishes"),
    own(
        "organiser.event_wishes",
        "POST",
        ok=303,
        data=lambda w: {
            "most_must": "2",
            "most_like": "5",
            "good_meetings": "1",
            "closes_at": "2026-06-01T18:00",
        },
    ),
    own(
        "organiser.event_promise",
        "POST",
        ok=303,
        data=lambda w: {**pair(w), "kind": "promised", "reason": "区里牵的线"},
    ),
    own("organiser.event_promise_remove", "POST", ok=303, data=pair),
    Expect(
        "participation.unmet",
        frozenset({"lin", "wang"}),
        params=zhaos,
        denied=404,
        other=zhous,
        missing=MISSING,
    ),
    Expect(
        "organiser.plan_wishes",
        ZHAO,
        params=plan,
        denied_for={"zhou": 404},
        other=other_plan,
        missing=MISSING_PLAN,
    ),
]
