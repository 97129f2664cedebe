"""What stands in a feed, whichever form it takes: public events and showcased projects as entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from markupsafe import escape

from models.entities.events import Event
from models.entities.pitches import ShownPitch
from models.entities.vocabulary import EventStatus
from web import formats
from web.i18n import current_locale, gettext
from web.vocabulary import label

# Readers keep what they have seen; a feed tells of what is new.
MOST_ENTRIES = 50
_BEGINNING = datetime(2015, 5, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to tell. The id stays when its text changes; `updated_at` says that it did."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published_at: datetime
    updated_at: datetime
    lang: str
    tags: tuple[str, ...] = ()
    # For programs: instants and states of an event.
    facts: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of entries, the last changed first, at an address."""

    id: str
    title: str
    description: str
    lang: str
    home: str
    url: str
    entries: tuple[Entry, ...]

    @property
    def updated_at(self) -> datetime:
        """When the last of it changed."""
        return max((e.updated_at for e in self.entries), default=_BEGINNING)


def lang_tag(locale: str) -> str:
    """The language as feeds name it."""
    return "zh-Hans" if locale == "zh" else "en"


def latest(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The last changed, in an order that does not depend on anything else."""
    return tuple(sorted(entries, key=lambda e: (e.updated_at, e.id), reverse=True)[:MOST_ENTRIES])


def event_entry(event: Event, site: str, host: str) -> Entry:
    """A public event; one that was cancelled or postponed says so in its title."""
    locale = current_locale()
    title = event.title_for(locale)
    about, about_lang = event.about_for(locale)
    said = title
    if event.status is EventStatus.CANCELLED:
        said = gettext("Cancelled: %(event)s", event=title)
    elif event.date_open:
        said = gettext("Postponed: %(event)s", event=title)
    when = (
        gettext("the date will be announced")
        if event.date_open
        else formats.datetime(event.starts_at, event.timezone)
    )
    place = event.place or label("attendance", event.attendance)
    summary = f"{label('event_kind', event.kind)} · {when} · {place} · {event.organiser_name}"
    reason = event.reason_for(locale)
    parts = [f"<p>{escape(summary)}</p>"]
    if reason:
        parts.append(f"<p>{escape(reason)}</p>")
    parts += [f'<p lang="{lang_tag(about_lang)}">{escape(p)}</p>' for p in about.split("\n") if p.strip()]
    published = event.published_at or event.changed_at
    return Entry(
        f"tag:{host},2015:event-{event.id}",
        f"{site}/events/{event.id}?lang={locale}",
        said,
        summary,
        "".join(parts),
        published,
        max(published, event.changed_at, event.cancelled_at or published),
        lang_tag(event.lang_for(locale)),
        tuple(
            filter(
                None,
                (
                    label("event_kind", event.kind),
                    label("district", event.district) if event.district else None,
                ),
            )
        ),
        {
            "status": str(event.status),
            "starts_at": None if event.date_open else event.starts_at.isoformat(),
            "ends_at": None if event.date_open else event.ends_at.isoformat(),
            "place": event.place or None,
            "district": event.district,
        },
    )


def project_entry(pitch: ShownPitch, site: str, host: str) -> Entry:
    """A showcased project: what its public page says in short; no terms, no contact."""
    text, locale = pitch.text, current_locale()
    tags = [label("sector", text.sector), label("stage", text.stage), label("district", text.district)]
    summary = " · ".join([pitch.company_name, *tags])
    lang = lang_tag(text.lang)
    return Entry(
        f"tag:{host},2015:project-{pitch.pitch_id}",
        f"{site}/projects/{pitch.pitch_id}?lang={locale}",
        text.name,
        text.one_line,
        f'<p lang="{lang}">{escape(text.one_line)}</p><p>{escape(summary)}</p>',
        pitch.approved_at,
        pitch.approved_at,
        lang,
        tuple(tags),
        {"sector": text.sector, "stage": str(text.stage), "district": text.district},
    )
