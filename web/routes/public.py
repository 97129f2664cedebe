"""What anybody sees: the public window, and the two addresses that machines ask."""

from __future__ import annotations

from datetime import timedelta

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from web import assets
from web.forms.base import blank
from web.forms.public import ShowcaseFilters, ShowcaseFiltersForm
from web.i18n import gettext, ngettext
from web.metrics import INDEX_AGE, INDEX_BYTES, INDEX_FILL, INDEX_REFRESH, INDEX_ROWS, REGISTRY
from web.pages.public import AboutPage, ComponentsPage, HomePage, ProjectPage, ShowcasePage
from web.pages.results import PublicResultsPage, firsts_rows, kind_bars, total
from web.render import render
from web.resources import resources
from web.services.public_window import upcoming_events
from web.services.results import PublicResults, public_results
from web.services.showing import showcased, showcased_pitch


def _firsts_sentence(found: PublicResults) -> str:
    return ngettext(
        "%(num)s first investment, loan or guarantee is confirmed by both sides.",
        "%(num)s first investments, loans and guarantees are confirmed by both sides.",
        total(found.cells),
    )


async def home(request: Request) -> Response:
    """The window: what is on, who pitches, what came of it."""
    parts = resources(request)
    found = await public_results(parts.db, parts.clock)
    page = HomePage(
        title=gettext("Founders meet those who fund them first"),
        answer=_firsts_sentence(found),
        results=found,
        by_kind=kind_bars(found.cells),
        events=await upcoming_events(parts.db, parts.clock),
        pitches=await showcased(parts.db, limit=6),
    )
    return render(request, "public/home.html", page)


async def showcase(request: Request) -> Response:
    """Projects whose founders agreed to be shown to everybody."""
    form = ShowcaseFiltersForm.parse(request.query_params)
    filters = form.clean or ShowcaseFilters()
    pitches = await showcased(
        resources(request).db, sector=filters.sector, stage=filters.stage, district=filters.district
    )
    answer = ngettext("%(num)s project is on show.", "%(num)s projects are on show.", len(pitches))
    page = ShowcasePage(gettext("Projects"), answer, pitches, form)
    return render(request, "public/showcase.html", page, status=422 if form.errors else 200)


async def project(request: Request) -> Response:
    """One showcased project; no terms, no contact."""
    parts = resources(request)
    pitch = await showcased_pitch(parts.db, request.path_params["pitch_id"])
    canonical = f"{parts.settings.public_url}{request.url.path}"
    return render(request, "public/project.html", ProjectPage(pitch.text.name, pitch, canonical))


async def results(request: Request) -> Response:
    """Firsts by district and year: counts, no names."""
    parts = resources(request)
    found = await public_results(parts.db, parts.clock)
    page = PublicResultsPage(
        gettext("Results"), _firsts_sentence(found), found, kind_bars(found.cells), firsts_rows(found.cells)
    )
    return render(request, "public/results.html", page)


async def about(request: Request) -> Response:
    """How the order comes about, the risk, and the licences."""
    answer = gettext("One record from pitch to match to meeting to confirmed money.")
    return render(request, "public/about.html", AboutPage(gettext("About Shoutou"), answer))


async def components(request: Request) -> Response:
    """Every piece of the interface in every state."""
    now = resources(request).clock.now()
    page = ComponentsPage(gettext("Components"), blank(), now, now + timedelta(minutes=90))
    return render(request, "dev/components.html", page)


async def health(request: Request) -> Response:
    """200 when the database answers, 503 otherwise."""
    alive = await resources(request).db.alive()
    return JSONResponse({"status": "ok" if alive else "no database"}, status_code=200 if alive else 503)


async def robots(request: Request) -> Response:
    """What a crawler may read: the public window; the rest asks for a person, or is a machine's."""
    closed = ("/api/", "/metrics", "/health", "/sign-in", "/search", "/imports/")
    return PlainTextResponse("User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in closed))


async def favicon(request: Request) -> Response:
    """The address that browsers ask of their own where an answer is no page, as a feed's."""
    return RedirectResponse(assets.address("favicon.svg"), status_code=302)


async def metrics(request: Request) -> Response:
    """Prometheus' text format."""
    index = resources(request).index.report()
    INDEX_ROWS.labels("pitch").set(index.n_pitches)
    INDEX_ROWS.labels("provider").set(index.n_providers)
    INDEX_BYTES.set(index.n_bytes)
    INDEX_AGE.set(index.age_seconds)
    INDEX_REFRESH.set(index.refresh_seconds)
    INDEX_FILL.set(index.fill_seconds)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


routes = [
    Route("/", home, name="public.home"),
    Route("/projects", showcase, name="public.showcase"),
    Route("/projects/{pitch_id:int}", project, name="public.project"),
    Route("/results", results, name="public.results"),
    Route("/about", about, name="public.about"),
    Route("/dev/components", components, name="public.components"),
    Route("/health", health, name="public.health"),
    Route("/robots.txt", robots, name="public.robots"),
    Route("/favicon.ico", favicon, name="public.favicon"),
    Route("/metrics", metrics, name="public.metrics"),
]
