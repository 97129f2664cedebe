"""A founder's page about one pitch; `pitch_list.py` and `pitch_form.py` stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.entities.pitches import (
    Consent,
    DraftToken,
    PitchComment,
    PitchHead,
    PitchVersion,
    Reader,
    VersionRow,
)
from models.entities.vocabulary import PitchStatus
from web import formats
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.pages.embed import EmbedCodes, embed_codes
from web.pages.pitch_words import PILLS, CommentEntry, HistoryEntry, event_title, field_labels, untitled
from web.sentences import sentence
from web.services.consents import CURRENT, PURPOSES, SHOW_TO_PROVIDERS, SHOWCASE, consent_text
from web.services.pitches import FounderPitch
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class ReaderEntry:
    """An organisation that has opened the pitch."""

    name: str
    lang: str
    last_seen_at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One consent as it stands or stood."""

    purpose: str
    words: str
    in_force: Consent | None
    may_give: bool
    past: list[Consent]
    # What the text says now, where another version of it was agreed to; that one counts until answered.
    now: str | None


@dataclass(frozen=True, slots=True)
class Interest:
    """Who wants to meet the founder of a pitch on show: `parts/pitch_interest.html`."""

    n_waiting: int
    n_accepted: int
    words: str


@dataclass(frozen=True, slots=True)
class PitchPage:
    """`founder/pitch.html`."""

    title: str
    title_lang: str | None
    answer: str
    pill: str
    status: str
    head: PitchHead
    latest: PitchVersion
    token: DraftToken
    steps: list[str]
    step: int
    needed: list[str]
    helps: list[str]
    deck_notice: str | None
    entries: list[HistoryEntry]
    comments: list[CommentEntry]
    readers: list[ReaderEntry]
    consents: list[ConsentEntry]
    may_edit: bool
    may_submit: bool
    may_withdraw: bool
    form: Parsed[object]
    consent_words: str
    showcase_words: str
    interest: Interest | None
    embed: EmbedCodes | None


@dataclass(frozen=True, slots=True)
class VersionPage:
    """`founder/version.html`."""

    title: str
    title_lang: str | None
    answer: str
    head: PitchHead
    version: PitchVersion


def pitch_page(found: FounderPitch, form: Parsed[object], site: str) -> PitchPage:
    """One pitch: the answer, the path, what would help, and who said and saw what."""
    head, latest = found.head, found.latest
    is_draft = latest.frozen_at is None
    labels = field_labels()
    return PitchPage(
        title=untitled(latest.text.name),
        title_lang=latest.text.lang if latest.text.name else None,
        answer=_answer(found),
        pill=PILLS[head.status],
        status=label("pitch_status", head.status),
        head=head,
        latest=latest,
        token=DraftToken(latest.version, latest.revision),
        steps=[
            gettext("Draft"),
            gettext("Review"),
            gettext("Shown to providers"),
            gettext("Meeting or roadshow"),
            gettext("First investment, loan or guarantee"),
        ],
        step=_step(head),
        needed=[labels[name] for name in found.lacking] if head.status is not PitchStatus.SUBMITTED else [],
        helps=_helps(found),
        deck_notice=_deck_notice(latest),
        entries=_entries(found.history),
        comments=[_comment(c) for c in found.comments],
        readers=[_reader(r) for r in found.readers],
        consents=_consents(found),
        may_edit=head.status is not PitchStatus.SUBMITTED,
        may_submit=not found.lacking
        and ((is_draft and head.status is not PitchStatus.SUBMITTED) or head.status is PitchStatus.WITHDRAWN),
        may_withdraw=head.status is not PitchStatus.WITHDRAWN,
        form=form,
        consent_words=consent_text(SHOW_TO_PROVIDERS),
        showcase_words=consent_text(SHOWCASE),
        interest=_interest(head) if head.on_show else None,
        embed=_embed(found, site) if head.showcased else None,
    )


def _embed(found: FounderPitch, site: str) -> EmbedCodes:
    text = found.latest.text
    return embed_codes(found.head.id, untitled(text.name), text.one_line, site)


def _interest(head: PitchHead) -> Interest:
    waiting = ngettext(
        "%(num)s provider wants to meet you and waits for your answer.",
        "%(num)s providers want to meet you and wait for your answer.",
        head.n_open_introductions,
    )
    agreed = ngettext(
        "You have agreed to meet %(num)s provider.",
        "You have agreed to meet %(num)s providers.",
        head.n_introductions,
    )
    said = [words for n, words in ((head.n_open_introductions, waiting), (head.n_introductions, agreed)) if n]
    words = ("" if current_locale() == "zh" else " ").join(said) or gettext(
        "Nobody has asked to meet you yet."
    )
    return Interest(head.n_open_introductions, head.n_introductions, words)


