"""Organisations and who acts for them: `/organisations`, and the links of invitations."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import PROVIDER_KINDS, OrganisationKind, Role
from models.errors import Conflict, Invalid, NotFound
from web.forms.base import Data, Parsed, blank
from web.forms.organisations import AnswerForm, InviteForm, JoinForm, NewOrganisationForm, OrganisationForm
from web.i18n import gettext, ngettext
from web.pages.organisations import (
    VETTING_PILLS,
    FoundLine,
    InvitationPage,
    JoinPage,
    MinePage,
    OrganisationFormPage,
    OrganisationPage,
    kinds_label,
    mine_lines,
    vetting_label,
)
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import organisations, signing
from web.viewer import viewer_for, viewer_of, viewer_or_none


def _member(request: Request) -> Viewer:
    """The viewer, who acts for the organisation; an organising body asks for the second factor."""
    viewer = viewer_of(request)
    organisation_id = request.path_params["organisation_id"]
    acting = next((a for a in viewer.acting if a.organisation_id == organisation_id), None)
    if acting is None:
        raise NotFound
    return viewer_for(request, Role.ORGANISER) if OrganisationKind.ORGANISER in acting.kinds else viewer


async def mine(request: Request) -> Response:
    """What the viewer acts for, has asked to join and is invited to."""
    viewer, parts = viewer_of(request), resources(request)
    found = await organisations.my_organisations(parts.db, parts.clock, viewer=viewer)
    if found.invitations:
        answer = ngettext(
            "%(num)s invitation waits for your answer.",
            "%(num)s invitations wait for your answer.",
            len(found.invitations),
        )
    elif viewer.acting:
        answer = ngettext(
            "You act for %(num)s organisation.", "You act for %(num)s organisations.", len(viewer.acting)
        )
    else:
        answer = gettext("You act for nobody yet: set up your organisation, or ask to join one that is here.")
    page = MinePage(gettext("Organisations"), answer, mine_lines(found), found.invitations)
    return render(request, "organisations/mine.html", page)


async def create(request: Request) -> Response:
    """A company, team or provider of one's own."""
    viewer, parts = viewer_of(request), resources(request)
    if request.method == "GET":
        return _new_form(request, blank({"kinds": request.query_params.getlist("kinds")}))
    parsed = NewOrganisationForm.parse(await request.form())
    if parsed.clean is None:
        return _new_form(request, parsed)
    try:
        made = await organisations.create_organisation(parts.db, parts.clock, viewer=viewer, new=parsed.clean)
    except Conflict as error:
        return _new_form(request, parsed.with_error("uscc", sentence(error.code)))
    provides = bool(parsed.clean.kinds & PROVIDER_KINDS)
    done = "provider_created" if provides else "organisation_created"
    return see(request, "organisations.show", organisation_id=made, flash=done)


def _new_form(request: Request, form: Parsed[Any]) -> Response:
    page = OrganisationFormPage(
        gettext("Set up an organisation"),
        form,
        request.url_for("organisations.create").path,
        request.url_for("organisations.mine").path,
        is_new=True,
        uscc_fixed=False,
        name_fixed=False,
    )
    return render(request, "organisations/form.html", page, status=422 if form.errors else 200)


async def edit(request: Request) -> Response:
    """What a manager says of the organisation."""
    viewer, parts = _member(request), resources(request)
    organisation_id = request.path_params["organisation_id"]
    view = await organisations.open_organisation(
        parts.db, parts.clock, viewer=viewer, organisation_id=organisation_id
    )
    organisations.managers_only(view)
    o = view.organisation
    if request.method == "GET":
        on_record = {"name": o.name, "uscc": o.uscc or "", "district": o.district or "", "city": o.city or ""}
        return _edit_form(request, blank({**on_record, "about": o.about}), view)
    parsed = OrganisationForm.parse(await request.form())
    if parsed.clean is None:
        return _edit_form(request, parsed, view)
    try:
        await organisations.change_organisation(
            parts.db, parts.clock, viewer=viewer, organisation_id=organisation_id, new=parsed.clean
        )
    except Invalid as error:
        return _edit_form(request, parsed.with_error(error.field or "name", sentence(error.code)), view)
    except Conflict as error:
        return _edit_form(request, parsed.with_error("uscc", sentence(error.code)), view)
    return see(request, "organisations.show", organisation_id=organisation_id, flash="saved")


