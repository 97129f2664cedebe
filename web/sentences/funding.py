"""Sentences of the ledger."""

from web.i18n import N_

SENTENCES = {
    "record_proposed": N_("The record now waits for the other side; they have been told."),
    "record_confirmed": N_("Both sides have confirmed. The record stands and cannot be changed."),
    "side_confirmed": N_("Your side has confirmed; the record waits for the other side."),
    "record_disputed": N_("The dispute is on record; everybody concerned has been told."),
    "record_withdrawn": N_("The record has been withdrawn."),
    "evidence_attached": N_("The evidence has been added."),
    "already_proposed": N_("This record has already been proposed."),
    "same_key_other_record": N_(
        "This form has already made a record with other content. Open the form anew."
    ),
    "already_answered": N_("This side has already answered."),
    "evidence_used": N_(
        "This file already proves another record of this company. One payment counts once: correct that record instead."
    ),
    "evidence_attached_already": N_("This file is already attached."),
    "evidence_missing": N_("There is no evidence yet. Add a file before you confirm."),
    "evidence_too_large": N_("The file is larger than 20 MB."),
    "evidence_wrong_type": N_("Evidence must be a PDF, PNG or JPEG file; this is something else inside."),
    "first_exists": N_("The company's first of this kind is already on record."),
    "not_a_party": N_("Only the company and the provider of this record can do this."),
    "not_the_proposer": N_("Only who proposed the record can withdraw it."),
    "same_signer": N_("You have already signed for the other side. Both sides need a signer of their own."),
    "dispute_needs_reason": N_("Please say what is wrong, so that the other side can answer."),
    "party_not_offered": N_("Please choose parties that you have to do with on this platform."),
    "provider_kind_does_not_fit": N_(
        "This provider does not give this kind of money: angels and funds invest, banks lend, guarantors guarantee, public buyers purchase."
    ),
    "instrument_does_not_fit": N_("This instrument does not belong to this kind of record."),
    "value_date_in_future": N_("The value date lies in the future. Money counts when it has moved."),
    "creditor_missing": N_("Please name the lending bank that the guarantee stands for."),
    "correction_keeps_parties": N_(
        "A correction keeps the company, the provider and the kind of the record."
    ),
    "already_corrected": N_("A correction of this record already waits or is confirmed."),
    "cannot_correct": N_(
        "This record cannot be corrected: it still waits, a later one takes its place, or you are no party to it."
    ),
}
