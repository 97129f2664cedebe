"""A deck on its way to a pitch: whose it is, what is kept, and that pressing twice makes one pitch."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta

import pytest
from pptx import Presentation

from models.entities.pitches import PitchDraft
from models.errors import Invalid, NotAllowed, NotFound
from tests.web.services.test_decks import locked_pdf, pdf
from tests.web.signed_in import viewer_of
from web.services.deck_readings import (
    begin_with_deck,
    forget_old_readings,
    make_pitch,
    open_reading,
    read_waiting,
)

pytestmark = pytest.mark.anyio


def pptx(*pages: str) -> bytes:
    """A deck of slides, one text box each."""
    deck = Presentation()
    for page in pages:
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        slide.shapes.add_textbox(0, 0, 4000000, 4000000).text_frame.text = page
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


@pytest.fixture
def upload(world_db, clock, files):
    async def begin(viewer, content, name="deck.pptx"):
        return await begin_with_deck(world_db, clock, files, viewer=viewer, filename=name, content=content)

    return begin


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


async def test_deck_is_read_page_by_page_and_becomes_one_pitch_with_its_deck(
    world_db, world_conn, world, clock, files, upload, lin
):
    reading_id = await upload(lin, pptx("会呼吸的箱子\n给蔬菜用的保湿箱", "痛点\n过夜就蔫的蔬菜卖不出价"))

    assert await read_waiting(world_db, files) == 1
    view = await open_reading(world_db, viewer=lin, reading_id=reading_id)
    made = [
        await make_pitch(
            world_db,
            clock,
            viewer=lin,
            reading_id=reading_id,
            company_id=world.org["lin"],
            company_name="",
            draft=PitchDraft("zh", name="会呼吸的箱子"),
            uscc=None,
        )
        for _ in range(2)
    ]

    assert view.reading.pages == ("会呼吸的箱子\n给蔬菜用的保湿箱", "痛点\n过夜就蔫的蔬菜卖不出价")
    assert made[0] == made[1]
    deck = await world_conn.fetchrow("select * from deck where pitch_id = $1", made[0])
    assert (deck["extraction"], deck["n_pages"]) == ("done", 2)
    assert "过夜就蔫" in deck["extracted_text"]
    # The text stands with the deck now, and not a second time.
    assert await world_conn.fetchval("select pages from deck_reading where id = $1", reading_id) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(locked_pdf(), "deck_encrypted"), (pdf(""), "deck_without_text"), (b"%PDF-1.4 torn", "deck_unreadable")],
    ids=["locked", "scanned", "broken"],
)
async def test_deck_that_cannot_be_read_still_goes_with_the_pitch(
    world_db, world_conn, world, clock, files, upload, lin, content, code
):
    reading_id = await upload(lin, content, "deck.pdf")

    await read_waiting(world_db, files)
    pitch_id = await make_pitch(
        world_db,
        clock,
        viewer=lin,
        reading_id=reading_id,
        company_id=None,
        company_name="新队",
        draft=PitchDraft("zh", name="箱子"),
        uscc=None,
    )

    row = await world_conn.fetchrow(
        "select d.extraction_error, v.deck_id = d.id as beside from deck d "
        "join pitch_version v on v.pitch_id = d.pitch_id where d.pitch_id = $1",
        pitch_id,
    )
    assert (row["extraction_error"], row["beside"]) == (code, True)


async def test_reading_is_its_uploader_s_alone(world_db, world_conn, world, clock, files, upload, lin):
    qian, wang = [await viewer_of(world_db, clock, name) for name in ("qian", "wang")]
    reading_id = await upload(lin, pptx("只有我能看"))

    with pytest.raises(NotFound):
        await open_reading(world_db, viewer=qian, reading_id=reading_id)
    with pytest.raises(NotFound):
        await make_pitch(
            world_db,
            clock,
            viewer=qian,
            reading_id=reading_id,
            company_id=world.org["qian"],
            company_name="",
            draft=PitchDraft("zh"),
            uscc=None,
        )
    with pytest.raises(NotAllowed):
        await upload(wang, pptx("不是创业者"))


async def test_file_that_is_no_deck_is_refused_and_nothing_waits(world_db, files, upload, lin):
    with pytest.raises(Invalid, match="deck_wrong_type"):
        await upload(lin, b"<html>")

    assert await read_waiting(world_db, files) == 0


async def test_what_nobody_made_into_a_pitch_is_forgotten_after_a_week(
    world_db, world_conn, world, clock, files, upload, lin
):
    old = world.deck["lin_reading"]
    clock.instant += timedelta(days=6)
    fresh = await upload(lin, pptx("昨天的稿子"))
    clock.instant += timedelta(days=1, seconds=1)

    await forget_old_readings(world_db, clock)

    kept = await world_conn.fetch("select id from deck_reading order by id")
    assert old not in [r["id"] for r in kept]
    assert fresh in [r["id"] for r in kept]


async def test_two_presses_in_the_same_second_make_one_pitch(cloned_world_db, world, clock):
    lin = await viewer_of(cloned_world_db, clock, "lin")

    made = await asyncio.gather(
        *(
            make_pitch(
                cloned_world_db,
                clock,
                viewer=lin,
                reading_id=world.deck["lin_reading"],
                company_id=world.org["lin"],
                company_name="",
                draft=PitchDraft("zh", name="双击"),
                uscc=None,
            )
            for _ in range(4)
        )
    )

    assert len(set(made)) == 1
