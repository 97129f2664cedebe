"""The outbox: queued once, sent once, tried again later and later, given up in the end."""

import asyncio
from datetime import timedelta

import pytest

from models.errors import Conflict
from models.jobs import count_by_state
from models.repositories.mail import MailRepository
from web.mailer import MailDelayed, MailRefused
from web.services.mail import queue_mail
from web.services.mail_delivery import MOST_ATTEMPTS, again_at
from web.services.mail_delivery import send_pending as _send_pending
from web.settings import load

pytestmark = pytest.mark.anyio


SETTINGS = load({"SECRET_KEY": "k" * 40, "BASE_URL": "https://shoutou.example.test"})


async def send_pending(db, post, clock):
    return await _send_pending(db, post, SETTINGS, clock)


class Post:
    """A mailer that keeps what it took, or answers with an error."""

    def __init__(self, error=None, wait=0.0):
        self.taken = []
        self.tries = 0
        self.error = error
        self.wait = wait

    async def send(self, mail):
        self.tries += 1
        await asyncio.sleep(self.wait)
        if self.error is not None:
            raise self.error
        self.taken.append(mail)


async def queue(db, clock, n=1, **more):
    async with db.transaction() as conn:
        for i in range(n):
            await queue_mail(
                conn,
                clock,
                person_id=None,
                address=f"a{i}@example.test",
                locale="en",
                purpose="joined",
                subject=f"Subject {i}",
                body="Body",
                **more,
            )


async def statuses(db):
    async with db.read() as conn:
        found = await MailRepository(conn).outbox(person_id=None, status=None, limit=500, offset=0)
    return [m.status for m in found]


async def test_mail_queued_is_sent_once_with_a_stable_key(db, clock):
    await queue(db, clock, attachment=("a.ics", "text/calendar", b"BEGIN"))
    post = Post()

    assert await send_pending(db, post, clock) == 1
    assert await send_pending(db, post, clock) == 0

    (mail,) = post.taken
    assert (mail.to_address, mail.subject, mail.attachment) == ("a0@example.test", "Subject 0", b"BEGIN")
    assert mail.key.startswith("outbox-")
    assert await statuses(db) == ["sent"]


async def test_queueing_wakes_the_worker(db, clock):
    await queue(db, clock)

    async with db.read() as conn:
        assert (await count_by_state(conn))[("send_mail", "queued")] == 1


async def test_dedupe_key_used_twice_queues_one_mail(db, clock):
    await queue(db, clock, dedupe_key="once")
    await queue(db, clock, dedupe_key="once")

    assert await statuses(db) == ["queued"]


async def test_mail_of_a_transaction_that_fails_is_not_there(db, clock):
    with pytest.raises(Conflict):
        async with db.transaction() as conn:
            await queue_mail(
                conn,
                clock,
                person_id=None,
                address="a@example.test",
                locale="zh",
                purpose="joined",
                subject="s",
                body="b",
            )
            raise Conflict("state_moved_on")

    assert await statuses(db) == []


async def test_delayed_mail_waits_longer_each_time_and_is_given_up(db, clock):
    await queue(db, clock)
    post = Post(MailDelayed("450 later"))

    for attempt in range(1, MOST_ATTEMPTS + 1):
        await send_pending(db, post, clock)
        assert post.tries == attempt
        await send_pending(db, post, clock)
        assert post.tries == attempt, "not tried before its time"
        clock.instant = again_at(clock.instant, attempt)

    assert await statuses(db) == ["failed"]


def test_again_at_doubles_up_to_a_limit(clock):
    waits = [again_at(clock.now(), n) - clock.now() for n in range(1, 15)]

    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)


async def test_refused_mail_fails_at_once_and_can_be_retried(db, clock):
    await queue(db, clock)
    assert await send_pending(db, Post(MailRefused("550 no such box")), clock) == 0
    assert await statuses(db) == ["failed"]

    async with db.transaction() as conn:
        (failed,) = await MailRepository(conn).outbox(person_id=None, status=None, limit=1, offset=0)
        assert failed.last_error == "550 no such box"
        assert await MailRepository(conn).retry(failed.id, clock.now())
        assert not await MailRepository(conn).retry(failed.id, clock.now())

    assert await send_pending(db, Post(), clock) == 1


async def test_server_that_is_away_is_not_asked_for_every_mail(db, clock):
    await queue(db, clock, n=10)
    post = Post(MailDelayed("no connection"))

    await send_pending(db, post, clock)

    assert post.tries == 3


async def test_two_workers_share_the_mails_and_double_none(cloned_db, clock):
    await queue(cloned_db, clock, n=30)
    post = Post(wait=0.002)

    sent = await asyncio.gather(*(send_pending(cloned_db, post, clock) for _ in range(4)))

    assert sum(sent) == 30
    assert sorted(m.to_address for m in post.taken) == sorted(f"a{i}@example.test" for i in range(30))
    assert sum(n > 0 for n in sent) > 1


async def test_worker_that_dies_while_sending_leaves_the_mail_for_the_next(cloned_db, clock):
    await queue(cloned_db, clock)
    dying = asyncio.create_task(send_pending(cloned_db, Post(wait=60), clock))
    await asyncio.sleep(0.1)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying

    assert await send_pending(cloned_db, Post(), clock) == 1
