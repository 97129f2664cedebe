"""Lists about people and organisations: memberships, vetting, tenants, requests, an administrator's lists."""

from __future__ import annotations

from web.i18n import N_, gettext
from web.pages import admin, service_requests
from web.pages.audience import RecipientsPage
from web.pages.organisations import MinePage, OrganisationPage
from web.pages.reports import IndexPage
from web.pages.rights import CorrectionsPage
from web.pages.spaces import SpacesPage
from web.pages.tenancies import SpacePage
from web.pages.vetting import ProvidersPage
from web.tables.lists import Listing, ListTable, col, joined, one
from web.tables.table import Kind
from web.vocabulary import label


def _yes(said: object) -> str:
    return gettext("yes") if said else ""


def _known(kind: str, code: object) -> str | None:
    return None if code in (None, "") else label(kind, code)


_TENANT = (
    col(N_("Company"), lambda r: r.tenant.company_name),
    col(N_("Stage"), lambda r: r.stage),
    col(N_("Since"), lambda r: r.tenant.since_on, Kind.DAY),
    col(N_("Until"), lambda r: r.tenant.until_on, Kind.DAY),
    col(N_("Pitches"), lambda r: r.tenant.n_pitches, Kind.INTEGER),
    col(N_("Firsts"), lambda r: joined(label("funding_kind", k) for k in r.tenant.firsts) or None),
)
_ASK = (
    col(N_("Number"), lambda r: r.ask.request_id, Kind.INTEGER),
    col(N_("Host space"), lambda r: r.ask.space_name),
    col(N_("Company"), lambda r: r.ask.company_name),
    col(N_("Service"), lambda r: r.service),
    col(N_("What is needed"), lambda r: r.ask.need),
    col(N_("State"), lambda r: r.state),
    col(N_("Asked"), lambda r: r.ask.asked_at, Kind.INSTANT),
    col(N_("Last change"), lambda r: r.ask.moved_at, Kind.INSTANT),
    col(N_("Promised for"), lambda r: r.ask.promised_on, Kind.DAY),
    col(N_("Done"), lambda r: r.ask.done_at, Kind.INSTANT),
    col(N_("Rating"), lambda r: r.ask.rating, Kind.INTEGER),
)


