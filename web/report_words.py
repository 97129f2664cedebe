"""Words of reports: measures, verdicts, roles of hosts, and parts of a passport, in the reader's language."""

from __future__ import annotations

from web.i18n import N_, gettext
from web.tables.table import Both, in_both

WORDS: dict[str, dict[str, str]] = {
    "host_role": {
        "host": N_("Host"),
        "undertaker": N_("Undertaker"),
    },
    "verdict": {
        "pass": N_("met"),
        "fail": N_("not met on record"),
        "unknown": N_("not known"),
    },
    "criterion": {
        "raised": N_("more than 5 million yuan of investment in all"),
        "high_tech": N_("high-tech certificate"),
        "revenue": N_("revenue of two running years above 10 million yuan"),
        "sold_or_listed": N_("acquired or listed"),
    },
    "measure": {
        "invested_by_space": N_("Tenants invested in by the space's own or joint funds"),
        "financed": N_("Tenants that were financed in the year"),
        "growing": N_("Tenants whose revenue or R&D grew by more than 20 %"),
        "own_income": N_("Income beyond rent"),
    },
    "part": {
        "pitches": N_("Pitches"),
        "meetings": N_("Meetings kept"),
        "firsts": N_("Firsts"),
        "records": N_("Money on record"),
        "tenancies": N_("Host spaces"),
    },
    "subject": {
        "space": N_("Host spaces"),
        "event": N_("Events"),
        "provider": N_("Providers"),
        "company": N_("Companies"),
    },
}


def word(kind: str, code: str) -> str:
    """The word for a code of one of these lists."""
    return gettext(WORDS[kind][code])


def word_in_both(kind: str, code: str) -> Both:
    """The same in both languages."""
    return in_both(lambda: word(kind, code))
