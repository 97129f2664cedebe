"""Sentences of matching and introductions."""

from web.i18n import N_

SENTENCES = {
    "not_vetted": N_(
        "Pitches open once an organiser has vetted you. Complete your profile meanwhile; you will get a mail."
    ),
    "no_needs_reason": N_("Please choose a reason, so that the list learns and the founder can."),
    "choice_interested": N_("The founder has been asked. You see the contact when they accept."),
    "choice_later": N_("Kept for later; the founder has not been told."),
    "choice_no_teaches": N_(
        "It will not be shown to you again. Your reason counts for the part “%(part)s” of your list's order and for "
        "no other; the order moves when several answers say the same."
    ),
    "choice_no_part": N_(
        "It will not be shown to you again. Your reason names no part of the score, so it moves none of them."
    ),
    "choice_no_taste": N_(
        "It will not be shown to you again. Your reason says nothing of what you like, so the order learns nothing."
    ),
    "choice_no_undo": N_("Undo: keep it for later"),
    "introduction_exists": N_("This introduction is already there."),
    "introduction_answered": N_("This introduction has already been answered."),
    "introduction_accepted": N_("You are introduced. Both of you now see each other's contact."),
    "introduction_declined": N_("Declined. The provider has been told, with your reason if you gave one."),
}