LISTS = {
    MinePage: one(
        "organisations",
        N_("Organisations"),
        lambda page: page.lines,
        col(N_("Organisation"), lambda r: r.membership.name),
        col(N_("Kind"), lambda r: r.kinds),
        col(N_("State"), lambda r: r.pill[1]),
        col(N_("Manages it"), lambda r: _yes(r.membership.is_manager)),
    ),
    OrganisationPage: one(
        "members",
        N_("Members"),
        lambda page: page.view.members,
        col(N_("Name"), lambda r: r.name),
        col(N_("Mail address"), lambda r: r.email),
        col(N_("Manages it"), lambda r: _yes(r.is_manager)),
        col(N_("May sign"), lambda r: _yes(r.may_sign)),
        col(N_("Since"), lambda r: r.created_at, Kind.INSTANT),
    ),
    ProvidersPage: one(
        "providers",
        N_("Providers"),
        lambda page: page.lines,
        col(N_("Number"), lambda r: r.row.id, Kind.INTEGER),
        col(N_("Provider"), lambda r: r.row.name),
        col(N_("Kind"), lambda r: r.kinds),
        col(N_("District"), lambda r: _known("district", r.row.district)),
        col(N_("State"), lambda r: r.pill[1]),
        col(N_("Decided"), lambda r: r.row.decided_at, Kind.INSTANT),
        col(N_("May read terms"), lambda r: _yes(r.row.qualified)),
        col(N_("Has a profile"), lambda r: _yes(r.row.has_profile)),
        col(N_("On record since"), lambda r: r.row.created_at, Kind.INSTANT),
    ),
    SpacePage: Listing(
        "tenants",
        (
            ListTable("present", N_("Tenants"), lambda page: page.present, _TENANT),
            ListTable("past", N_("Former tenants"), lambda page: page.past, _TENANT),
        ),
    ),
    SpacesPage: one(
        "spaces",
        N_("Host spaces"),
        lambda page: page.lines,
        col(N_("Host space"), lambda r: r.space.name),
        col(N_("District"), lambda r: _known("district", r.space.district)),
        col(N_("Services"), lambda r: joined(r.kinds)),
        col(N_("Stages"), lambda r: r.stages),
        col(N_("Desks"), lambda r: r.space.n_desks, Kind.INTEGER),
        col(N_("Rooms"), lambda r: r.space.n_rooms, Kind.INTEGER),
        col(N_("Tenants"), lambda r: r.space.n_tenants, Kind.INTEGER),
        col(N_("Firsts"), lambda r: r.space.n_firsts, Kind.INTEGER),
        col(N_("Address"), lambda r: r.address.text or None),
    ),
    service_requests.OwnRequestsPage: one(
        "service-requests", N_("Requests for services"), lambda page: page.lines, *_ASK
    ),
    service_requests.SpaceRequestsPage: one(
        "service-requests",
        N_("Requests for services"),
        lambda page: [*page.waiting, *page.under_way, *page.past],
        *_ASK,
    ),
    RecipientsPage: one(
        "recipients",
        N_("Who may read it"),
        lambda page: page.recipients,
        col(N_("Provider"), lambda r: r.name),
        col(N_("Kind"), lambda r: joined(label("organisation", k) for k in r.kinds)),
        col(N_("Has read it"), lambda r: _yes(r.has_read)),
    ),
    IndexPage: one(
        "reports",
        N_("Reports"),
        lambda page: [(group, line) for group, lines in page.groups for line in lines],
        col(N_("Report"), lambda r: r[0]),
        col(N_("Name"), lambda r: r[1].name),
    ),
    CorrectionsPage: one(
        "corrections",
        N_("Corrections asked for"),
        lambda page: page.lines,
        col(N_("Number"), lambda r: r.one.id, Kind.INTEGER),
        col(N_("Name"), lambda r: r.one.person_name),
        col(N_("Mail address"), lambda r: r.one.email),
        col(N_("About"), lambda r: r.kind),
        col(N_("What is wrong"), lambda r: r.one.wanted),
        col(N_("Asked"), lambda r: r.one.asked_at, Kind.INSTANT),
        col(N_("State"), lambda r: r.state),
        col(N_("Answer"), lambda r: r.one.answer or None),
        col(N_("Answered"), lambda r: r.one.ended_at, Kind.INSTANT),
    ),
    admin.PeoplePage: one(
        "people",
        N_("People"),
        lambda page: page.lines,
        col(N_("Number"), lambda r: r.row.id, Kind.INTEGER),
        col(N_("Name"), lambda r: r.row.name),
        col(N_("Mail address"), lambda r: r.row.email),
        col(N_("Language"), lambda r: label("language", r.row.locale)),
        col(N_("Roles"), lambda r: joined(sorted(label("role", x) for x in r.row.roles))),
        col(N_("Organisations"), lambda r: joined(r.row.organisations)),
        col(N_("Since"), lambda r: r.row.created_at, Kind.INSTANT),
        col(N_("Seen last"), lambda r: r.row.last_seen_at, Kind.INSTANT),
        col(N_("Second factor"), lambda r: _yes(r.row.has_second_factor)),
        col(N_("Closed"), lambda r: r.row.closed_at, Kind.INSTANT),
    ),
    admin.OrganisationsPage: one(
        "organisations",
        N_("Organisations"),
        lambda page: page.lines,
        col(N_("Number"), lambda r: r.row.id, Kind.INTEGER),
        col(N_("Organisation"), lambda r: r.row.name),
        col(N_("Kind"), lambda r: r.kinds),
        col(N_("Unified social credit code"), lambda r: r.row.uscc),
        col(N_("District"), lambda r: _known("district", r.row.district)),
        col(N_("Members"), lambda r: r.row.n_members, Kind.INTEGER),
        col(N_("Managed by"), lambda r: joined(r.row.managers)),
        col(N_("Invited"), lambda r: joined(r.row.invited)),
        col(N_("Since"), lambda r: r.row.created_at, Kind.INSTANT),
        col(N_("Closed"), lambda r: r.row.closed_at, Kind.INSTANT),
    ),
    admin.OutboxPage: one(
        "outbox",
        N_("Outbox"),
        lambda page: page.lines,
        col(N_("Number"), lambda r: r.mail.id, Kind.INTEGER),
        col(N_("To"), lambda r: r.mail.to_address),
        col(N_("Subject"), lambda r: r.mail.subject),
        col(N_("State"), lambda r: r.pill[1]),
        col(N_("Attempts"), lambda r: r.mail.attempts, Kind.INTEGER),
        col(N_("Written"), lambda r: r.mail.created_at, Kind.INSTANT),
        col(N_("Sent"), lambda r: r.mail.sent_at, Kind.INSTANT),
        col(N_("What went wrong"), lambda r: r.mail.last_error),
    ),
}