def _answer(found: FounderPitch) -> str:
    head, missing = found.head, len(found.lacking)
    if head.status is PitchStatus.SUBMITTED:
        return gettext("It waits for an organiser since %(day)s.", day=formats.date(head.submitted_at))
    if head.status is PitchStatus.RETURNED:
        return gettext("An organiser asks for changes; the comment stands below.")
    if head.status is PitchStatus.APPROVED and not head.on_show:
        return gettext("Approved, but nobody can see it: your consent is not in force.")
    if head.status is PitchStatus.APPROVED and head.n_open_introductions:
        return ngettext(
            "%(num)s provider wants to meet you and waits for your answer.",
            "%(num)s providers want to meet you and wait for your answer.",
            head.n_open_introductions,
        )
    if head.status is PitchStatus.APPROVED:
        return ngettext(
            "Shown to vetted providers; %(num)s organisation has read it.",
            "Shown to vetted providers; %(num)s organisations have read it.",
            len(found.readers),
        )
    if missing:
        return ngettext(
            "%(num)s thing is missing before you can submit it.",
            "%(num)s things are missing before you can submit it.",
            missing,
        )
    if head.status is PitchStatus.WITHDRAWN:
        return gettext("Withdrawn: nobody outside your company can see it. You can submit it again.")
    return gettext("Everything needed is there. Submit it when you are ready.")


def _step(head: PitchHead) -> int:
    if head.n_firsts:
        return 5
    if head.on_show and (head.n_introductions or head.n_events):
        return 3
    if head.on_show:
        return 2
    return 1 if head.status in (PitchStatus.SUBMITTED, PitchStatus.APPROVED) else 0


def _helps(found: FounderPitch) -> list[str]:
    """What is not needed but makes a match likelier."""
    text = found.latest.text
    wishes = [
        (found.latest.deck is None, gettext("A deck: its text is read too, and providers ask for it first.")),
        (
            bool(text.seeks) and any(s.amount_min is None or s.amount_max is None for s in text.seeks),
            gettext("Both ends of each amount range."),
        ),
        (text.space_id is None, gettext("Your host space, if you have one.")),
        (
            found.head.company_uscc is None,
            gettext("The company's unified social credit code, once it is registered."),
        ),
        (not found.latest.terms, gettext("What you offer in return; only qualified providers read it.")),
    ]
    return [words for missing, words in wishes if missing]


def _deck_notice(latest: PitchVersion) -> str | None:
    deck = latest.deck
    if deck is None:
        return None
    if deck.extraction == "pending":
        return gettext("Its text is being read.")
    if deck.extraction == "failed":
        return sentence(deck.extraction_error or "deck_unreadable")
    return ngettext(
        "Its text was read: %(num)s page.", "Its text was read: %(num)s pages.", deck.n_pages or 0
    )


def _entries(history: Sequence[VersionRow]) -> list[HistoryEntry]:
    entries: list[HistoryEntry] = []
    for row in history:
        if row.reviewed_at is not None:
            approved = row.decision == "approved"
            entries.append(
                HistoryEntry(
                    row.reviewed_at,
                    gettext("Version %(n)s approved", n=row.version)
                    if approved
                    else gettext("Version %(n)s returned", n=row.version),
                    "good" if approved else "attention",
                    f"{row.reviewer_name} · {row.body_name}",
                    row.comment or None,
                    row.review_lang,
                )
            )
        if row.frozen_at is not None:
            title = gettext("Version %(n)s submitted", n=row.version)
            entries.append(
                HistoryEntry(row.frozen_at, title, "information", row.saved_by_name, version=row.version)
            )
        else:
            title = gettext("Draft of version %(n)s saved", n=row.version)
            entries.append(
                HistoryEntry(row.saved_at, title, "neutral", row.saved_by_name, version=row.version)
            )
    return entries


def _comment(comment: PitchComment) -> CommentEntry:
    title, lang = event_title(comment.event_title_zh, comment.event_title_en)
    return CommentEntry(comment.person_name, title, lang, comment.body, comment.lang, comment.written_at)


def _reader(reader: Reader) -> ReaderEntry:
    seen = [
        (reader.n_views > 0, gettext("the pitch")),
        (reader.saw_deck, gettext("the deck")),
        (reader.saw_terms, gettext("the terms")),
        (reader.saw_contact, gettext("your contact details")),
    ]
    between = "、" if current_locale() == "zh" else ", "
    return ReaderEntry(
        reader.organisation_name,
        reader.organisation_lang,
        reader.last_seen_at,
        between.join(words for saw, words in seen if saw),
    )


def _consents(found: FounderPitch) -> list[ConsentEntry]:
    status = found.head.status
    given = {p: found.in_force(p) for p in PURPOSES}
    entries = []
    for purpose in PURPOSES:
        force = given[purpose]
        may_give = status not in (PitchStatus.DRAFT, PitchStatus.WITHDRAWN) and force is None
        if purpose == SHOWCASE and given[SHOW_TO_PROVIDERS] is None:
            may_give = False
        entries.append(
            ConsentEntry(
                purpose,
                consent_text(purpose, force.text_version if force else None),
                force,
                may_give,
                [c for c in found.consents if c.purpose == purpose and c.revoked_at is not None],
                consent_text(purpose) if force and force.text_version != CURRENT[purpose] else None,
            )
        )
    return entries
