"""What the codes of deals say."""

from web.i18n import N_

SENTENCES = {
    # acts
    "deal_started": N_("The deal is open, with a checklist to begin with."),
    "deal_observing": N_("Noted: you are observing."),
    "deal_considering": N_("Noted: you are considering. The founder reads the amount on the deal's page."),
    "deal_committed": N_("Committed. The founder has been told at once."),
    "deal_withdrawn": N_("The commitment is withdrawn; both sides have been told why."),
    "deal_no": N_("Noted. The founder has been told, with your reason, and your list learns from it."),
    "deal_ended": N_("The deal has ended; the provider has been told."),
    "deal_still_looking": N_("Noted; nobody will be reminded before that day."),
    "deal_word": N_("Your word has been passed on."),
    "lead_ask": N_("Asked. The other side has been told and can agree."),
    "lead_agree": N_("Agreed: this provider leads the round."),
    "lead_end": N_("Noted: this provider does not lead the round."),
    "item_saved": N_("The checklist is up to date."),
    "item_added": N_("It is on the list."),
    "memo_saved": N_("Your memo is saved. The founder cannot read it."),
    "hours_added": N_("The hours are noted. The founder cannot see them."),
    # refusals
    "deal_exists": N_("This deal is already open."),
    "deal_moved_on": N_("Somebody was quicker: the deal stands elsewhere now. Look at it anew."),
    "deal_needs_introduction": N_(
        "A commitment needs an introduction that the founder accepted, or a meeting that took place."
    ),
    "not_a_signer": N_(
        "Only somebody who may sign for this organisation can bind it. Ask one of them to commit."
    ),
    "binding_not_understood": N_("Please confirm that you have read what binding means."),
    "amount_considered_missing": N_("Please name an amount, or at least one end of a range."),
    "amounts_reversed": N_("The upper end lies below the lower one."),
    "until_not_ahead": N_("Please choose a day that is still to come."),
    "withdrawal_needs_reason": N_("Please say why; the founder reads it."),
    "lead_asked_already": N_("This has been asked already."),
    "round_has_a_lead": N_("Another provider leads this round already."),
    "item_moved_on": N_("Somebody else has changed this item. Look at it anew."),
    "owner_not_of_a_side": N_("Please choose somebody of either side."),
    "memo_moved_on": N_(
        "Somebody of your organisation has saved the memo meanwhile. Copy your text, then look anew."
    ),
    "not_hours": N_("Please write hours such as 2 or 1.5; -1 takes an hour back."),
    "hours_in_future": N_("This day is still to come."),
    "hours_below_nothing": N_("That would take back more hours than were noted."),
}
