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
    # Conditions of the rules on graduation and on standard incubators, by their codes.
    "condition": {
        "high_tech": N_("high-tech certificate"),
        "financed": N_("angel or venture money in all"),
        "revenue": N_("revenue of two running years"),
        "acquired_or_listed": N_("acquired or listed"),
    },
    "measure": {
        "invested": N_("Tenants invested in by the space's own or joint funds"),
        "financed": N_("Tenants that were financed in the year"),
        "growing": N_("Tenants whose revenue or R&D grew by more than 20 %"),
        "beyond_rent": N_("Income beyond rent"),
    },
    "fact_source": {
        "record": N_("the ledger"),
        "declared": N_("declared"),
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
    found = WORDS[kind].get(code)
    # A condition that an administrator has added goes by its code.
    return code if found is None else gettext(found)


def word_in_both(kind: str, code: str) -> Both:
    """The same in both languages."""
    return in_both(lambda: word(kind, code))
