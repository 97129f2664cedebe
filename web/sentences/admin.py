"""Sentences of the administrator's pages."""

from web.i18n import N_

SENTENCES = {
    "role_granted": N_("The role is granted."),
    "role_revoked": N_("The role is taken away."),
    "role_needs_organisation": N_(
        "This role comes from acting for an organisation: invite the person there."
    ),
    "last_admin": N_("Somebody has to administer: make another person an administrator first."),
    "account_closed": N_("The account is closed; its sign-ins and memberships have ended."),
    "second_factor_removed": N_(
        "The second factor is removed; the person has been told and sets up another."
    ),
    "not_own_second_factor": N_("Another administrator has to do this for you."),
    "body_created": N_("It is set up, and its first manager has an invitation."),
    "mail_requeued": N_("The mail waits to be sent again."),
}
