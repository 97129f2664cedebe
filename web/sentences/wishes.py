"""What the codes of wishes, promises and availability say."""

from web.i18n import N_

SENTENCES = {
    # acts
    "wishes_saved": N_("Your wishes are saved."),
    "wish_terms_saved": N_("This is how wishes work at this event from now on."),
    "promise_saved": N_("The next plan keeps to it."),
    "promise_taken_back": N_("The next plan knows nothing of it."),
    "way_saved": N_("How you take part is saved."),
    "availability_kept": N_("The times are saved. We plan only in the slots that are marked free."),
    # refusals
    "too_many_must": N_(
        "Not saved: that would be %(count)s under “must meet”, and %(most)s are possible. "
        "Everything before it is kept; change another one first."
    ),
    "too_many_like": N_(
        "Not saved: that would be %(count)s under “would like”, and %(most)s are possible. "
        "Everything before it is kept; change another one first."
    ),
    "wishes_are_closed": N_(
        "Wishes are closed. Nothing was changed; ask the organiser if something must be."
    ),
    "wishes_need_a_yes": N_("Say first that you come; then you can say whom you would meet."),
    "wishes_close_after_event": N_("This lies after the end of the event."),
    "promise_against_no": N_("One of these two said that they do not want this meeting."),
    "promise_of_no_pair": N_("These two are no pair of this event, or belong to one organisation."),
    "availability_needs_note": N_("Say how you know, such as “by telephone on Monday”."),
    "note_promise_missed": N_("%(founder)s and %(provider)s were promised a meeting and have none: %(why)s."),
}
