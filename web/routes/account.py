"""One's own account: name, language, password, second factor, sessions; the door is `sign_in.py`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.errors import Invalid
from web.forms.account import CodeForm, PasswordChangeForm, ProfileForm
from web.forms.base import Parsed, blank
from web.i18n import gettext
from web.middleware import LOCALE_COOKIE
from web.pages.account import (
    LANGUAGES,
    AccountPage,
    SecondFactorPage,
    qr_code,
    sessions_answer,
    spaced,
)
from web.render import render, see, see_path
from web.resources import resources
from web.routes.sign_in import YEAR_SECONDS, gone, owes_code, refused, remember, session_of, status_of
from web.services import accounts, second_factor, sign_in
from web.viewer import SecondFactorNeeded, viewer_of


def careful(request: Request) -> Viewer:
    """The viewer; who has a second factor must have shown it before touching the account."""
    viewer = viewer_of(request)
    if owes_code(viewer):
        raise SecondFactorNeeded
    return viewer


async def home(request: Request) -> Response:
    """One's own account."""
    return await _home(request, careful(request))


async def _home(
    request: Request,
    viewer: Viewer,
    *,
    profile: Parsed[object] | None = None,
    password: Parsed[object] | None = None,
    error: Invalid | None = None,
) -> Response:
    parts = resources(request)
    view = await accounts.open_account(parts.db, parts.clock, viewer=viewer)
    page = AccountPage(
        gettext("Account"),
        viewer.email,
        view,
        sessions_answer(view.n_sessions),
        profile or blank({"name": viewer.name, "language": viewer.locale}),
        password or blank(),
        viewer.has_second_factor,
        LANGUAGES,
    )
    failed = profile or password
    return render(request, "account/home.html", page, status=status_of(failed, error) if failed else 200)


async def change_profile(request: Request) -> Response:
    """Name, and language of pages and mails."""
    viewer, parts = careful(request), resources(request)
    parsed = ProfileForm.parse(await request.form())
    if parsed.clean is None:
        return await _home(request, viewer, profile=parsed)
    name, locale = parsed.clean
    await accounts.change_profile(parts.db, viewer=viewer, name=name, locale=locale)
    response = see(request, "account.home", flash="saved")
    remember(request, response, LOCALE_COOKIE, locale, YEAR_SECONDS)
    return response


async def change_password(request: Request) -> Response:
    """A new password for who knows the present one."""
    viewer, parts = careful(request), resources(request)
    parsed = PasswordChangeForm.parse(await request.form())
    if parsed.clean is None:
        return await _home(request, viewer, password=parsed)
    try:
        await accounts.change_password(
            parts.db, parts.clock, parts.passwords, parts.settings, viewer=viewer,
            session=session_of(request), current=parsed.clean.current, password=parsed.clean.password,
        )  # fmt: skip
    except Invalid as error:
        return await _home(request, viewer, password=refused(parsed, error, "current"), error=error)
    return see(request, "account.home", flash="password_changed")


async def set_up_second_factor(request: Request) -> Response:
    """A picture to scan, and a code that proves it was."""
    viewer, parts = careful(request), resources(request)
    if request.method == "GET":
        secret, enrolment = second_factor.begin_enrolment(parts.clock, parts.settings, viewer=viewer)
        form = blank({"enrolment": enrolment, "next": request.query_params.get("next", "")})
        return _setup_form(request, viewer, form, secret)
    parsed = CodeForm.parse(await request.form())
    enrolment = str(parsed.values.get("enrolment", ""))
    try:
        secret = second_factor.resume_enrolment(
            parts.clock, parts.settings, viewer=viewer, enrolment=enrolment
        )
    except Invalid as error:
        secret, fresh = second_factor.begin_enrolment(parts.clock, parts.settings, viewer=viewer)
        again: Parsed[object] = Parsed({**parsed.values, "enrolment": fresh}, {}, None)
        return _setup_form(request, viewer, refused(again, error, "code"), secret)
    if parsed.clean is None:
        return _setup_form(request, viewer, parsed, secret)
    try:
        await second_factor.enrol(
            parts.db, parts.clock, parts.settings, viewer=viewer, session=session_of(request),
            enrolment=enrolment, code=parsed.clean[0],
        )  # fmt: skip
    except Invalid as error:
        return _setup_form(request, viewer, refused(parsed, error, "code"), secret, error)
    after = str(parsed.values["next"]) or request.url_for("account.home").path
    return see_path(request, after, flash="second_factor_on")


def _setup_form(
    request: Request, viewer: Viewer, form: Parsed[object], secret: str, error: Invalid | None = None
) -> Response:
    uri = second_factor.provisioning_uri(secret, viewer=viewer)
    title = gettext("Set up a second factor")
    page = SecondFactorPage(title, form, qr_code(uri), spaced(secret), viewer.has_second_factor)
    return render(request, "account/second_factor_setup.html", page, status=status_of(form, error))


async def leave_everywhere(request: Request) -> Response:
    """End every session, this one too."""
    viewer, parts = viewer_of(request), resources(request)
    await sign_in.sign_out_everywhere(parts.db, parts.clock, person_id=viewer.person_id)
    return gone(request, "signed_out_everywhere")


routes = [
    Route("/account", home, name="account.home"),
    Route("/account/profile", change_profile, name="account.profile", methods=["POST"]),
    Route("/account/password", change_password, name="account.password", methods=["POST"]),
    Route(
        "/account/second-factor",
        set_up_second_factor,
        name="account.second_factor_setup",
        methods=["GET", "POST"],
    ),
    Route(
        "/account/sign-out-everywhere",
        leave_everywhere,
        name="account.sign_out_everywhere",
        methods=["POST"],
    ),
]
