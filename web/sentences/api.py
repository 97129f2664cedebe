"""Sentences of the API, its tokens and webhooks."""

from web.i18n import N_

SENTENCES = {
    "token_needed": N_("This needs a token: send it as “Authorization: Bearer …”."),
    "token_not_valid": N_("This token is not in force. Make a new one on the page of your account."),
    "scope_missing": N_("The token was not made for this; it needs the scope %(scope)s."),
    "token_without_second_factor": N_(
        "This role needs a second factor. Sign in with it and make a new token there."
    ),
    "wrong_method": N_("This address does not take this method."),
    "body_not_json": N_("The body is no JSON that can be read."),
    "too_deep": N_("The body is nested too deeply."),
    "wrong_media_type": N_("The body has to come as %(wanted)s."),
    "fields_not_accepted": N_("Some values cannot be accepted; nothing was changed."),
    "unknown_field": N_("There is no such field."),
    "at_most_characters": N_("At most %(limit)s characters."),
    "not_one_of": N_("Only one of these: %(values)s."),
    "at_least": N_("Not less than %(bound)s."),
    "at_most": N_("Not more than %(bound)s."),
    "wrong_type": N_("This is of the wrong type; wanted: %(wanted)s."),
    "value_not_accepted": N_("This value cannot be accepted."),
    "number_too_large": N_("This number is too large."),
    "cursor_not_valid": N_("This is no cursor of this list. Begin with the first page."),
    "not_an_idempotency_key": N_("An idempotency key has 1 to 255 plain characters."),
    "key_used_otherwise": N_("This idempotency key was used for another request."),
    "nothing_there": N_("There is nothing here, or it is not yours to see."),
    "too_many_tokens": N_("At most %(limit)s tokens are in force at once. Revoke one that is not needed."),
    "token_revoked": N_("The token is revoked and opens nothing any more."),
    "webhook_url": N_("Please write an address such as https://example.org/hook."),
    "webhook_needs_https": N_("Only https is told of events."),
    "webhook_not_public": N_("This address is not on the public internet."),
    "webhook_events": N_("Please choose at least one event from the list."),
    "too_many_webhooks": N_("At most %(limit)s addresses are told. End one that is not needed."),
    "webhook_added": N_("The address is told from now on. Its secret stands on this page."),
    "webhook_removed": N_("Nothing more is sent to this address."),
    "webhook_goes_on": N_("It is sent within a minute."),
    "scope_needed": N_("Please choose at least one thing that the token may do."),
}
