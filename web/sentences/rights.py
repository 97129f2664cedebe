"""Sentences of a person's rights: recipients, lists by date, corrections, leaving."""

from web.i18n import N_

SENTENCES = {
    "recipients_saved": N_("From now on those see it whom you decided on."),
    "recipients_name_one": N_("Tick at least one provider, or show it to all."),
    "list_order_saved": N_("Your lists stand in this order from now on."),
}
