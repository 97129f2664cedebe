"""Sentences of reports, their files, and links to a company's passport."""

from web.i18n import N_

SENTENCES = {
    "host_stated_already": N_("This body is already named as a host of this event."),
}