def _edit_form(request: Request, form: Parsed[Any], view: organisations.OrganisationView) -> Response:
    o = view.organisation
    page = OrganisationFormPage(
        gettext("Change %(name)s", name=o.name),
        form,
        request.url_for("organisations.edit", organisation_id=o.id).path,
        request.url_for("organisations.show", organisation_id=o.id).path,
        is_new=False,
        uscc_fixed=o.uscc is not None,
        name_fixed=o.vetting == "granted",
    )
    return render(request, "organisations/form.html", page, status=422 if form.errors else 200)


async def show(request: Request) -> Response:
    """An organisation with its people, for who acts for it."""
    return await _show(request, _member(request), Parsed({}, {}, None))


async def _show(request: Request, viewer: Viewer, form: Parsed[tuple[str, bool]]) -> Response:
    parts = resources(request)
    view = await organisations.open_organisation(
        parts.db, parts.clock, viewer=viewer, organisation_id=request.path_params["organisation_id"]
    )
    o = view.organisation
    answer = ngettext("%(num)s person acts for it.", "%(num)s people act for it.", len(view.members))
    if view.requests:
        answer = ngettext("%(num)s person asks to join.", "%(num)s people ask to join.", len(view.requests))
    vetting = None
    if o.kinds & PROVIDER_KINDS:
        vetting = (VETTING_PILLS[o.vetting], vetting_label(o.vetting))
    page = OrganisationPage(o.name, answer, view, kinds_label(o.kinds), vetting, form, viewer.person_id)
    return render(request, "organisations/show.html", page, status=422 if form.errors else 200)


async def invite(request: Request) -> Response:
    """Ask an address to act for it."""
    viewer, parts = _member(request), resources(request)
    organisation_id = request.path_params["organisation_id"]
    parsed = InviteForm.parse(await request.form())
    if parsed.clean is None:
        return await _show(request, viewer, parsed)
    email, is_manager = parsed.clean
    try:
        await organisations.invite(
            parts.db, parts.clock, parts.settings,
            viewer=viewer, organisation_id=organisation_id, email=email, is_manager=is_manager,
        )  # fmt: skip
    except (Invalid, Conflict) as error:
        return await _show(request, viewer, parsed.with_error("email", sentence(error.code, **error.params)))
    return see(request, "organisations.show", organisation_id=organisation_id, flash="invited")


async def withdraw_invitation(request: Request) -> Response:
    """The mailed link no longer works."""
    viewer, parts, ids = _member(request), resources(request), request.path_params
    await organisations.withdraw_invitation(
        parts.db, parts.clock, viewer=viewer,
        organisation_id=ids["organisation_id"], invitation_id=ids["invitation_id"],
    )  # fmt: skip
    return see(
        request, "organisations.show", organisation_id=ids["organisation_id"], flash="invitation_withdrawn"
    )


async def answer_request(request: Request) -> Response:
    """A manager says yes or no to somebody who asks."""
    viewer, parts, ids = _member(request), resources(request), request.path_params
    accept = _yes_or_no(await request.form())
    await organisations.answer_request(
        parts.db, parts.clock, viewer=viewer, organisation_id=ids["organisation_id"],
        membership_id=ids["membership_id"], accept=accept,
    )  # fmt: skip
    done = "request_accepted" if accept else "request_refused"
    return see(request, "organisations.show", organisation_id=ids["organisation_id"], flash=done)


async def set_manager(request: Request) -> Response:
    """Hand over, or take a manager's rights back."""
    viewer, parts, ids = _member(request), resources(request), request.path_params
    await organisations.set_manager(
        parts.db, parts.clock, viewer=viewer, organisation_id=ids["organisation_id"],
        membership_id=ids["membership_id"], is_manager=_yes_or_no(await request.form()),
    )  # fmt: skip
    return see(request, "organisations.show", organisation_id=ids["organisation_id"], flash="saved")


async def let_sign(request: Request) -> Response:
    """A manager lets somebody sign on records of money, or no longer."""
    viewer, parts, ids = _member(request), resources(request), request.path_params
    await signing.let_sign(
        parts.db, parts.clock, viewer=viewer, organisation_id=ids["organisation_id"],
        membership_id=ids["membership_id"], may_sign=_yes_or_no(await request.form()),
    )  # fmt: skip
    return see(request, "organisations.show", organisation_id=ids["organisation_id"], flash="saved")


async def remove_member(request: Request) -> Response:
    """End somebody's membership."""
    viewer, parts, ids = _member(request), resources(request), request.path_params
    await organisations.remove_member(
        parts.db, parts.clock, viewer=viewer,
        organisation_id=ids["organisation_id"], membership_id=ids["membership_id"],
    )  # fmt: skip
    return see(request, "organisations.show", organisation_id=ids["organisation_id"], flash="member_removed")


