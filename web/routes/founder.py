"""A founder's pitches; what is shown to others is in `matches.py` and `public.py`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.entities.pitches import DraftToken
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, DomainError, Invalid, NotFound
from web.forms.base import FormReader, Parsed, blank
from web.forms.pitches import PitchForm, PitchInput, SubmitForm, values_of
from web.forms.suggestions import suggest_pitch
from web.i18n import current_locale, gettext
from web.pages.pitch_form import form_page
from web.pages.pitch_list import pitches_page
from web.pages.pitch_words import untitled
from web.pages.pitches import VersionPage, pitch_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import decks, pitches
from web.services.consents import PURPOSES
from web.suggestions import suggested
from web.viewer import second_factor_ok, viewer_for, viewer_of

# Conflicts and refusals that the form itself can show, by the field that they belong to.
FIELD_OF = {"uscc_taken": "uscc"}


async def pitch_list(request: Request) -> Response:
    """My pitches, each with its next step."""
    viewer = viewer_for(request, Role.FOUNDER)
    rows = await pitches.open_pitches(resources(request).db, viewer=viewer)
    return render(request, "founder/pitches.html", pitches_page(rows))


async def pitch_new(request: Request) -> Response:
    """A first draft, with the company or team in the same step where there is none yet."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    companies, spaces = await pitches.open_new(parts.db, viewer=viewer)
    shown: dict[str, Any] = {
        "title": gettext("New pitch"),
        "action": request.url.path,
        "back": request.url_for("founder.pitches").path,
        "spaces": spaces,
        "companies": companies,
    }
    if request.method == "GET":
        values = {"lang": current_locale(), "company_id": str(companies[0].id) if len(companies) == 1 else ""}
        page = form_page(form=blank({**values}), deck=blank(), **shown)
        return render(request, "founder/pitch_form.html", page)
    parsed: Parsed[Any] = PitchForm.parse(await request.form(max_files=0), spaces, companies)
    if parsed.clean is not None:
        new = parsed.clean
        try:
            pitch_id = await pitches.create_pitch(
                parts.db,
                parts.clock,
                viewer=viewer,
                company_id=new.company_id,
                company_name=new.company_name,
                draft=new.draft,
                uscc=new.uscc,
            )
        except (Conflict, Invalid) as error:
            parsed = refused(parsed, error)
        else:
            return see(request, "founder.pitch", flash="pitch_created", pitch_id=pitch_id)
    return render(request, "founder/pitch_form.html", form_page(form=parsed, **shown), status=422)


async def pitch(request: Request) -> Response:
    """One pitch: where it stands, what would help, who has read it."""
    return await _pitch(request, viewer_for(request, Role.FOUNDER), blank())


