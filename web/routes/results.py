"""The officer's results."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.vocabulary import Role
from web.forms.results import ResultFiltersForm
from web.i18n import gettext, ngettext
from web.pages.results import Bar, ResultsPage, district_bars, firsts_rows, funnel_bars, total
from web.render import render
from web.resources import resources
from web.services.results import ResultFilters, open_results
from web.viewer import viewer_for
from web.vocabulary import label


async def results(request: Request) -> Response:
    """What came of it, and how we know."""
    viewer = viewer_for(request, Role.OFFICER)
    parts = resources(request)
    form = ResultFiltersForm.parse(request.query_params)
    found = await open_results(parts.db, viewer=viewer, filters=form.clean or ResultFilters())
    this_year = parts.clock.now().year
    answer = ngettext(
        "%(num)s first this year, %(all)s in all; %(waiting)s records wait for the other side.",
        "%(num)s firsts this year, %(all)s in all; %(waiting)s records wait for the other side.",
        total(found.cells, year=this_year),
        all=total(found.cells),
        waiting=found.totals.n_waiting,
    )
    page = ResultsPage(
        title=gettext("Results"),
        answer=answer,
        results=found,
        funnel=funnel_bars(found.funnel),
        by_district=district_bars(found.cells, request.url.path),
        categories=[Bar(label("category", c.category), c.n) for c in found.categories],
        rows=firsts_rows(found.cells),
        years=[(str(y), str(y)) for y in sorted({c.year for c in found.cells}, reverse=True)],
        form=form,
    )
    return render(request, "officer/results.html", page, status=422 if form.errors else 200)


routes = [Route("/officer/results", results, name="officer.results")]
