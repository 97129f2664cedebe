"""What is asked of the API by GET: never a 500, and every answer is what the document says.

An ordinary run asks a tenth of what `make soak` asks, in ten shards; each shard answers every operation's share.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Client
from tests.web.api.fuzz import SHARDS, ask_shard
from tests.world import World

pytestmark = pytest.mark.anyio
N_CASES = 2_000


@pytest.mark.parametrize("shard", SHARDS)
async def test_nothing_read_breaks_it_and_every_answer_is_as_documented(
    client: Client, world: World, world_conn: Any, shard: int, record_property: Any
) -> None:
    await ask_shard(client.parts, world, world_conn, shard, reads=True, n_cases=N_CASES, note=record_property)
