"""What founders ask of host spaces: to whom it goes, whose turn it is, who may read it, and how it ends."""

from __future__ import annotations

import random
from datetime import date

import pytest

from models.entities.ids import OrganisationId
from models.entities.service_requests import (
    OPEN,
    DeclineReason,
    NewRequest,
    NewServiceStep,
    ServiceSide,
    ServiceState,
    ServiceStep,
    SpaceThatOffers,
)
from models.entities.spaces import OfferKind
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotFound
from tests.web.services.service_stories import SOON, asks, at_once, does, later, mails, runs, standing
from tests.web.signed_in import viewer_of
from tests.world import NOW, insert
from web.services.service_requests import (
    MOST_OPEN,
    chosen_spaces,
    list_own,
    may_take,
    open_request,
    take_service_step,
)
from web.services.service_silence import remind_of_services

pytestmark = pytest.mark.anyio
DAYS = {"remind_days": 5, "expire_days": 20}


async def test_request_to_one_space_is_followed_to_its_end_and_rated(world_db, world_conn, world, clock):
    made = await asks(world_db, clock, world, space_id=world.org["xu"], need="请看加工合同")

    await does(world_db, clock, world, "xu", made, ServiceStep.NEEDS_MORE, note="请发附件")
    await does(world_db, clock, world, "lin", made, ServiceStep.REPLY, note="已附上")
    await does(world_db, clock, world, "xu", made, ServiceStep.ACCEPTED)
    await does(world_db, clock, world, "xu", made, ServiceStep.STARTED)
    await does(world_db, clock, world, "xu", made, ServiceStep.DONE)
    await does(world_db, clock, world, "lin", made, ServiceStep.RATED, rating=5)

    [view] = await open_request(world_db, viewer=await viewer_of(world_db, clock, "lin"), request_id=made)
    assert (view.ask.state, view.ask.rating, view.ask.promised_on) == (ServiceState.DONE, 5, SOON)
    assert view.may == frozenset()
    assert [s.step for s in reversed(view.steps)] == [
        ServiceStep.ASKED,
        ServiceStep.NEEDS_MORE,
        ServiceStep.REPLY,
        ServiceStep.ACCEPTED,
        ServiceStep.STARTED,
        ServiceStep.DONE,
        ServiceStep.RATED,
    ]
    sent = [(m["to_address"].split("@")[0], m["link"]) for m in await mails(world_conn)]
    to_xu, to_lin = ("xu", f"/services/{made}?as=space"), ("lin", f"/services/{made}?as=founder")
    assert sent == [to_xu, to_lin, to_xu, to_lin, to_lin, to_lin, to_xu]
    assert "请看加工合同" in (await mails(world_conn))[0]["body"]


async def test_open_request_goes_to_spaces_that_offer_it_and_have_people(world_db, world_conn, world, clock):
    alone = await asks(world_db, clock, world)
    await runs(world_conn, world, "other_space", "zhou")
    later(clock, minutes=1)
    both = await asks(world_db, clock, world)
    later(clock, minutes=1)
    of_runzhou = {"kind": OfferKind.MENTORS, "district": "runzhou"}

    assert set(await standing(world_db, clock, "lin", alone)) == {world.org["xu"]}
    assert set(await standing(world_db, clock, "lin", both)) == {world.org["xu"], world.org["other_space"]}
    with pytest.raises(Invalid, match="nobody_offers_it_there"):
        await asks(world_db, clock, world, **of_runzhou)


def offering(number: int, n_waiting: int, asked: int | None, *, kinds=(OfferKind.LAW,), has_people=True):
    at = None if asked is None else NOW.replace(minute=asked)
    return SpaceThatOffers(
        OrganisationId(number), f"space {number}", "en", "jingkou", kinds, n_waiting, at, has_people
    )


def test_who_has_least_to_do_is_asked_whatever_the_order_of_the_list():
    spaces = [
        offering(1, 4, None),
        offering(2, 0, 30),
        offering(3, 0, 10),
        offering(4, 1, None),
        offering(5, 0, None),
        offering(6, 0, None, kinds=(OfferKind.PLACES,)),
        offering(7, 0, None, has_people=False),
    ]
    new = NewRequest(OrganisationId(1), None, OfferKind.LAW, "x", None, None, "jingkou")

    found = set()
    for seed in range(20):
        random.Random(seed).shuffle(spaces)
        found.add(tuple(s.id for s in chosen_spaces(spaces, new)))

    assert found == {(5, 3, 2)}


async def test_first_to_accept_takes_it_and_the_other_reads_so(world_db, world_conn, world, clock):
    await runs(world_conn, world, "other_space", "zhou")
    made = await asks(world_db, clock, world)
    other = world.org["other_space"]

    await does(world_db, clock, world, "zhou", made, ServiceStep.ACCEPTED, space="other_space")

    assert await standing(world_db, clock, "lin", made) == {world.org["xu"]: "taken", other: "accepted"}
    with pytest.raises(Conflict, match="service_moved_on"):
        await does(world_db, clock, world, "xu", made, ServiceStep.ACCEPTED)
    told = [m["to_address"].split("@")[0] for m in (await mails(world_conn))[2:]]
    assert told == ["lin", "xu"]


