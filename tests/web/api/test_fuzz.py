"""Whatever is asked of the API, from its own document: never a 500, and every answer is what the document says.

`make soak` asks 50 000 times and counts that each operation was answered 2xx at least a hundred times; an ordinary
run asks as often as fits. Each case is rolled back, so that all of them meet the same world.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Any

import pytest

from tests.conftest import Client
from tests.web.api.asking import address, bearer, check, told
from tests.web.api.cases import Case, all_cases
from tests.web.api.made import STRANGE, Maker
from tests.web.test_every_route import undone
from tests.world import World
from tests.world_api import api_token
from web.api.catalogue import operation

pytestmark = pytest.mark.anyio

SOAK = os.environ.get("SOAK") == "1"
N_CASES = 50_000 if SOAK else 400
LEAST_SUCCESSES = 100
ROLES = ("lin", "qian", "wang", "wu", "chen", "guo", "zhao", "zhou", "sun", "he", "xu", "gao", "fang")


def ids_of(world: World) -> list[int]:
    """Numbers that mean something in the world, and some that mean nothing."""
    found = {i for group in vars(world).values() if isinstance(group, dict) for i in group.values()}
    return [*sorted(i for i in found if isinstance(i, int)), 0, 999_999, 2**62]


class Fuzz:
    """One request after the other, and what came of them."""

    def __init__(self, client: Client, world: World, conn: Any, seed: int) -> None:
        self.client, self.world, self.conn = client, world, conn
        self.maker = Maker(seed, told()["components"]["schemas"], ids_of(world))
        self.statuses: Counter[int] = Counter()
        self.successes: Counter[str] = Counter()

    async def ask(self, case: Case) -> None:
        pick, one = self.maker.random, operation(case.operation)
        entry = told()["paths"][one.path][one.method.lower()]
        # A third as it should be; a third with the document's own values; a third broken.
        way = pick.choice(("known", "known", "typed", "typed", "broken", "strange"))
        persona = case.who if way == "known" or pick.random() < 0.5 else pick.choice(ROLES)
        path = dict(case.path(self.world))
        if way in ("typed", "strange") and path and pick.random() < 0.4:
            path[pick.choice(list(path))] = pick.choice(ids_of(self.world))
        sent: dict[str, Any] = {
            "headers": bearer(api_token(persona)),
            "params": self._query(case, entry, way),
        }
        if pick.random() < 0.1 and one.method == "POST":
            sent["headers"]["Idempotency-Key"] = pick.choice(("k", "x" * 300, ""))
        self._body(case, entry, way, sent)
        async with undone(self.conn):
            if case.before is not None:
                await case.before(self.conn, self.world)
            answer = await self.client.request(one.method, address(one, path), **sent)
        shown = (case.operation, persona, path, str(sent)[:600])
        assert answer.status_code != 500, (shown, answer.text)
        check(one, answer)
        self.statuses[answer.status_code] += 1
        self.successes[one.name] += answer.is_success

    def _query(self, case: Case, entry: Any, way: str) -> dict[str, Any]:
        found = dict(case.query(self.world))
        if way == "known":
            return found
        for parameter in entry["parameters"]:
            if parameter["in"] == "query" and self.maker.random.random() < 0.4:
                made = self.maker.value(parameter["schema"])
                if way == "strange":
                    made = self.maker.random.choice(("", "\x00", "x" * 500, "-1", "1e9", "null", "\u202e"))
                if made is not None:
                    found[parameter["name"]] = str(made)
        return found

    def _body(self, case: Case, entry: Any, way: str, sent: dict[str, Any]) -> None:
        content = entry.get("requestBody", {}).get("content", {})
        known = dict(case.body(self.world)) if case.body else {}
        if "multipart/form-data" in content:
            schema = content["multipart/form-data"]["schema"]
            fields = known if way == "known" else self.maker.value(schema)
            sent["data"] = {
                k: str(v)
                for k, v in fields.items()
                if k != "file" and v is not None and "\ud800" not in str(v)
            }
            sent["files"] = {"file": case.file or ("x.pdf", b"%PDF-1.4")}
            if way == "strange":
                sent["files"] = {
                    "file": self.maker.random.choice((("", b""), ("a\u202e.exe", b"MZ"), ("x", b"")))
                }
            return
        if not content:
            if way == "strange" and case.body is None and self.maker.random.random() < 0.3:
                sent["content"], sent["headers"]["Content-Type"] = b'{"a": 1}', "application/json"
            return
        body: Any = known
        if way == "typed":
            body = {**known, **self.maker.value(content["application/json"]["schema"])}
        elif way == "broken":
            body = self.maker.broken(known)
        elif way == "strange":
            body = self.maker.random.choice(STRANGE)
        sent["headers"]["Content-Type"] = "application/json"
        sent["content"] = json.dumps(body).encode()


async def test_no_request_breaks_it_and_every_answer_is_as_documented(
    client: Client, world: World, world_conn: Any
) -> None:
    cases = all_cases()
    fuzz = Fuzz(client, world, world_conn, seed=20_150_515)

    for n in range(max(N_CASES, len(cases))):
        await fuzz.ask(cases[n % len(cases)])

    assert fuzz.statuses[500] == 0
    if SOAK:
        few = {c.operation: fuzz.successes[c.operation] for c in cases}
        assert {name: n for name, n in few.items() if n < LEAST_SUCCESSES} == {}
