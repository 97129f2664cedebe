"""Webhooks: noted with the act, signed, retried, given up, never beyond what the reader may see or reach."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from models.db import Database
from models.entities.viewer import Viewer
from models.errors import Invalid
from tests.conftest import Client, FixedClock
from tests.web.api.asking import bearer
from tests.web.signed_in import viewer_of
from tests.world import World
from tests.world_api import api_token
from web import webhook_sender
from web.api.subjects import seen
from web.services import webhooks
from web.services.webhooks import DISABLED_AFTER, MOST_ATTEMPTS, NotSent, secret_of, send_events
from web.settings import Settings
from web.webhook_sender import HttpSender, is_public

pytestmark = pytest.mark.anyio
ANSWER = "/api/v1/introductions/{}/answer"


class Recorder:
    """Takes what is sent, or refuses it."""

    def __init__(self, *, status: int | None = 200) -> None:
        self.status = status
        self.got: list[tuple[str, Mapping[str, str], dict[str, Any]]] = []

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        if self.status is None:
            raise NotSent("HTTP 503", 503)
        self.got.append((url, dict(headers), json.loads(body)))
        return self.status


async def send(client: Client, sender: Any) -> int:
    parts = client.parts

    async def look(viewer: Viewer, event: str, subject_id: int) -> Any:
        return await seen(parts, viewer, event, subject_id)

    return await send_events(parts.db, parts.clock, parts.settings, sender, look)


async def answer(client: Client, world: World) -> None:
    """Lin agrees to meet wang."""
    address = ANSWER.format(world.introduction["wang_lin"])
    told = await client.post(address, json={"accept": True}, headers=bearer(api_token("lin")))
    assert told.status_code == 200, told.text


async def test_event_reaches_who_may_see_it_and_nobody_else(client: Client, world: World) -> None:
    await answer(client, world)
    taken = Recorder()

    assert await send(client, taken) == 1

    url, headers, told = taken.got[0]
    assert url == "https://lin.example.org/hook"
    assert (told["type"], told["subject_id"]) == ("introduction.answered", world.introduction["wang_lin"])
    assert told["data"]["status"] == "accepted"
    assert headers["webhook-id"] == told["id"]
    # Qian listens to the same, and is shown nothing of it, in her log neither.
    log = f"/api/v1/webhooks/{world.webhook['qian']}/deliveries"
    found = (await client.get(log, headers=bearer(api_token("qian")))).json()
    assert [d["status"] for d in found["items"]] == ["failed"]
    assert await send(client, taken) == 0


async def test_refused_act_tells_nobody(client: Client, world: World) -> None:
    address = ANSWER.format(world.introduction["wang_lin"])
    await client.post(address, json={"accept": True}, headers=bearer(api_token("qian")))

    assert await send(client, Recorder()) == 0


async def test_receiver_can_check_the_signature(client: Client, world: World) -> None:
    await answer(client, world)
    taken = Recorder()
    await send(client, taken)
    told = (await client.get("/api/v1/webhooks", headers=bearer(api_token("lin")))).json()
    _, headers, payload = taken.got[0]

    # As docs/api.md tells it, with nothing of ours.
    key = base64.b64decode(told[0]["secret"].removeprefix("whsec_"))
    body = json.dumps(payload, ensure_ascii=False).encode()
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()

    assert headers["webhook-signature"] == f"v1,{expected}"


async def test_failure_is_retried_with_growing_pauses_and_then_given_up(
    client: Client, world: World, world_conn: Any, clock: FixedClock
) -> None:
    await answer(client, world)
    refusing, pauses, row = Recorder(status=None), [], None
    for _ in range(MOST_ATTEMPTS):
        assert await send(client, refusing) == 0
        row = await world_conn.fetchrow(
            "select status, next_attempt_at, last_status from webhook_delivery where webhook_id = $1 "
            "order by id desc limit 1",
            world.webhook["lin"],
        )
        pauses.append(row["next_attempt_at"] - clock.now())
        clock.instant = max(row["next_attempt_at"], clock.now())

    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=16)]
    assert row is not None
    assert (row["status"], row["last_status"]) == ("failed", 503)


async def test_owner_sends_it_again_from_the_log(client: Client, world: World) -> None:
    client.sign_in("lin")
    page = f"/account/webhooks/{world.webhook['lin']}"
    told = await client.post(page, data={"step": "again", "delivery_id": world.webhook["lin_delivery"]})
    taken = Recorder()

    assert told.status_code == 303
    assert await send(client, taken) == 1
    assert taken.got[0][2]["data"]["id"] == world.introduction["chen_lin"]
    assert "HTTP 200" in (await client.get(page)).text


async def test_after_many_failures_it_is_switched_off_with_a_mail_and_on_again(
    client: Client, world: World, world_conn: Any, clock: FixedClock
) -> None:
    await world_conn.execute(
        "update webhook set n_failed = $2 where id = $1", world.webhook["lin"], DISABLED_AFTER - 1
    )
    await answer(client, world)

    await send(client, Recorder(status=None))

    mails = await world_conn.fetch("select person_id from outbox_mail where purpose = 'webhook_disabled'")
    assert [m["person_id"] for m in mails] == [world.person["lin"]]
    clock.instant += timedelta(hours=1)
    assert await send(client, Recorder()) == 0
    client.sign_in("lin")
    await client.post(f"/account/webhooks/{world.webhook['lin']}", data={"step": "enable"})
    assert await send(client, Recorder()) == 1


async def test_revoked_view_is_not_told_at_sending_time(
    client: Client, world: World, world_conn: Any
) -> None:
    await answer(client, world)
    await world_conn.execute(
        "update membership set status = 'left' where person_id = $1", world.person["lin"]
    )

    assert await send(client, Recorder()) == 0
    status = await world_conn.fetchval(
        "select status from webhook_delivery where webhook_id = $1 order by id desc limit 1",
        world.webhook["lin"],
    )
    assert status == "hidden"


class Slow:
    """Takes its time for one address until another has everything; notes who got what, and in which order."""

    def __init__(self, slow: str, other: str, n_for_other: int) -> None:
        self._slow, self._other, self._n = slow, other, n_for_other
        self._enough = asyncio.Event()
        self._busy: set[str] = set()
        self.got: list[tuple[str, int]] = []

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        # Never two at once to one address.
        assert url not in self._busy
        self._busy.add(url)
        await (self._enough.wait() if url == self._slow else asyncio.sleep(0))
        self._busy.discard(url)
        self.got.append((url, json.loads(body)["subject_id"]))
        if [u for u, _ in self.got].count(self._other) == self._n:
            self._enough.set()
        return 200


async def test_slow_address_holds_up_no_other_and_each_has_its_order(
    client: Client, world: World, world_conn: Any
) -> None:
    slow, other = "https://slow.example.org/hook", "https://lin.example.org/hook"
    await client.post(
        "/api/v1/webhooks",
        json={"url": slow, "events": ["introduction.answered"]},
        headers=bearer(api_token("lin")),
    )
    subjects = [world.introduction[name] for name in ("chen_lin", "wang_lin", "chen_lin", "wang_lin")]
    for subject in subjects:
        await world_conn.execute(
            "insert into webhook_event (type, subject_id) values ('introduction.answered', $1)", subject
        )
    sender = Slow(slow, other, len(subjects))

    async with asyncio.timeout(20):
        assert await send(client, sender) == 2 * len(subjects)

    assert [s for url, s in sender.got if url == slow] == subjects
    assert [s for url, s in sender.got if url == other] == subjects
    assert [url for url, _ in sender.got[: len(subjects)]] == [other] * len(subjects)


async def test_what_a_worker_had_in_hand_when_it_died_is_sent_again_later(
    client: Client, world: World, clock: FixedClock
) -> None:
    class Dies:
        async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
            raise RuntimeError("the worker is gone")

    await answer(client, world)
    with pytest.raises(RuntimeError):
        await send(client, Dies())

    assert await send(client, Recorder()) == 0
    clock.instant += timedelta(minutes=2)
    assert await send(client, Recorder()) == 1


async def test_workers_at_once_send_each_event_once_and_in_order(
    cloned_world_db: Database, settings: Settings, clock: FixedClock, world: World
) -> None:
    subjects = [world.introduction[name] for name in ("chen_lin", "wang_lin") * 4]
    async with cloned_world_db.transaction() as conn:
        for subject in subjects:
            await conn.execute(
                "insert into webhook_event (type, subject_id) values ('introduction.answered', $1)", subject
            )

    class Unhurried(Recorder):
        async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
            await asyncio.sleep(0.01)
            return await super().send(url, headers, body)

    async def look(viewer: Viewer, event: str, subject_id: int) -> Any:
        return {"id": subject_id}

    taken = Unhurried()

    async def work() -> int:
        return await send_events(cloned_world_db, clock, settings, taken, look)

    counts = await asyncio.gather(*(work() for _ in range(4)))

    by_url: dict[str, list[int]] = {}
    for url, _, told in taken.got:
        by_url.setdefault(url, []).append(told["subject_id"])
    assert by_url["https://lin.example.org/hook"] == subjects
    assert all(got == subjects for got in by_url.values())
    assert sum(counts) == len(taken.got)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0",  # noqa: S104 - refused, not bound "::1", "fd00::1", "fe80::1%eth0",
     "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:0a00:0001::1", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_private_address_is_not_public(address: str) -> None:
    assert not is_public(address)


def test_public_address_is_public() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    "url",
    ["http://example.org/x", "https://localhost/x", "ftp://example.org", "https://a b", "https://user@example.org",
     "https://", "https://例子.org/", "https://[::1", "https://example.org:99999/"],
)  # fmt: skip
async def test_address_that_cannot_be_told_is_refused(
    world_db: Database, clock: FixedClock, settings: Settings, url: str
) -> None:
    viewer = await viewer_of(world_db, clock, "lin")

    with pytest.raises(Invalid) as refused:
        await webhooks.subscribe(world_db, clock, settings, viewer=viewer, url=url, events=["pitch.approved"])
    assert refused.value.field == "url"


@pytest.fixture
def receiver() -> Iterator[tuple[int, list[tuple[str, bytes]]]]:
    """A real server on this machine that notes what it gets; `/away` sends on to somewhere else."""
    got: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(302 if self.path == "/away" else 204)
            if self.path == "/away":
                self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, got
    server.shutdown()
    thread.join()
    server.server_close()


async def test_sender_reaches_this_machine_only_where_a_setting_says_so(
    receiver: tuple[int, list[tuple[str, bytes]]],
) -> None:
    port, got = receiver
    url = f"http://127.0.0.1:{port}/hook?x=1"

    assert await HttpSender(allow_local=True).send(url, {"webhook-id": "evt_1"}, b"{}") == 204
    with pytest.raises(NotSent, match="not a public address"):
        await HttpSender(allow_local=False).send(url, {}, b"{}")
    with pytest.raises(NotSent, match="HTTP 302"):
        await HttpSender(allow_local=True).send(f"http://127.0.0.1:{port}/away", {}, b"{}")
    with pytest.raises(NotSent):
        await HttpSender(allow_local=True).send("http://127.0.0.1:1/", {}, b"{}")

    assert got == [("/hook?x=1", b"{}"), ("/away", b"{}")]


async def test_who_answers_drop_by_drop_is_left_and_the_line_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_sender, "_SECONDS", 0.5)
    cut = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while True:
                writer.write(b"H")
                await writer.drain()
                await asyncio.sleep(0.05)
        writer.close()
        cut.set()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(NotSent, match="no answer within"):
            await HttpSender(allow_local=True).send(f"http://127.0.0.1:{port}/", {}, b"{}")
        await asyncio.wait_for(cut.wait(), 5)


def test_secret_is_one_webhook_s_own_and_not_in_the_database(settings: Settings) -> None:
    one, other = secret_of(settings, b"a" * 16), secret_of(settings, b"b" * 16)

    assert one.startswith("whsec_")
    assert one != other
