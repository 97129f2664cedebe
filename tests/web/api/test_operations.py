"""Every operation: the right person, the wrong one, no token, a token for something else; the answer's shape."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Client
from tests.web.api.asking import ask, ask_as, check
from tests.web.api.cases import Case, all_cases
from tests.web.test_every_route import undone
from tests.world import World
from tests.world_api import narrow_token
from web.api.catalogue import operation, operations

pytestmark = pytest.mark.anyio

CASES = all_cases()


def test_every_operation_has_its_case() -> None:
    assert {c.operation for c in CASES} == {o.name for o in operations()}


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.operation}-{c.who}")
async def test_operation_answers_who_may_and_refuses_who_may_not(
    client: Client, world: World, world_conn: Any, case: Case
) -> None:
    one = operation(case.operation)
    for persona in (case.who, *case.also):
        async with undone(world_conn):
            if case.before is not None:
                await case.before(world_conn, world)
            answer = await ask_as(client, case, world, persona)
        content = check(one, answer)
        assert answer.status_code == one.status, (persona, answer.text[:600])
        if case.holds is not None and persona == case.who:
            assert case.holds(world, content), answer.text[:600]
    statuses = {}
    for persona in case.wrong:
        async with undone(world_conn):
            answer = await ask_as(client, case, world, persona)
        check(one, answer)
        statuses[persona] = answer.status_code
    assert statuses == dict(case.wrong)
    async with undone(world_conn):
        nobody = await ask(client, case, world, None)
    check(one, nobody)
    if one.scope is None:
        assert nobody.status_code == one.status
        return
    assert nobody.status_code == 401
    async with undone(world_conn):
        narrow = await ask(client, case, world, narrow_token(case.who, one.scope.split(":")[0]))
    check(one, narrow)
    assert (narrow.status_code, narrow.json()["code"]) == (403, "scope_missing")
