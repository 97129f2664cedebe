"""How a person wants mail, as they say it on a page or by the link in a mail; the inbox has it anyway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.db import Database
from models.entities.inbox import Delivery, MailReader
from models.entities.viewer import Viewer
from models.errors import NotFound
from models.repositories.audit import AuditRepository
from models.repositories.inbox import DeliveryRepository
from models.repositories.people import PeopleRepository
from web.clock import Clock
from web.services.mail_purposes import SWITCHABLE, Topic
from web.services.tokens import UNSUBSCRIBE, read_token
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class MailChoices:
    """Everything that a person can say about mail."""

    reader: MailReader
    deliveries: Mapping[Topic, Delivery]
    locale: str


async def open_choices(db: Database, *, viewer: Viewer) -> MailChoices:
    """What holds for the viewer now; a group of which nothing was said comes at once."""
    async with db.read() as conn:
        repository = DeliveryRepository(conn)
        said = await repository.deliveries(viewer.person_id)
        reader = await repository.reader(viewer.person_id)
    return MailChoices(reader, {t: said.get(t, Delivery.AT_ONCE) for t in SWITCHABLE}, viewer.locale)


async def save_choices(db: Database, clock: Clock, *, viewer: Viewer, choices: MailChoices) -> None:
    """What holds for the viewer from now on, also for what is waiting."""
    async with db.transaction() as conn:
        repository = DeliveryRepository(conn)
        await repository.set_reader(viewer.person_id, choices.reader)
        chosen = {str(topic): one for topic, one in choices.deliveries.items()}
        await repository.set_deliveries(viewer.person_id, chosen, clock.now())
        await PeopleRepository(conn).set_profile(viewer.person_id, viewer.name, choices.locale)


def group_of(settings: Settings, clock: Clock, token: str) -> Topic:
    """The group that a link in a mail is about; `NotFound` for a forged one."""
    return _read(settings, clock, token)[1]


def _read(settings: Settings, clock: Clock, token: str) -> tuple[int, Topic]:
    content = read_token(settings, clock, UNSUBSCRIBE, token)
    return int(content["person"]), Topic(content["topic"])


async def unsubscribe(db: Database, settings: Settings, clock: Clock, *, token: str) -> Topic:
    """No more mails of a group to the person whom a mail's link names; pressing again changes nothing.

    The link in a digest ends every group that comes in digests.
    """
    person_id, topic = _read(settings, clock, token)
    async with db.transaction() as conn:
        person = await PeopleRepository(conn).by_id(person_id)
        if person is None:
            raise NotFound("link_not_valid")
        deliveries = DeliveryRepository(conn)
        ended = [str(topic)]
        if topic is Topic.ACCOUNT:
            said = await deliveries.deliveries(person_id)
            ended = [t for t, one in said.items() if one in (Delivery.DAILY, Delivery.WEEKLY)]
        await deliveries.set_deliveries(person_id, dict.fromkeys(ended, Delivery.INBOX), clock.now())
        await AuditRepository(conn).note(
            clock.now(), None, "unsubscribe", "person", person_id, {"topic": str(topic)}
        )
    return topic
