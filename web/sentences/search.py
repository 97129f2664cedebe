"""Sentences about searches that people keep."""

from web.i18n import N_

SENTENCES: dict[str, str] = {
    "too_many_searches": N_("You keep %(most)s searches, which is as many as fit. Delete one first."),
    "search_name_taken": N_("You keep a search of this name already. Choose another one."),
    "search_kept": N_("The search is kept. What is new in it comes by mail, once a day."),
    "search_renamed": N_("The search has its new name."),
    "search_deleted": N_("The search is deleted."),
    "search_mails_on": N_("From now on we write to you what is new in it."),
    "search_mails_off": N_("We write no more about this search."),
    "too_few_to_compare": N_("Tick at least two pitches, and at most four."),
}
