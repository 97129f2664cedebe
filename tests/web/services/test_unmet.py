"""Why a wish was not met: exact for who wished, silent about everybody else, in full for the organiser."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.scheduling.explain import conflicts, place
from matcher.scheduling.problem import Meeting
from matcher.wishes import Wanted
from models.entities.events import Event, Participant, Slot
from models.entities.ids import ParticipantId
from models.entities.plans import PairWish, PlanContents, PlannedMeeting, PlannedPitch
from models.entities.wishes import PromiseKind, WishKind
from models.errors import NotFound
from models.rows import as_entity
from tests.web.services.event_stories import released, viewer
from tests.web.services.test_wishes import at, say
from web.services.planning_problem import PlanningFacts, meetings_problem, to_plan
from web.services.unmet import Told, UnmetWish, open_own_unmet, told_to
from web.services.unmet_pairs import category_shares, open_plan_wishes

T = TypeVar("T")
BEGIN = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
N_SLOTS = 3


def entity(kind: type[T], /, **values: Any) -> T:
    """An entity of which only some fields matter; the others are empty."""
    hints = get_type_hints(kind)
    empty: dict[str, Any] = {
        name: () if get_origin(hint) in (tuple, frozenset) else None for name, hint in hints.items()
    }
    return as_entity(kind, {**empty, **values})


def slot(n: int, kind: str = "meeting", number: int | None = None) -> Slot:
    start = BEGIN + timedelta(minutes=20 * n)
    end = start + timedelta(minutes=20)
    return entity(Slot, id=number or 100 + n, kind=kind, starts_at=start, ends_at=end)


def participant(
    number: int, side: str, *, most: int = 3, busy: Collection[int] = (), category: str | None = None
) -> Participant:
    return entity(
        Participant,
        id=number,
        side=side,
        organisation_id=1000 + number,
        organisation_name=f"organisation {number}",
        organisation_lang="en",
        pitch_name=f"pitch {number}" if side == "founder" else None,
        person_id=500 + number,
        answer="accepted",
        max_meetings=most,
        min_meetings=0,
        busy=list(busy),
        category=category,
    )


def event() -> Event:
    return entity(
        Event,
        id=1,
        kind="roadshow",
        status="published",
        timezone="UTC",
        attendance="on_site",
        starts_at=BEGIN,
        ends_at=BEGIN + timedelta(hours=8),
        n_tables=2,
        most_must=3,
        most_like=10,
        good_meetings=0,
    )


def wish(founder: int, provider: int, **said: Any) -> PairWish:
    return entity(PairWish, founder_id=founder, provider_id=provider, **said)


def facts_of(people: list[Participant], wishes: list[PairWish], *, stage: bool = False) -> PlanningFacts:
    slots = [slot(n) for n in range(N_SLOTS)]
    if stage:
        slots.append(slot(0, "pitch", 200))
    return PlanningFacts(event(), tuple(slots), tuple(people), tuple(wishes), ())


def meeting(number: int, founder: int, provider: int, n: int, table: int) -> PlannedMeeting:
    return entity(
        PlannedMeeting,
        id=number,
        founder_id=founder,
        provider_id=provider,
        slot_id=100 + n,
        table_no=table,
        value=1.0,
        locked=False,
        founder_answer="pending",
        provider_answer="pending",
    )


def told(facts: PlanningFacts, contents: PlanContents, me: int, partner: int) -> UnmetWish:
    problem = meetings_problem(facts, {p.participant_id: p.slot_id for p in contents.pitches})
    plan = to_plan(facts, contents.meetings)
    return told_to(
        facts,
        contents,
        problem,
        plan,
        facts.by_id[ParticipantId(me)],
        facts.by_id[ParticipantId(partner)],
        Wanted.MUST,
    )


def test_the_reader_is_told_the_exact_blocking_set_of_their_own_part() -> None:
    lin = participant(1, "founder", busy={102})
    people = [lin, participant(2, "founder"), participant(11, "provider"), participant(12, "provider")]
    pairs = [wish(f, r) for f in (1, 2) for r in (11, 12)]
    facts = facts_of(people, pairs, stage=True)
    pitched = entity(PlannedPitch, slot_id=200, participant_id=1, locked=False, answer="pending")
    contents = PlanContents((pitched,), (meeting(1, 1, 12, 1, 1), meeting(2, 2, 11, 2, 1)))

    found = told(facts, contents, 1, 11)

    # On stage in the first slot, with 12 in the second, marked as not free in the third.
    assert found.why == (
        Told("me_on_stage", (slot(0),)),
        Told("me_not_free", (slot(2),)),
        Told("me_busy", (slot(1),), ("organisation 12",)),
    )
    assert (Told("move_own", (slot(2),), ("organisation 12",)),) not in found.frees


def test_a_full_partner_is_told_without_numbers_and_names() -> None:
    people = [participant(1, "founder"), participant(2, "founder"), participant(11, "provider", most=1)]
    people.append(participant(12, "provider"))
    # The other founder meets 12 too, so that the meeting with 11 could give way.
    facts = facts_of(people, [wish(1, 11), wish(2, 11), wish(2, 12)])
    contents = PlanContents((), (meeting(1, 2, 11, 0, 1), meeting(2, 2, 12, 1, 1)))

    found = told(facts, contents, 1, 11)

    assert found.why == (Told("other_cap"), Told("other_busy", count=1))
    assert found.frees[0] == (Told("other_more"),)
    assert (Told("drop_others"),) in found.frees


@pytest.mark.parametrize(
    "closed",
    [
        {"provider_said": WishKind.NO},
        {"promise": PromiseKind.SHUT_OUT},
        {"choice": "no"},
    ],
)
def test_who_said_no_is_not_told(closed) -> None:
    people = [participant(1, "founder"), participant(11, "provider")]
    facts = facts_of(people, [wish(1, 11, founder_said=WishKind.MUST, **closed)])

    found = told(facts, PlanContents((), ()), 1, 11)

    assert (found.why, found.frees) == ((Told("closed"),), ())


PLACED = st.lists(
    st.tuples(st.integers(1, 3), st.integers(11, 13), st.integers(0, N_SLOTS - 1), st.integers(1, 2)),
    max_size=8,
)
BUSY = st.lists(st.sets(st.integers(100, 100 + N_SLOTS - 1)), min_size=6, max_size=6)
MOST = st.lists(st.integers(0, 3), min_size=6, max_size=6)


@settings(deadline=None)
@given(PLACED, BUSY, MOST, st.booleans())
def test_nothing_that_is_told_speaks_of_others(placed, busy, most, as_founder) -> None:
    ids = [1, 2, 3, 11, 12, 13]
    people = [
        participant(i, "founder" if i < 10 else "provider", most=m, busy=b)
        for i, b, m in zip(ids, busy, most, strict=True)
    ]
    facts = facts_of(people, [wish(f, r) for f in ids[:3] for r in ids[3:]])
    problem = meetings_problem(facts, {})
    plan, kept = to_plan(facts, ()), []
    for n, (f, r, at_slot, table) in enumerate(placed):
        tried = place(plan, Meeting(str(f), str(r), at_slot, table - 1))
        if (f, r) != (1, 11) and not conflicts(problem, tried):
            plan = tried
            kept.append(meeting(n, f, r, at_slot, table))
    me, partner = (1, 11) if as_founder else (11, 1)
    contents = PlanContents((), tuple(kept))

    found = told(facts, contents, me, partner)

    own = {m.provider_id if as_founder else m.founder_id for m in kept if me in (m.founder_id, m.provider_id)}
    names = {p.name for p in people if p.id in own}
    everything = [*found.why, *(t for together in found.frees for t in together)]
    assert everything
    for one in everything:
        assert set(one.others) <= names
        if one.code.startswith(("other", "drop_others", "move_others", "closed", "no_common")):
            assert one.slots == ()
        if one.code == "me_free":
            assert one.slots[0].id in facts.by_id[ParticipantId(me)].busy
    # Others by another name, in any order: not a word changes.
    renamed = [
        p if p.id in (me, partner) or p.id in own
        else replace(p, organisation_name=f"x{p.id}", pitch_name=f"y{p.id}" if p.pitch_name else None)
        for p in people
    ]  # fmt: skip
    assert told(replace(facts, everybody=tuple(renamed)), contents, me, partner).why == found.why


def test_category_shares_count_founders_and_meetings_of_each() -> None:
    people = [
        participant(1, "founder", category="youth"),
        participant(2, "founder", category="youth"),
        participant(3, "founder", category="farmer"),
        participant(4, "founder"),
        participant(11, "provider"),
    ]
    contents = PlanContents((), (meeting(1, 1, 11, 0, 1), meeting(2, 3, 11, 1, 1)))

    shares = [
        (s.category, s.n_founders, s.n_meetings, s.share_founders, s.share_meetings)
        for s in category_shares(facts_of(people, []), contents)
    ]

    assert shares == [("farmer", 1, 1, 0.25, 0.5), ("youth", 2, 1, 0.5, 0.5), (None, 1, 0, 0.25, 0.0)]


@pytest.mark.anyio
async def test_after_a_release_each_side_reads_its_own_and_the_organiser_all(
    world_db, clock, world, client
) -> None:
    zhao, event_id, plan_id = await released(world_db, clock, world)
    lin, lins = await at(world_db, clock, event_id, "lin")
    _, wangs = await at(world_db, clock, event_id, "wang")
    await say(world_db, clock, event_id, "lin", wang="must")
    async with world_db.transaction() as conn:
        # Wang takes one meeting, and it is qian's.
        await conn.execute("update participant set max_meetings = 1 where id = $1", wangs.id)
        await conn.execute(
            "delete from plan_meeting where plan_id = $1 and founder_id = $2", plan_id, lins.id
        )

    found = await open_own_unmet(world_db, viewer=lin, event_id=event_id)
    ((_, n_wishes, unmet),) = found.of
    whole = await open_plan_wishes(
        world_db, viewer=zhao, event_id=event_id, plan_id=plan_id, asked=(lins.id, wangs.id)
    )
    client.sign_in("lin")
    page = (await client.get(f"/events/{event_id}/my-plan/wishes?lang=en")).text
    client.sign_in("zhao")
    board = (
        await client.get(
            f"/organiser/events/{event_id}/plans/{plan_id}/wishes"
            f"?founder={lins.id}&provider={wangs.id}&lang=en"
        )
    ).text

    assert n_wishes == 2
    wangs_line = next(u for u in unmet if u.partner.id == wangs.id)
    assert wangs_line.wanted is Wanted.MUST
    assert Told("other_cap") in wangs_line.why
    assert "already has as many meetings as they take" in page
    assert "qian" not in page
    assert whole.asked is not None
    assert "qian" in board
    assert "Make the change on the board" not in board
    with pytest.raises(NotFound):
        await open_plan_wishes(
            world_db, viewer=await viewer(world_db, clock, "zhou"), event_id=event_id, plan_id=plan_id
        )
    with pytest.raises(NotFound):
        await open_own_unmet(world_db, viewer=await viewer(world_db, clock, "guo"), event_id=event_id)


@pytest.mark.anyio
async def test_before_a_release_nothing_is_told(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    async with world_db.transaction() as conn:
        await conn.execute("update plan set status = 'draft' where event_id = $1", event_id)

    found = await open_own_unmet(world_db, viewer=await viewer(world_db, clock, "lin"), event_id=event_id)

    assert (found.released, found.of) == (False, [])
