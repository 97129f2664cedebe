"""The space manager's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.entities.tenancies import TenancyClaim, Tenant
from web import formats
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.services.tenancies import SpaceDesk
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class TenantLine:
    """A tenancy with its words."""

    tenant: Tenant
    stage: str
    dates: str
    firsts: str


@dataclass(frozen=True, slots=True)
class SpacePage:
    """`space/home.html`; `form` is the one that was refused, `form_of` names it."""

    title: str
    answer: str
    present: list[TenantLine]
    past: list[TenantLine]
    claims: list[TenancyClaim]
    today: str
    form: Parsed[object]
    form_of: str | None
    labels: Mapping[str, str] = field(default_factory=dict)


def _line(tenant: Tenant) -> TenantLine:
    if tenant.until_on is None:
        dates = gettext("since %(day)s", day=formats.date(tenant.since_on))
    else:
        dates = gettext(
            "%(begin)s to %(end)s", begin=formats.date(tenant.since_on), end=formats.date(tenant.until_on)
        )
    firsts = ("、" if current_locale() == "zh" else ", ").join(label("first", kind) for kind in tenant.firsts)
    return TenantLine(tenant, label("tenancy_stage", tenant.stage), dates, firsts or gettext("none yet"))


def space_page(desk: SpaceDesk, today: str, form: Parsed[object], form_of: str | None = None) -> SpacePage:
    """Who is here, who says so, and what came of them."""
    n = len({t.company_id for t in desk.present})
    tenants = ngettext("%(num)s tenant", "%(num)s tenants", n)
    firsts = ngettext("%(num)s confirmed first", "%(num)s confirmed firsts", desk.n_firsts)
    if desk.claims:
        answer = ngettext(
            "%(tenants)s with %(firsts)s; %(num)s company waits to be confirmed.",
            "%(tenants)s with %(firsts)s; %(num)s companies wait to be confirmed.",
            len(desk.claims),
            tenants=tenants,
            firsts=firsts,
        )
    else:
        answer = gettext("%(tenants)s with %(firsts)s.", tenants=tenants, firsts=firsts)
    return SpacePage(
        gettext("Tenants"),
        answer,
        [_line(t) for t in desk.present],
        [_line(t) for t in desk.past],
        desk.claims,
        today,
        form,
        form_of,
        {"since": gettext("From"), "on": gettext("Day"), "stage": gettext("Stage of tenancy")},
    )
