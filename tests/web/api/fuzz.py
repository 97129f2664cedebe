"""Requests made up from the API's own document, asked one after the other, each rolled back; see `made.py`.

A case costs a few milliseconds, since there will be fifty thousand: the application is called without a client
between, looks at the database are no savepoints, and an answer that was compared with the document once is not
compared again, byte for byte.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import httpx2
from starlette.types import ASGIApp, Message

from models.db import Connection, Database
from tests.conftest import HOST
from tests.web.api.asking import address, bearer, check, told
from tests.web.api.cases import Case, all_cases
from tests.web.api.made import STRANGE, Maker
from tests.web.test_every_route import undone
from tests.world import World
from tests.world_api import api_token
from web.api.catalogue import operation
from web.api.problems import PREFIX
from web.app import create_app
from web.resources import Resources

ROLES = ("lin", "qian", "wang", "wu", "chen", "guo", "zhao", "zhou", "sun", "he", "xu", "gao", "fang")
# As it should be; with the document's own values, twice; with one thing wrong; with what no document knows.
WAYS = ("known", "typed", "typed", "broken", "strange")

# A shard is a tenth of the whole law: 5,000 cases, each operation answered 2xx ten times.
SHARDS = range(10 if os.environ.get("SOAK") else 1)
LEAST_SUCCESSES = 10


def ids_of(world: World) -> list[int]:
    """Numbers that mean something in the world, and some that mean nothing."""
    found = {i for group in vars(world).values() if isinstance(group, dict) for i in group.values()}
    return [*sorted(i for i in found if isinstance(i, int)), 0, 999_999, 2**62]


async def call(app: ASGIApp, request: httpx2.Request) -> httpx2.Response:
    """The application's answer to one request."""
    content = request.read()
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": (HOST, 80),
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    body = b"".join(m.get("body", b"") for m in sent[1:])
    return httpx2.Response(sent[0]["status"], headers=sent[0]["headers"], content=body)


class Looking(Database):
    """A database whose looks are no savepoints: what fails in one fails the case."""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """The one connection as it is."""
        async with self.glance() as conn:
            yield conn


async def ask_shard(
    parts: Resources, world: World, conn: Any, shard: int, *, reads: bool, n_cases: int, note: Any
) -> None:
    """One shard of what is asked by GET, or of all else; `note` is pytest's `record_property`."""
    cases = [c for c in all_cases() if (operation(c.operation).method == "GET") == reads]
    fuzz = Fuzz(parts, world, conn, cases, seed=20_150_515 + shard)

    await fuzz.run(n_cases, LEAST_SUCCESSES)

    note("counted", fuzz.told())
    assert min(fuzz.successes.values()) >= LEAST_SUCCESSES, fuzz.told()


class Fuzz:
    """Asks about these operations, and counts what comes of it."""

    def __init__(
        self, parts: Resources, world: World, conn: Connection, cases: Sequence[Case], seed: int
    ) -> None:
        parts = replace(parts, db=Looking.bound_to(conn))
        self.app = create_app(parts.settings, parts)
        self.world, self.conn, self.cases = world, conn, cases
        self.maker = Maker(seed, told()["components"]["schemas"], ids_of(world))
        self.statuses: Counter[int] = Counter()
        self.successes = Counter({case.operation: 0 for case in cases})

    async def run(self, n_cases: int, least: int) -> None:
        """Ask so often: all sorts of requests, but in the end what each operation lacks to its `least` successes.

        A request as it should be succeeds (tests/web/api/test_operations.py), so that nobody lacks any at the end.
        """
        for persona in ROLES:
            # The first request of a minute clears away the counts of former days: once, not for each case.
            me = httpx2.Request("GET", f"http://{HOST}{PREFIX}/me", headers=bearer(api_token(persona)))
            await call(self.app, me)
        turn = 0
        for n in range(n_cases):
            lagging = {name: least - got for name, got in self.successes.items() if got < least}
            if sum(lagging.values()) >= n_cases - n:
                case, way = next(c for c in self.cases if c.operation in lagging), "known"
            else:
                case, way = self.cases[turn % len(self.cases)], self.maker.random.choice(WAYS)
                turn += 1
            await self.ask(case, way)

    async def ask(self, case: Case, way: str) -> None:
        """One request, whose answer is no 500 and what the document says."""
        pick, one = self.maker.random, operation(case.operation)
        entry = told()["paths"][one.path][one.method.lower()]
        persona = pick.choice((case.who, *case.also))
        if way != "known" and pick.random() < 0.5:
            persona = pick.choice(ROLES)
        path = dict(case.path(self.world))
        if way in ("typed", "strange") and path and pick.random() < 0.4:
            path[pick.choice(list(path))] = pick.choice(ids_of(self.world))
        headers = {**bearer(api_token(persona)), "Accept-Language": pick.choice(("zh", "en"))}
        if pick.random() < 0.1 and one.method == "POST":
            keys = ("k",) if way == "known" else ("k", "x" * 300, "")
            headers["Idempotency-Key"] = pick.choice(keys)
        query = self._query(case, entry, way)
        sent = self._body(case, entry, way)
        headers |= sent.pop("headers", {})
        url = f"http://{HOST}{address(one, path)}{'?' if query else ''}{urlencode(query, doseq=True)}"
        request = httpx2.Request(one.method, url, headers=headers, **sent)
        async with undone(self.conn):
            if case.before is not None:
                await case.before(self.conn, self.world)
            answer = await call(self.app, request)
        assert answer.status_code != 500, (case.operation, persona, url, str(sent)[:600], answer.text)
        check(one, answer)
        self.statuses[answer.status_code] += 1
        self.successes[one.name] += answer.is_success

    def told(self) -> str:
        """What was asked and answered, in a line."""
        name, least = min(self.successes.items(), key=lambda found: found[1])
        answers = ", ".join(f"{n} × {status}" for status, n in sorted(self.statuses.items()))
        return (
            f"{self.statuses.total()} cases of {len(self.successes)} operations: {answers}; "
            f"least successes {least} ({name})"
        )

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

    def _body(self, case: Case, entry: Any, way: str) -> dict[str, Any]:
        pick = self.maker.random
        content = entry.get("requestBody", {}).get("content", {})
        known = dict(case.body(self.world)) if case.body else {}
        if "multipart/form-data" in content:
            schema = content["multipart/form-data"]["schema"]
            fields = known if way == "known" else self.maker.value(schema)
            data = {
                k: str(v)
                for k, v in fields.items()
                if k != "file" and v is not None and "\ud800" not in str(v)
            }
            file = case.file or ("x.pdf", b"%PDF-1.4")
            if way == "strange":
                file = pick.choice((("", b""), ("a\u202e.exe", b"MZ"), ("x", b"")))
            return {"data": data, "files": {"file": file}}
        body: Any = known
        if not content:
            if way != "strange" or case.body is not None or pick.random() > 0.3:
                return {}
            body = {"a": 1}
        elif way == "typed":
            body = {**known, **self.maker.value(content["application/json"]["schema"])}
        elif way == "broken":
            body = self.maker.broken(known)
        elif way == "strange":
            body = pick.choice(STRANGE)
        return {"headers": {"Content-Type": "application/json"}, "content": json.dumps(body).encode()}
