"""Everything that a page can do, a program can do too: each page's route has its operation, or a reason."""

from __future__ import annotations

from starlette.routing import Route

from web.api.catalogue import operations
from web.routes import all_routes

# Routes that stand for nothing that a program would do, or that must not be a program's, each with its reason.
WITHOUT = {
    "public.about": "words about the platform",
    "public.components": "a sample of the interface's pieces",
    "public.health": "asked by machines already",
    "public.robots": "asked by machines already",
    "public.favicon": "a picture for the browser's tab",
    "public.metrics": "asked by machines already",
    "account.sign_up": "a person's first act, with a password",
    "account.sent": "the end of the same",
    "account.verify": "a mailed link",
    "account.sign_in": "what a token stands for",
    "account.second_factor": "shown by a person",
    "account.sign_out": "of a session",
    "account.forgot": "a mailed link",
    "account.reset": "a mailed link",
    "account.password": "a password is a person's to change",
    "account.second_factor_setup": "a person's to set up",
    "account.sign_out_everywhere": "of sessions",
    "account.tokens": "a token cannot make another, or it would outlive its end",
    "account.token_revoke": "the same page",
    "account.leave": "leaving for good is a person's own act",
    "account.stay": "so is thinking better of it",
    "admin.reset_second_factor": "takes a guard away, so that it asks for a person",
    "api.docs": "describes the operations",
    "door.worker": "a script of the door's page",
    "admin.letter": "how a mail looks; `outbox.show` has its words",
    "day.screen": "a projector's page of what `day.show` tells",
    "door.volunteer": "a link stands for the volunteer, who has no account",
    "door.volunteer_list": "a link stands for the volunteer, who has no account",
    "door.volunteer_seen": "a link stands for the volunteer, who has no account",
    "embed.oembed": "made for other sites' programs already",
    "embed.project": "made for other sites' programs already",
    "feeds.events": "made for programs already",
    "feeds.projects": "made for programs already",
    "founder.deck_read": "proposes what the founder confirms, field by field, in the form",
    "founder.from_deck": "proposes what the founder confirms, field by field, in the form",
    "provider.start": "proposes what the provider confirms, field by field, in the form",
    "organiser.sheets": "paper for walls and hands of what `plans.show` tells",
    "organiser.sheets_pdf": "paper for walls and hands of what `plans.show` tells",
    "participation.calendar": "made for calendars already",
    "participation.plan_pdf": "paper of what `participation.plan` tells",
    "passports.shared": "a link stands for who has no account",
    "messages.unsubscribe": "a mailed link",
    "welcome.seen": "hides a greeting of the pages",
}


def without_operation() -> set[str]:
    covered = {page for one in operations() for page in one.pages}
    pages = {r.name for r in all_routes() if isinstance(r, Route)}
    return pages - covered - WITHOUT.keys()


def test_operations_name_pages_that_there_are() -> None:
    pages = {r.name for r in all_routes() if isinstance(r, Route)}

    assert {page for one in operations() for page in one.pages} - pages == set()
    assert WITHOUT.keys() - pages == set()


def test_no_page_is_left_out() -> None:
    assert without_operation() == set()
