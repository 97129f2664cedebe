"""The mails of a release: what each person reads, held until the organiser sends them or sent at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.db import Connection, Database
from models.entities.events import Addressee, Event
from models.entities.ids import PlanId
from models.entities.mail import MailText, ReleaseMail
from models.entities.plans import PlanEntry
from models.entities.viewer import Viewer
from models.entities.vocabulary import EventStatus
from models.errors import Conflict, NotFound
from models.jobs import enqueue
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.held_mail import HeldMailRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.plans import PlanRepository
from web.clock import Clock
from web.i18n import LOCALES, use_locale
from web.services.calendars import mailed_calendar
from web.services.event_mail import facts_of, plan_lines
from web.services.event_texts import EventTexts
from web.services.events import found_event
from web.services.mail import queue_mail


@dataclass(frozen=True, slots=True)
class EventOutbox:
    """The mails of an event's releases, and what the organiser wrote around the plan in those held."""

    event: Event
    mails: list[ReleaseMail]
    # The release whose mails are held, if any are.
    held_plan_id: PlanId | None
    texts: dict[str, MailText]


@dataclass(frozen=True, slots=True)
class _Letters:
    """Everything that the mails of one release are made of."""

    event: Event
    entries: Mapping[int, Sequence[PlanEntry]]
    # Who was told of an earlier release: they read that their plan has changed.
    told: frozenset[int]
    texts: Mapping[str, MailText]
    wordings: EventTexts
    site: str

    def write(self, to: Addressee) -> tuple[str, str, tuple[str, str, bytes]]:
        """Subject, body and calendar for one person, in their language."""
        with use_locale(to.locale):
            mine = self.entries.get(to.person_id, [])
            text = self.texts.get(to.locale, MailText(to.locale))
            code = "plan_changed" if to.person_id in self.told else "plan"
            facts = facts_of(self.event) | {
                "link": f"{self.site}/events/{self.event.id}/my-plan",
                "plan": plan_lines(mine, self.event),
            }
            subject, body = self.wordings.write(code, facts)
            subject = text.subject or subject
            body = "\n\n".join(part for part in (text.opening, body, text.closing) if part)
            return subject, body, mailed_calendar(mine, self.event, self.site).attached


async def _letters(conn: Connection, event: Event, plan_id: int, site: str) -> _Letters:
    everybody = await ParticipantRepository(conn).of_event(event.id)
    mine: dict[int, list[PlanEntry]] = {}
    for entry in await PlanRepository(conn).entries([p.id for p in everybody]):
        if entry.person_id is not None:
            mine.setdefault(entry.person_id, []).append(entry)
    held = HeldMailRepository(conn)
    texts, wordings = await held.texts(plan_id), await EventTexts.of(conn, event.id)
    return _Letters(event, mine, await held.told(event.id), texts, wordings, site)


async def replace_held(
    conn: Connection, event: Event, person_ids: Iterable[int], plan_id: int
) -> frozenset[int]:
    """Take out what is still held of a former release; answers whom the new one has to tell.

    Whoever was to read of the former release and never did is told of the new one.
    """
    held = HeldMailRepository(conn)
    former = await held.held(event.id)
    if former:
        await held.remove([m.id for m in former])
        await held.carry_texts(max(m.plan_id for m in former), plan_id)
    return frozenset(person_ids) | {m.person_id for m in former}


async def tell_released(
    conn: Connection,
    clock: Clock,
    event: Event,
    plan_id: PlanId,
    person_ids: Iterable[int],
    site: str,
    *,
    hold: bool,
) -> None:
    """One mail a person, into the outbox."""
    letters = await _letters(conn, event, plan_id, site)
    for one in await ParticipantRepository(conn).persons(sorted(person_ids)):
        subject, body, calendar = letters.write(one)
        await queue_mail(
            conn,
            clock,
            person_id=one.person_id,
            address=one.email,
            locale=one.locale,
            purpose="plan_released",
            subject=subject,
            body=body,
            dedupe_key=f"plan-{plan_id}-released-{one.person_id}",
            attachment=calendar,
            plan_id=plan_id,
            held=hold,
            link=f"/events/{event.id}/my-plan",
        )


