"""Who asks: `viewer_for(request, Role.X)` answers, or sends to sign-in, to the second factor, or away."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request

from models.entities.viewer import Viewer
from models.entities.vocabulary import OrganisationKind, Role
from models.errors import NotAllowed
from web.resources import resources

NEEDS_SECOND_FACTOR = frozenset({Role.ORGANISER, Role.OFFICER, Role.ADMIN})


class SignInNeeded(Exception):
    """Nobody is signed in; the page after sign-in is the one asked for."""


class SecondFactorNeeded(Exception):
    """The role asks for a second factor that this session has not shown."""


def viewer_or_none(request: Request) -> Viewer | None:
    """Who is signed in, if anybody."""
    found: Viewer | None = request.scope.get("viewer")
    return found


def viewer_of(request: Request) -> Viewer:
    """Who is signed in, in whatever role."""
    viewer = viewer_or_none(request)
    if viewer is None:
        raise SignInNeeded
    return viewer


def viewer_for(request: Request, role: Role) -> Viewer:
    """Who is signed in and may act in this role; raises `NotAllowed` for a signed-in person without it."""
    viewer = viewer_of(request)
    if role not in viewer.roles:
        raise NotAllowed("not_allowed")
    if role in NEEDS_SECOND_FACTOR and not second_factor_ok(request, viewer):
        raise SecondFactorNeeded
    return viewer


def second_factor_ok(request: Request, viewer: Viewer) -> bool:
    """Whether the session has shown the second factor, or the installation lets people go without one."""
    if viewer.passed_second_factor:
        return True
    return not viewer.has_second_factor and not resources(request).settings.second_factor_required


def viewer_as_shown(request: Request) -> Viewer | None:
    """Who is signed in, if anybody, without the roles whose second factor this session has not shown.

    For pages that are open to everybody and show each as much as their roles let them see.
    """
    viewer = viewer_or_none(request)
    return viewer if viewer is None or second_factor_ok(request, viewer) else without_careful_roles(viewer)


def without_careful_roles(viewer: Viewer) -> Viewer:
    """The same person without the roles that ask for a second factor."""
    return replace(
        viewer,
        granted=viewer.granted - NEEDS_SECOND_FACTOR,
        acting=tuple(replace(a, kinds=a.kinds - {OrganisationKind.ORGANISER}) for a in viewer.acting),
    )


def organisation_asked(request: Request) -> int | None:
    """For which of the viewer's organisations the page is meant, `?for=12`; None is the first."""
    text = request.query_params.get("for", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
