"""Registration: anybody signed in for open events, an organiser for their own body's, founders for their pitches."""

from tests.web.expectations import SIGNED_IN, Expect
from tests.web.expectations.events import FOUNDERS, MISSING, own, zhaos, zhous

# Whoever has a seat or waits at the salon already.
REGISTERED = frozenset({"xu", "guo", "sun"})
NOT_FOUNDERS = dict.fromkeys(SIGNED_IN - FOUNDERS, 403)


def salon(world):
    return {"event_id": world.event["salon"]}


def of_salon(name, method="GET", *, ok=200, data=None, is_page=True):
    """A page or act on zhao's salon that zhou must not know of."""
    return Expect(
        name,
        frozenset({"zhao"}),
        ok=ok,
        method=method,
        params=salon,
        data=data,
        denied_for={"zhou": 404},
        other=zhous,
        missing=MISSING,
        is_page=is_page,
    )


EXPECTATIONS = [
    Expect("registration.own", SIGNED_IN),
    Expect(
        "registration.register",
        SIGNED_IN,
        ok=303,
        method="POST",
        params=salon,
        other=zhous,
        missing=MISSING,
    ),
    Expect(
        "registration.unregister",
        REGISTERED,
        ok=303,
        method="POST",
        params=salon,
        denied=404,
        other=zhaos,
        missing=MISSING,
    ),
    Expect(
        "registration.put_forward",
        frozenset({"qian"}),
        ok=303,
        method="POST",
        params=salon,
        data=lambda w: {"pitch": str(w.pitch["qian"])},
        denied_for=NOT_FOUNDERS | {"lin": 404},
        other=zhous,
        missing=MISSING,
    ),
    Expect(
        "registration.take_back",
        frozenset({"lin"}),
        ok=303,
        method="POST",
        params=salon,
        data=lambda w: {"pitch": str(w.pitch["lin"])},
        denied_for=NOT_FOUNDERS | {"qian": 404},
        other=zhaos,
        missing=MISSING,
    ),
    Expect(
        "registration.offer",
        frozenset({"qian"}),
        ok=303,
        method="POST",
        params=lambda w: {"reserve_id": w.reserve["qian"]},
        data=lambda w: {"answer": "accepted"},
        denied_for=NOT_FOUNDERS | {"lin": 404},
        missing={"reserve_id": 999_999},
    ),
    of_salon("organiser.event_registrations"),
    of_salon(
        "organiser.event_registrations",
        "POST",
        ok=303,
        data=lambda w: {f"came-{w.registration['xu']}": "present"},
    ),
    of_salon(
        "organiser.event_promote",
        "POST",
        ok=303,
        data=lambda w: {"registration": str(w.registration["sun"]), "because": "致辞"},
    ),
    own("organiser.event_reserves"),
    own("organiser.event_reserves", "POST", ok=303, data=lambda w: {"pitch": str(w.pitch["qian"])}),
    of_salon(
        "organiser.event_reserve_change",
        "POST",
        ok=303,
        data=lambda w: {"reserve": str(w.reserve["qian"]), "act": "up"},
    ),
    own("organiser.event_call_off"),
    own(
        "organiser.event_call_off",
        "POST",
        ok=303,
        data=lambda w: {"act": "cancel", "reason_zh": "台风", "reason_en": "A typhoon", "confirmed": "1",
                        "seen_starts_at": "2026-06-05T01:00:00+00:00"},
    ),
]  # fmt: skip
