"""What a founder agrees to, word for word and by version; version and language agreed to are on record."""

from __future__ import annotations

from web.i18n import N_, gettext

SHOW_TO_PROVIDERS = "show_to_providers"
SHOWCASE = "showcase"
PURPOSES = (SHOW_TO_PROVIDERS, SHOWCASE)
# Which of the vetted providers: a decision of its own, on record with its text as the consents are.
RECIPIENTS = "recipients"

# A changed text is a new version; old ones stay, because people agreed to them.
TEXTS: dict[tuple[str, str], str] = {
    (SHOW_TO_PROVIDERS, "1"): N_(
        "I agree that investors, banks, guarantors and public buyers whom an organiser has vetted may read "
        "this pitch and its deck, and that mentors and jurors of events it takes part in may read it too. "
        "Only providers marked qualified may read its terms. My contact details open only when we have both "
        "agreed to an introduction. I see who has read the pitch, and can take this consent back at any time."
    ),
    (SHOW_TO_PROVIDERS, "2"): N_(
        "I agree that investors, banks, guarantors and public buyers whom an organiser has vetted, all of"
        " them or those whom I choose, may read this pitch and its deck, and that mentors and jurors of "
        "events it takes part in may read it too. Only providers marked qualified may read its terms. My "
        "contact details open only when we have both agreed to an introduction. I see in whose lists the "
        "pitch stood and who has read it, may keep it from any provider, and can take this consent back "
        "at any time."
    ),
    (SHOWCASE, "1"): N_(
        "I agree that this pitch is shown on the public pages, without its terms, its deck and anybody's "
        "contact details. I can take this consent back at any time."
    ),
    (RECIPIENTS, "1"): N_(
        "Of the vetted providers those see this pitch whom I decide here. Whom I leave out does not find "
        "it in lists, searches, comparisons or wishes and cannot open its deck, from the moment I save; "
        "what they had asked is declined. What somebody has read before, introductions that I accepted "
        "and meetings that are planned stay. What is on the public pages everybody can read."
    ),
}
CURRENT = {
    purpose: max((v for p, v in TEXTS if p == purpose), key=int) for purpose in (*PURPOSES, RECIPIENTS)
}


def consent_text(purpose: str, version: str | None = None) -> str:
    """The words of one version, the present one by default, in the reader's language."""
    return gettext(TEXTS[purpose, version or CURRENT[purpose]])
