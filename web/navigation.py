"""The links of each role, in their order; the header shows those of the role being used."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from web.addresses import Addresses, addresses_of, path_of, prefix_of
from web.i18n import N_, current_locale, gettext, use_locale
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


@dataclass(frozen=True, slots=True)
class Top:
    """`frame/top.html`: the header, the same for all who have the same to see there."""

    nav: tuple[Link, ...]
    roles: tuple[Link, ...]
    # Of who is signed in; nobody has none.
    name: str | None
    n_unread: int
    path_other_locale: str


def role_in_use(request: Request, viewer: Viewer | None) -> Role | None:
    """The role whose pages are open: by the address, else the first that the person has."""
    if viewer is None:
        return None
    first = request.url.path.strip("/").split("/")[0]
    # Pages that several roles share carry `?as=`.
    asked = request.query_params.get("as", first)
    roles = viewer.roles
    if asked in roles:
        return Role(asked)
    return next((r for r in Role if r in roles), None)


def home_route(viewer: Viewer, role: Role) -> str:
    """Where somebody in this role begins; a provider's list opens with its vetting, its profile before."""
    if role is Role.PROVIDER and not viewer.vetted_ids():
        return "provider.profile"
    return NAVIGATION[role][0][1]


def top_of(request: Request, viewer: Viewer | None, role: Role | None) -> Top:
    """What the header holds for who is signed in, in the role that the page is of."""
    site, locale, path = (addresses_of(request), prefix_of(request)), current_locale(), request.url.path
    other = "en" if locale == "zh" else "zh"
    query = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    return Top(
        _links(site, locale, role, path),
        () if viewer is None else _role_links(site, locale, role, _homes(viewer)),
        None if viewer is None else viewer.name,
        0 if viewer is None else viewer.n_unread,
        f"{path}?{urlencode([*query, ('lang', other)])}",
    )


@functools.lru_cache(maxsize=1024)
def _links(site: tuple[Addresses, str], locale: str, role: Role | None, here: str) -> tuple[Link, ...]:
    """The links for the role in use, or the public ones."""
    found = []
    with use_locale(locale):
        for text, name in PUBLIC if role is None else NAVIGATION[role]:
            path = path_of(*site, name)
            href = f"{path}?as={role}" if role is not None and not name.startswith(role) else path
            found.append(Link(gettext(text), href, here == path))
    return tuple(found)


def _homes(viewer: Viewer) -> tuple[tuple[Role, str], ...]:
    roles = viewer.roles
    return tuple((r, home_route(viewer, r)) for r in Role if r in roles)


@functools.lru_cache(maxsize=1024)
def _role_links(
    site: tuple[Addresses, str], locale: str, now: Role | None, homes: tuple[tuple[Role, str], ...]
) -> tuple[Link, ...]:
    """One link a role that the person has, for the role switch."""
    with use_locale(locale):
        return tuple(Link(label("role", r), path_of(*site, home), r is now) for r, home in homes)
