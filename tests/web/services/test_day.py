"""Now and next: one's own day, the staff's and the screen's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.errors import NotFound
from tests.web.services.day_stories import own_entries
from tests.web.services.event_stories import START, released, viewer
from web.services.day import open_own_day, open_screen, open_staff_day
from web.services.door import make_link, token_of

pytestmark = pytest.mark.anyio


async def test_own_day_says_where_one_is_and_where_next_and_nobody_else_s(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)
    lin = await viewer(world_db, clock, "lin")
    entries = await own_entries(world_db, clock, "lin", event_id)
    on_stage = next(e for (kind, _), e in entries.items() if kind == "pitch")
    clock.instant = on_stage.starts_at

    day = await open_own_day(world_db, clock, viewer=lin, event_id=event_id)

    assert [e.kind for e in day.present] == ["pitch"]
    assert [e.partner_name for e in day.coming] == [
        e.partner_name for e in sorted(entries.values(), key=lambda e: e.starts_at) if e.kind == "meeting"
    ]
    assert {e.participant_id for e in (*day.present, *day.coming)} == {p.id for p in day.participants}


async def test_day_of_an_event_is_not_known_of_by_who_is_not_expected(world_db, clock, world) -> None:
    _, event_id, _ = await released(world_db, clock, world)

    for persona in ("guo", "sun", "xu"):
        with pytest.raises(NotFound):
            await open_own_day(
                world_db, clock, viewer=await viewer(world_db, clock, persona), event_id=event_id
            )


async def test_screen_shows_the_stage_and_never_who_meets_whom(world_db, settings, clock, world) -> None:
    zhao, event_id, _ = await released(world_db, clock, world)
    link_id = await make_link(world_db, clock, viewer=zhao, event_id=event_id, kind="screen", name="Hall")
    link = next(
        x
        for x in (await open_staff_day(world_db, clock, viewer=zhao, event_id=event_id)).links
        if x.id == link_id
    )
    token = token_of(settings, clock, link)
    clock.instant = START + timedelta(minutes=5)

    found = await open_screen(world_db, settings, clock, token=token)

    room = found.now.rooms[0]
    assert room.now is not None
    assert room.next is not None
    assert {room.now.pitch_name, room.next.pitch_name} <= {"lin 项目", "qian 项目"}
    assert found.now.round_now is None
    assert found.now.round_next is not None
    assert found.now.round_next.n_meetings > 0
