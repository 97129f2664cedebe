"""Who may read what of a pitch: each test has something that could leak."""

from __future__ import annotations

import pytest

from models.errors import NotFound
from tests.web.signed_in import viewer_of
from web.services import comments, pitches, review, showing
from web.services.nearest import InMemory

pytestmark = pytest.mark.anyio


async def views(conn, pitch_id):
    rows = await conn.fetch(
        "select organisation_id, what from pitch_view where pitch_id = $1 order by id", pitch_id
    )
    return [(r["organisation_id"], r["what"]) for r in rows]


async def test_qualified_provider_reads_terms_and_the_founder_is_told(world_db, world_conn, world, clock):
    wang = await viewer_of(world_db, clock, "wang")

    shown = await showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=world.pitch["lin"])

    assert (shown.terms, shown.has_terms) == ("Terms of lin: 10 %", True)
    assert await views(world_conn, world.pitch["lin"]) == [
        (world.org["wang"], "page"),
        (world.org["wang"], "terms"),
    ]


async def test_unqualified_provider_reads_the_pitch_without_its_terms(world_db, world_conn, world, clock):
    chen = await viewer_of(world_db, clock, "chen")

    shown = await showing.pitch_for_provider(world_db, clock, viewer=chen, pitch_id=world.pitch["lin"])

    assert (shown.terms, shown.has_terms, shown.text.name) == (None, True, "lin 项目")
    assert "Terms of lin" not in repr(shown)
    assert await views(world_conn, world.pitch["lin"]) == [(world.org["chen"], "page")]


async def test_expired_or_revoked_qualification_closes_the_terms(world_db, world_conn, world, clock):
    await world_conn.execute("update qualification set valid_until = '2026-05-14'")

    wang = await viewer_of(world_db, clock, "wang")

    shown = await showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=world.pitch["lin"])
    assert shown.terms is None


async def test_qualified_but_not_vetted_provider_sees_nothing(world_db, world_conn, world, clock):
    await world_conn.execute(
        "insert into qualification (organisation_id, qualified_on, evidence, granted_by, granted_at) "
        "values ($1, '2026-01-01', '证明', $2, now())",
        world.org["wu"],
        world.person["zhao"],
    )
    wu = await viewer_of(world_db, clock, "wu")

    with pytest.raises(NotFound):
        await showing.pitch_for_provider(world_db, clock, viewer=wu, pitch_id=world.pitch["lin"])

    assert await views(world_conn, world.pitch["lin"]) == []


@pytest.mark.parametrize("persona", ["qian", "wu", "zhao", "sun", "he", "xu", "gao", "lin"])
async def test_nobody_but_vetted_providers_opens_the_provider_s_view(world_db, world, clock, persona):
    viewer = await viewer_of(world_db, clock, persona)

    with pytest.raises(NotFound):
        await showing.pitch_for_provider(world_db, clock, viewer=viewer, pitch_id=world.pitch["lin"])


@pytest.mark.parametrize("key", ["lin_draft", "lin_submitted", "qian_draft"])
async def test_unapproved_pitch_is_hidden_from_providers_jurors_and_the_public(
    world_db, world_conn, world, clock, key
):
    # Even with every consent and a place in the juror's event.
    await world_conn.execute(
        "insert into consent (pitch_id, person_id, purpose, text_version, lang, given_at) "
        "select $1, $2, p, '1', 'zh', now() from unnest(array['show_to_providers', 'showcase']) p "
        "on conflict do nothing",
        world.pitch[key],
        world.person["lin"],
    )
    await world_conn.execute(
        "insert into participant (event_id, side, organisation_id, pitch_id, invited_by, invited_at) "
        "values ($1, 'founder', $2, $3, $4, now())",
        world.event["zhao"],
        world.org["lin"],
        world.pitch[key],
        world.person["zhao"],
    )
    wang, he = await viewer_of(world_db, clock, "wang"), await viewer_of(world_db, clock, "he")

    with pytest.raises(NotFound):
        await showing.pitch_for_provider(world_db, clock, viewer=wang, pitch_id=world.pitch[key])
    with pytest.raises(NotFound):
        await showing.showcased_pitch(world_db, world.pitch[key])
    with pytest.raises(NotFound):
        await comments.open_pitch(
            world_db, viewer=he, event_id=world.event["zhao"], pitch_id=world.pitch[key]
        )


