"""What anybody may read: events, the showcase, results, word lists, and what checks the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import anyio.to_thread
from pydantic import Field

from models.certificate_number import clean_number
from models.entities.chain import Head
from models.entities.events import Event, ProgrammeEntry
from models.entities.funding import FirstsCell
from models.entities.pitches import Deck, ShownPitch
from models.entities.registrations import Seats
from models.entities.results import Totals
from models.entities.vocabulary import Attendance, EventKind, EventStatus, Stage
from web.api.bodies import Paged, Query
from web.api.cursors import after, page, page_of_all
from web.api.operation import Area, Ask
from web.api.problems import Problem
from web.api.shapes import Page, shaped
from web.i18n import N_
from web.labels import LABELS
from web.sentences import sentence
from web.services import events, first_statements, showing
from web.services.first_definitions import FirstDefinition, definitions
from web.services.ledger_heads import recent_heads
from web.services.passports import MOST_BYTES, Checked, check
from web.services.results import public_results
from web.site_key import published
from web.vocabulary import district_codes, label, leaf_sector_codes, sector_codes

AREA = Area(N_("Public"), None)
shaped(Deck, omit=("sha256",))
shaped(FirstDefinition, omit=("kinds", "conditions"), derived=("code",))


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """A published event; while its date is open no time is told."""

    id: int
    kind: EventKind
    status: EventStatus
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    starts_at: datetime | None
    ends_at: datetime | None
    timezone: str
    attendance: Attendance
    place: str
    district: str | None
    languages: list[str]
    organiser_id: int
    organiser_name: str
    open_registration: bool
    registration_until: datetime | None
    date_open: bool
    reason_zh: str
    reason_en: str
    seats: Seats | None


def _event(e: Event, seats: Seats | None) -> PublicEvent:
    return PublicEvent(
        e.id,
        e.kind,
        e.status,
        e.title_zh,
        e.title_en,
        e.about_zh,
        e.about_en,
        None if e.date_open else e.starts_at,
        None if e.date_open else e.ends_at,
        e.timezone,
        e.attendance,
        e.place,
        e.district,
        list(e.languages),
        e.organiser_id,
        e.organiser_name,
        e.open_registration,
        e.registration_until,
        e.date_open,
        e.reason_zh,
        e.reason_en,
        seats,
    )


class EventsQuery(Paged):
    """Which events."""

    kind: EventKind | None = None
    when: Annotated[str | None, Field(pattern="^(coming|past)$", description="`coming` or `past`.")] = None


@AREA.add(
    "GET",
    "/public/events",
    "public.events",
    N_("Events on the public calendar"),
    Page[PublicEvent],
    public=True,
    query=EventsQuery,
    pages=("public.events", "public.home", "public.events_calendar"),
)
async def public_events(ask: Ask) -> Page[PublicEvent]:
    """Those that are to come and those that are past."""
    found = await events.public_events(ask.parts.db, ask.parts.clock)
    wanted = {"coming": found.coming, "past": found.past, None: [*found.coming, *found.past]}[ask.query.when]
    chosen = [
        _event(e, found.seats.get(e.id)) for e in wanted if ask.query.kind is None or e.kind is ask.query.kind
    ]
    return page_of_all(ask, "public.events", chosen, lambda e: e.id)


@dataclass(frozen=True, slots=True)
class PublicEventDetail:
    """A published event with its released programme, never who meets whom."""

    event: PublicEvent
    programme: list[ProgrammeEntry]
    has_results: bool


@AREA.add(
    "GET",
    "/public/events/{event_id}",
    "public.event",
    N_("One public event with its programme"),
    PublicEventDetail,
    public=True,
    pages=("public.event", "public.event_calendar", "public.programme_pdf"),
)
async def public_event(ask: Ask) -> PublicEventDetail:
    """For anybody."""
    found = await events.open_public_event(
        ask.parts.db, ask.parts.clock, event_id=ask.path["event_id"], viewer=ask.viewer
    )
    return PublicEventDetail(_event(found.event, None), found.programme, found.has_results)


class ShowcaseQuery(Paged):
    """Which projects; a sector of the first level holds those of the second."""

    sector: str | None = Field(default=None, max_length=60)
    stage: Stage | None = None
    district: str | None = Field(default=None, max_length=60)


@AREA.add(
    "GET",
    "/public/projects",
    "public.projects",
    N_("Projects whose founders agreed to be shown to everybody"),
    Page[ShownPitch],
    public=True,
    query=ShowcaseQuery,
    pages=("public.showcase",),
)
async def projects(ask: Ask) -> Page[ShownPitch]:
    """Without terms, decks or people; the newest first."""
    query: ShowcaseQuery = ask.query
    found = await showing.showcased_before(
        ask.parts.db,
        sector=query.sector,
        stage=query.stage,
        district=query.district,
        before=after(ask, "public.projects"),
        limit=query.limit + 1,
    )
    return page(ask, "public.projects", found, lambda p: p.pitch_id)


@AREA.add(
    "GET",
    "/public/projects/{pitch_id}",
    "public.project",
    N_("One project of the showcase"),
    ShownPitch,
    public=True,
    pages=("public.project",),
)
async def project(ask: Ask) -> ShownPitch:
    """Without terms, deck or people."""
    return await showing.showcased_pitch(ask.parts.db, ask.path["pitch_id"])


@dataclass(frozen=True, slots=True)
class PublicResults:
    """Counts that anybody may know, by the definition named."""

    definition: str
    totals: Totals
    firsts: list[FirstsCell]


@AREA.add(
    "GET",
    "/public/results",
    "public.results",
    N_("Firsts by kind, district and year"),
    PublicResults,
    public=True,
    pages=("public.results",),
)
async def results(ask: Ask) -> PublicResults:
    """Counts, no names."""
    found = await public_results(ask.parts.db, ask.parts.clock)
    return PublicResults(found.definition.code, found.totals, found.cells)


@dataclass(frozen=True, slots=True)
class Word:
    """A value of a closed list, and what it is called in the reader's language."""

    code: str
    label: str


