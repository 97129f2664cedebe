"""Files that people bring in: bring one, look at what would become of it, then take it whole or delete it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import anyio.to_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.imports import ImportFile, ImportKind
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from web.forms.base import Parsed, blank
from web.i18n import gettext
from web.imports.columns import COLUMNS
from web.imports.parsing import allowed
from web.imports.reading import MOST_COLUMNS
from web.imports.taking import check_readable, look, refusal_of, take
from web.pages.imports import (
    BACK,
    OFFICERS_BACK,
    Back,
    desk_page,
    file_page,
    problems_report,
    template_report,
)
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import imports
from web.tables.answer import file_answer, file_wish
from web.viewer import organisation_asked, viewer_for, viewer_of


def _kind(request: Request) -> ImportKind:
    try:
        return ImportKind(request.path_params["kind"])
    except ValueError:
        raise NotFound from None


def _viewer(request: Request, kind: ImportKind) -> Viewer:
    """Who brings this kind, in the role for it, with the second factor where the role needs it."""
    viewer = viewer_of(request)
    role = next((r for r in imports.ROLES[kind] if r in viewer.roles), None)
    if role is None:
        raise NotAllowed("not_allowed")
    return viewer_for(request, role)


def _event_id(request: Request) -> int | None:
    text = request.query_params.get("event", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _back(request: Request, kind: ImportKind, event_id: int | None) -> Back:
    name, text = BACK[kind]
    if kind is ImportKind.DEALS and Role.ORGANISER not in viewer_of(request).roles:
        name, text = OFFICERS_BACK
    if kind is ImportKind.PARTICIPANTS:
        return Back(request.url_for(name, event_id=event_id).path, gettext(text))
    return Back(request.url_for(name).path, gettext(text))


async def desk(request: Request) -> Response:
    """Where a file of one kind is brought; with `?format=` a template to fill in."""
    kind = _kind(request)
    viewer, parts = _viewer(request, kind), resources(request)
    wish = file_wish(request)
    if wish is not None:
        words = [(gettext(c.header), *term) for c in COLUMNS[kind] if c.words for term in allowed(c.words)]
        return await file_answer(wish, template_report(kind, words, parts.clock.now(), viewer.name))
    return await _desk(request, kind, viewer, blank())


async def _desk(
    request: Request, kind: ImportKind, viewer: Viewer, form: Parsed[object], status: int = 200
) -> Response:
    parts = resources(request)
    found = await imports.open_desk(
        parts.db,
        parts.clock,
        viewer=viewer,
        kind=kind,
        event_id=_event_id(request),
        organisation_id=organisation_asked(request),
    )
    kept = [(k, v) for k, v in request.query_params.multi_items() if k in ("event", "for")]
    action = f"{request.url.path}?{urlencode(kept)}" if kept else request.url.path
    link = {f: f"{request.url.path}?{urlencode([*kept, ('format', f)])}" for f in ("csv", "xlsx")}
    page = desk_page(found, _back(request, kind, _event_id(request)), action, form, link)
    return render(request, "imports/desk.html", page, status=status)


async def bring(request: Request) -> Response:
    """Keep the file for a look."""
    kind = _kind(request)
    viewer, parts = _viewer(request, kind), resources(request)
    async with request.form(max_files=1, max_part_size=imports.MOST_BYTES + 1024) as data:
        upload = data.get("file")
        if not isinstance(upload, UploadFile) or not upload.filename:
            missing: Parsed[Any] = Parsed({}, {"file": sentence("import_no_file")}, None)
            return await _desk(request, kind, viewer, missing, 422)
        filename = upload.filename
        content = await upload.read(imports.MOST_BYTES + 1)
    try:
        if len(content) <= imports.MOST_BYTES:
            await anyio.to_thread.run_sync(check_readable, content)
        import_id = await imports.bring(
            parts.db,
            parts.clock,
            viewer=viewer,
            kind=kind,
            filename=filename,
            content=content,
            event_id=_event_id(request),
            organisation_id=organisation_asked(request),
        )
    except Invalid as error:
        wrong: Parsed[Any] = Parsed({}, {"file": sentence(error.code, **error.params)}, None)
        return await _desk(request, kind, viewer, wrong, 422)
    return see(request, "imports.show", import_id=import_id)


async def show(request: Request) -> Response:
    """What would become of a file, or what became of it; with `?format=` what is wrong with it."""
    parts = resources(request)
    found = await look(
        parts.db, parts.clock, viewer=viewer_of(request), import_id=request.path_params["import_id"]
    )
    viewer = _viewer(request, found.file.kind)
    wish = file_wish(request)
    if wish is not None:
        return await file_answer(wish, problems_report(found, parts.clock.now(), viewer.name))
    file = found.file
    page = file_page(
        found,
        _back(request, file.kind, file.event_id),
        _desk_of(request, file),
        request.url.path,
        f"{request.url.path}?format=csv",
        refusal_of(file),
    )
    return render(request, "imports/file.html", page)


def _desk_of(request: Request, file: ImportFile) -> str:
    path = request.url_for("imports.desk", kind=str(file.kind)).path
    query = {"event": file.event_id, "for": file.organisation_id}
    kept = {k: v for k, v in query.items() if v is not None}
    return f"{path}?{urlencode(kept)}" if kept else path


async def decide(request: Request) -> Response:
    """Take the file whole, say what its columns are, or delete it."""
    parts, import_id = resources(request), int(request.path_params["import_id"])
    file = await imports.find_file(parts.db, parts.clock, viewer=viewer_of(request), import_id=import_id)
    viewer = _viewer(request, file.kind)
    data = await request.form(max_files=0)
    match data.get("act"):
        case "take":
            return await _take(request, viewer, import_id)
        case "map":
            mapping = [str(data.get(f"column-{n}") or "") for n in range(MOST_COLUMNS)]
            known = {c.key for c in COLUMNS[file.kind]}
            n_columns = sum(f"column-{n}" in data for n in range(MOST_COLUMNS))
            chosen = [key if key in known else "" for key in mapping[:n_columns]]
            await imports.map_columns(
                parts.db, parts.clock, viewer=viewer, import_id=import_id, mapping=chosen
            )
            return see(request, "imports.show", flash="import_mapped", import_id=import_id)
        case "drop":
            await imports.drop(parts.db, parts.clock, viewer=viewer, import_id=import_id)
            return see(request, "imports.show", flash="import_dropped", import_id=import_id)
        case _:
            raise NotFound


async def _take(request: Request, viewer: Viewer, import_id: int) -> Response:
    parts = resources(request)
    try:
        _, counts = await take(parts.db, parts.clock, parts.settings, viewer=viewer, import_id=import_id)
    except Conflict as error:
        # The page that follows shows what is wrong now.
        return see(request, "imports.show", flash=error.code, flash_params=error.params, import_id=import_id)
    if counts is None:
        return see(request, "imports.show", flash="import_queued", import_id=import_id)
    said = {"new": counts.n_new, "changed": counts.n_changed, "same": counts.n_same}
    return see(request, "imports.show", flash="import_done", flash_params=said, import_id=import_id)


routes = [
    Route("/imports/new/{kind}", desk, name="imports.desk"),
    Route("/imports/new/{kind}", bring, name="imports.bring", methods=["POST"]),
    Route("/imports/{import_id:int}", show, name="imports.show"),
    Route("/imports/{import_id:int}", decide, name="imports.decide", methods=["POST"]),
]
