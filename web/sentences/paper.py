"""What the codes of calendars and printed sheets say."""

from web.i18n import N_

SENTENCES = {
    "feed_revoked": N_("The address does not work any more."),
}
