"""Sentences of exposure and the floor."""

from web.i18n import N_

SENTENCES = {
    "most_below_line": N_("Set aside fewer places than stand above the line."),
    "fairness_rules_set": N_("These rules hold from now on. A new plan is being made."),
    "floor_requested": N_("A new plan is being made; look again in a moment."),
}
