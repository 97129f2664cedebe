"""Sentences of the rules that pay."""

from web.i18n import N_

SENTENCES = {
    "rule_draft_saved": N_("The draft is saved. Nothing counts until it is published."),
    "rule_draft_discarded": N_("The draft is given up. What is published stays."),
    "rule_published": N_("The version is published and holds from its dates on."),
    "rule_ends_before_start": N_("The last day lies before the first."),
    "rule_exists": N_("There is already a rule of this code."),
    "draft_moved_on": N_(
        "Somebody else has changed this draft meanwhile. Open it anew; nothing of theirs is lost."
    ),
    "rule_note_missing": N_("Please say why the rule changes, save, and then publish."),
    "rule_data": N_("This is no rule yet. At “%(where)s”: %(reason)s."),
    "test_does_not_suit": N_("This cannot be asked of that kind of fact."),
    "not_a_percentage": N_("Please give a percentage such as 70 or 0.75, with at most two decimals."),
    "not_json": N_("This is not JSON: an object in braces is wanted."),
    "not_a_rule_code": N_("A code begins with a small letter and has letters, digits and hyphens alone."),
    "rule_version_taken": N_(
        "This rule already has a version of that name. Versions never change: choose another name."
    ),
}