async def test_two_spaces_accept_in_the_same_second_and_one_takes_it(cloned_world_db, world, clock):
    async with cloned_world_db.transaction() as conn:
        await runs(conn, world, "other_space", "zhou")
    made = await asks(cloned_world_db, clock, world)

    outcomes = await at_once(
        does(cloned_world_db, clock, world, "xu", made, ServiceStep.ACCEPTED),
        does(cloned_world_db, clock, world, "zhou", made, ServiceStep.ACCEPTED, space="other_space"),
    )

    lost = [o for o in outcomes if o is not None]
    assert [type(o) for o in lost] == [Conflict]
    assert sorted((await standing(cloned_world_db, clock, "lin", made)).values()) == ["accepted", "taken"]


async def test_pressing_twice_is_pressing_once(world_db, world_conn, world, clock):
    twice = [await asks(world_db, clock, world, key="same") for _ in range(2)]
    for _ in range(2):
        await does(world_db, clock, world, "xu", twice[0], ServiceStep.ACCEPTED, key="again")

    assert twice[0] == twice[1]
    assert await world_conn.fetchval("select count(*) from service_step where request_id = $1", twice[0]) == 2
    with pytest.raises(Conflict, match="same_key_other_record"):
        await asks(world_db, clock, world, key="same", need="something else")


async def test_withdrawal_ends_it_at_every_space(world_db, world_conn, world, clock):
    await runs(world_conn, world, "other_space", "zhou")
    made = await asks(world_db, clock, world)

    await does(world_db, clock, world, "lin", made, ServiceStep.WITHDRAWN)

    assert set((await standing(world_db, clock, "lin", made)).values()) == {"withdrawn"}


async def test_rival_other_spaces_and_officials_see_nothing_of_a_request(world_db, world_conn, world, clock):
    await runs(world_conn, world, "other_space", "zhou")
    made = await asks(world_db, clock, world, space_id=world.org["xu"])

    for who in ("qian", "zhou", "wang", "sun", "zhao", "gao"):
        viewer = await viewer_of(world_db, clock, who)
        with pytest.raises(NotFound):
            await open_request(world_db, viewer=viewer, request_id=made)
        with pytest.raises(NotFound):
            await take_service_step(
                world_db,
                clock,
                viewer=viewer,
                request_id=made,
                space_id=world.org["xu"],
                new=NewServiceStep(ServiceStep.WORD, "x"),
                key="k",
            )
        seen = await list_own(world_db, viewer=viewer, role=Role.FOUNDER)
        seen += await list_own(world_db, viewer=viewer, role=Role.SPACE)
        assert made not in {a.request_id for a in seen}, who


async def test_space_sees_of_an_open_request_only_its_own_part(world_db, world_conn, world, clock):
    await runs(world_conn, world, "other_space", "zhou")
    made = await asks(world_db, clock, world)
    await does(
        world_db, clock, world, "zhou", made, ServiceStep.NEEDS_MORE, space="other_space", note="only for lin"
    )

    views = await open_request(world_db, viewer=await viewer_of(world_db, clock, "xu"), request_id=made)

    assert [v.ask.space_id for v in views] == [world.org["xu"]]
    assert [s.step for s in views[0].steps] == [ServiceStep.ASKED]
    with pytest.raises(NotFound):
        await does(world_db, clock, world, "xu", made, ServiceStep.DECLINED, space="other_space")


async def test_other_space_than_one_of_ones_company_or_a_foreign_pitch_is_refused(world_db, world, clock):
    with pytest.raises(Invalid, match="not_a_choice"):
        await asks(world_db, clock, world, pitch_id=world.pitch["qian"])
    with pytest.raises(Invalid, match="not_a_choice"):
        await asks(world_db, clock, world, pitch_id=world.pitch["lin_draft"])
    with pytest.raises(Invalid, match="not_a_choice"):
        await asks(world_db, clock, world, space_id=world.org["wang"])
    with pytest.raises(Invalid, match="space_does_not_offer"):
        await asks(world_db, clock, world, space_id=world.org["xu"], kind=OfferKind.FINANCE)
    with pytest.raises(Invalid, match="needed_by_past"):
        await asks(world_db, clock, world, needed_by=date(2026, 5, 14))


async def test_company_cannot_have_more_open_requests_than_can_be_answered(world_db, world, clock):
    for n in range(MOST_OPEN - 1):
        await asks(world_db, clock, world, key=f"k{n}")

    with pytest.raises(Conflict, match="too_many_service_requests"):
        await asks(world_db, clock, world, key="one more")


