"""A viewer without a session is the same as one with it, for every persona."""

from typing import Any

import pytest

from models.db import Database
from models.entities.ids import PersonId
from models.errors import NotFound
from tests.personas import PERSONAS
from tests.web.signed_in import viewer_of
from tests.world import World
from web.services.accounts import load_viewer

pytestmark = pytest.mark.anyio


async def test_loaded_viewer_equals_the_one_of_a_session(
    world_db: Database, clock: Any, world: World
) -> None:
    for persona in PERSONAS[1:]:
        loaded = await load_viewer(world_db, PersonId(world.person[persona]), clock)

        assert loaded == await viewer_of(world_db, clock, persona), persona


async def test_viewer_of_a_closed_account_is_not_there(
    world_db: Database, world_conn: Any, clock: Any, world: World
) -> None:
    await world_conn.execute("update person set closed_at = now() where id = $1", world.person["wu"])

    with pytest.raises(NotFound):
        await load_viewer(world_db, PersonId(world.person["wu"]), clock)
