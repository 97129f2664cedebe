"""The administrator's pages: `/admin/people`, `/admin/organisations`, `/admin/outbox`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from models.entities.mail import MailStatus
from models.entities.people import GRANTABLE
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid
from web import formats
from web.forms.admin import (
    AppointForm,
    BodyForm,
    NewBody,
    OrganisationsFilter,
    OrganisationsFilterForm,
    OutboxFilter,
    OutboxFilterForm,
    PeopleFilter,
    PeopleFilterForm,
    RoleForm,
)
from web.forms.base import Data, Parsed
from web.i18n import gettext, ngettext
from web.letters import POLICY
from web.pages.admin import (
    BodyLine,
    MailLine,
    MailPage,
    OrganisationsPage,
    OutboxPage,
    PeoplePage,
    PersonLine,
    PersonPage,
    outbox_tabs,
    paging,
)
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import administration, forgetting
from web.services.administration import A_PAGE
from web.tables.answer import file_wish
from web.viewer import viewer_for
from web.vocabulary import label


def _query(request: Request) -> Data:
    return Data(request.query_params.multi_items())


def _page(request: Request, wanted: int) -> int | None:
    """The page of a list; a file has all of them."""
    return None if file_wish(request) is not None else wanted


async def people(request: Request) -> Response:
    """Everybody with an account, newest first."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    parsed = PeopleFilterForm.parse(_query(request))
    wanted = parsed.clean or PeopleFilter()
    rows, total = await administration.list_people(
        parts.db, viewer=viewer, text=wanted.text, role=wanted.role, page=_page(request, wanted.page)
    )
    page = PeoplePage(
        gettext("People"),
        ngettext("%(num)s person is found.", "%(num)s people are found.", total),
        [PersonLine(r) for r in rows],
        parsed,
        [(str(r), label("role", r)) for r in GRANTABLE],
        paging(request.url.path, request.query_params, wanted.page, A_PAGE, len(rows), total),
        bool(wanted.text or wanted.role),
    )
    return render(request, "admin/people.html", page, status=422 if parsed.errors else 200)


async def person(request: Request) -> Response:
    """One person, and what can be done about them."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    found = await administration.open_person(
        parts.db, viewer=viewer, person_id=request.path_params["person_id"]
    )
    line = PersonLine(found)
    answer = (
        gettext("Granted: %(roles)s.", roles=line.roles) if line.roles else gettext("No role is granted.")
    )
    page = PersonPage(formats.person(found.name), answer, line, found.id == viewer.person_id)
    return render(request, "admin/person.html", page)


async def grant_role(request: Request) -> Response:
    """Let a person act in a role."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    person_id, role = request.path_params["person_id"], _role(await request.form())
    await administration.grant_role(parts.db, parts.clock, viewer=viewer, person_id=person_id, role=role)
    return see(request, "admin.person", person_id=person_id, flash="role_granted")


async def revoke_role(request: Request) -> Response:
    """Take a role away."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    person_id, role = request.path_params["person_id"], _role(await request.form())
    await administration.revoke_role(parts.db, parts.clock, viewer=viewer, person_id=person_id, role=role)
    return see(request, "admin.person", person_id=person_id, flash="role_revoked")


def _role(data: Data) -> Role:
    parsed = RoleForm.parse(data)
    if parsed.clean is None:
        raise Invalid("not_a_choice")
    return parsed.clean


async def close_account(request: Request) -> Response:
    """End an account."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    person_id = request.path_params["person_id"]
    await administration.close_account(parts.db, parts.clock, viewer=viewer, person_id=person_id)
    return see(request, "admin.people", flash="account_closed")


async def forget_person(request: Request) -> Response:
    """Somebody leaves for good."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    person_id = request.path_params["person_id"]
    await forgetting.forget_person(
        parts.db, parts.clock, viewer=viewer, person_id=person_id, files=parts.files,
        site=parts.settings.public_url,
    )  # fmt: skip
    return see(request, "admin.person", person_id=person_id, flash="person_forgotten")


async def reset_second_factor(request: Request) -> Response:
    """The telephone is lost."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    person_id = request.path_params["person_id"]
    await administration.reset_second_factor(
        parts.db, parts.clock, parts.settings, viewer=viewer, person_id=person_id
    )
    return see(request, "admin.person", person_id=person_id, flash="second_factor_removed")