async def pitch_edit(request: Request) -> Response:
    """The draft; the same POST saves by hand and by itself."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    pitch_id: int = request.path_params["pitch_id"]
    draft = await pitches.open_draft(parts.db, viewer=viewer, pitch_id=pitch_id)
    if request.method == "GET":
        values, filled_in = suggest_pitch(
            values_of(draft.latest), suggested(request.query_params.multi_items())
        )
        form = blank({**values, "expected": str(draft.token)})
        return _edit(request, draft, form, filled_in=filled_in)
    parsed = PitchForm.parse(await request.form(max_files=0), draft.spaces)
    by_itself = request.headers.get("x-autosave") == "1"
    if parsed.clean is None:
        return _unsaved(parsed, 422) if by_itself else _edit(request, draft, parsed, status=422)
    try:
        token = await _save(request, viewer, pitch_id, parsed.clean)
    except Conflict as error:
        if by_itself:
            return _unsaved(parsed, 409)
        if error.code in FIELD_OF:
            return _edit(request, draft, refused(parsed, error), status=422)
        fresh = await pitches.open_draft(parts.db, viewer=viewer, pitch_id=pitch_id)
        kept: Parsed[Any] = Parsed({**parsed.values, "expected": str(fresh.token)}, {}, None)
        return _edit(request, fresh, kept, status=409, conflict=sentence(error.code, **error.params))
    if by_itself:
        saved_at = parts.clock.now().isoformat()
        return JSONResponse({"saved_at": saved_at, "fields": {"expected": str(token)}})
    return see(request, "founder.pitch", flash="pitch_saved", pitch_id=pitch_id)


async def _save(request: Request, viewer: Viewer, pitch_id: int, new: PitchInput) -> DraftToken:
    parts = resources(request)
    return await pitches.save_draft(
        parts.db,
        parts.clock,
        viewer=viewer,
        pitch_id=pitch_id,
        draft=new.draft,
        expected=new.expected,
        uscc=new.uscc,
    )


def _unsaved(parsed: Parsed[PitchInput], status: int) -> Response:
    return JSONResponse({"errors": parsed.errors}, status_code=status)


def refused(parsed: Parsed[PitchInput], error: DomainError) -> Parsed[PitchInput]:
    """The form with what a service did not accept, at the field that it is about."""
    field = getattr(error, "field", None) or FIELD_OF.get(error.code, "name")
    return parsed.with_error(field, sentence(error.code, **error.params))


def _edit(
    request: Request,
    draft: pitches.DraftView,
    form: Parsed[Any],
    *,
    status: int = 200,
    conflict: str | None = None,
    filled_in: bool = False,
) -> Response:
    page = form_page(
        title=untitled(draft.latest.text.name),
        action=request.url.path,
        back=request.url_for("founder.pitch", pitch_id=draft.head.id).path,
        form=form,
        spaces=draft.spaces,
        head=draft.head,
        conflict=conflict,
        suggested=filled_in,
    )
    return render(request, "founder/pitch_form.html", page, status=status)


async def _pitch(request: Request, viewer: Viewer, form: Parsed[Any], *, status: int = 200) -> Response:
    found = await pitches.open_pitch(
        resources(request).db, viewer=viewer, pitch_id=request.path_params["pitch_id"]
    )
    return render(
        request,
        "founder/pitch.html",
        pitch_page(found, form, resources(request).settings.public_url),
        status=status,
    )


async def pitch_submit(request: Request) -> Response:
    """Agree to be shown, and let the pitch wait for an organiser."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    pitch_id: int = request.path_params["pitch_id"]
    parsed = SubmitForm.parse(await request.form(max_files=0))
    if parsed.clean is None:
        return await _pitch(request, viewer, parsed, status=422)
    await pitches.submit_pitch(
        parts.db,
        parts.clock,
        viewer=viewer,
        pitch_id=pitch_id,
        showcase=parsed.clean.showcase,
        expected=parsed.clean.expected,
        lang=current_locale(),
    )
    return see(request, "founder.pitch", flash="pitch_submitted", pitch_id=pitch_id)


async def pitch_withdraw(request: Request) -> Response:
    """Out of everybody's sight."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    pitch_id: int = request.path_params["pitch_id"]
    await pitches.withdraw_pitch(parts.db, parts.clock, viewer=viewer, pitch_id=pitch_id)
    return see(request, "founder.pitch", flash="pitch_withdrawn", pitch_id=pitch_id)


async def pitch_version(request: Request) -> Response:
    """One version as it was."""
    viewer = viewer_for(request, Role.FOUNDER)
    head, version = await pitches.open_version(
        resources(request).db,
        viewer=viewer,
        pitch_id=request.path_params["pitch_id"],
        version=request.path_params["version"],
    )
    page = VersionPage(
        untitled(version.text.name),
        version.text.lang if version.text.name else None,
        gettext("Version %(n)s of %(total)s.", n=version.version, total=head.latest_version),
        head,
        version,
    )
    return render(request, "founder/version.html", page)


async def _purpose(request: Request) -> str:
    """Which consent the form is about; one that we do not know is no page of ours."""
    form = FormReader(await request.form(max_files=0))
    purpose = form.code("purpose", PURPOSES)
    if purpose is None:
        raise NotFound
    return purpose


async def consent_revoke(request: Request) -> Response:
    """Take a consent back; what it allowed stops at once."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    pitch_id: int = request.path_params["pitch_id"]
    purpose = await _purpose(request)
    await pitches.revoke_consent(parts.db, parts.clock, viewer=viewer, pitch_id=pitch_id, purpose=purpose)
    return see(request, "founder.pitch", flash="consent_revoked", pitch_id=pitch_id)


