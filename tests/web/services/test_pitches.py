"""A pitch from its first sentence to approval, and back: versions, consents, reviews, conflicts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from models.entities.pitches import DraftToken, PitchDraft, Seek
from models.entities.vocabulary import FounderCategory, Instrument, PitchStatus, Stage
from models.errors import Conflict, Invalid, NotFound
from tests.web.signed_in import viewer_of
from web.services import pitches, review, showing
from web.services.consents import CURRENT, SHOW_TO_PROVIDERS, SHOWCASE
from web.services.nearest import InMemory

pytestmark = pytest.mark.anyio

WHOLE = PitchDraft(
    lang="zh",
    name="河蟹湿膜",
    one_line="给蟹箱加一层会呼吸的湿膜",
    problem="河蟹装箱后每过一夜掉一成肉。",
    solution="湿膜让箱内保持八成湿度。",
    market="长荡湖每年发出两万箱。",
    team="两名水产研究生和一位养蟹二十年的父亲。",
    main_category=FounderCategory.YOUTH,
    categories=(FounderCategory.YOUTH, FounderCategory.FARMER),
    sector="agri.cold-chain",
    stage=Stage.SEED,
    district="danyang",
    seeks=(Seek(Instrument.EQUITY, 30_000_000, 80_000_000),),
    terms="出让 8%",
)


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


@pytest.fixture
async def qian(world_db, clock):
    return await viewer_of(world_db, clock, "qian")


@pytest.fixture
async def zhao(world_db, clock):
    return await viewer_of(world_db, clock, "zhao")


@pytest.fixture
async def wang(world_db, clock):
    return await viewer_of(world_db, clock, "wang")


async def begun(db, clock, lin, world, draft=WHOLE):
    return await pitches.create_pitch(db, clock, viewer=lin, company_id=world.org["lin"], draft=draft)


async def approved(db, clock, lin, zhao, world, *, showcase=False):
    pitch_id = await begun(db, clock, lin, world)
    await pitches.submit_pitch(db, clock, viewer=lin, pitch_id=pitch_id, showcase=showcase)
    await review.approve_pitch(db, clock, viewer=zhao, pitch_id=pitch_id, version=1, showcase=showcase)
    return pitch_id


async def test_chain_from_draft_to_provider_with_mail_and_job(
    world_db, world_conn, world, clock, lin, zhao, wang
):
    pitch_id = await begun(world_db, clock, lin, world)
    version = await pitches.submit_pitch(world_db, clock, viewer=lin, pitch_id=pitch_id, showcase=False)

    await review.approve_pitch(
        world_db,
        clock,
        viewer=zhao,
        pitch_id=pitch_id,
        version=version,
        comment="很清楚",
        site="https://x.test",
    )

    shown = await showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=pitch_id)
    assert (shown.text.name, shown.terms) == (WHOLE.name, WHOLE.terms)
    mail = await world_conn.fetchrow("select * from outbox_mail where purpose = 'review'")
    assert (mail["subject"], mail["person_id"]) == ("河蟹湿膜：已通过审核", world.person["lin"])
    assert "很清楚" in mail["body"]
    assert mail["body"].endswith(f"https://x.test/founder/pitches/{pitch_id}")
    assert await world_conn.fetchval("select count(*) from pgqueuer where entrypoint = 'encode'") == 2


async def test_create_pitch_with_a_new_team_makes_both_or_neither(world_db, world_conn, clock, lin):
    before = await world_conn.fetchval("select count(*) from organisation")

    with pytest.raises(Conflict) as refused:
        await pitches.create_pitch(
            world_db, clock, viewer=lin, company_name="另一队", draft=WHOLE, uscc="91350100M000100Y43"
        )
    pitch_id = await pitches.create_pitch(world_db, clock, viewer=lin, company_name="另一队", draft=WHOLE)

    fresh = await viewer_of(world_db, clock, "lin")
    found = await pitches.open_pitch(world_db, viewer=fresh, pitch_id=pitch_id)
    assert refused.value.code == "uscc_taken"
    assert await world_conn.fetchval("select count(*) from organisation") == before + 1
    assert (found.head.company_name, found.head.status) == ("另一队", PitchStatus.DRAFT)


async def test_create_pitch_for_another_company_is_not_found(world_db, world, clock, qian):
    with pytest.raises(NotFound):
        await begun(world_db, clock, qian, world)


async def test_submit_incomplete_names_nothing_away_and_keeps_the_draft(world_db, world, clock, lin):
    pitch_id = await begun(world_db, clock, lin, world, replace(WHOLE, market="", seeks=()))

    with pytest.raises(Invalid) as refused:
        await pitches.submit_pitch(world_db, clock, viewer=lin, pitch_id=pitch_id, showcase=True)

    found = await pitches.open_pitch(world_db, viewer=lin, pitch_id=pitch_id)
    assert (refused.value.code, found.lacking) == ("pitch_incomplete", ("market", "seeks"))
    assert (found.head.status, found.consents, found.latest.frozen_at) == (PitchStatus.DRAFT, [], None)


async def test_submit_an_instrument_without_any_amount_is_incomplete(world_db, world, clock, lin):
    pitch_id = await begun(
        world_db, clock, lin, world, replace(WHOLE, seeks=(Seek(Instrument.LOAN, None, None),))
    )

    with pytest.raises(Invalid):
        await pitches.submit_pitch(world_db, clock, viewer=lin, pitch_id=pitch_id, showcase=False)


async def test_submit_keeps_the_consent_s_text_version_language_and_time(world_db, world, clock, lin):
    pitch_id = await begun(world_db, clock, lin, world)

    await pitches.submit_pitch(world_db, clock, viewer=lin, pitch_id=pitch_id, showcase=True, lang="en")

    found = await pitches.open_pitch(world_db, viewer=lin, pitch_id=pitch_id)
    given = {c.purpose: (c.text_version, c.lang, c.given_at, c.person_name) for c in found.consents}
    assert given == {p: (CURRENT[p], "en", clock.now(), "Lin") for p in (SHOW_TO_PROVIDERS, SHOWCASE)}


async def test_submit_twice_is_a_conflict(world_db, world, clock, lin):
    pitch_id = await begun(world_db, clock, lin, world)
    await pitches.submit_pitch(world_db, clock, viewer=lin, pitch_id=pitch_id, showcase=False)

    with pytest.raises(Conflict) as refused:
        await pitches.submit_pitch(world_db, clock, viewer=lin, pitch_id=pitch_id, showcase=False)

    assert refused.value.code == "pitch_in_review"


async def test_edit_of_an_approved_pitch_leaves_the_approved_version_on_show(
    world_db, world, clock, lin, zhao, wang
):
    pitch_id = await approved(world_db, clock, lin, zhao, world)
    seen = []

    async def look():
        shown = await showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=pitch_id)
        seen.append((shown.version, shown.text.name))

    token = await pitches.save_draft(
        world_db, clock, viewer=lin, pitch_id=pitch_id, draft=replace(WHOLE, name="新名字")
    )
    await look()
    await pitches.submit_pitch(world_db, clock, viewer=lin, pitch_id=pitch_id, showcase=False)
    await look()
    await review.return_pitch(world_db, clock, viewer=zhao, pitch_id=pitch_id, version=2, comment="名字太泛")
    await look()
    await pitches.save_draft(
        world_db, clock, viewer=lin, pitch_id=pitch_id, draft=replace(WHOLE, name="第三版")
    )
    await pitches.submit_pitch(world_db, clock, viewer=lin, pitch_id=pitch_id, showcase=False)
    await review.approve_pitch(world_db, clock, viewer=zhao, pitch_id=pitch_id, version=3)
    await look()

    assert token == DraftToken(2, 0)
    assert seen == [(1, WHOLE.name), (1, WHOLE.name), (1, WHOLE.name), (3, "第三版")]


async def test_save_from_an_older_form_is_a_conflict_and_overwrites_nothing(world_db, world, clock, lin):
    pitch_id = await begun(world_db, clock, lin, world)
    opened = (await pitches.open_draft(world_db, viewer=lin, pitch_id=pitch_id)).token
    await pitches.save_draft(
        world_db, clock, viewer=lin, pitch_id=pitch_id, draft=replace(WHOLE, name="甲"), expected=opened
    )

    with pytest.raises(Conflict) as refused:
        await pitches.save_draft(
            world_db, clock, viewer=lin, pitch_id=pitch_id, draft=replace(WHOLE, name="乙"), expected=opened
        )

    now = await pitches.open_draft(world_db, viewer=lin, pitch_id=pitch_id)
    assert (refused.value.code, now.latest.text.name, now.token) == ("draft_changed", "甲", DraftToken(1, 1))


async def test_save_while_in_review_is_refused(world_db, world, clock, lin):
    with pytest.raises(Conflict) as refused:
        await pitches.save_draft(
            world_db, clock, viewer=lin, pitch_id=world.pitch["lin_submitted"], draft=WHOLE
        )

    assert refused.value.code == "pitch_in_review"


async def test_version_once_submitted_stays_as_it_was(world_db, world, clock, lin, zhao):
    pitch_id = await approved(world_db, clock, lin, zhao, world)
    await pitches.save_draft(world_db, clock, viewer=lin, pitch_id=pitch_id, draft=replace(WHOLE, name="新"))

    _, first = await pitches.open_version(world_db, viewer=lin, pitch_id=pitch_id, version=1)
    _, second = await pitches.open_version(world_db, viewer=lin, pitch_id=pitch_id, version=2)

    assert (first.text.name, second.text.name) == (WHOLE.name, "新")
    assert (first.frozen_at, second.frozen_at) == (clock.now(), None)


async def test_withdraw_hides_from_everybody_and_can_be_submitted_again(
    world_db, world, clock, lin, zhao, wang
):
    pitch_id = await approved(world_db, clock, lin, zhao, world, showcase=True)
    assert pitch_id in {p.pitch_id for p in await showing.showcased(world_db)}

    await pitches.withdraw_pitch(world_db, clock, viewer=lin, pitch_id=pitch_id)

    for look in (
        showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=pitch_id),
        showing.showcased_pitch(world_db, pitch_id),
        review.open_review(world_db, InMemory(), viewer=zhao, pitch_id=pitch_id),
    ):
        with pytest.raises(NotFound):
            await look
    assert await pitches.submit_pitch(world_db, clock, viewer=lin, pitch_id=pitch_id, showcase=False) == 2
    found = await review.open_review(world_db, InMemory(), viewer=zhao, pitch_id=pitch_id)
    assert (found.version.version, found.version.text.name, found.waits) == (2, WHOLE.name, True)


async def test_withdraw_twice_is_a_conflict(world_db, world, clock, lin):
    await pitches.withdraw_pitch(world_db, clock, viewer=lin, pitch_id=world.pitch["lin"])

    with pytest.raises(Conflict):
        await pitches.withdraw_pitch(world_db, clock, viewer=lin, pitch_id=world.pitch["lin"])


async def test_revoke_provider_consent_hides_at_once_and_giving_it_again_shows(
    world_db, world, clock, lin, wang
):
    pitch_id = world.pitch["lin"]
    await pitches.revoke_consent(world_db, clock, viewer=lin, pitch_id=pitch_id, purpose=SHOW_TO_PROVIDERS)

    with pytest.raises(NotFound):
        await showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=pitch_id)
    with pytest.raises(NotFound):
        await showing.showcased_pitch(world_db, pitch_id)
    await pitches.give_consent(world_db, clock, viewer=lin, pitch_id=pitch_id, purpose=SHOW_TO_PROVIDERS)
    shown = await showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=pitch_id)
    assert (shown.pitch_id, shown.showcased) == (pitch_id, False)


async def test_revoke_showcase_consent_leaves_providers_their_view(world_db, world, clock, lin, wang):
    pitch_id = world.pitch["lin"]

    await pitches.revoke_consent(world_db, clock, viewer=lin, pitch_id=pitch_id, purpose=SHOWCASE)

    assert await showing.showcased(world_db) == []
    shown = await showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=pitch_id)
    assert shown.pitch_id == pitch_id


async def test_return_needs_a_comment_and_tells_the_founder_why(world_db, world_conn, world, clock, zhao):
    pitch_id = world.pitch["lin_submitted"]

    with pytest.raises(Invalid):
        await review.return_pitch(world_db, clock, viewer=zhao, pitch_id=pitch_id, version=1, comment="  ")
    await review.return_pitch(
        world_db, clock, viewer=zhao, pitch_id=pitch_id, version=1, comment="市场写具体些"
    )

    assert await world_conn.fetchval("select status from pitch where id = $1", pitch_id) == "returned"
    mail = await world_conn.fetchrow("select subject, body from outbox_mail where purpose = 'review'")
    assert mail["subject"] == "lin_submitted 项目：请修改"
    assert "市场写具体些" in mail["body"]


async def test_mail_of_a_review_is_in_the_founder_s_language(world_db, world_conn, world, clock, zhao):
    await world_conn.execute("update person set locale = 'en' where id = $1", world.person["lin"])

    await review.approve_pitch(world_db, clock, viewer=zhao, pitch_id=world.pitch["lin_submitted"], version=1)

    subject = await world_conn.fetchval("select subject from outbox_mail where purpose = 'review'")
    assert subject == "lin_submitted 项目: approved"


async def test_approve_for_showcase_without_consent_is_refused(world_db, world_conn, world, clock, zhao):
    with pytest.raises(Invalid) as refused:
        await review.approve_pitch(
            world_db, clock, viewer=zhao, pitch_id=world.pitch["lin_submitted"], version=1, showcase=True
        )

    assert refused.value.code == "showcase_without_consent"
    assert (
        await world_conn.fetchval(
            "select count(*) from review where pitch_id = $1", world.pitch["lin_submitted"]
        )
        == 0
    )


async def test_approve_a_version_that_is_not_the_newest_submitted_is_a_conflict(
    world_db, world, clock, lin, zhao
):
    pitch_id = await approved(world_db, clock, lin, zhao, world)
    await pitches.save_draft(world_db, clock, viewer=lin, pitch_id=pitch_id, draft=WHOLE)
    await pitches.submit_pitch(world_db, clock, viewer=lin, pitch_id=pitch_id, showcase=False)

    with pytest.raises(Conflict):
        await review.approve_pitch(world_db, clock, viewer=zhao, pitch_id=pitch_id, version=1)


async def test_review_queue_holds_what_was_submitted_oldest_first_and_no_draft(
    world_db, world, clock, lin, zhao
):
    clock.instant += timedelta(hours=1)
    later = await begun(world_db, clock, lin, world)
    await pitches.submit_pitch(world_db, clock, viewer=lin, pitch_id=later, showcase=False)

    queue = await review.open_queue(world_db, viewer=zhao)

    assert [w.id for w in queue.waiting] == [world.pitch["lin_submitted"], later]
    assert {d.id for d in queue.decided} == {world.pitch["lin"], world.pitch["qian"]}


async def test_reviewer_sees_the_submitted_text_and_not_the_draft_after_it(world_db, world, clock, lin, zhao):
    await pitches.save_draft(
        world_db, clock, viewer=lin, pitch_id=world.pitch["lin"], draft=replace(WHOLE, name="还没想好")
    )

    found = await review.open_review(world_db, InMemory(), viewer=zhao, pitch_id=world.pitch["lin"])

    assert (found.version.version, found.version.text.name) == (1, "lin 项目")
    assert [row.version for row in found.history] == [1]


async def test_two_organisers_decide_at_once_and_one_decision_stands(cloned_world_db, world, clock):
    db, pitch_id = cloned_world_db, world.pitch["lin_submitted"]
    zhao, zhou = await viewer_of(db, clock, "zhao"), await viewer_of(db, clock, "zhou")

    results = await asyncio.gather(
        review.approve_pitch(db, clock, viewer=zhao, pitch_id=pitch_id, version=1),
        review.return_pitch(db, clock, viewer=zhou, pitch_id=pitch_id, version=1, comment="请补充团队"),
        return_exceptions=True,
    )

    lost = [r.code for r in results if isinstance(r, Conflict)]
    assert (lost, results.count(None)) == (["already_reviewed"], 1)
    async with db.read() as conn:
        decisions = [
            r["decision"]
            for r in await conn.fetch("select decision from review where pitch_id = $1", pitch_id)
        ]
        status = await conn.fetchval("select status from pitch where id = $1", pitch_id)
        n_mails = await conn.fetchval("select count(*) from outbox_mail where purpose = 'review'")
    assert decisions == [status]
    assert n_mails == 1


async def test_two_tabs_save_at_once_and_one_text_stands(cloned_world_db, world, clock):
    db, pitch_id = cloned_world_db, world.pitch["lin_draft"]
    lin = await viewer_of(db, clock, "lin")
    opened = (await pitches.open_draft(db, viewer=lin, pitch_id=pitch_id)).token

    results = await asyncio.gather(
        *(
            pitches.save_draft(
                db, clock, viewer=lin, pitch_id=pitch_id, draft=replace(WHOLE, name=name), expected=opened
            )
            for name in "甲乙丙丁"
        ),
        return_exceptions=True,
    )

    won = [i for i, r in enumerate(results) if isinstance(r, DraftToken)]
    lost = [r.code for r in results if isinstance(r, Conflict)]
    found = await pitches.open_draft(db, viewer=lin, pitch_id=pitch_id)
    assert (len(won), lost) == (1, ["draft_changed"] * 3)
    assert found.latest.text.name == "甲乙丙丁"[won[0]]


async def test_two_presses_of_submit_make_one_version_and_one_consent(cloned_world_db, world, clock):
    db, pitch_id = cloned_world_db, world.pitch["lin_draft"]
    lin = await viewer_of(db, clock, "lin")

    results = await asyncio.gather(
        *(pitches.submit_pitch(db, clock, viewer=lin, pitch_id=pitch_id, showcase=True) for _ in range(4)),
        return_exceptions=True,
    )

    found = await pitches.open_pitch(db, viewer=lin, pitch_id=pitch_id)
    assert [r for r in results if r == 1] == [1]
    assert (len(found.history), sorted(c.purpose for c in found.consents)) == (
        1,
        [SHOW_TO_PROVIDERS, SHOWCASE],
    )


async def test_withdraw_while_being_approved_never_leaves_it_on_show(cloned_world_db, world, clock):
    db, pitch_id = cloned_world_db, world.pitch["lin_submitted"]
    lin, zhao = await viewer_of(db, clock, "lin"), await viewer_of(db, clock, "zhao")

    await asyncio.gather(
        pitches.withdraw_pitch(db, clock, viewer=lin, pitch_id=pitch_id),
        review.approve_pitch(db, clock, viewer=zhao, pitch_id=pitch_id, version=1),
        return_exceptions=True,
    )

    async with db.read() as conn:
        assert await conn.fetchval("select status from pitch where id = $1", pitch_id) == "withdrawn"
        assert not await conn.fetchval(
            "select exists (select from pitch_on_show where pitch_id = $1)", pitch_id
        )
