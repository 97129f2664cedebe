"""Sentences about pitches, decks, consents, reviews, comments and tenancies."""

from web.i18n import N_

SENTENCES = {
    # What happened.
    "pitch_created": N_("Your pitch is begun. It is a draft that only your company can see."),
    "pitch_saved": N_("Draft saved."),
    "pitch_submitted": N_("Submitted. An organiser will read it, and you will get a mail with the answer."),
    "pitch_withdrawn": N_("Withdrawn. Nobody outside your company can see it now; you can submit it again."),
    "deck_attached": N_("Deck stored. Its text is being read and will help to find you."),
    "deck_removed": N_("Deck removed. Nobody can open it any more."),
    "consent_revoked": N_("Consent taken back. What it allowed has stopped."),
    "consent_given": N_("Thank you. Your consent is on record."),
    "pitch_approved_done": N_("Approved. The founders get a mail."),
    "pitch_returned_done": N_("Returned with your comment. The founders get a mail."),
    "showcase_on": N_("The pitch is on the public pages now."),
    "showcase_off": N_("The pitch is off the public pages."),
    "comment_written": N_("The founder can read your comment now."),
    "tenancy_confirmed": N_("Tenancy confirmed."),
    "tenancy_ended": N_("Tenancy ended."),
    "tenancy_stage_changed": N_("Stage changed."),
    # What stood in the way.
    "draft_changed": N_(
        "This draft was changed elsewhere since you opened it, perhaps in another tab. Nothing was "
        "overwritten, and what you typed is still below. Compare it with the saved text, then save again to "
        "keep yours."
    ),
    "draft_exists": N_("There is a draft already. Open it and go on there."),
    "pitch_in_review": N_(
        "An organiser is reading this pitch, so it cannot be changed now. Withdraw it to change it."
    ),
    "pitch_incomplete": N_(
        "Something needed is still missing: the pitch's page names it. Your draft is kept."
    ),
    "nothing_to_submit": N_("This text was submitted before. Edit it, then submit the new version."),
    "consent_needed": N_("Without this consent nobody can be shown your pitch, so it cannot be submitted."),
    "consent_already_given": N_("This consent is on record already."),
    "consent_with_submission": N_("Consent is given when you submit the pitch."),
    "consent_providers_first": N_(
        "Agree to be shown to vetted providers first; the public pages come after."
    ),
    "already_reviewed": N_(
        "Somebody was quicker: this version has been decided on. Your decision was not recorded."
    ),
    "showcase_without_consent": N_(
        "The founder has not agreed to the public pages, so it cannot be shown there."
    ),
    "deck_too_large": N_(
        "This deck is larger than %(limit)s MB. Make the pictures in it smaller and try again."
    ),
    "deck_wrong_type": N_(
        "This file is neither a PDF nor a PPTX. Save the slides as one of the two and try again."
    ),
    "deck_encrypted": N_("The PDF is protected by a password. Upload it without one."),
    "deck_too_many_pages": N_("The deck has more than 100 pages. Upload a shorter one."),
    "deck_expands_too_much": N_(
        "The file unpacks to more than we can take. Make the pictures in it smaller."
    ),
    "deck_unreadable": N_("The file is damaged. Export it again from your slides program."),
    "deck_took_too_long": N_("Reading the file took too long. Export it again, with simpler pages."),
    "amount_without_instrument": N_(
        "An amount is given for something that is not chosen. Choose it, or clear the amount."
    ),
    "sector_twice": N_("The second sector is the same as the first."),
    "uscc_length": N_("A unified social credit code has 18 characters; this has %(length)s."),
    "uscc_look_alike": N_("The code never holds the letter %(found)s; you probably mean %(meant)s."),
    "uscc_character": N_("The code cannot hold %(found)s."),
    "uscc_check_digit": N_(
        "The last character does not fit the others, so something in the code is mistyped."
    ),
    "tenancy_overlaps": N_("The company is a tenant somewhere in this time already."),
    "tenancy_ended_already": N_("This tenancy has ended already."),
    "tenancy_same_stage": N_("The company is at this stage already."),
    "tenancy_ends_before_it_begins": N_("The day must be after the beginning."),
}
