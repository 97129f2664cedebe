"""Sentences of provider profiles."""

from web.i18n import N_

SENTENCES = {
    "profile_saved": N_("Your profile is saved; your list follows it within seconds."),
    "product_added": N_("The product is on offer."),
    "product_retired": N_("The product is no longer on offer."),
    "deals_added": N_("%(n)s past deals have been added."),
    "deal_removed": N_("The deal has been taken out."),
}