async def organisations(request: Request) -> Response:
    """Organisations, and the form for a new space or organising body."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    if request.method == "GET":
        return await _organisations(request, viewer)
    parsed = BodyForm.parse(await request.form())
    if parsed.clean is None:
        return await _organisations(request, viewer, form=parsed)
    try:
        await administration.create_body(
            parts.db,
            parts.clock,
            parts.settings,
            viewer=viewer,
            new=parsed.clean.organisation,
            manager_email=parsed.clean.manager_email,
        )
    except Conflict as error:
        return await _organisations(request, viewer, form=parsed.with_error("uscc", sentence(error.code)))
    return see(request, "admin.organisations", flash="body_created")


async def _organisations(
    request: Request,
    viewer: Viewer,
    *,
    form: Parsed[NewBody] | None = None,
    appoint: Parsed[str] | None = None,
) -> Response:
    parts = resources(request)
    parsed = OrganisationsFilterForm.parse(_query(request))
    wanted = parsed.clean or OrganisationsFilter()
    rows, total = await administration.list_organisations(
        parts.db,
        parts.clock,
        viewer=viewer,
        text=wanted.text,
        kind=wanted.kind,
        page=_page(request, wanted.page),
    )
    page = OrganisationsPage(
        gettext("Organisations"),
        ngettext("%(num)s organisation is found.", "%(num)s organisations are found.", total),
        [BodyLine(r) for r in rows],
        parsed,
        form or Parsed({}, {}, None),
        appoint or Parsed({}, {}, None),
        request.path_params.get("organisation_id"),
        paging(
            request.url_for("admin.organisations").path,
            request.query_params,
            wanted.page,
            A_PAGE,
            len(rows),
            total,
        ),
        bool(wanted.text or wanted.kind),
    )
    refused = parsed.errors or page.form.errors or page.appoint.errors
    return render(request, "admin/organisations.html", page, status=422 if refused else 200)


async def appoint(request: Request) -> Response:
    """Invite somebody to manage an organisation."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    parsed = AppointForm.parse(await request.form())
    if parsed.clean is None:
        return await _organisations(request, viewer, appoint=parsed)
    try:
        await administration.appoint_manager(
            parts.db,
            parts.clock,
            parts.settings,
            viewer=viewer,
            organisation_id=request.path_params["organisation_id"],
            email=parsed.clean,
        )
    except Conflict as error:
        refused = parsed.with_error("email", sentence(error.code))
        return await _organisations(request, viewer, appoint=refused)
    return see(request, "admin.organisations", flash="invited")


async def outbox(request: Request) -> Response:
    """What went, waits and failed."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    parsed = OutboxFilterForm.parse(_query(request))
    wanted = parsed.clean or OutboxFilter()
    mails, counts = await administration.list_outbox(
        parts.db, parts.settings, viewer=viewer, status=wanted.status, page=_page(request, wanted.page)
    )
    total = sum(counts.values()) if wanted.status is None else counts[wanted.status]
    page = OutboxPage(
        gettext("Outbox"),
        ngettext(
            "%(num)s mail waits, %(sent)s have gone, %(failed)s have failed.",
            "%(num)s mails wait, %(sent)s have gone, %(failed)s have failed.",
            counts[MailStatus.QUEUED],
            sent=counts[MailStatus.SENT],
            failed=counts[MailStatus.FAILED],
        ),
        [MailLine(m) for m in mails],
        outbox_tabs(request.url.path, counts, wanted.status),
        paging(request.url.path, request.query_params, wanted.page, A_PAGE, len(mails), total),
        parts.settings.smtp_url is not None,
    )
    return render(request, "admin/outbox.html", page, status=422 if parsed.errors else 200)


async def mail(request: Request) -> Response:
    """One mail with its text."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    found = await administration.open_mail(
        parts.db, parts.settings, viewer=viewer, mail_id=request.path_params["mail_id"]
    )
    return render(request, "admin/mail.html", MailPage(found.subject, MailLine(found)))


async def letter(request: Request) -> Response:
    """One mail as its reader gets it: HTML that may run nothing, or plain text with `?plain=1`."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    found = await administration.open_letter(
        parts.db, parts.settings, parts.clock, viewer=viewer, mail_id=request.path_params["mail_id"]
    )
    if request.query_params.get("plain"):
        return PlainTextResponse(found.body)
    return HTMLResponse(found.html or "", headers={"Content-Security-Policy": POLICY})


async def retry_mail(request: Request) -> Response:
    """Try a failed mail again."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    mail_id = request.path_params["mail_id"]
    await administration.retry_mail(parts.db, parts.clock, viewer=viewer, mail_id=mail_id)
    return see(request, "admin.mail", mail_id=mail_id, flash="mail_requeued")


_PERSON = "/admin/people/{person_id:int}"
routes = [
    Route("/admin/people", people, name="admin.people"),
    Route(_PERSON, person, name="admin.person"),
    Route(_PERSON + "/grant", grant_role, name="admin.grant_role", methods=["POST"]),
    Route(_PERSON + "/revoke", revoke_role, name="admin.revoke_role", methods=["POST"]),
    Route(_PERSON + "/close", close_account, name="admin.close_account", methods=["POST"]),
    Route(_PERSON + "/forget", forget_person, name="admin.forget_person", methods=["POST"]),
    Route(
        _PERSON + "/second-factor", reset_second_factor, name="admin.reset_second_factor", methods=["POST"]
    ),
    Route("/admin/organisations", organisations, name="admin.organisations", methods=["GET", "POST"]),
    Route(
        "/admin/organisations/{organisation_id:int}/appoint",
        appoint,
        name="admin.appoint",
        methods=["POST"],
    ),
    Route("/admin/outbox", outbox, name="admin.outbox"),
    Route("/admin/outbox/{mail_id:int}", mail, name="admin.mail"),
    Route("/admin/outbox/{mail_id:int}/letter", letter, name="admin.letter"),
    Route("/admin/outbox/{mail_id:int}/retry", retry_mail, name="admin.retry_mail", methods=["POST"]),
]
