"""Sentences of firsts: certificates, what is stated about a company, and who inherits from whom."""

from web.i18n import N_

SENTENCES = {
    "heir_already": N_("Another company has inherited from this one already; take that back first."),
    "heir_of_itself": N_("A company cannot inherit from itself, not even by way of others."),
    "withdrawn_already": N_("This has been taken back already."),
    "day_in_future": N_("This day lies in the future. State what has happened."),
    "forebear_not_offered": N_("Please choose a company that you act for, or that has to do with you here."),
    "forebear_is_registered": N_(
        "That entry has a code of its own, so it is no team that waited for its registration; say that it merged."
    ),
    "taking_back_needs_reason": N_("Please say why this is taken back."),
    "not_your_statement": N_("Only the side that stated this, or the city's officer, can take it back."),
    "certificate_number_form": N_("A certificate's number has three groups of four letters and digits."),
    "certificate_number_check": N_("This number cannot be right; please compare it with the certificate."),
    "first_stated": N_("The statement is on record, and the certificates follow it."),
    "first_withdrawn": N_("The statement has been taken back, and the certificates follow."),
}
