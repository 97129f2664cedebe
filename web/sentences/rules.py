"""Sentences of the rules that pay."""

from web.i18n import N_

SENTENCES = {
    "rule_version_taken": N_(
        "This rule already has a version of that name. Versions never change: choose another name."
    ),
}
