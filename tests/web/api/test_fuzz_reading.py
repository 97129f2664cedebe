"""What is asked of the API by GET: never a 500, and every answer is what the document says.

An ordinary run asks a tenth of what `make soak` asks, in ten shards; each shard answers every operation's share.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Client
from tests.web.api.cases import all_cases
from tests.web.api.fuzz import LEAST_SUCCESSES, SHARDS, Fuzz
from tests.world import World
from web.api.catalogue import operation

pytestmark = pytest.mark.anyio
N_CASES = 2_000


@pytest.mark.parametrize("shard", SHARDS)
async def test_nothing_read_breaks_it_and_every_answer_is_as_documented(
    client: Client, world: World, world_conn: Any, shard: int, record_property: Any
) -> None:
    cases = [c for c in all_cases() if operation(c.operation).method == "GET"]
    fuzz = Fuzz(client.parts, world, world_conn, cases, seed=20_150_515 + shard)

    await fuzz.run(N_CASES, LEAST_SUCCESSES)

    record_property("counted", fuzz.told())
    assert min(fuzz.successes.values()) >= LEAST_SUCCESSES, fuzz.told()
