"""The frame of the API: tokens, problems, languages, limits, keys, pages of lists."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from jsonschema import Draft202012Validator

from models.db import Database
from tests.conftest import Client, FixedClock, client_for
from tests.web.api.asking import bearer, told
from tests.web.api.cases.pitches import draft
from tests.web.test_every_page import counted
from tests.world import World, insert
from tests.world_api import api_token
from web.api.catalogue import operations
from web.api.problems import SCHEMA
from web.files import FileStore
from web.settings import Settings

pytestmark = pytest.mark.anyio
V1 = "/api/v1"
LIN = bearer(api_token("lin"))


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert next(Draft202012Validator(SCHEMA).iter_errors(found), None) is None
    assert (answer.status_code, found["status"], found["code"]) == (status, status, code)
    return found


async def test_cookie_says_nothing_to_the_api(client: Client) -> None:
    client.sign_in("lin")

    problem(await client.get(f"{V1}/me"), 401, "token_needed")
    problem(await client.post(f"{V1}/pitches", json={"name": "x"}), 401, "token_needed")


async def test_request_with_a_token_needs_no_origin(client: Client, world: World) -> None:
    del client.headers["origin"]

    answer = await client.post(
        f"{V1}/pitches", json={**draft(world), "company_id": world.org["lin"]}, headers=LIN
    )

    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("token", ["shoutou_forged", "nonsense", "", "shoutou_€"])
async def test_token_that_is_not_in_force_opens_nothing_not_even_what_is_public(
    client: Client, token: str
) -> None:
    headers = {b"Authorization": f"Bearer {token}".encode()}

    found = problem(await client.get(f"{V1}/public/events", headers=headers), 401, "token_not_valid")

    assert "token" not in found["detail"]


async def test_revoked_expired_and_closed_tokens_end(
    client: Client, world: World, world_conn: Any, clock: FixedClock
) -> None:
    client.sign_in("lin")
    made = await client.post(
        "/account/tokens", data={"name": "报表", "days": "7", "scopes": ["account:read"]}
    )
    token = made.text.split("<code>shoutou_")[1].split("<")[0]
    headers = bearer(f"shoutou_{token}")
    assert (await client.get(f"{V1}/me", headers=headers)).json()["person_id"] == world.person["lin"]
    assert token not in (await client.get("/account/tokens")).text

    clock.instant += timedelta(days=7)
    problem(await client.get(f"{V1}/me", headers=headers), 401, "token_not_valid")
    clock.instant -= timedelta(days=7)
    await client.post(f"/account/tokens/{world.token['lin']}/revoke")
    narrow = await world_conn.fetchval("select revoked_at from api_token where id = $1", world.token["lin"])
    assert narrow is not None
    await world_conn.execute(
        "update person set closed_at = $1 where email = 'qian@example.test'", clock.now()
    )
    problem(await client.get(f"{V1}/me", headers=bearer(api_token("qian"))), 401, "token_not_valid")


async def test_token_without_the_second_factor_is_no_organiser(
    client: Client, world: World, world_conn: Any
) -> None:
    await world_conn.execute("update api_token set second_factor = false")

    answer = await client.get(f"{V1}/organisations/{world.org['zhao']}", headers=bearer(api_token("zhao")))

    problem(answer, 403, "token_without_second_factor")


async def test_read_scope_does_not_write(client: Client, world: World, world_conn: Any) -> None:
    await insert(
        world_conn,
        "api_token",
        person_id=world.person["lin"],
        name="reads",
        token_hash=hashlib.sha256(b"shoutou_reads").digest(),
        scopes=["pitches:read"],
        second_factor=True,
        created_at=client.parts.clock.now(),
        expires_at=client.parts.clock.now() + timedelta(days=1),
    )
    headers = bearer("shoutou_reads")

    assert (await client.get(f"{V1}/pitches", headers=headers)).status_code == 200
    answer = await client.post(f"{V1}/pitches/{world.pitch['lin']}/withdraw", headers=headers)
    problem(answer, 403, "scope_missing")
    assert 'scope="pitches:write"' in answer.headers["www-authenticate"]


async def test_unknown_address_and_method_are_problems_in_the_reader_s_language(client: Client) -> None:
    missing = await client.get(f"{V1}/nowhere", headers={"Accept-Language": "en"})
    method = await client.put(f"{V1}/public/events", headers={"Accept-Language": "zh-CN,zh;q=0.9"})

    assert problem(missing, 404, "not_found")["title"] == "Not found"
    assert problem(method, 405, "wrong_method")["title"] == "不支持此方法"
    assert "GET" in method.headers["allow"]


async def test_language_is_the_header_s_else_the_person_s(client: Client) -> None:
    del client.headers["accept-language"]

    own = problem(await client.get(f"{V1}/pitches/999", headers=LIN), 404, "not_found")
    asked = problem(
        await client.get(f"{V1}/pitches/999", headers={**LIN, "Accept-Language": "en"}), 404, "not_found"
    )

    assert own["detail"] == "这里没有内容，或者您无权查看。"
    assert asked["detail"] == "There is nothing here, or it is not yours to see."


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 415, "wrong_media_type"),
        (b"{", 400, "body_not_json"),
        (b"\xff\xfe", 400, "body_not_json"),
        (b'{"name": NaN}', 400, "body_not_json"),
        (b'{"name": "a", "name": "b"}', 400, "body_not_json"),
        (b"[" * 100_000, 400, "body_not_json"),
        (b"[" * 60 + b"]" * 60, 400, "too_deep"),
        (b'{"name": ' + b"9" * 5000 + b"}", 400, "body_not_json"),
        (b'{"name": 1e999}', 422, "fields_not_accepted"),
        (b'{"name": "a\\u0000"}', 422, "fields_not_accepted"),
        (b'{"name": "\\ud800"}', 422, "fields_not_accepted"),
        (b'{"\\ud800": 1}', 400, "body_not_json"),
        (b'{"name": 5}', 422, "fields_not_accepted"),
        (b'{"nonsense": 5}', 422, "fields_not_accepted"),
        (b"[]", 422, "fields_not_accepted"),
        (b"null", 422, "fields_not_accepted"),
        (b'"' + b"a" * 1_100_000 + b'"', 413, "too_large"),
    ],
)
async def test_body_that_cannot_be_is_refused(client: Client, content: bytes, status: int, code: str) -> None:
    headers = {**LIN, **({"Content-Type": "application/json"} if content else {})}

    answer = await client.post(f"{V1}/pitches", content=content, headers=headers)

    problem(answer, status, code)


async def test_other_formats_are_refused(client: Client, world: World) -> None:
    address = f"{V1}/pitches/{world.pitch['lin_draft']}/deck"

    problem(await client.post(f"{V1}/pitches", data={"name": "x"}, headers=LIN), 415, "wrong_media_type")
    problem(await client.post(address, json={}, headers=LIN), 415, "wrong_media_type")
    problem(await client.post(address, files={"other": b"x"}, headers=LIN), 422, "fields_not_accepted")


async def test_each_field_that_is_wrong_is_pointed_to(client: Client, world: World) -> None:
    body = {**draft(world), "company_id": world.org["lin"]}
    typed = {**body, "name": "x" * 61, "seeks": [{"instrument": "gold"}], "nonsense": 1}
    meant = {**body, "sector2": body["sector"], "name": "a\tb"}
    meant["seeks"] = [
        {"instrument": "loan", "amount_min": {"minor": 900}, "amount_max": {"minor": 100}},
    ]

    by_type = problem(await client.post(f"{V1}/pitches", json=typed, headers=LIN), 422, "fields_not_accepted")
    by_form = problem(await client.post(f"{V1}/pitches", json=meant, headers=LIN), 422, "fields_not_accepted")

    assert {e["pointer"] for e in by_type["errors"]} == {"/name", "/seeks/0/instrument", "/nonsense"}
    assert {e["pointer"] for e in by_form["errors"]} == {"/name", "/sector2", "/seeks/0/amount_max"}


async def test_id_larger_than_any_is_not_found(client: Client) -> None:
    problem(await client.get(f"{V1}/pitches/{10**30}", headers=LIN), 404, "not_found")


async def test_query_is_checked_too(client: Client) -> None:
    for query in ("limit=0", "limit=x", "nonsense=1", "cursor=forged", "limit=5&limit=6", "cursor=%00"):
        answer = await client.get(f"{V1}/pitches?{query}", headers=LIN)
        found = problem(answer, 422, "fields_not_accepted")
        assert found["errors"][0]["parameter"] == query.split("=")[0]


async def test_too_many_requests_wait(
    client: Client, world_conn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web.services import api_tokens
    from web.services.throttle import Limit

    monkeypatch.setattr(api_tokens, "API_TOKEN", Limit("api-token", 2, timedelta(minutes=1)))

    answers = [await client.get(f"{V1}/me", headers=LIN) for _ in range(3)]

    assert [a.status_code for a in answers] == [200, 200, 429]
    problem(answers[2], 429, "too_many_tries")
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60


async def test_unforeseen_is_a_problem_with_an_incident_and_no_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web.services import pitches

    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(pitches, "open_pitches", broken)

    answer = await client.get(f"{V1}/pitches", headers=LIN)

    found = problem(answer, 500, "unexpected")
    assert found["incident"]
    assert "secret" not in answer.text


async def test_same_key_is_acted_upon_once(client: Client, world: World, world_conn: Any) -> None:
    body = {**draft(world), "company_id": world.org["lin"]}
    keyed = {**LIN, "Idempotency-Key": "k-1"}

    first = await client.post(f"{V1}/pitches", json=body, headers=keyed)
    again = await client.post(f"{V1}/pitches", json=body, headers=keyed)
    other = await client.post(f"{V1}/pitches", json={**body, "name": "别的"}, headers=keyed)
    bad_key = await client.post(f"{V1}/pitches", json=body, headers={**LIN, "Idempotency-Key": "x" * 256})
    without = await client.post(f"{V1}/pitches", json=body, headers=LIN)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    problem(other, 422, "key_used_otherwise")
    problem(bad_key, 400, "not_an_idempotency_key")
    assert without.json() != first.json()
    assert await world_conn.fetchval("select count(*) from pitch_version where name = '湿膜蟹箱'") == 2


async def test_refused_request_leaves_its_key_free(client: Client, world: World) -> None:
    keyed = {**LIN, "Idempotency-Key": "k-2"}
    address = f"{V1}/pitches/{world.pitch['lin_draft']}/submit"

    refused = await client.post(address, json={"consent": False}, headers=keyed)
    taken = await client.post(address, json={"consent": True}, headers=keyed)

    problem(refused, 422, "fields_not_accepted")
    assert taken.status_code == 200, taken.text
    # Where there is nothing to tell, a key changes nothing about it.
    assert taken.json() == {"done": True}


async def test_two_at_once_under_one_key_act_once(
    cloned_world_db: Database, settings: Settings, clock: FixedClock, files: FileStore, world: World
) -> None:
    body = {**draft(world), "company_id": world.org["lin"]}
    async with client_for(settings, cloned_world_db, clock, files) as http:

        async def press(key: str) -> Any:
            return await http.post(f"{V1}/pitches", json=body, headers={**LIN, "Idempotency-Key": key})

        answers = await asyncio.gather(*(press(f"k-{n % 2}") for n in range(12)))

    assert {a.status_code for a in answers} == {201}
    assert len({a.text for a in answers}) == 2
    async with cloned_world_db.read() as conn:
        assert await conn.fetchval("select count(*) from pitch_version where name = '湿膜蟹箱'") == 2


async def test_crash_between_act_and_answer_undoes_the_act(
    client: Client, world: World, world_conn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.repositories.api import ApiRepository

    async def dies(*_: Any) -> None:
        raise ConnectionError

    body, keyed = {**draft(world), "company_id": world.org["lin"]}, {**LIN, "Idempotency-Key": "k-3"}
    with monkeypatch.context() as patched:
        patched.setattr(ApiRepository, "keep_answer", dies)
        problem(await client.post(f"{V1}/pitches", json=body, headers=keyed), 500, "unexpected")
    assert await world_conn.fetchval("select count(*) from pitch_version where name = '湿膜蟹箱'") == 0

    answer = await client.post(f"{V1}/pitches", json=body, headers=keyed)

    assert answer.status_code == 201
    assert "idempotent-replayed" not in answer.headers


async def test_pages_of_a_list_hold_each_item_once_while_new_ones_come(client: Client, world: World) -> None:
    body = {**draft(world), "company_id": world.org["lin"]}
    for _ in range(4):
        await client.post(f"{V1}/pitches", json=body, headers=LIN)
    whole = [p["id"] for p in (await client.get(f"{V1}/pitches", headers=LIN)).json()["items"]]
    seen: list[int] = []

    address: str | None = f"{V1}/pitches?limit=2"
    while address is not None:
        answer = await client.get(address, headers=LIN)
        seen += [p["id"] for p in answer.json()["items"]]
        address = answer.links["next"]["url"] if "next" in answer.links else None
        await client.post(f"{V1}/pitches", json=body, headers=LIN)

    assert seen == whole
    assert len(seen) == 7


async def test_cursor_of_another_list_is_refused(client: Client, world: World) -> None:
    first = await client.get(f"{V1}/pitches?limit=1", headers=LIN)

    answer = await client.get(f"{V1}/public/projects", params={"cursor": first.json()["next"]})

    problem(answer, 422, "fields_not_accepted")


async def test_request_asks_the_database_seldom(client: Client, world_conn: Any) -> None:
    # The first of a minute clears away the counts of former days.
    await client.get(f"{V1}/pitches", headers=LIN)

    with counted(world_conn) as queries:
        await client.get(f"{V1}/pitches", headers=LIN)

    # The token with its person, the throttle, and the list itself.
    assert len(queries) == 3, queries


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_document_is_served_and_readable(client: Client, lang: str) -> None:
    answer = await client.get(f"{V1}/openapi.json?lang={lang}")
    page = await client.get(f"/api?lang={lang}")

    found = answer.json()
    assert found["openapi"] == "3.1.0"
    assert sum(len(p) for p in found["paths"].values()) == len(operations())
    for one in operations():
        assert f"{one.method} {V1}{one.path}" in page.text


def test_document_refers_only_to_what_it_holds() -> None:
    text = json.dumps(told())
    names = set(told()["components"]["schemas"])

    referred = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}

    assert referred <= names
    for schema in told()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_example_is_what_its_operation_takes() -> None:
    for one in operations():
        if one.body is not None and one.example:
            one.body.model_validate_json(json.dumps(one.example), strict=True)


async def test_client_of_the_documentation_works(
    cloned_world_dsn: str, settings: Settings, clock: FixedClock, files: FileStore
) -> None:
    """The twenty lines of docs/api.md, run as a program of its own against a server of its own."""
    docs = Path(__file__).parents[3] / "docs"
    script = (docs / "api-client.py").read_text(encoding="utf-8")
    assert script in (docs / "api.md").read_text(encoding="utf-8")
    database = await Database.connect(cloned_world_dsn, max_size=4)
    async with client_for(settings, database, clock, files) as http:
        transport = http._transport
        assert isinstance(transport, httpx2.ASGITransport)
        server = uvicorn.Server(uvicorn.Config(transport.app, port=0, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve())
        try:
            while not server.started:
                await asyncio.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            running = await asyncio.create_subprocess_exec(
                sys.executable,
                str(docs / "api-client.py"),
                env={"SHOUTOU_URL": f"http://127.0.0.1:{port}", "SHOUTOU_TOKEN": api_token("chen")},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            out, err = await running.communicate()
        finally:
            server.should_exit = True
            await serving
            await database.close()

    assert running.returncode == 0, err.decode()
    assert out.decode().split()[-1] in ("proposed", "accepted")


async def test_search_of_all_belongs_to_no_provider(client: Client, world: World) -> None:
    body = {"name": "冷链", "page": "search", "query": "q=冷链", "for_organisation_id": world.org["lin"]}

    found = problem(await client.post(f"{V1}/searches", json=body, headers=LIN), 422, "fields_not_accepted")

    assert [e["pointer"] for e in found["errors"]] == ["/for_organisation_id"]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_page_of_the_api_is_folded_and_each_address_in_it_opens(client: Client, lang: str) -> None:
    text = (await client.get(f"/api?lang={lang}")).text

    for one in operations():
        # Inside what is folded, so that a browser that follows an address to it unfolds it.
        assert f'</summary>\n<div class="fold-body" id="op-{one.name.replace(".", "-")}">' in text
    assert (
        text.count("<details")
        == len(operations())
        + len(told()["components"]["schemas"])
        + len({one.tag for one in operations()})
        + 1
    )


async def test_pages_of_records_are_read_one_by_one_and_hold_all(
    client: Client, world: World, world_conn: Any
) -> None:
    async def walked(more: str = "") -> list[int]:
        ids: list[int] = []
        address: str | None = f"{V1}/funding?limit=1{more}"
        while address is not None:
            with counted(world_conn) as queries:
                answer = await client.get(address, headers=bearer(api_token("sun")))
            assert len(queries) <= 3, queries
            ids += [r["id"] for r in answer.json()["items"]]
            address = answer.links["next"]["url"] if "next" in answer.links else None
        return ids

    # The first of a minute clears away the counts of former days.
    await client.get(f"{V1}/me", headers=bearer(api_token("sun")))
    rows = await world_conn.fetch(
        "select r.id, r.kind, s.status from funding_record r join funding_state s on s.record_id = r.id "
        "order by r.value_on desc, r.id desc"
    )

    assert len(rows) > 2
    assert await walked() == [r["id"] for r in rows]
    assert await walked("&kind=loan") == [r["id"] for r in rows if r["kind"] == "loan"]
    assert await walked("&status=confirmed") == [r["id"] for r in rows if r["status"] == "confirmed"]


async def test_token_without_the_second_factor_takes_nothing_of_its_person_away(
    client: Client, world_conn: Any
) -> None:
    zhao = bearer(api_token("zhao"))
    await world_conn.execute("update api_token set second_factor = false")
    await world_conn.execute(
        "update person set totp_secret = 'x', totp_enrolled_at = created_at where email = 'zhao@example.test'"
    )

    for method, path in (("GET", "rights"), ("POST", "download")):
        answer = await client.request(method, f"{V1}/me/{path}", headers=zhao)
        problem(answer, 403, "token_without_second_factor")
