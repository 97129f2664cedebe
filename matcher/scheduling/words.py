"""English words for the command line; web pages make their own from the same codes."""

from collections.abc import Sequence

from matcher.scheduling.problem import Blocker, BlockerCode, Clash

_BLOCKERS: dict[BlockerCode, str] = {
    BlockerCode.NOT_LISTED: "{founder} and {investor} are not a pair of this problem",
    BlockerCode.FORBIDDEN: "{founder} and {investor} may not meet",
    BlockerCode.NO_COMMON_SLOT: "{founder} and {investor} are never there at the same time",
    BlockerCode.PROMISED_SLOT: "promised for slot {slot}, when one of them is away",
    BlockerCode.TABLES_DIFFER: "both always sit at a table of their own",
    BlockerCode.NO_TABLES: "there are no tables",
    BlockerCode.FOUNDER_CAP: "{founder} has all {most} meetings that they may have",
    BlockerCode.INVESTOR_CAP: "{investor} has all {most} meetings that they may have",
    BlockerCode.HOUSE: "{founder} already meets {other} of the same house",
    BlockerCode.FOUNDER_BUSY: "{founder} meets {other} in slot {slot}",
    BlockerCode.INVESTOR_BUSY: "{investor} meets {other} in slot {slot}",
    BlockerCode.TABLES_FULL: "every table is taken in slot {slot}",
    BlockerCode.TABLE_TAKEN: "table {table} is taken in slot {slot}",
    BlockerCode.FOUNDER_BREAK: "{founder} needs a break around slot {slot}",
    BlockerCode.INVESTOR_BREAK: "{investor} needs a break around slot {slot}",
    BlockerCode.INTERPRETERS: "all interpreters are busy in slot {slot}",
    BlockerCode.FOUNDER_AWAY: "{founder} is away in slot {slot}",
    BlockerCode.INVESTOR_AWAY: "{investor} is away in slot {slot}",
    BlockerCode.NO_INTERPRETERS: "there are no interpreters",
    BlockerCode.WORTH_LESS: "other meetings are worth more",
    BlockerCode.FOUNDER_GAP: "{founder} would wait too long around slot {slot}",
    BlockerCode.INVESTOR_GAP: "{investor} would wait too long around slot {slot}",
    BlockerCode.TABLE_CHANGES: "{id} would have to change tables too often",
    BlockerCode.NO_PAIRS: "nobody else is listed that {id} could meet",
}

_CLASHES: dict[str, str] = {
    "required_forbidden": "{founder} and {investor} are both required and forbidden",
    "required_same_slot": (
        "{person} is promised to {first} and to {second} in slot {slot}, and both are required"
    ),
    "frozen_unknown": "the frozen meeting of {founder} and {investor} is not a pair of this problem",
    "frozen_forbidden": "the frozen meeting of {founder} and {investor} is forbidden",
    "frozen_away": "{person} has a frozen meeting in slot {slot}, when they are not available",
    "frozen_slot": "a frozen meeting stands in slot {slot}, but there are only {slots} slots",
    "frozen_table": "a frozen meeting stands at table {table}, but there are only {tables} tables",
    "frozen_table_twice": "table {table} has two frozen meetings in slot {slot}",
    "frozen_own_table": "{person} always sits at table {own}, but is frozen at table {table}",
    "frozen_tables": "slot {slot} has more frozen meetings than tables",
    "frozen_promised": ("{founder} and {investor} are promised for slot {slot}, but frozen in slot {frozen}"),
    "frozen_double": "{person} has two frozen meetings in slot {slot}: {first} and {second}",
    "frozen_required": (
        "{person} is frozen with {first} in slot {slot}, where {second} is required and promised"
    ),
    "frozen_cap": "{person} has {count} frozen meetings, but may have only {most}",
    "frozen_house": "{founder} has frozen meetings with {first} and {second} of one house",
    "frozen_break": "{person} has frozen meetings without the break that they need",
    "frozen_gap": "{person} has frozen meetings more than {most} slots apart",
    "frozen_changes": "{person} has frozen meetings that change tables more than {most} times",
    "frozen_interpreters": "slot {slot} has more frozen meetings that need an interpreter than there are",
    "session_full": "{submission} is fixed in {session}, {room}, which has no room for it",
    "fixed_track": "{session}, {room} has fixed submissions of two topics: {first} and {second}",
    "fixed_forbidden": "{submission} is fixed in {session}, {room}, which is forbidden for it",
    "fixed_unknown": "{submission} is fixed in {session}, {room}, which does not exist",
    "no_session": "no session and room is left for {submission}",
    "too_long": "{submission} takes {needed} slots, and no session has that many",
    "too_many": "{needed} slots are needed, and the sessions have {most}",
    "too_many_blocks": "{needed} session rooms are needed for the topics, and there are {most}",
    "fixed_slot": "{first} and {second} are both fixed at {session}, {room}, slot {slot}",
    "topic_alone": "the submissions of {topic} do not fit even if they had all rooms",
    "no_programme": "the rules leave no programme (proven by the solver)",
    "none_found": "no programme was found within the limit; none is ruled out either",
}


def blocker_words(blocker: Blocker) -> str:
    """One blocker as an English clause."""
    return _BLOCKERS[blocker.code].format(**blocker.params)


def why_words(blockers: Sequence[Blocker]) -> str:
    """Some blockers as an English sentence."""
    return "; ".join(dict.fromkeys(blocker_words(blocker) for blocker in blockers))


def clash_words(clash: Clash) -> str:
    """One fact of a contradiction as an English clause."""
    return _CLASHES[clash.code].format(**clash.params)
