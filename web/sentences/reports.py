"""Sentences of reports, their files, and links to a company's passport."""

from web.i18n import N_

SENTENCES = {
    "host_stated_already": N_("This body is already named as a host of this event."),
    "as_of_in_future": N_("This day has not come yet. A report tells what was known by a day."),
    "year_not_begun": N_("This year had not begun by then."),
    "host_one_of_both": N_("Please choose a body of this platform, or give the name of another."),
    "host_stated": N_("The host is named; assessments of spaces count it from now on."),
    "host_withdrawn": N_("The host is named no longer."),
    "passport_needs_a_part": N_("Please choose at least one part to show."),
    "passport_shared": N_("The link is made. Whoever holds it sees the parts that you chose."),
    "passport_link_revoked": N_("The link is worth nothing from now on."),
    "passport_file_missing": N_("Please choose the signed JSON of a passport, of at most 2 MB."),
}
