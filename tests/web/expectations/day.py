"""The day: an organiser's own events, everybody's own day, and what a signed link opens."""

from itsdangerous import URLSafeTimedSerializer

from tests.conftest import FixedClock
from tests.web.expectations import EVERYBODY, Expect
from tests.web.expectations.events import MISSING, ZHAO, own, zhaos, zhous
from tests.world import NOW
from web.services.door import door_code
from web.services.tokens import DOOR, SCREEN, make_token
from web.settings import load

# The same key as the applications of the tests have.
SETTINGS = load({"SECRET_KEY": "k" * 40, "EMBEDDING_MODEL": "hashing"})
FORGED = {"token": URLSafeTimedSerializer("x" * 40, salt=DOOR.salt).dumps({"link": 1})}
SEEN = "6f1d0a52-93f7-4f6e-8d84-0a3f5a6c1b11"


def link(purpose, key):
    """The address of one of the world's links."""
    return lambda w: {"token": make_token(SETTINGS, FixedClock(NOW), purpose, {"link": w.link[key]})}


def lins_code(world):
    code = door_code(SETTINGS, event_id=world.event["zhao"], person_id=world.person["lin"])
    return {"id": SEEN, "code": code}


def by_link(name, purpose, kind, *, method="GET", ok=200, data=None, is_page=True):
    """A page that a link opens for anybody; one of an event that is a draft opens nothing."""
    return Expect(
        name,
        EVERYBODY,
        ok=ok,
        method=method,
        params=link(purpose, f"zhao_{kind}"),
        data=data,
        other=link(purpose, f"zhou_{kind}"),
        missing=FORGED,
        is_page=is_page,
    )


EXPECTATIONS = [
    Expect("door.worker", EVERYBODY, is_page=False),
    own("door.staff"),
    Expect(
        "door.staff_list", ZHAO, params=zhaos, denied_for={"zhou": 404}, other=zhous, missing=MISSING, is_page=False
    ),
    own("door.staff_seen", "POST", ok=303, data=lins_code),
    by_link("door.volunteer", DOOR, "door"),
    by_link("door.volunteer_list", DOOR, "door", is_page=False),
    by_link("door.volunteer_seen", DOOR, "door", method="POST", ok=303, data=lins_code),
    by_link("day.screen", SCREEN, "screen"),
    Expect(
        "day.own",
        frozenset({"lin", "wang", "he"}),
        params=zhaos,
        denied=404,
        other=zhous,
        missing=MISSING,
    ),
    Expect(
        "day.said",
        frozenset({"lin"}),
        # The day is still to come: lin is told so, others learn nothing of the meeting.
        ok=409,
        method="POST",
        params=lambda w: {"meeting_id": w.meeting["zhao"]},
        data=lambda w: {"side": "founder", "said": "took_place"},
        denied=404,
        other=lambda w: {"meeting_id": w.meeting["zhou"]},
        missing={"meeting_id": 999_999},
    ),
    Expect(
        "day.standby_answer",
        frozenset({"lin"}),
        ok=303,
        method="POST",
        params=lambda w: {"offer_id": w.offer["zhao"]},
        data=lambda w: {"side": "founder", "answer": "accept"},
        denied=404,
        missing={"offer_id": 999_999},
    ),
    own("organiser.day"),
    own("organiser.link_new", "POST", ok=303, data=lambda w: {"kind": "door", "name": "北门"}),
    own("organiser.link_end", "POST", ok=303, data=lambda w: {"link": str(w.link["zhao_door"])}),
    # Not begun, nobody missing: the right person reads that.
    own("organiser.meeting_said", "POST", ok=409, data=lambda w: {"meeting": str(w.meeting["zhao"]), "said": "took_place"}),
    own(
        "organiser.standby",
        "POST",
        ok=409,
        data=lambda w: {
            "founder": str(w.participant["zhao_founder"]),
            "provider": str(w.participant["zhao_provider"]),
        },
    ),
    own(
        "organiser.meeting_move",
        "POST",
        ok=303,
        data=lambda w: {"meeting": str(w.meeting["zhao"]), "slot": str(w.slot["zhao_meeting1"])},
    ),
    own("organiser.meeting_call_off", "POST", ok=303, data=lambda w: {"meeting": str(w.meeting["zhao"])}),
    own("organiser.late"),
    Expect(
        "organiser.late",
        ZHAO,
        ok=303,
        method="POST",
        params=zhaos,
        data=lambda w: {"room": str(w.room["zhao"]), "minutes": "12"},
        denied_for={"zhou": 404},
        other=zhous,
        missing=MISSING,
    ),
    own("organiser.late_undo", "POST", ok=303, data=lambda w: {"delay": str(w.delay["zhao"])}),
    own("organiser.standby"),
]  # fmt: skip
