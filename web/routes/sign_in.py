"""The door: signing up, confirming an address, signing in and out, a forgotten password."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.people import CameAs
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid, NotFound
from models.repositories.sessions import LIFETIME
from web.forms.account import AddressForm, CodeForm, NewPasswordForm, SignInForm, SignUpForm
from web.forms.base import Parsed, blank
from web.i18n import current_locale, gettext
from web.middleware import LOCALE_COOKIE, SESSION_COOKIE
from web.navigation import home_route
from web.pages.account import LANGUAGES, FormPage, PlainPage, SignInPage, SignUpPage, came_as_choices
from web.render import render, see, see_path
from web.resources import resources
from web.sentences import sentence
from web.services import accounts, sign_in, sign_up
from web.services.sign_in import Arrival
from web.services.throttle import TooManyTries
from web.services.tokens import RESET, SECOND_FACTOR, VERIFY
from web.viewer import SignInNeeded, viewer_or_none

# Between the password and the code of the second factor; worth nothing without the code.
_PENDING = "second_factor"
YEAR_SECONDS = 365 * 24 * 3600


def network_of(request: Request) -> str:
    """Where the request comes from, for counting tries."""
    return request.client.host if request.client else "unknown"


def refused(parsed: Parsed[object], error: Invalid, field: str) -> Parsed[object]:
    """The form with what a service did not accept."""
    return parsed.with_error(error.field or field, sentence(error.code, **error.params))


def status_of(form: Parsed[object], error: Invalid | None = None) -> int:
    """422 for a form with errors, 429 for too many tries."""
    if isinstance(error, TooManyTries):
        return 429
    return 422 if form.errors else 200


def owes_code(viewer: Viewer) -> bool:
    """Whether a second factor is set up that this session has not shown."""
    return viewer.has_second_factor and not viewer.passed_second_factor


def session_of(request: Request) -> str:
    """The token of this session."""
    return request.cookies.get(SESSION_COOKIE, "")


def remember(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie with all the flags that it should carry."""
    secure = resources(request).settings.secure_cookies
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=secure, path="/")


async def join(request: Request) -> Response:
    """Sign up; the answer is the same whether or not the address has an account."""
    if request.method == "GET":
        after = request.query_params.get("next", "")
        return _sign_up_form(request, blank({"next": after, "language": current_locale()}))
    parts = resources(request)
    parsed = SignUpForm.parse(await request.form())
    if parsed.clean is None:
        return _sign_up_form(request, parsed)
    new = parsed.clean.content
    try:
        await sign_up.sign_up(
            parts.db, parts.clock, parts.passwords, parts.settings, new=new,
            password=parsed.clean.password, network=network_of(request),
            next_path=str(parsed.values["next"]) or _first_step(request, new.came_as),
        )  # fmt: skip
    except Invalid as error:
        return _sign_up_form(request, refused(parsed, error, "email"), error)
    return see(request, "account.sent")


def _sign_up_form(request: Request, form: Parsed[object], error: Invalid | None = None) -> Response:
    page = SignUpPage(gettext("Sign up"), form, came_as_choices(), LANGUAGES)
    return render(request, "account/sign_up.html", page, status=status_of(form, error))


def _first_step(request: Request, came_as: CameAs | None) -> str:
    """Where a newcomer goes after the first sign-in."""
    names = {
        CameAs.FOUNDER: "founder.pitches",
        CameAs.PROVIDER: "organisations.create",
        CameAs.SPACE: "organisations.join",
        CameAs.ORGANISER: "organisations.join",
    }
    return request.url_for(names.get(came_as or CameAs.MENTOR, "account.home")).path


async def sent(request: Request) -> Response:
    """A mail is on its way, whatever it says."""
    return render(request, "account/sent.html", PlainPage(gettext("Look into your mail")))


async def verify(request: Request) -> Response:
    """One button: a mail program that opens links by itself confirms nothing."""
    parts, token = resources(request), request.path_params["token"]
    if request.method == "GET":
        await sign_up.open_link(parts.db, parts.clock, parts.settings, purpose=VERIFY, token=token)
        return render(request, "account/verify.html", PlainPage(gettext("Confirm your address")))
    after = await sign_up.verify_address(parts.db, parts.clock, parts.settings, token=token)
    return see(request, "account.sign_in", flash="address_verified", query={"next": after} if after else None)


async def enter(request: Request) -> Response:
    """Sign in: address and password."""
    if request.method == "GET":
        return _sign_in_form(request, blank({"next": request.query_params.get("next", "")}))
    parts = resources(request)
    parsed = SignInForm.parse(await request.form())
    if parsed.clean is None:
        return _sign_in_form(request, parsed)
    after = str(parsed.values["next"])
    try:
        arrival = await sign_in.sign_in(
            parts.db, parts.clock, parts.passwords, parts.settings,
            email=parsed.clean.content, password=parsed.clean.password, network=network_of(request),
            user_agent=request.headers.get("user-agent", ""), old_session=session_of(request) or None,
        )  # fmt: skip
    except Invalid as error:
        return _sign_in_form(request, refused(parsed, error, "email"), error)
    if arrival.pending is not None:
        response = see(request, "account.second_factor", query={"next": after} if after else None)
        remember(request, response, _PENDING, arrival.pending, int(SECOND_FACTOR.lifetime.total_seconds()))
        return response
    return await _arrived(request, arrival, after)


