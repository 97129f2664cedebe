"""What the codes of inbox, mails and their wording say."""

from web.i18n import N_

SENTENCES = {
    # acts
    "all_read": N_("All messages up to here are marked as read."),
    "mail_choices_saved": N_("Saved; it holds for what is waiting, too."),
    "mail_worded": N_("The mail has its own words now; the others stay as they are."),
    "wording_saved": N_("Saved: mails of this kind say this from now on."),
    "wording_taken_back": N_("The mail says again what it said before."),
    # refusals
    "unknown_placeholder": N_("There is no {%(name)s} in this mail. These can stand in it: %(names)s."),
    "not_an_hour": N_("Please enter a time of day such as 22:30."),
    "quiet_hours_without_end": N_("Quiet hours need an end that differs from their beginning."),
}
