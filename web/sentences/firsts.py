"""Sentences of firsts: certificates, what is stated about a company, and who inherits from whom."""

from web.i18n import N_

SENTENCES = {
    "heir_already": N_("Another company has inherited from this one already; take that back first."),
    "heir_of_itself": N_("A company cannot inherit from itself, not even by way of others."),
    "withdrawn_already": N_("This has been taken back already."),
}
