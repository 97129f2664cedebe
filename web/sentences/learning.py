"""Sentences of what matching has learned."""

from web.i18n import N_

SENTENCES = {
    "training_asked": N_(
        "Training has been asked for. It takes a minute; this page then tells what came of it."
    ),
    "model_in_use": N_("Every list is made by %(model)s from now on."),
    "model_in_use_already": N_("This model makes the lists already."),
    "model_changed_meanwhile": N_(
        "Somebody has changed the model meanwhile. Please look again before you choose."
    ),
    "taste_reset": N_("Your list is ordered by the common weights now, and learns from your next answers."),
}
