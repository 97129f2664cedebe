"""Pages of a person's rights: the overview, consents, corrections of either side, leaving."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.pitches import PitchRow
from models.entities.rights import ANSWERS, Correction, CorrectionKind, OwnConsent
from models.entities.viewer import Viewer
from models.entities.vocabulary import ListOrder, Role
from web import formats
from web.forms.base import Parsed, blank
from web.i18n import gettext, ngettext
from web.pages.pitch_words import untitled
from web.services.consents import CURRENT, consent_text
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
