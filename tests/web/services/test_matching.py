"""Lists with reasons: who is in, who is out, what is remembered, and who may see it."""

from __future__ import annotations

import asyncio

import pytest

from matcher.encoding import HashingEncoder
from matcher.ranking import WeightedRanker
from models.entities.matching import MatchFilters
from models.entities.vocabulary import Choice, NoReason, Role
from models.errors import Conflict, NotAllowed, NotFound
from models.repositories.matching import MatchRepository
from tests.many import add_long_pitches
from tests.web.signed_in import viewer_of
from tests.world_rows import SENTENCE
from web.reasons import fit_points
from web.services.encoding import encode_pending
from web.services.introductions import answer_introduction, choose, open_introductions
from web.services.matching import VERY_WELL, open_matches
from web.services.matching_pair import open_pair
from web.services.who_fits import open_providers

pytestmark = pytest.mark.anyio
RANKER = WeightedRanker()


@pytest.fixture
async def wang(world_db, clock):
    return await viewer_of(world_db, clock, "wang")


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


async def listed(db, clock, who, **filters):
    found = await open_matches(db, RANKER, clock, viewer=who, filters=MatchFilters(**filters))
    return {m.pitch.pitch_id for m in found.matches}


async def test_matches_hold_every_pitch_on_show_and_no_other(world_db, world, clock, wang) -> None:
    assert await listed(world_db, clock, wang) == {world.pitch["lin"], world.pitch["qian"]}


async def test_matches_without_consent_leave_the_pitch_out_at_once(
    world_db, world_conn, world, clock, wang
) -> None:
    await world_conn.execute("update consent set revoked_at = now() where pitch_id = $1", world.pitch["lin"])

    assert await listed(world_db, clock, wang) == {world.pitch["qian"]}


async def test_matches_of_an_unvetted_provider_are_refused(world_db, clock) -> None:
    wu = await viewer_of(world_db, clock, "wu")

    with pytest.raises(NotAllowed, match="not_vetted"):
        await open_matches(world_db, RANKER, clock, viewer=wu, filters=MatchFilters())


async def test_candidates_for_somebody_elses_provider_are_none(world_db, world, clock, wang) -> None:
    async with world_db.read() as conn:
        matching = MatchRepository(conn)
        found = await matching.candidate_ids(wang, world.org["chen"], MatchFilters())

        assert found.ids.tolist() == []
        assert await matching.candidates(wang, world.org["chen"], [world.pitch["lin"]]) == []


async def test_matches_remember_each_position_once_with_the_model(
    world_db, world_conn, world, clock, wang
) -> None:
    await open_matches(world_db, RANKER, clock, viewer=wang, filters=MatchFilters())

    rows = await world_conn.fetch(
        "select position, model_version, organisation_id from impression order by position"
    )
    assert [tuple(r) for r in rows] == [(n, RANKER.name, world.org["wang"]) for n in (1, 2)]


async def parts(db, clock, who, *, size, upto):
    """The list in parts of one size, as who presses for the next ones sees it."""
    return [
        await open_matches(db, RANKER, clock, viewer=who, filters=MatchFilters(), start=start, limit=size)
        for start in range(0, upto, size)
    ]


def ids(*found):
    return [m.pitch.pitch_id for one in found for m in one.matches]


async def test_matches_in_parts_are_the_whole_list_and_only_what_was_shown_is_remembered(
    world_db, world_conn, world, clock, wang
) -> None:
    await add_long_pitches(world_conn, world, 11)

    first = await open_matches(world_db, RANKER, clock, viewer=wang, filters=MatchFilters(), limit=4)
    remembered = await world_conn.fetch("select pitch_id, position from impression order by position")
    others = await parts(world_db, clock, wang, size=4, upto=13)
    whole = await open_matches(world_db, RANKER, clock, viewer=wang, filters=MatchFilters(), limit=100)

    assert [tuple(r) for r in remembered] == list(zip(ids(first), (1, 2, 3, 4), strict=True))
    assert ids(*others) == ids(whole)
    assert [(one.skipped, len(one.matches), one.n_places) for one in others] == [
        (0, 4, 13),
        (4, 4, 13),
        (8, 4, 13),
        (12, 1, 13),
    ]
    scores = [m.ranked.score for m in whole.matches if m.ranked]
    assert [m.ranked.score for one in others for m in one.matches if m.ranked] == scores
    assert all(m.ranked.reasons for m in whole.matches if m.ranked)
    assert {one.n_very_well for one in others} == {
        sum(m.ranked.fit >= VERY_WELL for m in whole.matches if m.ranked)
    }


