"""Sheets of paper in words: people's days, tables, rooms, the public programme; the page that prints them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.entities.events import Event, ProgrammeEntry
from models.entities.plans import PlanEntry
from models.entities.vocabulary import Answer, EventStatus
from web import formats
from web.i18n import current_locale, gettext, ngettext, use_locale
from web.paper.sheet import Code, Fact, Row, Sheet, Words
from web.services.calendars import spot_of, summary_of
from web.services.door import written_code
from web.services.sheets import (
    PersonSheet,
    PublicSheet,
    RoomLine,
    RoomSheet,
    SheetKind,
    Sheets,
    TableLine,
    TableSheet,
)

# Whoever gets a sheet reads it in the language that they chose for themselves.
OWN = "own"
LANGUAGES = ("zh", "en")
DoorCode = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet in the list of those that can be printed alone."""

    key: int
    label: str
    lang: str
    n_entries: int


@dataclass(frozen=True, slots=True)
class KindTab:
    """A kind of sheet to change to."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class SheetsPage:
    """`events/sheets.html`: the sheets on the screen, ready for the browser's own printing."""

    title: str
    answer: str
    event: Event
    kind: str
    kinds: list[KindTab]
    sheets: list[Sheet]
    lines: list[SheetLine]
    has_plan: bool


def sheets_page(found: Sheets, site: str, door: DoorCode, address: Callable[[SheetKind], str]) -> SheetsPage:
    """Sheets of one kind, each in the reader's language."""
    sheets = worded(found, current_locale(), site, door)
    names = {
        SheetKind.PEOPLE: gettext("Person by person"),
        SheetKind.TABLES: gettext("Table by table"),
        SheetKind.ROOMS: gettext("Room by room"),
    }
    kinds = [KindTab(name, address(kind), kind is found.kind) for kind, name in names.items()]
    if found.version is None:
        answer = gettext("Nothing is released yet: sheets are printed of the plan that everybody sees.")
    else:
        answer = formats.sentences(
            ngettext("%(num)s sheet is ready.", "%(num)s sheets are ready.", len(sheets)),
            gettext("Version %(n)s of the plan.", n=found.version),
        )
    lines = [
        SheetLine(key, sheet.title.text, sheet.title.lang, len(sheet.rows))
        for key, sheet in zip(found.keys, sheets, strict=True)
    ]
    title = gettext("Sheets to print: %(event)s", event=found.event.title_for(current_locale()))
    return SheetsPage(
        title, answer, found.event, found.kind.value, kinds, sheets, lines, found.version is not None
    )


def worded(found: Sheets, language: str, site: str, door: DoorCode) -> list[Sheet]:
    """Every sheet in words: in one language, or a person's each in their own."""
    sheets = []
    for person in found.people:
        with use_locale(person.locale if language == OWN else language):
            sheets.append(_person(found, person, site, door))
    with use_locale(current_locale() if language == OWN else language):
        sheets += [_table(found, one, site) for one in found.tables]
        sheets += [_room(found, one, site) for one in found.rooms]
    return sheets


def public_sheet(found: PublicSheet, language: str, site: str) -> Sheet:
    """The stage programme for anybody; names only of those whose founder agreed."""
    event = found.event
    with use_locale(language):
        url = f"{site}/events/{event.id}"
        return Sheet(
            language,
            _title(event),
            (),
            (*_facts(event, with_event=False), Fact(gettext("Live"), Words(url), url)),
            gettext("Programme"),
            (gettext("Time"), gettext("Pitch"), gettext("Room")),
            tuple(_public_row(one, event) for one in found.programme) if not _off(event) else (),
            _nothing(event, gettext("The programme is not public yet.")),
            "",
            (),
            (_live_code(url),),
            _foot(event, None, found.as_of),
        )


def _public_row(entry: ProgrammeEntry, event: Event) -> Row:
    named = entry.pitch_name not in {None, entry.company_name}
    return Row(
        _time(entry.starts_at, entry.ends_at, event),
        (
            Words(entry.pitch_name or gettext("a selected project"), entry.pitch_lang or ""),
            Words(entry.room_name),
        ),
        Words(entry.company_name or "", entry.company_lang or "") if named and entry.company_name else None,
    )


def _person(found: Sheets, person: PersonSheet, site: str, door: DoorCode) -> Sheet:
    event = found.event
    url = f"{site}/events/{event.id}/my-plan"
    code = None if person.person_id is None else written_code(door(person.person_id))
    codes = [] if code is None else [Code(code.replace("-", ""), gettext("At the door"), code)]
    names = tuple(Words(name, lang) for name, lang in person.organisations)
    title, subtitle = (
        (names[0], names[1:]) if person.person_name is None else (Words(person.person_name), names)
    )
    return Sheet(
        current_locale(),
        title,
        subtitle,
        (*_facts(event), Fact(gettext("Live plan"), Words(url), url)),
        gettext("Your day"),
        (gettext("Time"), gettext("Entry"), gettext("Place")),
        tuple(_own_row(one, event) for one in sorted(person.entries, key=lambda e: e.starts_at))
        if not _off(event)
        else (),
        _nothing(event, gettext("Nothing is planned for you at present.")),
        gettext("What to do next"),
        () if _off(event) else plan_steps(person.entries, found.version, has_code=code is not None),
        (*codes, _live_code(url)),
        _foot(event, found.version, found.as_of),
    )


def _own_row(entry: PlanEntry, event: Event) -> Row:
    about = entry.pitch_name if entry.partner_name not in {None, entry.pitch_name} else None
    return Row(
        _time(entry.starts_at, entry.ends_at, event),
        (Words(summary_of(entry)), Words(spot_of(entry) or (gettext("online") if event.link else ""))),
        None if about is None else Words(gettext("About") + formats.colon() + about),
    )


