"""Sentences that every area uses."""

from web.i18n import N_

SENTENCES = {
    "not_found": N_("There is no such page, or it is not yours to see."),
    "not_allowed": N_("You may not do this with your present role."),
    "second_factor_needed": N_("This role needs a second factor. Set it up to go on."),
    "cross_site": N_(
        "This request came from another site, so nothing was changed. Open the page here and try again."
    ),
    "unexpected": N_("Something went wrong on our side. Nothing that was acknowledged is lost."),
    "saved": N_("Saved."),
    "state_moved_on": N_(
        "Somebody was quicker: this has changed since you opened the page. Nothing of yours was saved; look at the present state and decide again."
    ),
    "too_large": N_("This is larger than we can take."),
    "required": N_("Please fill this in."),
    "too_long": N_("At most %(limit)s characters; this has %(length)s."),
    "control_characters": N_("This holds control characters that cannot be shown. Please remove them."),
    "not_a_choice": N_("Please choose one of the values offered."),
    "not_a_number": N_("Please enter a whole number."),
    "out_of_range": N_("Please enter a number from %(least)s to %(most)s."),
    "not_an_amount": N_("Please enter an amount in 元, such as 500000 or 50万."),
    "not_a_date": N_("Please enter a date such as 2026-05-15."),
    "not_a_time": N_("Please enter a date and time such as 2026-05-15 09:30."),
    "not_an_address": N_("This is not a mail address we can write to."),
    "not_a_link": N_("Please enter a link that begins with https:// or http://."),
    "min_above_max": N_("The least is above the most."),
}
