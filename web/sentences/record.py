"""Sentences of a record's details, its life and what happens to the money afterwards."""

from web.i18n import N_

SENTENCES = {
    "share_missing": N_("Please give the part of the company that was bought, in per cent or as shares."),
    "valuation_below_amount": N_("A value after the money is never below the money itself."),
    "matures_before_it_begins": N_("The note has to mature after the day on which the money was paid in."),
    "safe_says_nothing": N_("A SAFE needs a cap, a discount or the right to better terms given later."),
    "drawn_above_principal": N_("No more can be drawn than the contract lends."),
    "details_of_another_instrument": N_("These details belong to another instrument."),
}
