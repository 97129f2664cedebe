"""The page of what runs late: what a delay would do, the way back, and clashes with their ways out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.entities.day import Delay
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.pages.day import rooms_of
from web.pages.events import EventLine
from web.services.delays import TABLES, Clash, Consequences, DelayDesk, Item


@dataclass(frozen=True, slots=True)
class DelayLine:
    """A delay, and whether it can be taken back."""

    delay: Delay
    words: str
    may_undo: bool


@dataclass(frozen=True, slots=True)
class ClashLine:
    """Somebody in two places, and what can be done."""

    clash: Clash
    words: str


@dataclass(frozen=True, slots=True)
class DelayPage:
    """`day/delays.html`."""

    title: str
    answer: str
    line: EventLine
    form: Parsed[Any]
    places: list[tuple[str, str]]
    delays: list[DelayLine]
    clashes: list[ClashLine]
    asked: Consequences | None
    # What it does, a sentence each.
    consequences: list[str]
    asked_clashes: list[ClashLine]
    submit: str


def delay_page(desk: DelayDesk, form: Parsed[Any]) -> DelayPage:
    """What runs late now, and what a further delay would do."""
    line, zone = EventLine(desk.facts.event), desk.facts.event.timezone
    standing = [d for d in desk.delays if d.undone_at is None]
    n = len(standing)
    answer = (
        ngettext("%(num)s delay is in force.", "%(num)s delays are in force.", n)
        if n
        else gettext("Everything runs as planned.")
    )
    if desk.clashes:
        answer = formats.sentences(
            answer,
            ngettext(
                "%(num)s person is in two places at once.", "%(num)s people are in two places at once.",
                len({c.person_id for c in desk.clashes}),
            ),
        )  # fmt: skip
    places = [(str(i), name) for i, name in rooms_of(desk.facts.programme)]
    if any(s.kind == "meeting" for s in desk.facts.programme):
        places.append((TABLES, gettext("The tables")))
    latest = {d.room_id: d.id for d in reversed(standing)}
    return DelayPage(
        gettext("What runs late"),
        answer,
        line,
        form,
        places,
        [DelayLine(d, _delay_words(d, zone), latest[d.room_id] == d.id) for d in standing],
        [ClashLine(c, clash_words(c, zone)) for c in desk.clashes],
        desk.asked,
        [] if desk.asked is None else _consequences(desk.asked),
        [] if desk.asked is None else [ClashLine(c, clash_words(c, zone)) for c in desk.asked.clashes],
        "" if desk.asked is None else _submit(desk.asked),
    )


def _delay_words(delay: Delay, zone: str) -> str:
    return gettext(
        "%(place)s: %(minutes)s minutes late from %(time)s",
        place=delay.room_name or gettext("The tables"),
        minutes=delay.minutes,
        time=formats.time(delay.from_at, zone),
    )


def _consequences(asked: Consequences) -> list[str]:
    if not asked.shifts:
        return [gettext("Nothing comes after this: nothing would change.")]
    said = [
        formats.sentences(
            ngettext("%(num)s pitch starts later.", "%(num)s pitches start later.", asked.n_pitches)
            if asked.n_pitches
            else "",
            ngettext("%(num)s meeting starts later.", "%(num)s meetings start later.", asked.n_meetings)
            if asked.n_meetings
            else "",
        )
        or gettext("Nobody starts later; what is on now ends later.")
    ]
    if asked.swallowed:
        said.append(
            ngettext(
                "Breaks swallow %(num)s minute of it.",
                "Breaks swallow %(num)s minutes of it.",
                asked.swallowed,
            )
        )
    if asked.past_end is not None:
        minutes = int(asked.past_end.total_seconds() // 60)
        said.append(
            ngettext(
                "The day ends %(num)s minute after its time.",
                "The day ends %(num)s minutes after its time.",
                minutes,
            )
        )
    n = len(asked.told)
    said.append(
        ngettext(
            "%(num)s person is told, whose times change by five minutes or more.",
            "%(num)s people are told, whose times change by five minutes or more.",
            n,
        )
    )
    if not asked.clashes:
        said.append(gettext("Nobody would be in two places at once."))
    return said


def _submit(asked: Consequences) -> str:
    return gettext(
        "Let %(place)s run %(minutes)s minutes late",
        place=asked.room_name or gettext("the tables"),
        minutes=asked.minutes,
    )


def item_words(item: Item, zone: str) -> str:
    """An entry in words: when, where and what."""
    span = f"{formats.time(item.starts_at, zone)}–{formats.time(item.ends_at, zone)}"
    if item.kind == "pitch":
        return gettext("%(time)s on stage in %(room)s", time=span, room=item.room_name or "")
    return gettext(
        "%(time)s at table %(table)s (%(a)s and %(b)s)",
        time=span, table=item.table_no, a=item.name, b=item.partner or "",
    )  # fmt: skip


def clash_words(clash: Clash, zone: str) -> str:
    """Who is in which two places."""
    first = item_words(clash.first, zone)
    if clash.second is None:
        return gettext("%(who)s: %(first)s, and another event then", who=clash.person_name, first=first)
    return gettext(
        "%(who)s: %(first)s, and %(second)s",
        who=clash.person_name, first=first, second=item_words(clash.second, zone),
    )  # fmt: skip