async def test_silence_reminds_both_sides_once_and_later_ends_the_request(world_db, world_conn, world, clock):
    made = await asks(world_db, clock, world, space_id=world.org["xu"])
    # What the world has asked before is answered, so that only the new request is quiet.
    await does(world_db, clock, world, "lin", world.service["lin"], ServiceStep.WITHDRAWN)
    await does(
        world_db, clock, world, "qian", world.service["qian"], ServiceStep.WITHDRAWN, space="other_space"
    )
    before = len(await mails(world_conn))

    counts = []
    for days in (4, 1.1, 1, 13.8, 1, 1):
        later(clock, days=days)
        counts.append(await remind_of_services(world_db, clock, **DAYS))

    assert counts == [0, 1, 0, 0, 1, 0]
    assert await standing(world_db, clock, "lin", made) == {world.org["xu"]: "expired"}
    told = [m["to_address"].split("@")[0] for m in (await mails(world_conn))[before:]]
    assert told == ["lin", "xu", "lin", "xu"]


async def test_promise_that_lies_ahead_is_no_silence(world_db, world, clock):
    made = await asks(world_db, clock, world, space_id=world.org["xu"])
    await does(world_db, clock, world, "lin", world.service["lin"], ServiceStep.WITHDRAWN)
    await does(
        world_db, clock, world, "qian", world.service["qian"], ServiceStep.WITHDRAWN, space="other_space"
    )
    await does(world_db, clock, world, "xu", made, ServiceStep.ACCEPTED, promised_on=date(2026, 6, 30))

    later(clock, days=30)
    quiet = await remind_of_services(world_db, clock, **DAYS)
    later(clock, days=30)

    assert (quiet, await remind_of_services(world_db, clock, **DAYS)) == (0, 1)


async def test_steps_that_need_words_or_a_day_ask_for_them(world_db, world, clock):
    made = world.service["lin"]

    for more, field in (
        ({"step": ServiceStep.ACCEPTED, "promised_on": date(2026, 5, 1)}, "promised_on"),
        ({"step": ServiceStep.NEEDS_MORE, "note": ""}, "note"),
    ):
        with pytest.raises(Invalid) as refused:
            await does(world_db, clock, world, "xu", made, **more)
        assert refused.value.field == field
    with pytest.raises(Conflict, match="service_moved_on"):
        await does(world_db, clock, world, "lin", made, ServiceStep.RATED)


async def test_state_is_what_the_steps_make_of_it_along_any_way(world_db, world_conn, world, clock):
    rng = random.Random(7)
    for story in range(12):
        made = await asks(world_db, clock, world, space_id=world.org["xu"], key=f"story {story}")
        state, rating = ServiceState.ASKED, None
        for n in range(8):
            choices = [
                (who, step)
                for who, side in (("lin", ServiceSide.FOUNDER), ("xu", ServiceSide.SPACE))
                for step in sorted(may_take(state, side, rating))
            ]
            if not choices:
                break
            who, step = rng.choice(choices)
            await does(world_db, clock, world, who, made, step, key=f"{story} {n}")
            rating = 4 if step is ServiceStep.RATED else rating
            state = {
                ServiceStep.REPLY: ServiceState.ASKED,
                ServiceStep.STARTED: ServiceState.IN_PROGRESS,
                ServiceStep.RATED: state,
                ServiceStep.WORD: state,
            }.get(step) or ServiceState(step)
            assert (await standing(world_db, clock, "lin", made)).popitem()[1] == state
        if state in OPEN:
            await does(world_db, clock, world, "lin", made, ServiceStep.WITHDRAWN)


@pytest.mark.parametrize("verb", ["update service_step set note = 'x'", "delete from service_request"])
async def test_what_was_said_is_never_changed(world_conn, verb):
    import asyncpg

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await world_conn.execute(verb)


async def test_decline_carries_its_reason_to_the_founder(world_db, world_conn, world, clock):
    made = world.service["lin"]

    await does(world_db, clock, world, "xu", made, ServiceStep.DECLINED, reason=DeclineReason.NOT_OFFERED)

    [mail] = await mails(world_conn)
    assert "不提供此项服务" in mail["body"]
    [ask] = await list_own(world_db, viewer=await viewer_of(world_db, clock, "lin"), role=Role.FOUNDER)
    assert (ask.state, ask.reason) == (ServiceState.DECLINED, DeclineReason.NOT_OFFERED)


async def test_account_that_left_is_not_written_to(world_db, world_conn, world, clock):
    await insert(
        world_conn,
        "membership",
        person_id=world.person["mei"],
        organisation_id=world.org["xu"],
        status="active",
        is_manager=False,
        created_at=NOW,
    )
    await world_conn.execute("update person set closed_at = $2 where id = $1", world.person["mei"], NOW)

    await asks(world_db, clock, world, space_id=world.org["xu"])

    assert [m["to_address"] for m in await mails(world_conn)] == ["xu@example.test"]