async def test_matches_behind_the_end_are_the_last_part_at_its_own_places(
    world_db, world_conn, world, clock, wang
) -> None:
    await add_long_pitches(world_conn, world, 3)

    found = await open_matches(
        world_db, RANKER, clock, viewer=wang, filters=MatchFilters(), start=400, limit=4
    )

    assert (found.skipped, len(found.matches)) == (4, 1)
    assert await world_conn.fetch("select position from impression") == [(5,)]


async def test_matches_end_at_the_last_place_and_say_how_many_are_open(
    world_db, world_conn, world, clock, wang, monkeypatch
) -> None:
    monkeypatch.setattr("web.services.matching.MOST_PLACES", 3)
    await add_long_pitches(world_conn, world, 3)

    found = await open_matches(world_db, RANKER, clock, viewer=wang, filters=MatchFilters(), start=2)

    assert (found.n_open, found.n_places, len(found.matches)) == (5, 3, 1)


async def test_matches_leave_out_whom_the_instrument_gate_shuts_out(
    world_db, world_conn, world, clock
) -> None:
    guo = await viewer_of(world_db, clock, "guo")  # gives guarantees; nobody in the world seeks one

    found = await open_matches(world_db, RANKER, clock, viewer=guo, filters=MatchFilters())

    assert (found.matches, found.n_gated) == ([], 2)
    pair = await open_pair(world_db, RANKER, clock, viewer=guo, pitch_id=world.pitch["lin"])
    assert [g.code for g in pair.gates] == ["instrument"]
    assert pair.ranked is None


async def test_reasons_name_the_closest_sentences_once_texts_are_encoded(
    world_db, world_conn, world, clock, wang
) -> None:
    await world_conn.execute(
        "update provider_profile set thesis = 'wang ' || $2 where organisation_id = $1",
        world.org["wang"],
        SENTENCE["zh"],
    )
    assert await encode_pending(world_db, HashingEncoder(), clock) > 0
    assert await encode_pending(world_db, HashingEncoder(), clock) == 0

    pair = await open_pair(world_db, RANKER, clock, viewer=wang, pitch_id=world.pitch["lin"])

    assert pair.ranked is not None
    text = next(r for r in pair.ranked.reasons if r.code == "text")
    assert text.params["pairs"][0]["provider_sentence"].startswith("wang")
    assert sum(r.weight for r in pair.ranked.reasons) == pytest.approx(pair.ranked.score, abs=1e-6)
    assert sum(fit_points(pair.ranked).values()) == round(pair.ranked.fit)


async def test_a_no_needs_a_reason_and_leaves_the_open_list(world_db, world, clock, wang) -> None:
    await choose(
        world_db,
        clock,
        viewer=wang,
        organisation_id=None,
        pitch_id=world.pitch["lin"],
        choice=Choice.NO,
        reason=NoReason.TOO_EARLY,
    )

    assert await listed(world_db, clock, wang) == {world.pitch["qian"]}
    assert await listed(world_db, clock, wang, choice="no") == {world.pitch["lin"]}


async def test_interested_asks_the_founder_once(world_db, world_conn, world, clock, wang) -> None:
    for _ in range(2):
        await choose(
            world_db,
            clock,
            viewer=wang,
            organisation_id=None,
            pitch_id=world.pitch["qian"],
            choice=Choice.INTERESTED,
        )

    rows = await world_conn.fetch(
        "select status from introduction where organisation_id = $1 and pitch_id = $2",
        world.org["wang"],
        world.pitch["qian"],
    )
    mails = await world_conn.fetch("select to_address from outbox_mail where purpose = 'introduction'")
    assert [r["status"] for r in rows] == ["proposed"]
    assert [r["to_address"] for r in mails] == ["qian@example.test"]


