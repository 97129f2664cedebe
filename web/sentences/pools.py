"""What the codes of risk-compensation pools say."""

from web.i18n import N_

SENTENCES = {
    "pool_stated": N_("It is on record."),
    "pool_name_taken": N_("There is a pool of this name already."),
    "pool_product_taken": N_("A pool answers for this product already."),
    "pool_money_in_future": N_("This day is still to come. Money counts when it has moved."),
    "pool_money_below_nothing": N_("That would take out more than was paid in."),
    "record_not_for_pool": N_("Only a confirmed loan or guarantee in the pool's currency can be put there."),
    "shares_not_whole": N_("The shares make up 100 percent together, or are all left empty."),
    "not_a_percent": N_("Please write percent such as 80 or 0.05, from 0 to 100."),
}
