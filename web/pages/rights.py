"""Pages of a person's rights: the overview, consents, corrections of either side, leaving."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.pitches import PitchRow
from models.entities.rights import ANSWERS, Correction, CorrectionKind, Hindrance, OwnConsent
from models.entities.viewer import Viewer
from models.entities.vocabulary import ListOrder, Role
from web import formats
from web.forms.base import Parsed, blank
from web.i18n import gettext, ngettext
from web.pages.pitch_words import untitled
from web.services.consents import CURRENT, consent_text
from web.services.leaving import COOLING_OFF, LeavingView
from web.services.rights import RightsView
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class Place:
    """Where a datum is corrected by oneself."""

    what: str
    route: str


@dataclass(frozen=True, slots=True)
class RightsPage:
    """`rights/home.html`."""

    title: str
    answer: str
    view: RightsView
    pitches: list[tuple[PitchRow, str]]
    places: list[Place]
    order: Parsed[object]
    orders: list[tuple[str, str]]
    ranks: bool
    consents: str
    asks_again: bool
    open_corrections: int


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent with its text as it was agreed to, and as it is now where that differs."""

    consent: OwnConsent
    pitch: str
    purpose: str
    then: str
    now: str | None


@dataclass(frozen=True, slots=True)
class ConsentsPage:
    """`rights/consents.html`."""

    title: str
    answer: str
    lines: list[ConsentLine]


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A request with its state in words."""

    one: Correction
    kind: str
    pill: str
    state: str


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """`rights/corrections.html`: one's own; `admin/corrections.html`: everybody's."""

    title: str
    answer: str
    lines: list[CorrectionLine]
    form: Parsed[object]
    options: list[tuple[str, str]]
    # The request whose form was refused.
    failed: int | None = None


def rights_page(viewer: Viewer, view: RightsView) -> RightsPage:
    """What a person may do about what is known of them."""
    now = view.in_force
    waiting = sum(1 for c in view.corrections if c.outcome is None)
    return RightsPage(
        title=gettext("What we know about you, and what you can do"),
        answer=gettext("Take it with you, correct it, decide who sees it, or leave."),
        view=view,
        pitches=[(p, untitled(p.name)) for p in view.pitches],
        places=_places(viewer),
        order=blank({"order": str(viewer.list_order)}),
        orders=[(str(o), label("list_order", o)) for o in ListOrder],
        ranks=bool(viewer.roles & {Role.FOUNDER, Role.PROVIDER}),
        consents=ngettext(
            "%(num)s consent of yours is in force.", "%(num)s consents of yours are in force.", len(now)
        ),
        asks_again=any(c.text_version != CURRENT[c.purpose] for c in now),
        open_corrections=waiting,
    )


def _places(viewer: Viewer) -> list[Place]:
    places = [
        Place(gettext("Name, language, password, second factor"), "account.home"),
        Place(gettext("Organisations and who acts for them"), "organisations.mine"),
    ]
    if Role.FOUNDER in viewer.roles:
        places.append(Place(gettext("Pitches, their texts and decks"), "founder.pitches"))
    if Role.PROVIDER in viewer.roles:
        places.append(Place(gettext("What you look for, products and past deals"), "provider.profile"))
    return places


def consents_page(view: RightsView) -> ConsentsPage:
    """Each consent with its text then and now."""
    now = len(view.in_force)
    return ConsentsPage(
        gettext("Your consents"),
        ngettext(
            "%(now)s of %(num)s consent is in force.",
            "%(now)s of %(num)s consents are in force.",
            len(view.consents),
            now=now,
        )
        if view.consents
        else gettext("You have not agreed to anything that can be taken back."),
        [_consent(c) for c in view.consents],
    )


def _consent(one: OwnConsent) -> ConsentLine:
    changed = one.text_version != CURRENT[one.purpose]
    return ConsentLine(
        one,
        untitled(one.pitch_name),
        gettext("Vetted providers") if one.purpose == "show_to_providers" else gettext("Public pages"),
        consent_text(one.purpose, one.text_version),
        consent_text(one.purpose) if changed else None,
    )


def corrections_page(view: RightsView, form: Parsed[object] | None) -> CorrectionsPage:
    """One's own requests, and the form for another."""
    waiting = sum(1 for c in view.corrections if c.outcome is None)
    return CorrectionsPage(
        gettext("Corrections"),
        ngettext(
            "%(num)s request of yours waits for an administrator.",
            "%(num)s requests of yours wait for an administrator.",
            waiting,
        ),
        [_correction(c) for c in view.corrections],
        form or blank(),
        [(str(k), label("correction_kind", k)) for k in CorrectionKind],
    )


