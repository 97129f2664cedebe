"""What the codes of registration, reserves, the builder and calling off say."""

from web.i18n import N_

SENTENCES = {
    # acts
    "registered": N_("You are registered; a mail with the calendar entry is on its way."),
    "put_on_waiting_list": N_("Every seat is taken, so you are on the waiting list."),
    "unregistered": N_("It is given back. Thank you for saying so."),
    "pitch_put_forward": N_("The pitch is put forward. The organiser selects."),
    "pitch_taken_back": N_("The pitch is put forward no longer."),
    "offer_accepted": N_("The place is yours. Please say when you are free."),
    "offer_declined": N_("The next in reserve is asked."),
    "attendance_noted": N_("Attendance of %(n)s people is on record."),
    "registration_promoted": N_("The seat is given, and a mail says so."),
    "reserve_added": N_("The pitch stands in reserve."),
    "reserve_removed": N_("The pitch stands in reserve no longer."),
    "event_built": N_("The event and its day are saved as a draft."),
    "event_postponed": N_("The event is postponed; %(n)s mails are on their way."),
    "event_postponed_clashes": N_(
        "The event is postponed; %(n)s mails are on their way. Plan anew: %(clashes)s participants are at another "
        "event at their new time."
    ),
    "event_date_open_now": N_("The event waits for a new date; %(n)s mails are on their way."),
    "called_off_before": N_("This was done before; nobody is told twice."),
    # refusals
    "registration_not_open": N_("This event is for those who are invited; nobody can register."),
    "registration_closed": N_("Registration has ended."),
    "registration_waits_for_date": N_("Registration opens again when the new date is known."),
    "event_is_over": N_("This event is over; nothing was changed."),
    "takes_part_already": N_("You have a place at this event already: you pitch, meet or judge there."),
    "no_seat_left": N_("The last seat was taken in this moment. Please try again for the waiting list."),
    "registered_already": N_("You are registered already."),
    "seats_below_taken": N_("More seats than this are taken. Nothing was changed."),
    "place_given_on": N_("This place was offered to a pitch in reserve, so it cannot be taken back."),
    "offer_lapsed": N_("This offer does not stand any more; the place was offered to the next."),
    "kind_without_pitches": N_("An event of this kind has no pitches."),
    "kind_without_stage": N_("An event of this kind has no pitches on stage."),
    "kind_without_meetings": N_("An event of this kind has no one-to-one meetings."),
    "kind_without_jury": N_("An event of this kind has no jury."),
    "deadline_after_event": N_("This is after the end of the event."),
    "date_is_open_already": N_("The event waits for a new date already."),
    "new_date_is_past": N_("This time is past. Choose one to come."),
    "new_date_is_far": N_("This is more than two years from now. Please look at the year."),
    "new_date_is_the_same": N_("This is the time at which the event is held now."),
    "event_date_open": N_("The event has no date now. Set the new date first; then a plan can be released."),
}
