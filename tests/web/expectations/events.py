"""Events: an organiser's end at their own body's; founders and providers see their own part."""

from tests.web.expectations import EVERYBODY, SIGNED_IN, Expect

ZHAO = frozenset({"zhao"})
ORGANISERS = frozenset({"zhao", "zhou"})
FOUNDERS = frozenset({"lin", "qian"})
PROVIDERS = frozenset({"wang", "wu", "chen", "guo"})
MISSING = {"event_id": 999_999}
MISSING_PLAN = {"event_id": 999_999, "plan_id": 999_999}
FACTS = {
    "kind": "roadshow", "title_zh": "秋季路演", "day": "2026-06-05", "starts": "08:30", "ends": "18:00",
    "timezone": "Asia/Shanghai", "attendance": "on_site", "place": "会议中心", "languages": "zh", "n_tables": "4",
    "rooms": "A\nB", "sequence": "0",
}  # fmt: skip


def zhaos(world):
    return {"event_id": world.event["zhao"]}


def zhous(world):
    return {"event_id": world.event["zhou"]}


def plan(world):
    return {"event_id": world.event["zhao"], "plan_id": world.plan["zhao_draft"]}


def other_plan(world):
    return {"event_id": world.event["zhou"], "plan_id": world.plan["zhou"]}


def mine(world):
    return {"participant_id": world.participant["zhao_founder"]}


def own(name, method="GET", *, ok=200, data=None):
    """A page or act on zhao's event that zhou must not know of."""
    return Expect(
        name,
        ZHAO,
        ok=ok,
        method=method,
        params=zhaos,
        data=data,
        denied_for={"zhou": 404},
        other=zhous,
        missing=MISSING,
    )


EXPECTATIONS = [
    Expect("organiser.home", ORGANISERS),
    Expect("organiser.events", ORGANISERS),
    Expect("organiser.event_new", ORGANISERS),
    Expect("organiser.event_new", ORGANISERS, ok=303, method="POST", data=lambda w: FACTS),
    own("organiser.event"),
    own("organiser.event_edit"),
    own("organiser.event_edit", "POST", ok=303, data=lambda w: FACTS),
    own("organiser.event_slots"),
    own(
        "organiser.event_slots",
        "POST",
        ok=303,
        data=lambda w: {
            "kind": "meeting",
            "day": "2026-06-05",
            "start": "14:00",
            "minutes": "15",
            "count": "2",
            "break": "5",
        },
    ),
    own("organiser.event_slots_remove", "POST", ok=303, data=lambda w: {"slot": str(w.slot["zhao_pitch1"])}),
    own("organiser.event_pitches"),
    own("organiser.event_pitches", "POST", ok=303, data=lambda w: {"pitch": str(w.pitch["qian"])}),
    own("organiser.event_providers"),
    own("organiser.event_providers", "POST", ok=303, data=lambda w: {"provider": str(w.org["chen"])}),
    own("organiser.event_jurors"),
    own(
        "organiser.event_jurors",
        "POST",
        ok=303,
        data=lambda w: {"email": "new@example.test", "name": "新评委", "locale": "zh"},
    ),
    own("organiser.event_juror_remove", "POST", ok=303, data=lambda w: {"person": str(w.person["he"])}),
    Expect(
        "organiser.event_publish",
        frozenset({"zhou"}),
        ok=303,
        method="POST",
        params=zhous,
        denied_for={"zhao": 404},
        other=zhaos,
        missing=MISSING,
    ),
    own("organiser.plan_request", "POST", ok=303),
    Expect(
        "organiser.plan", ZHAO, params=plan, denied_for={"zhou": 404}, other=other_plan, missing=MISSING_PLAN
    ),
    Expect(
        "organiser.plan_change",
        ZHAO,
        ok=303,
        method="POST",
        params=plan,
        data=lambda w: {"act": "lock", "revision": "0", "participant": str(w.participant["zhao_founder"])},
        denied_for={"zhou": 404},
        other=other_plan,
        missing=MISSING_PLAN,
    ),
    Expect(
        "organiser.plan_release",
        ZHAO,
        ok=303,
        method="POST",
        params=plan,
        data=lambda w: {"revision": "0"},
        denied_for={"zhou": 404},
        other=other_plan,
        missing=MISSING_PLAN,
    ),
    Expect("founder.events", FOUNDERS),
    Expect("provider.events", PROVIDERS),
    Expect(
        "participation.answer",
        frozenset({"lin"}),
        ok=303,
        method="POST",
        params=mine,
        data=lambda w: {"answer": "accepted", "expected": "accepted", "max_meetings": "4"},
        denied=404,
        other=lambda w: {"participant_id": w.participant["zhou_founder"]},
        missing={"participant_id": 999_999},
    ),
    Expect(
        "participation.availability",
        frozenset({"lin"}),
        params=mine,
        denied=404,
        other=lambda w: {"participant_id": w.participant["zhou_founder"]},
        missing={"participant_id": 999_999},
    ),
    Expect(
        "participation.availability",
        frozenset({"wang"}),
        ok=303,
        method="POST",
        params=lambda w: {"participant_id": w.participant["zhao_provider"]},
        data=lambda w: {"slots": str(w.slot["zhao_meeting0"])},
        denied=404,
        other=lambda w: {"participant_id": w.participant["zhou_provider"]},
        missing={"participant_id": 999_999},
    ),
    Expect(
        "participation.plan",
        frozenset({"lin", "wang"}),
        params=zhaos,
        denied=404,
        other=zhous,
        missing=MISSING,
    ),
    Expect(
        "participation.meeting_answer",
        frozenset({"wang"}),
        ok=303,
        method="POST",
        params=lambda w: {"meeting_id": w.meeting["zhao"]},
        data=lambda w: {"answer": "accepted", "expected": "pending", "side": "provider"},
        denied=404,
        other=lambda w: {"meeting_id": w.meeting["zhou"]},
        missing={"meeting_id": 999_999},
    ),
    Expect(
        "participation.pitch_answer",
        frozenset({"lin"}),
        ok=303,
        method="POST",
        params=lambda w: {"placed_id": w.placed["zhao"]},
        data=lambda w: {"answer": "accepted", "expected": "pending"},
        denied=404,
        other=lambda w: {"placed_id": w.placed["zhou"]},
        missing={"placed_id": 999_999},
    ),
    Expect("participation.calendar_link", SIGNED_IN),
    Expect("participation.calendar_link", SIGNED_IN, method="POST"),
    Expect(
        "participation.calendar",
        EVERYBODY,
        params=lambda w: {"token": "feed-of-lin"},
        missing={"token": "feed-of-nobody"},
        is_page=False,
    ),
    Expect("public.events", EVERYBODY),
    Expect("public.event", EVERYBODY, params=zhaos, other=zhous, missing=MISSING),
    Expect("public.event_calendar", EVERYBODY, params=zhaos, other=zhous, missing=MISSING, is_page=False),
]