def admin_corrections_page(
    found: list[Correction], form: Parsed[object] | None, failed: int | None
) -> CorrectionsPage:
    """Everybody's requests, the longest waiting first."""
    waiting = [c for c in found if c.outcome is None]
    answer = gettext("No request waits.")
    if waiting:
        answer = ngettext(
            "%(num)s request waits, the first since %(day)s.",
            "%(num)s requests wait, the first since %(day)s.",
            len(waiting),
            day=formats.date(waiting[0].asked_at),
        )
    return CorrectionsPage(
        gettext("Corrections"),
        answer,
        [_correction(c) for c in found],
        form or blank(),
        [(str(o), label("correction_outcome", o)) for o in ANSWERS],
        failed,
    )


def _correction(one: Correction) -> CorrectionLine:
    pills = {"corrected": "good", "noted": "information", "refused": "bad", "withdrawn": "neutral"}
    state = (
        gettext("waits for an answer") if one.outcome is None else label("correction_outcome", one.outcome)
    )
    return CorrectionLine(
        one,
        label("correction_kind", one.kind),
        "attention" if one.outcome is None else pills[one.outcome],
        state,
    )


@dataclass(frozen=True, slots=True)
class HindranceLine:
    """What keeps somebody, and where it is settled."""

    one: Hindrance
    texts: list[str]


@dataclass(frozen=True, slots=True)
class LeavePage:
    """`rights/leave.html`."""

    title: str
    answer: str
    view: LeavingView
    form: Parsed[object]
    hindrances: list[HindranceLine]
    ends: list[str]
    erased: list[str]
    stays: list[str]
    when: list[tuple[str, str]]


def leave_page(view: LeavingView, form: Parsed[object] | None) -> LeavePage:
    """What leaving ends, erases and keeps; and what keeps the person."""
    days = COOLING_OFF.days
    if view.pending is not None:
        answer = gettext("You leave on %(day)s.", day=formats.date(view.pending.due_at))
    elif view.hindrances:
        answer = ngettext(
            "%(num)s organisation needs you to hand over first.",
            "%(num)s organisations need you to hand over first.",
            len(view.hindrances),
        )
    else:
        answer = gettext("Nothing keeps you. Read what happens, then decide.")
    return LeavePage(
        gettext("Leave"),
        answer,
        view,
        form or blank({"when": "later"}),
        [HindranceLine(one, _hindered(one)) for one in view.hindrances],
        _ends(view),
        _erased(view),
        [
            gettext(
                "Records of money keep their amounts, days, parties and evidence, and what was said on "
                "them: keeping them is a duty. Your name is dropped from them; where it was sealed, its "
                "seal can no longer be opened."
            ),
            gettext(
                "What you decided or wrote for others stays without your name: comments on pitches, "
                "sheets of juries, reviews, vetting, plans, requests to host spaces, pitches of "
                "companies for which others act."
            ),
            gettext("Backups hold it until they are overwritten."),
        ],
        [
            ("later", gettext("In %(days)s days; until then I can change my mind", days=days)),
            ("now", gettext("At once; nobody can undo it")),
        ],
    )


def _hindered(one: Hindrance) -> list[str]:
    texts = []
    if one.n_others:
        texts.append(
            ngettext(
                "%(num)s more person acts for it: appoint another manager.",
                "%(num)s more people act for it: appoint another manager.",
                one.n_others,
            )
        )
    if one.records:
        numbers = formats.in_a_row([str(r) for r in one.records])
        texts.append(gettext("Records of money wait for an answer: %(numbers)s.", numbers=numbers))
    if one.events:
        texts.append(gettext("Events to come: %(titles)s.", titles=formats.in_a_row(one.events)))
    if one.claims:
        numbers = formats.in_a_row([str(c) for c in one.claims])
        texts.append(gettext("Claims are under way: %(numbers)s.", numbers=numbers))
    return texts


def _ends(view: LeavingView) -> list[str]:
    ends = view.ends
    counted = [
        (
            len(ends.registrations),
            ngettext(
                "%(num)s registration is given back; who waits moves up.",
                "%(num)s registrations are given back; who waits moves up.",
                len(ends.registrations),
            ),
        ),
        (
            len(ends.participants),
            ngettext(
                "%(num)s participation is called off, and the organiser is told.",
                "%(num)s participations are called off, and the organisers are told.",
                len(ends.participants),
            ),
        ),
        (
            len(ends.asked) + len(ends.asking),
            ngettext(
                "%(num)s open introduction ends, and the other side is told.",
                "%(num)s open introductions end, and the other sides are told.",
                len(ends.asked) + len(ends.asking),
            ),
        ),
    ]
    return [
        gettext("You are signed out everywhere; keys, calendar links, saved searches and memberships end."),
        *(text for n, text in counted if n),
    ]


def _erased(view: LeavingView) -> list[str]:
    texts = [
        gettext("Your name, address, password and second factor, and every mail to you."),
        gettext("Your name and address in mails to others."),
        gettext("Your notes, drafts, uploaded decks before a pitch, requests and settings."),
    ]
    if view.n_pitches:
        texts.append(
            ngettext(
                "%(num)s pitch that is yours alone: withdrawn, its texts, deck and vectors erased.",
                "%(num)s pitches that are yours alone: withdrawn, their texts, decks and vectors erased.",
                view.n_pitches,
            )
        )
    return texts
