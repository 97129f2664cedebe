"""Sentences about organisations, who acts for them, and vetting."""

from web.i18n import N_

SENTENCES = {
    "organisation_created": N_("It is set up. Invite those who act for it with you."),
    "provider_created": N_("It is set up. An organiser has yet to let you in; fill the profile meanwhile."),
    "company_or_provider": N_(
        "A company seeks money and a provider gives it: please choose one or the other."
    ),
    "uscc_taken": N_("This code belongs to an organisation that is here already. Ask to join it instead."),
    "uscc_fixed": N_("The code stays once it is given. Ask an administrator if it is wrong."),
    "vetted_name_fixed": N_("An organiser has vetted you under this name. To change it, ask them first."),
    "managers_only": N_("Only a manager of this organisation may do this."),
    "already_member": N_("This person acts for the organisation already, or has asked to."),
    "address_invited": N_("This address has an invitation that waits for an answer."),
    "invited": N_("The invitation is on its way."),
    "invitation_withdrawn": N_("The invitation no longer counts."),
    "invitation_declined": N_("You have declined the invitation."),
    "joined": N_("You now act for this organisation."),
    "asked_to_join": N_("Your request waits for a manager's answer; you will read of it by mail."),
    "request_accepted": N_("The person now acts for the organisation and has been told."),
    "request_refused": N_("The request is refused; the person has been told."),
    "member_removed": N_("The membership has ended; the person has been told."),
    "left": N_("You no longer act for it."),
    "last_manager": N_("Somebody has to manage it: make another member a manager first."),
    "evidence_needed": N_("Please say on which evidence."),
    "vetting_own": N_("You act for this provider, so another organiser has to decide on it."),
    "vet_first": N_("Only a vetted provider can be qualified: let it in first."),
    "qualified_in_future": N_("The day of qualification cannot lie in the future."),
    "valid_until_past": N_("The end cannot lie in the past or before the day of qualification."),
    "vetting_granted": N_("The provider is let in and has been told."),
    "vetting_refused": N_("The provider is not let in and has been told why."),
    "vetting_revoked": N_("The vetting is withdrawn; pitches are closed to the provider from now on."),
    "qualified": N_("The provider may now read terms, and has been told."),
    "qualification_ended": N_("The provider may no longer read terms, and has been told."),
}
