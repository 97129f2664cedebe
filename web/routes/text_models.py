"""The text model that lists are made with, and the next one on its way: `/admin/text-model`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.vocabulary import Role
from web.i18n import gettext
from web.pages.text_models import TextModelsPage
from web.render import render
from web.resources import resources
from web.services.text_models import TextModels, open_text_models
from web.viewer import viewer_for


async def text_models(request: Request) -> Response:
    """Which model serves, and how far the next one is."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    found = await open_text_models(parts.db, viewer=viewer)
    busy = found.coming is not None or bool(found.served and found.served.waiting)
    page = TextModelsPage(gettext("Text model"), _answer(found), found, "every 5s" if busy else None)
    return render(request, "admin/text_models.html", page)


def _answer(found: TextModels) -> str:
    if found.coming is not None and found.prepared is not None:
        return gettext(
            "The next text model is being prepared: %(done)s of %(total)s texts. The present one serves.",
            done=found.prepared.done,
            total=found.prepared.total,
        )
    if found.served is None:
        return gettext("No text has been encoded yet; the worker does so when it runs.")
    if found.served.waiting:
        return gettext(
            "%(waiting)s of %(total)s texts wait for the worker.",
            waiting=found.served.waiting,
            total=found.served.total,
        )
    return gettext("All %(total)s texts are encoded as they stand now.", total=found.served.total)


routes = [Route("/admin/text-model", text_models, name="admin.text_model")]
