"""The words of a jury in the reader's language: kinds, states, phrases, and notes of an assignment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models.entities.jury import ConflictKind, JuryMode, JuryState
from web.i18n import N_, gettext, ngettext

MODES = {
    JuryMode.RUBRIC: N_("Score sheets"),
    JuryMode.PAIRS: N_("Picks between two"),
    JuryMode.BOTH: N_("Score sheets and picks between two"),
}
STATES = {
    JuryState.SETUP: N_("Being set up"),
    JuryState.OPEN: N_("Scoring is open"),
    JuryState.CLOSED: N_("Scoring closed"),
    JuryState.RELEASED: N_("Results released"),
}
STATE_PILLS = {
    JuryState.SETUP: "neutral",
    JuryState.OPEN: "attention",
    JuryState.CLOSED: "information",
    JuryState.RELEASED: "good",
}
KINDS = {
    ConflictKind.EMPLOYER: N_("works or worked there"),
    ConflictKind.INVESTOR: N_("invested in it"),
    ConflictKind.RIVAL: N_("invested in a rival"),
    ConflictKind.ADVISER: N_("adviser or mentor"),
    ConflictKind.FAMILY: N_("family"),
    ConflictKind.SUPERVISOR: N_("supervisor or student"),
    ConflictKind.HOUSE: N_("same fund or house"),
    ConflictKind.TRADE: N_("supplier, customer, lender or guarantor"),
    ConflictKind.INCUBATOR: N_("its host space"),
}
EVIDENCE = {
    "juror": N_("said by the juror"),
    "company": N_("said by the company"),
    "organiser": N_("said by the organiser"),
    "membership": N_("found: member of the company"),
    "mail_domain": N_("found: same mail domain"),
    "record": N_("found: money on record"),
    "deal": N_("found: a deal in the provider's profile"),
    "house": N_("found: another of the same house has money in it"),
    "tenancy": N_("found: tenancy on record"),
}
PHRASES = {
    "problem_real": N_("The problem is real and well shown."),
    "customers_proof": N_("Customers already use it or wait for it."),
    "technology_ahead": N_("The technology is ahead of what is on the market."),
    "team_fits": N_("The team has what this needs."),
    "numbers_hold": N_("The numbers hold."),
    "plan_clear": N_("The next steps are clear."),
    "who_pays": N_("Say who pays, and how much."),
    "numbers_missing": N_("Show costs and prices for one unit."),
    "rivals_missing": N_("Name your rivals and why a customer leaves them."),
    "team_gap": N_("Find the person for what the team lacks."),
    "use_of_money": N_("Say what the money buys, month by month."),
    "first_customers": N_("Win three paying customers before raising money."),
    "protect_technology": N_("Protect the technology before showing it."),
    "say_simpler": N_("Say in one sentence what it does and for whom."),
}


def phrase(code: str) -> str:
    """A starter phrase in the reader's language."""
    return gettext(PHRASES[code])


def kind_options() -> list[tuple[str, str]]:
    """The kinds of conflict for a select field."""
    return [(str(kind), gettext(words)) for kind, words in KINDS.items()]


def note_words(note: Mapping[str, Any], pitch: Callable[[int], str], person: Callable[[int], str]) -> str:
    """What could not be had, as a sentence."""
    code, p = note["code"], note["params"]
    match code:
        case "too_few_may":
            missing = ngettext(
                "%(pitch)s lacks %(num)s juror:", "%(pitch)s lacks %(num)s jurors:", p["missing"],
                pitch=pitch(p["participant"]),
            )  # fmt: skip
            return gettext(
                "%(missing)s %(may)s may judge it, %(conflicted)s have a conflict, "
                "%(forbidden)s are ruled out by hand.",
                missing=missing,
                may=p["may"],
                conflicted=p["conflicted"],
                forbidden=p["forbidden"],
            )
        case "all_full":
            missing = ngettext(
                "%(pitch)s lacks %(num)s juror:", "%(pitch)s lacks %(num)s jurors:", p["missing"],
                pitch=pitch(p["participant"]),
            )  # fmt: skip
            return gettext(
                "%(missing)s %(pitches)s pitches want %(wanted)s seats, and the %(jurors)s jurors who may "
                "judge them have room for %(places)s.",
                missing=missing,
                pitches=p["pitches"],
                wanted=p["wanted"],
                jurors=p["jurors"],
                places=p["places"],
            )
        case "below_least":
            return ngettext(
                "%(person)s has %(num)s pitch fewer than the least.",
                "%(person)s has %(num)s pitches fewer than the least.",
                p["short"],
                person=person(p["person"]),
            )
        case "fixed_given_up":
            return gettext(
                "%(person)s was fixed to %(pitch)s, but has a conflict of interest.",
                person=person(p["person"]),
                pitch=pitch(p["participant"]),
            )
        case _:
            return gettext("The assignment failed and the former one stays; tell the administrator.")
