"""Host spaces, their offers, and requests for services."""

from web.i18n import N_

SENTENCES: dict[str, str] = {
    "one_language_at_least": N_("Please write this in Chinese or in English, or in both."),
    "price_or_free": N_("Please say what it costs, or that it is free of charge."),
    "offer_ends_before_it_begins": N_("The last day lies before the first one."),
    "space_page_changed": N_(
        "Somebody of your space has changed this meanwhile. Your text is kept here; look at theirs and save again."
    ),
    "space_page_saved": N_("The page is saved."),
    "space_offer_saved": N_("The offer is saved."),
    "needed_by_past": N_("This day lies in the past."),
    "promise_not_ahead": N_("Please promise a day from today on."),
    "too_many_service_requests": N_(
        "Your company has %(most)s open requests. Withdraw one, or wait until one is done."
    ),
    "space_does_not_offer": N_("%(space)s does not offer this at present. Choose another space or kind."),
    "nobody_offers_it_there": N_("No space there offers this at present. Try the whole city."),
    "service_moved_on": N_("This request has moved on meanwhile. Here is how it stands now."),
    "service_asked": N_("The request is sent. You get a mail with the answer."),
    "service_accepted": N_("You have taken it on; the founder knows the day."),
    "service_needs_more": N_("Your question is sent to the founder."),
    "service_reply": N_("Your reply is sent to the space."),
    "service_declined": N_("The founder has your answer and its reason."),
    "service_started": N_("The founder knows that you have begun."),
    "service_done": N_("It is noted as done."),
    "service_withdrawn": N_("The request is withdrawn; the spaces are told."),
    "service_rated": N_("Thank you; the rating is on record."),
    "service_word": N_("Your words are sent."),
}
