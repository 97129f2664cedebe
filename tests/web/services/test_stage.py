"""The programme on stage: slots become sessions, people clashes, and locks places; pure, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.scheduling.programme_score import programme_conflicts
from models.entities.events import Slot
from models.entities.plans import PlanContents, PlannedPitch
from web.services.planning_problem import PlanningFacts
from web.services.stage import StageFact, place_pitches, stage_facts, stage_problem

DAY = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)
NO_LOCKS = PlanContents((), ())


def slot(number: int, room: int, start: int, minutes: int = 15) -> Slot:
    at = DAY + timedelta(minutes=start)
    return Slot(number, "pitch", room, f"Room {room}", at, at + timedelta(minutes=minutes))  # type: ignore[arg-type]


# Two rooms at 0 and at 20 minutes.
SLOTS = (slot(1, 1, 0), slot(2, 1, 20), slot(3, 2, 0), slot(4, 2, 20))


def who(number: int, side: str = "founder", **more: Any) -> Any:
    known = {"id": number, "side": side, "person_id": number, "topic": "agri", "busy": frozenset()}
    known["jurors"] = frozenset()
    return SimpleNamespace(**(known | {"answer": "accepted"} | more))


class Facts(PlanningFacts):
    """Facts without an event or people on record."""

    def side(self, side: str) -> list[Any]:
        return [p for p in self.everybody if p.side == side]


def facts(
    *people: Any,
    slots: tuple[Slot, ...] = SLOTS,
    keen: tuple[tuple[int, int], ...] = (),
) -> PlanningFacts:
    wishes = tuple(
        SimpleNamespace(
            founder_id=founder,
            provider_id=provider,
            founder_said=None,
            provider_said="like",
            promise=None,
            score=None,
            choice=None,
            introduction=None,
            instruments_meet=None,
        )
        for founder, provider in keen
    )
    event: Any = SimpleNamespace(most_like=9)
    return Facts(event, slots, people, wishes, ())  # type: ignore[arg-type]


def pitched(number: int, slot_id: int, *, locked: bool = False) -> PlannedPitch:
    return PlannedPitch(number, slot_id, number, locked, "pending")  # type: ignore[arg-type]


def test_place_pitches_one_who_can_only_once_gets_that_slot() -> None:
    found = place_pitches(
        facts(who(10, busy=frozenset({3, 4})), who(11, busy=frozenset({2, 3, 4}))),
        NO_LOCKS,
        seconds=None,
        work=3,
    )

    assert found.slots == {10: 2, 11: 1}
    assert found.optimal


def test_place_pitches_too_many_says_who_is_left_and_why() -> None:
    only = frozenset({2, 3, 4})
    people = who(10, busy=only), who(11, busy=only), who(12, busy=frozenset({1, 2, 3, 4}))

    found = place_pitches(facts(*people), NO_LOCKS, seconds=None, work=3)

    assert len(found.slots) == 1
    assert sorted(found.left_out.values()) == ["never_free", "no_slot_left"]
    assert found.left_out[12] == "never_free"
    assert found.programme["left_out"] == 2


def test_place_pitches_one_person_never_stands_on_two_stages() -> None:
    late = frozenset({2, 4})

    found = place_pitches(
        facts(who(10, busy=late, person_id=7), who(11, busy=late, person_id=7)),
        NO_LOCKS,
        seconds=None,
        work=3,
    )

    assert len(found.slots) == 1


def test_place_pitches_like_topics_share_a_room_one_after_the_other() -> None:
    people = (who(n, topic="agri" if n % 2 else "health") for n in range(10, 14))

    found = place_pitches(facts(*people), NO_LOCKS, seconds=None, work=3)

    room: dict[int, Any] = {s.id: s.room_id for s in SLOTS}
    assert room[found.slots[10]] == room[found.slots[12]]
    assert room[found.slots[11]] == room[found.slots[13]]


def test_place_pitches_investor_and_juror_hear_both_of_theirs() -> None:
    people = (who(n, topic=f"t{n}", jurors=frozenset({30}) if n < 12 else frozenset()) for n in range(10, 14))
    angel = who(20, "provider", person_id=20)

    found = place_pitches(
        facts(*people, angel, keen=((10, 20), (12, 20))),
        NO_LOCKS,
        seconds=None,
        work=3,
    )

    start: dict[int, datetime] = {s.id: s.starts_at for s in SLOTS}
    assert start[found.slots[10]] != start[found.slots[12]]
    assert start[found.slots[10]] != start[found.slots[11]]
    assert found.bound == found.score


def test_place_pitches_fixed_one_stays_even_when_no_longer_free() -> None:
    locks = PlanContents((pitched(10, 4, locked=True),), ())

    found = place_pitches(facts(who(10, busy=frozenset({2, 3, 4})), who(11)), locks, seconds=None, work=3)

    assert found.slots[10] == 4
    assert len(found.slots) == 2


def test_stage_problem_overlapping_slots_are_one_session() -> None:
    # One long slot in the first room beside two short ones in the second, then one for all.
    uneven = (slot(1, 1, 0, 30), slot(2, 2, 0), slot(3, 2, 15), slot(4, 1, 40), slot(5, 2, 40))
    people = who(10, person_id=7), who(11, person_id=7), who(12, busy=frozenset({1, 2, 4, 5}))

    stage = stage_problem(facts(*people, slots=uneven), NO_LOCKS)
    found = place_pitches(facts(*people, slots=uneven), NO_LOCKS, seconds=None, work=3)

    assert [session.slots for session in stage.problem.sessions] == [2, 1]
    assert stage.problem.room_slots == {("0", "1"): 1}
    assert found.slots[12] == 3
    spans = [(s.starts_at, s.ends_at) for s in uneven if s.id in (found.slots[10], found.slots[11])]
    assert max(start for start, _ in spans) >= min(end for _, end in spans)


def test_stage_facts_tell_who_would_be_in_two_rooms_and_when() -> None:
    people = who(10), who(11, topic="health"), who(20, "provider"), who(21, "provider")
    keen = ((10, 20), (11, 20), (10, 21), (11, 21))
    contents = PlanContents((pitched(10, 1), pitched(11, 3)), ())

    found = stage_facts(facts(*people, keen=keen), contents)

    assert found == [StageFact("attendees", 2, SLOTS[0].starts_at)]
    assert stage_facts(facts(*people, keen=keen), NO_LOCKS) == []


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.frozensets(st.sampled_from([1, 2, 3, 4])), st.integers(0, 2), st.sampled_from(["a", "b", None])
        ),
        max_size=6,
    )
)
def test_place_pitches_keeps_every_hard_rule(drawn) -> None:
    people = [who(n, busy=busy, person_id=p, topic=t) for n, (busy, p, t) in enumerate(drawn)]
    known = facts(*people)

    found = place_pitches(known, NO_LOCKS, seconds=None, work=3)

    assert len(set(found.slots.values())) == len(found.slots)
    assert all(found.slots[p.id] not in p.busy for p in people if p.id in found.slots)
    start: dict[int, datetime] = {s.id: s.starts_at for s in SLOTS}
    times = [(p.person_id, start[found.slots[p.id]]) for p in people if p.id in found.slots]
    assert len(set(times)) == len(times)
    assert found.slots.keys() | found.left_out.keys() == {p.id for p in people}
    assert found.bound is not None
    assert found.bound <= found.score
    stage = stage_problem(known, NO_LOCKS)
    placements = stage.placements([pitched(n, s) for n, s in found.slots.items()])
    assert programme_conflicts(stage.problem, placements) == []
