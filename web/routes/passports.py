"""A company's passport: its own page, signed files, links that show parts of it, and the check of a file."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import anyio.to_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid, NotFound
from web.forms.base import Parsed, blank
from web.forms.reports import ReportFilters, ReportFiltersForm, ShareForm
from web.i18n import gettext
from web.pages.passports import (
    PassportFiles,
    PassportPage,
    VerifyPage,
    answer_of,
    booklet,
    passport_built,
    share_box,
)
from web.pages.report_frame import shown_meanings, shown_part
from web.paper.booklet import booklet_pdf
from web.paper.typeset import MEDIA_TYPE, NoChineseFont
from web.render import render, see, see_path
from web.resources import resources
from web.routes.reports import reader, to_record
from web.sentences import sentence
from web.services import passports
from web.services.passports import MOST_BYTES, Passport, Signed
from web.site_key import published, site_key
from web.tables.answer import file_answer, file_links, file_wish
from web.tables.table import Drawn, Unit
from web.viewer import viewer_for


async def company(request: Request) -> Response:
    """The passport for the company's own people and for officers."""
    return await _company(request, reader(request, Role.FOUNDER), blank())


async def _company(request: Request, viewer: Viewer, form: Parsed[object], status: int = 200) -> Response:
    parts, company_id = resources(request), request.path_params["company_id"]
    parsed = ReportFiltersForm.parse(request.query_params, parts.clock.now())
    clean = parsed.clean or ReportFilters()
    own = await passports.open_passport(
        parts.db, parts.clock, viewer=viewer, company_id=company_id, as_of=clean.as_of
    )
    passport, now = own.passport, parts.clock.now()
    form_asked = request.query_params.get("format", "")
    if form_asked in {"json", "pdf"} and not parsed.errors:
        verify = f"{parts.settings.public_url}{request.url_for('passports.verify').path}"
        return await _file(request, passport, form_asked, verify, gettext("Check it here"))
    built = passport_built(passport, partial(to_record, request))
    wish = file_wish(request) if not parsed.errors else None
    if wish is not None:
        drawn = Drawn(passport.as_of, now, viewer.name)
        return await file_answer(wish, built.report(f"company-{company_id}", drawn))

    def address(share_id: int) -> str:
        token = passports.share_token(parts.settings, parts.clock, share_id)
        return f"{parts.settings.public_url}{request.url_for('passports.shared', token=token).path}"

    def revoke(share_id: int) -> str:
        return request.url_for("passports.revoke", company_id=company_id, share_id=share_id).path

    page = PassportPage(
        title=passport.company.name,
        lang=passport.company.lang,
        answer=answer_of(passport),
        as_of=passport.as_of,
        here=request.url.path,
        form=parsed,
        parts=[shown_part(part, clean.unit) for part in built.parts],
        meanings=shown_meanings(built.meanings),
        signed=_addresses(request, _kept(request)),
        files=file_links(request, built.names()),
        share=share_box(
            own,
            now,
            form,
            request.url_for("passports.share", company_id=company_id).path,
            address,
            revoke,
        ),
        firsts=request.url_for("firsts.company", company_id=company_id).path,
        expires_at=None,
    )
    return render(request, "reports/passport.html", page, status=422 if parsed.errors else status)


def _kept(request: Request) -> list[tuple[str, str]]:
    return [(k, v) for k, v in request.query_params.multi_items() if k in {"as_of", "lang"}]


def _addresses(request: Request, kept: list[tuple[str, str]]) -> PassportFiles:
    def href(form: str) -> str:
        return f"{request.url.path}?{urlencode([*kept, ('format', form)])}"

    return PassportFiles(href("pdf"), href("json"), request.url_for("passports.verify").path)


async def _file(request: Request, passport: Passport, form: str, address: str, label: str) -> Response:
    """The signed document, alone or attached to its booklet."""
    settings = resources(request).settings
    key = await anyio.to_thread.run_sync(site_key, settings.data_dir)
    made: Signed = passports.signed(passport, key, settings.public_url)
    stem = f"passport-{passport.company.id}"
    if form == "json":
        return _sent(made.content, "application/json", f"{stem}.json")
    try:
        content = await booklet_pdf(
            booklet(passport, made.sha256, address, label, passport.as_of),
            attached=made.content,
            described=gettext("The signed passport"),
            made_at=passport.as_of,
            fonts=settings.fonts_dir,
        )
    except NoChineseFont:
        return see_path(request, request.url.path, flash="no_chinese_font")
    return _sent(content, MEDIA_TYPE, f"{stem}.pdf")