def plan_steps(entries: Sequence[PlanEntry], version: int | None, *, has_code: bool) -> tuple[str, ...]:
    """What a person does next, from what stands for them."""
    n_open = sum(e.own_answer is Answer.PENDING for e in entries)
    steps = []
    if n_open:
        steps.append(
            ngettext(
                "Confirm or decline %(num)s entry on the live plan.",
                "Confirm or decline %(num)s entries on the live plan.",
                n_open,
            )
        )
    if has_code:
        steps.append(gettext("Show the code “At the door” when you come in, or say your name."))
    if entries:
        steps.append(
            gettext("If you cannot come to something, decline it on the live plan: the other side is told.")
        )
    if version is not None:
        steps.append(
            gettext(
                "This is version %(n)s. Later changes are on the live plan, in your calendar and in a mail.",
                n=version,
            )
        )
    return tuple(steps)


def _table(found: Sheets, table: TableSheet, site: str) -> Sheet:
    url = f"{site}/events/{found.event.id}"
    return Sheet(
        current_locale(),
        Words(gettext("Table %(n)s", n=table.key)),
        (_title(found.event),),
        _facts(found.event, with_event=False),
        gettext("Who meets here"),
        (gettext("Time"), gettext("Pitch"), gettext("Provider")),
        tuple(_table_row(one, found.event) for one in table.lines) if not _off(found.event) else (),
        _nothing(found.event, gettext("Nobody meets here.")),
        "",
        (),
        (_live_code(url),),
        _foot(found.event, found.version, found.as_of),
    )


def _table_row(line: TableLine, event: Event) -> Row:
    founder, provider = line.founder, line.provider
    note = founder.organisation_name if founder.organisation_name != founder.name else None
    return Row(
        _time(line.slot.starts_at, line.slot.ends_at, event),
        (Words(founder.name, founder.lang), Words(provider.name, provider.lang)),
        None if note is None else Words(note, founder.organisation_lang),
    )


def _room(found: Sheets, room: RoomSheet, site: str) -> Sheet:
    url = f"{site}/events/{found.event.id}"
    return Sheet(
        current_locale(),
        Words(room.name),
        (_title(found.event),),
        _facts(found.event, with_event=False),
        gettext("Running order"),
        (gettext("Time"), gettext("Pitch"), gettext("Who presents"), gettext("State")),
        tuple(_room_row(one, found.event) for one in room.lines) if not _off(found.event) else (),
        _nothing(found.event, gettext("Nobody pitches here.")),
        "",
        (gettext("For those who run the room. Do not hang it up: it names pitches that are not public."),),
        (_live_code(url),),
        _foot(found.event, found.version, found.as_of),
    )


def _room_row(line: RoomLine, event: Event) -> Row:
    pitch = line.pitch
    return Row(
        _time(line.slot.starts_at, line.slot.ends_at, event),
        (
            Words(pitch.name, pitch.lang),
            Words(pitch.person_name or gettext("not known")),
            Words(gettext("confirmed") if line.confirmed else gettext("not confirmed yet")),
        ),
        Words(pitch.organisation_name, pitch.organisation_lang)
        if pitch.pitch_name not in {None, pitch.organisation_name}
        else None,
    )


# ------------------------------------------------------------ what all sheets say


def _title(event: Event) -> Words:
    return Words(event.title_for(current_locale()), event.lang_for(current_locale()))


def _off(event: Event) -> bool:
    return event.status is EventStatus.CANCELLED or event.date_open


def _nothing(event: Event, otherwise: str) -> str:
    if event.status is EventStatus.CANCELLED:
        return gettext("This event is cancelled.")
    return gettext("Postponed: the date will be announced.") if event.date_open else otherwise


def _facts(event: Event, *, with_event: bool = True) -> tuple[Fact, ...]:
    title = _title(event)
    found = [Fact(gettext("Event"), title)] if with_event else []
    when = (
        gettext("The date will be announced")
        if event.date_open
        else span(event.starts_at, event.ends_at, event.timezone)
    )
    found.append(Fact(gettext("When"), Words(when)))
    if event.place:
        found.append(Fact(gettext("Where"), Words(event.place)))
    if event.link:
        found.append(Fact(gettext("Online"), Words(event.link), event.link))
    found.append(Fact(gettext("Organiser"), Words(event.organiser_name, event.organiser_lang)))
    return tuple(found)


def span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """From when to when, with the zone named."""
    tz = ZoneInfo(zone)
    if starts_at.astimezone(tz).date() == ends_at.astimezone(tz).date():
        times = f"{formats.time(starts_at, zone)}–{formats.time(ends_at, zone)}"
        return f"{formats.date(starts_at, zone)} {times}{formats.in_zone(zone)}"
    first = formats.datetime(starts_at, zone).removesuffix(formats.in_zone(zone))
    return f"{first} – {formats.datetime(ends_at, zone)}"


def _time(starts_at: datetime, ends_at: datetime, event: Event) -> str:
    times = f"{formats.time(starts_at, event.timezone)}–{formats.time(ends_at, event.timezone)}"
    if event.ends_at - event.starts_at > timedelta(days=1):
        return f"{formats.date(starts_at, event.timezone)} {times}"
    return times


def _live_code(url: str) -> Code:
    return Code(url, gettext("Live"), gettext("press or scan"), url)


def _foot(event: Event, version: int | None, as_of: datetime) -> str:
    stamp = gettext("as of %(when)s", when=formats.datetime(as_of, event.timezone))
    parts = [event.title_for(current_locale())]
    if version is not None:
        parts.append(gettext("Version %(n)s", n=version))
    return " · ".join([*parts, stamp])
