"""Pages about who sees a pitch: its recipients, and its readers so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.entities.rights import Audience, AudienceKind, Recipient, SeenBy
from web import formats
from web.forms.base import Parsed, blank
from web.i18n import N_, gettext, ngettext
from web.pages.pitch_words import untitled
from web.services.audience import MOST_SHOWN, PitchAudience, Readers
from web.services.consents import CURRENT, RECIPIENTS, consent_text
from web.tables.answer import FileLinks
from web.tables.table import Both, Cell, Column, Drawn, Kind, Meaning, Report, Table, both, in_both
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class PastDecision:
    """What was decided before, in words."""

    text: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class RecipientsPage:
    """`founder/recipients.html`."""

    title: str
    answer: str
    pitch_id: int
    pitch_name: str
    pitch_lang: str
    showcased: bool
    form: Parsed[object]
    search: Parsed[object]
    kinds: list[tuple[str, str]]
    # Value, name, kind.
    options: list[tuple[str, str, str]]
    recipients: list[Recipient]
    more: bool
    words: str
    version: str
    past: list[PastDecision]


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """What one organisation has seen."""

    name: str
    lang: str | None
    kinds: str
    seen: SeenBy


@dataclass(frozen=True, slots=True)
class ReadersPage:
    """`founder/readers.html`."""

    title: str
    answer: str
    pitch_id: int
    pitch_name: str
    pitch_lang: str
    rows: list[ReaderRow]
    files: FileLinks


def audience_page(
    found: PitchAudience, form: Parsed[object] | None, search: Parsed[object]
) -> RecipientsPage:
    """Whom the pitch is shown to, and whom one may name."""
    now = found.in_force
    kind = now.audience if now is not None else AudienceKind.ALL
    named = [str(r.organisation_id) for r in found.recipients if r.named]
    form = form or blank({"audience": str(kind), "named": named})
    return RecipientsPage(
        title=gettext("Who may see it"),
        answer=_decision(kind, now.named if now is not None else ()),
        pitch_id=found.pitch_id,
        pitch_name=untitled(found.name),
        pitch_lang=found.lang,
        showcased=found.showcased,
        form=form,
        search=search,
        kinds=[(str(k), label("audience", k)) for k in AudienceKind],
        options=[_option(r) for r in found.recipients],
        recipients=found.recipients,
        more=len(found.recipients) >= MOST_SHOWN,
        words=consent_text(RECIPIENTS),
        version=CURRENT[RECIPIENTS],
        past=[_past(one) for one in ([now] if now is not None else []) + found.past],
    )


def _option(one: Recipient) -> tuple[str, str, str]:
    kinds = [label("organisation", k) for k in one.kinds]
    return (
        str(one.organisation_id),
        formats.person(one.name),
        formats.in_a_row([*kinds, gettext("has read it")] if one.has_read else kinds),
    )


def _decision(kind: AudienceKind, named: tuple[str, ...]) -> str:
    names = formats.in_a_row([formats.person(n) for n in named])
    if kind is AudienceKind.ALL_BUT:
        return gettext("Shown to all vetted providers but %(names)s.", names=names)
    if kind is AudienceKind.ONLY:
        return gettext("Shown to nobody of the vetted providers but %(names)s.", names=names)
    return gettext("Shown to all vetted providers.")


def _past(one: Audience) -> PastDecision:
    words = gettext(
        "%(decision)s Decided by %(name)s, text %(version)s.",
        decision=_decision(one.audience, one.named),
        name=formats.person(one.person_name),
        version=one.text_version,
    )
    return PastDecision(words, one.decided_at)


def readers_page(found: Readers, files: FileLinks) -> ReadersPage:
    """Who has seen what."""
    opened = sum(1 for s in found.seen_by if s.n_pages or s.n_decks or s.n_compared)
    return ReadersPage(
        title=gettext("Who has seen it"),
        answer=ngettext(
            "%(opened)s of %(num)s reader has opened it; in the lists of the others it stood.",
            "%(opened)s of %(num)s readers have opened it; in the lists of the others it stood.",
            len(found.seen_by),
            opened=opened,
        )
        if found.seen_by
        else gettext("Nobody outside your company and the organisers has seen it yet."),
        pitch_id=found.pitch_id,
        pitch_name=untitled(found.name),
        pitch_lang=found.lang,
        rows=[ReaderRow(_name(s), s.lang, _kinds(s), s) for s in found.seen_by],
        files=files,
    )


def _name(seen: SeenBy) -> str:
    if seen.name is not None:
        return formats.person(seen.name)
    return ngettext(
        "%(num)s mentor or juror of your events", "%(num)s mentors and jurors of your events", seen.n_people
    )


def _kinds(seen: SeenBy) -> str:
    return formats.in_a_row([label("organisation", k) for k in seen.kinds])


_COLUMNS = (
    Column("reader", N_("Reader")),
    Column("kinds", N_("Kind")),
    Column("people", N_("People"), Kind.INTEGER),
    Column("lists", N_("Stood in its list"), Kind.INTEGER),
    Column("pages", N_("Opened the page"), Kind.INTEGER),
    Column("compared", N_("Compared it"), Kind.INTEGER),
    Column("decks", N_("Opened the deck"), Kind.INTEGER),
    Column("terms", N_("Read the terms"), Kind.INTEGER),
    Column("contacts", N_("Read the contact"), Kind.INTEGER),
    Column("first", N_("First"), Kind.INSTANT),
    Column("last", N_("Last"), Kind.INSTANT),
)
READERS = "readers"


def reader_tables() -> list[tuple[str, Both]]:
    """Key and title of the one table."""
    return [(READERS, both(N_("Who has seen it")))]


def readers_report(found: Readers, now: datetime, by: str) -> Report:
    """The same as a file."""
    return Report(
        "readers",
        both(N_("Who has seen it")),
        (Table(READERS, both(N_("Who has seen it")), _COLUMNS, [_cells(s) for s in found.seen_by]),),
        Drawn(now, now, by),
        filters=(Meaning(both(N_("Pitch")), in_both(lambda: untitled(found.name))),),
    )


def _cells(seen: SeenBy) -> tuple[Cell, ...]:
    return (
        _name(seen),
        _kinds(seen),
        seen.n_people,
        seen.n_lists,
        seen.n_pages,
        seen.n_compared,
        seen.n_decks,
        seen.n_terms,
        seen.n_contacts,
        seen.first_at,
        seen.last_at,
    )
