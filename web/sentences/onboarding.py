"""Sentences of first visits."""

from web.i18n import N_

SENTENCES = {
    "deck_without_text": N_(
        "There is no text in it: the pages seem to be pictures, as after scanning. Fill in the form yourself, or "
        "export the deck again with its text."
    ),
    "profile_saved_unvetted": N_(
        "Your profile is saved. An organiser vets you next; you get a mail, and your list opens with it."
    ),
}
