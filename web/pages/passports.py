"""A company's passport in words: the founder's page, what a link shows, the booklet as PDF, and its check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.entities.passports import Part as PassportPart
from models.entities.passports import Share
from web import formats
from web.forms.base import Parsed
from web.i18n import N_, current_locale, gettext, ngettext
from web.pages.report_frame import (
    Built,
    Figure,
    Line,
    Part,
    ShownPart,
    first_meaning,
    meaning,
    shown_meanings,
    shown_part,
    spoken,
)
from web.pages.report_money import event_title, original, what
from web.paper.booklet import Booklet, Chapter
from web.paper.sheet import Code, Fact, Words
from web.report_words import word
from web.services.passports import TERMS, Checked, OwnPassport, Passport
from web.tables.answer import FileLinks
from web.tables.table import Both, Column, Kind, Unit, both
from web.vocabulary import label

Address = Callable[[int], str | None]


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A link with what it shows and how often it was opened."""

    id: int
    audience: str
    parts: str
    made_at: datetime
    expires_at: datetime
    address: str
    revoke: str
    state: str
    holds: bool
    openings: str


@dataclass(frozen=True, slots=True)
class ShareBox:
    """The founder's links and the form that makes one."""

    lines: list[ShareLine]
    parts: list[tuple[str, str]]
    terms: list[tuple[str, str]]
    action: str
    form: Parsed[object]


@dataclass(frozen=True, slots=True)
class PassportFiles:
    """Addresses of the signed files."""

    pdf: str
    json: str
    verify: str


@dataclass(frozen=True, slots=True)
class PassportPage:
    """`reports/passport.html`: the company's own page and what a link shows."""

    title: str
    lang: str
    answer: str
    as_of: datetime
    here: str
    form: Parsed[object]
    parts: list[ShownPart]
    meanings: list[tuple[str, str]]
    signed: PassportFiles
    # None for the holder of a link, who takes away the signed files alone.
    files: FileLinks | None
    share: ShareBox | None
    # Where firsts are explained and stated; None for the holder of a link.
    firsts: str | None
    # Until when a link holds; None on the company's own page.
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """`reports/verify.html`."""

    title: str
    answer: str
    form: Parsed[object]
    checked: Checked | None
    keys: str


def passport_built(passport: Passport, record: Address | None) -> Built:
    """The chosen parts as tables; only who may open records gets links to them."""
    making = {
        PassportPart.FIRSTS: _firsts,
        PassportPart.RECORDS: _records,
        PassportPart.MEETINGS: _meetings,
        PassportPart.PITCHES: _pitches,
        PassportPart.TENANCIES: _tenancies,
    }
    name = passport.company.name
    return Built(
        Both(name, name),
        [
            Figure(N_("Firsts"), n=len({f.kind for f in passport.firsts}), rows="firsts"),
            Figure(N_("Number of records"), n=len(passport.records), rows="records"),
        ],
        [make(passport, record) for part, make in making.items() if part in passport.parts],
        (
            *(first_meaning(definition) for definition in passport.definitions),
            meaning(
                N_("Happened elsewhere"),
                N_(
                    "A first that was declared to have happened outside the platform, which does not "
                    "claim it."
                ),
            ),
            meaning(
                N_("Money on record"),
                N_("Records that both sides confirmed and that no later record corrects."),
            ),
            meaning(
                N_("Meetings kept"),
                N_(
                    "Meetings of a released plan of which the staff, or both sides without contradiction, "
                    "say that they took place."
                ),
            ),
        ),
    )


def _firsts(passport: Passport, record: Address | None) -> Part:
    columns = (
        Column("what", N_("What")),
        Column("provider", N_("Provider")),
        Column("on", N_("Value date"), Kind.DAY),
        Column("definition", N_("Definition")),
        Column("certificate", N_("Certificate number")),
    )
    lines = [
        Line(
            (
                label("first", f.kind),
                formats.person(f.provider_name),
                f.value_on,
                f.definition,
                _number(f.number),
            ),
            record(f.record_id) if record else None,
        )
        for f in passport.firsts
    ] + [
        Line((label("first", e.kind), e.provider_name, e.happened_on, gettext("happened elsewhere"), None))
        for e in passport.elsewhere
    ]
    return Part("firsts", both(N_("Firsts")), columns, lines, empty=gettext("No first is on record."))


def _number(number: str) -> str:
    return "-".join(number[i : i + 4] for i in range(0, len(number), 4))


def _records(passport: Passport, record: Address | None) -> Part:
    columns = (
        Column("what", N_("What")),
        Column("provider", N_("Provider")),
        Column("amount", N_("Amount"), Kind.MONEY),
        Column("original", N_("In its own currency")),
        Column("on", N_("Value date"), Kind.DAY),
        Column("instrument", N_("Instrument")),
        Column("confirmed", N_("Confirmed"), Kind.INSTANT),
    )
    lines = [
        Line(
            (
                what(r.kind, is_first=bool(r.definitions)),
                formats.person(r.provider_name),
                r.amount if r.currency == "CNY" else None,
                original(r.amount, r.currency),
                r.value_on,
                label("funding_instrument", r.instrument),
                r.confirmed_at,
            ),
            record(r.record_id) if record else None,
        )
        for r in passport.records
    ]
    empty = gettext("No confirmed money is on record.")
    return Part("records", both(N_("Money on record")), columns, lines, empty=empty)


