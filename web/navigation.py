"""The links of each role, in their order; the header shows those of the role being used."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from web.addresses import path_for
from web.i18n import N_, gettext
from web.viewer import viewer_or_none
from web.vocabulary import label

# The first entry is where the role switch leads.
NAVIGATION: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.FOUNDER: (
        (N_("My pitches"), "founder.pitches"),
        (N_("Introductions"), "founder.introductions"),
        (N_("Events"), "founder.events"),
        (N_("Services"), "founder.services"),
        (N_("Money"), "funding.list"),
    ),
    Role.PROVIDER: (
        (N_("Matches"), "provider.matches"),
        (N_("Introductions"), "provider.introductions"),
        (N_("Deals"), "provider.deals"),
        (N_("Events"), "provider.events"),
        (N_("Money"), "funding.list"),
        (N_("Profile"), "provider.profile"),
    ),
    Role.ORGANISER: (
        (N_("Today"), "organiser.home"),
        (N_("Review"), "organiser.review"),
        (N_("Providers"), "organiser.providers"),
        (N_("Events"), "organiser.events"),
        (N_("Fair chances"), "fairness.show"),
        (N_("Money"), "funding.list"),
        (N_("Learning"), "learning.show"),
    ),
    Role.JUROR: ((N_("Pitches to comment on"), "juror.events"),),
    Role.SPACE: (
        (N_("Tenants"), "space.home"),
        (N_("Requests"), "space.requests"),
        (N_("Our page"), "space.page"),
        (N_("Report"), "space.services"),
    ),
    Role.OFFICER: (
        (N_("Results"), "officer.results"),
        (N_("Fair chances"), "fairness.show"),
        (N_("Records"), "funding.list"),
        (N_("Pool"), "officer.pool"),
        (N_("Reports"), "reports.index"),
        (N_("Services"), "officer.services"),
        (N_("Rules that pay"), "rules.list"),
    ),
    Role.ADMIN: (
        (N_("People"), "admin.people"),
        (N_("Organisations"), "admin.organisations"),
        (N_("Fair chances"), "fairness.show"),
        (N_("Rules that pay"), "admin.rules"),
        (N_("Outbox"), "admin.outbox"),
        (N_("Learning"), "learning.show"),
        (N_("Text model"), "admin.text_model"),
    ),
}
PUBLIC: tuple[tuple[str, str], ...] = (
    (N_("Events"), "public.events"),
    (N_("Projects"), "public.showcase"),
    (N_("Spaces"), "public.spaces"),
    (N_("Results"), "public.results"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the header."""

    label: str
    href: str
    current: bool


def role_in_use(request: Request, viewer: Viewer | None) -> Role | None:
    """The role whose pages are open: by the address, else the first that the person has."""
    if viewer is None:
        return None
    first = request.url.path.strip("/").split("/")[0]
    # Pages that several roles share carry `?as=`.
    asked = request.query_params.get("as", first)
    ordered = [r for r in Role if r in viewer.roles]
    return next((r for r in ordered if r == asked), ordered[0] if ordered else None)


def home_route(viewer: Viewer, role: Role) -> str:
    """Where somebody in this role begins; a provider's list opens with its vetting, its profile before."""
    if role is Role.PROVIDER and not viewer.vetted_ids():
        return "provider.profile"
    return NAVIGATION[role][0][1]


def links(request: Request) -> list[Link]:
    """The header's links for the role in use, or the public ones."""
    viewer = viewer_or_none(request)
    role = role_in_use(request, viewer)
    entries = PUBLIC if role is None else NAVIGATION[role]
    found = []
    for text, name in entries:
        path = path_for(request, name)
        href = f"{path}?as={role}" if role is not None and not name.startswith(str(role)) else path
        found.append(Link(gettext(text), href, request.url.path == path))
    return found


def role_links(request: Request) -> list[Link]:
    """One link a role that the person has, for the role switch."""
    viewer = viewer_or_none(request)
    if viewer is None:
        return []
    now = role_in_use(request, viewer)
    return [
        Link(label("role", r), path_for(request, home_route(viewer, r)), r is now)
        for r in Role
        if r in viewer.roles
    ]
