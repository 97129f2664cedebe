"""Sentences of provider profiles."""

from web.i18n import N_

SENTENCES = {
    "profile_saved": N_("Your profile is saved; your list follows it within seconds."),
    "product_added": N_("The product is on offer."),
    "product_retired": N_("The product is no longer on offer."),
    "deals_added": N_("%(n)s past deals have been added."),
    "deal_removed": N_("The deal has been taken out."),
    "csv_encoding": N_("The file is neither UTF-8 nor GB 18030 text."),
    "csv_columns": N_("The first line must name the columns %(columns)s; only company is needed."),
    "csv_too_long": N_("At most %(limit)s deals in one file."),
    "csv_empty": N_("The file holds no deal."),
}
