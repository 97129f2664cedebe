"""Sentences of a person's rights: recipients, lists by date, corrections, leaving."""

from web.i18n import N_

SENTENCES = {
    "recipients_saved": N_("From now on those see it whom you decided on."),
    "recipients_name_one": N_("Tick at least one provider, or show it to all."),
    "correction_asked": N_("Your request is on record; an administrator answers it by mail and here."),
    "correction_withdrawn": N_("You no longer ask for this correction."),
    "correction_answered": N_("The answer is on record, and the person is told."),
    "corrections_too_many": N_(
        "At most %(most)s requests wait at once. Please wait for an answer, or take one back."
    ),
    "leaving_later": N_("You leave in a fortnight. Until then you can stay."),
    "leaving_hindered": N_("Something must be handed over or answered first; the page says what."),
    "left_for_good": N_("You have left. Your name and what was yours alone are erased."),
    "stays": N_("You stay. Nothing was erased."),
    "list_order_saved": N_("Your lists stand in this order from now on."),
}
