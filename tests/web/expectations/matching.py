"""Matching: vetted providers read pitches, founders read who fits their own."""

from tests.web.expectations import Expect

# Providers that an organiser let in; wu is a provider too, but not vetted.
VETTED = frozenset({"wang", "chen", "guo"})
# It is led to a page that says what it waits for.
WAITS = {"wu": 303}
FOUNDERS = frozenset({"lin", "qian"})
LIN = frozenset({"lin"})


def lin_pitch(world):
    return {"pitch_id": world.pitch["lin"]}


def hidden(name):
    return lambda world: {"pitch_id": world.pitch[name]}


MISSING = {"pitch_id": 999_999}

EXPECTATIONS = [
    Expect("provider.matches", VETTED, denied_for=WAITS),
    Expect("provider.matches", VETTED, query=lambda w: {"words": "螃蟹保鲜 crab"}, denied_for=WAITS),
    Expect(
        "provider.pitch",
        VETTED,
        params=lin_pitch,
        other=hidden("lin_draft"),
        missing=MISSING,
        denied_for=WAITS,
    ),
    Expect("provider.waiting", frozenset({"wu"}), denied_for=dict.fromkeys(VETTED, 303)),
    Expect(
        "provider.choose",
        VETTED,
        ok=303,
        method="POST",
        params=lin_pitch,
        data=lambda w: {"choice": "later"},
        other=hidden("lin_submitted"),
        missing=MISSING,
    ),
    Expect("provider.openings", VETTED, denied_for=WAITS),
    Expect("provider.introductions", VETTED | {"wu"}),
    Expect("founder.introductions", FOUNDERS),
    Expect(
        "founder.introduction_answer",
        LIN,
        ok=303,
        method="POST",
        params=lambda w: {"introduction_id": w.introduction["wang_lin"]},
        data=lambda w: {"answer": "accept"},
        denied_for={"qian": 404},
        other=lambda w: {"introduction_id": w.introduction["chen_qian"]},
        missing={"introduction_id": 999_999},
    ),
    Expect(
        "founder.who_fits",
        LIN,
        params=lin_pitch,
        denied_for={"qian": 404},
        other=hidden("qian"),
        missing=MISSING,
    ),
    Expect(
        "founder.openings",
        LIN,
        params=lin_pitch,
        denied_for={"qian": 404},
        other=hidden("qian"),
        missing=MISSING,
    ),
]
