"""Words of host spaces and of the services that founders ask them for, in the reader's language."""

from __future__ import annotations

from web.i18n import N_, current_locale, gettext

WORDS: dict[str, dict[str, str]] = {
    "offer_kind": {
        "places": N_("Places to work"),
        "equipment": N_("Equipment"),
        "registration": N_("Company registration"),
        "law": N_("Law"),
        "accounting": N_("Accounting and tax"),
        "intellectual_property": N_("Intellectual property"),
        "mentors": N_("Mentors"),
        "finance": N_("Finance"),
    },
    "state": {
        "asked": N_("Waits for the space"),
        "needs_more": N_("The space asks for more"),
        "accepted": N_("Taken on by the space"),
        "in_progress": N_("In progress"),
        "done": N_("Service done"),
        "declined": N_("Declined by the space"),
        "withdrawn": N_("Withdrawn"),
        "taken": N_("Taken by another space"),
        "expired": N_("Ended without an answer"),
    },
    "step": {
        "asked": N_("Asked"),
        "needs_more": N_("Asks for more"),
        "reply": N_("Replies"),
        "accepted": N_("Takes it on"),
        "declined": N_("Declines"),
        "started": N_("Has begun"),
        "done": N_("Says it is done"),
        "withdrawn": N_("Withdraws the request"),
        "taken": N_("Another space was quicker"),
        "expired": N_("Nobody answered in time"),
        "rated": N_("Rates the service"),
        "word": N_("A word"),
    },
    "decline": {
        "full": N_("We are full at present"),
        "not_offered": N_("We do not offer this"),
        "not_for_you": N_("It is meant for other companies"),
        "too_soon": N_("We cannot by that day"),
        "other": N_("Another reason"),
    },
    "rating": {
        "5": N_("5: better than hoped for"),
        "4": N_("4: good"),
        "3": N_("3: as expected"),
        "2": N_("2: less than expected"),
        "1": N_("1: of no help"),
    },
}


def space_word(kind: str, code: object) -> str:
    """The word for a code of one list; "not known" for a missing one."""
    if code is None:
        return gettext("not known")
    return gettext(WORDS[kind][str(code)])


def space_options(kind: str) -> list[tuple[str, str]]:
    """(code, word) pairs of a list for a field."""
    return [(code, gettext(text)) for code, text in WORDS[kind].items()]


def in_reader(zh: str, en: str) -> tuple[str, str]:
    """A text that may be in either language, for the reader, and the language in which it is."""
    mine, other = (("zh", zh), ("en", en)) if current_locale() == "zh" else (("en", en), ("zh", zh))
    return (mine[1], mine[0]) if mine[1] else (other[1], other[0])