@AREA.add(
    "GET",
    "/public/vocabulary",
    "public.vocabulary",
    N_("The closed word lists: stages, sectors, districts and all others"),
    dict[str, list[Word]],
    public=True,
)
async def vocabulary(ask: Ask) -> dict[str, list[Word]]:
    """By the name of the list; `sector_leaf` are the sectors that a pitch names."""
    lists: dict[str, list[str]] = {name: list(codes) for name, codes in LABELS.items()}
    found = {name: [Word(code, label(name, code)) for code in codes] for name, codes in lists.items()}
    for name, codes in (("sector", sector_codes()), ("district", district_codes())):
        found[name] = [Word(code, label(name, code)) for code in codes]
    found["sector_leaf"] = [Word(code, label("sector", code)) for code in leaf_sector_codes()]
    return found


@AREA.add(
    "GET",
    "/public/first-definitions",
    "public.first_definitions",
    N_("What counts as a first, and who says so"),
    list[FirstDefinition],
    public=True,
    pages=("public.certificate",),
)
async def first_definitions(ask: Ask) -> list[FirstDefinition]:
    """Every definition that was ever in use."""
    return list(definitions())


class NumberQuery(Query):
    """The number on a certificate."""

    number: Annotated[str, Field(min_length=1, max_length=40)]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a certificate is in force; null where there is none of this number."""

    in_force: bool | None


@AREA.add(
    "GET",
    "/public/certificates",
    "public.certificate",
    N_("Whether a certificate is in force"),
    Standing,
    public=True,
    query=NumberQuery,
    pages=("public.certificate",),
)
async def certificate(ask: Ask) -> Standing:
    """By its number; nothing else is told."""
    number = clean_number(ask.query.number)
    return Standing(await first_statements.standing_of(ask.parts.db, number=number))


@AREA.add(
    "GET",
    "/public/keys",
    "public.keys",
    N_("The keys that the site signs with, as a JWK set"),
    dict[str, list[dict[str, Any]]],
    public=True,
    pages=("ledger.keys",),
)
async def keys(ask: Ask) -> dict[str, list[dict[str, Any]]]:
    """The present one first."""
    found = await anyio.to_thread.run_sync(published, ask.parts.settings.data_dir)
    return {"keys": [dict(key.jwk()) for key in found]}


@AREA.add(
    "POST",
    "/public/passports/check",
    "public.check_passport",
    N_("Check a passport"),
    Checked,
    public=True,
    takes_file=True,
    pages=("passports.verify",),
)
async def check_passport(ask: Ask) -> Checked:
    """Whether this site signed the JSON of a passport, and nothing in it was changed since."""
    content = ask.file.content
    if not content or len(content) > MOST_BYTES:
        missing = {"pointer": "/file", "detail": sentence("passport_file_missing")}
        raise Problem(422, "fields_not_accepted", errors=[missing])
    keys = await anyio.to_thread.run_sync(published, ask.parts.settings.data_dir)
    return await anyio.to_thread.run_sync(check, content, [key.jwk() for key in keys])


@AREA.add(
    "GET",
    "/public/ledger-heads",
    "public.ledger_heads",
    N_("The signed heads of the ledger’s last days"),
    list[Head],
    public=True,
    pages=("ledger.heads", "ledger.heads_json"),
)
async def ledger_heads(ask: Ask) -> list[Head]:
    """The latest first."""
    return await recent_heads(ask.parts.db)
