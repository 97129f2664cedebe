"""Forms of wishes: whom a side would meet, how wishes work at an event, promises, how one takes part."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from models.entities.events import Event
from models.entities.vocabulary import Attendance
from models.entities.wishes import PromiseKind, WishKind, WishTerms
from web.forms.base import Data, FormReader, Parsed
from web.forms.events import ticked_ids
from web.i18n import LOCALES
from web.services.participation import Availability

_FIELD = re.compile(r"^w-([0-9]{1,15})$")


class WishesForm:
    """The wishes of one side: `w-12` is the wish of partner 12, `was-12` what the page showed.

    With `only` the wish of one partner alone is read: that is how the page saves by itself. Without it
    those that differ from what was shown are, so that two of one house do not undo each other's.
    """

    @staticmethod
    def parse(data: Data) -> Parsed[dict[int, WishKind]]:
        """What was said anew, or what is wrong."""
        r = FormReader(data)
        only = r.whole("only", least=1, most=2**53, required=False)
        said = {}
        for name in dict.fromkeys(data.keys()):
            found = _FIELD.match(name)
            if found is None:
                continue
            wish = r.choice(name, WishKind)
            partner = int(found[1])
            changed = only == partner if only is not None else r.raw(f"was-{partner}") != wish
            if wish is not None and changed:
                said[partner] = wish
        return r.finish(said)


class WishTermsForm:
    """How many wishes a side has, until when, interpreters, and what each founder should get."""

    @staticmethod
    def parse(data: Data, zone: str) -> Parsed[WishTerms]:
        """Clean terms, or what is wrong."""
        r = FormReader(data)
        most_must = r.whole("most_must", most=50)
        most_like = r.whole("most_like", most=100)
        closes_at = r.instant("closes_at", zone, required=False)
        interpreters = r.whole("n_interpreters", most=100, required=False)
        good = r.whole("good_meetings", most=20)
        if most_must is None or most_like is None or good is None:
            return r.finish(None)
        return r.finish(WishTerms(most_must, most_like, closes_at, interpreters, good))

    @staticmethod
    def values(event: Event) -> dict[str, str | list[str]]:
        """What is on record, as a person would type it."""
        closes_at = event.wishes_close_at
        return {
            "most_must": str(event.most_must),
            "most_like": str(event.most_like),
            "closes_at": closes_at.astimezone(ZoneInfo(event.timezone)).strftime("%Y-%m-%dT%H:%M")
            if closes_at
            else "",
            "n_interpreters": "" if event.n_interpreters is None else str(event.n_interpreters),
            "good_meetings": str(event.good_meetings),
        }


@dataclass(frozen=True, slots=True)
class NewPromise:
    """The organiser's word on a pair."""

    founder_id: int
    provider_id: int
    kind: PromiseKind
    reason: str


class PromiseForm:
    """Promise a pair its meeting, or shut it out."""

    @staticmethod
    def parse(data: Data, founders: Collection[int], providers: Collection[int]) -> Parsed[NewPromise]:
        """A clean word, or what is wrong."""
        r = FormReader(data)
        founder = r.code("founder", map(str, founders))
        provider = r.code("provider", map(str, providers))
        kind = r.choice("kind", PromiseKind)
        reason = r.text("reason", most=200)
        if founder is None or provider is None or kind is None:
            return r.finish(None)
        return r.finish(NewPromise(int(founder), int(provider), kind, reason))


@dataclass(frozen=True, slots=True)
class GivenWay:
    """How a participant takes part."""

    attendance: Attendance | None
    languages: tuple[str, ...]


class WayForm:
    """In person or online, and in which languages."""

    @staticmethod
    def parse(data: Data) -> Parsed[GivenWay]:
        """A clean way, or what is wrong."""
        r = FormReader(data)
        attendance = r.choice("attendance", Attendance, required=False)
        languages = r.codes("languages", LOCALES, required=True)
        return r.finish(GivenWay(attendance, languages))


@dataclass(frozen=True, slots=True)
class GivenTimes:
    """The slots in which somebody is free, and how the organiser knows where they say it for them."""

    free_slot_ids: tuple[int, ...]
    note: str


class TimesForm:
    """When somebody is free: slots that are marked, or all between an arrival and a departure."""

    @staticmethod
    def parse(data: Data, found: Availability) -> Parsed[GivenTimes]:
        """Clean times, or what is wrong; the organiser's have a note."""
        r = FormReader(data)
        r.values["slots"] = [v for v in data.getlist("slots") if isinstance(v, str)]
        note = r.text("note", most=200, required=found.for_organiser)
        free = ticked_ids(data, "slots")
        if r.flag("quick"):
            arrive, leave = r.raw("arrive"), r.raw("leave")
            zone = ZoneInfo(found.event.timezone)
            free = tuple(
                s.id
                for s in found.slots
                if s.starts_at.astimezone(zone).strftime("%H:%M") >= arrive
                and s.ends_at.astimezone(zone).strftime("%H:%M") <= leave
            )
            r.values["slots"] = [str(i) for i in free]
        return r.finish(GivenTimes(free, note))