async def leave(request: Request) -> Response:
    """Stop acting for it."""
    viewer, parts = _member(request), resources(request)
    await organisations.leave(
        parts.db, parts.clock, viewer=viewer, organisation_id=request.path_params["organisation_id"]
    )
    return see(request, "organisations.mine", flash="left")


async def join(request: Request) -> Response:
    """Find an organisation, to ask to join it."""
    viewer = viewer_of(request)
    parsed = JoinForm.parse(Data(request.query_params.multi_items()))
    text = parsed.clean or ""
    found = await organisations.find_organisations(resources(request).db, viewer=viewer, text=text)
    page = JoinPage(gettext("Join an organisation"), parsed, text, [FoundLine(f) for f in found])
    return render(request, "organisations/join.html", page, status=422 if parsed.errors else 200)


async def ask(request: Request) -> Response:
    """Ask its managers to be let in."""
    viewer, parts = viewer_of(request), resources(request)
    await organisations.ask_to_join(
        parts.db, parts.clock, parts.settings,
        viewer=viewer, organisation_id=request.path_params["organisation_id"],
    )  # fmt: skip
    return see(request, "organisations.mine", flash="asked_to_join")


async def answer_invitation(request: Request) -> Response:
    """Accept or decline an invitation to one's own address."""
    viewer, parts = viewer_of(request), resources(request)
    joined = await organisations.answer_invitation(
        parts.db, parts.clock, viewer=viewer,
        invitation_id=request.path_params["invitation_id"], accept=_yes_or_no(await request.form()),
    )  # fmt: skip
    if joined is None:
        return see(request, "organisations.mine", flash="invitation_declined")
    return see(request, "organisations.show", organisation_id=joined, flash="joined")


async def invitation(request: Request) -> Response:
    """The link of an invitation: read it, sign in or up, accept."""
    parts, token = resources(request), request.path_params["token"]
    if request.method == "POST":
        joined = await organisations.accept_by_link(
            parts.db, parts.clock, parts.settings, viewer=viewer_of(request), token=token
        )
        return see(request, "organisations.show", organisation_id=joined, flash="joined")
    found = await organisations.read_invitation(parts.db, parts.clock, parts.settings, token=token)
    after = urlencode({"next": request.url.path})
    page = InvitationPage(
        gettext("Invitation"),
        found,
        token,
        kinds_label(found.kinds),
        "" if viewer_or_none(request) else f"{request.url_for('account.sign_in').path}?{after}",
        "" if viewer_or_none(request) else f"{request.url_for('account.sign_up').path}?{after}",
    )
    return render(request, "organisations/invitation.html", page)


def _yes_or_no(data: Data) -> bool:
    parsed = AnswerForm.parse(data)
    if parsed.clean is None:
        raise Invalid("not_a_choice")
    return parsed.clean


_ONE = "/organisations/{organisation_id:int}"
_MEMBER = _ONE + "/members/{membership_id:int}"
routes = [
    Route("/organisations", mine, name="organisations.mine"),
    Route("/organisations/new", create, name="organisations.create", methods=["GET", "POST"]),
    Route("/organisations/join", join, name="organisations.join"),
    Route(
        "/organisations/invitations/{invitation_id:int}",
        answer_invitation,
        name="organisations.answer_invitation",
        methods=["POST"],
    ),
    Route(_ONE, show, name="organisations.show"),
    Route(_ONE + "/edit", edit, name="organisations.edit", methods=["GET", "POST"]),
    Route(_ONE + "/invite", invite, name="organisations.invite", methods=["POST"]),
    Route(
        _ONE + "/invitations/{invitation_id:int}/withdraw",
        withdraw_invitation,
        name="organisations.withdraw_invitation",
        methods=["POST"],
    ),
    Route(_ONE + "/join", ask, name="organisations.ask", methods=["POST"]),
    Route(_ONE + "/leave", leave, name="organisations.leave", methods=["POST"]),
    Route(_MEMBER + "/answer", answer_request, name="organisations.answer_request", methods=["POST"]),
    Route(_MEMBER + "/manager", set_manager, name="organisations.set_manager", methods=["POST"]),
    Route(_MEMBER + "/sign", let_sign, name="organisations.let_sign", methods=["POST"]),
    Route(_MEMBER + "/remove", remove_member, name="organisations.remove_member", methods=["POST"]),
    Route("/invitations/{token}", invitation, name="organisations.invitation", methods=["GET", "POST"]),
]
