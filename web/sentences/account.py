"""Sentences of signing up, signing in and one's own account."""

from web.i18n import N_

SENTENCES = {
    # What happened.
    "address_verified": N_("Your address is confirmed. You can sign in now."),
    "password_set": N_(
        "Your new password counts from now on; you are signed out everywhere. Sign in with it."
    ),
    "password_changed": N_("Your new password counts from now on; you are signed out everywhere else."),
    "second_factor_on": N_(
        "The second factor is set up. From now on you are asked for a code when you sign in."
    ),
    "signed_out": N_("You are signed out."),
    "signed_out_everywhere": N_("You are signed out everywhere."),
    # What stood in the way.
    "sign_in_failed": N_(
        "Address and password do not fit together, or the address is not confirmed yet. Look for our mail, sign up "
        "once more to get another, or choose a new password."
    ),
    "too_many_tries": N_("Too many tries. Please wait %(minutes)s min, then try again."),
    "link_not_valid": N_("This link was used before, is too old or is incomplete. Ask for a new one."),
    "code_wrong": N_("This code is wrong, too old or was used before. Wait for the next one and try again."),
    "second_factor_too_late": N_(
        "Ten minutes have passed since you gave your password. Please sign in again."
    ),
    "second_factor_begin_again": N_("This took too long. Scan the new picture and try again."),
    "password_wrong": N_("This is not your present password."),
    "password_too_short": N_("At least %(least)s characters; a few words in a row are easy to remember."),
    "password_too_long": N_("At most %(most)s characters."),
    "password_common": N_("This password is among those that are tried first. Please choose another."),
    "password_from_name": N_("This password is mostly your name or address. Please choose another."),
    "email_taken": N_("This address has an account already."),
}
