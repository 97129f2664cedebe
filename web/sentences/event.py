"""What the codes of events, plans and participation say."""

from web.i18n import N_

SENTENCES = {
    # acts
    "event_created": N_("The event is saved as a draft. Next: rooms and slots."),
    "event_published": N_("The event is on the public calendar."),
    "event_called_off": N_("The event is cancelled; %(n)s mails are on their way."),
    "slots_added": N_("%(n)s slots are set."),
    "slots_removed": N_("%(n)s slots are gone. One that a plan uses stays."),
    "pitches_selected": N_("%(n)s pitches are selected and their companies invited."),
    "providers_invited": N_("%(n)s providers are invited."),
    "juror_invited": N_("The invitation is on its way."),
    "juror_removed": N_("This person is no longer asked."),
    "plan_requested": N_("The plan is being made."),
    "plan_corrected": N_("The plan is corrected."),
    "plan_released": N_("The plan is released; %(n)s mails are on their way."),
    "invitation_answered": N_("Your answer is on record."),
    "availability_saved": N_("We will plan only in the slots you ticked."),
    "feed_renewed": N_("The new address works; the one before does not any more."),
    # refusals
    "event_title_missing": N_("Please give the event a title in at least one language."),
    "event_ends_before_start": N_("The end must be after the start."),
    "event_too_long": N_("An event may last seven days at most."),
    "event_is_cancelled": N_("This event is cancelled; nothing was changed."),
    "event_not_published": N_(
        "Publish the event first: a plan is released only for an event that people can see."
    ),
    "slots_outside_event": N_("Some slots would lie outside these times. Remove them first."),
    "slot_outside_event": N_("Some of these slots would lie outside the times of the event."),
    "too_many_slots": N_("An event can hold %(most)s slots at most."),
    "no_room": N_("Pitches need a room. Name one in the event's facts first."),
    "no_slots_yet": N_("Set slots first: there is nothing to plan into."),
    "not_a_member": N_("This person does not belong to the organisation any more."),
    "nothing_chosen": N_("Please choose at least one."),
    # what the database refuses
    "slot_taken": N_("This slot is taken. Nothing was changed; look at the present plan and choose another."),
    "room_name_taken": N_("There is a room of this name already."),
    "already_invited": N_("They are invited already."),
    "plan_version_taken": N_("Somebody asked for a plan in the same moment. Look at theirs."),
    "plan_already_released": N_("Somebody released another version in the same moment. Look at theirs."),
    "already_placed": N_("This pitch has a slot already."),
    "pair_meets_already": N_("These two meet already."),
    "founder_busy": N_("The founder meets somebody else in this slot."),
    "provider_busy": N_("The provider meets somebody else in this slot."),
    "table_taken": N_("This table is taken in this slot."),
    "person_booked_elsewhere": N_(
        "Somebody in this plan is booked by another event at that time. Nothing was released; plan anew."
    ),
    "plan_has_obstacles": N_(
        "%(n)s things in this plan do not work any more, so it was not released. Open the plan to see them."
    ),
    # obstacles, with names filled in
    "obstacle_does_not_come": N_("%(participant)s does not come any more."),
    "obstacle_not_free": N_("%(participant)s is not free at %(slot)s."),
    "obstacle_booked_elsewhere": N_("Whoever comes for %(participant)s is at another event at %(slot)s."),
    "obstacle_pitches_then": N_("The presenter of %(participant)s also presents %(other)s at %(slot)s."),
    "obstacle_meets_then": N_("%(participant)s would pitch at %(slot)s while meeting %(other)s."),
    "obstacle_fixed_there": N_("%(participant)s is fixed in this slot. Let it go first."),
    "obstacle_tables_full": N_("Every table is taken at %(slot)s."),
    "obstacle_not_listed": N_(
        "%(founder)s and %(provider)s belong to the same organisation or do not both come."
    ),
    "obstacle_forbidden": N_("%(founder)s and %(provider)s should not meet: one of them said no."),
    "obstacle_meets_twice": N_("%(founder)s and %(provider)s would meet twice."),
    "obstacle_no_such_slot": N_("%(founder)s and %(provider)s stand in a slot that is gone."),
    "obstacle_no_such_table": N_("%(founder)s and %(provider)s sit at a table that the event does not have."),
    "obstacle_without_table": N_("%(founder)s and %(provider)s have no table."),
    "obstacle_promised_slot": N_("%(founder)s and %(provider)s were promised another slot."),
    "obstacle_table_taken": N_("Table %(table)s is taken at %(slot)s."),
    "obstacle_own_table": N_("%(participant)s sits at another table."),
    "obstacle_not_available": N_("%(participant)s is not free at %(slot)s."),
    "obstacle_double_booked": N_("%(participant)s meets somebody else at %(slot)s."),
    "obstacle_over_cap": N_("%(participant)s would have %(count)s meetings and wants %(most)s at most."),
    "obstacle_same_house": N_("%(founder)s would meet two of one house."),
    "obstacle_no_break": N_("%(participant)s would have no break."),
    "obstacle_long_gap": N_("%(participant)s would wait longer between two meetings than they can."),
    "obstacle_table_changes": N_("%(participant)s would change tables more often than they can."),
    "obstacle_interpreters": N_("All interpreters are busy at %(slot)s."),
    # why a wish was not met
    "blocker_not_listed": N_("these two are no pair"),
    "blocker_forbidden": N_("one of them said no"),
    "blocker_no_common_slot": N_("never free at the same time as %(provider)s"),
    "blocker_promised_slot": N_("another slot was promised"),
    "blocker_tables_differ": N_("both have a table of their own"),
    "blocker_no_tables": N_("there are no tables"),
    "blocker_founder_cap": N_("%(founder)s has all %(most)s meetings they want"),
    "blocker_investor_cap": N_("%(provider)s has all %(most)s meetings they want"),
    "blocker_house": N_("already meets %(other)s of the same house"),
    "blocker_founder_busy": N_("%(founder)s meets %(other)s at %(slot)s"),
    "blocker_investor_busy": N_("%(provider)s meets %(other)s at %(slot)s"),
    "blocker_tables_full": N_("every table is taken at %(slot)s"),
    "blocker_table_taken": N_("the table is taken at %(slot)s"),
    "blocker_founder_break": N_("%(founder)s needs a break"),
    "blocker_investor_break": N_("%(provider)s needs a break"),
    "blocker_founder_gap": N_("%(founder)s would wait too long between two meetings"),
    "blocker_investor_gap": N_("%(provider)s would wait too long between two meetings"),
    "blocker_table_changes": N_("%(participant)s would change tables too often"),
    "blocker_interpreters": N_("all interpreters are busy at %(slot)s"),
    "blocker_worth_less": N_("other meetings are worth more"),
    "blocker_no_pairs": N_("nobody who comes could meet them"),
    # what the solver left undone
    "note_never_free": N_("%(participant)s has no pitch: they are free in no slot on stage."),
    "note_no_slot_left": N_("%(participant)s has no pitch: others have all slots in which they are free."),
    "note_below_minimum": N_("%(participant)s meets fewer people than they should: %(why)s."),
    "note_no_meeting_slots": N_("There are no meetings: no slots for them are set."),
    "note_no_provider_accepted": N_("There are no meetings: no provider has accepted yet."),
    "note_no_tables": N_("There are no meetings: the event has no tables."),
    "note_lock_given_up": N_("%(founder)s and %(provider)s were fixed, but cannot meet there any more."),
    # why a plan failed
    "plan_failure_no_founder_accepted": N_("No founder has accepted the invitation yet."),
    "plan_failure_contradiction": N_("What is fixed contradicts itself. Let something go and plan anew."),
    "plan_failure_solver_failed": N_(
        "The solver broke off. It is on record; plan anew, and tell the administrator if it happens again."
    ),
}
