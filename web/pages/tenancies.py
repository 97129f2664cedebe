"""The space manager's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.entities.tenancies import TenancyClaim, TenancyStage, Tenant
from web import formats
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.pages.service_requests import waiting_words
from web.services.tenancies import SpaceDesk
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class TenantLine:
    """A tenancy with its words, and the company's way through the space: where it was, is, and may go."""

    tenant: Tenant
    stage: str
    dates: str
    firsts: str
    path: list[str]
    # Where on the path it is: the index of its last stage so far.
    at: int
    # The stage that comes next, where there is one.
    following: str


@dataclass(frozen=True, slots=True)
class SpacePage:
    """`space/home.html`; `form` is the one that was refused, `form_of` names it."""

    title: str
    answer: str
    present: list[TenantLine]
    past: list[TenantLine]
    claims: list[TenancyClaim]
    # How many requests for services wait, in words; empty where none does.
    requests: str
    today: str
    form: Parsed[object]
    form_of: str | None
    labels: Mapping[str, str] = field(default_factory=dict)


def _line(tenant: Tenant, tenants: Sequence[Tenant]) -> TenantLine:
    if tenant.until_on is None:
        dates = gettext("since %(day)s", day=formats.date(tenant.since_on))
    else:
        dates = gettext(
            "%(begin)s to %(end)s", begin=formats.date(tenant.since_on), end=formats.date(tenant.until_on)
        )
    firsts = ("、" if current_locale() == "zh" else ", ").join(label("first", kind) for kind in tenant.firsts)
    been = [t for t in tenants if (t.company_id, t.space_id) == (tenant.company_id, tenant.space_id)]
    been.sort(key=lambda t: t.since_on)
    stages = list(TenancyStage)
    later = stages[stages.index(been[-1].stage) + 1 :]
    return TenantLine(
        tenant,
        label("tenancy_stage", tenant.stage),
        dates,
        firsts or gettext("none yet"),
        [
            gettext("%(stage)s, %(day)s", stage=label("tenancy_stage", t.stage), day=formats.date(t.since_on))
            for t in been
        ]
        + [label("tenancy_stage", stage) for stage in later],
        len(been) - 1,
        str(later[0]) if later else "",
    )


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
        [_line(t, desk.tenants) for t in desk.present],
        [_line(t, desk.tenants) for t in desk.past],
        desk.claims,
        waiting_words(desk.n_requests) if desk.n_requests else "",
        today,
        form,
        form_of,
        {"since": gettext("From"), "on": gettext("Day"), "stage": gettext("Stage of tenancy")},
    )
