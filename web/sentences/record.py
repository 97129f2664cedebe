"""Sentences of a record's details, its life and what happens to the money afterwards."""

from web.i18n import N_

SENTENCES = {
    "share_missing": N_("Please give the part of the company that was bought, in per cent or as shares."),
    "valuation_below_amount": N_("A value after the money is never below the money itself."),
    "matures_before_it_begins": N_("The note has to mature after the day on which the money was paid in."),
    "safe_says_nothing": N_("A SAFE needs a cap, a discount or the right to better terms given later."),
    "drawn_above_principal": N_("No more can be drawn than the contract lends."),
    "details_of_another_instrument": N_("These details belong to another instrument."),
    "not_a_per_cent": N_("Please write per cent from 0 to 100, with at most two decimals, such as 7.25."),
    "not_a_rate": N_("Please write the rate with at most eight decimals, such as 7.1234."),
    "rate_is_whole": N_("A conversion needs the rate, its day and whose rate it is, or none of them."),
    "yuan_needs_no_rate": N_("Yuan need no conversion."),
    "not_a_key": N_("This form is incomplete. Please open it anew."),
    "draft_too_long": N_("This is too long for a draft."),
    "draft_discarded": N_("The draft is gone."),
    "no_other_version": N_("The other side has not said what is true instead."),
    "details_not_known": N_("The terms of this record are not known; please correct it and fill them in."),
    "loan_missing": N_("Please choose the loan, or say that it is not on this platform."),
    "loan_of_another_bank": N_("This loan is of another bank than the one named above."),
    "proof_of_money_missing": N_(
        "No paper shows the money yet. Before you confirm, add one of these: %(papers)s."
    ),
    "may_not_sign": N_(
        "Only who may sign for the organisation can do this; its managers say who may, on its page."
    ),
    "record_expired": N_("The time to answer is over. The other side can ask again with one press."),
    "void_needs_reason": N_("Please say why it is void; the reason stays with the record."),
    "void_needs_proof": N_("The city voids a record with proof alone. Please add the paper."),
    "record_voided": N_(
        "The record is void. It stays visible and counts no more; both sides have been told."
    ),
    "void_asked": N_("Your side has signed that it is void. It stands until the other side signs too."),
    "movement_needs_paper": N_("Please add the paper that shows it."),
    "movement_does_not_fit": N_("This cannot happen to money of this kind."),
    "moved_before_the_record": N_("This lies before the value date of the record."),
    "conversion_into_what": N_("For a conversion, please choose the confirmed record of the shares."),
    "balance_does_not_fit": N_(
        "This would not add up: never more drawn than lent, more gone than drawn, more called than guaranteed, or more recovered than called."
    ),
    "movement_stated": N_("It is stated; the other side has been asked to confirm it."),
    "movement_answered": N_("Your answer is on record."),
}