async def test_rival_founder_finds_nothing_of_another_company(world_db, world, clock):
    qian = await viewer_of(world_db, clock, "qian")

    own = await pitches.open_pitches(world_db, viewer=qian)

    assert {row.id for row in own} == {world.pitch["qian"], world.pitch["qian_draft"]}
    assert "lin 项目" not in repr(own)
    assert "晨稷" not in repr(own)
    for key in ("lin", "lin_draft", "lin_submitted"):
        for act in (
            pitches.open_pitch(world_db, viewer=qian, pitch_id=world.pitch[key]),
            pitches.open_version(world_db, viewer=qian, pitch_id=world.pitch[key], version=1),
            pitches.withdraw_pitch(world_db, clock, viewer=qian, pitch_id=world.pitch[key]),
            pitches.submit_pitch(world_db, clock, viewer=qian, pitch_id=world.pitch[key], showcase=True),
            pitches.revoke_consent(
                world_db, clock, viewer=qian, pitch_id=world.pitch[key], purpose="show_to_providers"
            ),
        ):
            with pytest.raises(NotFound):
                await act


async def test_public_showcase_holds_no_terms_no_deck_and_only_what_was_agreed(world_db, world, clock):
    found = await showing.showcased(world_db)

    # qian's pitch is approved too, but neither flagged nor agreed to be public.
    assert [(p.pitch_id, p.terms, p.has_terms, p.deck) for p in found] == [
        (world.pitch["lin"], None, False, None)
    ]
    assert "Terms of" not in repr(found)


@pytest.mark.parametrize(
    "sql",
    [
        "update consent set revoked_at = now() where purpose = 'showcase'",
        "update consent set revoked_at = now() where purpose = 'show_to_providers'",
        "update pitch set showcased = false",
        "update organisation set closed_at = now()",
    ],
)
async def test_public_showcase_ends_with_consent_flag_or_company(world_db, world_conn, world, sql):
    await world_conn.execute(sql)

    assert await showing.showcased(world_db) == []


async def test_showcase_filters_by_sector_of_either_level(world_db, world):
    for sector, n in (("agri", 1), ("agri.cold-chain", 1), ("agri.food", 0), ("health", 0)):
        assert len(await showing.showcased(world_db, sector=sector)) == n, sector


async def test_organiser_never_sees_a_draft(world_db, world, clock):
    zhao = await viewer_of(world_db, clock, "zhao")

    for key in ("lin_draft", "qian_draft"):
        with pytest.raises(NotFound):
            await review.open_review(world_db, InMemory(), viewer=zhao, pitch_id=world.pitch[key])


async def test_juror_reads_only_pitches_of_the_own_event(world_db, world, clock):
    he = await viewer_of(world_db, clock, "he")

    desk = await comments.open_desk(world_db, viewer=he)

    read = {e.id: [p.pitch_id for p in found] for e, found in desk.events}
    assert read[world.event["zhao"]] == [world.pitch["lin"]]
    assert world.event["zhou"] not in read
    for event, pitch in (("zhao", "qian"), ("zhou", "qian"), ("zhou", "lin")):
        with pytest.raises(NotFound):
            await comments.comment_on_pitch(
                world_db,
                clock,
                viewer=he,
                event_id=world.event[event],
                pitch_id=world.pitch[pitch],
                body="好",
                lang="zh",
            )


async def test_juror_comment_reaches_the_founder_with_name_and_event(world_db, world, clock):
    he, lin = await viewer_of(world_db, clock, "he"), await viewer_of(world_db, clock, "lin")

    await comments.comment_on_pitch(
        world_db,
        clock,
        viewer=he,
        event_id=world.event["zhao"],
        pitch_id=world.pitch["lin"],
        body="先试三家",
        lang="zh",
    )

    found = await pitches.open_pitch(world_db, viewer=lin, pitch_id=world.pitch["lin"])
    assert [(c.person_name, c.event_title_zh, c.body) for c in found.comments] == [
        ("He", "zhao 路演", "先试三家")
    ]


async def test_consent_taken_back_hides_the_pitch_from_the_juror(world_db, world_conn, world, clock):
    await world_conn.execute("update consent set revoked_at = now() where pitch_id = $1", world.pitch["lin"])
    he = await viewer_of(world_db, clock, "he")

    desk = await comments.open_desk(world_db, viewer=he)

    read = {e.id: found for e, found in desk.events}
    assert read[world.event["zhao"]] == []
    assert world.pitch["lin"] not in {p.pitch_id for found in read.values() for p in found}


async def test_pitch_texts_begin_with_the_own_words_and_leave_out_an_empty_deck(world_db, world, clock):
    lin = await viewer_of(world_db, clock, "lin")
    text = (await pitches.open_pitch(world_db, viewer=lin, pitch_id=world.pitch["lin"])).latest.text

    assert showing.pitch_texts(text, "  ") == showing.pitch_texts(text, None)
    own, deck = showing.pitch_texts(text, "第一页 冷库")
    assert own.startswith("lin 项目\n")
    assert (deck, "Terms" in own) == ("第一页 冷库", False)
