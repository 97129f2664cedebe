"""How mail comes: at once, in a digest, in the inbox alone, never in quiet hours; nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from models.entities.ids import PersonId
from models.entities.inbox import Delivery, DigestReader, MailReader
from models.errors import NotFound
from models.repositories.inbox import DeliveryRepository
from tests.web.services.event_stories import viewer
from web.services.digests import hour_before
from web.services.mail import queue_mail
from web.services.mail_choices import MailChoices, group_of, open_choices, save_choices, unsubscribe
from web.services.mail_delivery import deliver
from web.services.mail_purposes import PURPOSES, SWITCHABLE, TOPIC_LABELS, Topic
from web.services.reminders import remind_pending
from web.services.tokens import PASSPORT, UNSUBSCRIBE, make_token
from web.settings import load

pytestmark = pytest.mark.anyio
SETTINGS = load({"SECRET_KEY": "k" * 40, "BASE_URL": "https://shoutou.example.test"})


class Post:
    """A mailer that keeps what it took."""

    def __init__(self):
        self.taken = []

    async def send(self, mail):
        self.taken.append(mail)

    def subjects(self):
        return [m.subject for m in self.taken]


@pytest.fixture
async def lin(world_db, world_conn, clock, world):
    """The reader of this file, with an empty queue."""
    await world_conn.execute("update outbox_mail set status = 'sent' where status = 'queued'")
    return await viewer(world_db, clock, "lin")


async def write(db, clock, person, subject, purpose="deal", **more):
    async with db.transaction() as conn:
        await queue_mail(
            conn,
            clock,
            person_id=person.person_id,
            address=person.email,
            locale=more.pop("locale", "en"),
            purpose=purpose,
            subject=subject,
            body="Body",
            **more,
        )


async def choose(db, clock, person, delivery, **reader):
    deliveries = dict.fromkeys(SWITCHABLE, delivery)
    choices = MailChoices(MailReader(**reader), deliveries, "en")
    await save_choices(db, clock, viewer=person, choices=choices)


async def test_choices_are_at_once_until_said_otherwise_and_are_kept(world_db, clock, lin):
    before = await open_choices(world_db, viewer=lin)
    await choose(world_db, clock, lin, Delivery.WEEKLY, quiet_from=time(22), quiet_to=time(7, 30))

    after = await open_choices(world_db, viewer=lin)

    assert set(before.deliveries.values()) == {Delivery.AT_ONCE}
    assert before.reader == MailReader()
    assert after.deliveries == dict.fromkeys(SWITCHABLE, Delivery.WEEKLY)
    assert after.reader == MailReader(quiet_from=time(22), quiet_to=time(7, 30))


async def test_daily_digest_comes_once_at_its_hour_and_loses_nothing_while_nobody_works(
    world_db, world_conn, clock, lin
):
    post = Post()
    # Ten in the evening at Zhenjiang; the digest is due at eight in the morning.
    clock.instant = datetime(2026, 5, 11, 14, 0, tzinfo=UTC)
    await choose(world_db, clock, lin, Delivery.DAILY)
    for n in range(3):
        await write(world_db, clock, lin, f"Deal {n}", link=f"/deals/{n}")
    await write(world_db, clock, lin, "Vetted", purpose="vetting")
    await deliver(world_db, post, SETTINGS, clock)
    assert post.taken == []

    # The worker was down for two days, and something more came.
    clock.instant += timedelta(days=2)
    await write(world_db, clock, lin, "Too late for today's")
    for _ in range(3):
        await deliver(world_db, post, SETTINGS, clock)

    (digest,) = post.taken
    assert digest.to_address == lin.email
    assert digest.subject == "4 messages for you: Vetted and more"
    assert "https://shoutou.example.test/deals/1" in digest.body
    assert [s for s in ("Deal 0", "Deal 1", "Deal 2", "Vetted") if s not in digest.body] == []
    assert "Too late" not in digest.body
    clock.instant += timedelta(days=1)
    for _ in range(2):
        await deliver(world_db, post, SETTINGS, clock)
    assert post.subjects()[1:] == ["1 message for you: Too late for today's"]


async def test_link_in_a_digest_ends_what_comes_in_digests(world_db, clock, lin):
    post = Post()
    await choose(world_db, clock, lin, Delivery.DAILY)
    await write(world_db, clock, lin, "A deal")
    await deliver(world_db, post, SETTINGS, clock)
    clock.instant += timedelta(days=1)
    await deliver(world_db, post, SETTINGS, clock)
    token = post.taken[0].unsubscribe.rpartition("/")[2]

    await unsubscribe(world_db, SETTINGS, clock, token=token)

    after = await open_choices(world_db, viewer=lin)
    assert set(after.deliveries.values()) == {Delivery.INBOX}


async def test_everybody_is_reminded_once_the_day_before(world_db, world_conn, clock, world):
    starts_at = await world_conn.fetchval(
        "select lower(during) from event where id = $1", world.event["zhao"]
    )
    clock.instant = starts_at - timedelta(hours=25)
    assert await remind_pending(world_db, clock, "https://shoutou.example.test") == 0
    clock.instant = starts_at - timedelta(hours=23)

    assert await remind_pending(world_db, clock, "https://shoutou.example.test") == 1
    assert await remind_pending(world_db, clock, "https://shoutou.example.test") == 0

    told = await world_conn.fetch("select person_id, link from outbox_mail where purpose = 'event_reminder'")
    assert len(told) == len({r["person_id"] for r in told}) > 1
    assert world.person["lin"] in {r["person_id"] for r in told}
    assert {r["link"] for r in told} == {f"/events/{world.event['zhao']}"}


async def test_two_workers_write_one_digest(cloned_db, clock):
    async with cloned_db.transaction() as conn:
        person = await conn.fetchval(
            "insert into person (email, name, locale, created_at) values ('a@b.test', 'A', 'en', $1) returning id",
            clock.now(),
        )
        await DeliveryRepository(conn).set_deliveries(person, {Topic.DEAL: Delivery.DAILY}, clock.now())
        for n in range(5):
            await queue_mail(
                conn, clock, person_id=person, address="a@b.test", locale="en", purpose="deal",
                subject=f"Deal {n}", body="Body",
            )  # fmt: skip
    clock.instant += timedelta(days=1)
    post = Post()

    await asyncio.gather(*(deliver(cloned_db, post, SETTINGS, clock) for _ in range(4)))

    assert len(post.taken) == 1


async def test_change_of_mind_brings_what_was_gathered_at_once_or_keeps_it(world_db, world_conn, clock, lin):
    post = Post()
    await choose(world_db, clock, lin, Delivery.WEEKLY)
    await write(world_db, clock, lin, "First")
    await deliver(world_db, post, SETTINGS, clock)
    await choose(world_db, clock, lin, Delivery.AT_ONCE)
    await deliver(world_db, post, SETTINGS, clock)
    assert post.subjects() == ["1 message for you: First"]

    await choose(world_db, clock, lin, Delivery.WEEKLY)
    await write(world_db, clock, lin, "Second")
    await deliver(world_db, post, SETTINGS, clock)
    await choose(world_db, clock, lin, Delivery.INBOX)
    clock.instant += timedelta(days=14)
    await deliver(world_db, post, SETTINGS, clock)

    assert len(post.taken) == 1
    status = await world_conn.fetchval("select status from outbox_mail where subject = 'Second'")
    assert status == "kept"


async def test_quiet_hours_keep_all_but_urgent_mail_until_they_end(world_db, clock, lin):
    post = Post()
    await choose(
        world_db,
        clock,
        lin,
        Delivery.AT_ONCE,
        timezone="Europe/Berlin",
        quiet_from=time(22),
        quiet_to=time(7),
    )
    # Half past eleven in the evening at Berlin.
    clock.instant = datetime(2026, 5, 11, 21, 30, tzinfo=UTC)
    await write(world_db, clock, lin, "A deal")
    await write(world_db, clock, lin, "Your password", purpose="password_changed")
    await write(world_db, clock, lin, "Cancelled", purpose="event_cancelled")
    await deliver(world_db, post, SETTINGS, clock)
    assert post.subjects() == ["Your password", "Cancelled"]

    clock.instant = datetime(2026, 5, 12, 4, 59, tzinfo=UTC)
    await deliver(world_db, post, SETTINGS, clock)
    assert len(post.taken) == 2
    clock.instant = datetime(2026, 5, 12, 5, 0, tzinfo=UTC)
    await deliver(world_db, post, SETTINGS, clock)

    assert post.subjects()[2:] == ["A deal"]


async def test_without_a_mailer_mails_are_sorted_and_digests_written(world_db, world_conn, clock, lin):
    await choose(world_db, clock, lin, Delivery.DAILY)
    await write(world_db, clock, lin, "A deal")
    await deliver(world_db, None, SETTINGS, clock)
    clock.instant += timedelta(days=1)

    await deliver(world_db, None, SETTINGS, clock)

    found = await world_conn.fetchrow(
        "select subject, status from outbox_mail where purpose = 'digest' and person_id = $1", lin.person_id
    )
    assert tuple(found) == ("1 message for you: A deal", "queued")


async def test_unsubscribing_by_the_link_ends_the_group_and_keeps_the_inbox(world_db, world_conn, clock, lin):
    post = Post()
    await write(world_db, clock, lin, "Before")
    await deliver(world_db, post, SETTINGS, clock)
    token = post.taken[0].unsubscribe.rpartition("/")[2]
    await write(world_db, clock, lin, "Waiting already")

    assert group_of(SETTINGS, clock, token) is Topic.DEAL
    assert await unsubscribe(world_db, SETTINGS, clock, token=token) is Topic.DEAL
    assert await unsubscribe(world_db, SETTINGS, clock, token=token) is Topic.DEAL

    await write(world_db, clock, lin, "After")
    await write(world_db, clock, lin, "Another group", purpose="vetting")
    await deliver(world_db, post, SETTINGS, clock)
    assert post.subjects() == ["Before", "Another group"]
    kept = await world_conn.fetch("select subject from outbox_mail where status = 'kept' order by id")
    assert [r["subject"] for r in kept] == ["Waiting already", "After"]


@pytest.mark.parametrize("purpose", [PASSPORT, UNSUBSCRIBE])
async def test_link_that_was_made_for_something_else_unsubscribes_nobody(world_db, clock, lin, purpose):
    content = {"person": lin.person_id, "topic": "deal"}
    other = load({"SECRET_KEY": "o" * 40})
    token = make_token(other if purpose is UNSUBSCRIBE else SETTINGS, clock, purpose, content)

    with pytest.raises(NotFound):
        await unsubscribe(world_db, SETTINGS, clock, token=token)


def test_urgent_mail_and_mail_to_nobody_in_particular_offers_no_way_to_stop_it():
    chosen = {code for code, one in PURPOSES.items() if one.transactional}

    assert {"verify", "reset", "times_shifted", "event_cancelled"} <= chosen
    assert set(TOPIC_LABELS) == set(Topic)
    assert {one.topic for one in PURPOSES.values()} <= set(Topic)


@pytest.mark.parametrize(
    ("delivery", "now", "due"),
    [
        (Delivery.DAILY, datetime(2026, 5, 13, 0, 0, tzinfo=UTC), datetime(2026, 5, 13, 0, 0, tzinfo=UTC)),
        (Delivery.DAILY, datetime(2026, 5, 12, 23, 59, tzinfo=UTC), datetime(2026, 5, 12, 0, 0, tzinfo=UTC)),
        # A Wednesday; the week's digest comes on Mondays.
        (Delivery.WEEKLY, datetime(2026, 5, 13, 3, 0, tzinfo=UTC), datetime(2026, 5, 11, 0, 0, tzinfo=UTC)),
        (Delivery.WEEKLY, datetime(2026, 5, 10, 23, 0, tzinfo=UTC), datetime(2026, 5, 4, 0, 0, tzinfo=UTC)),
    ],
)
def test_digest_is_due_at_the_readers_own_hour(delivery, now, due):
    reader = DigestReader(PersonId(1), "a@b.test", "zh", "Asia/Shanghai", 8, 1)

    assert hour_before(now, reader, delivery) == due
