"""The panel of a role's first visit: one or two things to do, until the person puts it away.

It stands on the role's first page. Which visits are over comes with the viewer, so that no page asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from web.addresses import path_for
from web.i18n import N_, gettext
from web.navigation import home_route

# What to do first, and the page where it is done; without one it is the page that the panel stands on.
_STEPS: dict[Role, tuple[tuple[str, str | None], ...]] = {
    Role.FOUNDER: (
        (N_("Begin a pitch: a deck is enough to fill in the form."), "founder.pitch_new"),
        (N_("Look at the next events, where founders meet providers."), "public.events"),
    ),
    Role.PROVIDER: (
        (N_("Say what you look for in your own words; your list follows it."), "provider.start"),
        (N_("Answer each pitch: your answers teach the order of the list."), None),
    ),
    Role.ORGANISER: (
        (N_("Make an event from a template or from one of your own."), "organiser.event_new"),
        (N_("Read the pitches that wait for your review."), "organiser.review"),
    ),
    Role.JUROR: (
        (N_("Open a pitch of your event, say whether you know its founders, and write to them."), None),
    ),
    Role.SPACE: (
        (N_("Confirm who is your tenant, and at which stage."), None),
        (N_("See what your space is reported with."), "reports.index"),
    ),
    Role.OFFICER: (
        (N_("Open any number to see the rows behind it."), None),
        (N_("Draw a report as of any day."), "reports.index"),
    ),
    Role.ADMIN: (
        (N_("Set up an organising body and ask its first manager."), "admin.organisations"),
        (N_("See which mail waits, and why."), "admin.outbox"),
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, with the page where it is done."""

    words: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Welcome:
    """The panel of one role."""

    role: Role
    steps: list[Step]


def welcome_of(request: Request, viewer: Viewer | None, role: Role | None) -> Welcome | None:
    """The panel for the page that is open, unless it was put away or stands elsewhere."""
    if viewer is None or role is None or role in viewer.welcomed or request.method != "GET":
        return None
    if request.url.path != path_for(request, home_route(viewer, role)):
        return None
    steps = [
        Step(gettext(words), None if route is None else path_for(request, route))
        for words, route in _STEPS[role]
    ]
    return Welcome(role, steps)