def _meetings(passport: Passport, record: Address | None) -> Part:
    columns = (
        Column("provider", N_("Provider")),
        Column("event", N_("Event")),
        Column("at", N_("Time"), Kind.INSTANT),
    )
    lines = [
        Line(
            (formats.person(m.provider_name), event_title(m.event_zh, m.event_en), m.met_at),
            lang=m.provider_lang,
        )
        for m in passport.meetings
    ]
    empty = gettext("No meeting is on record as kept.")
    return Part("meetings", both(N_("Meetings kept")), columns, lines, empty=empty)


def _pitches(passport: Passport, record: Address | None) -> Part:
    columns = (
        Column("pitch", N_("Pitch")),
        Column("sector", N_("Sector")),
        Column("stage", N_("Stage")),
        Column("submitted", N_("Submitted"), Kind.INSTANT),
        Column("approved", N_("Approved"), Kind.INSTANT),
    )
    lines = [
        Line(
            (
                p.name,
                label("sector", p.sector) if p.sector else None,
                label("stage", p.stage) if p.stage else None,
                p.submitted_at,
                p.approved_at,
            ),
            lang=p.lang,
        )
        for p in passport.pitches
    ]
    return Part("pitches", both(N_("Pitches")), columns, lines, empty=gettext("No pitch was submitted."))


def _tenancies(passport: Passport, record: Address | None) -> Part:
    columns = (
        Column("space", N_("Host space")),
        Column("stage", N_("Stage of tenancy")),
        Column("since", N_("From"), Kind.DAY),
        Column("until", N_("Until"), Kind.DAY),
    )
    lines = [
        Line((t.space_name, label("tenancy_stage", t.stage), t.since_on, t.until_on), lang=t.space_lang)
        for t in passport.tenancies
    ]
    return Part(
        "tenancies", both(N_("Host spaces")), columns, lines, empty=gettext("No host space is on record.")
    )


def answer_of(passport: Passport) -> str:
    """The passport in one sentence."""
    n = len({f.kind for f in passport.firsts})
    if PassportPart.FIRSTS not in passport.parts:
        said = gettext("Parts of what is on record of this company.")
    else:
        said = ngettext(
            "%(num)s first is on record, confirmed by both sides.",
            "%(num)s firsts are on record, confirmed by both sides.",
            n,
        )
    as_of = gettext("As of %(when)s.", when=formats.datetime(passport.as_of))
    return formats.sentences(said, as_of)


def share_box(
    own: OwnPassport,
    now: datetime,
    form: Parsed[object],
    action: str,
    address: Callable[[int], str],
    revoke: Callable[[int], str],
) -> ShareBox | None:
    """The founder's links; nobody else makes any."""
    if not own.may_share:
        return None
    return ShareBox(
        [_share_line(share, now, address, revoke) for share in own.shares],
        [(str(part), word("part", part)) for part in PassportPart],
        [(str(d), ngettext("%(num)s day", "%(num)s days", d)) for d in TERMS],
        action,
        form,
    )


def _share_line(
    share: Share, now: datetime, address: Callable[[int], str], revoke: Callable[[int], str]
) -> ShareLine:
    ended, holds = share.revoked_at is not None, share.revoked_at is None and share.expires_at > now
    state = gettext("holds") if holds else gettext("revoked") if ended else gettext("run out")
    openings = (
        gettext("not opened yet")
        if share.last_opened_at is None
        else ngettext(
            "opened %(num)s time, last on %(when)s",
            "opened %(num)s times, last on %(when)s",
            share.n_openings,
            when=formats.datetime(share.last_opened_at),
        )
    )
    return ShareLine(
        share.id,
        share.audience or gettext("for nobody in particular"),
        formats.in_a_row(word("part", part) for part in share.parts),
        share.made_at,
        share.expires_at,
        address(share.id),
        revoke(share.id),
        state,
        holds,
        openings,
    )


# ---------------------------------------------------------------- paper


def booklet(passport: Passport, mark: str, address: str, address_label: str, made_at: datetime) -> Booklet:
    """The passport on paper: it names the mark of the signed document, which is attached to it."""
    built = passport_built(passport, None)
    company = passport.company
    facts = [Fact(gettext("As of"), Words(formats.datetime(passport.as_of)))]
    if company.uscc:
        facts.append(Fact(gettext("Unified social credit code"), Words(company.uscc)))
    if company.district:
        facts.append(Fact(gettext("District"), Words(label("district", company.district))))
    facts.append(
        Fact(gettext("Parts shown"), Words(formats.in_a_row(word("part", p) for p in passport.parts)))
    )
    # In groups, so that a line may break between them.
    groups = " ".join(mark[i : i + 8] for i in range(0, len(mark), 8))
    facts.append(Fact(gettext("SHA-256 of the signed document"), Words(groups)))
    return Booklet(
        locale=current_locale(),
        title=Words(company.name, company.lang),
        subtitle=gettext("Passport of a company"),
        facts=tuple(facts),
        chapters=tuple(_chapter(part) for part in built.parts),
        notes_heading=gettext("Definitions"),
        notes=tuple(Fact(term, Words(text)) for term, text in shown_meanings(built.meanings)),
        closing=gettext(
            "The signed document is attached to this file as passport.json. It can be checked without us: "
            "docs/reports.md of the platform tells how, with the site's published key."
        ),
        codes=(Code(address, address_label, address),),
        foot=gettext("as of %(when)s", when=formats.datetime(made_at)),
    )


def _chapter(part: Part) -> Chapter:
    shown = shown_part(part, Unit.YUAN)
    return Chapter(
        spoken(part.title),
        tuple(header.label for header in shown.headers),
        tuple(tuple(Words(cell.text, cell.lang or "") for cell in row) for row in shown.rows),
        part.empty,
    )
