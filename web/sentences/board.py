"""What the codes of making, correcting, comparing and sending plans say."""

from web.i18n import N_

SENTENCES = {
    # acts
    "plan_stopped": N_("The solve ends within two seconds; the best plan so far is kept."),
    "plan_copied": N_("This is a copy of the older version, as a new draft. Nothing is released yet."),
    "plan_released_held": N_("The plan is released; %(n)s mails wait here until you send them."),
    "mails_sent": N_("%(n)s mails are on their way."),
    "mail_removed": N_("The mail is taken out; this person is not told."),
    "mail_text_saved": N_("The words stand in all held mails of this language."),
    # refusals
    "no_released_plan": N_("No version is released yet, so there is nothing to plan around."),
    "plan_is_made_already": N_("This plan is made already; there is nothing to stop."),
    "plan_is_being_made": N_("A plan is being made. Wait for it or stop it first."),
    "moves_people_too_late": N_(
        "%(n)s people would be moved who are in a meeting or have one within ten minutes, so it was not released. "
        "Plan again around the released version."
    ),
    "nothing_to_undo": N_("There is no correction to undo."),
    "nothing_to_redo": N_("There is no correction to make again."),
    "no_mail_is_held": N_("No mail is held any more; nothing was sent."),
    "obstacle_meeting_fixed_there": N_(
        "%(founder)s and %(provider)s are fixed at this table at %(slot)s. Let them go first."
    ),
    # corrections, as undo and redo name them
    "edit_place": N_("a move"),
    "edit_remove": N_("a removal"),
    "edit_lock": N_("a fixing"),
    "edit_unlock": N_("a letting go"),
    "edit_lock_person": N_("the fixing of a person"),
    "edit_unlock_person": N_("the letting go of a person"),
    # why a plan failed, and what was kept
    "plan_failure_solver_killed": N_(
        "The machine ended the solver before it had a plan, probably for want of memory. Plan anew; if it happens "
        "again, the administrator should give the worker more memory."
    ),
    "plan_failure_solver_out_of_memory": N_(
        "The solver ran out of memory before it had a plan. The administrator should give the worker more."
    ),
    "note_solver_killed_kept": N_(
        "The machine ended the solver, probably for want of memory; its best plan until then is kept."
    ),
    "note_solver_out_of_memory_kept": N_("The solver ran out of memory; its best plan until then is kept."),
    "note_solver_failed_kept": N_(
        "The solver broke off; its best plan until then is kept, and it is on record."
    ),
}
