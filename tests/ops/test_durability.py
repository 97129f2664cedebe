"""Nothing that was acknowledged is lost, and nothing is there in part, whatever is killed in mid-write."""

from __future__ import annotations

import os
import random

import pytest

from models.embedded import EmbeddedServer
from tests.ops.durable import half_written, in_mid_write, lost, make_site, until_more, verdict, writing

pytestmark = pytest.mark.anyio

N_KILLS = 50 if os.environ.get("SOAK") else 2
# Commits that are acknowledged before they are on disk, and a writer that takes its time to bring them there.
FORGETFUL = (
    *("-c", "synchronous_commit=off", "-c", "wal_writer_delay=10s"),
    *("-c", "wal_writer_flush_after=2GB", "-c", "wal_buffers=64MB"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = make_site(tmp_path_factory.mktemp("durable"))
    yield made
    made.end()


async def test_killed_application_loses_nothing_that_it_acknowledged(site) -> None:
    chance = random.Random(1)

    async with writing(site) as writers:
        for _ in range(N_KILLS):
            await in_mid_write(writers, chance)
            site.kill_web()
            site.start_web()
            assert await lost(site, writers.acknowledged) == []
            assert await half_written(site) == {}
        await until_more(writers, 1)

    assert writers.n_cut_off >= N_KILLS
    assert await lost(site, writers.acknowledged) == []
    assert (await verdict(site)).findings == []


async def test_killed_database_loses_nothing_that_it_acknowledged(site) -> None:
    chance = random.Random(2)

    async with writing(site) as writers:
        for _ in range(N_KILLS):
            await in_mid_write(writers, chance)
            site.kill_database()
            site.server.start()
            assert await lost(site, writers.acknowledged) == []
            assert await half_written(site) == {}
        await until_more(writers, 1)

    assert writers.n_cut_off >= N_KILLS
    assert await lost(site, writers.acknowledged) == []
    assert (await verdict(site)).findings == []


async def test_database_that_acknowledges_too_early_is_found_out(site) -> None:
    """The same test finds a loss where there is one: a commit that is answered before it is on disk."""
    found: list[str] = []

    for _ in range(3):
        site.server.stop()
        EmbeddedServer(site.data_dir, options=FORGETFUL).start()
        async with writing(site) as writers:
            await until_more(writers, 4)
            # Nobody presses again: what is lost would be asked for in vain.
            writers.stop()
            site.kill_database()
            acknowledged = list(writers.acknowledged)
            site.server.start()
            found = await lost(site, acknowledged)
        if found:
            break

    assert found
    # A loss at the end is all it is: what is left is whole, and its chain holds.
    assert await half_written(site) == {}
    assert (await verdict(site)).findings == []
