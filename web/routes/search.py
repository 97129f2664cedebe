"""Finding by words, for everybody; the searches that people keep, and the link in each mail that stops it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.ids import OrganisationId
from models.entities.search import NewSearch
from models.errors import Conflict, Invalid
from web.forms.base import Parsed, blank
from web.forms.search import READING, ChangeForm, CompareForm, FindForm, KeepForm, SearchAct
from web.pages.comparing import compare_page, nothing_page
from web.pages.saved_searches import saved_page, stop_page
from web.pages.search import search_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import saved_searches
from web.services.comparing import Comparison, compare_pitches
from web.services.saved_searches import Looker
from web.services.search import Asked
from web.services.search import find as find_hits
from web.tables.answer import file_wish
from web.viewer import organisation_asked, viewer_as_shown, viewer_of


async def find(request: Request) -> Response:
    """What answers to the words, as far as this reader may see it."""
    parts, form = resources(request), FindForm.parse(request.query_params)
    asked = form.clean or Asked()
    hits = await find_hits(
        parts.db,
        parts.searcher,
        viewer=viewer_as_shown(request),
        filters=asked.filters,
        page=asked.page,
        whole=file_wish(request) is not None,
    )
    page = search_page(form, hits, request.url.path)
    return render(request, "search/find.html", page, status=422 if form.errors else 200)


async def compare(request: Request) -> Response:
    """Two to four pitches side by side, as far as this reader may see each."""
    viewer = viewer_of(request)
    shown, parts = viewer_as_shown(request) or viewer, resources(request)
    form = CompareForm.parse(request.query_params)
    try:
        found = await compare_pitches(
            parts.db,
            (await parts.rankers.current()).ranker,
            parts.clock,
            viewer=shown,
            pitch_ids=form.clean or (),
            organisation_id=organisation_asked(request),
            index=parts.index,
        )
    except Invalid as error:
        page = nothing_page(sentence(error.code))
        return render(request, "search/compare.html", page, status=422)
    return render(request, "search/compare.html", compare_page(found, _list_of(request, found)))


def _list_of(request: Request, found: Comparison) -> str:
    """Where the ticks were: a provider's matches, else the search."""
    if found.acting is None:
        return request.url_for("search.find").path
    return f"{request.url_for('provider.matches').path}?for={found.acting.organisation_id}"


async def _looker(request: Request) -> Looker:
    parts = resources(request)
    return Looker(parts.searcher, (await parts.rankers.current()).ranker, READING)


async def searches(request: Request) -> Response:
    """The searches that this person keeps."""
    return await _list(request, blank())


async def _list(request: Request, form: Parsed[object], search_id: int | None = None) -> Response:
    found = await saved_searches.list_searches(resources(request).db, viewer=viewer_of(request))
    page = saved_page(found, form, search_id)
    return render(request, "search/saved.html", page, status=422 if form.errors else 200)


async def keep(request: Request) -> Response:
    """Keep a search under a name."""
    viewer, parts = viewer_of(request), resources(request)
    form = KeepForm.parse(await request.form())
    if form.clean is None or form.errors:
        return await _list(request, form)
    new = form.clean
    organisation = None if new.organisation_id is None else OrganisationId(new.organisation_id)
    try:
        await saved_searches.keep_search(
            parts.db,
            await _looker(request),
            parts.clock,
            viewer=viewer,
            new=NewSearch(new.name, new.page, organisation, new.query),
        )
    except Invalid as error:
        return await _list(request, form.with_error("name", sentence(error.code, **error.params)))
    return see(request, "account.searches", flash="search_kept")


async def change(request: Request) -> Response:
    """Rename a search, start or stop its mails, or delete it."""
    viewer, parts = viewer_of(request), resources(request)
    search_id = request.path_params["search_id"]
    form = ChangeForm.parse(await request.form())
    if form.clean is None or form.errors:
        return await _list(request, form, search_id)
    match form.clean.act:
        case SearchAct.RENAME:
            try:
                await saved_searches.rename_search(
                    parts.db, viewer=viewer, search_id=search_id, name=form.clean.name
                )
            except Conflict as error:
                return await _list(request, form.with_error("name", sentence(error.code)), search_id)
            return see(request, "account.searches", flash="search_renamed")
        case SearchAct.DELETE:
            await saved_searches.delete_search(parts.db, viewer=viewer, search_id=search_id)
            return see(request, "account.searches", flash="search_deleted")
        case SearchAct.MAIL | SearchAct.QUIET as act:
            mails = act is SearchAct.MAIL
            await saved_searches.set_mails(
                parts.db,
                await _looker(request),
                parts.clock,
                viewer=viewer,
                search_id=search_id,
                mails=mails,
            )
            return see(request, "account.searches", flash="search_mails_on" if mails else "search_mails_off")


async def stop(request: Request) -> Response:
    """The link in a mail: a page with one button, so that a mail program that opens links stops nothing."""
    parts, token = resources(request), request.path_params["token"]
    settings = parts.settings
    if request.method == "POST":
        await saved_searches.stop_by_link(parts.db, settings, parts.clock, token)
    search = await saved_searches.stopping(parts.db, settings, parts.clock, token)
    return render(request, "search/stop.html", stop_page(search))


routes = [
    Route("/search", find, name="search.find"),
    Route("/compare", compare, name="search.compare"),
    Route("/searches", searches, name="account.searches"),
    Route("/searches", keep, name="account.searches", methods=["POST"]),
    Route("/searches/{search_id:int}", change, name="account.search", methods=["POST"]),
    Route("/searches/stop/{token}", stop, name="search.stop", methods=["GET", "POST"]),
]