# ---------------------------------------------------------------- the outbox of an event


async def open_outbox(db: Database, *, viewer: Viewer, event_id: int) -> EventOutbox:
    """The mails of an event of the viewer's body."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        repository = HeldMailRepository(conn)
        mails = await repository.of_event(viewer, event_id)
        held = max((m.plan_id for m in mails if m.status == "held"), default=None)
        texts = {} if held is None else await repository.texts(held)
    return EventOutbox(event, mails, held, {lang: texts.get(lang, MailText(lang)) for lang in LOCALES})


async def send_held(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, site: str) -> int:
    """Let all held mails of an event go, each once, with the plan as it stands now; how many went."""
    async with db.transaction() as conn:
        event = await _open_event(conn, viewer, event_id)
        held = await HeldMailRepository(conn).held(event_id)
        if not held:
            raise Conflict("no_mail_is_held")
        await _rewrite(conn, event, max(m.plan_id for m in held), site)
        n = await HeldMailRepository(conn).let_go([m.id for m in held], clock.now())
        await enqueue(conn, "send_mail")
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "send_held_mails", "event", event_id, {"mails": n}
        )
    return n


async def remove_held(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, mail_id: int) -> None:
    """Take one held mail out: its person is not told."""
    async with db.transaction() as conn:
        await _open_event(conn, viewer, event_id)
        repository = HeldMailRepository(conn)
        if mail_id not in {m.id for m in await repository.of_event(viewer, event_id)}:
            raise NotFound
        if not await repository.remove([mail_id]):
            raise Conflict("state_moved_on")
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "remove_held_mail", "mail", mail_id)


async def word_held(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    mail_id: int,
    words: tuple[str, str] | None,
    site: str,
) -> None:
    """Word one held mail for its reader alone; without words it says again what the others say."""
    async with db.transaction() as conn:
        event = await _open_event(conn, viewer, event_id)
        repository = HeldMailRepository(conn)
        mail = next((m for m in await repository.of_event(viewer, event_id) if m.id == mail_id), None)
        if mail is None:
            raise NotFound
        if not await repository.word(mail_id, words):
            raise Conflict("state_moved_on")
        if words is None:
            await _rewrite(conn, event, mail.plan_id, site)
        await AuditRepository(conn).note(clock.now(), viewer.person_id, "word_held_mail", "mail", mail_id)


async def set_mail_text(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, text: MailText, site: str
) -> None:
    """Write other words around the plan, for all held mails of a language."""
    async with db.transaction() as conn:
        event = await _open_event(conn, viewer, event_id)
        repository = HeldMailRepository(conn)
        held = await repository.held(event_id)
        if not held:
            raise Conflict("no_mail_is_held")
        plan_id = max(m.plan_id for m in held)
        await repository.set_text(plan_id, text)
        await _rewrite(conn, event, plan_id, site)
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "set_mail_text", "plan", plan_id, {"locale": text.locale}
        )


async def _open_event(conn: Connection, viewer: Viewer, event_id: int) -> Event:
    """The event, kept from others until the act is done: two presses come one after the other."""
    events = EventRepository(conn)
    await found_event(events, viewer, event_id)
    await events.lock(viewer, event_id)
    event = await found_event(events, viewer, event_id)
    if event.status is not EventStatus.PUBLISHED:
        raise Conflict("event_is_cancelled")
    return event


async def _rewrite(conn: Connection, event: Event, plan_id: int, site: str) -> None:
    """The held mails with the present words and the plan as it stands."""
    repository = HeldMailRepository(conn)
    held = {m.person_id: m for m in await repository.held(event.id)}
    letters = await _letters(conn, event, plan_id, site)
    for one in await ParticipantRepository(conn).persons(sorted(held)):
        subject, body, (_, media_type, content) = letters.write(one)
        await repository.rewrite(held[one.person_id].id, subject, body, media_type, content)
