"""Every route × every persona × own, other's and no object, from the application's route table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import pytest
from starlette.routing import Route

from tests.conftest import Client
from tests.personas import PERSONAS
from tests.web.expectations import Expect, all_expectations
from tests.world import World
from web.routes import all_routes

pytestmark = pytest.mark.anyio

EXPECTATIONS = all_expectations()


@cache
def routes_by_name() -> Mapping[str, Route]:
    """The product's routes; of two of one name the first."""
    return {r.name: r for r in reversed(all_routes()) if isinstance(r, Route)}


def path_of(name: str, params: Mapping[str, Any]) -> str:
    return str(routes_by_name()[name].url_path_for(name, **params))


async def ask(client: Client, expect: Expect, params: Mapping[str, Any], world: World) -> int:
    query = expect.query(world) if expect.query else None
    data = expect.data(world) if expect.data else None
    answer = await client.request(expect.method, path_of(expect.route, params), params=query, data=data)
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in"):
        return 401
    return int(answer.status_code)


def test_every_route_has_its_expectation() -> None:
    routes = {
        (r.name, m) for r in all_routes() if isinstance(r, Route) for m in (r.methods or set()) - {"HEAD"}
    }

    expected = {(e.route, e.method) for e in EXPECTATIONS}

    assert routes == expected


@asynccontextmanager
async def undone(conn: Any) -> AsyncIterator[None]:
    """What happens inside is rolled back, so that each persona finds the same world."""
    savepoint = conn.transaction()
    await savepoint.start()
    try:
        yield
    finally:
        await savepoint.rollback()


def expected_status(expect: Expect, persona: str) -> int:
    if persona in expect.allowed:
        return expect.ok
    if persona in expect.denied_for:
        return expect.denied_for[persona]
    return 401 if persona == "nobody" else expect.denied


@pytest.mark.parametrize("expect", EXPECTATIONS, ids=lambda e: f"{e.method}-{e.route}")
async def test_route_answers_each_persona_as_expected(
    client: Client, world: World, world_conn: Any, expect: Expect
) -> None:
    statuses = {}

    for persona in PERSONAS:
        client.sign_in(persona)
        async with undone(world_conn):
            statuses[persona] = await ask(client, expect, expect.params(world), world)

    assert statuses == {persona: expected_status(expect, persona) for persona in PERSONAS}


@pytest.mark.parametrize(
    "expect", [e for e in EXPECTATIONS if e.other or e.missing], ids=lambda e: f"{e.method}-{e.route}"
)
async def test_route_hides_what_is_other_people_s_and_what_is_not_there(
    client: Client, world: World, world_conn: Any, expect: Expect
) -> None:
    for persona in sorted(expect.allowed - {"nobody"}):
        client.sign_in(persona)
        async with undone(world_conn):
            if expect.missing is not None:
                assert await ask(client, expect, expect.missing, world) == 404, persona
            if expect.other is not None and persona not in expect.allowed_of_other:
                assert await ask(client, expect, expect.other(world), world) == 404, persona