async def test_choice_on_a_pitch_not_on_show_is_not_found(world_db, world, clock, wang) -> None:
    with pytest.raises(NotFound):
        await choose(
            world_db,
            clock,
            viewer=wang,
            organisation_id=None,
            pitch_id=world.pitch["qian_draft"],
            choice=Choice.LATER,
        )


async def test_contacts_open_only_when_both_agreed(world_db, world, clock, wang, lin) -> None:
    before = await open_introductions(world_db, viewer=wang, role=Role.PROVIDER)
    assert [n.contacts for n in before] == [()]

    await answer_introduction(
        world_db, clock, viewer=lin, introduction_id=world.introduction["wang_lin"], accept=True
    )

    after = await open_introductions(world_db, viewer=wang, role=Role.PROVIDER)
    assert [c.email for n in after for c in n.contacts] == ["lin@example.test"]
    mine = await open_introductions(world_db, viewer=lin, role=Role.FOUNDER)
    assert {c.email for n in mine for c in n.contacts} == {"wang@example.test", "chen@example.test"}


async def test_rival_founder_learns_nothing_of_others_introductions(world_db, world, clock) -> None:
    qian = await viewer_of(world_db, clock, "qian")

    found = await open_introductions(world_db, viewer=qian, role=Role.FOUNDER)

    assert {n.pitch_id for n in found} == {world.pitch["qian"]}
    assert await open_providers(world_db, RANKER, viewer=qian, pitch_id=world.pitch["lin"]) is None


async def test_founder_sees_open_providers_and_why_others_are_shut_out(world_db, world, clock, lin) -> None:
    found = await open_providers(world_db, RANKER, viewer=lin, pitch_id=world.pitch["lin"])

    assert found is not None
    assert {p.provider.organisation_id for p in found.providers} == {world.org["wang"], world.org["chen"]}
    assert found.gated == {"instrument": 1}


async def test_hidden_provider_is_not_shown_to_a_founder_it_has_not_asked(
    world_db, world_conn, world, clock
) -> None:
    qian = await viewer_of(world_db, clock, "qian")
    await world_conn.execute(
        "update provider_profile set visible_to_founders = false where organisation_id = $1",
        world.org["wang"],
    )

    found = await open_providers(world_db, RANKER, viewer=qian, pitch_id=world.pitch["qian"])

    assert found is not None
    assert world.org["wang"] not in {p.provider.organisation_id for p in found.providers}


async def test_introduction_answered_by_two_at_once_counts_once(cloned_world_db, world, clock) -> None:
    lin = await viewer_of(cloned_world_db, clock, "lin")

    answers = await asyncio.gather(
        *(
            answer_introduction(
                cloned_world_db,
                clock,
                viewer=lin,
                introduction_id=world.introduction["wang_lin"],
                accept=n % 2 == 0,
            )
            for n in range(12)
        ),
        return_exceptions=True,
    )

    assert sum(not isinstance(a, Exception) for a in answers) == 1
    assert {a.code for a in answers if isinstance(a, Conflict)} == {"introduction_answered"}
    assert all(isinstance(a, Conflict) for a in answers if isinstance(a, Exception))


async def test_pitch_whose_founder_declined_leaves_the_list(world_db, world, clock, wang, lin) -> None:
    await answer_introduction(
        world_db,
        clock,
        viewer=lin,
        introduction_id=world.introduction["wang_lin"],
        accept=False,
        reason="不合适",
    )

    assert await listed(world_db, clock, wang) == {world.pitch["qian"]}
    pair = await open_pair(world_db, RANKER, clock, viewer=wang, pitch_id=world.pitch["lin"])
    assert [g.code for g in pair.gates] == ["declined"]
