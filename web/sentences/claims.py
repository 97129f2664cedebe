"""What the codes of facts and claims say."""

from web.i18n import N_

SENTENCES = {
    # acts
    "claim_made": N_("Claimed. An officer reviews it, and you are told by mail what is decided."),
    "claim_under_review": N_("The claim is under review; the applicant has been told."),
    "claim_granted": N_("Granted; the applicant has been told."),
    "claim_refused": N_("Refused; the applicant has been told why."),
    "claim_withdrawn": N_("The claim is withdrawn, and officers have been told."),
    "claim_paid": N_("Marked as paid; the applicant has been told."),
    "claim_clawed_back": N_("Taken back; the applicant has been told why."),
    "facts_declared": N_("Your facts are kept, with their day and source. Rules judge by them from now on."),
    "facts_said_already": N_("Nothing was added: this is what you have said already."),
    "rule_adopted": N_("The rule pays here from now on."),
    "rule_let_go": N_("The rule no longer pays here; claims that were made stay as they are."),
    # refusals
    "claim_amount_moved": N_(
        "The amount has changed since you opened the page, perhaps because another claim took a part of a "
        "limit. Nothing was claimed; look at the new amount."
    ),
    "claim_not_met": N_("A condition of the rule is not met, so that nothing can be claimed."),
    "claim_not_decided": N_(
        "Something is not known, and what is not known never counts as met. Nothing can be claimed yet."
    ),
    "claim_nothing_left": N_("Nothing is left: the limit is used up, or all of it was claimed already."),
    "rule_not_adopted": N_("This rule does not pay here; it is shown as an example."),
    "rule_adopted_already": N_("Somebody was quicker: this has been decided so already."),
    "not_the_applicant": N_("Only the organisation to which the rule gives can claim it."),
    "claim_needs_reason": N_("Please give the reason; the applicant reads it."),
    "claim_amount_nothing": N_("Please name an amount above nothing, or refuse the claim."),
    "fact_day_not_possible": N_("Please name a day that is not still to come."),
    "fact_not_yours": N_("This fact is for another party to state."),
    "no_fact_given": N_("Please fill in at least one fact."),
    "claim_moved_on": N_("Somebody was quicker: this claim stands elsewhere now. Look at it anew."),
    "claimed_once_already": N_("This rule gives once a deal, and there is a claim for this deal already."),
    "cap_used_up": N_(
        "Another claim has just taken what was left of a limit. Nothing was claimed; look at the amount anew."
    ),
    "more_than_claimed": N_("This is more than the claim still holds."),
}