def _sign_in_form(request: Request, form: Parsed[object], error: Invalid | None = None) -> Response:
    after = str(form.values.get("next", ""))
    href = request.url_for("account.sign_up").path + (f"?{urlencode({'next': after})}" if after else "")
    page = SignInPage(gettext("Sign in"), form, href)
    return render(request, "account/sign_in.html", page, status=status_of(form, error))


async def _arrived(request: Request, arrival: Arrival, after: str) -> Response:
    """To the page that was asked for, else to the first page of the person's first role."""
    parts = resources(request)
    if not after:
        viewer = await accounts.load_viewer(parts.db, arrival.person_id, parts.clock)
        first = next((r for r in Role if r in viewer.roles), None)
        after = request.url_for(home_route(viewer, first) if first else "organisations.mine").path
    response = see_path(request, after)
    if arrival.session is not None:
        remember(request, response, SESSION_COOKIE, arrival.session, int(LIFETIME.total_seconds()))
    remember(request, response, LOCALE_COOKIE, arrival.locale, YEAR_SECONDS)
    response.delete_cookie(_PENDING)
    return response


async def show_code(request: Request) -> Response:
    """The code of the second factor, on the way in or later in the session."""
    pending, viewer = request.cookies.get(_PENDING), viewer_or_none(request)
    if pending is None and viewer is None:
        raise SignInNeeded
    if pending is None and viewer is not None and not owes_code(viewer):
        return see(request, "account.home")
    if request.method == "GET":
        return _code_form(request, blank({"next": request.query_params.get("next", "")}))
    parsed = CodeForm.parse(await request.form())
    if parsed.clean is None:
        return _code_form(request, parsed)
    try:
        return await _use_code(request, pending, viewer, parsed.clean[0], str(parsed.values["next"]))
    except Invalid as error:
        return _code_form(request, refused(parsed, error, "code"), error)
    except NotFound:
        # The ten minutes between password and code are over.
        response = see(request, "account.sign_in", flash="second_factor_too_late")
        response.delete_cookie(_PENDING)
        return response


async def _use_code(
    request: Request, pending: str | None, viewer: Viewer | None, code: str, after: str
) -> Response:
    parts = resources(request)
    if pending is not None:
        arrival = await sign_in.finish_sign_in(
            parts.db, parts.clock, parts.settings, pending=pending, code=code,
            user_agent=request.headers.get("user-agent", ""), old_session=session_of(request) or None,
        )  # fmt: skip
        return await _arrived(request, arrival, after)
    if viewer is None:
        raise SignInNeeded
    await sign_in.show_second_factor(
        parts.db, parts.clock, parts.settings,
        person_id=viewer.person_id, session=session_of(request), code=code,
    )  # fmt: skip
    return see_path(request, after or request.url_for("account.home").path)


def _code_form(request: Request, form: Parsed[object], error: Invalid | None = None) -> Response:
    page = FormPage(gettext("Second factor"), form)
    return render(request, "account/second_factor.html", page, status=status_of(form, error))


async def forgot(request: Request) -> Response:
    """Ask for a link to choose a new password; the answer is the same for every address."""
    title = gettext("Forgotten password")
    if request.method == "GET":
        return render(request, "account/forgot.html", FormPage(title, blank()))
    parts = resources(request)
    parsed = AddressForm.parse(await request.form())
    form: Parsed[object] = parsed
    refusal: Invalid | None = None
    if parsed.clean is not None:
        try:
            await sign_up.forgot_password(
                parts.db, parts.clock, parts.settings, email=parsed.clean, network=network_of(request)
            )
            return see(request, "account.sent")
        except Invalid as error:
            form, refusal = refused(parsed, error, "email"), error
    return render(request, "account/forgot.html", FormPage(title, form), status=status_of(form, refusal))


async def reset(request: Request) -> Response:
    """Choose a new password by the link of a mail."""
    parts, token = resources(request), request.path_params["token"]
    title = gettext("Choose a new password")
    if request.method == "GET":
        await sign_up.open_link(parts.db, parts.clock, parts.settings, purpose=RESET, token=token)
        return render(request, "account/reset.html", FormPage(title, blank()))
    parsed = NewPasswordForm.parse(await request.form())
    form: Parsed[object] = parsed
    if parsed.clean is not None:
        try:
            await sign_up.reset_password(
                parts.db, parts.clock, parts.passwords, parts.settings, token=token, password=parsed.clean
            )
            return see(request, "account.sign_in", flash="password_set")
        except Invalid as error:
            form = refused(parsed, error, "password")
    return render(request, "account/reset.html", FormPage(title, form), status=status_of(form))


async def leave(request: Request) -> Response:
    """Sign out here."""
    parts = resources(request)
    await sign_in.sign_out(parts.db, session=session_of(request))
    return gone(request, "signed_out")


def gone(request: Request, flash: str) -> Response:
    """To the start page, signed out."""
    response = see(request, "public.home", flash=flash)
    response.delete_cookie(SESSION_COOKIE)
    response.delete_cookie(_PENDING)
    return response


_BOTH = ["GET", "POST"]
routes = [
    Route("/sign-up", join, name="account.sign_up", methods=_BOTH),
    Route("/mail-sent", sent, name="account.sent"),
    Route("/verify/{token}", verify, name="account.verify", methods=_BOTH),
    Route("/sign-in", enter, name="account.sign_in", methods=_BOTH),
    Route("/sign-in/second-factor", show_code, name="account.second_factor", methods=_BOTH),
    Route("/sign-out", leave, name="account.sign_out", methods=["POST"]),
    Route("/forgot", forgot, name="account.forgot", methods=_BOTH),
    Route("/reset/{token}", reset, name="account.reset", methods=_BOTH),
]
