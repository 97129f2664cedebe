"""What each mail is for: its name, the group by which its reader chooses, and whether there is a choice.

Whoever adds a mail adds a line to `PURPOSES`. Who is told when stands in docs/messages.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from web.i18n import N_


class Topic(StrEnum):
    """A group of mails that its reader takes or leaves together; in the order in which pages show them."""

    EVENT = "event"
    PITCH = "pitch"
    DEAL = "deal"
    MONEY = "money"
    ORGANISATION = "organisation"
    SEARCH = "search"
    ACCOUNT = "account"


TOPIC_LABELS: dict[Topic, str] = {
    Topic.EVENT: N_("Events, plans and meetings"),
    Topic.PITCH: N_("Pitches, reviews and comments"),
    Topic.DEAL: N_("Introductions and deals"),
    Topic.MONEY: N_("Records of money, firsts and claims"),
    Topic.ORGANISATION: N_("Organisations and who acts for them"),
    Topic.SEARCH: N_("Saved searches"),
    Topic.ACCOUNT: N_("Your account"),
}


# What a link in a digest stops: every group that comes in one.
DIGESTS = N_("Digests")


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose of mails."""

    label: str
    topic: Topic
    # Goes at once, in quiet hours too, and cannot be switched off: its reader would be locked out or
    # stand before a closed door.
    transactional: bool = False
    # Holds a link that lets its reader in: shown to nobody but them, and not kept in the inbox.
    secret: bool = False
    # Whether it is listed in the inbox; a digest tells of what is there already.
    in_inbox: bool = True


PURPOSES: dict[str, Purpose] = {
    # account
    "verify": Purpose(
        N_("confirming your address"), Topic.ACCOUNT, transactional=True, secret=True, in_inbox=False
    ),
    "already_here": Purpose(N_("an account that exists already"), Topic.ACCOUNT, transactional=True),
    "reset": Purpose(N_("a new password"), Topic.ACCOUNT, transactional=True, secret=True, in_inbox=False),
    "webhook_disabled": Purpose(N_("a webhook that does not answer"), Topic.ACCOUNT),
    "password_changed": Purpose(N_("a changed password"), Topic.ACCOUNT, transactional=True),
    "second_factor_changed": Purpose(N_("a changed second factor"), Topic.ACCOUNT, transactional=True),
    "second_factor_removed_changed": Purpose(
        N_("a removed second factor"), Topic.ACCOUNT, transactional=True
    ),
    "role_changed": Purpose(N_("what you may act as"), Topic.ACCOUNT, transactional=True),
    "correction_asked": Purpose(N_("somebody's request to correct something"), Topic.ACCOUNT),
    "correction_answered": Purpose(N_("the answer to your request to correct something"), Topic.ACCOUNT),
    "leaving": Purpose(N_("leaving the platform"), Topic.ACCOUNT, transactional=True),
    "import_done": Purpose(N_("a file that was imported"), Topic.ACCOUNT),
    "digest": Purpose(N_("your digest"), Topic.ACCOUNT, in_inbox=False),
    # searches
    "saved_search": Purpose(N_("what is new in a saved search"), Topic.SEARCH),
    # organisations
    "invitation": Purpose(
        N_("an invitation to act for an organisation"), Topic.ORGANISATION, transactional=True, secret=True,
        in_inbox=False,
    ),
    "joined": Purpose(N_("a new member"), Topic.ORGANISATION),
    "join_asked": Purpose(N_("a request to join"), Topic.ORGANISATION),
    "join_answered": Purpose(N_("the answer to your request to join"), Topic.ORGANISATION),
    "removed": Purpose(N_("a membership that ended"), Topic.ORGANISATION),
    "member_rights": Purpose(N_("what you may do for an organisation"), Topic.ORGANISATION),
    "tenancy": Purpose(N_("a company's place in a host space"), Topic.ORGANISATION),
    "vetting": Purpose(N_("vetting"), Topic.ORGANISATION),
    # pitches
    "review": Purpose(N_("the review of a pitch"), Topic.PITCH),
    "deck": Purpose(N_("a pitch deck"), Topic.PITCH),
    "comment": Purpose(N_("a comment on a pitch"), Topic.PITCH),
    "jury_result": Purpose(N_("what a jury says"), Topic.PITCH),
    "pitch_brought": Purpose(N_("a draft that an organiser wrote for you"), Topic.PITCH),
    # introductions and deals
    "introduction": Purpose(N_("an introduction"), Topic.DEAL),
    "deal": Purpose(N_("a deal in hand"), Topic.DEAL),
    "deals_brought": Purpose(N_("past deals entered for you"), Topic.DEAL),
    # host spaces
    "service": Purpose(N_("a request for a service of a host space"), Topic.ORGANISATION),
    # money
    "funding": Purpose(N_("a record of money"), Topic.MONEY),
    "claim": Purpose(N_("a claim by a rule that pays"), Topic.MONEY),
    # events
    "event_invitation": Purpose(N_("an invitation to an event"), Topic.EVENT),
    "juror": Purpose(N_("the jury of an event"), Topic.EVENT),
    "jury_assigned": Purpose(N_("the pitches that you judge"), Topic.EVENT),
    "event_changed": Purpose(N_("an event that changed"), Topic.EVENT),
    "event_postponed": Purpose(N_("an event that was postponed"), Topic.EVENT, transactional=True),
    "event_cancelled": Purpose(N_("an event that was cancelled"), Topic.EVENT, transactional=True),
    "event_reminder": Purpose(N_("an event that is near"), Topic.EVENT),
    "plan_released": Purpose(N_("your plan at an event"), Topic.EVENT),
    "meeting_declined": Purpose(N_("a meeting that was declined"), Topic.EVENT),
    "meeting_back": Purpose(N_("a meeting that takes place after all"), Topic.EVENT),
    "times_shifted": Purpose(N_("new times on the day"), Topic.EVENT, transactional=True),
    "registered": Purpose(N_("your seat at an event"), Topic.EVENT),
    "waiting": Purpose(N_("a waiting list"), Topic.EVENT),
    "entered": Purpose(N_("a seat that an organiser gave you"), Topic.EVENT),
    "promoted": Purpose(N_("a seat that became free"), Topic.EVENT),
    "reserve_offered": Purpose(N_("a place for a pitch in reserve"), Topic.EVENT),
    "reserve_answered": Purpose(N_("the answer of a pitch in reserve"), Topic.EVENT),
}  # fmt: skip

SECRET_PURPOSES = frozenset(code for code, one in PURPOSES.items() if one.secret)
NOT_IN_INBOX = frozenset(code for code, one in PURPOSES.items() if not one.in_inbox)
# The groups in which there is something to choose.
SWITCHABLE: tuple[Topic, ...] = tuple(t for t in Topic if t is not Topic.ACCOUNT)
