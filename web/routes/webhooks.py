"""A person's webhooks: subscribed, listed, their log, sent again, ended."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.errors import Invalid
from web.forms.api import WebhookForm, WebhookStepForm
from web.forms.base import Parsed, blank
from web.pages.webhooks import webhook_page, webhooks_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import webhooks
from web.viewer import SecondFactorNeeded, viewer_of


def _careful(request: Request) -> Viewer:
    """The viewer; who has a second factor must have shown it before letting anything out."""
    viewer = viewer_of(request)
    if viewer.has_second_factor and not viewer.passed_second_factor:
        raise SecondFactorNeeded
    return viewer


async def listed(request: Request) -> Response:
    """All of them, and the form for one more."""
    viewer, parts = _careful(request), resources(request)
    if request.method == "GET":
        return await _page(request, viewer, blank())
    parsed = WebhookForm.parse(await request.form(max_files=0))
    if parsed.clean is None:
        return await _page(request, viewer, parsed)
    url, events = parsed.clean
    try:
        made = await webhooks.subscribe(
            parts.db, parts.clock, parts.settings, viewer=viewer, url=url, events=events
        )
    except Invalid as error:
        text = sentence(error.code, **error.params)
        return await _page(request, viewer, parsed.with_error(error.field or "url", text))
    return see(request, "account.webhook", webhook_id=made, flash="webhook_added")


async def _page(request: Request, viewer: Viewer, form: Parsed[object]) -> Response:
    found = await webhooks.own_webhooks(resources(request).db, viewer=viewer)
    page = webhooks_page(found, form)
    return render(request, "account/webhooks.html", page, status=422 if form.errors else 200)


async def one(request: Request) -> Response:
    """One webhook with its secret and its log; a POST ends it, switches it on or sends something again."""
    viewer, parts = _careful(request), resources(request)
    webhook_id: int = request.path_params["webhook_id"]
    if request.method == "GET":
        found, log = await webhooks.open_webhook(parts.db, viewer=viewer, webhook_id=webhook_id)
        page = webhook_page(found, log, webhooks.secret_of(parts.settings, found.salt))
        return render(request, "account/webhook.html", page)
    parsed = WebhookStepForm.parse(await request.form(max_files=0))
    if parsed.clean is None:
        raise Invalid("not_a_choice")
    step, delivery_id = parsed.clean
    if step == "remove":
        await webhooks.remove_webhook(parts.db, parts.clock, viewer=viewer, webhook_id=webhook_id)
        return see(request, "account.webhooks", flash="webhook_removed")
    if step == "enable":
        await webhooks.enable_webhook(parts.db, viewer=viewer, webhook_id=webhook_id)
    else:
        await webhooks.send_again(parts.db, parts.clock, viewer=viewer, delivery_id=delivery_id)
    return see(request, "account.webhook", webhook_id=webhook_id, flash="webhook_goes_on")


routes = [
    Route("/account/webhooks", listed, methods=["GET", "POST"], name="account.webhooks"),
    Route("/account/webhooks/{webhook_id:int}", one, methods=["GET", "POST"], name="account.webhook"),
]
