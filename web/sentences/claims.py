"""What the codes of facts and claims say."""

from web.i18n import N_

SENTENCES = {
    # refusals
    "claim_moved_on": N_("Somebody was quicker: this claim stands elsewhere now. Look at it anew."),
    "claimed_once_already": N_("This rule gives once a deal, and there is a claim for this deal already."),
    "cap_used_up": N_(
        "Another claim has just taken what was left of a limit. Nothing was claimed; look at the amount anew."
    ),
    "more_than_claimed": N_("This is more than the claim still holds."),
}
