"""Words and small parts that the pages around a pitch share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.entities.vocabulary import PitchStatus
from web.i18n import current_locale, gettext

PILLS = {
    PitchStatus.DRAFT: "neutral",
    PitchStatus.SUBMITTED: "attention",
    PitchStatus.RETURNED: "attention",
    PitchStatus.APPROVED: "good",
    PitchStatus.WITHDRAWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to a pitch, for the timeline."""

    at: datetime
    title: str
    kind: str
    by: str | None = None
    text: str | None = None
    lang: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class CommentEntry:
    """A mentor's or juror's comment."""

    name: str
    event: str
    event_lang: str
    body: str
    lang: str
    written_at: datetime


def field_labels() -> dict[str, str]:
    """The fields of the form by name, for errors and for what is missing."""
    return {
        "company_id": gettext("For whom"),
        "company_name": gettext("Name of the company or team"),
        "lang": gettext("Language of the text"),
        "name": gettext("Name of the project"),
        "one_line": gettext("In one line"),
        "problem": gettext("Problem"),
        "solution": gettext("Solution"),
        "market": gettext("Market"),
        "team": gettext("Team"),
        "main_category": gettext("Main founder category"),
        "categories": gettext("Further founder categories"),
        "sector": gettext("Sector"),
        "sector2": gettext("Second sector"),
        "stage": gettext("Stage"),
        "district": gettext("District"),
        "city": gettext("City or place"),
        "space_id": gettext("Host space"),
        "uscc": gettext("Unified social credit code"),
        "seeks": gettext("What you seek"),
        "amounts": gettext("Amount range"),
        "terms": gettext("Terms offered"),
        "consent": gettext("Consent"),
    }


def untitled(name: str) -> str:
    """The project's name, or what to call it before it has one."""
    return name or gettext("Pitch without a name")


def event_title(zh: str | None, en: str | None) -> tuple[str, str]:
    """An event's title in the reader's language where there is one, with the language that it is in."""
    first, second = ((zh, "zh"), (en, "en")) if current_locale() == "zh" else ((en, "en"), (zh, "zh"))
    text, lang = first if first[0] else second
    return text or "", lang