async def consent_give(request: Request) -> Response:
    """Agree to the present text outside a submission."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    pitch_id: int = request.path_params["pitch_id"]
    purpose = await _purpose(request)
    await pitches.give_consent(
        parts.db, parts.clock, viewer=viewer, pitch_id=pitch_id, purpose=purpose, lang=current_locale()
    )
    return see(request, "founder.pitch", flash="consent_given", pitch_id=pitch_id)


async def deck_upload(request: Request) -> Response:
    """Put a deck beside the draft."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    pitch_id: int = request.path_params["pitch_id"]
    async with request.form(max_files=1) as data:
        form = FormReader(data)
        upload = form.upload("deck", required=True)
        if not isinstance(upload, UploadFile):
            return await _pitch(request, viewer, form.finish(None), status=422)
        content = await upload.read(decks.MOST_BYTES + 1)
        try:
            await decks.attach_deck(
                parts.db,
                parts.clock,
                parts.files,
                viewer=viewer,
                pitch_id=pitch_id,
                filename=upload.filename or "",
                content=content,
            )
        except Invalid as error:
            form.fail("deck", error.code, **error.params)
            return await _pitch(request, viewer, form.finish(None), status=422)
    return see(request, "founder.pitch", flash="deck_attached", pitch_id=pitch_id)


async def deck_remove(request: Request) -> Response:
    """Close the deck to everybody."""
    viewer, parts = viewer_for(request, Role.FOUNDER), resources(request)
    pitch_id: int = request.path_params["pitch_id"]
    await decks.remove_deck(parts.db, parts.clock, viewer=viewer, pitch_id=pitch_id)
    return see(request, "founder.pitch", flash="deck_removed", pitch_id=pitch_id)


async def deck(request: Request) -> Response:
    """The file, always as a download: a deck comes from outside and never runs in our pages."""
    viewer, parts = viewer_of(request), resources(request)
    found = await decks.open_deck(
        parts.db,
        parts.clock,
        parts.files,
        viewer=viewer,
        deck_id=request.path_params["deck_id"],
        as_organiser=second_factor_ok(request, viewer),
    )
    plain = found.filename.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "") or "deck"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.filename, safe='')}"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return Response(found.content, media_type=found.media_type, headers=headers)


_PITCH = "/founder/pitches/{pitch_id:int}"
routes = [
    Route("/founder/pitches", pitch_list, name="founder.pitches"),
    Route("/founder/pitches/new", pitch_new, methods=["GET", "POST"], name="founder.pitch_new"),
    Route(_PITCH, pitch, name="founder.pitch"),
    Route(f"{_PITCH}/edit", pitch_edit, methods=["GET", "POST"], name="founder.pitch_edit"),
    Route(f"{_PITCH}/submit", pitch_submit, methods=["POST"], name="founder.pitch_submit"),
    Route(f"{_PITCH}/withdraw", pitch_withdraw, methods=["POST"], name="founder.pitch_withdraw"),
    Route(f"{_PITCH}/versions/{{version:int}}", pitch_version, name="founder.pitch_version"),
    Route(f"{_PITCH}/deck", deck_upload, methods=["POST"], name="founder.deck_upload"),
    Route(f"{_PITCH}/deck/remove", deck_remove, methods=["POST"], name="founder.deck_remove"),
    Route(f"{_PITCH}/consents/revoke", consent_revoke, methods=["POST"], name="founder.consent_revoke"),
    Route(f"{_PITCH}/consents/give", consent_give, methods=["POST"], name="founder.consent_give"),
    Route("/decks/{deck_id:int}", deck, name="pitch.deck"),
]
