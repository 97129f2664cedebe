"""What a token may be made for: reading or writing in one area; `write` includes `read`."""

from __future__ import annotations

from web.i18n import N_

# Area -> what it is about, for the page that makes tokens.
AREAS = {
    "account": N_("Your name and language, your organisations, who acts for them, your webhooks"),
    "rights": N_("What you agreed to, corrections, the order of your lists, everything about you as a file"),
    "pitches": N_("Your pitches, their decks and consents"),
    "matching": N_("Profiles, matches, choices and introductions"),
    "deals": N_("Deals, their steps and lists of things to look at"),
    "funding": N_("Money on record, papers, movements and firsts"),
    "events": N_("Events, registrations, wishes, plans and the day itself"),
    "reviews": N_("Review of pitches, vetting of providers, juries"),
    "reports": N_("Results, reports, passports, pools and targets"),
    "subsidies": N_("Rules that pay, declared facts and claims"),
    "spaces": N_("Host spaces, their tenants and services"),
    "imports": N_("Files of lists that you bring in"),
    "admin": N_("People, bodies and the outbox of the whole site"),
}
SCOPES = tuple(f"{area}:{what}" for area in AREAS for what in ("read", "write"))


def allows(granted: frozenset[str], needed: str) -> bool:
    """Whether a token with these scopes may do what needs this one."""
    area, _, what = needed.partition(":")
    return needed in granted or (what == "read" and f"{area}:write" in granted)
