"""Sentences of the ledger's chain: what a look over the whole has found."""

from web.i18n import N_

SENTENCES = {
    "person_forgotten": N_("Name and address are gone for good; what concerns money stays without them."),
    "ledger_row_changed": N_("%(what)s is not what entry %(seq)s sealed: %(where)s."),
    "ledger_row_missing": N_("%(what)s is gone, or no longer in force; entry %(seq)s sealed it."),
    "ledger_unsealed": N_("%(what)s counts, but no entry seals it."),
    "ledger_entry_missing": N_("Entries are missing: %(where)s."),
    "ledger_link_broken": N_("Entry %(seq)s (%(what)s) does not follow the entry before it."),
    "ledger_hash_broken": N_("Entry %(seq)s (%(what)s) does not give its own hash."),
    "ledger_content_broken": N_("The content of entry %(seq)s (%(what)s) does not give its hash."),
    "ledger_content_foreign": N_(
        "The content of entry %(seq)s (%(what)s) is not of its form, or of another row."
    ),
    "ledger_evidence_broken": N_("The files of entry %(seq)s (%(what)s) do not give their hash."),
    "ledger_file_missing": N_("A file that proves %(what)s is missing: %(where)s."),
    "ledger_file_changed": N_("A file that proves %(what)s is no longer what it was: %(where)s."),
    "ledger_erased_but_here": N_("Commitments to %(what)s were erased, although they have not left."),
    "ledger_head_beyond": N_("The head of %(where)s names entry %(seq)s; the chain ends before it."),
    "ledger_head_differs": N_("The head of %(where)s names another hash for entry %(seq)s."),
    "ledger_head_unsigned": N_("The head of %(where)s is not signed by this site."),
    "ledger_kept_head_beyond": N_(
        "The kept head of %(where)s names entry %(seq)s; the chain ends before it."
    ),
    "ledger_kept_head_differs": N_(
        "The kept head of %(where)s names another hash for entry %(seq)s: history was rewritten since."
    ),
    "ledger_kept_head_unsigned": N_("The kept head of %(where)s is not signed by this site."),
}
