"""What the codes of the day say: the door, delays, stand-by meetings, meetings kept."""

from web.i18n import N_

SENTENCES = {
    # acts
    "door_seen": N_("%(name)s is checked in."),
    "door_seen_before": N_("%(name)s was here already, since %(time)s; the earliest stands."),
    "door_undone": N_("%(name)s is no longer checked in at this door."),
    "door_unknown_code": N_("Nobody who is expected carries this code."),
    "link_made": N_("The link works now; it ends six hours after the event."),
    "link_ended": N_("The link opens nothing any more."),
    "delay_made": N_("The new times are in force; %(n)s mails are on their way."),
    "delay_undone": N_("The delay is taken back; %(n)s mails are on their way."),
    "meeting_moved_today": N_("The meeting has a new time, and both are told."),
    "meeting_called_off": N_("The meeting is called off, and both are told."),
    "meeting_said": N_("This is on record. You can still change it."),
    "standby_offered": N_("The table is offered; both see it on their page of the day."),
    "standby_waits": N_("You step in as soon as the other side accepts too."),
    "standby_booked": N_("You meet: it stands in your plan."),
    "standby_declined": N_("Declined; nothing else changes for you."),
    # refusals
    "delay_without_slots": N_("Nothing takes place there."),
    "delay_moves_nothing": N_("Nothing comes after this, so there is nothing to move."),
    "delay_not_the_latest": N_("Only the latest delay of a room can be taken back, and once."),
    "slot_not_free_now": N_("That slot is not free for both any more. Nothing was changed."),
    "meeting_not_begun": N_("This meeting has not begun yet."),
    "standby_not_free": N_("One of the two is not free any more. Look again who could step in."),
    "standby_taken": N_(
        "This table is taken, or the meeting takes place after all. Your plan stands as it was."
    ),
}
