"""Filters of reports, hosts of events, and links to a passport."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from starlette.datastructures import QueryParams

from models.entities.passports import Part
from models.entities.reports import HostRole
from web.forms.base import Data, FormReader, Parsed
from web.services.passports import TERMS
from web.services.reports import ZONE, Star
from web.tables.table import Unit


@dataclass(frozen=True, slots=True)
class ReportFilters:
    """As of when, of which year, in what unit, and what is hidden."""

    as_of: datetime | None = None
    year: int | None = None
    unit: Unit = Unit.YUAN
    stars: tuple[Star, ...] = ()


class ReportFiltersForm:
    """`?as_of=2026-05-01&year=2026&unit=ten_thousand&star=amount`."""

    @staticmethod
    def parse(query: QueryParams, now: datetime) -> Parsed[ReportFilters]:
        """A day means its end in Beijing, today what is known now; a later instant is refused."""
        form = FormReader(Data(query.multi_items()))
        as_of = as_of_asked(form, now)
        year = form.whole("year", least=2000, most=2100, required=False)
        unit = form.choice("unit", Unit, required=False)
        stars = form.choices("star", Star)
        return form.finish(ReportFilters(as_of, year, unit or Unit.YUAN, stars))


def as_of_asked(form: FormReader, now: datetime) -> datetime | None:
    """`?as_of=`: the end of a day in Beijing, or an instant; None is now."""
    text = form.raw("as_of")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            form.fail("as_of", "not_a_date")
            return None
        at = at if at.tzinfo else at.replace(tzinfo=ZONE)
    else:
        if day > now.astimezone(ZONE).date():
            form.fail("as_of", "as_of_in_future")
            return None
        # The last instant of the day, so that the day itself is what the page and its files name.
        end = datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(days=1)
        at = min(end - timedelta(microseconds=1), now)
    if at > now:
        form.fail("as_of", "as_of_in_future")
        return None
    return at


@dataclass(frozen=True, slots=True)
class NewHost:
    """A body to be named as host: one of the platform, or a name."""

    organisation_id: int | None
    name: str
    role: HostRole


class HostForm:
    """Who hosted an event."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewHost]:
        """Whether exactly one of body and name is given is the service's to say."""
        form = FormReader(data)
        organisation_id = form.whole("organisation_id", least=1, most=2**31, required=False)
        name = form.text("name", most=120, required=False)
        role = form.choice("role", HostRole)
        return form.finish(None if role is None else NewHost(organisation_id, name, role))


@dataclass(frozen=True, slots=True)
class NewShare:
    """A link to be made."""

    parts: tuple[Part, ...]
    audience: str
    days: int


class ShareForm:
    """What a link shows, for whom, and for how long."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewShare]:
        """At least one part."""
        form = FormReader(data)
        parts = form.choices("parts", Part, required=True)
        audience = form.text("audience", most=80, required=False)
        days = form.code("days", [str(days) for days in TERMS])
        return form.finish(NewShare(parts, audience, int(days)) if days else None)
