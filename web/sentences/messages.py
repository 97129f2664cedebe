"""What the codes of inbox, mails and their wording say."""

from web.i18n import N_

SENTENCES = {
    # acts
    "all_read": N_("All messages up to here are marked as read."),
    "mail_choices_saved": N_("Saved; it holds for what is waiting, too."),
    "mail_worded": N_("The mail has its own words now; the others stay as they are."),
    # refusals
    "not_an_hour": N_("Please enter a time of day such as 22:30."),
    "quiet_hours_without_end": N_("Quiet hours need an end that differs from their beginning."),
}
