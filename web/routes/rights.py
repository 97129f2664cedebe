"""What one may ask and do about one's own data; recipients of a pitch are in `audience`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.errors import NotFound
from web.forms.rights import ListOrderForm
from web.render import see_path
from web.resources import resources
from web.services.list_by_date import choose_order
from web.viewer import viewer_of


async def list_order(request: Request) -> Response:
    """Lists by fit, or by date without any score."""
    viewer, parts = viewer_of(request), resources(request)
    form = ListOrderForm.parse(await request.form(max_files=0))
    if form.clean is None:
        raise NotFound
    order, back = form.clean
    await choose_order(parts.db, viewer=viewer, order=order)
    return see_path(request, back, flash="list_order_saved")


routes = [
    Route("/account/list-order", list_order, methods=["POST"], name="account.list_order"),
]
