"""Wishes of both sides: who sees whom, caps, the deadline, what lists propose, and what the planner makes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matcher.ranking import WeightedRanker
from matcher.wishes import Stated, Wanted
from models.entities.vocabulary import Answer, Attendance
from models.entities.wishes import PromiseKind, WishKind, WishTerms
from models.errors import Conflict, Invalid, NotFound
from tests.web.services.event_stories import accept_all, prepared, solved, viewer
from web.services.participation import list_participations, open_availability, set_availability, set_way
from web.services.plan_board import meeting_options, open_plan
from web.services.promises import give_word, open_event_wishes, set_wish_terms, take_back_word
from web.services.wishes import open_wishes, set_wishes

pytestmark = pytest.mark.anyio


async def at(db, clock, event_id, persona):
    """A persona and their participation at an event."""
    who = await viewer(db, clock, persona)
    side = "founder" if persona in ("lin", "qian") else "provider"
    found = await list_participations(db, viewer=who, side=side)
    return who, next(f.participant for f in found if f.event.id == event_id)


async def listed(db, clock, event_id, persona):
    who, mine = await at(db, clock, event_id, persona)
    return await open_wishes(db, WeightedRanker(), clock, viewer=who, participant_id=mine.id)


async def say(db, clock, event_id, persona, **wishes):
    """`await say(…, "lin", wang="must")`."""
    who, mine = await at(db, clock, event_id, persona)
    ids = {name: (await at(db, clock, event_id, name))[1].id for name in wishes}
    await set_wishes(
        db,
        clock,
        viewer=who,
        participant_id=mine.id,
        wishes={ids[name]: WishKind(wish) for name, wish in wishes.items()},
    )


async def problem_of(db, zhao, event_id, plan_id):
    return (await open_plan(db, viewer=zhao, event_id=event_id, plan_id=plan_id)).problem


async def test_each_side_sees_the_other_side_in_the_order_of_the_score(world_db, clock, world) -> None:
    _, event_id = await prepared(world_db, clock, world)

    lins = await listed(world_db, clock, event_id, "lin")
    wangs = await listed(world_db, clock, event_id, "wang")

    assert {row.partner.name for row in lins.rows} == {"王天使", "江南银行"}
    assert {row.partner.name for row in wangs.rows} == {"lin 项目", "qian 项目"}
    fits = [row.fit for row in wangs.rows]
    assert None not in fits
    assert fits == sorted(fits, reverse=True)


async def test_a_founder_does_not_see_who_hides_from_founders(world_db, clock, world) -> None:
    _, event_id = await prepared(world_db, clock, world)
    async with world_db.transaction() as conn:
        await conn.execute(
            "update provider_profile set visible_to_founders = false where organisation_id = any($1)",
            [world.org["wang"], world.org["chen"]],
        )

    # Wang asked lin for an introduction and chen was introduced to lin; qian knows of chen's request alone.
    assert {r.partner.name for r in (await listed(world_db, clock, event_id, "lin")).rows} == {
        "王天使",
        "江南银行",
    }
    assert {r.partner.name for r in (await listed(world_db, clock, event_id, "qian")).rows} == {"江南银行"}
    with pytest.raises(Invalid):
        await say(world_db, clock, event_id, "qian", wang="must")


async def test_lists_propose_wishes_that_one_press_changes(world_db, clock, world) -> None:
    _, event_id = await prepared(world_db, clock, world)

    before = {r.partner.name: r.stated for r in (await listed(world_db, clock, event_id, "lin")).rows}
    await say(world_db, clock, event_id, "lin", chen="none")
    after = {r.partner.name: r.stated for r in (await listed(world_db, clock, event_id, "lin")).rows}

    # An introduction that both accepted; wang's interest is wang's alone.
    assert before == {
        "江南银行": Stated(Wanted.LIKE, said=False),
        "王天使": Stated(Wanted.NONE, said=False),
    }
    assert after["江南银行"] == Stated(Wanted.NONE, said=True)
    wangs = {r.partner.name: r.stated for r in (await listed(world_db, clock, event_id, "wang")).rows}
    assert wangs["lin 项目"] == Stated(Wanted.LIKE, said=False)


async def test_neither_side_sees_what_the_other_wishes(world_db, clock, world) -> None:
    _, event_id = await prepared(world_db, clock, world)
    wangs = await listed(world_db, clock, event_id, "wang")
    lins = await listed(world_db, clock, event_id, "lin")

    await say(world_db, clock, event_id, "lin", wang="must")
    assert await listed(world_db, clock, event_id, "wang") == wangs
    await say(world_db, clock, event_id, "lin", wang="none")
    before = await listed(world_db, clock, event_id, "lin")
    await say(world_db, clock, event_id, "wang", lin="no")

    assert await listed(world_db, clock, event_id, "lin") == before
    assert {r.partner.id for r in before.rows} == {r.partner.id for r in lins.rows}


async def test_a_cap_refuses_the_wish_and_keeps_what_was_said_before(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    await set_wish_terms(world_db, clock, viewer=zhao, event_id=event_id, terms=WishTerms(1, 10, None, None))
    await say(world_db, clock, event_id, "lin", wang="must")

    with pytest.raises(Invalid) as refused:
        await say(world_db, clock, event_id, "lin", chen="must")

    assert (refused.value.code, refused.value.params) == ("too_many_must", {"count": 2, "most": 1})
    found = await listed(world_db, clock, event_id, "lin")
    assert {r.partner.name: r.stated.wanted for r in found.rows} == {
        "王天使": Wanted.MUST,
        "江南银行": Wanted.LIKE,
    }
    # Below a cap that was lowered afterwards, taking back is still possible.
    await set_wish_terms(world_db, clock, viewer=zhao, event_id=event_id, terms=WishTerms(0, 10, None, None))
    await say(world_db, clock, event_id, "lin", wang="none")


async def test_after_the_deadline_only_the_organiser_changes_wishes(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    terms = WishTerms(3, 10, clock.now() + timedelta(days=1), None)
    await set_wish_terms(world_db, clock, viewer=zhao, event_id=event_id, terms=terms)
    await say(world_db, clock, event_id, "lin", wang="must")
    clock.instant += timedelta(days=2)

    with pytest.raises(Conflict, match="wishes_are_closed"):
        await say(world_db, clock, event_id, "lin", wang="none")

    _, mine = await at(world_db, clock, event_id, "lin")
    _, wangs = await at(world_db, clock, event_id, "wang")
    assert not (await listed(world_db, clock, event_id, "lin")).open
    await set_wishes(
        world_db,
        clock,
        viewer=zhao,
        participant_id=mine.id,
        wishes={wangs.id: WishKind.LIKE},
        as_organiser=True,
    )
    found = {r.partner.name: r.stated for r in (await listed(world_db, clock, event_id, "lin")).rows}
    assert found["王天使"] == Stated(Wanted.LIKE, said=True)
    zhou = await viewer(world_db, clock, "zhou")
    with pytest.raises(NotFound):
        await open_wishes(
            world_db, WeightedRanker(), clock, viewer=zhou, participant_id=mine.id, as_organiser=True
        )


async def test_a_wish_needs_a_yes_to_the_invitation(world_db, clock, world) -> None:
    _, event_id = await prepared(world_db, clock, world)
    who, mine = await at(world_db, clock, event_id, "lin")
    async with world_db.transaction() as conn:
        await conn.execute("update participant set answer = $2 where id = $1", mine.id, Answer.PENDING)

    with pytest.raises(Conflict, match="wishes_need_a_yes"):
        await set_wishes(world_db, clock, viewer=who, participant_id=mine.id, wishes={})


async def test_a_full_provider_is_replaced_by_the_nearest_free_one(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    async with world_db.transaction() as conn:
        # Both banks now: what chen gives, guo could too.
        await conn.execute(
            """insert into provider_profile (organisation_id, lang, thesis, sectors, stages, instruments,
                   amount_min, amount_max, changed_by, changed_at)
               select $1, 'zh', '', '{agri}', '{seed}', '{loan}', 10000000, 100000000, $2, $3
               on conflict (organisation_id) do update set instruments = '{loan}', amount_max = 100000000""",
            world.org["guo"],
            world.person["guo"],
            clock.now(),
        )
    from tests.web.services.event_stories import SITE
    from web.services.invitations import invite_providers

    await invite_providers(
        world_db, clock, viewer=zhao, event_id=event_id, organisation_ids=[world.org["guo"]], site=SITE
    )
    await accept_all(world_db, clock, event_id, ("guo",))
    _, chens = await at(world_db, clock, event_id, "chen")
    async with world_db.transaction() as conn:
        await conn.execute("update participant set max_meetings = 1 where id = $1", chens.id)

    before = {r.partner.name: r for r in (await listed(world_db, clock, event_id, "lin")).rows}
    await say(world_db, clock, event_id, "qian", chen="must")
    after = {r.partner.name: r for r in (await listed(world_db, clock, event_id, "lin")).rows}
    own = {r.partner.name: r for r in (await listed(world_db, clock, event_id, "qian")).rows}

    assert not before["江南银行"].partner.full
    assert after["江南银行"].partner.full
    _, guos = await at(world_db, clock, event_id, "guo")
    assert str(guos.id) in [s.id for s in after["江南银行"].instead]
    # One's own must does not make it full for oneself.
    assert not own["江南银行"].partner.full


async def test_mutual_musts_and_promises_are_required_and_a_no_is_forbidden(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    ids = {n: str((await at(world_db, clock, event_id, n))[1].id) for n in ("lin", "qian", "wang", "chen")}
    await say(world_db, clock, event_id, "lin", wang="must")
    one_sided = await problem_of(world_db, zhao, event_id, plan_id)
    await say(world_db, clock, event_id, "wang", lin="must", qian="no")
    await give_word(
        world_db,
        clock,
        viewer=zhao,
        event_id=event_id,
        founder_id=int(ids["qian"]),
        provider_id=int(ids["chen"]),
        kind=PromiseKind.PROMISED,
        reason="区里牵的线",
    )

    problem = await problem_of(world_db, zhao, event_id, plan_id)

    pair = problem.pair[ids["lin"], ids["wang"]]
    assert pair.required
    assert not one_sided.pair[ids["lin"], ids["wang"]].required
    assert pair.value > one_sided.pair[ids["lin"], ids["wang"]].value
    assert problem.pair[ids["qian"], ids["wang"]].forbidden
    assert problem.pair[ids["qian"], ids["chen"]].required
    assert not problem.pair[ids["lin"], ids["chen"]].required


async def test_a_promise_is_refused_against_a_no_and_taken_back(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    _, lins = await at(world_db, clock, event_id, "lin")
    _, wangs = await at(world_db, clock, event_id, "wang")
    pair = {"founder_id": lins.id, "provider_id": wangs.id}
    given = {"viewer": zhao, "event_id": event_id, **pair}
    promised = {**given, "kind": PromiseKind.PROMISED, "reason": "说好了"}
    await give_word(world_db, clock, **promised)
    await say(world_db, clock, event_id, "wang", lin="no")

    with pytest.raises(Invalid, match="promise_against_no"):
        await give_word(world_db, clock, **promised)
    shown = await open_event_wishes(world_db, viewer=zhao, event_id=event_id)
    await take_back_word(world_db, clock, **given)

    assert [(p.promise.reason, p.refused) for p in shown.promises] == [("说好了", True)]
    assert (await open_event_wishes(world_db, viewer=zhao, event_id=event_id)).promises == []
    with pytest.raises(NotFound):
        await take_back_word(world_db, clock, **given)
    zhou = await viewer(world_db, clock, "zhou")
    with pytest.raises(NotFound):
        await give_word(world_db, clock, **{**promised, "viewer": zhou})
    with pytest.raises(Invalid, match="promise_of_no_pair"):
        await give_word(world_db, clock, **{**promised, "provider_id": lins.id})


async def test_ways_decide_who_meets_online_and_who_needs_an_interpreter(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    async with world_db.transaction() as conn:
        await conn.execute("update event set attendance = 'hybrid' where id = $1", event_id)
    await set_wish_terms(world_db, clock, viewer=zhao, event_id=event_id, terms=WishTerms(3, 10, None, 1))
    ids = {n: str((await at(world_db, clock, event_id, n))[1].id) for n in ("lin", "qian", "wang", "chen")}
    for persona, attendance, languages in (
        ("lin", Attendance.ONLINE, ["zh"]),
        ("wang", Attendance.ON_SITE, ["en"]),
        ("chen", None, ["zh", "en"]),
    ):
        who, mine = await at(world_db, clock, event_id, persona)
        await set_way(
            world_db,
            clock,
            viewer=who,
            participant_id=mine.id,
            attendance=attendance,
            languages=languages,
        )

    problem = await problem_of(world_db, zhao, event_id, plan_id)

    assert problem.interpreters == 1
    assert (
        problem.pair[ids["lin"], ids["wang"]].online,
        problem.pair[ids["lin"], ids["wang"]].interpreter,
    ) == (
        True,
        True,
    )
    assert not problem.pair[ids["lin"], ids["chen"]].interpreter
    assert not problem.pair[ids["qian"], ids["chen"]].online


async def test_each_founder_is_promised_so_many_wished_meetings(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    terms = WishTerms(3, 10, None, None, good_meetings=1)
    await set_wish_terms(world_db, clock, viewer=zhao, event_id=event_id, terms=terms)
    await say(world_db, clock, event_id, "lin", wang="like", chen="no")
    ids = {n: str((await at(world_db, clock, event_id, n))[1].id) for n in ("lin", "wang", "chen")}

    problem = await problem_of(world_db, zhao, event_id, plan_id)

    assert {f.min_good for f in problem.founders} == {1}
    assert {i.min_good for i in problem.investors} == {0}
    assert problem.pair[ids["lin"], ids["wang"]].good
    assert not problem.pair[ids["lin"], ids["chen"]].good


async def test_the_organiser_marks_free_times_for_somebody_with_a_note(world_db, clock, world) -> None:
    zhao, event_id = await prepared(world_db, clock, world)
    who, mine = await at(world_db, clock, event_id, "lin")
    held = {"viewer": zhao, "participant_id": mine.id, "as_organiser": True}
    slots = [s.id for s in (await open_availability(world_db, **held)).slots]

    with pytest.raises(Invalid, match="availability_needs_note"):
        await set_availability(world_db, clock, **held, free_slot_ids=slots[:1])
    await set_availability(world_db, clock, **held, free_slot_ids=slots[:1], note="周一电话")

    shown = await open_availability(world_db, viewer=who, participant_id=mine.id)
    assert shown.participant.busy == set(slots[1:])
    assert shown.word is not None
    assert (shown.word.by_organiser, shown.word.note) == (True, "周一电话")
    zhou = await viewer(world_db, clock, "zhou")
    with pytest.raises(NotFound):
        await open_availability(world_db, **{**held, "viewer": zhou})


async def test_an_online_pair_is_offered_every_slot_beside_the_tables(world_db, clock, world) -> None:
    zhao, event_id, plan_id = await solved(world_db, clock, world)
    lin, lins = await at(world_db, clock, event_id, "lin")
    _, wangs = await at(world_db, clock, event_id, "wang")
    async with world_db.transaction() as conn:
        await conn.execute("update event set attendance = 'hybrid' where id = $1", event_id)
        await conn.execute("delete from plan_meeting where plan_id = $1", plan_id)
    await set_way(
        world_db,
        clock,
        viewer=lin,
        participant_id=lins.id,
        attendance=Attendance.ONLINE,
        languages=["zh"],
    )

    board = await open_plan(world_db, viewer=zhao, event_id=event_id, plan_id=plan_id)
    _, options = meeting_options(board, lins.id, wangs.id)

    assert [(o.table_no, o.obstacles) for o in options] == [(board.facts.n_tables + 1, ())] * len(options)
    assert options
