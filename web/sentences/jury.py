"""What the codes of a jury say: its rules, conflicts, assignment, sheets, picks and results."""

from web.i18n import N_

SENTENCES = {
    # acts
    "jury_saved": N_("The rules of the jury are saved."),
    "jury_assignment_wanted": N_("The assignment is being made."),
    "jury_rule_set": N_("It is on record; the next assignment keeps it."),
    "jury_juror_away": N_("This juror is out; the assignment is being made anew, and nobody else changes."),
    "jury_juror_back": N_("This juror is back; make the assignment anew to give them pitches."),
    "jury_conflict_declared": N_("The conflict of interest is on record."),
    "jury_conflict_lifted": N_("The conflict is set aside, with your reason."),
    "jury_conflict_restored": N_("The conflict counts again."),
    "jury_said": N_("Thank you. You can read the pitches with which you have no conflict."),
    "jury_opened": N_("Scoring is open."),
    "jury_closed": N_("Scoring is closed. Nothing can be changed any more."),
    "jury_reopened": N_("Scoring is open again."),
    "jury_released": N_("The results are released; %(n)s mails are on their way."),
    "jury_translated": N_("The reason is saved in the other language."),
    "jury_sheet_saved": N_("Your draft is saved."),
    "jury_sheet_submitted": N_("Your sheet is submitted."),
    "jury_sheet_recalled": N_("Your sheet is a draft again."),
    "jury_picked": N_("Your pick is on record."),
    "jury_pick_undone": N_("Your last pick is taken back."),
    # refusals
    "picked_already": N_("You have compared these two already."),
    "jury_exists": N_("Somebody set up this jury in the same moment. Look at theirs."),
    "jury_scoring_begun": N_("Scoring has begun, so its rules stay as they are."),
    "jury_not_open": N_("Scoring is not open; nothing was changed."),
    "jury_is_closed": N_("Scoring is closed; nothing was changed."),
    "jury_not_closed": N_("Close scoring first."),
    "jury_released_already": N_("The results are released; nothing can be changed any more."),
    "jury_nobody_assigned": N_("Assign jurors first."),
    "jury_no_criteria": N_("Please name at least one criterion."),
    "jury_criterion_both": N_("Please name each criterion in both languages."),
    "jury_least_over_most": N_("The least must not be more than the most."),
    "out_of_order": N_("The end must not be before the beginning."),
    "jury_conflict_pinned": N_("This conflict cannot be set aside."),
    "jury_own_conflict": N_("Somebody else of your body must decide on a conflict of your own."),
    "jury_not_yours": N_("This pitch is not yours to judge any more; nothing was saved."),
    "jury_points_missing": N_("Please give points for each criterion."),
    "jury_reason_short": N_(
        "The founder needs a reason they can use: tick a strength and something to work on, "
        "or write at least %(least)s characters."
    ),
    "jury_reasons_missing": N_(
        "%(n)s founders would go home without a reason in both languages. Add what is missing, "
        "or say why scoring closes without it."
    ),
    "jury_sheets_differ": N_("Your draft was saved elsewhere meanwhile. Look at it and submit again."),
}