def _sent(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Type": media_type,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, headers=headers)


async def share(request: Request) -> Response:
    """A link to chosen parts."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    company_id: int = request.path_params["company_id"]
    if company_id not in viewer.organisation_ids(Role.FOUNDER):
        raise NotFound
    parsed = ShareForm.parse(await request.form(max_files=0))
    if parsed.clean is None:
        return await _company(request, viewer, parsed, 422)
    new = parsed.clean
    try:
        await passports.make_share(
            parts.db,
            parts.clock,
            viewer=viewer,
            company_id=company_id,
            parts=new.parts,
            audience=new.audience,
            days=new.days,
        )
    except Invalid as error:
        refused = parsed.with_error(error.field or "parts", sentence(error.code))
        return await _company(request, viewer, refused, 422)
    return see(request, "reports.company", company_id=company_id, flash="passport_shared")


async def revoke(request: Request) -> Response:
    """A link ends."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    company_id: int = request.path_params["company_id"]
    await passports.revoke_share(
        parts.db,
        parts.clock,
        viewer=viewer,
        company_id=company_id,
        share_id=request.path_params["share_id"],
    )
    return see(request, "reports.company", company_id=company_id, flash="passport_link_revoked")


async def shared(request: Request) -> Response:
    """What a link shows to whoever holds it; each opening is counted."""
    parts, token = resources(request), request.path_params["token"]
    form = request.query_params.get("format", "page")
    if form not in {"page", "json", "pdf"}:
        raise NotFound
    found = await passports.open_shared(parts.db, parts.clock, parts.settings, token=token, form=form)
    passport = found.passport
    if form != "page":
        here = f"{parts.settings.public_url}{request.url.path}"
        return await _file(request, passport, form, here, gettext("See it here"))
    built = passport_built(passport, None)
    page = PassportPage(
        title=passport.company.name,
        lang=passport.company.lang,
        answer=answer_of(passport),
        as_of=passport.as_of,
        here=request.url.path,
        form=blank(),
        parts=[shown_part(part, Unit.YUAN) for part in built.parts],
        meanings=shown_meanings(built.meanings),
        signed=_addresses(request, _kept(request)),
        files=None,
        share=None,
        firsts=None,
        expires_at=found.shared.expires_at,
    )
    return render(request, "reports/passport.html", page)


async def verify(request: Request) -> Response:
    """Whether this site signed a passport, for anybody; the page tells how to check it without us."""
    checked, form, status = None, blank(), 200
    if request.method == "POST":
        async with request.form(max_files=1) as data:
            file = data.get("passport")
            content = await file.read(MOST_BYTES + 1) if isinstance(file, UploadFile) else b""
        if not content or len(content) > MOST_BYTES:
            form, status = form.with_error("passport", sentence("passport_file_missing")), 422
        else:
            keys = await anyio.to_thread.run_sync(published, resources(request).settings.data_dir)
            checked = await anyio.to_thread.run_sync(
                partial(passports.check, content, [key.jwk() for key in keys])
            )
    page = VerifyPage(
        gettext("Check a passport"),
        gettext("Whether this site signed a passport, and nothing in it was changed since."),
        form,
        checked,
        request.url_for("ledger.keys").path,
    )
    return render(request, "reports/verify.html", page, status=status)


routes = [
    Route("/reports/company/{company_id:int}", company, name="reports.company"),
    Route("/reports/company/{company_id:int}/links", share, methods=["POST"], name="passports.share"),
    Route(
        "/reports/company/{company_id:int}/links/{share_id:int}/revoke",
        revoke,
        methods=["POST"],
        name="passports.revoke",
    ),
    Route("/passport/{token}", shared, name="passports.shared"),
    Route("/verify", verify, methods=["GET", "POST"], name="passports.verify"),
]
