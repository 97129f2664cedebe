"""The city's risk-compensation pools: `/officer/pool`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid
from web import formats
from web.forms.base import Data, Parsed, blank
from web.forms.pools import (
    AssumptionsForm,
    CoverForm,
    MoneyForm,
    PoolFilters,
    PoolFiltersForm,
    PoolForm,
    ProductForm,
    TermsForm,
)
from web.i18n import gettext
from web.pages.pool_tables import pool_built
from web.pages.pools import PoolPage, answer_of, examples, outlook_shown
from web.pages.report_frame import shown_figures, shown_meanings, shown_part, spoken
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import pools
from web.services.pools import PoolsAtHand, PoolView
from web.tables.answer import file_answer, file_links, file_wish
from web.tables.table import Drawn
from web.viewer import viewer_for
from web.vocabulary import label

Stated = tuple[str, Parsed[Any]]


async def pool(request: Request) -> Response:
    """What the pool answers for, what was called, and what may come; a POST states something of it."""
    viewer = viewer_for(request, Role.OFFICER)
    if request.method == "POST":
        return await _state(request, viewer)
    return await _page(request, viewer, blank(), None, 200)


async def _page(
    request: Request, viewer: Viewer, form: Parsed[Any], form_of: str | None, status: int
) -> Response:
    parts = resources(request)
    filters = PoolFiltersForm.parse(request.query_params, parts.clock.now())
    clean = filters.clean or PoolFilters()
    view = await pools.open_pool(
        parts.db, parts.clock, viewer=viewer, as_of=clean.as_of, pool_id=clean.pool_id
    )
    if isinstance(view, PoolsAtHand):
        page = _empty(request, view, filters, form, form_of)
        return render(request, "pool/show.html", page, status=status)
    assumed = AssumptionsForm.parse(request.query_params, view.products)
    # A refused assumption leaves the others of this page in force, so that there is something to look at.
    given = assumed.clean or AssumptionsForm.parse(Data(), view.products).clean
    if given is None:
        raise Invalid("not_a_percent")
    outlook = await pools.look_ahead(view, given)
    built = pool_built(view, outlook, _record_paths(request, view))
    wish = file_wish(request)
    if wish is not None and not (filters.errors or assumed.errors):
        drawn = Drawn(view.as_of, parts.clock.now(), viewer.name)
        return await file_answer(wish, built.report(f"pool-{view.pool.id}", drawn))
    asked: Parsed[object] = Parsed(
        {**filters.values, **assumed.values}, {**filters.errors, **assumed.errors}, None
    )
    page = PoolPage(
        title=spoken(built.title),
        answer=answer_of(view),
        as_of=view.as_of,
        is_now=view.is_now,
        here=request.url.path,
        pools=[(str(p.id), p.name) for p in view.pools],
        pool=view.pool,
        filters=asked,
        form=form,
        form_of=form_of,
        figures=shown_figures(built.figures, clean.unit),
        parts=[shown_part(part, clean.unit) for part in built.parts],
        outlook=outlook_shown(view, outlook),
        meanings=shown_meanings(built.meanings),
        files=file_links(request, built.names()),
        products=[(str(p.id), f"{p.name} · {p.provider_name}") for p in view.products],
        lenders=[(str(i), name) for i, name in view.lenders],
        records=_open_records(view),
        covered=[(str(c.record.record_id), _named(c.record)) for c in view.book],
        examples=examples(),
    )
    return render(request, "pool/show.html", page, status=422 if asked.errors else status)


def _record_paths(request: Request, view: PoolView) -> dict[int, str]:
    return {
        c.record.record_id: request.url_for("funding.record", record_id=c.record.record_id).path
        + "?as=officer"
        for c in view.book
    }


def _named(record: Any) -> str:
    return " · ".join(
        [
            record.company_name,
            label("funding_kind", record.kind),
            formats.money(record.amount, record.currency),
            record.provider_name,
            formats.date(record.value_on),
        ]
    )


def _open_records(view: PoolView) -> list[tuple[str, str]]:
    mine = [r for r in view.open_records if r.currency == view.pool.currency]
    return [(str(r.record_id), _named(r)) for r in mine]


def _empty(
    request: Request, at_hand: PoolsAtHand, filters: Parsed[Any], form: Parsed[Any], form_of: str | None
) -> PoolPage:
    return PoolPage(
        title=gettext("Risk-compensation pool"),
        answer=gettext("No pool is on record yet."),
        as_of=at_hand.as_of,
        is_now=at_hand.is_now,
        here=request.url.path,
        pools=[],
        pool=None,
        filters=filters,
        form=form,
        form_of=form_of,
        figures=[],
        parts=[],
        outlook=None,
        meanings=[],
        files=None,
        products=[],
        lenders=[],
        records=[],
        covered=[],
        examples=examples(),
    )


async def _state(request: Request, viewer: Viewer) -> Response:
    """One statement on a pool; the form says which, and a refused one comes back with its input."""
    data: Data = await request.form(max_files=0)
    act = str(data.get("act", ""))
    read = _STATEMENTS.get(act)
    if read is None:
        return await _page(request, viewer, blank().with_error("act", sentence("not_a_choice")), act, 422)
    parse, state = read
    form = parse(data)
    if form.clean is None:
        return await _page(request, viewer, form, act, 422)
    text = request.query_params.get("pool", "")
    pool_id = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    try:
        made = await state(request, viewer, pool_id, form.clean)
    except Invalid as error:
        refused = form.with_error(error.field or "name", sentence(error.code, **error.params))
        return await _page(request, viewer, refused, act, 422)
    except Conflict as error:
        return await _page(request, viewer, form.with_error("name", sentence(error.code)), act, 409)
    return see(request, "officer.pool", query={"pool": str(made or pool_id)}, flash="pool_stated")


async def _new_pool(request: Request, viewer: Viewer, _: int, clean: Any) -> int | None:
    parts = resources(request)
    return await pools.state_pool(parts.db, parts.clock, viewer=viewer, new=clean)


async def _money(request: Request, viewer: Viewer, pool_id: int, clean: Any) -> int | None:
    parts = resources(request)
    await pools.state_money(parts.db, parts.clock, viewer=viewer, pool_id=pool_id, new=clean)
    return None


async def _product(request: Request, viewer: Viewer, pool_id: int, clean: Any) -> int | None:
    parts = resources(request)
    organisation_id, name = clean
    await pools.state_product(
        parts.db, parts.clock, viewer=viewer, pool_id=pool_id, organisation_id=organisation_id, name=name
    )
    return None


async def _terms(request: Request, viewer: Viewer, pool_id: int, clean: Any) -> int | None:
    parts = resources(request)
    product_id, new = clean
    await pools.state_terms(
        parts.db, parts.clock, viewer=viewer, pool_id=pool_id, product_id=product_id, new=new
    )
    return None


async def _cover(request: Request, viewer: Viewer, pool_id: int, clean: Any) -> int | None:
    parts = resources(request)
    await pools.cover_record(
        parts.db,
        parts.clock,
        viewer=viewer,
        pool_id=pool_id,
        record_id=clean.record_id,
        product_id=clean.product_id,
        because=clean.because,
    )
    return None


_STATEMENTS: dict[
    str,
    tuple[Callable[[Data], Parsed[Any]], Callable[[Request, Viewer, int, Any], Awaitable[int | None]]],
] = {
    "pool": (PoolForm.parse, _new_pool),
    "money": (MoneyForm.parse, _money),
    "product": (ProductForm.parse, _product),
    "terms": (TermsForm.parse, _terms),
    "cover": (CoverForm.parse, _cover),
}

routes = [Route("/officer/pool", pool, name="officer.pool", methods=["GET", "POST"])]
